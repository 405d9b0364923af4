"""Two cells filled in real workbooks: everything else is the same, to the byte."""

import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell, Changes
from kamtools.excel.markup import main
from kamtools.excel.template import Template
from kamtools.excel.vetting import vet
from kamtools.excel.write import write

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "messy_excel" / "dev"
FILES = sorted([*CORPUS.glob("*.xlsx"), *CORPUS.glob("*.xlsm")]) if CORPUS.is_dir() else []
NOT_SEEN = ("part_of_an_array", "hidden_by_a_merge")
TEXT, NUMBER = "=1+1 甲方", 46326
# What may change beside the sheet: values that other sheets' formulas and charts carry, the order
# of calculation, and the wish to be calculated.
FOLLOWERS = ("xl/worksheets/", "xl/charts/", "xl/calcChain.xml", "xl/workbook.xml",
             "xl/_rels/workbook.xml.rels", "[Content_Types].xml")  # fmt: skip


@pytest.mark.skipif(not FILES, reason="the corpus of ../shared/data is absent")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_two_filled_cells_leave_all_else_as_it_was(path: Path, tmp_path: Path) -> None:
    if vet(path) is not None:
        pytest.skip("may not be opened")
    sheet = Template.open(path).sheets[0]
    out = tmp_path / path.name
    values = {Cell(sheet, 2, 2): NUMBER, Cell(sheet, 3, 3): TEXT}
    findings = write(path, Changes(values=values), out)
    refused = {finding.place.cell for finding in findings if finding.code in NOT_SEEN}
    assert changed_parts(path, out) <= set(FOLLOWERS) | _sheets(path)
    assert _cells(path, sheet, skip={"B2", "C3"}) == _cells(out, sheet, skip={"B2", "C3"})
    _opens_as_before(path, out, sheet, refused)


def changed_parts(before: Path, after: Path) -> set[str]:
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        assert new.testzip() is None
        names = set(old.namelist()) | set(new.namelist())
        return {name for name in names if _bytes(old, name) != _bytes(new, name)}


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes | None:
    return archive.read(name) if name in archive.namelist() else None


def _sheets(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return {name for name in archive.namelist() if name.startswith(FOLLOWERS[:2])}


def _cells(path: Path, sheet: str, skip: set[str]) -> dict[str, tuple[object, ...]]:
    """Formula, style and, where there is no formula, value of every cell, as the XML has it."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read(Book(path).sheet_part(sheet)))
    for cell in root.iter(main("c")):
        formula = cell.findtext(main("f"))
        if cell.get("r") not in skip:
            value = None if cell.find(main("f")) is not None else cell.findtext(main("v"))
            found[str(cell.get("r"))] = (formula, cell.get("s"), value)
    return found


def _opens_as_before(path: Path, out: Path, sheet: str, refused: set[str | None]) -> None:
    """Readers that can open the template open what was made of it, and find what was put there."""
    for read in (_by_openpyxl, _by_calamine):
        try:
            read(path, sheet)
        except Exception:
            continue
        number, text = read(out, sheet)
        assert "B2" in refused or number == NUMBER or hasattr(number, "year")
        assert "C3" in refused or text == TEXT


def _by_openpyxl(path: Path, sheet: str) -> tuple[object, object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = openpyxl.load_workbook(path)[sheet]
    assert found["C3"].data_type != "f" or found["C3"].value != TEXT
    return found["B2"].value, found["C3"].value


def _by_calamine(path: Path, sheet: str) -> tuple[object, object]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    cells = {(r, c): value for r, row in enumerate(rows[:3]) for c, value in enumerate(row[:3])}
    return cells.get((1, 1)), cells.get((2, 2))
