"""Taking the list out as a file: asked for, written, fetched by who asked, masked, recorded."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from aftercare.cases.terms import Kind
from aftercare.jobs.exporting import write_export
from aftercare.journal.models import Entry
from aftercare.lists.commands import writing
from aftercare.lists.commands.exports import forget_expired, path_of
from aftercare.lists.models import Export
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from aftercare.returns.queries.exporting import FIELDS
from aftercare.web.returns.columns import COLUMNS
from aftercare.web.returns.exporting import MORE
from tests.factories.people import MONDAY
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, approved, inspected
from tests.web.returns.conftest import As

pytestmark = pytest.mark.django_db
ASK = "/returns/export/"


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> Scene:
    """A merchant, and a place of its own for the files."""
    settings.EXPORTS_ROOT = tmp_path / "exports"
    return scene()


def ask(browser: Client, query: str = "", kind: str = "csv", **more: object) -> Export:
    """Ask for an export, as the dialog does."""
    answer = browser.post(f"{ASK}{query}", {"format": kind, "columns": "shown", **more})
    assert answer.status_code == 302
    export = Export.objects.latest("asked_at")
    assert answer["Location"] == f"/returns/exports/{export.pk}/"
    return export


def written(export: Export) -> Export:
    """Let the job do its work."""
    write_export(export.pk, clock=timezone.now)
    export.refresh_from_db()
    return export


def rows(browser: Client, export: Export) -> list[list[str]]:
    """What the file holds, fetched as a browser does."""
    answer = browser.get(f"/returns/exports/{export.pk}/file/")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def entries() -> list[str]:
    return list(Entry.objects.filter(kind__startswith="lists.export").order_by("pk").values_list("kind", flat=True))


def test_the_filtered_list_leaves_as_it_stands(as_role: As, place: Scene) -> None:
    other = scene("northlight")
    first = applied(place, order(place, number="88-A"), 1, at=MONDAY)
    second = applied(place, order(place, number="=88-B"), 1, at=MONDAY + timedelta(hours=1))
    applied(other, order(other), 1)
    agent = as_role(Role.AGENT)
    agent.post("/returns/columns/", {"show": ["number", "order", "state", "refund", "applied", "buyer"]})
    export = written(ask(agent, f"?merchant={place.merchant.pk}&after=x"))
    assert rows(agent, export) == [
        ["Service no.", "State", "Refund", "Currency", "Order no.", "Applied", "Buyer"],
        [second.number, "Pending review", "699.00", "GBP", "'=88-B", "2026-03-02 10:00", "L•••"],
        [first.number, "Pending review", "699.00", "GBP", "88-A", "2026-03-02 09:00", "L•••"],
    ]
    assert (export.rows, export.total, export.state) == (2, 2, "done")
    turned = written(ask(agent, "?sort=oldest&order=88-A"))
    assert [row[0] for row in rows(agent, turned)[1:]] == [first.number]


def test_every_column_is_written_and_every_one_has_a_name(as_role: As, place: Scene) -> None:
    assert set(FIELDS) == set(COLUMNS) | set(MORE)
    found = inspected(place, order(place), 1)
    Return.objects.filter(pk=found.pk).update(kind=Kind.EXCHANGE)
    agent = as_role(Role.AGENT)
    heads, row = rows(agent, written(ask(agent, columns="every")))
    told = dict(zip(heads, row, strict=True))
    assert len(heads) == len(FIELDS)
    assert (told["State"], told["Type"], told["Whose turn"]) == ("Exchange due", "Exchange", "Dock")
    assert (told["Phone"], told["Contact"], told["Buyer's account"]) == ("••• •••• 0142", "L•••", "l•••")
    assert (told["Carrier"], told["Reason"], told["Shop"]) == ("Demo Post", "Changed my mind", "Kestrel web")


def test_picked_returns_leave_alone(as_role: As, place: Scene) -> None:
    made = [applied(place, order(place), 1, at=MONDAY + timedelta(minutes=n)) for n in range(3)]
    agent = as_role(Role.AGENT)
    query = f"?pick={made[0].pk}&pick={made[2].pk}&pick=x"
    assert "Export 2 returns" in agent.get(f"{ASK}{query}").content.decode()
    export = written(ask(agent, query))
    assert [row[0] for row in rows(agent, export)[1:]] == [made[2].number, made[0].number]


def test_personal_data_leaves_in_full_only_by_right_and_when_asked_for(as_role: As, place: Scene) -> None:
    applied(place, order(place), 1)
    agent, auditor = as_role(Role.AGENT), as_role(Role.AUDITOR)
    assert 'name="in_full"' in agent.get(ASK).content.decode()
    assert 'name="in_full"' not in auditor.get(ASK).content.decode()
    full = written(ask(agent, columns="every", in_full="on"))
    masked = written(ask(auditor, columns="every", in_full="on"))
    assert {"Lin Demo", "'+447700900142", "lin.demo"} <= set(rows(agent, full)[1])
    assert not {"Lin Demo", "'+447700900142", "lin.demo"} & set(rows(auditor, masked)[1])
    asked = Entry.objects.filter(kind="lists.export.ask").order_by("pk").values_list("after", flat=True)
    assert [after["in_full"] for after in asked] == [True, False]


def test_a_right_that_was_taken_away_meanwhile_counts(as_role: As, place: Scene) -> None:
    applied(place, order(place), 1)
    agent = as_role(Role.AGENT)
    full, whole = ask(agent, columns="every", in_full="on"), ask(agent)
    Member.objects.filter(pk=full.member_id).update(roles=[Role.AUDITOR])
    assert "Lin Demo" not in rows(agent, written(full))[1]
    Member.objects.filter(pk=full.member_id).update(roles=[Role.DOCK])
    assert written(whole).state == "failed"
    assert not path_of(whole).exists()


def test_a_merchants_person_takes_out_only_his_own(as_role: As, place: Scene) -> None:
    other = scene("northlight")
    own, _theirs = applied(place, order(place), 1), applied(other, order(other), 1)
    browser = as_role(Role.MERCHANT, merchants=(place.merchant,))
    export = written(ask(browser, f"?pick={own.pk}&pick={_theirs.pk}"))
    assert [row[0] for row in rows(browser, export)[1:]] == [own.number]


def test_nobody_else_fetches_or_sees_it(as_role: As, place: Scene) -> None:
    applied(place, order(place), 1)
    export = written(ask(as_role(Role.AGENT)))
    manager = as_role(Role.MANAGER)
    for end in ("", "file/"):
        assert manager.get(f"/returns/exports/{export.pk}/{end}").status_code == 404
    assert "lists.export.fetch" not in entries()


def test_the_journal_keeps_who_asked_and_who_fetched(as_role: As, place: Scene) -> None:
    approved(place, order(place), 1)
    agent = as_role(Role.AGENT)
    export = written(ask(agent, "?state=approved"))
    rows(agent, export)
    rows(agent, export)
    assert entries() == ["lists.export.ask", "lists.export.write", "lists.export.fetch", "lists.export.fetch"]
    asked = Entry.objects.get(kind="lists.export.ask")
    assert asked.actor == f"member:{export.member_id}"
    assert asked.after == {
        "list": "returns", "format": "csv", "in_full": False, "filter": {"shown": "approved"},
    }  # fmt: skip


def test_the_file_comes_as_a_download_that_nobody_keeps(as_role: As, place: Scene) -> None:
    applied(place, order(place), 1)
    agent = as_role(Role.AGENT)
    export = written(ask(agent, kind="xlsx"))
    answer = agent.get(f"/returns/exports/{export.pk}/file/")
    assert answer["Content-Disposition"].startswith('attachment; filename="returns-20')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    book = load_workbook(io.BytesIO(answer.getvalue()))
    assert [cell.value for cell in next(book.worksheets[0].iter_rows())][:3] == ["Service no.", "State", "Whose turn"]
    assert export.size == path_of(export).stat().st_size
    assert path_of(export).stat().st_mode & 0o777 == 0o600


def test_the_dialog_tells_how_far_it_is(as_role: As, place: Scene) -> None:
    applied(place, order(place), 1)
    agent = as_role(Role.AGENT)
    export = ask(agent)
    here = f"/returns/exports/{export.pk}/"
    assert "Waiting for its turn" in agent.get(here).content.decode()
    Export.objects.filter(pk=export.pk).update(state="running", rows=1000, total=2500)
    page = agent.get(here).content.decode()
    assert "1,000 of 2,500 rows are written." in page
    assert '<progress class="progress" value="1000" max="2500"' in page
    assert 'hx-trigger="every 1s"' in page
    written(export)
    page = agent.get(here).content.decode()
    assert "The file is ready: 1 row" in page
    assert "every 1s" not in page
    assert f'href="{here}file/"' in page
    assert "Your last exports" in agent.get(ASK).content.decode()


def test_files_are_forgotten_after_a_day(as_role: As, place: Scene) -> None:
    applied(place, order(place), 1)
    agent = as_role(Role.AGENT)
    export = written(ask(agent))
    at = export.asked_at + timedelta(hours=24)
    assert forget_expired(at=at - timedelta(minutes=1)) == 0
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now())
    assert agent.get(f"/returns/exports/{export.pk}/file/").status_code == 404
    assert forget_expired(at=at) == 1
    assert not path_of(export).exists()
    assert Export.objects.count() == 0


def test_a_file_that_is_gone_is_said_to_be(as_role: As, place: Scene) -> None:
    agent = as_role(Role.AGENT)
    export = written(ask(agent))
    assert export.rows == 0
    path_of(export).unlink()
    assert agent.get(f"/returns/exports/{export.pk}/file/").status_code == 404
    assert entries()[-1] == "lists.export.write"


def test_one_person_does_not_fill_the_queue(as_role: As) -> None:
    agent = as_role(Role.AGENT)
    for _ in range(3):
        ask(agent)
    answer = agent.post(ASK, {"format": "csv", "columns": "shown"})
    assert answer.status_code == 422
    assert "3 of your exports are still being written" in answer.content.decode()
    assert Export.objects.count() == 3


def test_a_write_that_breaks_leaves_no_half_file_and_may_be_asked_for_again(
    as_role: As, place: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(place, order(place), 1)
    export = ask(as_role(Role.AGENT))

    def broken(*_args: object) -> object:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "sheet", broken)
        with pytest.raises(RuntimeError):
            write_export(export.pk, clock=timezone.now)
    export.refresh_from_db()
    assert export.state == "failed"
    assert list(path_of(export).parent.iterdir()) == []
    assert written(export).state == "failed"


def test_a_job_that_runs_twice_writes_once_and_one_that_was_cut_off_writes_anew(as_role: As, place: Scene) -> None:
    applied(place, order(place), 1)
    agent = as_role(Role.AGENT)
    export = written(ask(agent))
    written(export)
    write_export("00000000-0000-0000-0000-000000000000", clock=timezone.now)
    assert entries().count("lists.export.write") == 1
    Export.objects.filter(pk=export.pk).update(state="running", rows=7)
    assert written(export).rows == 1


def test_rows_are_read_through_a_cursor_in_a_constant_number_of_queries(as_role: As, place: Scene) -> None:
    applied(place, order(place), 1)
    export = ask(as_role(Role.AGENT), columns="every")
    with CaptureQueriesContext(connection) as one:
        written(export)
    for _ in range(2):
        applied(place, order(place), 1)
    Export.objects.filter(pk=export.pk).update(state="waiting")
    with CaptureQueriesContext(connection) as three:
        written(export)
    assert export.rows == 3
    assert len(three) == len(one)


@pytest.mark.django_db(transaction=True)
def test_the_queue_writes_what_was_asked_for(as_role: As, place: Scene) -> None:
    applied(place, order(place), 1)
    agent = as_role(Role.AGENT)
    export = ask(agent)
    call_command("procrastinate", "worker", "--one-shot", "--queues", "exports", verbosity=0)
    export.refresh_from_db()
    assert (export.state, export.rows) == ("done", 1)
