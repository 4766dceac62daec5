"""Clocks of returns follow their moves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands.notes import add_note, needs_no_answer
from aftercare.clocks.models import Clock
from aftercare.clocks.terms import ClockState, Metric, Owner, Reopening, Unit
from aftercare.flow.return_goods import approve_again, cancel, reject, take_in_goods
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.jobs.subscriptions import SUBSCRIPTIONS
from aftercare.journal.models import Cursor, Entry
from aftercare.kernel.errors import IllegalMove
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Return
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, buyer
from tests.factories.promises import at, clock, promise
from tests.factories.shop import order, scene
from tests.factories.stories import PARCEL, all_good, applied, approved, shipped, to_pay
from tests.reading import read_next

pytestmark = pytest.mark.django_db


def marks(metric: Metric) -> list[tuple[str, str, str]]:
    """Mark, owner and reason of each event on the tape."""
    return [(event[1], event[2], event[3]) for event in clock(metric).tape]


def test_a_request_starts_the_clock_of_each_policy_and_the_decision_stops_it() -> None:
    promise(Metric.DECIDE, 240)
    place = scene()
    returning = applied(place, order(place))
    assert (clock(Metric.DECIDE).due_at, returning.due_at) == (at("2026-03-02 13:00"), at("2026-03-02 13:00"))
    approve(returning, Decision(address=place.address), by=REVIEWER, at=MONDAY + timedelta(hours=1))
    done = clock(Metric.DECIDE)
    assert (done.state, done.late_at, done.stopped_by) == (ClockState.STOPPED, None, REVIEWER.key)
    assert marks(Metric.DECIDE) == [("start", "operations", "submitted"), ("stop", "operations", "approved")]
    assert Return.objects.get().due_at is None


def test_decided_too_late_it_is_late_from_its_due_time() -> None:
    promise(Metric.DECIDE, 30)
    place = scene()
    approve(applied(place, order(place)), Decision(address=place.address), by=REVIEWER, at=MONDAY + timedelta(hours=1))
    assert clock(Metric.DECIDE).late_at == at("2026-03-02 09:30")


@pytest.mark.shows("RET-27", "KPI-08")
def test_the_hundred_minutes_begin_with_the_receipt_or_with_the_confirmed_fault_as_the_policy_says() -> None:
    promise(Metric.HANDLE_GOODS, 100, Unit.MINUTES, name="from receipt")
    promise(Metric.HANDLE_GOODS, 100, Unit.MINUTES, name="from the fault", begins_in="inspected")
    place = scene()
    returning = take_in_goods(
        returning := shipped(place, order(place)), all_good(returning), by=DOCKER, at=MONDAY + timedelta(days=2)
    )
    late = refund_of_case(returning.case_id)
    assert late
    found = {one.policy.name: one for one in Clock.objects.select_related("policy")}
    assert found["from receipt"].due_at == MONDAY + timedelta(days=2, minutes=100)
    assert [event[3] for event in found["from receipt"].tape] == ["received", "inspected"]
    assert [event[3] for event in found["from the fault"].tape] == ["inspected"]


def test_while_the_goods_are_away_the_refund_waits_on_the_buyer_and_the_carrier() -> None:
    promise(Metric.REFUND_DONE, 480)
    place = scene()
    returning = approved(place, order(place))
    waiting = clock(Metric.REFUND_DONE)
    assert (waiting.state, waiting.owner, waiting.due_at, waiting.next_due_at) == ("paused", "customer", None, None)
    ship(returning, PARCEL, by=buyer(returning.customer_id), at=MONDAY + timedelta(hours=2))
    assert clock(Metric.REFUND_DONE).owner == Owner.CARRIER
    returning = Return.objects.get()
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY + timedelta(days=2))
    # An hour was spent before; seven are left from Wednesday nine o'clock.
    assert clock(Metric.REFUND_DONE).due_at == at("2026-03-04 16:00")
    assert Return.objects.get().due_at == at("2026-03-04 16:00")


def test_paid_in_time_it_is_kept() -> None:
    promise(Metric.REFUND_DONE, 480)
    place = scene()
    refund = to_pay(place, order(place))
    pay_refund(refund, Sent(PayMethod.BANK, "B-1"), by=CASHIER, at=MONDAY + timedelta(days=2, hours=2))
    done = clock(Metric.REFUND_DONE)
    assert (done.state, done.late_at, done.due_at) == ("stopped", None, at("2026-03-04 16:00"))


def test_only_words_of_a_colleague_or_a_decision_are_an_answer() -> None:
    promise(Metric.ANSWER, 240)
    place = scene()
    returning = applied(place, order(place))
    add_note(returning.case, "Looks like a case for the dock.", for_buyer=False, by=AGENT, at=MONDAY)
    add_note(returning.case, "Any news?", for_buyer=True, by=buyer(returning.customer_id), at=MONDAY)
    assert clock(Metric.ANSWER).state == ClockState.RUNNING
    add_note(returning.case, "We look at it today.", for_buyer=True, by=AGENT, at=MONDAY + timedelta(minutes=5))
    done = clock(Metric.ANSWER)
    assert (done.state, done.stopped_by_name, done.stopped_at) == ("stopped", AGENT.name, MONDAY + timedelta(minutes=5))


@pytest.mark.shows("CRM-26")
def test_who_spoke_last_decides_whether_an_answer_is_due() -> None:
    promise(Metric.REPLY, 60)
    place = scene()
    case = applied(place, order(place)).case
    him = buyer(case.customer_id)
    add_note(case, "When will it be fetched?", for_buyer=True, by=him, at=MONDAY)
    add_note(case, "Hello?", for_buyer=True, by=him, at=MONDAY + timedelta(minutes=30))
    assert clock(Metric.REPLY).due_at == at("2026-03-02 10:00")  # his second message neither moves nor doubles it
    add_note(case, "Tomorrow.", for_buyer=True, by=AGENT, at=MONDAY + timedelta(minutes=40))
    assert clock(Metric.REPLY).state == ClockState.STOPPED
    add_note(case, "And to where?", for_buyer=True, by=him, at=MONDAY + timedelta(minutes=50))
    assert [one.state for one in Clock.objects.order_by("pk")] == ["stopped", "running"]


def test_given_up_by_the_buyer_no_promise_was_kept_or_broken() -> None:
    promise(Metric.DECIDE, 240)
    promise(Metric.REFUND_DONE, 480)
    place = scene()
    returning = applied(place, order(place))
    cancel(returning, by=buyer(returning.customer_id), at=MONDAY + timedelta(hours=9))
    assert [one.state for one in Clock.objects.all()] == ["void", "void"]
    assert Return.objects.get().due_at is None


def test_a_refused_move_moves_no_clock() -> None:
    promise(Metric.DECIDE, 240)
    place = scene()
    returning = approved(place, order(place))
    before = (list(Clock.objects.values()), Entry.objects.count())
    with pytest.raises(IllegalMove):
        reject(returning, "No.", by=REVIEWER, at=MONDAY + timedelta(hours=2))
    assert (list(Clock.objects.values()), Entry.objects.count()) == before


@pytest.mark.parametrize(
    ("reopening", "states", "due"),
    [
        (Reopening.RESUME, ["running"], "2026-03-05 12:00"),
        (Reopening.RESTART, ["running"], "2026-03-05 13:00"),
        (Reopening.SECOND, ["stopped", "running"], "2026-03-05 13:00"),
    ],
)
def test_sent_back_by_finance_the_policy_says_how_the_decision_goes_on(
    reopening: Reopening, states: list[str], due: str
) -> None:
    promise(Metric.DECIDE, 240, reopening=reopening)
    place = scene()
    returning = take_in_goods(
        returning := shipped(place, order(place)), all_good(returning), by=DOCKER, at=MONDAY + timedelta(days=2)
    )
    refund = refund_of_case(returning.case_id)
    assert refund
    send_refund_back(refund, "Is this right?", by=FINANCE, at=MONDAY + timedelta(days=3))
    found = list(Clock.objects.order_by("pk"))
    assert ([one.state for one in found], found[-1].due_at) == (states, at(due))
    assert Return.objects.get().due_at == at(due)
    approve_again(Return.objects.get(), Decision(), by=REVIEWER, at=MONDAY + timedelta(days=3, hours=1))
    assert {one.state for one in Clock.objects.all()} == {"stopped"}


@pytest.mark.shows("CRM-02")
def test_a_policy_holds_only_for_what_it_asks_for_and_the_earliest_leads() -> None:
    place, other = scene(), scene("other")
    promise(Metric.DECIDE, 240, name="all")
    promise(Metric.DECIDE, 60, name="by link", match={"channel": "link"})
    promise(Metric.DECIDE, 90, name="returns", match={"kind": "return_refund"})
    promise(Metric.DECIDE, 30, name="other merchant", merchant_id=other.merchant.pk)
    promise(Metric.DECIDE, 20, name="switched off", is_active=False)
    returning = applied(place, order(place))
    assert sorted(one.policy.name for one in Clock.objects.select_related("policy")) == ["all", "returns"]
    assert returning.due_at == at("2026-03-02 10:30")


def test_without_policies_a_move_asks_nothing_more_and_with_them_two_statements() -> None:
    place = scene()
    returning = applied(place, order(place))
    with CaptureQueriesContext(connection) as plain:
        approve(returning, Decision(address=place.address), by=REVIEWER, at=MONDAY)
    assert not [one for one in plain.captured_queries if 'FROM "clocks_clock" WHERE' in one["sql"][:40]]
    promise(Metric.DECIDE, 240)
    second = applied(place, order(place, account="b"))
    with CaptureQueriesContext(connection) as clocked:
        approve(second, Decision(address=place.address), by=REVIEWER, at=MONDAY)
    assert len(clocked) - len(plain) == 2  # the clocks, and one statement that writes them all


def test_minutes_go_to_who_approves_the_refund() -> None:
    promise(Metric.REFUND_DONE, 480)
    place = scene()
    returning = take_in_goods(
        returning := shipped(place, order(place)), all_good(returning), by=DOCKER, at=MONDAY + timedelta(days=2)
    )
    refund = refund_of_case(returning.case_id)
    assert refund
    assert clock(Metric.REFUND_DONE).owner == Owner.FINANCE
    approve_refund(refund, by=FINANCE, at=MONDAY + timedelta(days=2, minutes=20))
    assert clock(Metric.REFUND_DONE).owner == Owner.CASHIER


@pytest.mark.django_db(transaction=True)
def test_words_that_need_no_answer_leave_the_list_without_a_due_time() -> None:
    promise(Metric.REPLY, 60)
    place = scene()
    case = applied(place, order(place)).case
    dues = next(one for one in SUBSCRIPTIONS if one.name == "dues")
    Cursor.objects.get_or_create(name="dues")
    add_note(case, "Thanks!", for_buyer=True, by=buyer(case.customer_id), at=MONDAY)
    read_next("dues", dues.take)
    assert Return.objects.get().due_at == at("2026-03-02 10:00")
    needs_no_answer(case, "A thank you", by=AGENT, at=MONDAY + timedelta(minutes=5))
    read_next("dues", dues.take)
    assert (clock(Metric.REPLY).state, Return.objects.get().due_at) == ("void", None)
