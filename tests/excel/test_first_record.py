"""Totals that a record of several rows keeps from growing are told, not left wrong in silence."""

from pathlib import Path

import pytest
import xlsxwriter

from kamtools.excel.changes import Changes, Grow
from kamtools.excel.first_record import ONE_RECORD_RECKONED
from kamtools.excel.write import write
from kamtools.findings import Finding


def told(folder: Path, cells: dict[str, str], height: int = 2, copies: int = 3) -> list[Finding]:
    path = folder / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row("A4", ["名", "", 10])
        for cell, formula in cells.items():
            sheet.write_formula(cell, formula)
    found = write(path, Changes([Grow("S", 4, height, copies)]), folder / "out.xlsx")
    return [finding for finding in found if finding.kind is ONE_RECORD_RECKONED]


@pytest.mark.parametrize(
    "formula", ["=SUM(C4)", "=SUM(C4:C4)", "=RANK(9,$C$4:$C$4)", "=COUNTA(A4,C5)", "=MAX(C3:C4)"]
)
def test_a_total_over_one_row_of_a_record_of_two_is_told(tmp_path: Path, formula: str) -> None:
    (finding,) = told(tmp_path, {"C7": formula})
    assert (finding.place.cell, finding.place.sheet) == ("C7", "S")
    assert formula in finding.what
    assert "C4:C5" in finding.do or "A4:A5" in finding.do


@pytest.mark.parametrize(
    "formula", ["=SUM(C4:C5)", "=C4", "=SUM(C1:C3)", "=SUM(C6:C9)", "=SUM(C:C)"]
)
def test_a_total_over_whole_records_or_beside_them_is_not(tmp_path: Path, formula: str) -> None:
    assert told(tmp_path, {"C8": formula}) == []


def test_a_record_of_one_row_and_a_single_record_are_totalled_as_they_are(tmp_path: Path) -> None:
    assert told(tmp_path, {"C7": "=SUM(C4)"}, height=1) == []
    assert told(tmp_path, {"C7": "=SUM(C4)"}, copies=1) == []


def test_in_a_record_only_a_range_that_is_fixed_means_the_first(tmp_path: Path) -> None:
    assert told(tmp_path, {"D4": "=SUM(B4:C4)", "E4": "=SUM($C$4:C4)", "F4": "=$C$4"}) == []
    (finding,) = told(tmp_path, {"D4": "=RANK(C4,$C$4:$C$4)"})
    assert finding.place.cell == "D4"


def test_a_chart_along_one_row_of_each_record_is_told(tmp_path: Path) -> None:
    path = tmp_path / "chart.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row("A4", ["名", "", 10])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"name": "=S!$A$4", "values": "=S!$C$4:$C$4"})
        sheet.insert_chart("H9", chart)
    found = write(path, Changes([Grow("S", 4, 2, 3)]), tmp_path / "out.xlsx")
    assert [one.what for one in found if one.kind is ONE_RECORD_RECKONED] != []
