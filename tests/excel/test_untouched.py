"""A number and a text filled in: everything else is the same, to the byte where it can be.

With ``KAM_CORPUS`` (folders, as in ``PATH``) the workbooks below these folders are judged as well.
"""

import os
from pathlib import Path
from shutil import which

import pytest
import python_calamine

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell, Changes, Value
from kamtools.excel.needs import tables_of
from kamtools.excel.opening.vetting import vetted
from kamtools.excel.returned import Cells, ReadCell, read_cells
from kamtools.excel.stored_rows import LONG
from kamtools.excel.write import write
from tests.excel.corpus import MADE, SHEET, corpus
from tests.excel.packages import changed_parts
from tests.excel.referee import by_libreoffice
from tests.excel.whole import (
    First,
    differences,
    first_sheet,
    judge_apart,
    parts,
    unread,
    workbooks,
)

MESSY = Path(__file__).parents[3] / "shared" / "data" / "messy_excel" / "dev"
REAL = workbooks(MESSY) if MESSY.is_dir() else []
FOREIGN = workbooks(*map(Path, filter(None, os.environ.get("KAM_CORPUS", "").split(os.pathsep))))
NOT_FILLED = {"part_of_an_array", "hidden_by_a_merge"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    found = corpus(tmp_path_factory.mktemp("corpus"))
    assert set(found) == set(MADE)
    return found


@pytest.fixture(params=[*(path.name for path in REAL), *MADE])
def before(request: pytest.FixtureRequest, made: dict[str, Path]) -> Path:
    path = made.get(request.param) or MESSY / request.param
    if vetted(path)[0] is not None:
        pytest.skip("may not be opened")
    return path


@pytest.fixture(params=[LONG, 0], ids=["whole", "streamed"])
def _length(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """From which length on sheets are not parsed whole."""
    monkeypatch.setattr("kamtools.excel.sheet.LONG", request.param)


def first_of(path: Path) -> First:
    found = first_sheet(parts(path))
    assert found is not None
    return found


def filled(before: Path, values: dict[Cell, Value], folder: Path) -> tuple[Path, set[str]]:
    """The filled file, and the codes of what was found."""
    folder.mkdir(exist_ok=True)
    out = folder / before.name
    return out, {finding.code for finding in write(before, Changes(values=values), out)}


def beside_headers(path: Path, values: dict[Cell, Value]) -> dict[Cell, Value]:
    """The values without those in tables' headers, whose tables must follow."""
    tables = [table for table in tables_of(Book(path)).values() if table.header_rows]
    return {
        cell: value
        for cell, value in values.items()
        if not any(
            (cell.sheet, cell.row) == (table.sheet, table.top)
            and table.left <= cell.column <= table.right
            for table in tables
        )
    }


@pytest.mark.usefixtures("_length")
@pytest.mark.parametrize("which_cells", [0, 1], ids=["used", "blank"])
def test_only_what_must_changes(before: Path, which_cells: int, tmp_path: Path) -> None:
    first = first_of(before)
    values = beside_headers(before, first.edits()[which_cells])
    out, codes = filled(before, values, tmp_path)
    assert differences(parts(before), parts(out), first.part, list(values)) == []
    assert codes & NOT_FILLED or unread(before, out, values, first.size) == []
    changed = changed_parts(before, out)
    assert first.part in changed or codes & NOT_FILLED
    assert Book(before).part not in changed or "not_computed" in codes


def test_our_own_reader_finds_what_was_filled_and_all_else_as_before(
    before: Path, tmp_path: Path
) -> None:
    values = first_of(before).edits()[0]
    out, codes = filled(before, values, tmp_path)
    was, now = read_cells(before), read_cells(out)
    for cell, value in values.items():
        found = now.at(cell).value
        assert found == value or hasattr(found, "year") or codes & NOT_FILLED
    assert _constants(was, values) == _constants(now, values)


def _constants(cells: Cells, without: dict[Cell, Value]) -> dict[Cell, ReadCell]:
    """Cells without formulas that hold anything; those that array formulas fill aside."""
    aside = {Cell(SHEET, row, column) for row, column in ((3, 6), (4, 6), (10, 6), (10, 8))}
    return {
        cell: one
        for cell, one in cells.cells.items()
        if not one.formula and one.kind != "blank" and cell not in without and cell not in aside
    }


@pytest.mark.skipif(not FOREIGN, reason="KAM_CORPUS names no folder with workbooks")
@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.name)
def test_workbooks_of_others_stay_whole_or_are_refused_in_time(path: Path, tmp_path: Path) -> None:
    verdict = judge_apart(path, tmp_path)
    assert verdict.outcome in ("whole", "refused"), verdict.why
    assert verdict.seconds < 2 or verdict.outcome == "whole"
    assert verdict.megabytes < 200 or verdict.outcome == "whole"


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_all_of_them(made: dict[str, Path], tmp_path: Path) -> None:
    names: dict[Path, tuple[Path, dict[Cell, Value]]] = {}
    for number, before in enumerate([*made.values(), *(p for p in REAL if vetted(p)[0] is None)]):
        values = first_of(before).edits()[0]
        out, codes = filled(before, values, tmp_path / "filled")
        seen = {} if codes & NOT_FILLED else values
        names[out.rename(out.with_name(f"{number}{out.suffix}"))] = (before, seen)
    saved = dict(zip(names, by_libreoffice(list(names), tmp_path / "office"), strict=True))
    failed = [names[out][0] for out, back in saved.items() if not back.exists()]
    assert not [path.name for path in failed if _opens_in_libreoffice(path, tmp_path)]
    for out, back in saved.items():
        before, values = names[out]
        if back.exists() and values:
            assert _seen(back, values), before.name


def _seen(path: Path, values: dict[Cell, Value]) -> bool:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name(next(iter(values)).sheet).to_python(skip_empty_area=False)
    found = [(rows[cell.row - 1][cell.column - 1], value) for cell, value in values.items()]
    return all(one == value or hasattr(one, "year") for one, value in found)


def _opens_in_libreoffice(path: Path, folder: Path) -> bool:
    (back,) = by_libreoffice([path], folder / "alone")
    return back.exists()
