"""What the house does by itself."""

from datetime import timedelta
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app as found

from aftercare.cases.models import Case
from aftercare.cases.terms import Room
from aftercare.jobs import sweeps, tasks
from aftercare.journal.commands.answers import Given, answer_once
from aftercare.journal.models import Answer, Entry
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Return
from aftercare.returns.terms import State
from tests.factories.people import AGENT, MONDAY, buyer
from tests.factories.shop import goods, order, scene
from tests.factories.stories import PARCEL, approved

app: App = found
LATE = MONDAY + timedelta(days=8)


@pytest.mark.django_db
def test_lapse_ends_only_returns_whose_goods_are_overdue() -> None:
    place = scene()
    late, sent, undecided = (approved(place, order(place, account=name), 2) for name in ("a", "b", "c"))
    ship(sent, PARCEL, by=buyer(sent.customer_id), at=MONDAY)
    Return.objects.filter(pk=undecided.pk).update(goods_due_on=None)

    assert sweeps.lapse_overdue(at=MONDAY + timedelta(days=7)) == 0
    assert sweeps.lapse_overdue(at=LATE) == 1
    entries = Entry.objects.count()
    assert sweeps.lapse_overdue(at=LATE) == 0

    assert Entry.objects.count() == entries
    states = {each.pk: each.state for each in Return.objects.all()}
    assert states == {late.pk: State.LAPSED, sent.pk: State.IN_TRANSIT, undecided.pk: State.APPROVED}
    assert Case.objects.get(pk=late.case_id).state == Room.CLOSED
    line = goods(late.order)[0]
    assert (line.goods_asked, line.granted_minor) == (0, 0)


@pytest.mark.django_db
def test_lapse_goes_through_many_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "_CHUNK", 2)
    place = scene()
    for name in "abcde":
        approved(place, order(place, account=name), 1)
    assert sweeps.lapse_overdue(at=LATE) == 5
    assert set(Return.objects.values_list("state", flat=True)) == {State.LAPSED}


@pytest.mark.django_db
def test_stored_content_that_no_record_names_is_removed_when_old(settings: object, tmp_path: Path) -> None:
    path = default_storage.save("orphans/lost", ContentFile(b"nobody knows me"))
    at = default_storage.get_modified_time(path)
    assert sweeps.sweep_files(at=at + timedelta(hours=23)) == 0
    assert default_storage.exists(path)
    assert sweeps.sweep_files(at=at + timedelta(hours=25)) >= 1
    assert not default_storage.exists(path)


@pytest.mark.django_db
def test_old_answers_are_forgotten() -> None:
    answer_once("old", "print", lambda: Given(201, {}), by=AGENT, at=MONDAY)
    tasks.forget(timestamp=0)
    assert Answer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_is_done_again() -> None:
    job = taken_by(worker("1 minute"), "lapse_overdue")
    run_async(tasks.retry_stalled)
    assert statuses() == {job: "todo"}


@pytest.mark.django_db(transaction=True)
def test_a_dead_workers_job_that_is_queued_again_already_is_given_up() -> None:
    job = taken_by(worker("1 minute"), "lapse_overdue")
    other = taken_by(worker("1 minute"), "forget")
    again = app.configure_task("aftercare.jobs.tasks.lapse_overdue").defer(timestamp=1)
    run_async(tasks.retry_stalled)
    assert statuses() == {job: "aborted", again: "todo", other: "todo"}


@pytest.mark.django_db
def test_a_job_of_a_living_worker_is_left_alone() -> None:
    job = taken_by(worker("1 second"), "lapse_overdue")
    run_async(tasks.retry_stalled)
    assert statuses() == {job: "doing"}


@pytest.mark.django_db
def test_jobs_done_days_ago_are_purged_and_recent_ones_kept() -> None:
    old, recent = (taken_by(worker("1 second"), name) for name in ("forget", "sweep_files"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded'")
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '4 days' WHERE job_id = %s", [old])
    run_async(tasks.purge)
    assert statuses() == {recent: "succeeded"}


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_what_is_queued_on_the_real_queue() -> None:
    place = scene()
    late = approved(place, order(place), 1)
    Return.objects.update(goods_due_on=MONDAY.date())
    app.configure_task("aftercare.jobs.tasks.lapse_overdue").defer(timestamp=0)
    with app.replace_connector(found.connector.get_worker_connector()) as ours:
        ours.run_worker(wait=False, install_signal_handlers=False)
    late.refresh_from_db()
    assert late.state == State.LAPSED


def worker(silent: str) -> int:
    """A worker that was last heard of so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id", [silent]
        )
        return int(cursor.fetchone()[0])


def taken_by(worker_id: int, task: str) -> int:
    """A job that this worker is doing."""
    job = app.configure_task(f"aftercare.jobs.tasks.{task}").defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker_id, job])
    return job


def statuses() -> dict[int, str]:
    """How every job stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs")
        return {int(job): str(status) for job, status in cursor.fetchall()}


def run_async(task: object) -> None:
    """Run a task that wants its context, as the worker would."""

    class Context:
        app = found

    async_to_sync(task.func)(Context(), timestamp=0)  # type: ignore[attr-defined]
