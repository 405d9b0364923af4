"""The copies of a repeating block's rows, kept as texts until somebody needs them as elements.

2,000 records of 18 cells are 36,000 elements; making, filling and serializing them takes ten times
as long as joining their texts. Only plain rows are kept so: cells with a value or a formula of its
own, nothing else in them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kamtools.excel.calculation.values import CellValue
from kamtools.excel.markup import Element, main, quoted, xml_escaped
from kamtools.excel.references import column_letters

FEW = 16
"""Up to so many copies are elements."""
_CELL, _FORMULA, _VALUE = (main(tag) for tag in ("c", "f", "v"))
_NUMBER = re.compile(r"([0-9]+)")
_HEIGHT = ("ht", "customHeight")

Texts = Callable[[int], str]
"""A formula's text in a copy, counted from 0."""


class InStep:
    """The texts of a formula whose numbers grow by the same ``steps`` from copy to copy."""

    def __init__(self, pieces: Sequence[str], steps: Sequence[int]) -> None:
        fixed = [""]
        self._moving: list[tuple[int, int]] = []
        for piece, step in zip(pieces, steps, strict=True):
            if step:
                self._moving.append((int(piece), step))
                fixed.append("")
            else:
                fixed[-1] += piece
        self._pattern = "%d".join(piece.replace("%", "%%") for piece in fixed)

    def __call__(self, copy: int) -> str:
        """The text in a copy, counted from 0."""
        return self._pattern % tuple([start + step * copy for start, step in self._moving])


@dataclass(frozen=True)
class Slot:
    """A cell of the block: its element in the template's row, and the formula of each copy."""

    cell: Element
    style: str | None
    formula: Texts | None


@dataclass(frozen=True)
class Line:
    """A row of the block, ``offset`` rows below its first; slots by column, in order."""

    offset: int
    attributes: dict[str, str]
    slots: dict[int, Slot]


class Filled(NamedTuple):
    """What was put into a cell: its style, the XML after its attributes, and its value."""

    style: str | None
    xml: str
    value: CellValue


@dataclass
class RepeatedRows:
    """``copies`` of a block's ``lines``, each ``height`` rows, from row ``first`` on."""

    first: int
    height: int
    copies: int
    lines: list[Line]
    _filled: dict[int, dict[int, Filled]] = field(default_factory=dict)
    _results: dict[tuple[int, int], tuple[str, str | None]] = field(default_factory=dict)
    _heights: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lines = {line.offset: line for line in self.lines}

    @property
    def numbers(self) -> list[int]:
        """The numbers of all its rows, in order."""
        offsets = [line.offset for line in self.lines]
        return [self.row(offset, copy) for copy in range(self.copies) for offset in offsets]

    def row(self, offset: int, copy: int) -> int:
        """Where a line stands in a copy, counted from 0."""
        return self.first + copy * self.height + offset

    def slots(self, number: int) -> dict[int, Slot]:
        """The cells of a row by column."""
        return self._lines[(number - self.first) % self.height].slots

    def style(self, number: int, column: int) -> str | None:
        """The style of a cell, by its number."""
        filled = self._filled.get(number, {}).get(column)
        slot = self.slots(number).get(column)
        return filled.style if filled else slot.style if slot else None

    def formulas(self) -> Iterator[tuple[int, int, Slot]]:
        """Offset and column of every cell of the block with a formula."""
        for line in self.lines:
            for column, slot in line.slots.items():
                if slot.formula is not None:
                    yield line.offset, column, slot

    def is_filled(self, number: int, column: int) -> bool:
        """Whether something was put into a cell."""
        return column in self._filled.get(number, ())

    def put(self, number: int, column: int, filled: Filled) -> None:
        """Put something into a cell instead of what the template has there."""
        self._filled.setdefault(number, {})[column] = filled

    def set_result(self, number: int, column: int, kind: str, text: str | None) -> None:
        """Give a formula the value it carries: a cell's type and text."""
        self._results[number, column] = kind, text

    def height_of(self, number: int) -> str | None:
        """The height of a row in points, where it has one."""
        own = self._lines[(number - self.first) % self.height].attributes.get("ht")
        return self._heights.get(number, own)

    def set_height(self, number: int, points: str) -> None:
        """Make a row that high."""
        self._heights[number] = points

    def hidden(self, number: int) -> bool:
        """Whether a row doesn't show."""
        attributes = self._lines[(number - self.first) % self.height].attributes
        return attributes.get("hidden") in ("1", "true")

    def restyle(self, number: int, column: int, style: str | None) -> None:
        """Give a cell that something was put into another style."""
        row = self._filled[number]
        row[column] = row[column]._replace(style=style)

    def values(self, number: int, of_cell: Callable[[Element], CellValue]) -> dict[int, CellValue]:
        """What stands in the cells of a row; formulas are left out."""
        filled = self._filled.get(number, {})
        return {
            column: filled[column].value if column in filled else of_cell(slot.cell)
            for column, slot in self.slots(number).items()
            if column in filled or slot.formula is None
        }

    def xml(self) -> str:
        """All its rows."""
        lines = [(line, *_prepared(line)) for line in self.lines]
        return "".join(
            self._row_xml(line, copy, opening, cells)
            for copy in range(self.copies)
            for line, opening, cells in lines
        )

    def _row_xml(
        self, line: Line, copy: int, opening: str, cells: list[tuple[int, str, Slot, str, str]]
    ) -> str:
        number = self.row(line.offset, copy)
        if number in self._heights:
            own = {name: value for name, value in line.attributes.items() if name not in _HEIGHT}
            opening = _attributes({**own, "ht": self._heights[number], "customHeight": "1"})
        filled = self._filled.get(number, {})
        parts = [f'<row r="{number}"{opening}>']
        for column, start, slot, style, static in cells:
            put = filled.get(column)
            if put is not None:
                dressed = style if put.style == slot.style else f'" s="{put.style}"'
                parts.append(f"{start}{number}{dressed}{put.xml}")
            elif slot.formula is not None:
                formula = self._formula_xml(slot.formula(copy), number, column)
                parts.append(f"{start}{number}{style}{formula}")
            else:
                parts.append(f"{start}{number}{static}")
        parts.append("</row>")
        return "".join(parts)

    def _formula_xml(self, formula: str, number: int, column: int) -> str:
        kind, text = self._results.get((number, column), ("n", None))
        shown = "" if kind == "n" else f' t="{kind}"'
        value = "" if text is None else f"<v>{xml_escaped(text)}</v>"
        return f"{shown}><f>{xml_escaped(formula)}</f>{value}</c>"


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{quoted(value)}"' for name, value in attributes.items())


def _prepared(line: Line) -> tuple[str, list[tuple[int, str, Slot, str, str]]]:
    """A row's attributes; of each cell its column, what stands before and after its row's number.

    The last two are the style, and style and content where the cell is left as it was.
    """
    cells = []
    for column, slot in line.slots.items():
        style = '"' if slot.style is None else f'" s="{slot.style}"'
        static = style + static_xml(slot.cell)
        cells.append((column, f'<c r="{column_letters(column)}', slot, style, static))
    return _attributes(line.attributes), cells


def static_xml(cell: Element) -> str:
    """What follows a cell's style: its type and its value."""
    kind, value = cell.get("t"), cell.find(_VALUE)
    shown = "" if kind is None else f' t="{kind}"'
    if value is None:
        return f"{shown}/>"
    return f"{shown}><v>{xml_escaped(value.text or '')}</v></c>"


def plain_row(row: Element, known: Mapping[str | None, str]) -> bool:
    """Whether a row can be kept as text in a sheet that knows these namespaces by prefix."""
    declared = all(known.get(prefix) == name for prefix, name in row.nsmap.items())
    return declared and not row.text and all(_plain_cell(cell) for cell in row)


def _plain_cell(cell: Element) -> bool:
    if cell.tag != _CELL or not set(cell.keys()) <= {"r", "s", "t"} or cell.tail or cell.text:
        return False
    for child in cell:
        told = child.text or child.tag != _FORMULA
        if child.tag not in (_FORMULA, _VALUE) or child.keys() or child.tail or not told:
            return False
    return len(cell) <= 1 and all(len(child) == 0 for child in cell)


def attributes_of(row: Element) -> dict[str, str]:
    """A row's attributes but for its number, by their names with prefixes."""
    prefixes = {name: prefix for prefix, name in row.nsmap.items()}
    found = {}
    for name, value in row.attrib.items():
        space, _, local = str(name).rpartition("}")
        if local != "r" or space:
            found[f"{prefixes[space[1:]]}:{local}" if space else local] = str(value)
    return found


def in_step(copies: int, text: Texts) -> Texts:
    """The texts of a formula in all copies, told from three where its numbers grow evenly.

    A reference moves by the same number of rows from copy to copy, or not at all.
    """
    first, second, last = (_NUMBER.split(text(copy)) for copy in (0, 1, copies - 1))
    if not len(first) == len(second) == len(last):
        return text
    steps = [_step(*found, copies) for found in zip(first, second, last, strict=True)]
    if None in steps:
        return text
    return InStep(first, [step or 0 for step in steps])


def _step(first: str, second: str, last: str, copies: int) -> int | None:
    """By how much a piece grows from copy to copy; None where it changes otherwise."""
    if first == second == last:
        return 0
    if not (first.isascii() and first.isdigit() and second.isdigit()) or first[0] == "0":
        return None
    step = int(second) - int(first)
    return step if str(int(first) + step * (copies - 1)) == last else None
