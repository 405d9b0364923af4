"""Reading the values that a workbook carries, without calculating anything."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kamtools.excel.book import Book
from kamtools.excel.changes import Value
from kamtools.excel.markup import BrokenPart, Element, main
from kamtools.excel.references import read_reference
from kamtools.excel.sheet import INLINE, VALUE, Sheet, open_sheet
from kamtools.excel.strings import rich_text, shared_strings, unescape


def read_named_values(path: Path, names: Iterable[str]) -> dict[str, Value]:
    """The value carried at the cell of each defined name (workbook scope).

    Numbers are ``Decimal`` as written, dates are the numbers Excel keeps, errors are texts such as
    ``#DIV/0!``, a blank cell is None. A name that the workbook lacks, or that is no single cell of
    it, is left out. Raises ``MayNotBeOpened``, ``NotAWorkbook`` or ``BrokenPart``.
    """
    book = Book(path)
    wanted = {name.casefold(): name for name in names}
    strings: list[str] | None = None
    found: dict[str, Value] = {}
    sheets: dict[str, Sheet] = {}
    for name, target in _defined_names(book).items():
        place = read_reference(target) if name in wanted else None
        if place is None or place.sheet not in book.sheets or not place.single:
            continue
        sheet = sheets.setdefault(place.sheet, open_sheet(book, place.sheet))
        strings = shared_strings(book) if strings is None else strings
        cell = sheet.cell(place.first.row, place.first.column)
        found[wanted[name]] = value_of(cell, strings) if cell is not None else None
    return found


def _defined_names(book: Book) -> dict[str, str]:
    """The formulas of the names of workbook scope, by casefolded name."""
    return {
        element.get("name", "").casefold(): element.text or ""
        for element in book.root.iterfind(f"{main('definedNames')}/{main('definedName')}")
        if element.get("localSheetId") is None
    }


def value_of(cell: Element, strings: list[str]) -> str | Decimal | bool | None:
    """The value a cell carries; ``strings`` is the shared table.

    Days that stand in letters (``t="d"``) and errors are texts. Raises ``BrokenPart`` where what
    stands there is no value of its type.
    """
    try:
        return _value_of(cell, strings)
    except (ValueError, IndexError, InvalidOperation) as error:
        why = f"{cell.findtext(VALUE)!r:.40} ({error})"
        raise BrokenPart(part=f"<c r={cell.get('r')}>", why=why) from error


def _value_of(cell: Element, strings: list[str]) -> str | Decimal | bool | None:
    kind, value = cell.get("t", "n"), cell.findtext(VALUE)
    if kind == "inlineStr":
        inline = cell.find(INLINE)
        return rich_text(inline) if inline is not None else None
    if value is None or (value == "" and kind != "str"):
        return None
    if kind == "s":
        return strings[int(value)]
    if kind == "b":
        return value in ("1", "true")
    return unescape(value) if kind in ("str", "e", "d") else Decimal(value)
