"""Tables' columns, array formulas, subtotals: what their formulas carry after a fill."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kamtools.excel.changes import Cell, Changes, Grow, Value
from kamtools.excel.formulas import read_formula
from kamtools.excel.write import write

ROWS = [["一店", 1, 10], ["二店", 2, 20], ["三店", 3, 30]]
COLUMNS = [{"header": "门店"}, {"header": "目标"}, {"header": "实际 [万]"}]


def nothing(_: Worksheet) -> None:
    """Put no more onto the sheet."""


def book_with(
    path: Path, formulas: dict[str, str], more: Callable[[Worksheet], None] = nothing
) -> Path:
    """A table 销售 in A1:C5 with a row of totals; formulas stand below and beside it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        totals = [*COLUMNS[:2], {**COLUMNS[2], "total_function": "sum"}]
        sheet.add_table(
            "A1:C5", {"name": "销售", "data": ROWS, "columns": totals, "total_row": True}
        )
        for cell, formula in formulas.items():
            sheet.write_formula(cell, formula)
        more(sheet)
    return path


def carried(path: Path, sheet: str = "表") -> dict[str, object]:
    cells = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {cell.coordinate: cell.value for row in cells.iter_rows() for cell in row}


def filled(path: Path, changes: Changes) -> tuple[dict[str, object], list[str]]:
    out = path.with_name("out.xlsx")
    codes = [finding.code for finding in write(path, changes, out)]
    return carried(out), codes


@pytest.mark.parametrize(("formula", "value"), [
    ("=SUM(销售[目标])", 105), ("=SUM(销售)", 165), ("=SUM(销售[[目标]:[实际 '[万']]])", 165),
    ("=COUNTA(销售[#All])", 13), ("=销售[[#Headers],[目标]]", "目标"),
    ("=销售[[#Totals],[实际 '[万']]]", 60), ("=ROWS(销售[[#Data],[门店]])", 3),
    ("=销售[[#This Row],[目标]]*2", 4), ("=SUM(销售[[#Headers],[#Data],[目标]])", 105),
    ("=VLOOKUP(\"二店\",销售,2,0)", 2), ("=SUMIFS(销售[目标],销售[门店],\"*店\")", 105),
])  # fmt: skip
def test_a_tables_columns_are_read(formula: str, value: object, tmp_path: Path) -> None:
    path = book_with(tmp_path / "a.xlsx", {"E3": formula})
    found, codes = filled(path, Changes(values={Cell("表", 2, 2): 100}))
    assert found["E3"] == value
    assert codes == []


@pytest.mark.parametrize("formula", ["=SUM(销售[没有])", "=SUM(没有[目标])"])
def test_a_column_that_is_none_leaves_the_cell_empty(formula: str, tmp_path: Path) -> None:
    found, codes = filled(book_with(tmp_path / "a.xlsx", {"E3": formula}),
                          Changes(values={Cell("表", 2, 2): 100}))  # fmt: skip
    assert found["E3"] is None
    assert codes == ["not_computed"]


def test_a_row_outside_of_its_table_has_no_value(tmp_path: Path) -> None:
    found, codes = filled(book_with(tmp_path / "a.xlsx", {"E9": "=销售[[#This Row],[目标]]"}),
                          Changes(values={Cell("表", 2, 2): 100}))  # fmt: skip
    assert (found["E9"], codes) == (None, ["not_computed"])


def test_a_table_that_grew_is_summed_whole(tmp_path: Path) -> None:
    path = book_with(tmp_path / "a.xlsx", {"E1": "=SUM(销售[目标])", "E2": "=ROWS(销售)"})
    values: dict[Cell, Value] = {Cell("表", row, 2): 100 for row in range(3, 7)}
    found, codes = filled(path, Changes([Grow("表", 3, 1, 4)], values))
    assert [found["E1"], found["E2"]] == [1 + 400 + 3, 6]
    assert codes == []


def test_array_formulas_are_computed_cell_by_cell(tmp_path: Path) -> None:
    def more(sheet: Worksheet) -> None:
        sheet.write_array_formula("E1:E1", '{=SUM(IF(A2:A4<>"二店",B2:B4*C2:C4,0))}')
        sheet.write_array_formula("F1:F3", "{=B2:B4*10}")
        sheet.write_array_formula("G1:I1", "{=TRANSPOSE(B2:B4)}")
        sheet.write_array_formula("J1:J4", "{=FREQUENCY(C2:C4,B2:B4)}")
        sheet.write_array_formula("K1:K3", "{=B2:B3+0}")

    found, codes = filled(book_with(tmp_path / "a.xlsx", {}, more),
                          Changes(values={Cell("表", 4, 2): 5}))  # fmt: skip
    assert found["E1"] == 10 + 150
    assert [found[f"F{row}"] for row in (1, 2, 3)] == [10, 20, 50]
    assert [found[f"{column}1"] for column in "GHI"] == [1, 2, 5]
    assert [found[f"J{row}"] for row in (1, 2, 3, 4)] == [0, 0, 0, 3]
    assert [found[f"K{row}"] for row in (1, 2, 3)] == [1, 2, "#N/A"]
    assert codes == []


def test_what_spills_is_computed_only_if_it_fills_the_same_cells(tmp_path: Path) -> None:
    def more(sheet: Worksheet) -> None:
        sheet.write_dynamic_array_formula("E1:E3", "=B2:B4*10")
        sheet.write_dynamic_array_formula("F1:F2", "=B2:B4*10")
        sheet.write_dynamic_array_formula("G1", "=SUM(B2:B4*10)")

    found, codes = filled(book_with(tmp_path / "a.xlsx", {}, more),
                          Changes(values={Cell("表", 4, 2): 5}))  # fmt: skip
    assert [found[f"E{row}"] for row in (1, 2, 3)] == [10, 20, 50]
    assert [found[f"F{row}"] for row in (1, 2)] == [None, None]
    assert found["G1"] == 80
    assert codes == ["not_computed"]


@pytest.mark.parametrize(("formula", "value"), [
    ("=SUBTOTAL(109,B2:B4)", 4), ("=SUBTOTAL(9,B2:B4)", None), ("=SUBTOTAL(109,B2:B4,C5)", 4),
    ("=AGGREGATE(9,5,B2:B4)", 4), ("=AGGREGATE(14,6,B2:B4/(B2:B4>1),1)", 3), ("=SUM(B2:B4)", 6),
])  # fmt: skip
def test_subtotals_leave_out_hidden_rows_and_other_subtotals(
    formula: str, value: object, tmp_path: Path
) -> None:
    def more(sheet: Worksheet) -> None:
        sheet.set_row(2, options={"hidden": True})

    path = book_with(tmp_path / "a.xlsx", {"E9": formula}, more)
    found, codes = filled(path, Changes(values={Cell("表", 9, 1): 1}))
    assert found["E9"] == value
    assert codes == ([] if value else ["not_computed"])


def test_a_data_table_is_left_to_excel(tmp_path: Path) -> None:
    path = book_with(tmp_path / "a.xlsx", {"E1": "=B2+1"})
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(
        rb'<c r="E1"><f>B2\+1</f><v>0</v></c>',
        b'<c r="E1"><f t="dataTable" ref="E1:E1" dt2D="0" dtr="0" r1="B2"/><v>9</v></c>',
        parts[name],
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(path, "w") as target:
        for part, data in parts.items():
            target.writestr(part, data)
    found, codes = filled(path, Changes(values={Cell("表", 2, 2): 100}))
    assert found["E1"] is None
    assert codes == ["not_computed"]


@pytest.mark.parametrize(("formula", "moved"), [
    ("SUM(一月:三月!A1)", "SUM(一月:三月!B3)"),
    ("SUM('一 月:三月'!$A1:A$2)", "SUM('一 月:三月'!$A3:B$2)"),
    ("[1]外!A1+率", "[1]外!B3+率"),
])  # fmt: skip
def test_a_shared_formulas_cells_on_several_sheets_move_along(formula: str, moved: str) -> None:
    assert read_formula(formula).moved(2, 1) == moved
