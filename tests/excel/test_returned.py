"""Cells of workbooks that came back, typed as people see them, whoever saved the file."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from shutil import which

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kamtools.excel.changes import Cell
from kamtools.excel.display import shows_day
from kamtools.excel.markup import BrokenPart
from kamtools.excel.opening.refusals import MayNotBeOpened
from kamtools.excel.returned import BLANK, ReadCell, exact, read_cells
from tests.excel.packages import altered
from tests.excel.referee import by_libreoffice

SHEET, SHEET_PART = "表", "xl/worksheets/sheet1.xml"


def book_of(path: Path, from_1904: bool = False) -> Path:
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as book:
        sheet = book.add_worksheet(SHEET)
        day, time = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}), "yyyy/m/d hh:mm:ss"
        sheet.write_row("A1", ["甲", 1.1, 12, True, None])
        sheet.write_datetime("A2", date(2026, 11, 22), day)
        sheet.write_datetime(
            "B2", datetime(2026, 11, 22, 9, 36), book.add_format({"num_format": time})
        )
        sheet.write_number("C2", 0.4, book.add_format({"num_format": "h:mm"}))
        sheet.write_number("D2", 1234.5, book.add_format({"num_format": "#,##0.00"}))
        sheet.write_formula("A3", "=B1*2", None, 2.2)
        sheet.write_formula("B3", '="乙"&""', None, "乙")
        sheet.write_formula("C3", "=NA()", None, "#N/A")
        sheet.write_rich_string("D3", book.add_format({"bold": True}), "粗", "细")
        sheet.write_blank("E3", None, day)
        sheet.write_number("F3", -1, day)
        book.add_worksheet("藏").hide()
        book.add_worksheet("深藏").very_hidden()
        book.define_name("格", f"={SHEET}!$B$1")
        book.define_name("区", f"={SHEET}!$A$1:$B$1")
        book.define_name("列", f"={SHEET}!$A:$A")
        book.define_name("断", f"={SHEET}!#REF!")
        book.define_name(f"{SHEET}!只此表", f"={SHEET}!$A$1")
    return path  # fmt: skip


def row(path: Path, number: int) -> list[ReadCell]:
    cells = read_cells(path)
    return [cells.at(Cell(SHEET, number, column)) for column in range(1, 7)]


@pytest.mark.parametrize("from_1904", [False, True])
def test_every_kind_of_cell(tmp_path: Path, from_1904: bool) -> None:
    path = book_of(tmp_path / "a.xlsx", from_1904)
    assert [cell.value for cell in row(path, 1)] == [
        "甲", Decimal("1.1"), Decimal(12), True, None, None,
    ]  # fmt: skip
    assert row(path, 2)[:4] == [
        ReadCell("date", date(2026, 11, 22), format='yyyy"年"m"月"d"日"'),
        ReadCell("date", datetime(2026, 11, 22, 9, 36), format="yyyy/m/d hh:mm:ss"),
        ReadCell("number", Decimal("0.4"), format="h:mm"),
        ReadCell("number", Decimal("1234.5"), format="#,##0.00"),
    ]
    third = row(path, 3)
    assert third[:4] == [
        ReadCell("number", Decimal("2.2"), formula=True),
        ReadCell("text", "乙", formula=True),
        ReadCell("error", "#N/A", formula=True),
        ReadCell("text", "粗细"),
    ]
    assert third[4] == BLANK
    assert (third[5].kind, third[5].value) == ("number", Decimal(-1))


def test_names_lead_to_one_cell_or_say_that_it_is_gone(tmp_path: Path) -> None:
    found = read_cells(book_of(tmp_path / "a.xlsx"))
    assert {name: named.cell for name, named in found.names.items()} == {
        "格": Cell(SHEET, 1, 2), "区": None, "列": None, "断": None,
    }  # fmt: skip
    assert {name for name, named in found.names.items() if named.broken} == {"断"}
    assert found.states == {SHEET: "visible", "藏": "hidden", "深藏": "veryHidden"}


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("from_1904", [False, True])
def test_what_libreoffice_saved_reads_the_same(tmp_path: Path, from_1904: bool) -> None:
    path = book_of(tmp_path / "a.xlsx", from_1904)
    (back,) = by_libreoffice([path], tmp_path / "office")
    for number in (1, 2, 3):
        mine = [(cell.kind, cell.value, cell.formula) for cell in row(path, number)]
        theirs = [(cell.kind, cell.value, cell.formula) for cell in row(back, number)]
        assert mine == theirs


def test_seventeen_digits_are_the_number_that_was_typed(tmp_path: Path) -> None:
    path = book_of(tmp_path / "a.xlsx")
    out = altered(path, {SHEET_PART: [("<v>1.1</v>", "<v>1.1000000000000001</v>")]})
    assert row(out, 1)[1].value == Decimal("1.1")


def test_a_text_that_the_table_lacks_is_a_broken_part(tmp_path: Path) -> None:
    path = book_of(tmp_path / "a.xlsx")
    out = altered(path, {SHEET_PART: [("<v>0</v>", "<v>99</v>")]})
    with pytest.raises(BrokenPart):
        read_cells(out)


def test_what_may_not_be_opened_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(MayNotBeOpened):
        read_cells(path)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_amounts_are_read_as_they_were_written(amount: Decimal) -> None:
    assert exact(format(amount, "f")) == amount
    assert exact(format(float(amount), ".17g")) == amount


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("yyyy/m/d", True), ('m"月"d"日"', True), ("[$-804]aaaa", True), ("mmm-yy", True),
        ("yyyy-mm-dd hh:mm", True), ("h:mm", False), ("[h]:mm:ss", False), ("mm:ss.0", False),
        ("General", False), ("#,##0.00_);[Red](#,##0.00)", False), ('0.0"days"', False),
        ("G/通用格式", False), ("0.00E+00", False), (r"0\d", False), ("@", False),
        ('#,##0"元";[Red]-#,##0"元"', False), ('0"M"', False), ("[$€-407]0", False),
        ("h:mm AM/PM", False), ("General;yyyy", False),
    ],
)  # fmt: skip
def test_formats_that_show_days(code: str, day: bool) -> None:
    assert shows_day(code) is day


@pytest.mark.parametrize(
    ("old", "new"),
    [('<row r="1"', '<row r="x"'), ('<row r="1"', '<row r="-1"'),
     ('<c r="A1"', '<c r="-1"'), ('<c r="A1"', '<c r="AAAA1"'), ('<c r="A1"', '<c r="甲1"')],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "returned.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("表").write("A1", 1)
    with pytest.raises(BrokenPart):
        read_cells(altered(path, {"xl/worksheets/sheet1.xml": [(old, new)]}))
