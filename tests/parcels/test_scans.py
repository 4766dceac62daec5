"""Scans are kept once, and the return follows them."""

from datetime import timedelta

import pytest

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import RefundState
from aftercare.flow.scans import CARRIER, match_scan, take_file, take_scans
from aftercare.journal.models import Entry
from aftercare.kernel.errors import DomainError
from aftercare.parcels.models import Carrier, Parcel, Scan, ScanFile
from aftercare.parcels.queries.tracking import tracked_of, unknown_scans
from aftercare.parcels.terms import CarrierKind, ScanStatus
from aftercare.returns.commands.sending import Parcel as Told
from aftercare.returns.commands.sending import correct_tracking, ship
from aftercare.returns.models import ReturnPolicy
from aftercare.returns.terms import Method, RefundTrigger, State
from tests.factories.carriers import NUMBER, carrier, event
from tests.factories.people import AGENT, MONDAY, buyer
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import approved, shipped

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=5)


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.mark.shows("RET-12")
def test_scans_of_a_parcel_stand_on_its_case_in_the_order_of_the_way(place: Scene) -> None:
    returning = shipped(place, order(place))
    post = carrier()
    late = event(ScanStatus.OUT_FOR_DELIVERY, at=MONDAY + timedelta(hours=9))
    early = event(ScanStatus.PICKED_UP, at=MONDAY + timedelta(hours=3))
    take_scans(post, [late], by=CARRIER, at=MONDAY + timedelta(hours=10))
    take_scans(post, [early], by=CARRIER, at=MONDAY + timedelta(hours=11))
    (tracked,) = tracked_of(returning.case_id)
    assert [scan.status for scan in tracked.scans] == ["picked_up", "out_for_delivery"]
    assert (tracked.parcel.status, tracked.parcel.held_at) == ("out_for_delivery", early.at)


def test_what_is_told_twice_is_kept_once(place: Scene) -> None:
    shipped(place, order(place))
    post = carrier()
    first = take_scans(post, [event(), event()], by=CARRIER, at=LATER)
    entries = Entry.objects.count()
    again = take_scans(post, [event()], by=CARRIER, at=LATER + timedelta(minutes=1))
    assert (first.new, first.repeated, again.new, again.repeated) == (1, 1, 0, 1)
    assert (Scan.objects.count(), Entry.objects.count()) == (1, entries)


def test_a_number_that_nobody_knows_waits_and_is_matched_by_hand(place: Scene) -> None:
    returning = approved(place, order(place))
    post = carrier()
    kept = take_scans(post, [event(number="XX0001")], by=CARRIER, at=LATER)
    assert (kept.new, kept.unknown) == (1, 1)
    (scan,) = unknown_scans(AGENT)
    match_scan(scan, returning.case, by=AGENT, at=LATER)
    returning.refresh_from_db()
    assert (returning.state, returning.tracking_number, returning.shipped_at) == (State.IN_TRANSIT, "XX0001", scan.at)
    assert list(unknown_scans(AGENT)) == []


def test_scans_that_came_before_the_buyer_told_the_number_count(place: Scene) -> None:
    bought = order(place)
    returning = approved(place, bought)
    take_scans(carrier(), [event()], by=CARRIER, at=LATER)
    ship(returning, Told("demo post", "dp 123456789 gb"), by=buyer(bought.customer_id), at=LATER)
    parcel = Parcel.objects.get()
    assert (parcel.status, parcel.carrier_name, parcel.tracking_number) == ("picked_up", "Demo Post", NUMBER)


def test_a_corrected_number_gives_its_scans_free(place: Scene) -> None:
    bought = order(place)
    returning = shipped(place, bought)
    take_scans(carrier(), [event()], by=CARRIER, at=LATER)
    correct_tracking(returning, Told("Demo Post", "DP999999999GB"), by=buyer(bought.customer_id), at=LATER)
    assert [scan.tracking_number for scan in unknown_scans(AGENT)] == [NUMBER]
    assert [parcel.tracking_number for parcel in Parcel.objects.all()] == ["DP999999999GB"]


def test_another_carriers_scan_of_the_same_number_is_not_ours(place: Scene) -> None:
    carrier()
    other = carrier(code="os", name="Other Swift")
    returning = shipped(place, order(place))
    kept = take_scans(other, [event()], by=CARRIER, at=LATER)
    assert kept.unknown == 1
    assert tracked_of(returning.case_id)[0].parcel.status == ""


def test_a_delivery_is_final_and_an_exception_is_shown_until_there_is_more(place: Scene) -> None:
    returning = shipped(place, order(place))
    post = carrier()
    take_scans(post, [event(ScanStatus.EXCEPTION, at=MONDAY + timedelta(hours=4))], by=CARRIER, at=LATER)
    assert tracked_of(returning.case_id)[0].parcel.status == "exception"
    take_scans(post, [event(ScanStatus.DELIVERED, at=MONDAY + timedelta(hours=5))], by=CARRIER, at=LATER)
    take_scans(post, [event(ScanStatus.IN_TRANSIT, at=MONDAY + timedelta(hours=6))], by=CARRIER, at=LATER)
    parcel = tracked_of(returning.case_id)[0].parcel
    assert (parcel.status, parcel.is_over) == ("delivered", True)


def test_a_scan_from_next_week_is_rejected_by_its_line(place: Scene) -> None:
    kept = take_scans(carrier(), [event(at=MONDAY + timedelta(days=7))], by=CARRIER, at=LATER)
    assert (kept.new, len(kept.rejects)) == (0, 1)


def test_the_carriers_scan_moves_a_return_whose_buyer_said_nothing(place: Scene) -> None:
    returning = approved(place, order(place))
    returning.not_received = True
    returning.save(update_fields=["not_received"])
    post = carrier()
    take_scans(post, [event()], by=CARRIER, at=LATER)
    (scan,) = unknown_scans(AGENT)
    match_scan(scan, returning.case, by=AGENT, at=LATER)
    returning.refresh_from_db()
    assert returning.method == Method.REFUSED_DELIVERY


@pytest.mark.shows("RET-11")
def test_the_pick_up_scan_puts_the_refund_before_finance_where_the_policy_says_so(place: Scene) -> None:
    ReturnPolicy.objects.filter(merchant=place.merchant).update(refund_trigger=RefundTrigger.PICKUP_SCAN)
    returning = shipped(place, order(place))
    assert refund_of_case(returning.case_id) is None
    take_scans(carrier(), [event()], by=CARRIER, at=LATER)
    take_scans(Carrier.objects.get(), [event(ScanStatus.IN_TRANSIT)], by=CARRIER, at=LATER)
    refund = refund_of_case(returning.case_id)
    assert refund
    assert (refund.state, refund.total_minor) == (RefundState.TO_APPROVE, 69900)


FILE = """tracking_number;status;at;event_id;place
DP123456789GB;Picked up;2026-03-02T12:00:00+00:00;E1;Demo City
DP123456789GB;in transit;2026-03-02T13:00:00+00:00;E2;Demo City

;in transit;2026-03-02T13:00:00+00:00;E3;
DP123456789GB;teleported;2026-03-02T13:00:00+00:00;E4;
DP123456789GB;delivered;yesterday;E5;
"""


@pytest.mark.shows("RET-12")
def test_a_file_gives_its_good_lines_and_tells_the_dirty_ones_by_number(place: Scene) -> None:
    shipped(place, order(place))
    file, is_new = take_file(carrier(), FILE.encode(), "scans.csv", by=AGENT, at=LATER)
    assert (is_new, file.kept, file.known_before) == (True, 2, 0)
    assert [(line, facts["value"]) for line, _sentence, facts in file.rejects] == [
        (5, ""), (6, "teleported"), (7, "yesterday"),
    ]  # fmt: skip
    again, is_new = take_file(file.carrier, FILE.encode(), "renamed.csv", by=AGENT, at=LATER)
    assert (again.pk, is_new, Scan.objects.count()) == (file.pk, False, 2)
    more = FILE + "DP123456789GB;delivered;2026-03-02T15:00:00+00:00;E6;\n"
    file, _new = take_file(file.carrier, more.encode(), "scans.csv", by=AGENT, at=LATER)
    assert (file.kept, file.known_before) == (1, 2)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a,b\n1,2\n", b"tracking_number,status,at\n\0"])
def test_a_file_that_is_none_leaves_nothing_behind(place: Scene, content: bytes) -> None:
    post = carrier()
    with pytest.raises(DomainError):
        take_file(post, content, "x.csv", by=AGENT, at=LATER)
    assert ScanFile.objects.count() == 0


def test_a_file_of_a_carrier_that_posts_is_refused() -> None:
    with pytest.raises(DomainError):
        take_file(carrier(CarrierKind.HTTP), FILE.encode(), "x.csv", by=AGENT, at=LATER)


def test_of_two_merchants_with_one_number_neither_sees_the_others_scans_until_somebody_says_whose(
    place: Scene,
) -> None:
    other = scene("otter")
    post = carrier()
    first = shipped(place, order(place))
    take_scans(post, [event()], by=CARRIER, at=LATER)
    second = approved(other, order(other, account="mo.demo"))
    ship(second, Told("Demo Post", NUMBER), by=buyer(second.customer_id), at=LATER)
    assert [len(tracked_of(one.case_id)[0].scans) for one in (first, second)] == [1, 0]
    kept = take_scans(post, [event(ScanStatus.DELIVERED)], by=CARRIER, at=LATER)
    assert (kept.unknown, list(kept.parcels)) == (1, [])
    (scan,) = unknown_scans(AGENT)
    match_scan(scan, second.case, by=AGENT, at=LATER)
    statuses = [[one.status for one in tracked_of(case)[0].scans] for case in (first.case_id, second.case_id)]
    assert statuses == [["picked_up"], ["delivered"]]
    assert [parcel.status for parcel in Parcel.objects.order_by("pk")] == ["picked_up", "delivered"]
