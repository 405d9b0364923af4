"""Formulas read into functions, once for all copies of a row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from kamtools.excel.calculation.frame import FUNCTIONS, Frame, Node, missing
from kamtools.excel.calculation.operators import BINARY, Binary, apply, negated, percent
from kamtools.excel.calculation.places import array_formula, hull, span, union
from kamtools.excel.calculation.values import (
    ERRORS,
    Area,
    Array,
    CellValue,
    ErrorValue,
    ExcelError,
    Residue,
    Scalar,
    Unknown,
    Value,
    scalar,
    sound,
)
from kamtools.excel.calculation.words import Words, place, relative
from kamtools.excel.references import LAST_COLUMN, LAST_ROW, Reference


@lru_cache(maxsize=8192)
def compiled(words: Words) -> Node:
    """The function that computes a formula; raises ``Unknown`` for what isn't understood."""
    if words and words[0][0] in ("array", "spills"):
        return array_formula(str(words[0][1]), compiled(words[1:]), words[0][0] == "spills")
    parser = _Parser(words)
    node = parser.expression(0)
    parser.expect("")
    return _settled(node) if parser.outer in ("+", "-") else node


def _settled(inner: Node) -> Node:
    """What is left of a difference of equals is 0 if nothing more is done with it."""

    def node(frame: Frame) -> Value:
        value = inner(frame)
        return 0.0 if isinstance(value, Residue) and value.last else value

    return node


@dataclass(slots=True)
class OneCell:
    """A reference to one cell, ``row`` and ``column`` from the formula's own where they move."""

    area: Callable[[Frame], Area]
    sheet: str | None
    row: int
    column: int
    row_moves: bool
    column_moves: bool

    def __call__(self, frame: Frame) -> Area:
        """The cell as an area."""
        return self.area(frame)

    def value(self, frame: Frame) -> Scalar:
        """What stands in it; raises ``ExcelError`` for an error."""
        grid = frame.grid
        number = frame.sheet if self.sheet is None else grid.sheet_number(self.sheet)
        row = self.row + frame.row if self.row_moves else self.row
        column = self.column + frame.column if self.column_moves else self.column
        if row < 1 or column < 1 or row > LAST_ROW or column > LAST_COLUMN:
            raise Unknown("past the edge of the sheet")
        return sound(grid.value(number, row, column))


class _Parser:
    """Precedence climbing over the words of one formula."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._at = 0
        self.outer = ""

    def _peek(self) -> str:
        word = self._words[self._at][1] if self._at < len(self._words) else ""
        return word if isinstance(word, str) else "reference"

    def expect(self, sign: str) -> None:
        """Go past a sign, or past the end, which must come now."""
        if self._peek() != sign:
            raise Unknown(self._peek())
        self._at += 1

    def expression(self, least: int) -> Node:
        """Read operands joined by operators that bind tighter than ``least``."""
        left = self._operand()
        while True:
            sign = self._peek()
            if sign == "%":
                self._at += 1
                left = _percent(left)
                continue
            strength, operate = BINARY.get(sign, (0, None))
            if operate is None or strength <= least:
                return left
            self._at += 1
            left = _binary(operate, left, self.expression(strength))
            self.outer = sign

    def _operand(self) -> Node:
        node = self._single()
        while self._peek() == ":":
            self._at += 1
            node = hull(node, self._single())
        self.outer = ""
        return node

    def _single(self) -> Node:
        if self._at >= len(self._words):
            raise Unknown("the formula ends too early")
        kind, word = self._words[self._at]
        self._at += 1
        if isinstance(word, Reference):
            return _reference(word)
        if kind == "sign":
            return self._signed(word)
        if kind == "function":
            return self._call(word[:-1].upper())
        return _constant(kind, word)

    def _signed(self, sign: str) -> Node:
        if sign in "+-":  # binds tighter than ^ and % in Excel
            operand = self._operand()
            return _negated(operand) if sign == "-" else operand
        if sign == "(":
            inner = [self.expression(0)]
            while self._peek() == ",":
                self._at += 1
                inner.append(self.expression(0))
            self.expect(")")
            return union(inner) if len(inner) > 1 else inner[0]
        if sign == "{":
            return self._array()
        raise Unknown(sign)

    def _call(self, name: str) -> Node:
        arguments: list[Node] = []
        if self._peek() == ")":
            self._at += 1
            return _function(name, arguments)
        while True:
            left_out = self._peek() in (",", ")")
            arguments.append(missing if left_out else self.expression(0))
            if self._peek() == ")":
                break
            self.expect(",")
        self._at += 1
        return _function(name, arguments)

    def _array(self) -> Node:
        rows: list[list[CellValue]] = [[]]
        while True:
            rows[-1].append(self._literal())
            sign = self._peek()
            self._at += 1
            if sign == "}":
                break
            if sign == ";":
                rows.append([])
            elif sign != ",":
                raise Unknown(sign)
        if len({len(row) for row in rows}) != 1:
            raise Unknown("a ragged array")
        array = Array(tuple(tuple(row) for row in rows))
        return lambda _: array

    def _literal(self) -> CellValue:
        sign = -1.0 if self._peek() == "-" else 1.0
        self._at += sign < 0
        kind, word = self._words[self._at] if self._at < len(self._words) else ("", "")
        self._at += 1
        value = literal(kind, word) if isinstance(word, str) else None
        if value is None or (sign < 0 and not isinstance(value, float)):
            raise Unknown("an array that holds more than constants")
        return -value if sign < 0 and isinstance(value, float) else value


def literal(kind: str, word: str) -> CellValue:
    """The constant that a word spells, or None."""
    if kind == "number":
        return float(word)
    if kind == "text":
        return word[1:-1].replace('""', '"')
    if kind == "error" and word in ERRORS:
        return ErrorValue(word)
    return {"TRUE": True, "FALSE": False}.get(word.upper()) if kind == "name" else None


def _constant(kind: str, word: str) -> Node:
    if kind == "span":
        return span(word)
    if kind == "unknown":
        raise Unknown(word)
    value = literal(kind, word)
    if isinstance(value, ErrorValue):
        return _failing(value.code)
    if value is not None:
        return lambda _: value
    if kind != "name":
        raise Unknown(word)
    return _named(word)


def _failing(code: str) -> Node:
    def node(_: Frame) -> Value:
        raise ExcelError(code)

    return node


def _named(word: str) -> Node:
    """A defined name. What it says of cells beside it is meant as seen from A1."""

    def node(frame: Frame) -> Value:
        words = relative(frame.grid.named(word, frame.sheet), 1, 1)
        value = compiled(words)(frame.cell_by_cell())
        return replace(value, home=frame.home) if isinstance(value, Area) else value

    return node


def _reference(distance: Reference) -> Node:
    """The cells at a distance from the formula's own; what lies past the edge is unknown."""
    sheet = distance.sheet
    first_row, first_column = place(distance.first, 0, 0, 1, 1)
    last_row, last_column = place(distance.end, 0, 0, LAST_ROW, LAST_COLUMN)
    rows = not distance.first.row_fixed, not distance.end.row_fixed
    columns = not distance.first.column_fixed, not distance.end.column_fixed

    def node(frame: Frame) -> Area:
        number = frame.sheet if sheet is None else frame.grid.sheet_number(sheet)
        row, column = frame.row, frame.column
        top, bottom = first_row + row * rows[0], last_row + row * rows[1]
        left, right = first_column + column * columns[0], last_column + column * columns[1]
        if top > bottom:
            top, bottom = bottom, top
        if left > right:
            left, right = right, left
        if top < 1 or left < 1 or bottom > LAST_ROW or right > LAST_COLUMN:
            raise Unknown("past the edge of the sheet")
        home = None if frame.arrays else (row, column)
        return Area(frame.grid, number, top, left, bottom, right, home)

    alone = rows[0] == rows[1] and columns[0] == columns[1]
    if alone and (first_row, first_column) == (last_row, last_column):
        return OneCell(node, sheet, first_row, first_column, rows[0], columns[0])
    return node


def _function(name: str, arguments: list[Node]) -> Node:
    known = name.removeprefix("_XLFN.").removeprefix("_XLWS.")
    function = FUNCTIONS.get(known)
    if function is None:
        raise Unknown(known)
    return lambda frame: function(frame, arguments)


def _binary(operate: Binary, left: Node, right: Node) -> Node:
    """An operator; where single values are meant, a single cell is asked for its own."""
    if not isinstance(left, OneCell) and not isinstance(right, OneCell):
        return lambda frame: apply(operate, left(frame), right(frame), frame.arrays)
    if isinstance(left, OneCell) and isinstance(right, OneCell):
        return _of_two_cells(operate, left, right)

    def node(frame: Frame) -> Value:
        one = left(frame) if not isinstance(left, OneCell) else right(frame)
        if frame.arrays or isinstance(one, Array):
            both = (left(frame), one) if isinstance(left, OneCell) else (one, right(frame))
            return apply(operate, *both, frame.arrays)
        if isinstance(left, OneCell):
            return operate(left.value(frame), scalar(one))
        assert isinstance(right, OneCell)
        return operate(scalar(one), right.value(frame))

    return node


def _of_two_cells(operate: Binary, left: OneCell, right: OneCell) -> Node:
    def node(frame: Frame) -> Value:
        if frame.arrays:
            return apply(operate, left(frame), right(frame), frame.arrays)
        return operate(left.value(frame), right.value(frame))

    return node


def _percent(inner: Node) -> Node:
    return lambda frame: percent(inner(frame), frame.arrays)


def _negated(inner: Node) -> Node:
    return lambda frame: negated(inner(frame), frame.arrays)
