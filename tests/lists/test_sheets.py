"""Files that are written row by row: what a program may take for a formula is text, and stays text."""

import csv
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from aftercare.lists.rules import sheets
from aftercare.lists.rules.sheets import disarmed, sheet
from aftercare.lists.terms import Cell, Format

HEADS = ("Number", "Goods", "Refund", "Applied", "Due", "Pieces")
AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
ROW: tuple[Cell, ...] = ("RT-1", "=1+1", Decimal("-699.00"), AT, date(2026, 3, 9), 3)


def test_csv_begins_with_a_mark_and_disarms_formulas(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with sheet(path, Format.CSV, HEADS) as page:
        page.row(ROW)
        page.row(("RT-2", 'He said "no", twice', None, None, None, None))
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfNumber,Goods")
    assert content.count(b"\r\n") == 3
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[1] == ["RT-1", "'=1+1", "-699.00", "2026-03-02 09:05", "2026-03-09", "3"]
    assert rows[2] == ["RT-2", 'He said "no", twice', "", "", "", ""]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_starts_a_formula(begin: str) -> None:
    assert disarmed(f"{begin}cmd|' /C calc'!A0") == f"'{begin}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "RT-1", "a=b", "林小雨", " =1"])
def test_other_text_stays(text: str) -> None:
    assert disarmed(text) == text


def test_xlsx_keeps_kinds_of_values_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with sheet(path, Format.XLSX, HEADS) as page:
        page.row(ROW)
        page.row(("RT-2", "bell\x07 and \ufffe", None, None, None, None))
    book = load_workbook(path)
    rows = list(book.worksheets[0].iter_rows())
    assert [cell.value for cell in rows[0]] == list(HEADS)
    assert rows[0][0].font.bold
    texts = [str(cell.value) for cell in rows[1]]
    assert texts == ["RT-1", "=1+1", "-699", "2026-03-02 09:05:00", "2026-03-09 00:00:00", "3"]
    assert [cell.data_type for cell in rows[1]] == ["s", "s", "n", "d", "d", "n"]
    assert rows[2][1].value == "bell and "
    assert book.worksheets[0].freeze_panes == "A2"


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_OF_A_SHEET", 3)
    with sheet(tmp_path / "a.xlsx", Format.XLSX, ("Number",)) as page:
        for number in range(5):
            page.row((str(number),))
    book = load_workbook(tmp_path / "a.xlsx")
    values = [[row[0].value for row in each.iter_rows()] for each in book.worksheets]
    assert values == [["Number", "0", "1"], ["Number", "2", "3"], ["Number", "4"]]


@pytest.mark.parametrize("kind", list(Format))
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, kind: Format) -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        with sheet(tmp_path / f"{rows}.{kind}", kind, HEADS) as page:
            for _ in range(rows):
                page.row(ROW)
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(4000) < peak(400) + 1_000_000
