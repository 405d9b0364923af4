"""A small form, filled and grown: what a form author relies on."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName

from kamtools.excel.changes import Cell, Changes, Grow, Value
from kamtools.excel.template import Template
from kamtools.excel.values import read_named_values
from kamtools.excel.write import write

SHEET = "数据 表"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet(SHEET), book.add_worksheet("汇总")
        open_cell = book.add_format({"locked": False})
        sheet.merge_range("A1:C1", "{{期间}}目标表")
        sheet.write_row("A3", ["门店", "目标", "占比"])
        sheet.write_row("A4", ["{{明细[].门店}}", "{{明细[].目标}}"], open_cell)
        sheet.write_formula("C4", "=B4/$B$5")
        sheet.write("A5", "合计")
        sheet.write_formula("B5", "=SUM(B4:B4)")
        sheet.merge_range("A7:B7", "签字：")
        other.write_formula("A1", f"='{SHEET}'!B5")
        book.define_name("合计_目标", f"='{SHEET}'!$B$5")
    return path


def filled(form: Path, amounts: list[int]) -> Path:
    values: dict[Cell, Value] = {}
    for number, amount in enumerate(amounts):
        values[Cell(SHEET, 4 + number, 1)] = f"门店{number}"
        values[Cell(SHEET, 4 + number, 2)] = Decimal(amount)
    out = form.with_name("out.xlsx")
    assert write(form, Changes([Grow(SHEET, 4, 1, len(amounts))], values), out) == []
    return out


def test_texts_tell_which_cells_people_may_edit(form: Path) -> None:
    texts = {(cell.row, cell.column): cell for cell in Template.open(form).texts()}
    assert texts[4, 1].text == "{{明细[].门店}}"
    assert texts[4, 1].unlocked
    assert not texts[3, 1].unlocked


def test_totals_grow_with_the_rows_and_other_sheets_follow(form: Path) -> None:
    book = openpyxl.load_workbook(filled(form, [1, 2, 3]))
    assert book[SHEET]["B7"].value == "=SUM(B4:B6)"
    assert book[SHEET]["C6"].value == "=B6/$B$7"
    assert book["汇总"]["A1"].value == f"='{SHEET}'!B7"
    assert {str(merge) for merge in book[SHEET].merged_cells.ranges} == {"A1:C1", "A9:B9"}
    assert book.defined_names["合计_目标"].attr_text == f"'{SHEET}'!$B$7"


def test_one_record_leaves_the_rows_where_they_are(form: Path) -> None:
    book = openpyxl.load_workbook(filled(form, [5]))
    assert book[SHEET]["B5"].value == "=SUM(B4:B4)"


def test_a_name_that_is_missing_is_left_out(form: Path) -> None:
    assert "没有" not in read_named_values(filled(form, [1]), ["没有"])


def test_a_name_of_several_cells_is_left_out(form: Path) -> None:
    out = filled(form, [1, 2])
    with_area = out.with_name("area.xlsx")
    book = openpyxl.load_workbook(out)
    for name, target in (("区", "$A$1:$B$2"), ("列", "$A:$A"), ("格", "$B$5:$B$5")):
        book.defined_names[name] = DefinedName(name, attr_text=f"'{SHEET}'!{target}")
    book.save(with_area)
    assert set(read_named_values(with_area, ["区", "列", "格"])) == {"格"}
