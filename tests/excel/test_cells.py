"""Typed values in cells: what Excel gets is what was meant."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kamtools.excel.book import NotAWorkbook
from kamtools.excel.changes import Cell, Changes, Grow, Value
from kamtools.excel.opening.refusals import MayNotBeOpened
from kamtools.excel.template import Template
from kamtools.excel.write import write


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cells") / "blank.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.write("A1", "旧", book.add_format({"bold": True, "num_format": "yyyy-mm-dd"}))
        sheet.set_column("C:C", 10, book.add_format({"italic": True}))
    return path


def put(blank: Path, value: Value, row: int = 1, column: int = 1) -> tuple[object, list[str]]:
    out = blank.with_name("out.xlsx")
    findings = write(blank, Changes(values={Cell("表", row, column): value}), out)
    sheet = openpyxl.load_workbook(out)["表"]
    assert sheet["A1"].font.bold
    return sheet.cell(row, column).value, [finding.code for finding in findings]


@pytest.mark.parametrize(
    "text", ["=1+1", "+8613800000000", "-1", "@SUM(A1)", "=cmd|'/C calc'!A0", "\t=1", "00123"]
)
def test_a_text_is_never_a_formula(blank: Path, text: str) -> None:
    assert put(blank, text) == (text, [])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_as_it_went(blank: Path, text: str) -> None:
    put(blank, text)
    out = blank.with_name("out.xlsx")
    texts = [cell.text for cell in Template.open(out).texts()]
    assert texts == ([text] if text else [])


def test_escapes_and_line_breaks_are_kept(blank: Path) -> None:
    put(blank, "_x000D_ 甲\r\n乙 ")
    out = blank.with_name("out.xlsx")
    assert [cell.text for cell in Template.open(out).texts()] == ["_x000D_ 甲\n乙 "]


def test_control_characters_are_left_out_and_reported(blank: Path) -> None:
    assert put(blank, "甲\x00\x0b乙\ud800") == ("甲乙", ["illegal_characters"])


def test_a_text_that_no_cell_holds_is_refused_and_the_old_one_stays(blank: Path) -> None:
    assert put(blank, "长" * 32_768) == ("旧", ["text_too_long"])
    assert put(blank, "😀" * 16_384) == ("旧", ["text_too_long"])


@pytest.mark.parametrize("nought", [-0.0, Decimal("-0.00")])
def test_a_negative_nought_is_written_without_its_sign(blank: Path, nought: Value) -> None:
    assert put(blank, nought, row=2) == (0, [])
    out = blank.with_name("out.xlsx")
    with zipfile.ZipFile(out) as parts:
        assert b"<v>-0" not in parts.read("xl/worksheets/sheet1.xml")


def test_numbers_are_written_exactly(blank: Path) -> None:
    put(blank, Decimal("1234567.10"))
    with zipfile.ZipFile(blank.with_name("out.xlsx")) as archive:
        assert b"<v>1234567.10</v>" in archive.read("xl/worksheets/sheet1.xml")
    assert put(blank, 310110199001011234, 2, 2)[1] == ["number_too_long"]
    assert put(blank, Decimal(1) / 3, 2, 2)[1] == []
    assert put(blank, float("nan")) == (None, [])
    assert put(blank, float("inf")) == (None, ["not_a_number"])
    assert put(blank, True, 2, 2) == (True, [])


def test_dates_are_dates_in_the_cells_own_format_or_in_excels(blank: Path) -> None:
    assert put(blank, date(2026, 10, 31)) == (datetime(2026, 10, 31), [])
    assert put(blank, datetime(2026, 10, 31, 18, 30), 5, 5) == (datetime(2026, 10, 31, 18, 30), [])
    sheet = openpyxl.load_workbook(blank.with_name("out.xlsx"))["表"]
    assert sheet["E5"].is_date
    assert put(blank, date(1899, 1, 1))[1] == ["date_out_of_range"]


def test_a_workbook_that_counts_from_1904_gets_its_own_numbers(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        book.add_worksheet("表").write("A1", 1, book.add_format({"num_format": "yyyy-mm-dd"}))
    out = tmp_path / "out.xlsx"
    write(path, Changes(values={Cell("表", 1, 1): date(2026, 10, 31)}), out)
    assert openpyxl.load_workbook(out)["表"]["A1"].value == datetime(2026, 10, 31)


def test_nothing_is_a_blank_cell_with_its_style(blank: Path) -> None:
    assert put(blank, None) == (None, [])


def test_a_new_cell_takes_the_style_of_its_column(blank: Path) -> None:
    put(blank, "新", 4, 3)
    sheet = openpyxl.load_workbook(blank.with_name("out.xlsx"))["表"]
    assert sheet["C4"].font.italic


def test_calamine_reads_the_same(blank: Path) -> None:
    put(blank, " =甲\n乙 ", 2, 2)
    book = python_calamine.CalamineWorkbook.from_path(str(blank.with_name("out.xlsx")))
    assert book.get_sheet_by_index(0).to_python(skip_empty_area=False)[1][1] == " =甲\n乙 "


def test_a_table_grows_with_its_rows(tmp_path: Path) -> None:
    path, out = tmp_path / "table.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(path) as book:
        columns = [{"header": "门店"}, {"header": "金额", "total_function": "sum"}]
        sheet = book.add_worksheet("表")
        sheet.add_table("A1:B3", {"columns": columns, "total_row": True, "data": [["甲", 1]]})
        sheet.write_formula("B5", "=SUM(B2:B2)")
    write(path, Changes([Grow("表", 2, 1, 5)], {Cell("表", 6, 2): 4}), out)
    grown = openpyxl.load_workbook(out)["表"]
    assert [table.ref for table in grown.tables.values()] == ["A1:B7"]
    assert grown["B9"].value == "=SUM(B2:B6)"


def test_what_is_no_workbook_is_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "text.xlsx"
    path.write_text("门店,金额", encoding="utf-8")
    with pytest.raises((MayNotBeOpened, NotAWorkbook), match=r"text\.xlsx"):
        Template.open(path)


def test_a_failed_write_leaves_no_file_behind(blank: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="folder"):
        write(blank, Changes(), tmp_path / "no folder" / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "shown", "codes"), [
    (Decimal("1E-99999"), 0, ["number_too_small"]), (Decimal("-1E-309"), 0, ["number_too_small"]),
    (5e-324, 0, ["number_too_small"]), (Decimal("1E-300"), 1e-300, []), (Decimal("0E-400"), 0, []),
    (Decimal("1E+300"), 1e300, []), (Decimal("1E+400"), None, ["not_a_number"]),
    (10**400, None, ["not_a_number"]), (10**300, 1e300, []),
    (Decimal("1." + "3" * 5000), 1.3333333333333333, []),
    (10**300 + 1, 1e300, ["number_too_long"]), (Decimal("1E+999999"), None, ["not_a_number"]),
])  # fmt: skip
def test_a_number_of_any_size_is_short_in_the_file_and_told_where_excel_can_not_hold_it(
    blank: Path, number: Value, shown: object, codes: list[str]
) -> None:
    assert put(blank, number, row=2) == (shown, codes)
    with zipfile.ZipFile(blank.with_name("out.xlsx")) as book:
        assert len(book.read("xl/worksheets/sheet1.xml")) < 2000
