"""The stock register and the refund list leave as files, and the register as paper."""

import csv
import io
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from aftercare.jobs.exporting import write_export
from aftercare.journal.models import Entry
from aftercare.lists.models import Export
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.models import Return, StockRecord
from aftercare.returns.terms import StockKind
from aftercare.web.dock.views import register
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import inspected
from tests.web.finance.stories import paid, someone, to_approve

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path


def taken_out(browser: Client, address: str, kind: str = "csv", **more: str) -> Export:
    """Ask for it as the dialog does, and let the job write it."""
    assert browser.post(address, {"format": kind, **more}).status_code == 302
    export = Export.objects.latest("asked_at")
    write_export(export.pk, clock=timezone.now)
    export.refresh_from_db()
    return export


def content(browser: Client, address: str, export: Export) -> bytes:
    answer = browser.get(f"{address}{export.pk}/file/")
    assert answer.status_code == 200
    return bytes(answer.getvalue())


def rows(told: bytes) -> list[list[str]]:
    assert told.startswith(b"\xef\xbb\xbf"), "a program for tables takes it for UTF-8 by this mark alone"
    return list(csv.reader(io.StringIO(told.decode("utf-8-sig"))))


def in_and_out(place: Scene) -> tuple[Return, Return]:
    """Goods of two returns that came in, of which the second ones went out again."""
    first, second = inspected(place, order(place), 1), inspected(place, order(place), 1)
    StockRecord.objects.filter(returning=second).update(kind=StockKind.RETURN_OUT)
    return first, second


@pytest.mark.shows("RET-61", "RET-62")
def test_the_register_leaves_under_its_filter_as_both_kinds_of_file() -> None:
    came, went = in_and_out(scene())
    docker = someone(Role.DOCK)
    heads = [
        "Time", "Type", "Goods", "Code", "Quantity", "Destination", "Operator", "Service no.", "Merchant",
    ]  # fmt: skip
    goods = ["K2 headphones, graphite", "KA-K2-GR", "1"]
    where = "/dock/register/exports/"
    only_out = rows(content(docker, where, taken_out(docker, "/dock/register/export/?kind=out&after=x")))
    at, *rest = only_out[1]
    assert only_out[0] == heads
    assert rest == ["Return stock-out", *goods, "To the buyer", "dock 0", went.number, "Kestrel"]
    assert at == f"{timezone.localtime(StockRecord.objects.get(returning=went).at):%Y-%m-%d %H:%M}"
    assert len(only_out) == 2
    export = taken_out(docker, f"/dock/register/export/?number={came.number}", "xlsx")
    sheet = load_workbook(io.BytesIO(content(docker, where, export))).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    assert (cells[0], len(cells)) == (tuple(heads), 2)
    assert cells[1][1:] == ("Return stock-in", *goods[:2], 1, "Stock", "dock 0", came.number, "Kestrel")
    assert (export.rows, export.total, export.state) == (1, 1, "done")


def test_a_merchants_person_takes_out_his_own_goods_and_nobody_the_list_of_another_right() -> None:
    own, _out = in_and_out(scene())
    other = scene("lumen")
    inspected(other, order(other), 1)
    browser = someone(Role.MERCHANT, merchants=(own.merchant,))
    export = taken_out(browser, "/dock/register/export/")
    assert {row[7] for row in rows(content(browser, "/dock/register/exports/", export))[1:]} == {
        own.number, _out.number,
    }  # fmt: skip
    assert browser.get(f"/finance/exports/{export.pk}/").status_code == 404
    Member.objects.filter(pk=export.member_id).update(roles=[Role.POINT])
    Export.objects.update(state="waiting")
    write_export(export.pk, clock=timezone.now)
    export.refresh_from_db()
    assert export.state == "failed"


def test_a_list_that_nobody_knows_is_given_up() -> None:
    export = taken_out(someone(Role.DOCK), "/dock/register/export/")
    Export.objects.update(list="secrets", state="waiting")
    write_export(export.pk, clock=timezone.now)
    export.refresh_from_db()
    assert export.state == "failed"


@pytest.mark.shows("RET-61", "RET-62")
def test_the_register_is_printed_with_what_it_was_narrowed_to(monkeypatch: pytest.MonkeyPatch) -> None:
    came, went = in_and_out(scene())
    docker = someone(Role.DOCK)
    page = docker.get("/dock/register/?kind=in").content.decode()
    assert 'href="/dock/register/paper/?kind=in"' in page
    paper = docker.get("/dock/register/paper/?kind=in").content.decode()
    assert came.number in paper
    assert went.number not in paper
    assert '<dt>Type</dt><dd class="">All that came in</dd>' in paper
    assert "by Dock" in paper
    monkeypatch.setattr(register, "ON_PAPER", 1)
    cut = docker.get("/dock/register/paper/").content.decode()
    assert cut.count('<th scope="row"') == 1
    assert "Only the newest 1 records are printed." in cut


def test_a_pile_of_refunds_leaves_with_the_buyer_masked_unless_asked_for_by_right() -> None:
    place = scene()
    waiting, done = to_approve(place, 1), paid(place, "BACS 7")
    finance, manager = someone(Role.FINANCE_REVIEWER), someone(Role.MANAGER)
    where = "/finance/exports/"
    masked = rows(content(finance, where, taken_out(finance, "/finance/export/?state=paid")))
    assert [masked[1][n] for n in (0, 1, 3, 4, 8, 9, 12, 13)] == [
        done.number, "Paid out", "Kestrel", "L•••", "699.00", "GBP", "Bank transfer", "BACS 7",
    ]  # fmt: skip
    assert len(masked) == 2
    full = rows(content(manager, where, taken_out(manager, f"/finance/export/?number={waiting.number}", in_full="on")))
    told = dict(zip(full[0], full[1], strict=True))
    assert (told["Service no."], told["Buyer"], told["Paid"]) == (waiting.number, "Lin Demo", "")
    asked = Entry.objects.filter(kind="lists.export.ask").order_by("pk").values_list("after", flat=True)
    assert [(after["list"], after["in_full"]) for after in asked] == [("refunds", False), ("refunds", True)]
    assert asked[0]["filter"] == {"state": "paid"}
