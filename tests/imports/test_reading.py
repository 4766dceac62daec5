"""Files that are not what they should be are refused with a sentence, before anything is imported."""

import gzip
from pathlib import Path

import pytest

from aftercare.cli.imports.reading import Table, examine
from aftercare.cli.imports.terms import BadLine
from aftercare.cli.saying import Refusal
from tests.imports.samples import written


def refused(path: Path) -> str:
    with pytest.raises(Refusal) as refusal:
        examine(path)
    return refusal.value.sentence


def test_examine_tells_lines_and_a_digest_of_the_unpacked_content(tmp_path: Path) -> None:
    plain = examine(written(tmp_path / "a.csv", "x,y", "1,2"))
    packed = examine(written(tmp_path / "b.csv.gz", "x,y", "1,2"))
    assert plain == packed
    assert plain.lines == 2


def test_a_missing_file_a_folder_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    assert "There is no file" in refused(tmp_path / "nowhere.csv")
    assert "is a folder" in refused(tmp_path)
    (tmp_path / "empty.csv").touch()
    assert "is empty" in refused(tmp_path / "empty.csv")


def test_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "x,y", "1,2", "é,3", encoding="latin-1")
    assert refused(path) == "Line 3 is not UTF-8 text (byte 1). Save the file as UTF-8, then import it."


def test_a_cut_off_and_a_damaged_archive_are_refused(tmp_path: Path) -> None:
    whole = gzip.compress(("x,y\n" + "1,2\n" * 20_000).encode())
    cut, damaged = tmp_path / "cut.csv.gz", tmp_path / "damaged.csv.gz"
    cut.write_bytes(whole[:-20])
    damaged.write_bytes(whole[:40] + b"\xff" * 20 + whole[60:])
    assert "damaged or cut off" in refused(cut)
    assert "damaged or cut off" in refused(damaged)


def test_an_endless_line_is_refused(tmp_path: Path) -> None:
    assert "longer than a megabyte" in refused(written(tmp_path / "a.csv", "x" * 1_000_001))


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "x,y", "1,2")
    with pytest.raises(Refusal, match=r"lacks the columns a, b\. Its first line names: x, y\."):
        Table(path, ("x", "a", "b"))


@pytest.mark.parametrize("head", ["\ufeffx,y", "x;y", "x\ty", " x , y "])
def test_byte_order_mark_and_other_separators_are_understood(tmp_path: Path, head: str) -> None:
    separator = next(sign for sign in ",;\t" if sign in head)
    table = Table(written(tmp_path / "a.csv", head, f" 1 {separator}2"), ("x", "y"))
    assert [table.row(record) for record in table.records()] == [{"x": "1", "y": "2"}]


def test_records_tell_the_line_they_begin_on(tmp_path: Path) -> None:
    table = Table(written(tmp_path / "a.csv", "x,y", '"two', 'lines",1', "", "3,4", "5"), ("x",))
    records = list(table.records())
    assert [(record.place, record.line) for record in records] == [(0, 2), (2, 5), (3, 6)]
    assert table.row(records[0])["x"] == "two\nlines"
    with pytest.raises(BadLine, match="1 values, the head 2 columns"):
        table.row(records[2])


def test_what_is_no_csv_is_a_bad_line_and_reading_goes_on(tmp_path: Path) -> None:
    table = Table(written(tmp_path / "a.csv", "x", "a" * 200_000, "b\0", "c"), ("x",))
    records = list(table.records())
    for record, sentence in zip(records[:2], ("no CSV", "NUL"), strict=True):
        with pytest.raises(BadLine, match=sentence):
            table.row(record)
    assert table.row(records[2]) == {"x": "c"}
