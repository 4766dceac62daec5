"""What stands still is told of: by each merchant's times, once, whoever sweeps, and nothing where no time is set."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from aftercare.flow.scans import CARRIER, take_scans
from aftercare.jobs.sweeps import watch_returns
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.parcels.commands.watching import Times, set_watch
from aftercare.parcels.models import Parcel
from aftercare.parcels.terms import ScanStatus
from aftercare.returns.commands.docking import receive
from aftercare.returns.commands.watching import remind_of_goods
from aftercare.returns.models import Return
from tests.factories.carriers import SETTER, carrier, event
from tests.factories.people import DOCKER, MONDAY
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import approved, shipped

DAY = timedelta(days=1)


def watched(place: Scene, **times: int) -> None:
    set_watch(place.merchant, Times(**times), by=SETTER, at=MONDAY)  # type: ignore[arg-type]


def told(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


@pytest.mark.django_db
def test_buyers_are_reminded_once_when_goods_are_due_soon() -> None:
    place = scene(goods_due_days=7)
    approved(place, order(place))
    watched(place, remind_days=2)
    assert watch_returns(at=MONDAY + 4 * DAY) == 0
    assert watch_returns(at=MONDAY + 5 * DAY) == 1
    assert watch_returns(at=MONDAY + 6 * DAY) == 0
    assert told("returns.return.remind") == 1


@pytest.mark.django_db
def test_what_is_not_set_is_off_but_for_parcels_that_nobody_has_seen() -> None:
    place = scene(goods_due_days=7)
    receive(shipped(place, order(place)), by=DOCKER, at=MONDAY + DAY)
    shipped(place, order(place))
    approved(place, order(place))
    watched(place)
    assert (watch_returns(at=MONDAY + 60 * DAY), told("returns.return.unseen")) == (1, 1)


@pytest.mark.django_db
def test_a_silent_parcel_is_told_of_until_there_is_news() -> None:
    place = scene()
    shipped(place, order(place))
    watched(place, quiet_days=3)
    assert [watch_returns(at=MONDAY + n * DAY) for n in (3, 4, 5)] == [0, 1, 0]
    take_scans(carrier(), [event(ScanStatus.IN_TRANSIT, at=MONDAY + 5 * DAY)], by=CARRIER, at=MONDAY + 5 * DAY)
    assert Parcel.objects.get().quiet_at is None
    assert [watch_returns(at=MONDAY + n * DAY) for n in (6, 8, 9)] == [0, 1, 0]
    assert told("parcels.parcel.quiet") == 2


@pytest.mark.django_db
def test_a_parcel_that_arrived_is_not_waited_for() -> None:
    place = scene()
    receive(shipped(place, order(place)), by=DOCKER, at=MONDAY + DAY)
    watched(place, quiet_days=3)
    assert watch_returns(at=MONDAY + 30 * DAY) == 0


@pytest.mark.django_db
def test_goods_that_nobody_counts_are_told_of_once() -> None:
    place = scene()
    receive(shipped(place, order(place)), by=DOCKER, at=MONDAY)
    watched(place, uncounted_hours=8)
    hours = [watch_returns(at=MONDAY + timedelta(hours=n)) for n in (7, 8, 9)]
    assert (hours, told("returns.return.uncounted")) == ([0, 1, 0], 1)


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_tell_each_thing_once() -> None:
    place = scene(goods_due_days=1)
    for _n in range(6):
        approved(place, order(place))
    watched(place, remind_days=2)
    found: list[int] = []

    def sweep() -> None:
        found.append(watch_returns(at=MONDAY + DAY))
        connections.close_all()

    crowd = [threading.Thread(target=sweep) for _n in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert (sum(found), told("returns.return.remind")) == (6, 6)


@pytest.mark.django_db(transaction=True)
def test_a_sweep_cut_off_in_the_middle_has_told_nothing_and_tells_all_the_next_time() -> None:
    place = scene(goods_due_days=1)
    approved(place, order(place))
    with transaction.atomic():
        assert remind_of_goods(place.merchant.pk, 2, by=SYSTEM, at=MONDAY) == 1
        transaction.set_rollback(True)  # as the database does when the worker is killed
    assert (told("returns.return.remind"), Return.objects.get().reminded_at) == (0, None)
    assert remind_of_goods(place.merchant.pk, 2, by=SYSTEM, at=MONDAY) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "index"),
    [
        ("returns_return WHERE merchant_id=1 AND state='approved' AND reminded_at IS NULL"
         " AND goods_due_on<='2026-03-02' ORDER BY goods_due_on, id", "return_to_remind"),
        ("returns_return WHERE merchant_id=1 AND state='received' AND uncounted_at IS NULL"
         " AND received_at<='2026-03-02' ORDER BY received_at, id", "return_to_count"),
        ("parcels_parcel WHERE merchant_id=1 AND NOT is_over AND quiet_at IS NULL"
         " AND news_at<='2026-03-02' ORDER BY news_at, id", "parcel_waits_for_news"),
    ],
)  # fmt: skip
def test_an_index_of_due_rows_fits_the_sweep(where: str, index: str) -> None:
    with connection.cursor() as cursor:
        # Of all merchants, by the same day: on a table of next to no rows it costs as little.
        cursor.execute("DROP INDEX return_goods_due")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN SELECT * FROM {where} LIMIT 200")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert index in plan
