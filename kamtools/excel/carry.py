"""The values that formulas carry in the file."""

from kamtools.excel.book import Book
from kamtools.excel.changes import Changes
from kamtools.excel.markup import drop_attributes
from kamtools.excel.moves import Moves
from kamtools.excel.sheet import FORMULA, VALUE, Sheet
from kamtools.findings import Finding


def carry_values(
    book: Book, sheets: dict[str, Sheet], changes: Changes, moves: Moves
) -> list[Finding]:
    """Leave no stale value: empty every formula (the evaluator comes next)."""
    if not changes.values and not moves.any:
        return []
    for sheet in sheets.values():
        for _, _, cell in sheet:
            value = cell.find(VALUE)
            if cell.find(FORMULA) is not None and value is not None:
                cell.remove(value)
                drop_attributes(cell, "t")
                book.touch(sheet.part)
    return []
