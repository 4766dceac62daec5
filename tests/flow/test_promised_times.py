"""What promises match by is told by the records, and what nothing tells is refused."""

from datetime import timedelta

import pytest

from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Case
from aftercare.clocks.commands.policies import BadPolicy, Promise, add_policy
from aftercare.clocks.models import Clock, Policy
from aftercare.clocks.terms import Metric, Target, Unit
from aftercare.flow.promised_times import add_promised_time, begins_somewhere, edit_promised_time
from aftercare.flow.return_goods import take_in_goods
from aftercare.kernel.actor import SYSTEM
from aftercare.returns.models import Return
from tests.factories.people import DOCKER, MONDAY, buyer
from tests.factories.promises import promise
from tests.factories.shop import order, scene
from tests.factories.stories import all_good, applied, shipped

pytestmark = pytest.mark.django_db
HOUR = Target(60, Unit.MINUTES)


def begun() -> set[str]:
    """The names of the promises that have a clock."""
    return set(Clock.objects.values_list("policy__name", flat=True))


def of(metric: Metric, **match: str) -> Promise:
    """A promise of an hour that asks for this."""
    return Promise("An hour", metric, HOUR, match=match)


def test_a_return_tells_its_priority_its_article_and_where_the_goods_go() -> None:
    place = scene()
    returning = shipped(place, order(place))
    line = returning.lines.order_by("pk")[0]
    Case.objects.update(priority=1)
    asked = {"branch": place.address.name, "product": line.sku, "priority": "1"}
    promise(Metric.HANDLE_GOODS, 100, name="all of it", match=asked)
    promise(Metric.HANDLE_GOODS, 100, name="elsewhere", match={**asked, "branch": "Elsewhere"})
    promise(Metric.HANDLE_GOODS, 100, name="another article", match={**asked, "product": "X"})
    promise(Metric.HANDLE_GOODS, 100, name="usual", match={**asked, "priority": "0"})
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY + timedelta(days=2))
    assert begun() == {"all of it"}
    assert Clock.objects.get().traits["branch"] == place.address.name


def test_an_article_is_known_from_the_request_on() -> None:
    place = scene()
    bought = order(place)
    promise(Metric.DECIDE, 60, name="this one", match={"product": bought.lines.order_by("position")[0].sku})
    applied(place, bought)
    assert begun() == {"this one"}


def test_an_answer_is_promised_by_the_buyers_level_and_the_cases_priority() -> None:
    place = scene()
    returning = applied(place, order(place))
    customer = returning.customer
    customer.level = "gold"
    customer.save()
    Case.objects.update(priority=1)
    promise(Metric.REPLY, 60, name="gold", match={"tier": "gold", "priority": "1"})
    promise(Metric.REPLY, 60, name="silver", match={"tier": "silver"})
    add_note(Case.objects.get(), "Where is it?", for_buyer=True, by=buyer(customer.pk), at=MONDAY)
    assert begun() == {"gold"}


@pytest.mark.parametrize("trait", ["service_class", "contract"])
def test_what_no_record_tells_is_refused(trait: str) -> None:
    with pytest.raises(BadPolicy, match="No case or task tells this yet") as refused:
        add_policy(of(Metric.DECIDE, **{trait: "A"}), by=SYSTEM, at=MONDAY)
    assert (refused.value.field, Policy.objects.count()) == (trait, 0)


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        (of(Metric.DECIDE), True),
        (of(Metric.SEND), True),
        (of(Metric.ARRIVE, kind="refund_only"), False),
        (of(Metric.GOODS_IN), False),
        (of(Metric.SHIP, kind="exchange"), True),
        (of(Metric.SHIP, kind="refund_only"), False),
        (of(Metric.DELIVERY, kind="delivery"), True),
        (of(Metric.DELIVERY, channel="phone"), False),
        (of(Metric.REPLY, kind="refund_only", tier="gold"), True),
        (of(Metric.REPLY, product="A"), False),
        (of(Metric.ANSWER, branch="East"), False),
        (of(Metric.DECIDE, branch="East"), True),
        (of(Metric.HANDLE_GOODS, branch="East"), True),
        (of(Metric.ANSWER, priority="1"), False),
        (of(Metric.HANDLE_GOODS, priority="1"), True),
        (Promise("An hour", Metric.HANDLE_GOODS, HOUR, begins_in="inspected"), True),
        (Promise("An hour", Metric.HANDLE_GOODS, HOUR, begins_in="submitted"), False),
    ],
)
def test_a_time_that_nothing_begins_is_refused(asked: Promise, *, begins: bool) -> None:
    assert begins_somewhere(asked) == begins
    if begins:
        assert add_promised_time(asked, by=SYSTEM, at=MONDAY).pk
        return
    with pytest.raises(BadPolicy, match="Nothing begins this time yet"):
        add_promised_time(asked, by=SYSTEM, at=MONDAY)
    assert not Policy.objects.exists()


def test_a_time_that_nothing_begins_may_stand_there_switched_off() -> None:
    off = Promise("Later", Metric.GOODS_IN, HOUR, is_active=False)
    policy = add_promised_time(off, by=SYSTEM, at=MONDAY)
    with pytest.raises(BadPolicy, match="Nothing begins this time yet"):
        edit_promised_time(policy, Promise("Later", Metric.GOODS_IN, HOUR), by=SYSTEM, at=MONDAY)
    assert not Policy.objects.get().is_active
    assert not Return.objects.exists()
