"""What stands still is told of: by each merchant's times, once, whoever sweeps, and nothing where no time is set."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.models import Model

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


def crowded(row: Model, count: int = 2000, merchants: int = 20) -> None:
    """Copies of a row for many merchants, and what the planner should know of them; for a look, not to be kept. Of
    parcels one in twenty is still on its way.
    """
    table, columns = row._meta.db_table, [f.column for f in row._meta.concrete_fields if not f.generated]
    named = ", ".join(f'"{column}"' for column in columns)
    told = ", ".join(f'made."{column}"' for column in columns)
    of, number = row.pk * 10_000_000, "tracking_number" if isinstance(row, Parcel) else "number"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({named}) SELECT {told} FROM {table} AS kept, generate_series(1, {count}) AS n,"
            f" jsonb_populate_record(kept, jsonb_build_object('id', {of} + n, 'case_id', {of} + n,"
            f" '{number}', 'X' || {of} + n, 'merchant_id', 1000000 + n %% {merchants},"
            f" 'is_over', n %% 400 >= {merchants})) AS made"
            f" WHERE kept.id = %s",
            [row.pk],
        )
        cursor.execute(f"ANALYZE {table}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "index"),
    [
        ("returns_return WHERE merchant_id=1000001 AND state='approved' AND reminded_at IS NULL"
         " AND goods_due_on<='2026-12-02' ORDER BY goods_due_on, id", "return_to_remind"),
        ("returns_return WHERE merchant_id=1000001 AND state='received' AND uncounted_at IS NULL"
         " AND received_at<='2026-12-02' ORDER BY received_at, id", "return_to_count"),
        ("parcels_parcel WHERE merchant_id=1000001 AND NOT is_over AND quiet_at IS NULL"
         " AND news_at<='2026-12-02' ORDER BY news_at, id", "parcel_waits_for_news"),
    ],
)  # fmt: skip
def test_the_sweep_walks_an_index_of_due_rows(where: str, index: str) -> None:
    place = scene(goods_due_days=7)
    sent = shipped(place, order(place))
    with transaction.atomic():
        received = receive(shipped(place, order(place)), by=DOCKER, at=MONDAY)
        for row in (approved(place, order(place)), received, Parcel.objects.get(case=sent.case_id)):
            crowded(row)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN SELECT * FROM {where} LIMIT 200")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        transaction.set_rollback(True)
    assert index in plan
