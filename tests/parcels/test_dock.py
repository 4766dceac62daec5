"""The dock: second parcels, refused goods that go back, codes that are learnt, photos from a phone, partners' docks."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.catalog.commands import learn_code
from aftercare.catalog.queries import codes_of
from aftercare.flow import return_goods
from aftercare.flow.second_parcel import HereAlready, take_second_parcel
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.kernel.errors import Conflict, NotAllowed
from aftercare.moves.queries import strays
from aftercare.orders.models import OrderLine
from aftercare.org.commands.merchants import save_return_address
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role, rights_of
from aftercare.parcels.models import Find, Parcel
from aftercare.returns.commands.refused import send_refused
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import Parcel as Told
from aftercare.returns.commands.sending import add_parcel
from aftercare.returns.models import Evidence, Return, StockRecord
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.docking import at_the_dock, scan
from aftercare.returns.queries.refused import with_refused_goods
from aftercare.returns.terms import Counted, Grade, State
from aftercare.web.dock.phones import SALT
from tests.factories.buying import bought_lately, sendable
from tests.factories.people import DOCKER, MONDAY, REVIEWER, buyer, member
from tests.factories.pictures import jpeg, upload
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, approved, shipped

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)


@pytest.fixture
def place() -> Scene:
    return scene()


def partial(place: Scene) -> Return:
    """Three asked; two came, one of them damaged and taken for scrap."""
    returning = shipped(place, order(place), 3)
    (line,) = lines_of(returning)
    return return_goods.take_in_goods(returning, [Counted(line.pk, 2, 2, 1, Grade.DAMAGED)], by=DOCKER, at=LATER)


def test_three_asked_two_come_one_damaged_and_the_third_later(place: Scene) -> None:
    first = partial(place)
    stock = StockRecord.objects.order_by("pk").values_list("kind", "quantity", "is_scrap")
    assert list(stock) == [("return_in", 1, False), ("return_in", 1, True)]
    assert (first.amount_minor, first.state) == (139800, State.INSPECTED)
    rest = take_second_parcel(first, by=DOCKER, at=LATER)
    (line,) = lines_of(rest)
    assert (rest.state, rest.follows_id, line.quantity, line.amount_minor) == (State.RECEIVED, first.pk, 1, 69900)
    assert list(strays(Return)) == [], "each entry names the other return's number"
    rest = return_goods.take_in_goods(rest, [Counted(line.pk, 1, 1, 0, Grade.AS_NEW)], by=DOCKER, at=LATER)
    account = OrderLine.objects.get(pk=line.order_line_id)
    assert (account.goods_back, account.granted_minor, account.granted_minor) == (3, 209700, account.paid_minor)
    with pytest.raises(Conflict):
        take_second_parcel(rest, by=DOCKER, at=LATER)


def test_a_second_parcel_of_the_same_pieces_is_refused_the_second_time(place: Scene) -> None:
    first = partial(place)
    rest = take_second_parcel(first, by=DOCKER, at=LATER)
    returns = Return.objects.count()
    with pytest.raises(HereAlready, match=rest.number):
        take_second_parcel(first, by=DOCKER, at=LATER)
    assert Return.objects.count() == returns


def test_of_two_parcels_on_the_way_each_is_found_by_its_own_number(place: Scene) -> None:
    bought = order(place)
    returning = shipped(place, bought, 2)
    add_parcel(returning, Told("Demo Post", "DP000000002GB"), by=buyer(bought.customer_id), at=LATER)
    assert [one.pk for one in scan(DOCKER, "dp000000002gb").to_receive] == [returning.pk]
    return_goods.receive_goods(returning, number="DP000000002GB", by=DOCKER, at=LATER)
    here = {parcel.tracking_number: parcel.arrived_at for parcel in Parcel.objects.all()}
    assert here == {"DP123456789GB": None, "DP000000002GB": LATER}


@pytest.mark.shows("RET-62")
def test_what_was_refused_goes_back_once_with_its_stock_out_record(place: Scene) -> None:
    returning = shipped(place, order(place), 3)
    (line,) = lines_of(returning)
    returning = return_goods.take_in_goods(returning, [Counted(line.pk, 3, 1, 0, Grade.OPENED)], by=DOCKER, at=LATER)
    assert list(with_refused_goods(DOCKER)) == [returning]
    send_refused(returning, Told("Demo Post", "OUT123456"), by=DOCKER, at=LATER)
    out = StockRecord.objects.get(kind="refused_out")
    assert (out.quantity, out.case_number, out.operator) == (2, returning.number, DOCKER.key)
    assert (Parcel.objects.get(direction="out").tracking_number, list(with_refused_goods(DOCKER))) == ("OUT123456", [])
    with pytest.raises(Conflict):
        send_refused(returning, Told("Demo Post", "OUT123457"), by=DOCKER, at=LATER)
    assert StockRecord.objects.filter(kind="refused_out").count() == 1


def test_a_bar_code_is_learnt_for_the_merchant(place: Scene) -> None:
    learn_code(place.merchant.pk, " 4006381333931 ", "KA-K2-GR", by=DOCKER, at=LATER)
    learn_code(place.merchant.pk, "4006381333931", "KA-K2-TC", by=DOCKER, at=LATER)
    assert codes_of(place.merchant.pk, ["KA-K2-GR", "KA-K2-TC"]) == {"KA-K2-TC": ["4006381333931"]}


def test_a_phone_takes_photos_for_the_count_and_for_nothing_else(place: Scene, client: Client) -> None:
    returning = sendable(place, bought_lately(place), 1).returning
    docker = member(Role.DOCK)
    address = reverse("dock-phone", args=[signing.dumps([docker.pk, returning.pk], salt=SALT)])
    assert client.get(address).status_code == 200
    assert client.post(address, {"photos": upload(jpeg())}).status_code == 302
    assert Evidence.objects.filter(returning=returning, from_dock=True).count() == 1
    client.force_login(docker)
    assert "<img" in client.get(reverse("dock-photos", args=[returning.number])).content.decode()
    assert client.get(reverse("dock-phone", args=["not-a-pass"])).status_code == 404
    return_goods.cancel(returning, by=actor_of_member(member(Role.MANAGER)), at=timezone.now())
    assert client.post(address, {"photos": upload(jpeg())}).status_code == 404
    assert Evidence.objects.filter(returning=returning, from_dock=True).count() == 1


def test_a_phones_pass_ends_with_its_owners_right(place: Scene, client: Client) -> None:
    returning = sendable(place, bought_lately(place), 1).returning
    docker = member(Role.DOCK)
    address = reverse("dock-phone", args=[signing.dumps([docker.pk, returning.pk], salt=SALT)])
    docker.is_active = False
    docker.save(update_fields=["is_active"])
    assert client.get(address).status_code == 404


@pytest.mark.shows("RET-26")
def test_a_logistics_partner_receives_at_his_own_dock_and_sees_no_other(place: Scene) -> None:
    partners = ReturnAddress(
        merchant=place.merchant, name="Partner's hall", contact="Shift lead", phone="+44 20 7946 0019", country="GB",
        city="Demo Port", street="1 Quay Road", operator="Quayside Logistics",
    )  # fmt: skip
    save_return_address(partners, by=SYSTEM, at=MONDAY)
    rights = rights_of([Role.LOGISTICS])
    partner = Actor(ActorKind.MEMBER, 77, "Partner", rights, stations=frozenset({partners.pk}))
    ours, theirs = shipped(place, order(place)), shipped(place, order(place))
    Return.objects.filter(pk=theirs.pk).update(return_address=partners)
    theirs.refresh_from_db()
    assert list(at_the_dock(partner)) == [theirs]
    (line,) = lines_of(theirs)
    taken = return_goods.take_in_goods(theirs, [Counted(line.pk, 1, 1, 0, Grade.AS_NEW)], by=partner, at=LATER)
    assert taken.state == State.INSPECTED
    with pytest.raises(NotAllowed):
        return_goods.receive_goods(ours, by=partner, at=LATER)


def test_late_goods_and_nameless_parcels_are_written_down_at_the_dock(place: Scene, client: Client) -> None:
    returning = return_goods.lapse(approved(place, order(place)), by=SYSTEM, at=MONDAY + timedelta(days=30))
    client.force_login(member(Role.DOCK))
    page = client.get(reverse("dock"), {"scan": returning.number}).content.decode()
    assert reverse("dock-late", args=[returning.number]) in page
    client.post(reverse("dock-late", args=[returning.number]), {"shelf": "B2"})
    page = client.get(reverse("dock"), {"scan": "NOBODYKNOWS1"}).content.decode()
    assert f"{reverse('dock-find')}?number=NOBODYKNOWS1" in page
    client.post(reverse("dock-find"), {"tracking_number": "NOBODYKNOWS1"})
    finds = client.get(reverse("finds")).content.decode()
    assert returning.number in finds
    assert "NOBODYKNOWS1" in finds


def test_a_second_parcel_about_which_a_person_decides_is_written_down_by_the_same_button(
    place: Scene, client: Client
) -> None:
    returning = applied(place, order(place), 2)
    (line,) = lines_of(returning)
    less = Decision(address=place.address, amounts={line.pk: line.asked_minor - 3000}, consent="By phone: scratched.")
    returning = return_goods.approve(returning, less, by=REVIEWER, at=MONDAY)
    return_goods.take_in_goods(returning, [Counted(line.pk, 1, 1, 0, Grade.OPENED)], by=DOCKER, at=LATER)
    client.force_login(member(Role.DOCK))
    page = client.get(reverse("dock"), {"scan": returning.number}).content.decode()
    address = reverse("dock-second", args=[returning.number])
    assert address in page
    assert "the service desk opens a return for the rest" in client.get(address).content.decode()
    assert client.post(address, {"shelf": "B2"}).status_code in (200, 302)
    found = Find.objects.get()
    assert (found.case_id, found.shelf, Return.objects.count()) == (returning.case_id, "B2", 1)
