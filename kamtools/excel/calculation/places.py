"""Areas made of areas, and what an array formula puts into each of its cells."""

from collections.abc import Sequence

from kamtools.excel.calculation.frame import ARRAY_FORMULA, Frame, Node
from kamtools.excel.calculation.values import (
    NA,
    REF,
    Area,
    Areas,
    Array,
    ExcelError,
    Unknown,
    Value,
    scalar,
    sound,
)
from kamtools.excel.references import read_reference


def area(value: Value) -> Area:
    """The value, which must be an area."""
    if not isinstance(value, Area):
        raise Unknown("no reference")
    return value


def hull(first: Node, last: Node) -> Node:
    """``first:last``, as in ``A1:INDEX(A:A,5)``: the smallest area that holds both."""

    def node(frame: Frame) -> Value:
        one, two = area(first(frame)), area(last(frame))
        if one.sheet != two.sheet:
            raise Unknown("a range over several sheets")
        top, left = min(one.top, two.top), min(one.left, two.left)
        bottom, right = max(one.bottom, two.bottom), max(one.right, two.right)
        return Area(frame.grid, one.sheet, top, left, bottom, right, frame.home)

    return node


def union(parts: Sequence[Node]) -> Node:
    """``(A1:A3,C1)``."""
    return lambda frame: Areas(tuple(area(part(frame)) for part in parts))


def span(text: str) -> Node:
    """``一月:三月!B2``, the same area of sheets that stand side by side."""
    sheets, _, cells = text.rpartition("!")
    first, _, last = sheets.removeprefix("'").removesuffix("'").replace("''", "'").partition(":")
    reference = read_reference(cells)
    if reference is None:
        raise Unknown(text)
    box = reference.moved(0, 0).box()

    def node(frame: Frame) -> Value:
        ends = sorted((frame.grid.sheet_number(first), frame.grid.sheet_number(last)))
        return Areas(tuple(Area(frame.grid, at, *box) for at in range(ends[0], ends[1] + 1)))

    return node


def array_formula(place: str, inner: Node, spills: bool) -> Node:
    """The value that an array formula over a place gives to the cell it is asked for."""
    top, left, bottom, right = map(int, place.split())

    def node(frame: Frame) -> Value:
        kept, first = frame.grid.kept, (frame.sheet, top, left)
        if first not in kept:
            kept[first] = inner(Frame(frame.grid, frame.sheet, top, left, ARRAY_FORMULA))
        value = kept[first]
        if not isinstance(value, Area | Array):
            return scalar(value)
        if spills and (value.height, value.width) != (bottom - top + 1, right - left + 1):
            raise Unknown("a result that fills more or fewer cells than before")
        row = frame.row - top if value.height > 1 else 0
        column = frame.column - left if value.width > 1 else 0
        if row >= value.height or column >= value.width:
            raise ExcelError(NA)
        return sound(value.at(row, column))

    return node


def inside(top: int, left: int, height: int, width: int, last_row: int, last_column: int) -> None:
    """Raise ``#REF!`` for an area beyond the sheet."""
    if top < 1 or left < 1 or top + height - 1 > last_row or left + width - 1 > last_column:
        raise ExcelError(REF)
