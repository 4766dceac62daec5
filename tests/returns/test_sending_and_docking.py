"""The goods travel back, are counted, and money and stock follow the count."""

from datetime import timedelta

import pytest

from aftercare.billing.models import Refund, RefundLine
from aftercare.cases.models import Case
from aftercare.cases.terms import Room
from aftercare.flow.return_goods import cancel, lapse, refuse_goods, take_in_goods
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import DomainError, IllegalMove
from aftercare.orders.models import Grant
from aftercare.returns.commands.docking import BadCount
from aftercare.returns.commands.parcels import BadParcel
from aftercare.returns.commands.sending import NoPickup, Parcel, book_pickup, correct_tracking, ship
from aftercare.returns.models import Return, ReturnLine, StockRecord
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, Method, State
from tests.factories.people import AGENT, DOCKER, MONDAY, buyer
from tests.factories.shop import goods, order, scene
from tests.factories.stories import PARCEL, all_good, applied, approved, shipped

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)


@pytest.mark.shows("RET-48", "PAG-16")
def test_buyer_tells_carrier_and_tracking_number() -> None:
    place = scene()
    returning = approved(place, order(place), 1)
    parcel = Parcel(carrier=" Demo Post ", tracking_number="dp 1234 5678")
    returning = ship(returning, parcel, by=buyer(returning.customer_id), at=LATER)
    found = (returning.state, returning.carrier, returning.tracking_number, returning.method)
    assert found == (State.IN_TRANSIT, "Demo Post", "DP12345678", Method.OWN)


@pytest.mark.parametrize(("carrier", "number"), [("", "DP123456"), ("Post", ""), ("Post", "12"), ("Post", "<script>x")])
def test_parcel_without_carrier_or_with_a_strange_number_is_refused(carrier: str, number: str) -> None:
    place = scene()
    returning = approved(place, order(place), 1)
    with pytest.raises(BadParcel):
        ship(returning, Parcel(carrier, number), by=AGENT, at=LATER)
    assert Return.objects.get(pk=returning.pk).state == State.APPROVED


def test_mistyped_number_is_put_right_while_the_parcel_travels() -> None:
    place = scene()
    returning = shipped(place, order(place), 1)
    returning = correct_tracking(returning, Parcel("Other Post", "OP-99887766"), by=AGENT, at=LATER)
    assert (returning.state, returning.tracking_number) == (State.IN_TRANSIT, "OP-99887766")


@pytest.mark.shows("RET-47")
def test_buyer_books_a_pickup_where_the_address_offers_it() -> None:
    place = scene()
    returning = approved(place, order(place), 1)
    who = buyer(returning.customer_id)
    with pytest.raises(NoPickup):
        book_pickup(returning, MONDAY.date(), by=who, at=MONDAY)
    returning = book_pickup(returning, LATER.date(), by=who, at=MONDAY)
    assert (returning.state, returning.pickup_on, returning.method) == (
        State.PICKUP_BOOKED,
        LATER.date(),
        Method.PICKUP,
    )
    assert ship(returning, PARCEL, by=who, at=LATER).method == Method.PICKUP


def test_no_pickup_where_the_address_does_not_offer_it() -> None:
    place = scene()
    place.address.offers_pickup = False
    place.address.save()
    returning = approved(place, order(place), 1)
    with pytest.raises(NoPickup):
        book_pickup(returning, LATER.date(), by=AGENT, at=MONDAY)
    assert Return.objects.get(pk=returning.pk).state == State.APPROVED


@pytest.mark.shows("RET-46")
def test_parcel_not_yet_received_is_refused_at_the_door_and_comes_back_the_same_way() -> None:
    place = scene()
    bought = order(place, signed=False)
    returning = approved(place, bought, 1)
    refused_at_door = Parcel("Demo Post", "DP123456789GB", Method.REFUSED_DELIVERY)
    with pytest.raises(BadParcel):
        ship(returning, refused_at_door, by=AGENT, at=LATER)
    Return.objects.filter(pk=returning.pk).update(not_received=True)
    assert ship(returning, refused_at_door, by=AGENT, at=LATER).method == Method.REFUSED_DELIVERY


@pytest.mark.shows("RET-49", "RET-61")
def test_three_asked_two_came_one_damaged_money_and_stock_are_each_right() -> None:
    place = scene()
    bought = order(place)
    returning = shipped(place, bought, 3)
    line = lines_of(returning)[0]
    returning = take_in_goods(returning, [Counted(line.pk, 2, 2, 1, Grade.OPENED)], by=DOCKER, at=LATER)
    assert (returning.state, returning.amount_minor) == (State.INSPECTED, 139800)
    assert list(Grant.objects.values_list("amount_minor", flat=True)) == [139800]
    account = goods(bought)[0]
    assert (account.granted_minor, account.goods_asked, account.goods_back) == (139800, 2, 2)
    records = StockRecord.objects.order_by("pk").values_list(
        "kind", "sku", "quantity", "is_scrap", "operator", "case_number"
    )
    who, number = DOCKER.key, returning.number
    assert list(records) == [
        ("return_in", "KA-K2-GR", 1, False, who, number),
        ("return_in", "KA-K2-GR", 1, True, who, number),
    ]
    assert Entry.objects.get(kind="returns.return.inspect").note == "KA-K2-GR 3→2"
    refund = Refund.objects.get()
    assert (refund.total_minor, RefundLine.objects.get().quantity) == (139800, 2)
    assert Case.objects.get(pk=returning.case_id).state == Room.SETTLEMENT


def test_pieces_that_did_not_come_can_be_asked_back_again() -> None:
    place = scene()
    bought = order(place)
    returning = shipped(place, bought, 3)
    line = lines_of(returning)[0]
    take_in_goods(returning, [Counted(line.pk, 2, 2, 0, Grade.AS_NEW)], by=DOCKER, at=LATER)
    again = applied(place, bought, 1)
    assert again.asked_minor == 69900


@pytest.mark.parametrize(
    "count",
    [(4, 4, 0), (1, 2, 0), (2, 1, 2), (-1, 0, 0), (0, 0, 0)],
)
def test_contradicting_counts_are_refused_and_nothing_is_stocked(count: tuple[int, int, int]) -> None:
    place = scene()
    returning = shipped(place, order(place), 3)
    line = lines_of(returning)[0]
    entries = Entry.objects.count()
    with pytest.raises(BadCount):
        take_in_goods(returning, [Counted(line.pk, *count, Grade.OPENED)], by=DOCKER, at=LATER)
    assert (StockRecord.objects.count(), Refund.objects.count(), Entry.objects.count()) == (0, 0, entries)
    assert Return.objects.get(pk=returning.pk).state == State.IN_TRANSIT


def test_every_line_is_counted_once() -> None:
    place = scene()
    returning = shipped(place, order(place), 2, 1)
    counts = all_good(returning)
    for wrong in ([], counts[:1], [*counts, counts[0]]):
        with pytest.raises(DomainError):
            take_in_goods(returning, wrong, by=DOCKER, at=LATER)
    assert StockRecord.objects.count() == 0


def test_refused_goods_end_the_case_without_money_or_stock() -> None:
    place = scene()
    bought = order(place)
    returning = shipped(place, bought, 2)
    line = lines_of(returning)[0]
    nothing = [Counted(line.pk, 2, 0, 0, Grade.WRONG)]
    returning = refuse_goods(returning, nothing, "Another maker's headphones", by=DOCKER, at=LATER)
    assert (returning.state, returning.reject_reason) == (State.REFUSED, "Another maker's headphones")
    assert (StockRecord.objects.count(), Refund.objects.count()) == (0, 0)
    account = goods(bought)[0]
    assert (account.granted_minor, account.goods_asked, account.goods_back) == (0, 0, 0)
    assert ReturnLine.objects.get(pk=line.pk).grade == Grade.WRONG


def test_second_count_is_illegal_and_stocks_nothing_more() -> None:
    place = scene()
    returning = shipped(place, order(place), 1)
    counts = all_good(returning)
    take_in_goods(returning, counts, by=DOCKER, at=LATER)
    with pytest.raises(IllegalMove):
        take_in_goods(returning, counts, by=DOCKER, at=LATER)
    assert StockRecord.objects.count() == 1


def test_buyer_cancels_and_everything_is_free_again() -> None:
    place = scene()
    bought = order(place)
    returning = approved(place, bought, 2)
    returning = cancel(returning, by=buyer(bought.customer_id), at=LATER)
    account = goods(bought)[0]
    assert (returning.state, account.granted_minor, account.goods_asked) == (State.CANCELLED, 0, 0)
    assert Grant.objects.get().amount_minor == 0


def test_goods_that_are_on_their_way_cannot_be_cancelled() -> None:
    place = scene()
    returning = shipped(place, order(place), 1)
    with pytest.raises(IllegalMove):
        cancel(returning, by=buyer(returning.customer_id), at=LATER)
    assert Return.objects.get(pk=returning.pk).state == State.IN_TRANSIT


def test_goods_that_never_come_lapse_after_the_last_day_and_not_before() -> None:
    place = scene(goods_due_days=7)
    bought = order(place)
    returning = approved(place, bought, 1)
    with pytest.raises(BadParcel):
        lapse(returning, by=SYSTEM, at=MONDAY + timedelta(days=7))
    returning = lapse(returning, by=SYSTEM, at=MONDAY + timedelta(days=8))
    assert (returning.state, goods(bought)[0].granted_minor) == (State.LAPSED, 0)
    assert Case.objects.get(pk=returning.case_id).state == Room.CLOSED
