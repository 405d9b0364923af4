"""A number and a text filled in: everything else is the same, to the byte where it can be."""

import warnings
from functools import cache
from pathlib import Path
from shutil import which

import openpyxl
import pytest
import python_calamine
from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell, Changes
from kamtools.excel.markup import main
from kamtools.excel.returned import Cells, ReadCell, read_cells
from kamtools.excel.stored_rows import LONG
from kamtools.excel.vetting import vet
from kamtools.excel.write import write
from tests.excel.corpus import SHEET, corpus
from tests.excel.packages import changed_parts, parts
from tests.excel.referee import by_libreoffice

MESSY = Path(__file__).parents[3] / "shared" / "data" / "messy_excel" / "dev"
REAL = sorted([*MESSY.glob("*.xlsx"), *MESSY.glob("*.xlsm")]) if MESSY.is_dir() else []
TEXT, NUMBER = "=1+甲", 46326
MADE = ("plain.xlsx", "charts.xlsx", "pictures.xlsx", "rules.xlsx", "comments.xlsx", "rich.xlsx",
        "tables.xlsx", "macros.xlsm", "bom.xlsx", "prefix.xlsx", "bare.xlsx", "control.xlsx",
        "pivot.xlsx")  # fmt: skip
V, F, C, T = main("v"), main("f"), main("c"), "t"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    found = {path.name: path for path in corpus(tmp_path_factory.mktemp("corpus"))}
    assert set(found) == set(MADE)
    return found


@pytest.fixture(params=[*(path.name for path in REAL), *MADE])
def before(request: pytest.FixtureRequest, made: dict[str, Path]) -> Path:
    path = made.get(request.param) or MESSY / request.param
    if vet(path) is not None:
        pytest.skip("may not be opened")
    return path


@pytest.fixture(params=[LONG, 0], ids=["whole", "streamed"])
def _length(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """From which length on sheets are not parsed whole."""
    monkeypatch.setattr("kamtools.excel.sheet.LONG", request.param)


def filled(before: Path, folder: Path) -> tuple[Path, str, list[Cell], set[str]]:
    """The filled file, its first sheet's part, the cells, and the codes of what was found."""
    folder.mkdir(exist_ok=True)
    out, book = folder / before.name, Book(before)
    sheet, part = next(iter(book.sheets.items()))
    number, text = chosen(read_cells(before), sheet)
    findings = write(before, Changes(values={number: NUMBER, text: TEXT}), out)
    return out, part, [number, text], {finding.code for finding in findings}


def _constants(cells: Cells, without: set[Cell]) -> dict[Cell, ReadCell]:
    """Cells without formulas that hold anything; those that formula F2 of “rich” fills aside."""
    return {
        cell: one
        for cell, one in cells.cells.items()
        if not one.formula and one.kind != "blank" and cell not in without
        and cell not in (Cell(SHEET, 3, 6), Cell(SHEET, 4, 6))
    }  # fmt: skip


def chosen(cells: Cells, sheet: str) -> list[Cell]:
    """A cell that holds a number and one that holds a text, or where there is none, blank ones."""
    plain = {
        cell: one for cell, one in cells.cells.items() if cell.sheet == sheet and not one.formula
    }
    number = next((cell for cell, one in plain.items() if one.kind == "number"), None)
    text = next((cell for cell, one in plain.items() if one.kind == "text"), None)
    last = max((cell.row for cell in plain), default=0)
    return [number or Cell(sheet, last + 2, 2), text or Cell(sheet, last + 3, 3)]


@pytest.mark.usefixtures("_length")
def test_only_what_must_changes(before: Path, tmp_path: Path) -> None:
    out, part, cells, codes = filled(before, tmp_path)
    old, new = parts(before), parts(out)
    changed = changed_parts(before, out)
    assert part in changed
    for name in changed - {part}:
        assert name in new, name
        if name == Book(before).part:
            assert "not_computed" in codes
            assert _without_wish(old[name]) == _without_wish(new[name])
        else:
            assert name.startswith(("xl/worksheets/", "xl/charts/")), name
            assert _without_carried(old[name]) == _without_carried(new[name]), name
    assert _without_carried(old[part], cells) == _without_carried(new[part], cells)


@pytest.mark.usefixtures("_length")
def test_readers_find_what_was_filled_and_all_else_as_before(before: Path, tmp_path: Path) -> None:
    out, _, (number, text), codes = filled(before, tmp_path)
    was, now = read_cells(before), read_cells(out)
    if "part_of_an_array" not in codes:
        assert now.at(text).value == TEXT
        assert now.at(number).value == NUMBER or hasattr(now.at(number).value, "year")
    assert _constants(was, {number, text}) == _constants(now, {number, text})
    for read in (_by_openpyxl, _by_calamine):
        try:
            read(before, text)
        except Exception:
            continue
        if "hidden_by_a_merge" in codes and read is _by_openpyxl:
            continue  # openpyxl drops what merged cells hide
        assert read(out, text) == TEXT


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_all_of_them(made: dict[str, Path], tmp_path: Path) -> None:
    names: dict[Path, tuple[Path, list[Cell]]] = {}
    for number, before in enumerate([*made.values(), *(p for p in REAL if vet(p) is None)]):
        out, _, cells, _ = filled(before, tmp_path / "filled")
        names[out.rename(out.with_name(f"{number}{out.suffix}"))] = (before, cells)
    saved = dict(zip(names, by_libreoffice(list(names), tmp_path / "office"), strict=True))
    failed = [names[out][0] for out, back in saved.items() if not back.exists()]
    assert not [path.name for path in failed if _opens_in_libreoffice(path, tmp_path)]
    for out, back in saved.items():
        before, (number, text) = names[out]
        if back.exists():
            sheet = python_calamine.CalamineWorkbook.from_path(str(back)).get_sheet_by_index(0)
            rows = sheet.to_python(skip_empty_area=False)
            assert rows[text.row - 1][text.column - 1] == TEXT, before.name
            found = rows[number.row - 1][number.column - 1]
            assert found == NUMBER or hasattr(found, "year"), before.name


def _opens_in_libreoffice(path: Path, folder: Path) -> bool:
    (back,) = by_libreoffice([path], folder / "alone")
    return back.exists()


@cache
def _text_of(data: bytes) -> bytes:
    return etree.tostring(etree.fromstring(data), method="c14n")


def _without_wish(data: bytes) -> bytes:
    """The workbook part but for its wish to be calculated."""
    root = etree.fromstring(data)
    for element in list(root.iter(main("calcPr"))):
        if element.get("fullCalcOnLoad") == "1" and len(element.attrib) == 1:
            element.getparent().remove(element)  # type: ignore[union-attr]
        else:
            element.attrib.pop("fullCalcOnLoad", None)
    return etree.tostring(root, method="c14n")


def _without_carried(data: bytes, cells: list[Cell] | None = None) -> bytes:
    """A part but for the values that formulas and charts carry, and but for ``cells``."""
    root = etree.fromstring(data)
    places = {(cell.row, cell.column) for cell in cells or ()}
    arrays = [element.get("ref", "") for element in root.iter(F) if element.get("t") == "array"]
    row = 0
    for line in root.iter(main("row")):
        row = int(line.get("r") or row + 1)
        line.attrib.pop("spans", None)
        line.set("r", str(row))
        _without_values(line, row, places, arrays)
        if len(line) == 0 and {place[0] for place in places} & {row}:
            line.getparent().remove(line)  # type: ignore[union-attr]
    for cached in list(root.iter("{*}numCache", "{*}strCache", "{*}multiLvlStrCache", "{*}lvl")):
        cached.getparent().remove(cached)  # type: ignore[union-attr]
    for element in root.iter(main("dimension")):
        element.set("ref", "")
    return etree.tostring(root, method="c14n")


def _without_values(
    line: etree._Element, row: int, places: set[tuple[int, int]], arrays: list[str]
) -> None:
    column = 0
    for cell in list(line.iter(C)):
        name = cell.get("r")
        column = _column(name) if name else column + 1
        cell.attrib.pop("r", None)
        cell.set("at", str(column))
        if (row, column) in places:
            line.remove(cell)
        elif cell.find(F) is not None or any(_inside(ref, row, column) for ref in arrays):
            cell.attrib.pop(T, None)
            for value in cell.findall(V):
                cell.remove(value)


def _column(name: str) -> int:
    letters = openpyxl.utils.cell.coordinate_from_string(name)[0]
    return int(openpyxl.utils.column_index_from_string(letters))


def _inside(ref: str, row: int, column: int) -> bool:
    left, top, right, bottom = openpyxl.utils.range_boundaries(ref)
    return bool(left <= column <= right and top <= row <= bottom)


def _by_openpyxl(path: Path, cell: Cell) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = openpyxl.load_workbook(path)[cell.sheet].cell(cell.row, cell.column)
    return found.value if found.data_type != "f" else None


def _by_calamine(path: Path, cell: Cell) -> object:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name(cell.sheet).to_python(skip_empty_area=False)
    return rows[cell.row - 1][cell.column - 1] if len(rows) >= cell.row else None
