"""Why a formula was left to Excel, said rightly."""

from pathlib import Path

import pytest
import xlsxwriter

from kamtools.excel.changes import Cell, Changes
from kamtools.excel.write import write


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("=SUM(无表[店])", "没有这个表格"),
        ("=[[#This Row],[店]]*2", "没有这个表格"),
        ("=SUM([1]Sheet1!A1,B1)", "其他工作簿"),
        ("=[1]!无表[店]&B1", "其他工作簿"),
    ],
)
@pytest.mark.parametrize("tables", [False, True])
def test_a_table_that_is_not_there_is_no_other_workbook(
    tmp_path: Path, formula: str, why: str, *, tables: bool
) -> None:
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_formula("A1", formula)
        if tables:
            sheet.add_table("D1:E3", {"name": "有表"})
    found = write(path, Changes(values={Cell("S", 1, 2): 1}), tmp_path / "out.xlsx")
    assert [why in finding.what for finding in found] == [True]
