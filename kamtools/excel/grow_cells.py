"""Growing the rows of one sheet: rows are moved and repeated, formulas follow."""

from collections.abc import Iterable
from copy import deepcopy

from kamtools.excel.grow_formulas import moved_formula
from kamtools.excel.markup import Element, drop_attributes, main
from kamtools.excel.moves import Moves
from kamtools.excel.references import Mapping, address, read_reference
from kamtools.excel.repeated_rows import (
    FEW,
    Line,
    RepeatedRows,
    Slot,
    attributes_of,
    in_step,
    plain_row,
)
from kamtools.excel.rows import Block
from kamtools.excel.shared_formulas import write_out_shared
from kamtools.excel.sheet import CELL, FORMULA, ROW, VALUE, Sheet, columns_of


def grow_cells(sheet: Sheet, moves: Moves) -> None:
    """Move and repeat the rows of ``sheet`` and let its formulas follow."""
    write_out_shared(sheet)
    rows = moves.of(sheet.name)
    grown: list[Element] = []
    kept: list[tuple[Element, RepeatedRows]] = []
    done: Block | None = None
    for number in sorted(sheet.rows):
        block = rows.block(number)
        if block is None:
            grown.append(_placed(sheet.rows[number], rows.top(number), moves.outside(sheet.name)))
        elif block is not done:
            elements, texts = _repeated(sheet, moves, block)
            grown.extend(elements)
            if texts is not None:
                kept.append((elements[-1], texts))
            done = block
    data = sheet.data
    for row in list(data.iterchildren(ROW)):
        data.remove(row)
    data.extend(grown)
    sheet.index()
    for after, rows_kept in kept:
        sheet.repeat(after, rows_kept)
    _move_dimension(sheet, moves)


def _move_dimension(sheet: Sheet, moves: Moves) -> None:
    found = sheet.root.find(main("dimension"))
    used = read_reference(found.get("ref", "")) if found is not None else None
    if found is not None and used is not None:
        top, left, bottom, right = used.box()
        rows = moves.of(sheet.name).images(top, bottom)
        first, last = address(rows[0][0], left), address(rows[-1][1], right)
        found.set("ref", first if first == last else f"{first}:{last}")


def _repeated(
    sheet: Sheet, moves: Moves, block: Block
) -> tuple[list[Element], RepeatedRows | None]:
    """The copies of a block's rows, in order; they are taken before anything is moved.

    Of many copies of plain rows all but the first are texts.
    """
    numbers = [number for number in range(block.first, block.last + 1) if number in sheet.rows]
    originals = [sheet.rows[number] for number in numbers]
    for row in (prototypes := [deepcopy(row) for row in originals]):
        _forget_values(row)
    as_texts = block.copies > FEW and all(plain_row(row, sheet.root.nsmap) for row in prototypes)
    texts = _texts(sheet, moves, block, prototypes) if as_texts else None
    placed = []
    for copy in range(1 if as_texts else block.copies):
        where = moves.inside(sheet.name, block, copy)
        elements = [deepcopy(row) for row in prototypes] if copy else originals
        for number, row in zip(numbers, elements, strict=True):
            placed.append(_placed(row, block.row(number, copy), where))
    return placed, texts


def _texts(sheet: Sheet, moves: Moves, block: Block, prototypes: list[Element]) -> RepeatedRows:
    """All copies of a block's rows but the first."""
    lines = []
    for row in prototypes:
        number = int(row.get("r", "0"))
        slots = {
            column: _slot(cell, sheet, moves, block) for column, cell in columns_of(row, number)
        }
        lines.append(Line(number - block.first, attributes_of(row), slots))
    return RepeatedRows(block.row(block.first, 1), block.height, block.copies - 1, lines)


def _slot(cell: Element, sheet: Sheet, moves: Moves, block: Block) -> Slot:
    text = cell.findtext(FORMULA)
    if not text:
        return Slot(cell, cell.get("s"), None)

    def moved(copy: int) -> str:
        return moved_formula(text, moves.inside(sheet.name, block, copy + 1))

    return Slot(cell, cell.get("s"), in_step(block.copies - 1, moved))


def _placed(row: Element, number: int, where: Mapping) -> Element:
    name = str(number)
    for _, cell in columns_of(row, int(row.get("r", "0"))):  # gives addresses
        cell.set("r", cell.get("r", "").rstrip("0123456789") + name)
    row.set("r", name)
    for formula in row.iter(FORMULA):
        follow_formula(formula, where)
    return row


def _forget_values(row: Element) -> None:
    """A copied formula has no value yet."""
    for cell in row.iterchildren(CELL):
        value = cell.find(VALUE)
        if cell.find(FORMULA) is not None and value is not None:
            cell.remove(value)
            drop_attributes(cell, "t")


def follow_formula(element: Element, where: Mapping) -> bool:
    """Let an ``f`` element's formula and range follow; whether its text changed."""
    for name in ("ref", "r1", "r2"):
        reference = read_reference(element.get(name, ""))
        if reference is not None:
            element.set(name, str(where(reference)))
    return follow_text(element, where)


def follow_text(element: Element, where: Mapping) -> bool:
    """Let the formula that is an element's text follow; whether it changed."""
    if not element.text:
        return False
    moved = moved_formula(element.text, where)
    changed = moved != element.text
    if changed:
        element.text = moved
    return changed


def any_changed(steps: Iterable[bool]) -> bool:
    """Do all steps (``any`` would stop at the first); whether any of them changed something."""
    return sum(steps) > 0
