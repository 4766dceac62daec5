"""Quiet hours hold at every try: also for what is tried again, and for what was left while nothing could be sent."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from aftercare.customers.models import Customer
from aftercare.jobs.messages import send_due
from aftercare.notifications.commands.again import send_again
from aftercare.notifications.commands.bundling import bundle_due
from aftercare.notifications.commands.own_mail import post
from aftercare.notifications.commands.sending import Claim, Next, go_on, note_receipt, take_in_hand
from aftercare.notifications.commands.setting import set_choices
from aftercare.notifications.models import Attempt, Message, Policy, Preference
from aftercare.notifications.queries.setting import policy, quiet_of
from aftercare.notifications.rules.events import BY_CODE
from aftercare.notifications.terms import Connection, Outcome, Receipt
from aftercare.org.roles import Role
from tests.factories.people import AGENT, MONDAY, actor, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied, inspected
from tests.messages.conftest import read_journal_at
from tests.messages.postoffice import Office
from tests.messages.test_sending import wait_over

pytestmark = pytest.mark.django_db(transaction=True)
ZONE = "Asia/Shanghai"
WAY = Connection("email", host="127.0.0.1", sender="service@shop.example")


def in_shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of March 2026 there."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


NIGHT, MORNING = in_shanghai(2, 22), in_shanghai(3, 8)


@pytest.fixture
def message(outside: Office) -> Message:
    """Made on Monday at 17 o'clock by the buyer's clock; from 21 to 8 o'clock nothing is sent to him."""
    Policy.objects.update(quiet_begins=time(21), quiet_ends=time(8))
    place = scene()
    returning = applied(place, order(place))
    Customer.objects.filter(pk=returning.customer_id).update(email="lin@post.example")
    Preference.objects.create(customer_id=returning.customer_id, zone=ZONE)
    read_journal_at(MONDAY)
    return Message.objects.get()


def begun(at: datetime) -> Claim | None:
    """What comes of the next message in turn at that hour."""
    hand = take_in_hand("email", most=1, at=at)
    if not hand.messages:
        return None
    [(pk, address)] = hand.messages
    return go_on(None, Next(pk, address, hand.until, WAY, quiet_of(policy(), "UTC")), at=at)


def test_what_was_left_while_the_worker_was_away_waits_for_the_morning(message: Message) -> None:
    assert message.due_at == MONDAY
    claim = begun(NIGHT)
    message.refresh_from_db()
    assert claim == Claim(message.pk, is_lost=True)
    assert (message.state, message.due_at, message.busy_until, message.tries) == ("waiting", MORNING, None, 0)
    assert (Attempt.objects.count(), begun(MORNING - timedelta(seconds=1))) == (0, None)
    in_the_morning = begun(MORNING)
    assert in_the_morning
    assert in_the_morning.parcel


def test_what_is_tried_again_waits_for_the_morning_too(message: Message) -> None:
    for hour, due_at in ((in_shanghai(2, 20, 58), in_shanghai(2, 20, 59)), (in_shanghai(2, 20, 59), MORNING)):
        claim = begun(hour)
        assert claim
        message = note_receipt(claim, Receipt(Outcome.TRY_LATER, sentence="greylisted"), at=hour)
        message.refresh_from_db()
        assert message.due_at == due_at


def test_nothing_that_became_due_by_day_goes_out_at_night(message: Message, outside: Office) -> None:
    now = timezone.now()
    Policy.objects.update(quiet_begins=(now - timedelta(hours=1)).time(), quiet_ends=(now + timedelta(hours=6)).time())
    Message.objects.update(quiet_zone="UTC")
    assert send_due("email") == 0
    assert (outside.mails, Message.objects.get().due_at > now) == ([], True)
    Policy.objects.update(quiet_begins=time(), quiet_ends=time())
    wait_over()
    assert (send_due("email"), len(outside.mails)) == (1, 1)


def test_what_somebody_asked_for_himself_goes_at_any_hour(outside: Office) -> None:
    Policy.objects.update(quiet_begins=time(21), quiet_ends=time(8))
    post(member(Role.AGENT).email, "A new password", "…", at=NIGHT)
    claim = begun(NIGHT)
    assert claim
    assert claim.parcel


def test_only_what_is_urgent_is_bound_to_nobodys_clock(outside: Office) -> None:
    place = scene()
    returning = inspected(place, order(place))
    Customer.objects.filter(pk=returning.customer_id).update(email="lin@post.example")
    Preference.objects.create(customer_id=returning.customer_id, zone=ZONE)
    read_journal_at(MONDAY)
    assert dict(Message.objects.values_list("event", "quiet_zone")) == {
        "received": ZONE, "approved": ZONE, "on_the_way": "", "goods_received": ZONE,
    }  # fmt: skip


def test_what_is_sent_again_by_night_waits_for_the_morning(message: Message) -> None:
    Message.objects.update(state="failed")
    message.refresh_from_db()
    send_again(message, by=AGENT, at=NIGHT)
    begun(NIGHT)
    assert Message.objects.get().due_at == MORNING


@pytest.mark.parametrize(("digest_at", "zone"), [(time(9), ZONE), (time(22), "")])
def test_a_digest_that_is_late_waits_too_unless_its_hour_was_chosen_in_the_night(
    outside: Office, digest_at: time, zone: str
) -> None:
    Policy.objects.update(quiet_begins=time(21), quiet_ends=time(8), digest_at=digest_at)
    reviewer = member(Role.OPERATIONS_REVIEWER)
    Preference.objects.create(member=reviewer, digest=True, zone=ZONE)
    set_choices(BY_CODE["review_asked"], {("operations_reviewer", "email")}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    place = scene()
    for number in range(2):
        applied(place, order(place, account=f"b{number}"))
    read_journal_at(MONDAY)
    bundle_due(at=in_shanghai(3, 23))
    assert list(Message.objects.filter(member=reviewer).values_list("event", "quiet_zone").order_by("pk")) == [
        ("review_asked", zone), ("review_asked", zone), ("digest", zone),
    ]  # fmt: skip


def test_send_again_begins_a_fresh_schedule(message: Message) -> None:
    Policy.objects.update(quiet_begins=time(), quiet_ends=time())
    hour = datetime.combine(date(2026, 3, 3), time(10), tzinfo=UTC)
    for number in range(9):
        at = hour + timedelta(days=2 * number)
        claim = begun(at)
        assert claim
        note_receipt(claim, Receipt(Outcome.TRY_LATER, sentence="greylisted"), at=at)
    message.refresh_from_db()
    assert (message.state, message.tries) == ("failed", 9)
    at = hour + timedelta(days=30)
    send_again(message, by=AGENT, at=at)
    claim = begun(at)
    assert claim
    note_receipt(claim, Receipt(Outcome.TRY_LATER, sentence="greylisted"), at=at)
    message.refresh_from_db()
    assert (message.state, message.tries, message.due_at) == ("waiting", 1, at + timedelta(minutes=1))
