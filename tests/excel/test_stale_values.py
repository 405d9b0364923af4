"""No wrong and no stale value is ever written: computed rightly, or left blank and said."""

import re
import zipfile
from pathlib import Path
from shutil import which

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import to_excel

from kamtools.excel.changes import Cell, Changes, Value
from kamtools.excel.write import write
from tests.excel.packages import altered, changed_parts, parts
from tests.excel.referee import by_libreoffice

ONE, TWO = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
BOOK = "xl/workbook.xml"
CALCULATED = [(' fullCalcOnLoad="1"', "")]


def form(path: Path, formulas: dict[str, tuple[str, object]], names: dict[str, str] | None = None,
         from_1904: bool = False, asks: bool = False) -> Path:  # fmt: skip
    """A1:A3 of 表 hold 46326, 2, 3; ``formulas`` stand on 算, with the values they carry."""
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as book:
        sheet, other = book.add_worksheet("表"), book.add_worksheet("算")
        sheet.write_column("A1", [46326, 2, 3])
        for cell, (formula, value) in formulas.items():
            other.write_formula(cell, formula, None, value)
        for name, target in (names or {}).items():
            book.define_name(name, target)
    return path if asks else altered(path, {BOOK: CALCULATED})


def filled(
    path: Path, values: dict[tuple[int, int], Value] | None = None
) -> tuple[Path, list[str]]:
    out = path.with_name("out.xlsx")
    cells = {Cell("表", *place): value for place, value in (values or {(2, 1): 20}).items()}
    return out, [finding.code for finding in write(path, Changes(values=cells), out)]


def carried(path: Path) -> dict[str, object]:
    sheet = openpyxl.load_workbook(path, data_only=True)["算"]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}


def asks_for_calculation(path: Path) -> bool:
    return b"fullCalcOnLoad" in parts(path)[BOOK]


@pytest.mark.parametrize("formula", [
    "TODAY()", "NOW()-1", "RAND()", "_xlfn.RANDARRAY(2)", "今天+1",
    'CELL("filename",表!A3)', "明天", "RANDBETWEEN(1,9)",
])  # fmt: skip
def test_a_value_of_another_hour_is_not_carried_on(formula: str, tmp_path: Path) -> None:
    names = {"今天": "=TODAY()", "明天": "=今天+1"}
    formulas = {"A1": (f"={formula}", 45000), "A2": ("=A1*2", 90000), "A3": ("=1+1", 2)}
    out, codes = filled(form(tmp_path / "a.xlsx", formulas, names))
    assert carried(out) == {"A1": None, "A2": None, "A3": 2}
    assert codes == ["not_computed"]
    assert asks_for_calculation(out)


@pytest.mark.parametrize("formula", [
    "FOO(表!A2)", "表!A1:表!A3 区", "LET(_xlpm.x,表!A2,_xlpm.x)", 'INDIRECT("区")',
    'CELL("row",表!A2)',
])  # fmt: skip
def test_what_may_need_the_changed_cell_is_blanked_if_it_cant_be_computed(
    formula: str, tmp_path: Path
) -> None:
    names = {"区": "=表!$A$2"}
    out, codes = filled(form(tmp_path / "a.xlsx", {"A1": (f"={formula}", 7)}, names))
    assert carried(out)["A1"] is None
    assert codes == ["not_computed"]
    assert asks_for_calculation(out)


@pytest.mark.parametrize("formula", [
    "OFFSET(表!A1,1,0)", 'INDIRECT("表!A2")', "区", "间接", "SUM(表!A1:INDEX(表!A:A,2))-46326",
    "SUM(表:算!A2)", 'SUMIF(表!A1:A3,">9",表!A1)-46326', "SUM(OFFSET(表!A3,0,0,-1))+17",
])  # fmt: skip
def test_what_may_need_the_changed_cell_is_computed_anew(formula: str, tmp_path: Path) -> None:
    names = {"区": "=OFFSET(表!$A$1,1,0)", "间接": "=区"}
    out, _ = filled(form(tmp_path / "a.xlsx", {"A1": (f"={formula}", 7)}, names))
    assert carried(out)["A1"] == (None if "-1" in formula else 20)


@pytest.mark.parametrize("formula", [
    "FOO(表!A1)", "[1]外!A1*表!A3", "SUM(表!A1:表!A1)", "率*2", "FOO(率)", "没有这个名字",
    "LET(_xlpm.x,表!A3,_xlpm.x)",
])  # fmt: skip
def test_what_cant_need_the_changed_cell_keeps_its_value_and_its_part(
    formula: str, tmp_path: Path
) -> None:
    names = {"率": "=表!$A$3"}
    path = form(tmp_path / "a.xlsx", {"A1": (f"={formula}", 7)}, names)
    out, codes = filled(path)
    assert codes == []
    assert changed_parts(path, out) == {ONE}


@pytest.mark.parametrize(("factor", "anew"), [("2", [40, 6]), ("FOO(1)", [None, None])])
def test_all_cells_of_an_array_formula_get_new_values_or_none(
    factor: str, anew: list[object], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet("表"), book.add_worksheet("算")
        sheet.write_column("A1", [46326, 2, 3])
        for column, source in (("A", "A2:A3"), ("B", "B2:B3")):
            other.write_array_formula(f"{column}1:{column}2", f"{{=表!{source}*{factor}}}", None, 4)
            other.write_number(f"{column}2", 6)
            other.write_formula(f"{column}3", f"={column}2+1", None, 7)
    out, codes = filled(altered(path, {BOOK: CALCULATED}))
    found = carried(out)
    assert [found[name] for name in ("A1", "A2")] == anew
    assert found["A3"] == (7 if anew[1] else None)
    assert [found[name] for name in ("B1", "B2", "B3")] == [4, 6, 7]
    assert codes == ([] if anew[1] else ["not_computed"])


def test_where_a_program_left_zeros_all_is_computed_anew(tmp_path: Path) -> None:
    formulas = {"A1": ("=1+1", 0), "A2": ("=FOO(1)", 0), "A3": ("=FOO(2)", "甲"), "A4": ("=A3", 0)}
    out, codes = filled(form(tmp_path / "a.xlsx", formulas, asks=True))  # type: ignore[arg-type]
    assert carried(out) == {"A1": 2, "A2": None, "A3": "甲", "A4": None}
    assert codes == ["not_computed"]


DATES = [
    "DATE(2026,11,22)", "YEAR(表!A1)", "MONTH(表!A1)", "DAY(表!A1)", "EOMONTH(表!A1,1)",
    "EDATE(表!A1,-3)", "WEEKDAY(表!A1)", "WEEKDAY(表!A1,2)", 'TEXT(表!A1,"yyyy年m月d日")',
    "表!A1+1", 'TEXT(表!A1,"0.0")', "DATE(2026,表!A2,1)-DATE(2026,1,表!A3)", "YEAR(表!A2)",
    "MONTH(表!A9)",
    "YEAR(DATE(1999,12,31))", "EOMONTH(DATE(2026,1,31),1)", "DATE(1903,12,31)", "DATE(1904,1,2)",
]  # fmt: skip


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("from_1904", [False, True], ids=["from 1900", "from 1904"])
def test_days_are_computed_as_libreoffice_does(from_1904: bool, tmp_path: Path) -> None:
    formulas = {f"A{row}": (f"={text}", 0) for row, text in enumerate(DATES, 1)}
    out, _ = filled(form(tmp_path / "a.xlsx", formulas, from_1904=from_1904, asks=True),  # type: ignore[arg-type]
                    {(2, 1): 5})  # fmt: skip
    mine = numbers(out)
    bare = altered(out, {})
    _without_values(bare)
    (back,) = by_libreoffice([bare], tmp_path / "office")
    theirs = numbers(back)
    sure = {cell for cell, value in mine.items() if value is not None}
    assert len(sure) >= len(DATES) - 4
    assert {cell: mine[cell] for cell in sure} == {cell: theirs[cell] for cell in sure}


def numbers(path: Path) -> dict[str, object]:
    """Values as the file has them: numbers, not days."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {c.coordinate: _raw(c.value, book.epoch) for row in book["算"].iter_rows() for c in row}


def _raw(value: object, epoch: object) -> object:
    return to_excel(value, epoch) if hasattr(value, "year") else value


def _without_values(path: Path) -> None:
    everything = parts(path)
    with zipfile.ZipFile(path, "w") as target:
        for name, data in everything.items():
            target.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", data))
