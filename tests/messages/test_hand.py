"""Messages in the hands of a worker: for a while, for it alone, and what came of one outlives trouble with the next."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from aftercare.jobs import messages
from aftercare.jobs.messages import send_due
from aftercare.notifications.commands import sending
from aftercare.notifications.commands.sending import Hand, Next, go_on, let_go, take_in_hand
from aftercare.notifications.models import Attempt, Message
from tests.messages.postoffice import Office
from tests.messages.test_killed import waiting_messages

pytestmark = pytest.mark.django_db(transaction=True)


def hand_of(most: int) -> Hand:
    """So many messages in hand, since now."""
    return take_in_hand("email", most=most, at=timezone.now())


def test_what_one_worker_has_in_hand_nobody_else_takes_until_it_lets_go(outside: Office) -> None:
    waiting_messages(5)
    first, second = hand_of(3), hand_of(5)
    assert (len(first.messages), len(second.messages), len(hand_of(5).messages)) == (3, 2, 0)
    let_go(first)
    assert hand_of(5).messages == first.messages


def test_a_message_that_another_worker_took_over_meanwhile_is_left_to_it(outside: Office) -> None:
    waiting_messages(1)
    slow = hand_of(1)
    Message.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
    quick = hand_of(1)
    [(pk, address)] = quick.messages
    claims = [go_on(None, Next(pk, address, hand.until, None), at=timezone.now()) for hand in (slow, quick)]
    assert [claim.is_lost for claim in claims if claim] == [True, False]
    assert Message.objects.get().state == "held"


def test_what_was_sent_stays_written_down_when_the_next_one_cannot_be_begun(
    outside: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_messages(2)
    last = Message.objects.order_by("due_at", "pk").last()
    assert last
    usual = sending._begin

    def broken(following: Next, *, ends: bool, at: object) -> object:
        if following.message_id == last.pk:
            raise RuntimeError("What it says cannot be read.")
        return usual(following, ends=ends, at=at)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "_begin", broken)
    assert send_due("email") == 1
    assert (len(outside.mails), Attempt.objects.get().outcome) == (1, "taken")
    assert list(Message.objects.order_by("due_at", "pk").values_list("state", flat=True)) == ["sent", "waiting"]


def test_a_server_that_is_away_leaves_the_others_free_for_the_next_minute(
    outside: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_GIVE_UP_AFTER", 2)
    waiting_messages(5)
    outside.hooks["MAIL"] = lambda _clerk: ""
    assert send_due("email") == 2
    assert (Attempt.objects.count(), Message.objects.filter(busy_until=None).count()) == (2, 5)


def test_trouble_with_what_has_left_is_not_the_next_ones(outside: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting_messages(2)
    usual, broken = sending.note_receipt, list[int]()

    def once(claim: sending.Claim, *rest: Any, **more: Any) -> Message:
        if not broken:
            broken.append(claim.message_id)
            raise RuntimeError("Not this time.")
        return usual(claim, *rest, **more)

    monkeypatch.setattr(sending, "note_receipt", once)
    assert (send_due("email"), len(outside.mails), len(broken)) == (2, 2, 1)
    assert set(Message.objects.values_list("state", "busy_until")) == {("sent", None)}
    assert [said for said in Message.objects.values_list("said", flat=True) if "begun" in said] == []
