"""Growing the rows of one sheet: rows are moved and repeated, formulas follow."""

from collections.abc import Iterable
from copy import deepcopy

from kamtools.excel.grow_formulas import moved_formula
from kamtools.excel.markup import Element, drop_attributes, main
from kamtools.excel.moves import Moves
from kamtools.excel.references import Mapping, address, read_reference
from kamtools.excel.rows import Block
from kamtools.excel.shared_formulas import write_out_shared
from kamtools.excel.sheet import CELL, FORMULA, ROW, VALUE, Sheet


def grow_cells(sheet: Sheet, moves: Moves) -> None:
    """Move and repeat the rows of ``sheet`` and let its formulas follow."""
    write_out_shared(sheet)
    rows = moves.of(sheet.name)
    grown: list[Element] = []
    done: Block | None = None
    for number in sorted(sheet.rows):
        block = rows.block(number)
        if block is None:
            grown.append(_placed(sheet.rows[number], rows.top(number), moves.outside(sheet.name)))
        elif block is not done:
            grown.extend(_repeated(sheet, moves, block))
            done = block
    data = sheet.data
    for row in list(data.iterchildren(ROW)):
        data.remove(row)
    data.extend(grown)
    sheet.index()
    _move_dimension(sheet, moves)


def _move_dimension(sheet: Sheet, moves: Moves) -> None:
    found = sheet.root.find(main("dimension"))
    used = read_reference(found.get("ref", "")) if found is not None else None
    if found is not None and used is not None:
        top, left, bottom, right = used.box()
        rows = moves.of(sheet.name).images(top, bottom)
        first, last = address(rows[0][0], left), address(rows[-1][1], right)
        found.set("ref", first if first == last else f"{first}:{last}")


def _repeated(sheet: Sheet, moves: Moves, block: Block) -> list[Element]:
    """All copies of a block's rows, in order; they are taken before anything is moved."""
    numbers = [number for number in range(block.first, block.last + 1) if number in sheet.rows]
    originals = [sheet.rows[number] for number in numbers]
    for row in (prototypes := [deepcopy(row) for row in originals]):
        _forget_values(row)
    placed = []
    for copy in range(block.copies):
        where = moves.inside(sheet.name, block, copy)
        elements = [deepcopy(row) for row in prototypes] if copy else originals
        for number, row in zip(numbers, elements, strict=True):
            placed.append(_placed(row, block.row(number, copy), where))
    return placed


def _placed(row: Element, number: int, where: Mapping) -> Element:
    name = str(number)
    row.set("r", name)
    for cell in row.iterchildren(CELL):
        cell.set("r", cell.get("r", "").rstrip("0123456789") + name)
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
