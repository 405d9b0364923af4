"""The judge itself: it notices whatever is not as it was."""

from pathlib import Path

import pytest
import xlsxwriter

from kamtools.excel.changes import Cell
from tests.excel.oddities import BOOK, ONE, STYLES, swap
from tests.excel.packages import Parts, parts
from tests.excel.whole import differences, first_sheet, judge, judge_apart

FILLED = [Cell("S", 2, 2)]


@pytest.fixture
def before(tmp_path: Path) -> Path:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row("A1", ["a", "b"])
        sheet.write_row("A2", [1, "x"])
        sheet.write_formula("B3", "=A2+1", None, 2)
    return path


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (ONE, "<v>1</v>", "<v>9</v>"),
        (ONE, 'r="B3"', 'r="B3" s="3"'),
        (ONE, "<f>A2+1</f>", "<f>A2+2</f>"),
        (ONE, "<sheetData>", "<cols/><sheetData>"),
        (ONE, "<worksheet ", '<worksheet xmlns:n="urn:n" '),
        (BOOK, "<sheets>", "<sheets><sheet/>"),
        (STYLES, "<fonts", "<numFmts/><fonts"),
    ],
)
def test_a_change_elsewhere_is_told(before: Path, part: str, old: str, new: str) -> None:
    was = parts(before)
    found = differences(was, swap(dict(was), part, (old, new)), ONE, FILLED)
    assert found == [f"changed {part}"]


def test_parts_that_come_and_go_are_told(before: Path) -> None:
    was: Parts = parts(before)
    now = {name: data for name, data in was.items() if name != STYLES} | {"xl/new.xml": b"<a/>"}
    assert differences(was, now, ONE, FILLED) == [f"lost {STYLES}", "new xl/new.xml"]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (ONE, 'r="B2"', 'r="B2" s="1"'),
        (ONE, "<f>A2+1</f><v>2</v>", "<f>A2+1</f>"),
        (BOOK, ' fullCalcOnLoad="1"', ""),
    ],
)
def test_what_was_filled_or_computed_may_change(
    before: Path, part: str, old: str, new: str
) -> None:
    was = parts(before)
    assert differences(was, swap(dict(was), part, (old, new)), ONE, FILLED) == []


def test_the_first_sheet_is_found_with_a_cell_of_each_kind(before: Path) -> None:
    first = first_sheet(parts(before))
    assert first is not None
    assert (first.number, first.text) == (Cell("S", 2, 1), Cell("S", 1, 1))


def test_a_workbook_is_judged_alike_here_and_in_a_process_of_its_own(
    before: Path, tmp_path: Path
) -> None:
    for verdict in (judge(before, tmp_path), judge_apart(before, tmp_path)):
        assert (verdict.outcome, verdict.why) == ("whole", [])


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"no zip")
    assert judge(tmp_path / "b.xlsx", tmp_path).outcome == "refused"
