"""What charts carry of cells: kept where nothing changed, new or dropped where something did."""

import re
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kamtools.excel.changes import Cell, Changes, Grow
from kamtools.excel.write import write
from tests.excel.packages import altered, parts

CHART = "xl/charts/chart1.xml"
SHEET = "数"
AREA = f"{SHEET}!$A$1:$A$3"
OTHERS = (
    "'[1]3D'!$C$5:$D$5",
    f"({SHEET}!$A$1:$A$2,{SHEET}!$A$3)",
    "全部",
    "[0]!全部",
    f"{SHEET}!此表",
    "[0]!没有",
)
"""References that are no single area of the workbook; the last name is not there."""


def form(folder: Path, formula: str) -> Path:
    path = folder / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_column("C1", [4, 5, 6])
        book.define_name("全部", f"={AREA}")
        book.define_name(f"{SHEET}!此表", f"={AREA}")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": f"={AREA}"})
        sheet.insert_chart("F1", chart)
    return altered(path, {CHART: [(f"<c:f>{AREA}</c:f>", f"<c:f>{formula}</c:f>")]})


def chart_after(path: Path, cell: str) -> bytes:
    values = {Cell(SHEET, int(cell[1:]), ord(cell[0]) - 64): 99}
    out = path.with_name("out.xlsx")
    write(path, Changes(values=values), out)
    return parts(out)[CHART]


@pytest.mark.parametrize("formula", [AREA, *OTHERS])
def test_what_reads_other_cells_keeps_every_byte(formula: str, tmp_path: Path) -> None:
    path = form(tmp_path, formula)
    assert b"<c:v>2</c:v>" in parts(path)[CHART]
    assert chart_after(path, "C2") == parts(path)[CHART]


@pytest.mark.parametrize("formula", OTHERS[1:5])
def test_what_reads_a_filled_cell_in_a_roundabout_way_carries_nothing(
    formula: str, tmp_path: Path
) -> None:
    assert b"numCache" not in chart_after(form(tmp_path, formula), "A2")


@pytest.mark.parametrize("formula", [OTHERS[0], OTHERS[-1]])
def test_what_another_workbook_said_stays(formula: str, tmp_path: Path) -> None:
    path = form(tmp_path, formula)
    assert chart_after(path, "A2") == parts(path)[CHART]


def test_what_reads_a_filled_cell_carries_its_value(tmp_path: Path) -> None:
    assert b"<c:v>99</c:v>" in chart_after(form(tmp_path, AREA), "A2")


def test_categories_that_turn_out_to_be_days_are_days(tmp_path: Path) -> None:
    path, out = tmp_path / "form.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write("A1", "{{日[].日期}}", day)
        sheet.write("B1", 1)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": f"={SHEET}!$B$1:$B$1", "categories": f"={SHEET}!$A$1:$A$1"})
        sheet.insert_chart("F1", chart)
    values = {Cell(SHEET, row, 1): date(2026, 5, row) for row in (1, 2, 3)}
    write(path, Changes([Grow(SHEET, 1, 1, 3)], dict(values)), out)
    written = parts(out)[CHART].decode()
    category = written[written.index("<c:cat>") : written.index("</c:cat>")]
    assert "<c:numRef>" in category
    assert "<c:formatCode>yyyy-mm-dd</c:formatCode>" in category
    assert re.findall("<c:v>([^<]*)<", category) == ["46143", "46144", "46145"]
