"""What stands on a form besides its fields: labels, numbers and formulas, as they were sent.

Without it nobody could tell what a recipient wrote beside the fields from what the form says there.
It is kept as the template has it, with the rows that grew, because a copy of each would fill the
record of a long form.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell, Value
from kamtools.excel.references import read_reference
from kamtools.excel.returned import read_cells
from kamtools.excel.sheet import FORMULA, ROW
from kamtools.forms.blocks import Block, places

_MOST = 20_000
"""A template with more cells than that is a table of data rather than a form."""
_SPREADS = ("array", "dataTable")


class Standing(IntEnum):
    """What a cell holds that is no constant."""

    FORMULA = 0
    ANYTHING = 1
    """A formula elsewhere writes into it."""


Content = Value | Standing


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One cell of the template that is no field."""

    sheet: str
    row: int
    column: int
    content: Content


@dataclass(frozen=True)
class Printed:
    """``cells`` as the template has them; ``copies`` of its repeating rows (blocks without names);
    what was ``put`` into other cells of the filled workbook."""

    cells: tuple[PrintedCell, ...]
    copies: tuple[tuple[Block, int], ...] = ()
    put: tuple[PrintedCell, ...] = ()

    def sent(self) -> dict[Cell, Content]:
        """The cells as they stood when the form was sent."""
        grown = dict(self.copies)
        found = {
            Cell(each.sheet, row, each.column): each.content
            for each in self.cells
            for _, row in places(each, grown)
        }
        return found | {Cell(each.sheet, each.row, each.column): each.content for each in self.put}


def printed(
    template: Path,
    fields: Collection[Cell],
    copies: Mapping[Block, int],
    put: Mapping[Cell, Value],
) -> Printed | None:
    """What is printed on ``template`` besides its ``fields``; None where that is too much."""
    stat = template.stat()
    everything = _read(template, stat.st_mtime_ns, stat.st_size)
    if len(everything) > _MOST:
        return None
    cells = (PrintedCell(at.sheet, at.row, at.column, held) for at, held in everything.items()
             if at not in fields)  # fmt: skip
    also = (PrintedCell(at.sheet, at.row, at.column, value) for at, value in put.items())
    rows = ((Block(b.sheet, (), b.first_row, b.last_row), count) for b, count in copies.items())
    return Printed(tuple(cells), tuple(rows), tuple(also))


@lru_cache(maxsize=16)
def _read(template: Path, _changed: int, _size: int) -> dict[Cell, Content]:
    """Every cell that holds anything. What else is given tells a template from a later one."""
    found: dict[Cell, Content] = {
        cell: Standing.FORMULA if read.formula else read.value
        for cell, read in read_cells(template).cells.items()
    }
    for cell in _spread(Book(template)):
        if found.get(cell) is not Standing.FORMULA:
            found[cell] = Standing.ANYTHING
    return found


def _spread(book: Book) -> list[Cell]:
    """The cells into which array formulas and data tables write."""
    found = []
    for sheet, part in book.sheets.items():
        for row in book.tree(part).iter(ROW):
            for formula in row.iter(FORMULA):
                area = formula.get("t") in _SPREADS and read_reference(formula.get("ref", ""))
                if area and area.last and area.first.row:
                    found += [
                        Cell(sheet, r, c)
                        for r in range(area.first.row, area.last.row + 1)
                        for c in range(area.first.column, area.last.column + 1)
                    ]
    return found
