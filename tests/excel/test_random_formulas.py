"""What is computed of random formulas is what LibreOffice computes; the rest is left empty."""

import os
import re
from datetime import datetime, time, timedelta
from pathlib import Path
from shutil import which

import pytest
import xlsxwriter
from openpyxl.utils.datetime import to_excel

from kamtools.excel.calculation.engine import Engine
from kamtools.excel.calculation.values import CellValue, ErrorValue, Unknown
from kamtools.excel.calculation.words import Words, not_known, relative
from tests.excel.random_formulas import COLUMNS, Formulas
from tests.office import recalculated

COUNT = 800
SEED = int(os.environ.get("KAM_FORMULA_SEED", "20261122"))
_NEW = re.compile(r"\b(TEXTJOIN|ISOWEEKNUM|DAYS)\(")


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_random_formulas_have_libreoffices_value_or_none(tmp_path: Path) -> None:
    formulas = sorted({Formulas(SEED + number).draw() for number in range(COUNT)})
    path = written(tmp_path / "random.xlsx", formulas)
    (theirs,) = recalculated(which("soffice") or "", [path], tmp_path / "office")
    ours = computed(formulas)
    different = []
    for row, formula in enumerate(formulas, 1):
        mine, their = ours.get(row), theirs.get(("表", f"J{row}"), "")
        if mine is not None and not same(mine, their):
            different.append(f"{formula}: {mine!r}, not {their!r}")
    assert not different, "\n" + "\n".join(different)
    assert len(ours) >= 0.9 * len(formulas)


def written(path: Path, formulas: list[str]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        for column, name in enumerate(COLUMNS):
            for row, value in enumerate(COLUMNS[name]):
                if value is not None:
                    sheet.write(row, column, value)
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 9, "=" + _NEW.sub(r"_xlfn.\1(", formula))
    return path


def computed(formulas: list[str]) -> dict[int, CellValue]:
    known: dict[tuple[int, int, int], CellValue] = {
        (0, row, column): value
        for column, name in enumerate(COLUMNS, 1)
        for row, value in enumerate(COLUMNS[name], 1)
        if value is not None
    }
    stored = {(0, row, 10): words(text, row) for row, text in enumerate(formulas, 1)}
    engine = Engine({"表": 0}, {}, known, stored)
    engine.compute(stored)
    return {place[1]: engine.known[place] for place in stored if place in engine.known}


def words(text: str, row: int) -> Words:
    try:
        return relative(text, row, 10)
    except Unknown as doubt:
        return not_known(str(doubt))


def same(mine: CellValue, their: object) -> bool:
    """Equal; which error it is doesn't count, for LibreOffice saves most of its as #VALUE!."""
    if isinstance(mine, ErrorValue):
        return isinstance(their, str) and their.startswith("#")
    if isinstance(their, datetime | time | timedelta):
        their = to_excel(their)
    if isinstance(mine, float) and isinstance(their, int | float) and not isinstance(their, bool):
        return abs(mine - their) <= 1e-9 * max(1.0, abs(mine), abs(their))
    return mine == their and isinstance(mine, bool) is isinstance(their, bool)
