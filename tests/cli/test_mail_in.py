"""`aftercare mail-in`, and what `aftercare check` says of messages."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from aftercare.cli.findings import Mark
from aftercare.cli.mailing import take
from aftercare.cli.message_looks import messages_look
from aftercare.kernel.sealing import seal
from aftercare.notifications.models import InboundMail, Message, Outlet, Policy
from tests.cli.conftest import Installation

pytestmark = pytest.mark.django_db
MAIL = b"From: Lin <lin@post.example>\r\nSubject: Help\r\nMessage-ID: <1@x>\r\n\r\nWhich side?"


def test_a_piped_mail_is_taken_in_once(capsys: pytest.CaptureFixture[str]) -> None:
    take(MAIL)
    take(MAIL)
    assert InboundMail.objects.get().text == "Which side?"
    assert capsys.readouterr().out == "Waiting.\nWaiting.\n"


def test_while_the_database_is_away_the_mail_server_is_asked_to_try_again(
    tmp_path: Path,
) -> None:
    away = Installation(tmp_path / "home", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    done = away.run("mail-in")
    assert (done.returncode, "Traceback" in done.stderr) == (75, False)


def said() -> list[tuple[Mark, str]]:
    """What the look finds."""
    return [(finding.mark, finding.sentence.split(":")[0].split(",")[0]) for finding in messages_look()]


def test_check_says_what_is_not_set(settings: LazySettings) -> None:
    settings.NOTHING_LEAVES = False
    assert said() == [(Mark.NOTE, "No mail server is set"), (Mark.NOTE, "No mailbox is set")]
    settings.SMTP_ADDRESS = "smtps://service:p%40ss@mx.shop.example"
    assert (Mark.WRONG, "E-mails have no sender") in said()
    settings.MAIL_SENDER = "service@shop.example"
    settings.SITE_ADDRESS = "https://care.shop.example"
    assert said() == [(Mark.GOOD, "E-mails go out by mx.shop.example"), (Mark.NOTE, "No mailbox is set")]


def test_check_says_what_is_stuck_and_what_cannot_be_opened(settings: LazySettings) -> None:
    Policy.objects.create(nothing_leaves=False)
    Outlet.objects.create(kind="email", host="mx", sender="a@b.example", sealed_secret=seal("x", "another home"))
    long_ago = timezone.now() - timedelta(hours=2)
    Message.objects.create(
        key="k", event="received", channel="email", role="buyer", language="en", made_at=long_ago, due_at=long_ago,
        state="waiting", state_since=long_ago,
    )  # fmt: skip
    found = said()
    assert [mark for mark, _sentence in found] == [Mark.WRONG, Mark.WRONG]
    assert found[1][1] == "1 messages have been waiting for more than an hour; the log of messages says why."
