"""Approving several returns at once: each for itself, the others with their reason."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aftercare.cases.terms import Channel
from aftercare.catalog.commands import add_reason
from aftercare.flow.requests import apply
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.models import Order, OrderLine
from aftercare.org.commands.merchants import save_return_address
from aftercare.org.models import Member, ReturnAddress
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.models import Return
from aftercare.returns.terms import State, Wanted
from aftercare.web.kit.figures import money
from tests.factories.care import colleague, compensated
from tests.factories.people import AGENT, MONDAY, actor, buyer
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import applied, approved
from tests.web.returns.conftest import As
from tests.web.returns.reviewing import Answer

pytestmark = pytest.mark.django_db
BATCH = "/returns/approve/"


def ask(browser: Client, *picked: Return) -> Answer:
    """Open the dialog for these returns."""
    return Answer(browser.get(BATCH, {"pick": [one.pk for one in picked]}))


def press(browser: Client, *picked: Return, **more: str) -> Answer:
    """Approve these returns in the version they have now."""
    return Answer(browser.post(BATCH, {"pick": [f"{one.pk}:{one.version}" for one in picked], **more}))


def states(*returns: Return) -> list[str]:
    return [Return.objects.get(pk=one.pk).state for one in returns]


@pytest.fixture
def place() -> Scene:
    return scene()


def test_picked_returns_are_approved_as_asked(as_role: As, place: Scene) -> None:
    first, second = applied(place, order(place), 1), applied(place, order(place), 0, 1)
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    asked = ask(reviewer, first, second)
    assert (asked.status, "Approve 2 returns" in asked.text, "£828.00" in asked.text) == (200, True, True)
    done = press(reviewer, first, second)
    assert (done.status, "2 returns approved" in done.text, "£828.00" in done.text) == (200, True, True)
    assert states(first, second) == [State.APPROVED, State.APPROVED]
    assert Return.objects.get(pk=first.pk).return_address == place.address


def test_those_that_cannot_be_approved_are_left_out_with_their_reason(as_role: As, place: Scene) -> None:
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    good = applied(place, order(place), 1)
    ended = approved(place, order(place), 1)
    own = applied(place, order(place), 1, by=actor_of_member(Member.objects.get()))
    short = applied(place, order(place), 1)
    OrderLine.objects.filter(order=short.order_id).update(granted_minor=200000, paid_minor=209700)
    homeless = scene("northlight")
    ReturnAddress.objects.filter(merchant=homeless.merchant).update(street="")
    nowhere = applied(homeless, order(homeless), 1)
    text = ask(reviewer, good, ended, own, short, nowhere).text
    assert "Approve 1 return" in text
    for sentence in (
        f"{ended.number} is left out.</b> It no longer waits for its first review.",
        f"{own.number} is left out.</b> You opened this return yourself, so somebody else must take this step.",
        f"{short.number} is left out.</b> Less than was asked for is left on the order; review it by itself.",
        f"{nowhere.number} is left out.</b> Its merchant has no complete return address.",
    ):
        assert sentence in text
    done = press(reviewer, good, ended, own, short, nowhere)
    assert "1 return approved" in done.text
    assert states(good, own, short, nowhere) == [State.APPROVED, *[State.SUBMITTED] * 3]


def test_one_that_was_changed_meanwhile_stops_no_other(as_role: As, place: Scene) -> None:
    fresh, stale = applied(place, order(place), 1), applied(place, order(place), 1)
    Return.objects.filter(pk=stale.pk).update(version=2)
    done = press(as_role(Role.OPERATIONS_REVIEWER), fresh, stale)
    assert f"{stale.number} was not approved.</b> This was changed meanwhile." in done.text
    assert states(fresh, stale) == [State.APPROVED, State.SUBMITTED]


def test_merchant_with_several_addresses_asks_which(as_role: As, place: Scene) -> None:
    south = ReturnAddress(
        merchant=place.merchant, name="South hall", contact="Dock", phone="+44 20 7946 0019", country="GB",
        city="Demo City", street="2 Example Road",
    )  # fmt: skip
    save_return_address(south, by=SYSTEM, at=MONDAY)
    found = applied(place, order(place), 1)
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    assert "Goods of Kestrel go to" in ask(reviewer, found).text
    press(reviewer, found, **{f"address-{place.merchant.pk}": str(south.pk)})
    assert Return.objects.get(pk=found.pk).return_address == south


def test_other_merchants_returns_are_not_there(as_role: As, place: Scene) -> None:
    other = scene("northlight")
    foreign = applied(other, order(other), 1)
    merchant = as_role(Role.MERCHANT, merchants=(place.merchant,))
    assert foreign.number not in ask(merchant, foreign).text
    press(merchant, foreign)
    assert states(foreign) == [State.SUBMITTED]


def test_nothing_picked_and_nonsense_picked_change_nothing(as_role: As, place: Scene) -> None:
    found = applied(place, order(place), 1)
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    entries = Entry.objects.count()
    assert "Tick at least one return in the list." in Answer(reviewer.get(BATCH)).text
    for picks in (["x"], ["1:"], [":1"], ["9" * 30 + ":1"], ["-1:1"], [str(found.pk)]):
        assert reviewer.post(BATCH, {"pick": picks}).status_code == 200
    assert (states(found), Entry.objects.count()) == ([State.SUBMITTED], entries)


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR, Role.DOCK])
def test_batch_needs_the_right_to_review(as_role: As, place: Scene, role: Role) -> None:
    found = applied(place, order(place), 1)
    browser = as_role(role)
    assert browser.get(BATCH).status_code == 403
    assert press(browser, found).status == 403
    assert states(found) == [State.SUBMITTED]


def test_dialog_costs_as_many_queries_for_three_as_for_one(as_role: As, place: Scene) -> None:
    made = [applied(place, order(place), 1) for _ in range(3)]
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    ask(reviewer, made[0])
    with CaptureQueriesContext(connection) as one:
        ask(reviewer, made[0])
    with CaptureQueriesContext(connection) as three:
        ask(reviewer, *made)
    assert len(three) == len(one)


def test_the_sum_holds_the_freight_that_goes_back_by_rule_and_each_freight_once(as_role: As, place: Scene) -> None:
    set_rules(place.merchant, {"freight_back": "always"}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    bought = order(place, freight_minor=1200)
    first, second = applied(place, bought, 0, 1), applied(place, bought, 1)
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    asked = ask(reviewer, first, second)
    sums = [one.text for one in (ask(reviewer, second), asked)]
    assert ["£711.00" in sums[0], "£840.00" in sums[1]] == [True, True]
    done = press(reviewer, first, second)
    assert "£840.00" in done.text
    promised = [Return.objects.get(pk=one.pk) for one in (first, second)]
    assert [(one.total_minor, one.freight_minor) for one in promised] == [(14100, 1200), (69900, 0)]


def test_orders_called_off_whole_get_their_freight_with_the_last_of_their_requests(as_role: As, place: Scene) -> None:
    set_rules(place.merchant, {"approves_refund_only": False}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    reason = add_reason("refund_only", {"en": "Ordered twice"}, by=SYSTEM, at=MONDAY)
    bought = order(place, freight_minor=1200, shipped=False, signed=False)
    made = []
    for line in goods(bought):
        wanted = Application(wanted=[Wanted(line.pk, line.quantity)], reason=reason)
        who = buyer(bought.customer_id)
        made.append(apply("refund_only", bought, wanted, channel=Channel.PORTAL, by=who, at=MONDAY))
    whole = sum(one.asked_minor for one in made) + 1200
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    assert money(made[0].asked_minor, "GBP") in ask(reviewer, made[0]).text
    assert money(whole, "GBP") in ask(reviewer, *made).text
    assert money(whole, "GBP") in press(reviewer, *made).text
    assert sum(Return.objects.get(pk=one.pk).total_minor for one in made) == whole
    gone = order(place, freight_minor=1200, shipped=False, signed=False)
    wanted = Application(wanted=[Wanted(goods(gone)[0].pk, 1)], reason=reason)
    late = apply(
        "refund_only", gone, wanted, channel=Channel.PORTAL, despite="x", by=buyer(gone.customer_id), at=MONDAY
    )
    Order.objects.filter(pk=gone.pk).update(shipped_at=MONDAY)
    assert f"{late.number} is left out.</b> The order has been shipped meanwhile." in ask(reviewer, late).text


def test_what_waits_for_a_decision_or_is_above_the_readers_limit_counts_in_no_sum(place: Scene) -> None:
    who, reviewer = colleague(Role.OPERATIONS_REVIEWER, 10_000)
    browser = Client()
    browser.force_login(who)
    _agent, agent = colleague(Role.AGENT, 5_000)
    waiting = compensated(order(place), 6_000, by=agent).returning
    dear, split = applied(place, order(place), 1), order(place)
    parts = [compensated(split, *amounts, by=AGENT).returning for amounts in ((6_000,), (0, 5_000))]
    text = ask(browser, waiting, dear, *parts).text
    for sentence in (
        f"{waiting.number} is left out.</b> A decision on this amount was asked for. It comes first.",
        f"{dear.number} is left out.</b> It is above what you may promise by yourself;",
        f"{parts[1].number} is left out.</b> It is above what you may promise by yourself;",
        "Approve 1 return",
        ">£60.00</span></b>\n as asked, with",
    ):
        assert sentence in text
    done = press(browser, waiting, dear, *parts)
    assert "1 return approved" in done.text
    assert states(waiting, dear, *parts) == ["submitted", "submitted", "inspected", "submitted"]
    assert reviewer.key == Return.objects.get(pk=parts[0].pk).reviewed_by
