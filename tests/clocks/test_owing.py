"""What broken promises cost: it goes on with the clock, and nobody owes by a rule that came later."""

from datetime import datetime, timedelta

import pytest

from aftercare.billing.models import Refund
from aftercare.clocks.commands import changing
from aftercare.clocks.commands.policies import BadPolicy, NewStep, add_step, remove_step
from aftercare.clocks.models import Owed, Policy, PolicyStep
from aftercare.clocks.terms import Act, ClockState, Metric, Per, Reopening, Target, Unit
from aftercare.flow.promises import sweep
from aftercare.flow.return_goods import approve_again, take_in_goods
from aftercare.flow.settlement import send_refund_back
from aftercare.kernel.actor import SYSTEM
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Return
from tests.factories.people import DOCKER, FINANCE, MONDAY, REVIEWER, buyer
from tests.factories.promises import at, clock, promise
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import PARCEL, all_good, applied

pytestmark = pytest.mark.django_db
HOURLY = NewStep(0, Act.PENALTY, amount_minor=500, currency="GBP", per=Per.HOUR)
AGAIN = MONDAY + timedelta(days=3)
"""When finance sends the refund back: Thursday at nine."""


def decided(place: Scene, when: datetime) -> None:
    """A request of Monday at nine, approved then."""
    returning = applied(place, order(place))
    sweep(at=at("2026-03-02 10:01"))
    approve(returning, Decision(address=place.address), by=REVIEWER, at=when)


def reopened(place: Scene) -> None:
    """Decided at 12:30, and after the goods came finance asks for the decision again."""
    decided(place, at("2026-03-02 12:30"))
    returning = Return.objects.get()
    ship(returning, PARCEL, by=buyer(returning.customer_id), at=at("2026-03-02 13:00"))
    returning = Return.objects.get()
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY + timedelta(days=2))
    send_refund_back(Refund.objects.get(), "Is this right?", by=FINANCE, at=AGAIN)


def owes() -> list[tuple[int, dict[str, float], bool]]:
    """Amount, minutes, and whether it is final, of each."""
    return [(one.amount_minor, one.minutes, one.settled_at is not None) for one in Owed.objects.order_by("pk")]


def test_a_penalty_grows_on_when_its_clock_goes_on() -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, HOURLY)
    place = scene()
    reopened(place)
    assert owes() == [(1500, {"operations": 150.0}, False)]
    approve_again(Return.objects.get(), Decision(), by=REVIEWER, at=AGAIN + timedelta(hours=8))
    assert owes() == [(5500, {"operations": 630.0}, True)]


def test_a_clock_that_begins_anew_may_owe_again_and_what_it_owed_stays_final() -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, HOURLY, reopening=Reopening.RESTART)
    place = scene()
    reopened(place)
    assert owes() == [(1500, {"operations": 150.0}, True)]
    sweep(at=AGAIN + timedelta(hours=2))
    approve_again(Return.objects.get(), Decision(), by=REVIEWER, at=AGAIN + timedelta(hours=3))
    assert owes() == [(1500, {"operations": 150.0}, True), (1000, {"operations": 120.0}, True)]


def test_a_penalty_that_is_added_costs_nothing_on_what_began_before() -> None:
    policy = promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES)
    place = scene()
    applied(place, order(place))
    sweep(at=at("2026-03-02 10:01"))
    step = add_step(policy, HOURLY, by=SYSTEM, at=at("2026-03-02 10:30"))
    sweep(at=at("2026-03-02 12:00"))
    assert (Owed.objects.count(), clock(Metric.DECIDE).next_due_at) == (0, None)
    change = changing.plan_target(policy, Target(30, Unit.OPEN_MINUTES), policy.calendar_id, by=SYSTEM, at=MONDAY)
    assert changing.rehearse(change.pk, at=at("2026-03-02 12:00")).counted["cost"] == {}
    applied(place, order(place, account="later"), at=at("2026-03-02 11:00"))
    sweep(at=at("2026-03-02 12:30"))
    assert owes() == [(500, {"operations": 30.0}, False)]
    remove_step(step, by=SYSTEM, at=at("2026-03-02 12:40"))
    late = Return.objects.latest("pk")
    approve(late, Decision(address=place.address), by=REVIEWER, at=at("2026-03-02 13:30"))
    assert owes() == [(1000, {"operations": 90.0}, True)]


@pytest.mark.parametrize("code", ["XXZ", "12", "€", "eur"])
def test_what_nobody_pays_with_is_no_currency(code: str) -> None:
    policy = promise(Metric.DECIDE, 60)
    with pytest.raises(BadPolicy, match="is no currency") as refused:
        add_step(policy, NewStep(0, Act.PENALTY, amount_minor=500, currency=code), by=SYSTEM, at=MONDAY)
    assert (refused.value.field, PolicyStep.objects.count(), Policy.objects.count()) == ("currency", 0, 1)


def test_a_switched_off_promise_ends_what_is_owed_for_good() -> None:
    policy = promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, HOURLY)
    place = scene()
    applied(place, order(place))
    sweep(at=at("2026-03-02 10:01"))
    Policy.objects.filter(pk=policy.pk).update(is_active=False)
    sweep(at=at("2026-03-02 11:00"))
    assert (clock(Metric.DECIDE).state, owes()) == (str(ClockState.VOID), [(500, {"operations": 60.0}, True)])
