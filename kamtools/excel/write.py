"""Writing a changed copy of a template: grow, fill, calculate, save."""

from pathlib import Path

from kamtools.excel.book import Book
from kamtools.excel.calculation.engine import Place
from kamtools.excel.carry import carry_values, not_computed
from kamtools.excel.changes import Changes
from kamtools.excel.charts import refresh_charts
from kamtools.excel.collector import collector_at_rest
from kamtools.excel.dependants import Rows
from kamtools.excel.file_types import as_workbook
from kamtools.excel.fill_cells import Filler
from kamtools.excel.grow_book import grow
from kamtools.excel.heights import fit_heights
from kamtools.excel.moves import Moves
from kamtools.excel.sheet import Sheet, open_sheet
from kamtools.excel.signatures import broken_signature
from kamtools.excel.table_titles import titled
from kamtools.excel.unseen import add_hidden_sheet, add_names
from kamtools.findings import Finding


def write(template: Path, changes: Changes, out: Path) -> list[Finding]:
    """Write ``template`` with ``changes`` to ``out`` and return what was wrong with the values.

    Parts that don't change keep their bytes. Every formula that can be computed carries its value.
    A template (.xltx, .xltm) becomes a workbook (.xlsx, .xlsm); macros stay. Raises
    ``MayNotBeOpened``, ``NotAWorkbook``, ``BrokenPart``, ``NoSuchSheet``, ``BlocksOverlap``,
    ``SheetTooLong``, ``WrongExtension``.
    """
    with collector_at_rest():
        return _write(template, changes, out)


def _write(template: Path, changes: Changes, out: Path) -> list[Finding]:
    book = Book(template)
    as_workbook(book, out)
    growing = {one.sheet.casefold() for one in changes.grows if one.copies > 1}
    sheets = [open_sheet(book, name, whole=name.casefold() in growing) for name in book.sheets]
    findings = broken_signature(book)
    moves = grow(book, sheets, changes.grows, findings)
    filler = Filler(book, sheets)
    values, wrong = titled(book, sheets, changes.values)
    filler.fill(values)
    filler.lock(changes.locked)
    fit_heights(book, sheets, values)
    if filler.formulas_gone:
        book.drop("calcChain")
    findings += wrong + filler.findings
    if changes.values or moves.any:
        copied = _copied(sheets, moves)
        touched = _touched(sheets, changes, copied)
        carried = carry_values(book, sheets, touched, moves.any, copied)
        refresh_charts(book, sheets, carried, moves.any)
        findings += not_computed(book, sheets, carried)
    add_names(book, changes.names)
    if changes.hidden_sheet is not None:
        add_hidden_sheet(book, *changes.hidden_sheet)
    book.save(out)
    return findings


def _copied(sheets: list[Sheet], moves: Moves) -> list[Rows]:
    """The rows that were copied: all copies of each block but the first."""
    return [
        (number, block.start + block.height, block.start + block.height * block.copies - 1)
        for number, sheet in enumerate(sheets)
        for block in moves.of(sheet.name).blocks
        if block.copies > 1
    ]


def _touched(sheets: list[Sheet], changes: Changes, copied: list[Rows]) -> set[Place]:
    """The cells that were filled, but for those in copied rows."""
    numbers = {sheet.name.casefold(): number for number, sheet in enumerate(sheets)}
    called = {name: numbers[name.casefold()] for name in {cell.sheet for cell in changes.values}}
    rows: dict[int, set[int]] = {number: set() for number in called.values()}
    for number, top, bottom in copied:
        rows.get(number, set()).update(range(top, bottom + 1))
    return {
        (called[cell.sheet], cell.row, cell.column)
        for cell in changes.values
        if cell.row not in rows[called[cell.sheet]]
    }
