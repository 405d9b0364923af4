"""Writing a changed copy of a template: grow, fill, calculate, save."""

from pathlib import Path

from kamtools.excel.book import Book
from kamtools.excel.carry import carry_values
from kamtools.excel.changes import Changes
from kamtools.excel.fill_cells import Filler
from kamtools.excel.grow_book import grow
from kamtools.excel.heights import fit_heights
from kamtools.excel.sheet import Sheet
from kamtools.findings import Finding


def write(template: Path, changes: Changes, out: Path) -> list[Finding]:
    """Write ``template`` with ``changes`` to ``out`` and return what was wrong with the values.

    Parts that don't change keep their bytes. Every formula that can be computed carries its value.
    Raises ``NotAWorkbook``, ``BrokenPart``, ``NoSuchSheet``, ``BlocksOverlap``, ``SheetTooLong``.
    """
    book = Book(template)
    sheets = {part: Sheet(name, part, book.tree(part)) for name, part in book.sheets.items()}
    moves = grow(book, sheets, changes.grows)
    filler = Filler(book, sheets)
    filler.fill(changes.values)
    fit_heights(book, sheets, changes.values)
    if filler.formulas_gone:
        book.drop("calcChain")
    for part, sheet in sheets.items():
        if moves.of(sheet.name).grown:
            sheet.set_dimension()
            book.touch(part)
    findings = [*filler.findings, *carry_values(book, sheets, changes, moves)]
    book.save(out)
    return findings
