"""The old drawing format (VML), in which comments and form controls have their boxes."""

import re
from collections.abc import Collection
from copy import deepcopy

from kamtools.excel.grow_cells import any_changed, follow_text
from kamtools.excel.markup import VML, VML_EXCEL, Element, number
from kamtools.excel.moves import Moves
from kamtools.excel.rows import RowMap

_NUMBER = re.compile(r"\d+")
CLUSTER = 1024
_FORMULAS = [f"{{{VML_EXCEL}}}Fmla{kind}" for kind in ("Link", "Range", "Group", "Txbx", "Pict")]
Spot = tuple[int, int]
"""A cell's row and column, counted from 1."""


def grow_shapes(root: Element, sheet: str, moves: Moves, single: Collection[Spot]) -> bool:
    """Move all boxes; a comment in a repeated row gets one per copy.

    Comments in the template's ``single`` cells begin conversations, which are not repeated. The
    cells that controls are linked to follow, on sheets that don't grow, too. Whether anything
    changed.
    """
    where, rows = moves.outside(sheet), moves.of(sheet)
    changed = any_changed(follow_text(formula, where) for formula in root.iter(*_FORMULAS))
    if not rows.grown:
        return changed
    for shape in list(root.iter(f"{{{VML}}}shape")):
        data = shape.find(f"{{{VML_EXCEL}}}ClientData")
        if data is not None:
            _move(shape, data, rows, single)
    _number_anew(root)
    return True


def _move(shape: Element, data: Element, rows: RowMap, single: Collection[Spot]) -> None:
    row = data.find(f"{{{VML_EXCEL}}}Row")
    if row is None or not row.text:
        _shift_anchor(data, rows)
        return
    old = int(number(row.text)) + 1
    block = rows.block(old)
    if block is None:
        _put(shape, rows.top(old) - old)
        return
    column = int(number(data.findtext(f"{{{VML_EXCEL}}}Column"))) + 1
    for copy in reversed(range(1, 1 if (old, column) in single else block.copies)):
        clone = deepcopy(shape)
        shape.addnext(clone)
        _put(clone, block.row(old, copy) - old)
    _put(shape, block.row(old, 0) - old)


def _put(shape: Element, shift: int) -> None:
    data = shape.find(f"{{{VML_EXCEL}}}ClientData")
    row = data.find(f"{{{VML_EXCEL}}}Row") if data is not None else None
    if data is None or row is None:
        return
    row.text = str(int(number(row.text)) + shift)
    anchor = _anchor(data)
    if anchor:
        anchor[2], anchor[6] = max(0, anchor[2] + shift), max(0, anchor[6] + shift)
        _write(data, anchor)


def _shift_anchor(data: Element, rows: RowMap) -> None:
    anchor = _anchor(data)
    if anchor:
        anchor[2], anchor[6] = rows.top(anchor[2] + 1) - 1, rows.top(anchor[6] + 1) - 1
        _write(data, anchor)


def _anchor(data: Element) -> list[int]:
    """Column, offset, row, offset of both corners; rows count from 0."""
    element = data.find(f"{{{VML_EXCEL}}}Anchor")
    text = element.text or "" if element is not None else ""
    numbers = [int(number(part)) for part in text.split(",") if part.strip()]
    return numbers if len(numbers) == 8 else []


def _write(data: Element, anchor: list[int]) -> None:
    element = data.find(f"{{{VML_EXCEL}}}Anchor")
    if element is not None:
        element.text = ", ".join(str(number) for number in anchor)


def _number_anew(root: Element) -> None:
    """Give the copies numbers of their own."""
    seen: set[str] = set()
    shapes = list(root.iter(f"{{{VML}}}shape"))
    highest = max((_last_number(shape) for shape in shapes), default=0)
    for shape in shapes:
        if shape.get("id", "") in seen:
            highest += 1
            shape.set("id", f"_x0000_s{highest}")
        seen.add(shape.get("id", ""))
    for idmap in root.iter("{urn:schemas-microsoft-com:office:office}idmap"):
        held = set(_NUMBER.findall(idmap.get("data", "")))
        used = {str(_last_number(shape) // CLUSTER) for shape in root.iter(f"{{{VML}}}shape")}
        idmap.set("data", ",".join(sorted(held | used, key=int)))


def _last_number(shape: Element) -> int:
    found = _NUMBER.findall(shape.get("id", ""))
    return int(found[-1]) if found else 0
