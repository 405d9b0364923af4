"""Days that stand in cells in letters (``t="d"``), as few programs write them."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kamtools.excel.changes import Cell, Changes
from kamtools.excel.write import write
from tests.excel.oddities import BOOK, ONE
from tests.excel.packages import altered


@pytest.mark.parametrize(("from_1904", "serial"), [(False, 46326.0), (True, 44864.0)])
def test_a_day_in_letters_is_computed_with_as_its_number(
    from_1904: bool, serial: float, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as book:
        sheet = book.add_worksheet("表")
        sheet.write_row("A1", [7, 1])
        sheet.write_formula("C1", "=A1+B1", None, 0)
    day = '<c r="A1" t="d"><v>2026-10-31T12:00:00</v></c>'
    edits = {ONE: [('<c r="A1"><v>7</v></c>', day)], BOOK: [(' fullCalcOnLoad="1"', "")]}
    out = tmp_path / "out.xlsx"
    assert write(altered(path, edits), Changes(values={Cell("表", 1, 2): 2}), out) == []
    found = openpyxl.load_workbook(out, data_only=True)["表"]["C1"].value
    assert found == serial + 0.5 + 2
