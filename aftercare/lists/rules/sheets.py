"""Writing rows into a file one by one, so that a hundred thousand need no more memory than ten."""

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from openpyxl import Workbook
from openpyxl.cell import Cell as XlsxCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from aftercare.lists.terms import Cell, Format

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Programs that open CSV run a cell that begins so; the wide forms do in Excel for Chinese and Japanese."""

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

WIDTH = 18
"""Of a workbook's column, in letters: what a time or a number needs."""

ROWS_OF_A_SHEET = 1_000_000
"""A little less than Excel's 1,048,576, the head among them."""


class Sheet(Protocol):
    """A file to be filled from the top."""

    def row(self, cells: Sequence[Cell]) -> None:
        """One more row."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Finish the file; after an error it is there, but not to be used."""


def sheet(path: Path, kind: Format, heads: Sequence[str]) -> Sheet:
    """A new file of that kind whose first row are the heads."""
    return XlsxSheet(path, heads) if kind == Format.XLSX else CsvSheet(path, heads)


def disarmed(text: str) -> str:
    """Text that no program takes for a formula: an apostrophe before a sign that would start one."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


class CsvSheet:
    """Commas, CRLF, UTF-8 with a byte order mark, without which Excel takes Chinese for something else."""

    def __init__(self, path: Path, heads: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self.row(heads)

    def row(self, cells: Sequence[Cell]) -> None:
        """One more row; times to the minute as ISO 8601 writes them, which every program reads."""
        self._rows.writerow([_as_text(cell) for cell in cells])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._file.close()


class XlsxSheet:
    """A workbook that is written while it grows; when a sheet is full the next one goes on."""

    def __init__(self, path: Path, heads: Sequence[str]) -> None:
        self._path = path
        self._heads = heads
        self._workbook = Workbook(write_only=True)
        self._begin()

    def row(self, cells: Sequence[Cell]) -> None:
        """One more row; texts are texts, whatever they begin with."""
        if self._count == ROWS_OF_A_SHEET:
            self._begin()
        self._count += 1
        self._page.append([self._cell(cell) for cell in cells])

    def _begin(self) -> None:
        self._page = self._workbook.create_sheet()
        self._page.freeze_panes = "A2"
        for place in range(1, len(self._heads) + 1):
            self._page.column_dimensions[get_column_letter(place)].width = WIDTH
        self._count = 1
        self._page.append([self._head(text) for text in self._heads])

    def _head(self, text: str) -> XlsxCell:
        cell = self._text(text)
        cell.font = Font(bold=True)
        return cell

    def _cell(self, value: Cell) -> object:
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        if not isinstance(value, str):
            return value
        text = NOT_IN_XML.sub("", value)
        return self._text(text) if text.startswith("=") else text

    def _text(self, text: str) -> XlsxCell:
        cell = WriteOnlyCell(self._page, text)
        cell.data_type = "s"  # else the library writes what begins with “=” as a formula
        return cell

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._workbook.save(self._path)  # also after an error: the library's temporary files go away with it


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(cell, date | int | Decimal):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return disarmed(cell)
