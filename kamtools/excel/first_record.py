"""Formulas beside repeating rows that show the first record only, whatever rows are put in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell, Grow
from kamtools.excel.grow_formulas import moved_formula
from kamtools.excel.moves import Moves
from kamtools.excel.references import Reference, address, column_letters
from kamtools.excel.rows import Block, RowMap
from kamtools.excel.shared_formulas import formulas_of
from kamtools.excel.sheet import Sheet, open_sheet
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

ONE_RECORD_RECKONED = FindingKind(
    "one_record_reckoned",
    Severity.WARNING,
    what=Text(
        "“{formula}”只算了 {copies} 条记录里的第一条",
        "{formula} reckons with the first of {copies} records only",
    ),
    do=Text(
        "一条记录占 {height} 行，要写上这几行的整个范围，例如 {area}",
        "a record takes {height} rows; name all of them, as {area}",
    ),
)


def only_the_first(template: Path, grows: Iterable[Grow]) -> Iterator[tuple[Cell, str]]:
    """Each formula of the template that names a part of a repeated block's rows from outside.

    With its cell; raises what ``Book`` raises.
    """
    book = Book(template)
    some: dict[str, list[Grow]] = {}
    for one in grows:
        some.setdefault(one.sheet.casefold(), []).append(replace(one, copies=2))
    if not some:
        return
    maps = {name: RowMap.of(name, grown) for name, grown in some.items()}
    moves = Moves(maps, tuple(book.sheet_order))
    for name in book.sheets:
        for formula in formulas_of(open_sheet(book, name)):
            if moves.of(name).block(formula.row) is None and _partly(formula.text, name, moves):
                yield Cell(name, formula.row, formula.column), formula.text


def reckoned_once(
    book: Book, sheets: Iterable[Sheet], moves: Moves, drawn: Sequence[str]
) -> Iterator[Finding]:
    """Totals, ranges and charts' series (``drawn``) over some of the rows that a record takes.

    They do not grow, as their rows do not lie side by side; looked at before growth.
    """
    for sheet in sheets:
        rows = moves.of(sheet.name)
        for formula in formulas_of(sheet):
            own = rows.block(formula.row)
            repeats = own is not None and own.copies > 1
            for reference, block in _parts(formula.text, sheet.name, moves):
                if not repeats or (reference.first.row_fixed and reference.end.row_fixed):
                    cell = address(formula.row, formula.column)
                    place = Place(book.path.name, sheet.name, cell)
                    yield _once(place, "=" + formula.text, reference, block)
                    break
    for text in drawn:
        for reference, block in _parts(text, "", moves, drawn=True):
            yield _once(Place(book.path.name, reference.sheet), text, reference, block)


def _once(place: Place, formula: str, reference: Reference, block: Block) -> Finding:
    _, left, _, right = reference.box()
    first, last = f"{column_letters(left)}{block.first}", f"{column_letters(right)}{block.last}"
    return ONE_RECORD_RECKONED.at(
        place, formula=formula, copies=block.copies, height=block.height, area=f"{first}:{last}"
    )


def _parts(
    text: str, sheet: str, moves: Moves, *, drawn: bool = False
) -> list[tuple[Reference, Block]]:
    """The ranges of a formula that end in a repeated record without covering all of it.

    A single cell is one where a total takes it, or a chart's series has no other.
    """
    found: list[tuple[Reference, Block]] = []

    def seen(reference: Reference) -> Reference:
        """The reference as it is, noted where it names a part of a block."""
        top, left, bottom, right = reference.box()
        block = moves.of(reference.sheet or sheet).block(bottom)
        ranges = (left == right and top == bottom) if drawn else reference.last is not None
        if block is not None and block.copies > 1 and ranges:
            covers = top <= block.first and bottom == block.last
            found.extend([] if covers else [(reference, block)])
        return reference

    moved_formula(text, seen)
    return found


def _partly(text: str, sheet: str, moves: Moves) -> bool:
    """Whether a reference of the formula ends in a repeated record without covering all of it."""
    found: list[Reference] = []

    def seen(reference: Reference) -> Reference:
        """The reference as it is, noted where it names a part of a block."""
        top, _, bottom, _ = reference.box()
        block = moves.of(reference.sheet or sheet).block(bottom)
        if block is not None:
            covers = reference.last is not None and top <= block.first and bottom == block.last
            found.extend([] if covers else [reference])
        return reference

    moved_formula(text, seen)
    return bool(found)
