"""Rows high enough for the texts that were put into them.

Excel fits a row by itself only where no height is set and nothing is merged, which on a printed
form is nowhere; a long address would be cut in the middle of its second line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from unicodedata import east_asian_width

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell, Value
from kamtools.excel.markup import Element, main, number, number_in
from kamtools.excel.sheet import Sheet, merges_of
from kamtools.excel.styles import Styles

POINTS_PER_PIXEL = 0.75
PIXELS_PER_INDENT, PADDING = 9, 6
"""``PADDING`` is a cell's, left and right together."""
DEFAULT_WIDTH, DEFAULT_HEIGHT, TALLEST = 9.14, 15.0, 409.0
LINE, MARGIN = 1.45, 2.0
"""A line's height in font sizes (Noto CJK; 宋体 needs less), and points left free in a cell."""
HALF, FULL = 0.6, 1.0
"""A letter's and a Chinese character's width in font sizes; 宋体's letters are narrower."""

_TOKEN = re.compile(r"[\x21-\x7e]+|.")


def fit_heights(book: Book, sheets: Iterable[Sheet], values: Mapping[Cell, Value]) -> None:
    """Make rows higher where a filled text wraps over more lines than fit; none becomes lower.

    Only cells that wrap are looked at, and not those of rows that Excel fits by itself. The rows
    that a cell is merged over share what it lacks.
    """
    styles = Styles(book)
    texts: dict[str, list[tuple[Cell, str]]] = {}
    for cell, value in values.items():
        if isinstance(value, str) and value:
            texts.setdefault(book.sheet_part(cell.sheet), []).append((cell, value))
    for sheet in sheets:
        if sheet.part in texts:
            _Fitter(sheet, styles).fit(texts[sheet.part])
            book.touch(sheet.part)


class _Fitter:
    def __init__(self, sheet: Sheet, styles: Styles) -> None:
        self.sheet, self.styles = sheet, styles
        self.merges = {(found.box()[0], found.box()[1]): found for found in merges_of(sheet.root)}
        self.widths = dict(_widths(sheet.root))
        shape = sheet.root.find(main("sheetFormatPr"))
        self.width, self.height = float(DEFAULT_WIDTH), float(DEFAULT_HEIGHT)
        if shape is not None:
            self.width = number_in(shape, "defaultColWidth", DEFAULT_WIDTH)
            self.height = number_in(shape, "defaultRowHeight", DEFAULT_HEIGHT)

    def fit(self, cells: Iterable[tuple[Cell, str]]) -> None:
        """Make rows of the sheet high enough for these texts."""
        for cell, text in cells:
            style = self.sheet.style(cell.row, cell.column)
            if not self.styles.wraps(style):
                continue
            top, left, bottom, right = self._box(cell)
            fitted = self.sheet.height_of(cell.row) is None and (top, left) == (bottom, right)
            if not fitted:
                needed = self._needed(text, style, range(left, right + 1))
                self._make_higher(range(top, bottom + 1), needed)

    def _make_higher(self, rows: range, needed: float) -> None:
        heights = [number(self.sheet.height_of(row), self.height) for row in rows]
        lacking = (needed - sum(heights)) / len(rows)
        if lacking > 0:
            for row, height in zip(rows, heights, strict=True):
                self.sheet.set_height(row, f"{min(height + lacking, TALLEST):g}")

    def _box(self, cell: Cell) -> tuple[int, int, int, int]:
        merge = self.merges.get((cell.row, cell.column))
        return merge.box() if merge else (cell.row, cell.column, cell.row, cell.column)

    def _needed(self, text: str, style: str | None, columns: range) -> float:
        """The height in points that ``text`` takes over ``columns``; none for a single line."""
        size = self.styles.font_size(style)
        widths = (self.widths.get(column, self.width) for column in columns)
        pixels = sum(round(width * self.styles.digit_width) for width in widths)
        inside = pixels - PADDING - PIXELS_PER_INDENT * self.styles.indent(style)
        lines = count_lines(text, inside * POINTS_PER_PIXEL / size)
        return ceil(lines * size * LINE + MARGIN) if lines > 1 else 0.0


def count_lines(text: str, width: float) -> int:
    """Over how many lines ``text`` wraps in a cell ``width`` font sizes wide."""
    return sum(_lines_of(paragraph, max(width, FULL)) for paragraph in text.split("\n"))


def _lines_of(paragraph: str, width: float) -> int:
    lines, used = 1, 0.0
    for token in _TOKEN.findall(paragraph):
        needed = _width(token)
        if used and used + needed > width:
            lines, used = lines + 1, 0.0
        if needed > width:  # a word longer than a line breaks anywhere
            lines += ceil(needed / width) - 1
            needed %= width
        used += needed
    return lines


def _width(token: str) -> float:
    return sum(FULL if east_asian_width(mark) in "WFA" else HALF for mark in token)


def _widths(root: Element) -> Iterator[tuple[int, float]]:
    for span in root.iterfind(f"{main('cols')}/{main('col')}"):
        if span.get("width"):
            first, last = number_in(span, "min", 1), min(number_in(span, "max"), 1024)
            for column in range(int(max(first, 1)), int(last) + 1):
                yield column, number_in(span, "width", DEFAULT_WIDTH)
