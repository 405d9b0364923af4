"""A filled row is as high as its texts need."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kamtools.excel.changes import Cell, Changes, Grow, Value
from kamtools.excel.heights import count_lines
from kamtools.excel.write import write

LONG = "青澜市滨江新区国际会展大道与港口二路交叉口东北角自贸大厦二十三层"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A1 wraps, B1:D1 merged wraps, A2 does not wrap, A3 wraps in a row that has no height."""
    path = tmp_path / "template.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    wraps, plain = book.add_format({"text_wrap": True, "font_size": 10}), book.add_format({})
    sheet.set_column(0, 3, 12)
    for row in (0, 1):
        sheet.set_row(row, 18)
    sheet.write_string(0, 0, "", wraps)
    sheet.merge_range("B1:D1", "", wraps)
    sheet.write_string(1, 0, "", plain)
    sheet.write_string(2, 0, "", wraps)
    book.close()
    return path


def heights(template: Path, values: Mapping[Cell, Value], *grows: Grow) -> dict[int, float | None]:
    out = template.with_name("out.xlsx")
    write(template, Changes(list(grows), dict(values)), out)
    rows = openpyxl.load_workbook(out)["表"].row_dimensions
    return {row: rows[row].height for row in (1, 2, 3)}


def test_a_text_that_fits_leaves_the_row_alone(template: Path) -> None:
    assert heights(template, {Cell("表", 1, 1): "城东"})[1] == 18


def test_a_text_that_wraps_makes_its_row_higher(template: Path) -> None:
    narrow = heights(template, {Cell("表", 1, 1): LONG})[1]
    wide = heights(template, {Cell("表", 1, 2): LONG})[1]
    assert narrow is not None
    assert wide is not None
    assert narrow > wide > 18


def test_a_cell_that_does_not_wrap_and_a_row_that_excel_fits_are_left_alone(
    template: Path,
) -> None:
    before = heights(template, {})
    after = heights(template, {Cell("表", 2, 1): LONG, Cell("表", 3, 1): LONG})
    assert after[2] == before[2] == 18
    assert after[3] == before[3]


@pytest.mark.parametrize("copies", [2, 40])
def test_rows_share_the_height_of_a_text_merged_over_them(tmp_path: Path, copies: int) -> None:
    path, out = tmp_path / "template.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        wraps = book.add_format({"text_wrap": True, "font_size": 10})
        sheet.set_column(0, 0, 12)
        for row, height in enumerate((18, 24, 18)):
            sheet.set_row(row, height)
        sheet.merge_range("A1:A2", "", wraps)
    last = 3 * copies - 2
    record = {Cell("表", 1, 1): "短", Cell("表", last, 1): LONG * 2}
    write(path, Changes([Grow("表", 1, 3, copies)], dict(record)), out)
    rows = openpyxl.load_workbook(out)["表"].row_dimensions
    assert [rows[row].height for row in range(1, 4)] == [18, 24, 18]
    first, second, below = (rows[row].height for row in range(last, last + 3))
    assert first + second > 100
    assert second - first == 6
    assert below == 18


def test_each_record_gets_the_height_of_its_own_text(template: Path) -> None:
    found = heights(
        template,
        {Cell("表", 1, 1): "短", Cell("表", 2, 1): LONG},
        Grow("表", 1, 1, 2),
    )
    assert found[1] == 18
    assert found[2] is not None
    assert found[2] > 60


def test_a_numbers_row_stays(template: Path) -> None:
    assert heights(template, {Cell("表", 1, 1): 123456789012345})[1] == 18


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", 1), ("一二三四五", 1), ("一二三四五六", 2), ("一\n二", 2), ("ab cd", 1),
     ("abcdefgh ijk", 2), ("a" * 30, 4)],
)  # fmt: skip
def test_lines_are_counted_as_excel_wraps(text: str, lines: int) -> None:
    assert count_lines(text, 5) == lines


@given(st.text(max_size=80), st.floats(0.1, 60))
def test_a_wider_cell_never_needs_more_lines(text: str, width: float) -> None:
    assert 1 <= count_lines(text, width * 2) <= count_lines(text, width)
