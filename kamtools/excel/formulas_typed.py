"""The texts of a few formulas of a workbook, where what they come to is known already."""

from collections.abc import Collection
from pathlib import Path

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell
from kamtools.excel.sheet import FORMULA, open_sheet


def formulas_at(path: Path, cells: Collection[Cell]) -> dict[Cell, str]:
    """``=1000+200`` by cell; cells whose formula is shared with another's are left out."""
    found: dict[Cell, str] = {}
    if not cells:
        return found
    book = Book(path)
    for sheet in dict.fromkeys(cell.sheet for cell in cells):
        for row, column, element in open_sheet(book, sheet):
            formula = element.find(FORMULA)
            at = Cell(sheet, row, column)
            if at in cells and formula is not None and formula.text:
                found[at] = f"={formula.text}"
    return found
