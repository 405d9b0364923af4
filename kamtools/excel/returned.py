"""Reading a workbook that came back, whoever saved it: names, sheets, every cell with its type."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell
from kamtools.excel.display import GENERAL, shows_day
from kamtools.excel.markup import BrokenPart, Element, main, parse, refuse_types
from kamtools.excel.references import read_reference
from kamtools.excel.sheet import FORMULA, INLINE, ROW, VALUE, columns_of, number_of
from kamtools.excel.stored_rows import LONG
from kamtools.excel.strings import rich_text, shared_strings, unescape
from kamtools.excel.styles import Styles

Kind = Literal["blank", "text", "number", "bool", "error", "date"]
ReadValue = str | Decimal | bool | date | None
DIGITS = 15
"""Excel keeps 15 digits and writes up to 17: what is typed as 1.1 lies in the file as
1.1000000000000001."""


class ReadCell(NamedTuple):
    """What a cell holds, or what its formula carries.

    ``value`` is a str for texts and errors (``#N/A``), a Decimal, a bool, a date or datetime (a
    number whose ``format`` shows a day), or None where nothing stands. ``format`` is the code by
    which it is shown.
    """

    kind: Kind
    value: ReadValue = None
    formula: bool = False
    format: str = GENERAL


BLANK = ReadCell("blank")
_BOOL_CONSTANTS = ("TRUE()", "FALSE()")
"""LibreOffice saves a typed TRUE as a formula."""


class Named(NamedTuple):
    """A defined name of workbook scope: its formula, and the one cell it leads to, if any."""

    text: str
    cell: Cell | None

    @property
    def broken(self) -> bool:
        """Whether its cell, or its sheet, was deleted."""
        return "#REF!" in self.text


@dataclass(frozen=True)
class Cells:
    """A workbook as read.

    ``names`` by their spelling in the file; ``states`` of all sheets in order: visible, hidden or
    veryHidden; ``cells`` that hold anything, by sheet, row and column.
    """

    names: dict[str, Named] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    cells: dict[Cell, ReadCell] = field(default_factory=dict)

    def at(self, cell: Cell) -> ReadCell:
        """What stands at a cell."""
        return self.cells.get(cell, BLANK)


def read_cells(path: Path) -> Cells:
    """Read all that a returned workbook holds, after a look at whether it may be opened.

    Raises ``MayNotBeOpened``, ``NotAWorkbook`` or ``BrokenPart``.
    """
    book = Book(path)
    reader = _Reader(book)
    return Cells(_names(book), _states(book), dict(reader.cells()))


def _names(book: Book) -> dict[str, Named]:
    spelled = {name.casefold(): name for name in book.sheets}
    found = {}
    for element in book.root.iterfind(f"{main('definedNames')}/{main('definedName')}"):
        if element.get("localSheetId") is None:
            text = element.text or ""
            place = _single(text)
            sheet = spelled.get(place.sheet) if place else None
            cell = Cell(sheet, place.row, place.column) if place and sheet is not None else None
            found[element.get("name", "")] = Named(text, cell)
    return found


@lru_cache(maxsize=1 << 14)
def _single(text: str) -> Cell | None:
    """The one cell that a name means, its sheet's name casefolded; forms name the same cells."""
    place = read_reference(text)
    if place is None or not place.single:
        return None
    return Cell((place.sheet or "").casefold(), place.first.row, place.first.column)


def _states(book: Book) -> dict[str, str]:
    sheets = book.root.iterfind(f"{main('sheets')}/{main('sheet')}")
    return {sheet.get("name", ""): sheet.get("state", "visible") for sheet in sheets}


class _Reader:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.strings = shared_strings(book)
        self.styles = Styles(book)
        self.formats: dict[str | None, tuple[str, bool]] = {}

    def cells(self) -> Iterator[tuple[Cell, ReadCell]]:
        for sheet, part in self.book.sheets.items():
            for row, column, element in _elements(self.book, part):
                cell = self._read(element, part)
                if cell is not None:
                    yield Cell(sheet, row, column), cell

    def _read(self, cell: Element, part: str) -> ReadCell | None:
        formula, text = False, None
        inline: Element | None = None
        for child in cell:
            tag = child.tag
            if tag == VALUE:
                text = child.text
            elif tag == FORMULA:
                formula = child.text not in _BOOL_CONSTANTS
            elif tag == INLINE:
                inline = child
        if text is None and not formula and inline is None:
            return None
        form, day = self._format(cell.get("s"))
        try:
            kind, value = self._value(cell.get("t", "n"), text, inline, day)
        except (ValueError, IndexError, InvalidOperation) as error:
            raise BrokenPart(part=part, why=f"{cell.get('r')}: {text}") from error
        return None if kind == "blank" and not formula else ReadCell(kind, value, formula, form)

    def _value(
        self, kind: str, text: str | None, inline: Element | None, day: bool
    ) -> tuple[Kind, ReadValue]:
        if kind == "inlineStr":
            return "text", rich_text(inline) if inline is not None else ""
        if kind == "str":
            return "text", unescape(text or "")
        if not text:
            return "blank", None
        if kind == "s":
            return "text", self.strings[int(text)]
        if kind == "b":
            return "bool", text in ("1", "true")
        if kind == "e":
            return "error", text
        if kind == "d":
            return "date", datetime.fromisoformat(text)
        number = exact(text)
        moment = _moment(number, self.book.from_1904) if day else None
        return ("number", number) if moment is None else ("date", moment)

    def _format(self, style: str | None) -> tuple[str, bool]:
        """The code by which a style shows numbers, and whether it shows a day."""
        found = self.formats.get(style)
        if found is None:
            form = self.styles.number_format(style)
            found = self.formats[style] = form, shows_day(form)
        return found


def exact(text: str) -> Decimal:
    """The number that was typed; of the 17 digits that Excel writes, as few as tell it apart."""
    digits = text.strip()
    if len(digits) > DIGITS:
        digits = repr(float(digits)) if "." in digits or "e" in digits.lower() else digits
    number = Decimal(digits)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _moment(number: Decimal, from_1904: bool) -> date | None:
    """The day, or day and time, that a number stands for; None where Excel shows none."""
    if not (0 if from_1904 else 1) <= number < 2_958_466 or (60 <= number < 61 and not from_1904):
        return None
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if number < 60 else 30)
    days, part = divmod(number, 1)
    moment = epoch + timedelta(int(days), milliseconds=round(part * 86_400_000))
    return moment if part else moment.date()


def _elements(book: Book, part: str) -> Iterator[tuple[int, int, Element]]:
    """The cells of a worksheet's part in order."""
    number = 0
    for row in _rows(book.package.read(part), part):
        number = number_of(row, number, part)
        for column, cell in columns_of(row, number):
            yield number, column, cell


def _rows(data: bytes, part: str) -> Iterator[Element]:
    """The rows of a worksheet's part; those of a long one are let go when they have been read."""
    if len(data) < LONG:
        yield from parse(data, part).iter(ROW)
        return
    refuse_types(data, part)
    try:
        for _, row in etree.iterparse(
            io.BytesIO(data), tag=ROW, resolve_entities=False, no_network=True, load_dtd=False
        ):
            yield row
            row.clear()
    except etree.XMLSyntaxError as error:
        raise BrokenPart(part=part, why=str(error)) from error
