"""Goods over the counter, couriers with confirmation numbers, and whose freight is paid."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.flow import return_goods
from aftercare.flow.hand_in import GoodsPaidFor, give_goods_back, hand_in_goods
from aftercare.flow.scans import CARRIER, take_scans
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.kernel.errors import Conflict, DomainError, IllegalMove, NotAllowed
from aftercare.org.commands.points import PointChoice, set_point
from aftercare.org.models import ServicePoint
from aftercare.org.roles import Role, rights_of
from aftercare.parcels.commands.freight import claim_first_freight
from aftercare.parcels.commands.handins import Handed, send_on
from aftercare.parcels.commands.telling import Told
from aftercare.parcels.commands.watching import Times, set_watch
from aftercare.parcels.models import FirstFreight, HandIn, Parcel, Pickup
from aftercare.parcels.terms import CarrierKind, HandInState, PickupState
from aftercare.returns.commands import sending
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import NoPickup
from aftercare.returns.models import ReturnPolicy
from aftercare.returns.queries.docking import scan
from aftercare.returns.terms import Method, RefundTrigger, State
from tests.factories.buying import bought_lately, sendable
from tests.factories.carriers import SETTER, carrier, event
from tests.factories.people import AGENT, DOCKER, MONDAY, buyer, member
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, approved

DAY = timedelta(days=1)


@pytest.fixture
def place(db: None) -> Scene:
    return scene()


def point(**more: object) -> ServicePoint:
    choice = PointChoice("market", "Market Street shop", "Demo City", "1 Market Street", **more)  # type: ignore[arg-type]
    return set_point(None, choice, by=SETTER, at=MONDAY)


def clerk(at: ServicePoint) -> Actor:
    return Actor(ActorKind.MEMBER, 88, "Clerk", rights_of([Role.POINT]), points=frozenset({at.pk}))


@pytest.mark.shows("RET-25", "RET-70")
def test_goods_handed_in_at_a_shop_travel_to_the_dock_under_their_receipt(place: Scene) -> None:
    shop = point()
    returning = approved(place, order(place), 2)
    receipt = hand_in_goods(returning, shop, Handed(2, "box dented"), by=clerk(shop), at=MONDAY + DAY)
    returning.refresh_from_db()
    assert (returning.state, returning.method, returning.carrier) == (State.IN_TRANSIT, Method.HAND_IN, shop.name)
    send_on(receipt, Told("Demo Post", "ON123456"), by=clerk(shop), at=MONDAY + 2 * DAY)
    assert HandIn.objects.get().state == HandInState.SENT_ON
    for number in (receipt.number, "ON123456", returning.number):
        assert [one.pk for one in scan(DOCKER, number).to_receive] == [returning.pk]
    assert return_goods.receive_goods(returning, by=DOCKER, at=MONDAY + 3 * DAY).state == State.RECEIVED


def test_who_works_elsewhere_takes_nothing_over_and_nothing_is_taken_twice(place: Scene) -> None:
    shop = point()
    returning = approved(place, order(place))
    with pytest.raises(NotAllowed):
        hand_in_goods(returning, shop, Handed(1), by=AGENT, at=MONDAY)
    hand_in_goods(returning, shop, Handed(1), by=clerk(shop), at=MONDAY)
    with pytest.raises(Conflict):
        hand_in_goods(returning, shop, Handed(1), by=clerk(shop), at=MONDAY)
    with pytest.raises(IllegalMove):
        hand_in_goods(applied(place, order(place)), shop, Handed(1), by=clerk(shop), at=MONDAY)
    assert HandIn.objects.count() == 1


def test_a_point_of_another_merchant_takes_no_goods_of_ours(place: Scene) -> None:
    shop = point(merchant=scene("osprey").merchant)
    with pytest.raises(DomainError, match="takes no goods"):
        hand_in_goods(approved(place, order(place)), shop, Handed(1), by=clerk(shop), at=MONDAY)


@pytest.mark.shows("RET-25")
def test_the_counter_scans_a_slip_and_prints_the_receipt(place: Scene, client: Client) -> None:
    shop = point()
    who = member(Role.POINT)
    who.points.add(shop)
    returning = sendable(place, bought_lately(place), 1).returning
    client.force_login(who)
    assert client.get(reverse("points"), {"scan": returning.number.lower()}).status_code == 302
    told = {"point": shop.pk, "pieces": 1, "condition": "as new"}
    assert client.post(reverse("point-take", args=[returning.number]), told).status_code == 302
    paper = client.get(reverse("hand-in-receipt", args=[HandIn.objects.get().pk]))
    assert paper.content.startswith(b"%PDF")


@pytest.mark.shows("RET-47")
def test_a_courier_is_booked_in_a_span_changed_missed_and_booked_again(place: Scene) -> None:
    carrier(fetches=True, fetch_weekdays=(1, 2, 3, 4, 5), fetch_spans=("09:00-13:00", "14:00-18:00"))
    bought = order(place)
    who = buyer(bought.customer_id)
    returning = approved(place, bought)
    tuesday = (MONDAY + DAY).date()
    for day, span in ((tuesday + 4 * DAY, "09:00-13:00"), (tuesday, "03:00-04:00"), (tuesday, ""), (MONDAY.date(), "")):
        with pytest.raises(NoPickup):
            sending.book_pickup(returning, day, span, by=who, at=MONDAY)
    returning = sending.book_pickup(returning, tuesday, "09:00-13:00", by=who, at=MONDAY)
    number = Pickup.objects.get().number
    returning = sending.change_pickup(returning, tuesday + DAY, "14:00-18:00", by=who, at=MONDAY)
    assert (Pickup.objects.get().number, returning.pickup_on) == (number, tuesday + DAY)
    with pytest.raises(NoPickup):
        sending.miss_pickup(returning, by=who, at=MONDAY)
    returning = sending.miss_pickup(returning, "Nobody came", by=who, at=MONDAY + 2 * DAY)
    assert (returning.state, returning.method, returning.pickup_on) == (State.APPROVED, "", None)
    sending.book_pickup(returning, tuesday + 3 * DAY, "09:00-13:00", by=who, at=MONDAY + 2 * DAY)
    states = list(Pickup.objects.order_by("pk").values_list("state", flat=True))
    assert states == [PickupState.MISSED, PickupState.BOOKED]


@pytest.mark.shows("RET-48")
def test_after_a_missed_courier_the_buyer_sends_the_parcel_himself(place: Scene) -> None:
    bought = order(place)
    who = buyer(bought.customer_id)
    returning = sending.book_pickup(approved(place, bought), (MONDAY + DAY).date(), by=who, at=MONDAY)
    returning = sending.call_off_pickup(returning, by=who, at=MONDAY)
    returning = sending.ship(returning, sending.Parcel("Demo Post", "OWN12345"), by=who, at=MONDAY)
    assert (returning.state, returning.method) == (State.IN_TRANSIT, Method.OWN)


@pytest.mark.shows("RET-46")
def test_a_parcel_refused_at_the_door_comes_back_the_same_way(place: Scene) -> None:
    bought = order(place, signed=False)
    returning = applied(place, bought)
    type(returning).objects.filter(pk=returning.pk).update(not_received=True)
    returning.refresh_from_db()
    returning = return_goods.approve(returning, Decision(address=place.address), by=SYSTEM_REVIEWER, at=MONDAY)
    parcel = sending.Parcel("Demo Post", "OUT00001", Method.REFUSED_DELIVERY)
    returning = sending.ship(returning, parcel, by=buyer(bought.customer_id), at=MONDAY)
    take_scans(carrier(), [event(number="OUT00001", at=MONDAY)], by=CARRIER, at=MONDAY)
    assert (returning.method, Parcel.objects.get().status) == (Method.REFUSED_DELIVERY, "picked_up")


SYSTEM_REVIEWER = Actor(ActorKind.MEMBER, 89, "Reviewer", rights_of([Role.OPERATIONS_REVIEWER]))


def test_the_freight_of_a_contracted_courier_is_recorded(place: Scene) -> None:
    carrier(
        CarrierKind.MANUAL, fetches=True, fetch_weekdays=(2,), is_contracted=True, freight_minor=450,
        freight_currency="GBP",
    )  # fmt: skip
    bought = order(place)
    who = buyer(bought.customer_id)
    returning = sending.book_pickup(approved(place, bought), (MONDAY + DAY).date(), by=who, at=MONDAY)
    sending.ship(returning, sending.Parcel("Demo Post", "DP55555"), by=who, at=MONDAY + DAY)
    parcel = Parcel.objects.get()
    assert (parcel.freight_by_us, parcel.cost_minor, parcel.cost_currency) == (True, 450, "GBP")


@pytest.mark.shows("RET-14")
def test_the_first_return_of_a_customer_is_free_the_next_is_not(place: Scene) -> None:
    carrier(CarrierKind.MANUAL, is_contracted=True, freight_minor=450, freight_currency="GBP")
    set_watch(place.merchant, Times(pays_first_freight=True), by=SETTER, at=MONDAY)
    bought = order(place)
    first = approved(place, bought)
    second = applied(place, order(place))
    assert (first.freight_payer, second.freight_payer != "shop") == ("shop", True)
    sending.ship(first, sending.Parcel("Demo Post", "DP70001"), by=buyer(bought.customer_id), at=MONDAY)
    parcel = Parcel.objects.get(case=first.case)
    assert (parcel.freight_by_us, parcel.cost_minor) == (True, 450)


@pytest.mark.django_db(transaction=True)
def test_of_two_first_returns_at_once_only_one_is_the_first() -> None:
    place = scene()
    cases = [approved(place, order(place)).case for _n in range(4)]
    firsts: list[bool] = []

    def claim(n: int) -> None:
        firsts.append(claim_first_freight(cases[n], by=SYSTEM, at=timezone.now()))
        connections.close_all()

    crowd = [threading.Thread(target=claim, args=[n]) for n in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert (sorted(firsts), FirstFreight.objects.count()) == ([False, False, False, True], 1)
    won = FirstFreight.objects.get().case
    assert claim_first_freight(won, by=SYSTEM, at=timezone.now()), "asked again, the answer stays"


@pytest.mark.shows("RET-25", "RET-70")
def test_goods_are_given_back_over_the_counter_and_may_be_handed_in_again(place: Scene) -> None:
    shop = point()
    who = clerk(shop)
    returning = approved(place, order(place), 2)
    receipt = hand_in_goods(returning, shop, Handed(2), by=who, at=MONDAY + DAY)
    with pytest.raises(DomainError):
        give_goods_back(receipt, "  ", by=who, at=MONDAY + DAY)
    with pytest.raises(NotAllowed):
        give_goods_back(receipt, "Changed his mind", by=AGENT, at=MONDAY + DAY)
    returning.refresh_from_db()
    assert returning.state == State.IN_TRANSIT
    receipt = give_goods_back(receipt, "Changed his mind", by=who, at=MONDAY + DAY)
    returning.refresh_from_db()
    assert (returning.state, returning.tracking_number, returning.method) == (State.APPROVED, "", "")
    assert (receipt.state, receipt.back_by_name, receipt.back_reason) == ("given_back", "Clerk", "Changed his mind")
    entry = Entry.objects.get(kind="parcels.handin.give_back")
    assert (entry.stream, entry.note) == (returning.stream, "Changed his mind")
    assert "given back" in str(receipt_pdf_text(receipt)).lower()
    again = hand_in_goods(returning, shop, Handed(1), by=who, at=MONDAY + 2 * DAY)
    with pytest.raises(IllegalMove):
        send_on(receipt, Told("Demo Post", "ON123456"), by=who, at=MONDAY + 2 * DAY)
    assert again.number != receipt.number


def test_goods_for_which_money_is_on_its_way_are_not_given_back(place: Scene) -> None:
    shop = point()
    ReturnPolicy.objects.filter(merchant=place.merchant).update(refund_trigger=RefundTrigger.PICKUP_SCAN)
    receipt = hand_in_goods(approved(place, order(place)), shop, Handed(1), by=clerk(shop), at=MONDAY + DAY)
    with pytest.raises(GoodsPaidFor):
        give_goods_back(receipt, "Changed his mind", by=clerk(shop), at=MONDAY + DAY)
    assert HandIn.objects.get().state == HandInState.TAKEN_OVER


def receipt_pdf_text(receipt: HandIn) -> str:
    """What the receipt says."""
    return render_to_string("paper/receipt.html", {"receipt": receipt, "bars": "", "font": "", "now": MONDAY})
