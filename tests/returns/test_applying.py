"""The request: accepted, or refused with nothing left behind."""

from datetime import timedelta

import pytest

from aftercare.cases.models import Case
from aftercare.cases.terms import Channel
from aftercare.catalog.commands import edit_reason
from aftercare.flow.return_goods import apply_for_return
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.orders.commands.account import TooManyPieces
from aftercare.orders.models import Order, OrderLine
from aftercare.returns.commands.applying import Application, BadReason, NothingWanted, NotShipped, WindowOver
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.terms import State, Wanted
from tests.factories.people import AGENT, MONDAY, REVIEWER, buyer
from tests.factories.shop import HEADPHONES, Scene, goods, order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


def refused(
    error: type[DomainError], bought: Order, application: Application, *, by: Actor | None = None, days: int = 0
) -> str:
    """The sentence of a refusal that left nothing behind."""
    before = (Case.objects.count(), Return.objects.count(), Entry.objects.count(), _asked(bought))
    with pytest.raises(error) as refusal:
        apply_for_return(
            bought,
            application,
            channel=Channel.DESK,
            by=by or buyer(bought.customer_id),
            at=MONDAY + timedelta(days=days),
        )
    assert (Case.objects.count(), Return.objects.count(), Entry.objects.count(), _asked(bought)) == before
    return refusal.value.sentence


def _asked(bought: Order) -> list[int]:
    return list(OrderLine.objects.filter(order=bought).order_by("pk").values_list("goods_asked", flat=True))


def wish(place: Scene, bought: Order, quantity: int = 1, **more: object) -> Application:
    """One line of the order, so many pieces."""
    return Application(wanted=[Wanted(goods(bought)[0].pk, quantity)], reason=place.reason, **more)  # type: ignore[arg-type]


@pytest.mark.shows("RET-31", "RET-37", "RET-57")
def test_request_reserves_pieces_and_computes_the_goods_amount() -> None:
    place = scene()
    bought = order(place, discount_minor=1000)
    returning = applied(place, bought, 2, 1)
    lines = list(
        ReturnLine.objects.filter(returning=returning).order_by("pk").values_list("sku", "quantity", "asked_minor")
    )
    # 2097.00 + 258.00 less 10.00: the headphones carry 8.90 of it, the cases 1.10.
    assert lines == [("KA-K2-GR", 2, 139206), ("KA-K2-TC", 1, 12845)]
    assert (returning.asked_minor, returning.freight_minor, returning.state) == (152051, 0, State.SUBMITTED)
    assert returning.remark == "Does not fit"
    assert [line.goods_asked for line in goods(bought)] == [2, 1]


def test_all_pieces_in_three_requests_are_worth_what_was_paid_to_the_cent() -> None:
    place = scene()
    bought = order(place, lines=(HEADPHONES,), discount_minor=1)
    asked = [applied(place, bought, 1).asked_minor for _ in range(3)]
    assert asked == [69899, 69900, 69900]
    assert sum(asked) == goods(bought)[0].paid_minor


@pytest.mark.shows("RET-39")
def test_request_after_the_window_is_refused_with_the_date_it_ended() -> None:
    place = scene(window_days=7)
    bought = order(place)
    sentence = refused(WindowOver, bought, wish(place, bought), days=3)
    assert sentence == "The time to return this order ended on 2026-03-04."


def test_late_request_needs_the_right_to_let_it_in() -> None:
    place = scene(window_days=7)
    bought = order(place)
    application = wish(place, bought, window_override="Was in hospital")
    assert (
        refused(NotAllowed, bought, application, by=AGENT, days=3)
        == "You do not have the right to accept a late return."
    )


def test_reviewer_lets_a_late_request_in_with_a_reason() -> None:
    place = scene(window_days=7)
    bought = order(place)
    application = wish(place, bought, window_override="Was in hospital")
    returning = apply_for_return(bought, application, channel=Channel.DESK, by=REVIEWER, at=MONDAY + timedelta(days=3))
    assert (returning.window_rule, returning.window_override) == ("overridden", "Was in hospital")


def test_more_pieces_than_bought_are_refused() -> None:
    place = scene()
    bought = order(place)
    sentence = refused(TooManyPieces, bought, wish(place, bought, 4))
    assert sentence == "Only 3 of “K2 headphones, graphite” can still be returned, not 4."


def test_pieces_in_another_open_return_count() -> None:
    place = scene()
    bought = order(place)
    applied(place, bought, 2)
    sentence = refused(TooManyPieces, bought, wish(place, bought, 2))
    assert sentence == "Only 1 of “K2 headphones, graphite” can still be returned, not 2."


@pytest.mark.parametrize("quantity", [0, -1])
def test_no_pieces_is_no_request(quantity: int) -> None:
    place = scene()
    bought = order(place)
    refused(TooManyPieces, bought, wish(place, bought, quantity))


def test_nothing_chosen_is_refused() -> None:
    place = scene()
    bought = order(place)
    refused(NothingWanted, bought, Application(wanted=[], reason=place.reason))


def test_lines_of_another_order_and_freight_are_refused() -> None:
    place = scene()
    bought, other = order(place), order(place)
    refused(NothingWanted, bought, Application(wanted=[Wanted(goods(other)[0].pk, 1)], reason=place.reason))
    freight = OrderLine.objects.get(order=bought, is_freight=True)
    refused(NothingWanted, bought, Application(wanted=[Wanted(freight.pk, 1)], reason=place.reason))


def test_goods_not_shipped_cannot_come_back() -> None:
    place = scene()
    bought = order(place, shipped=False, signed=False)
    assert "not been shipped" in refused(NotShipped, bought, wish(place, bought))


@pytest.mark.shows("PAG-23")
def test_hidden_reason_cannot_be_chosen() -> None:
    place = scene()
    bought = order(place)
    hidden = edit_reason(place.reason, {"en": "Old"}, is_shown=False, by=SYSTEM, at=MONDAY)
    refused(BadReason, bought, Application(wanted=[Wanted(goods(bought)[0].pk, 1)], reason=hidden))
