"""Random forms grown by us and by LibreOffice, which inserts the same rows: the same formulas.

LibreOffice inserts below the first row of a record, so that ranges over the record grow as they do
when a person inserts rows in the middle of a list. Single cells of a record but those of its first
row are left out: to us they are the first record's, to LibreOffice the last one's.
"""

import random
import re
from pathlib import Path
from shutil import which
from typing import NamedTuple

import openpyxl
import pytest
import xlsxwriter

from kamtools.excel.changes import Changes, Grow
from kamtools.excel.references import column_letters
from kamtools.excel.write import write
from tests.returns.libreoffice import edited

SHEETS = ("表", "其他 表", "O'Brien", "S1")
FORMS, FORMULAS, ROWS = 16, 60, 24
Cells = dict[tuple[str, str], str]


class Form(NamedTuple):
    """A form's name, which rows of it repeat, and the formulas that stand once in it."""

    name: str
    grows: list[Grow]
    cells: Cells


def _form(number: int) -> Form:
    chance = random.Random(number)
    grows = []
    for sheet in SHEETS[: chance.choice((1, 2, 2))]:
        first, height = chance.randint(5, 9), chance.choice((2, 2, 3))
        grows.append(Grow(sheet, first, height, chance.randint(2, 5)))
        if chance.random() < 0.4:
            grows.append(Grow(sheet, first + height + chance.randint(0, 3), 2, 3))
    cells: Cells = {}
    while len(cells) < FORMULAS:
        sheet, row = chance.choice(SHEETS), chance.randint(1, ROWS)
        if not _block(grows, sheet, row):
            place = column_letters(chance.randint(5, 9)) + str(row)
            cells[sheet, place] = _formula(chance, grows, sheet)
    return Form(f"form{number}", grows, cells)


def _block(grows: list[Grow], sheet: str, row: int) -> Grow | None:
    mine = (one for one in grows if one.sheet == sheet)
    return next((one for one in mine if one.first_row <= row < one.first_row + one.height), None)


def _formula(chance: random.Random, grows: list[Grow], sheet: str) -> str:
    kinds = (
        "SUM({a})", "{s}+{s}*2", 'IF({s}>0,"C9!$A$9",{s})', "INDEX({a},1,1)&\"表!A9\"",
        "SUMPRODUCT(({a}>1)*1)", "COUNTIF({a},{s})", "SUM({a},{a},{s})", "-{s}^2%", "LOG10({s})",
        "SUM({a})/MAX({s},1)", "VLOOKUP({s},{a},1,0)", "SUM({s}:INDEX({a},2))", "ROW({s})={s}",
        "SUM(({s},{s}))", "ROWS({w})", "COUNTA({w})",
    )  # fmt: skip
    text = chance.choice(kinds)
    while found := re.search(r"\{[asw]\}", text):
        target = chance.choice((sheet, sheet, *SHEETS))
        prefix = _prefix(target) if target != sheet or chance.random() < 0.2 else ""
        cells = {"a": _area, "s": _single, "w": _whole}[found[0][1]](chance, grows, target)
        text = text[: found.start()] + prefix + cells + text[found.end() :]
    return text


def _prefix(sheet: str) -> str:
    return sheet + "!" if sheet.isalnum() else "'" + sheet.replace("'", "''") + "'!"


def _single(chance: random.Random, grows: list[Grow], sheet: str) -> str:
    row = chance.randint(1, ROWS)
    block = _block(grows, sheet, row)
    return _cell(chance, chance.randint(1, 4), block.first_row if block else row)


def _area(chance: random.Random, grows: list[Grow], sheet: str) -> str:
    """An area that holds each block wholly or not at all."""
    top, bottom = _span(chance, grows, sheet)
    left = chance.randint(1, 3)
    right = chance.randint(left + (top == bottom), 4)
    return f"{_cell(chance, left, top)}:{_cell(chance, right, bottom)}"


def _whole(chance: random.Random, grows: list[Grow], sheet: str) -> str:
    if chance.random() < 0.5:
        return chance.choice(("A:A", "$A:C", "$B:$B"))
    top, bottom = _span(chance, grows, sheet)
    dollar = chance.choice(("", "$"))
    return f"{dollar}{top}:{dollar}{bottom}"


def _span(chance: random.Random, grows: list[Grow], sheet: str) -> tuple[int, int]:
    top, bottom = sorted(chance.randint(1, ROWS) for _ in "ab")
    if block := _block(grows, sheet, top):
        top = block.first_row
        bottom = max(bottom, block.first_row + block.height - 1)
    if block := _block(grows, sheet, bottom):
        bottom = block.first_row + block.height - 1
    return top, bottom


def _cell(chance: random.Random, column: int, row: int) -> str:
    return "".join(
        (chance.choice(("", "$")), column_letters(column), chance.choice(("", "$")), str(row))
    )


def _draw(form: Form, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name in SHEETS:
            sheet = book.add_worksheet(name)
            for row in range(ROWS):
                sheet.write_row(row, 0, [row, row * 2, "文", 1])
            for (owner, place), formula in form.cells.items():
                if owner == name:
                    sheet.write_formula(place, "=" + formula)


def _inserts(form: Form) -> str:
    """Basic statements for the same rows, from the last block up."""
    lines = []
    for one in sorted(form.grows, key=lambda one: -one.first_row):
        count = one.height * (one.copies - 1)
        rows = f"d.Sheets({SHEETS.index(one.sheet)}).Rows"
        lines.append(f"{rows}.insertByIndex({one.first_row}, {count})")
    return "\n".join(lines)


def _moved_to(form: Form, sheet: str, place: str) -> str:
    letters, row = place.rstrip("0123456789"), int(place.lstrip("ABCDEFGHI"))
    above = (one for one in form.grows if one.sheet == sheet and one.first_row < row)
    return letters + str(row + sum(one.height * (one.copies - 1) for one in above))


def _formulas(form: Form, path: Path) -> Cells:
    book = openpyxl.load_workbook(path)
    return {
        (sheet, place): str(book[sheet][_moved_to(form, sheet, place)].value)
        for sheet, place in form.cells
    }


@pytest.fixture(scope="module")
def refereed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Form, Path, Path]]:
    folder = tmp_path_factory.mktemp("referee")
    rounds, jobs = [], []
    for form in map(_form, range(FORMS)):
        names = (f"{form.name}.xlsx", f"{form.name}_ours.xlsx", f"{form.name}_theirs.xlsx")
        path, ours, theirs = (folder / name for name in names)
        _draw(form, path)
        write(path, Changes(form.grows), ours)
        jobs.append((path, _inserts(form), theirs))
        rounds.append((form, ours, theirs))
    edited("soffice", jobs, folder)
    return rounds


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_formulas_that_stand_once_follow_as_in_libreoffice(
    refereed: list[tuple[Form, Path, Path]],
) -> None:
    different, moved = [], 0
    for form, ours, theirs in refereed:
        mine, others = _formulas(form, ours), _formulas(form, theirs)
        for key, formula in form.cells.items():
            moved += mine[key] != "=" + formula
            if mine[key] != others[key].replace("~", ","):  # as LibreOffice writes a union
                different.append((form.name, key, formula, mine[key], others[key]))
    assert not different
    assert moved > FORMS * FORMULAS / 3
