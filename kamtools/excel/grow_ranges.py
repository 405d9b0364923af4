"""Ranges written as attributes or texts (``ref``, ``sqref``), after rows have moved."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise

from kamtools.excel.markup import Element, drop_attributes
from kamtools.excel.moves import Moves, follow
from kamtools.excel.references import Reference, address, read_reference
from kamtools.excel.rows import Block, RowMap

_IDENTITY = "{http://schemas.microsoft.com/office/spreadsheetml/2014/revision}uid"


def first_row(sqref: str) -> int:
    """The first row that a list of ranges names; 0 when it names none."""
    boxes = [found.box() for part in sqref.split() if (found := read_reference(part))]
    return min((box[0] for box in boxes), default=0)


def spread(sqref: str, rows: RowMap) -> str:
    """A list of ranges after growth: what covered a repeated cell covers all its copies."""
    return " ".join(part for old in sqref.split() for part in _spread(old, rows))


def _spread(text: str, rows: RowMap) -> Iterator[str]:
    found = read_reference(text)
    if found is None or not found.first.row or not rows.grown:
        yield text
        return
    top, left, bottom, right = found.box()
    for first, last in rows.images(top, bottom):
        if found.first.column:
            start, end = address(first, left), address(last, right)
            yield start if start == end else f"{start}:{end}"
        else:
            yield f"{first}:{last}"


def placed(text: str, rows: RowMap) -> Iterator[tuple[str, Block | None, int]]:
    """Where a range stands: once, or once in every copy of the block it lies in.

    Yields the range's new address with its block and copy.
    """
    found = read_reference(text)
    block = rows.block(found.first.row) if found else None
    if found is None or not rows.grown:
        yield text, None, 0
    elif block is None or found.end.row > block.last:
        yield str(follow(found, rows)), None, 0
    else:
        for copy in range(block.copies):
            yield str(_in_copy(found, block, copy)), block, copy


Standing = tuple[Element, str, Block | None, int]
"""An element, its new address, and the block and copy that it lies in, if any."""


def repeated(element: Element, ref: str, rows: RowMap) -> list[Standing]:
    """An element that names the range ``ref``, once per place that the range has after growth.

    Its copies are put in behind it, as it was before anything in it is changed; what Excel knows
    it by (``xr:uid``) is its alone.
    """
    places = list(placed(ref, rows))
    copies = [element, *(deepcopy(element) for _ in places[1:])]
    for before, copy in pairwise(copies):
        before.addnext(copy)
        drop_attributes(copy, _IDENTITY)
    return [(copy, *place) for copy, place in zip(copies, places, strict=True)]


def _in_copy(reference: Reference, block: Block, copy: int) -> Reference:
    first = reference.first._replace(row=block.row(reference.first.row, copy))
    last = reference.last and reference.last._replace(row=block.row(reference.last.row, copy))
    return reference._replace(first=first, last=last)


def followed(text: str, moves: Moves, sheet: str) -> str:
    """A single range after growth, seen from a place that stands once."""
    found = read_reference(text)
    return text if found is None else str(moves.outside(sheet)(found))
