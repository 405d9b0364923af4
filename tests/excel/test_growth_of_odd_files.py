"""Rows repeat in workbooks of every writing, and readers find all of them."""

from pathlib import Path

import pytest

from kamtools.excel.changes import Cell, Changes, Grow
from kamtools.excel.returned import read_cells
from kamtools.excel.write import write
from tests.excel.corpus import MADE, SHEET, corpus
from tests.excel.whole import by_calamine, by_openpyxl

COPIES = 4


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return corpus(tmp_path_factory.mktemp("corpus"))


@pytest.mark.parametrize("name", MADE)
def test_a_repeated_row_is_there_in_every_copy(
    name: str, made: dict[str, Path], tmp_path: Path
) -> None:
    before = made[name]
    out = tmp_path / before.name
    values = {Cell(SHEET, 3 + copy, 2): 100 + copy for copy in range(COPIES)}
    write(before, Changes(grows=[Grow(SHEET, 3, 1, COPIES)], values=dict(values)), out)
    for read in (
        _by_ourselves,
        *(one for one in (by_openpyxl, by_calamine) if _reads(one, before)),
    ):
        found = read(out, SHEET)
        assert [found[3 + copy, 2] for copy in range(COPIES)] == [100, 101, 102, 103]
        assert (found[2, 2], found[3 + COPIES, 2]) == (10, 30)
        assert found[3 + COPIES, 3] == "文3"


def _by_ourselves(path: Path, sheet: str) -> dict[tuple[int, int], object]:
    cells = read_cells(path).cells.items()
    return {(cell.row, cell.column): one.value for cell, one in cells if cell.sheet == sheet}


def _reads(read: object, path: Path) -> bool:
    try:
        return bool(read(path, SHEET))  # type: ignore[operator]
    except Exception:
        return False
