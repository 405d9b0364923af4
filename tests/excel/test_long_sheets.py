"""Long sheets: the rows that nobody fills keep their bytes, formulas are found among them."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from kamtools.excel.changes import Cell, Changes
from kamtools.excel.markup import BrokenPart
from kamtools.excel.returned import read_cells
from kamtools.excel.stored_rows import StoredRows
from kamtools.excel.write import write
from tests.excel.packages import altered, changed_parts, parts

PART, ROWS = "xl/worksheets/sheet1.xml", 4000
ROW = re.compile(rb"<row [^>]*>.*?</row>")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "long.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("长")
        for row in range(0, ROWS, 2):  # every other row is missing
            sheet.write_row(row, 0, [f"客户{row}", row, row / 3])
        sheet.write_formula("F1", f"=SUM(B1:B{ROWS})", None, 1)
        sheet.write_formula("F3", "=B3*2", None, 4)
        sheet.write_formula("F5", "=B5*2", None, 8)
    return altered(path, {"xl/workbook.xml": [(' fullCalcOnLoad="1"', "")]})


def filled(long: Path, tmp_path: Path) -> Path:
    out = tmp_path / "out.xlsx"
    values = {
        Cell("长", 3, 2): 1000,
        Cell("长", 2, 2): 5,
        Cell("长", ROWS + 9, 1): "末",
        Cell("长", 4, 9): None,
    }
    assert write(long, Changes(values=values), out) == []
    return out


def test_filled_rows_change_and_formulas_that_need_them(long: Path, tmp_path: Path) -> None:
    out = filled(long, tmp_path)
    assert changed_parts(long, out) == {PART}
    before, after = ROW.findall(parts(long)[PART]), ROW.findall(parts(out)[PART])
    assert len(after) == len(before) + 2
    changed = {re.findall(rb'<row r="(\d+)"', row)[0] for row in set(after) - set(before)}
    assert changed <= {b"1", b"2", b"3", b"5", b"%d" % (ROWS + 9)}
    cells = read_cells(out)
    total = sum(range(0, ROWS, 2)) - 2 + 1000 + 5
    assert cells.at(Cell("长", 1, 6)).value == total
    assert cells.at(Cell("长", 3, 6)).value == 2000
    assert cells.at(Cell("长", 5, 6)).value == 8
    assert cells.at(Cell("长", 2, 2)).value == Decimal(5)
    assert cells.at(Cell("长", ROWS + 9, 1)).value == "末"


def test_rows_stay_in_order(long: Path, tmp_path: Path) -> None:
    data = parts(filled(long, tmp_path))[PART]
    numbers = [int(number) for number in re.findall(rb'<row r="(\d+)"', data)]
    assert numbers == sorted(set(numbers))
    assert b'<dimension ref="A1:F4009"/>' in data


def test_a_broken_row_that_nobody_fills_is_noticed(long: Path, tmp_path: Path) -> None:
    broken = altered(long, {PART: [('<c r="A2001"', '<d r="A2001"')]})
    with pytest.raises(BrokenPart):
        filled(broken, tmp_path)
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize(
    "rows",
    ['<row r="2"/><row r="1"/>', '<row r="1"/><row r="1"/>', "<row><c/></row>", "<row r='1'/>",
     '<row r="1"/><!-- x -->', "<row r=\"1\"><c><v><![CDATA[1]]></v></c></row>", "<row/>"],
)  # fmt: skip
@pytest.mark.parametrize(
    "opening",
    ['<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{}">', '<worksheet xmlns="{}">'],
)
def test_unusual_sheets_are_parsed_whole(opening: str, rows: str) -> None:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = opening.format(namespace) + "<sheetData>{}</sheetData></worksheet>"
    assert StoredRows.of(text.format(rows).encode()) is None
    assert StoredRows.of(text.format('<row r="1"/><row r="7"></row>').encode()) is not None


def test_other_encodings_are_parsed_whole() -> None:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<?xml version="1.0" encoding="GB18030"?><worksheet xmlns="{namespace}"><sheetData>'
    assert StoredRows.of((text + "</sheetData></worksheet>").encode()) is None
