"""Cells in a table's header and row of totals: the table and its formulas go with them."""

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kamtools.excel.changes import Cell, Changes, Grow, Value
from kamtools.excel.structured_references import with_titles
from kamtools.excel.write import write
from kamtools.findings import Finding
from tests.excel.packages import altered, changed_parts, parts


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet("S"), book.add_worksheet("汇总")
        columns = [
            {"header": "店", "total_string": "合计"},
            {"header": "{{月}}销售", "total_function": "sum"},
            {"header": "翻倍", "formula": "=[@[{{月}}销售]]*2"},
        ]
        options = {"name": "销售", "columns": columns, "data": [["a", 1], ["b", 2]]}
        sheet.add_table("A1:C4", options | {"total_row": True})
        other.write_formula("A1", "=SUM(销售[{{月}}销售])")
        other.write_formula("A2", '=COUNTA(销售[店])&"销售[店]"')
        book.define_name("各店", "=销售[[#Data],[店]:[{{月}}销售]]")
    return path


def put(
    table: Path, grows: list[Grow] | None = None, **values: Value
) -> tuple[Path, list[Finding]]:
    out = table.with_name("out.xlsx")
    cells: dict[Cell, Value] = {}
    for name, value in values.items():
        cells[Cell("S", int(name[1:]), ord(name[0]) - 64)] = value
    return out, write(table, Changes(grows or [], cells), out)


def titles(out: Path) -> list[str]:
    """The names of the table's columns, which must be what stands in the header's cells."""
    root = parts(out)["xl/tables/table1.xml"].decode()
    names = re.findall(r'<tableColumn id="\d+" name="([^"]*)"', root)
    sheet = openpyxl.load_workbook(out)["S"]
    place = re.search(r'ref="([A-Z]+)(\d+):', root)
    assert place is not None
    header = [sheet.cell(int(place[2]), 1 + at).value for at in range(len(names))]
    assert [re.sub("_x000a_", "\n", name) for name in names] == header
    return names


def test_a_placeholder_in_a_header_names_its_column_and_formulas_follow(table: Path) -> None:
    out, findings = put(table, B1="十月销售")
    assert findings == []
    assert titles(out) == ["店", "十月销售", "翻倍"]
    book = openpyxl.load_workbook(out)
    assert book["汇总"]["A1"].value == "=SUM(销售[十月销售])"
    assert book["汇总"]["A2"].value == '=COUNTA(销售[店])&"销售[店]"'
    assert book["S"]["C2"].value == "=[[#This Row],[十月销售]]*2"
    assert book["S"]["B4"].value == "=SUBTOTAL(109,[十月销售])"
    assert book.defined_names["各店"].attr_text == "销售[[#Data],[店]:[十月销售]]"
    assert openpyxl.load_workbook(out, data_only=True)["汇总"]["A1"].value == 3


def test_a_number_or_a_day_in_a_header_is_a_text(table: Path) -> None:
    out, findings = put(table, A1=5, B1=date(2026, 10, 31))
    assert findings == []
    assert titles(out) == ["5", "2026-10-31", "翻倍"]
    assert openpyxl.load_workbook(out)["汇总"]["A1"].value == "=SUM(销售[[2026-10-31]])"
    assert openpyxl.load_workbook(out, data_only=True)["汇总"]["A1"].value == 3


def test_a_header_that_would_be_blank_or_stand_twice_gets_a_title_of_its_own(table: Path) -> None:
    out, findings = put(table, A1=None, B1="翻倍")
    assert titles(out) == ["列1", "翻倍2", "翻倍"]
    assert [finding.kind.code for finding in findings] == ["table_title_changed"] * 2


def test_headers_that_change_places_take_their_formulas_along(table: Path) -> None:
    out, findings = put(table, A1="翻倍", C1="店")
    assert findings == []
    assert titles(out) == ["翻倍", "{{月}}销售", "店"]
    assert openpyxl.load_workbook(out)["汇总"]["A2"].value == '=COUNTA(销售[翻倍])&"销售[店]"'


def test_a_line_break_and_what_looks_like_an_escape_stand_in_a_title(table: Path) -> None:
    out, _ = put(table, B1="十月\n销售")
    assert titles(out) == ["店", "十月_x000a_销售", "翻倍"]
    out, _ = put(table, B1="a_x0041_")
    assert 'name="a_x005F_x0041_"' in parts(out)["xl/tables/table1.xml"].decode()


def test_brackets_and_marks_in_a_title_are_marked_in_formulas(table: Path) -> None:
    out, _ = put(table, B1="金额[#'元]")
    book = openpyxl.load_workbook(out)
    assert book["汇总"]["A1"].value == "=SUM(销售[[金额'['#''元']]])"
    assert openpyxl.load_workbook(out, data_only=True)["汇总"]["A1"].value == 3


def test_a_header_given_its_own_title_leaves_the_table_as_it_is(table: Path) -> None:
    out, _ = put(table, A1="店")
    assert "xl/tables/table1.xml" not in changed_parts(table, out)


def test_the_header_of_a_table_below_repeated_rows_is_named_where_it_went(tmp_path: Path) -> None:
    path = tmp_path / "below.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write("A1", "明细")
        columns = [{"header": "店"}, {"header": "额"}]
        sheet.add_table("A3:B4", {"name": "销售", "columns": columns, "data": [["a", 7]]})
        sheet.write_formula("D1", "=SUM(销售[额])")
    out, findings = put(path, [Grow("S", 1, 1, 3)], A5="门店", B5="金额")
    assert findings == []
    assert titles(out) == ["门店", "金额"]
    assert openpyxl.load_workbook(out)["S"]["D2"].value == "=SUM(销售[金额])"


def test_a_text_in_the_row_of_totals_is_the_columns_label_there(table: Path) -> None:
    out, _ = put(table, A4="总计", B4=30)
    root = parts(out)["xl/tables/table1.xml"].decode()
    assert 'totalsRowLabel="总计"' in root
    assert "totalsRowFunction" not in root


def test_a_table_without_a_header_keeps_its_columns_names(tmp_path: Path) -> None:
    path = tmp_path / "bare.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.add_table("A1:B2", {"header_row": False, "data": [["a", 1], ["b", 2]]})
    out, findings = put(path, A1="c")
    assert findings == []
    assert changed_parts(path, out) == {"xl/worksheets/sheet1.xml"}


def test_a_slicer_is_told_the_new_title_of_its_column(table: Path) -> None:
    cache = (
        '<slicerCacheDefinition xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' name="切片器_店" sourceName="店"><extLst><ext><tableSlicerCache tableId="1" column="1"/>'
        "</ext></extLst></slicerCacheDefinition>"
    )
    path = altered(table, {}, more={"xl/slicerCaches/slicerCache1.xml": cache.encode()})
    out, _ = put(path, A1="门店")
    assert 'sourceName="门店"' in parts(out)["xl/slicerCaches/slicerCache1.xml"].decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SUM(T[a])", "SUM(T[[新 a]])"),
        ("T[@a]+t[[#This Row],[A]]", "T[@[新 a]]+t[[#This Row],[新 a]]"),
        ("T[[a]:[b]]", "T[[新 a]:[b]]"),
        ("[@a]*2", "[@[新 a]]*2"),
        ("U[a]&\"T[a]\"&'T[a]'!A1&[1]!T[a]&[1]a!A1", "U[a]&\"T[a]\"&'T[a]'!A1&[1]!T[a]&[1]a!A1"),
        ("T[#All]+T[]+T[ab]", "T[#All]+T[]+T[ab]"),
    ],
)
def test_only_the_columns_own_references_get_its_new_title(old: str, new: str) -> None:
    assert with_titles(old, {"t": {"a": "新 a"}}, "t") == new
