"""Formulas beside repeating rows that show the first record only, whatever rows are put in."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell, Grow
from kamtools.excel.grow_formulas import moved_formula
from kamtools.excel.moves import Moves
from kamtools.excel.references import Reference
from kamtools.excel.rows import RowMap
from kamtools.excel.shared_formulas import formulas_of
from kamtools.excel.sheet import open_sheet


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
