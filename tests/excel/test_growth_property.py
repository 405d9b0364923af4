"""Any form, any records: the grown file is what laying its rows out one by one gives."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kamtools.excel.changes import Changes, Grow
from kamtools.excel.repeated_rows import FEW
from kamtools.excel.write import write

SHEETS, LAST = ("甲", "乙 2"), 22
COPIES = st.one_of(st.integers(1, 4), st.just(FEW + 2))
_FORMULA = re.compile(r"=(?:SUM|ABS)\((?:'?([^'!]+)'?!)?C(\$?)(\d+)(?::C(\$?)(\d+))?\)")
Origin = tuple[int, int]
"""A row of the template and which copy of it."""


@dataclass(frozen=True)
class Formula:
    """``=SUM(C$first:Clast)`` or ``=ABS(C$first)`` at a cell of column E."""

    sheet: str
    row: int
    target: str
    first: int
    last: int | None
    fixed: tuple[bool, bool]

    def __str__(self) -> str:
        prefix = "" if self.target == self.sheet else f"'{self.target}'!"
        first, last = ("$" if fixed else "" for fixed in self.fixed)
        if self.last is None:
            return f"=ABS({prefix}C{first}{self.first})"
        return f"=SUM({prefix}C{first}{self.first}:C{last}{self.last})"


@dataclass(frozen=True)
class Form:
    """Its repeating rows, its formulas, and the rows (first, last) of its merges and rules."""

    grows: list[Grow]
    formulas: list[Formula]
    merges: list[tuple[str, int, int]]
    rules: list[tuple[str, int, int]]

    def block(self, sheet: str, row: int) -> Grow | None:
        mine = (one for one in self.grows if one.sheet == sheet)
        return next((one for one in mine if row in _rows(one)), None)

    def laid(self, sheet: str) -> dict[Origin, int]:
        """Where each row stands after growth, laid out from the top."""
        found: dict[Origin, int] = {}
        row = 1
        while row <= LAST:
            block = self.block(sheet, row)
            rows = _rows(block) if block else range(row, row + 1)
            for copy in range(block.copies if block else 1):
                for old in rows:
                    found[old, copy] = len(found) + 1
            row = rows[-1] + 1
        return found


def _rows(block: Grow) -> range:
    return range(block.first_row, block.first_row + block.height)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    grows: list[Grow] = []
    for sheet in SHEETS:
        row = 1
        while (row := row + draw(st.integers(0, 9))) < LAST - 3:
            height = draw(st.integers(1, 3))
            grows.append(Grow(sheet, row, height, draw(COPIES)))
            row += height
    rows, sheets = st.integers(1, LAST), st.sampled_from(SHEETS)
    formulas = [
        Formula(sheet, row, draw(sheets), *_ends(draw), (draw(st.booleans()), draw(st.booleans())))
        for sheet, row in draw(st.sets(st.tuples(sheets, rows), max_size=12))
    ]
    spans = st.builds(lambda sheet, a, b: (sheet, min(a, b), max(a, b)), sheets, rows, rows)
    bare = Form(grows, formulas, [], draw(st.lists(spans, max_size=3)))
    merges = [one for one in draw(st.lists(spans, max_size=4)) if _in_one_record(bare, *one)]
    return Form(grows, formulas, _apart(merges), bare.rules)


def _ends(draw: st.DrawFn) -> tuple[int, int | None]:
    first, last = sorted(draw(st.integers(1, LAST)) for _ in "ab")
    return first, last if first < last and draw(st.booleans()) else None


def _in_one_record(form: Form, sheet: str, first: int, last: int) -> bool:
    blocks = {form.block(sheet, row) for row in range(first, last + 1)}
    return first < last and len(blocks) == 1


def _apart(merges: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    kept = sorted(merges)
    clashing = {two for one, two in pairwise(kept) if one[0] == two[0] and two[1] <= one[2]}
    clashing |= {one for one in kept if kept.count(one) > 1}
    return [one for one in kept if one not in clashing]


def _draw(form: Form, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        pages = {name: book.add_worksheet(name) for name in SHEETS}
        for name, page in pages.items():
            for row in range(1, LAST + 1):
                page.set_row(row - 1, 15 + 3 * row)
                page.write_row(row - 1, 0, [f"{name}{row}", None, row])
        for formula in form.formulas:
            pages[formula.sheet].write_formula(f"E{formula.row}", str(formula))
        for name, first, last in form.merges:
            pages[name].merge_range(f"G{first}:H{last}", "合")
        for number, (name, first, last) in enumerate(form.rules):
            area = f"J{first}:K{last}"
            rule = {"type": "cell", "criteria": ">", "value": number + 100}
            pages[name].conditional_format(area, rule)
            pages[name].data_validation(area, {"validate": "any", "input_title": str(number)})


def _grown(form: Form) -> Any:
    with TemporaryDirectory() as folder:
        path, out = Path(folder) / "form.xlsx", Path(folder) / "out.xlsx"
        _draw(form, path)
        write(path, Changes(form.grows), out)
        return openpyxl.load_workbook(out)


@given(forms())
@settings(max_examples=40, deadline=None)
def test_a_grown_form_is_its_rows_laid_out_one_by_one(form: Form) -> None:
    book = _grown(form)
    for name in SHEETS:
        laid, sheet = form.laid(name), book[name]
        assert sheet.max_row == len(laid)
        for (old, _), new in laid.items():
            assert sheet.cell(new, 1).value == f"{name}{old}"
            assert sheet.row_dimensions[new].height == 15 + 3 * old
        merges = [one for one in form.merges if one[0] == name]
        expected = {
            f"G{laid[first, copy]}:H{laid[last, copy]}"
            for _, first, last in merges
            for copy in range(_copies(form, name, first))
        }
        assert {str(one) for one in sheet.merged_cells.ranges} == expected
        _check_rules(form, name, sheet)
    _check_formulas(form, book)


def _copies(form: Form, sheet: str, row: int) -> int:
    block = form.block(sheet, row)
    return block.copies if block else 1


def _check_rules(form: Form, name: str, sheet: Any) -> None:
    """A rule and a validation cover all that comes from the rows they covered."""
    laid = form.laid(name)
    found = {
        int(rule.formula[0]) - 100: _covered(area.sqref)
        for area in sheet.conditional_formatting
        for rule in area.rules
    }
    titled = {
        int(one.promptTitle): _covered(one.sqref) for one in sheet.data_validations.dataValidation
    }
    for number, (owner, first, last) in enumerate(form.rules):
        if owner == name:
            expected = {new for (old, _), new in laid.items() if first <= old <= last}
            assert found[number] == expected
            assert titled[number] == expected


def _covered(sqref: Any) -> set[int]:
    return {row for area in sqref.ranges for row in range(area.min_row, area.max_row + 1)}


def _check_formulas(form: Form, book: Any) -> None:
    for formula in form.formulas:
        laid = form.laid(formula.sheet)
        for copy in range(_copies(form, formula.sheet, formula.row)):
            text = book[formula.sheet].cell(laid[formula.row, copy], 5).value
            found = _FORMULA.fullmatch(text)
            assert found, text
            sheet, one, first, two, last = found.groups()
            assert (sheet or formula.sheet) == formula.target
            assert bool(one) == formula.fixed[0]
            assert last is None or bool(two) == formula.fixed[1]
            named = (int(first), int(last) if last else None)
            assert named == _meant(form, formula, copy), (str(formula), text)


def _meant(form: Form, formula: Formula, copy: int) -> tuple[int, int | None]:
    """The rows that a formula in a copy means."""
    laid = form.laid(formula.target)
    first, last = laid[formula.first, 0], formula.last and laid[formula.last, 0]
    end = form.block(formula.target, formula.last) if formula.last else None
    if end and formula.first <= end.first_row and formula.last == _rows(end)[-1]:
        last = laid[_rows(end)[-1], end.copies - 1]
    own = form.block(formula.sheet, formula.row)
    if own is None:
        return first, last
    record = _walked(form, formula, own)
    if record is not None and not formula.fixed[0]:
        first = _along(form, formula.target, record, formula.first, copy) or first
    if record is not None and formula.last and not formula.fixed[1]:
        last = _along(form, formula.target, record, formula.last, copy) or last
    return first, last


def _walked(form: Form, formula: Formula, own: Grow) -> Grow | None:
    """The block along whose copies a formula in a copy of ``own`` walks."""
    there = form.block(formula.target, formula.first)
    if there and there.copies == own.copies:
        return there
    return own if formula.target == formula.sheet else None


def _along(form: Form, sheet: str, record: Grow, row: int, copy: int) -> int | None:
    """Where a row of a record, or of the one before it, stands for a copy."""
    before = range(record.first_row - record.height, record.first_row)
    top = form.laid(sheet)[record.first_row, 0]
    free = before[0] >= 1 and all(form.block(sheet, one) is None for one in before)
    if row in _rows(record) or (free and row in before):
        return top + row - record.first_row + copy * record.height
    return None
