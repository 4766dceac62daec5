"""Goods that nobody expected any more have a way on from the dock."""

from datetime import timedelta

import pytest

from aftercare.cases.terms import Room
from aftercare.flow import late_goods, return_goods
from aftercare.journal.models import Entry
from aftercare.kernel.errors import Conflict, DomainError, IllegalMove, NotAllowed
from aftercare.orders.models import OrderLine
from aftercare.org.roles import Role
from aftercare.parcels.commands.finds import (
    Found,
    hand_out_find,
    keep_find,
    match_find,
    record_find,
    send_find_back,
)
from aftercare.parcels.commands.telling import Told
from aftercare.parcels.models import Find, Parcel
from aftercare.parcels.terms import FindState
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, State
from tests.factories.people import AGENT, DOCKER, MANAGER, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import applied, approved

pytestmark = pytest.mark.django_db
NEXT_MONTH = MONDAY + timedelta(days=30)


@pytest.fixture
def place() -> Scene:
    return scene()


def lapsed(place: Scene) -> Return:
    returning = approved(place, order(place), 2)
    return return_goods.lapse(returning, by=MANAGER, at=NEXT_MONTH)


def account(returning: Return) -> tuple[int, int, int]:
    line = OrderLine.objects.get(pk=lines_of(returning)[0].order_line_id)
    return line.goods_asked, line.goods_back, line.granted_minor


def found(returning: Return) -> Find:
    return record_find(Found(shelf="A3"), case=returning.case, by=DOCKER, at=NEXT_MONTH)


def test_goods_of_a_lapsed_return_are_taken_in_and_paid_like_any(place: Scene) -> None:
    returning = lapsed(place)
    assert account(returning) == (0, 0, 0)
    find = found(returning)
    returning = late_goods.accept_find(find, "The carrier lost it for two weeks", by=MANAGER, at=NEXT_MONTH)
    returning.case.refresh_from_db()
    assert (returning.state, returning.case.state, returning.received_by) == (State.RECEIVED, Room.RETURNS, DOCKER.key)
    assert account(returning) == (2, 0, 139800)
    (line,) = lines_of(returning)
    counts = [Counted(line.pk, 2, 2, 0, Grade.AS_NEW)]
    returning = return_goods.take_in_goods(returning, counts, by=DOCKER, at=NEXT_MONTH)
    assert (returning.state, account(returning)) == (State.INSPECTED, (2, 2, 139800))


def test_the_finder_may_not_let_the_goods_in_himself_nor_may_an_agent(place: Scene) -> None:
    returning = lapsed(place)
    both = actor(Role.MANAGER, 7)
    find = record_find(Found(), case=returning.case, by=DOCKER, at=NEXT_MONTH)
    Find.objects.filter(pk=find.pk).update(found_by=both.key)
    entries = Entry.objects.count()
    for who in (both, AGENT, DOCKER):
        with pytest.raises(NotAllowed):
            late_goods.accept_find(Find.objects.get(pk=find.pk), "please", by=who, at=NEXT_MONTH)
    assert (Entry.objects.count(), Return.objects.get().state) == (entries, State.LAPSED)


def test_goods_that_the_buyer_asked_for_elsewhere_since_are_not_promised_twice(place: Scene) -> None:
    bought = order(place)
    first = approved(place, bought, 3)
    first = return_goods.lapse(first, by=MANAGER, at=NEXT_MONTH)
    find = found(first)
    approved(place, bought, 2)
    with pytest.raises(DomainError, match="Only 1 of"):
        late_goods.accept_find(find, "here now", by=MANAGER, at=NEXT_MONTH)
    assert Find.objects.get().state == FindState.WAITING


def test_a_return_that_was_never_approved_cannot_hold_again(place: Scene) -> None:
    bought = order(place)
    returning = return_goods.cancel(applied(place, bought), by=buyer(bought.customer_id), at=MONDAY)
    with pytest.raises(DomainError, match="never approved"):
        late_goods.accept_find(found(returning), "here now", by=MANAGER, at=NEXT_MONTH)


def test_late_goods_are_kept_for_their_owner_and_handed_out(place: Scene) -> None:
    find = keep_find(found(lapsed(place)), "Buyer fetches it on Friday", by=DOCKER, at=NEXT_MONTH)
    find = hand_out_find(find, "Fetched, passport seen", by=DOCKER, at=NEXT_MONTH)
    assert (find.state, find.reason) == (FindState.HANDED_OUT, "Fetched, passport seen")
    with pytest.raises(IllegalMove):
        keep_find(find, "again", by=DOCKER, at=NEXT_MONTH)


def test_late_goods_go_back_and_the_buyer_sees_the_parcel(place: Scene) -> None:
    returning = lapsed(place)
    find, parcel = send_find_back(found(returning), Told("Demo Post", "OUT1234"), "Too late", by=DOCKER, at=NEXT_MONTH)
    assert parcel
    assert (find.state, parcel.direction, parcel.case_id) == (FindState.SENT_BACK, "out", returning.case_id)


def test_the_same_late_parcel_is_one_find_however_often_it_is_scanned(place: Scene) -> None:
    returning = lapsed(place)
    assert found(returning).pk == found(returning).pk


def test_a_parcel_without_a_name_is_matched_and_then_received(place: Scene) -> None:
    returning = approved(place, order(place))
    find = record_find(Found("NOBODY77", label_text="Sender: smudged"), by=DOCKER, at=MONDAY)
    with pytest.raises(DomainError, match="First say which"):
        late_goods.accept_find(find, "ours", by=REVIEWER, at=MONDAY)
    find = match_find(find, returning.case, by=REVIEWER, at=MONDAY)
    assert find.state == FindState.WAITING
    # Receiving is the dock's part, so that who reviewed cannot do it here either.
    with pytest.raises(NotAllowed):
        late_goods.accept_find(find, "ours", by=REVIEWER, at=MONDAY)
    returning = late_goods.accept_find(find, "ours", by=DOCKER, at=MONDAY)
    assert returning.state == State.RECEIVED


def test_a_find_needs_something_to_be_known_by(place: Scene) -> None:
    with pytest.raises(DomainError):
        record_find(Found(shelf="A1"), by=DOCKER, at=MONDAY)
    assert (Find.objects.count(), Parcel.objects.count()) == (0, 0)


def test_a_settled_return_takes_no_find_in(place: Scene) -> None:
    from_dock = approved(place, order(place))
    (line,) = lines_of(from_dock)
    return_goods.take_in_goods(from_dock, [Counted(line.pk, 1, 1, 0, Grade.AS_NEW)], by=DOCKER, at=MONDAY)
    find = record_find(Found("LATE9999"), case=from_dock.case, by=DOCKER, at=MONDAY)
    with pytest.raises(Conflict):
        late_goods.accept_find(find, "second parcel", by=MANAGER, at=MONDAY)
    assert goods(from_dock.order)[0].goods_back == 1
