"""A mailbox that refuses, and mails that break: nothing is lost by it, and nothing else waits for it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import LazySettings

from aftercare.jobs import mailbox
from aftercare.jobs.mailbox import fetch_mail
from aftercare.kernel.sealing import seal
from aftercare.notifications.commands.inbound import take_mail
from aftercare.notifications.models import InboundMail, Outlet
from tests.messages.conftest import SENDER
from tests.messages.postbox import Box, post_box
from tests.messages.test_inbound import written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(settings: LazySettings) -> Iterator[Box]:
    """The mailbox that this installation reads."""
    with post_box() as found:
        Outlet.objects.create(
            kind="inbox", host="127.0.0.1", port=found.port, username="service", sender=SENDER,
            sealed_secret=seal(found.password, settings.SEALING_KEY), timeout_seconds=3,
        )  # fmt: skip
        yield found


def put(box: Box, *uids: int, text: str = "Which side is up?") -> None:
    """Mails in the box, each another one."""
    for uid in uids:
        box.mails[uid] = written(text, id=f"<{uid}@post>", sender="a@b.example").as_bytes()


def kept() -> list[str]:
    """What was taken in, in that order."""
    return list(InboundMail.objects.order_by("pk").values_list("message_id", flat=True))


@pytest.mark.parametrize("what", ["SIZE", "BODY"])
@pytest.mark.parametrize("said", ["NO [UNAVAILABLE] try later", "BAD not now", "OK nothing"])
def test_a_mail_that_is_not_handed_out_stays_unseen_and_is_asked_for_again(
    box: Box, what: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(box, 1, 2)
    box.refused[1, what] = said
    assert (fetch_mail(), kept(), box.seen) == (1, ["<2@post>"], {2})
    assert "The mailbox does not hand out mail 1" in caplog.text
    box.refused.clear()
    assert (fetch_mail(), kept(), box.seen) == (1, ["<2@post>", "<1@post>"], {1, 2})


def test_one_that_is_too_large_is_left_in_the_box_seen(box: Box, settings: LazySettings) -> None:
    settings.MAX_MAIL_BYTES = 1000
    put(box, 1, text="x" * 2000)
    put(box, 2)
    assert (fetch_mail(), kept(), box.seen) == (2, ["<2@post>"], {1, 2})


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever says “poison” breaks who takes it in; the disk may be full as well as the program wrong."""

    def take(raw: bytes, *, at: datetime) -> InboundMail:
        if b"poison" in raw:
            raise OSError(28, "No space left on device")
        return take_mail(raw, at=at)

    monkeypatch.setattr(mailbox, "take_mail", take)


def test_fifty_mails_that_break_hold_up_no_other(box: Box, breaking: None) -> None:
    put(box, *range(1, 61), text="poison")
    put(box, 61, 62)
    assert (fetch_mail(), kept(), box.seen) == (2, ["<61@post>", "<62@post>"], {61, 62})


def test_what_broke_before_is_looked_at_last_when_time_is_short(
    box: Box, breaking: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(box, 1, 2, text="poison")
    assert fetch_mail() == 0
    put(box, 3)
    ticks = iter([0.0, 0.0, 100.0])
    monkeypatch.setattr(mailbox, "_now", lambda: next(ticks))
    assert (fetch_mail(), kept()) == (1, ["<3@post>"])


def test_no_more_than_fifty_are_taken_in_at_once(box: Box) -> None:
    put(box, *range(1, 52))
    assert [fetch_mail(), fetch_mail()] == [50, 1]
    assert len(box.seen) == 51
