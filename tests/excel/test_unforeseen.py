"""A formula whose computation fails in a way that nobody foresaw."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kamtools.excel.calculation import engine
from kamtools.excel.calculation.syntax import compiled
from kamtools.excel.calculation.values import Unknown
from kamtools.excel.calculation.words import Words
from kamtools.excel.changes import Cell, Changes
from kamtools.excel.write import write


def _filled(folder: Path) -> tuple[list[object], list[str]]:
    form = folder / "form.xlsx"
    with xlsxwriter.Workbook(form) as book:
        sheet = book.add_worksheet("表")
        sheet.write("A1", 1)
        for cell, formula in (("B1", "=A1+1"), ("B2", "=FACT(A1)"), ("B3", "=B2+1")):
            sheet.write_formula(cell, formula, None, 0)
    findings = write(form, Changes(values={Cell("表", 1, 1): 5}), folder / "out.xlsx")
    sheet = openpyxl.load_workbook(folder / "out.xlsx", data_only=True)["表"]
    return [sheet[cell].value for cell in ("B1", "B2", "B3")], [each.what for each in findings]


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (OverflowError("date value out of range"), "OverflowError"),
        (ZeroDivisionError(), "ZeroDivisionError"),
        (Unknown(""), "原因不明"),
    ],
)
def test_a_fault_in_one_function_leaves_its_cells_uncomputed_and_is_told_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, said: str
) -> None:
    def fail(*_: object) -> object:
        raise failure

    def some(words: Words) -> object:
        return fail if "FACT(" in str(words) else compiled(words)

    monkeypatch.setattr(engine, "compiled", some)
    values, told = _filled(tmp_path)
    assert values == [6, None, None]
    (only,) = told
    assert "2 个公式" in only
    assert said in only
