"""The drawn form itself: what is locked, what may be chosen, how it prints."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kamtools import bundled
from kamtools.excel.changes import Cell, Changes, Grow
from kamtools.excel.write import write

TEMPLATE = bundled.templates() / "大客户档案.xlsx"
SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def sheet() -> Worksheet:
    (only,) = openpyxl.load_workbook(TEMPLATE).worksheets
    return only


def places(sheet: Worksheet, text: str) -> list[str]:
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == text]


def test_the_committed_form_is_what_the_script_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(SCRIPTS)
    import draw_customer_card

    draw_customer_card.draw(tmp_path / "drawn.xlsx")
    assert (tmp_path / "drawn.xlsx").read_bytes() == TEMPLATE.read_bytes()


def test_only_the_facts_that_a_clerk_knows_are_open(sheet: Worksheet) -> None:
    assert sheet.protection.sheet
    assert not sheet.protection.password
    opened = {
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.value and not cell.protection.locked
    }
    contact = {f"{{{{联系人[].{field}}}}}" for field in
               ("姓名", "职务", "部门", "决策角色", "手机", "微信", "备注")}  # fmt: skip
    facts = {f"{{{{客户.{field}}}}}" for field in ("类型", "行业", "来源", "地址", "需求", "备注")}
    assert opened == contact | facts


def test_drop_downs_speak_chinese(sheet: Worksheet) -> None:
    rules = {rule.error: str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert rules["只能选：决策、影响、使用、采购"] == places(sheet, "{{联系人[].决策角色}}")[0]
    assert any("国企" in said for said in rules)
    assert "请输入 11 位手机号，或带区号的座机" in rules


def test_a_drop_down_grows_with_the_contacts(tmp_path: Path, sheet: Worksheet) -> None:
    (place,) = places(sheet, "{{联系人[].决策角色}}")
    row = int(place[1:])
    out = tmp_path / "out.xlsx"
    write(TEMPLATE, Changes([Grow(sheet.title, row, 1, 4)], {Cell(sheet.title, 1, 1): "x"}), out)
    grown = openpyxl.load_workbook(out).worksheets[0].data_validations.dataValidation
    (rule,) = (rule for rule in grown if "决策" in rule.error)
    assert str(rule.sqref) == f"D{row}:D{row + 3}"


def test_it_prints_on_a4_one_page_wide_with_its_head_on_every_page(sheet: Worksheet) -> None:
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$3"
    assert "&P" in str(sheet.oddFooter.center.text)


def test_its_totals_have_names(sheet: Worksheet) -> None:
    names = openpyxl.load_workbook(TEMPLATE).defined_names
    for name, letter in (("合计_近12个月", "B"), ("合计_去年同期", "C")):
        place = names[name].attr_text.split("!")[1].replace("$", "")
        assert place[0] == letter
        assert "SUM(" in str(sheet[place].value)
