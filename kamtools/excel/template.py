"""A workbook looked at as a template: its sheets and the texts in their cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kamtools.excel.book import Book
from kamtools.excel.markup import Element, main
from kamtools.excel.sheet import FORMULA, open_sheet
from kamtools.excel.strings import shared_strings
from kamtools.excel.styles import Styles
from kamtools.excel.values import value_of

_TEXTS = ("s", "inlineStr", "str")
"""The types of cells that hold texts."""


@dataclass(frozen=True)
class TextCell:
    """A cell that holds a text (not a formula); row and column count from 1."""

    sheet: str
    row: int
    column: int
    text: str
    unlocked: bool


class Template:
    """A workbook that is read, never changed; ``write`` makes changed copies of it."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @classmethod
    def open(cls, path: Path) -> "Template":
        """Open a template; raises ``MayNotBeOpened``, ``NotAWorkbook`` or ``BrokenPart``."""
        book = Book(path)
        _ = book.sheets
        return cls(book)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of its worksheets, in order."""
        return tuple(self._book.sheets)

    @property
    def names(self) -> tuple[str, ...]:
        """The defined names of workbook scope."""
        holder = self._book.root.iterfind(f"{main('definedNames')}/{main('definedName')}")
        return tuple(name.get("name", "") for name in holder if name.get("localSheetId") is None)

    @property
    def protected(self) -> frozenset[str]:
        """The names of the sheets where only unlocked cells may be edited."""
        on = ("1", "true")
        return frozenset(
            sheet
            for sheet, part in self._book.sheets.items()
            if any(
                found.get("sheet") in on
                for found in self._book.tree(part).iterfind(main("sheetProtection"))
            )
        )

    @cached_property
    def _strings(self) -> list[str]:
        return shared_strings(self._book)

    def texts(self) -> Iterator[TextCell]:
        """Every cell with a text, sheet by sheet, row by row; raises ``BrokenPart``."""
        styles = Styles(self._book)
        for name in self._book.sheets:
            for row, column, cell in open_sheet(self._book, name):
                text = self._text(cell)
                if text:
                    yield TextCell(name, row, column, text, styles.unlocked(cell.get("s")))

    def _text(self, cell: Element) -> str | None:
        if cell.find(FORMULA) is not None or cell.get("t") not in _TEXTS:
            return None
        value = value_of(cell, self._strings)
        return value if isinstance(value, str) else None
