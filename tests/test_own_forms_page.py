"""What docs/own-forms.zh-CN.md promises of data files, done as it says."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from kamtools.forms.fill import fill
from kamtools.forms.given import load_data

PAGE = Path(__file__).parents[1] / "docs" / "own-forms.zh-CN.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    (text,) = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    file = tmp_path / "数据.json"
    file.write_text(text, "utf-8")
    return file


def test_the_pages_example_fills_as_the_page_says(example: Path, tmp_path: Path) -> None:
    cells = {
        "A1": "{{部门}}", "B1": "{{日期}}", "C1": "{{客户.额度}}", "D1": "{{明细[2].备注}}",
        "A3": "{{明细[].门店}}", "B3": "{{明细[].金额}}", "A4": "合计", "B4": "=SUM(B3)",
    }  # fmt: skip
    form = tmp_path / "通知单.xlsx"
    with xlsxwriter.Workbook(form) as book:
        sheet = book.add_worksheet("表")
        for cell, text in cells.items():
            sheet.write(
                cell, text, book.add_format({"num_format": "yyyy-mm-dd"}) if cell == "B1" else None
            )
    done = fill("通知单", form, load_data(example), tmp_path / "out.xlsx")
    assert not done.findings
    rows = [[cell.value for cell in row] for row in load_workbook(done.path, data_only=True)["表"]]
    assert rows[0] == ["大客户部", datetime(2026, 10, 31), 120000.5, None]
    assert [row[:2] for row in rows[2:]] == [["S01", 1200], ["S02", 980.5], ["合计", 2180.5]]


def test_each_placeholder_that_the_page_shows_beside_the_example_has_data(example: Path) -> None:
    data = json.loads(example.read_text("utf-8"))
    shown = PAGE.read_text("utf-8").partition("```json")[2]
    names = {re.split(r"[.\[]", path)[0] for path in re.findall(r"\{\{(.+?)\}\}", shown)}
    assert names == {"部门", "日期", "客户", "明细"}
    assert names <= set(data)
