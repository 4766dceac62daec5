"""What was wrong once and shall not come back: pieces set free twice, freight below nothing, a cent too much."""

from datetime import timedelta

import pytest

from aftercare.billing.models import Refund
from aftercare.flow.return_goods import approve_again, cancel, lapse, reject, take_in_goods
from aftercare.flow.settlement import send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.errors import DomainError
from aftercare.orders.commands.account import AboveCeiling
from aftercare.orders.models import Grant, OrderLine
from aftercare.orders.terms import NewLine
from aftercare.returns.commands.amounts import ConsentMissing, UnknownLine
from aftercare.returns.commands.parcels import BadParcel
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.commands.sending import book_pickup
from aftercare.returns.models import Return, StockRecord
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.listing import overdue
from aftercare.returns.terms import Counted, Grade, State
from tests.factories.people import AGENT, DOCKER, FINANCE, MONDAY, REVIEWER, buyer
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import applied, approved, shipped

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)


def sent_back(accepted: int, damaged: int = 0, freight: int = 0, *, place: Scene | None = None) -> Return:
    """Three pieces asked, some accepted, and finance does not agree."""
    place = place or scene()
    returning = applied(place, order(place), 3)
    decision = Decision(address=place.address, freight_minor=freight)
    returning = approve(returning, decision, by=REVIEWER, at=MONDAY)
    counts = [Counted(line.pk, accepted, accepted, damaged, Grade.OPENED) for line in lines_of(returning)]
    take_in_goods(returning, counts, by=DOCKER, at=LATER)
    send_refund_back(Refund.objects.get(), "Why?", by=FINANCE, at=LATER)
    return Return.objects.get()


@pytest.mark.shows("RET-62")
def test_goods_that_are_rejected_after_the_count_go_back_to_the_buyer_and_can_be_asked_back_again() -> None:
    place = scene()
    returning = sent_back(accepted=2, damaged=1, place=place)
    other = applied(place, returning.order, 1)
    reject(returning, "Not bought here", by=REVIEWER, at=LATER)
    line = goods(returning.order)[0]
    assert (line.goods_asked, line.goods_back, line.granted_minor) == (1, 0, 0)
    records = StockRecord.objects.order_by("pk").values_list("kind", "quantity", "is_scrap")
    assert list(records) == [
        ("return_in", 1, False),
        ("return_in", 1, True),
        ("return_out", 1, False),
        ("return_out", 1, True),
    ]
    out = StockRecord.objects.filter(kind="return_out", is_scrap=False).get()
    told = (out.sku, out.at, out.operator_name, out.case_number)
    assert told == ("KA-K2-GR", LATER, REVIEWER.name, returning.number)
    assert other.state == State.SUBMITTED


@pytest.mark.parametrize(("freight", "error"), [(-1, AboveCeiling), (1201, AboveCeiling), (1000, ConsentMissing)])
def test_freight_of_a_second_review_stays_within_the_promise(freight: int, error: type[DomainError]) -> None:
    returning = sent_back(accepted=3, freight=1200)
    entries = Entry.objects.count()
    with pytest.raises(error):
        approve_again(returning, Decision(freight_minor=freight), by=REVIEWER, at=LATER)
    fresh = Return.objects.get()
    assert (fresh.state, fresh.freight_minor, Entry.objects.count()) == (State.REVIEW_AGAIN, 1200, entries)


@pytest.mark.parametrize(("freight", "consent", "promised"), [(None, "", 1200), (1200, "", 1200), (0, "by mail", 0)])
def test_freight_of_a_second_review_stays_unless_told(freight: int | None, consent: str, promised: int) -> None:
    returning = sent_back(accepted=3, freight=1200)
    approve_again(returning, Decision(freight_minor=freight, consent=consent), by=REVIEWER, at=LATER)
    assert (Return.objects.get().freight_minor, Refund.objects.get().total_minor) == (promised, 209700 + promised)


def test_negative_freight_without_any_paid_is_refused() -> None:
    returning = sent_back(accepted=3)
    with pytest.raises(AboveCeiling):
        approve_again(returning, Decision(freight_minor=-5), by=REVIEWER, at=LATER)
    assert Return.objects.get().total_minor == 209700


def test_an_amount_for_a_line_of_another_return_is_refused() -> None:
    place = scene()
    returning = applied(place, order(place), 1)
    with pytest.raises(UnknownLine):
        approve(returning, Decision(address=place.address, amounts={10**9: 0}), by=REVIEWER, at=MONDAY)
    assert (Return.objects.get().state, Grant.objects.count()) == (State.SUBMITTED, 0)


def test_requests_after_a_cancelled_one_never_ask_for_a_cent_more_than_was_paid() -> None:
    place = scene()
    bought = order(place, lines=(NewLine("S", "Socks", 3, 0), NewLine("H", "Hat", 3, 34)), discount_minor=2)
    first, second, third = (applied(place, bought, 0, 1) for _ in range(3))
    assert (first.asked_minor, second.asked_minor, third.asked_minor) == (33, 33, 34)
    cancel(first, by=buyer(bought.customer_id), at=MONDAY)
    fourth = applied(place, bought, 0, 1)
    for returning in (second, third, fourth):
        approve(returning, Decision(address=place.address), by=REVIEWER, at=MONDAY)
    assert OrderLine.objects.get(order=bought, sku="H").granted_minor == 100


def test_a_return_whose_courier_comes_after_the_due_day_does_not_lapse_before() -> None:
    place = scene(goods_due_days=7)
    returning = approved(place, order(place), 1)
    fetched_on = (MONDAY + timedelta(days=10)).date()
    book_pickup(returning, fetched_on, by=AGENT, at=MONDAY)
    assert list(overdue(fetched_on)) == []
    with pytest.raises(BadParcel):
        lapse(returning, by=AGENT, at=MONDAY + timedelta(days=10))
    assert list(overdue(fetched_on + timedelta(days=1))) == [returning]
    assert lapse(returning, by=AGENT, at=MONDAY + timedelta(days=11)).state == State.LAPSED


def test_goods_due_the_same_day_are_due() -> None:
    place = scene(goods_due_days=0)
    assert approved(place, order(place), 1).goods_due_on == MONDAY.date()


def test_a_buyer_s_name_never_stands_in_the_journal() -> None:
    place = scene()
    shipped(place, order(place), 1)
    names = set(Entry.objects.filter(actor__startswith="buyer:").values_list("actor_name", flat=True))
    assert names == {"Buyer"}
