"""The XML of one worksheet as rows and cells that can be found, read and put."""

import re
from bisect import insort
from collections.abc import Iterable, Iterator, MutableMapping

from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.markup import BrokenPart, Element, main, number_in, parse, serialize
from kamtools.excel.references import (
    LAST_ROW,
    address,
    column_letters,
    column_number,
    read_reference,
)
from kamtools.excel.stored_rows import LONG, StoredRows

_ADDRESS = re.compile(r"([A-Za-z]+)([0-9]+)")
ROW, CELL, FORMULA, VALUE, INLINE = (main(tag) for tag in ("row", "c", "f", "v", "is"))


def open_sheet(book: Book, name: str, *, whole: bool = False) -> "Sheet":
    """A sheet of a book. A long one whose rows stay is not parsed ``whole``."""
    part = book.sheets[name]
    if not whole and book.package.size(part) >= LONG:
        rows = StoredRows.of(book.package.read(part))
        if rows is not None:
            return LongSheet(book, name, part, rows)
    return Sheet(name, part, book.tree(part))


class Sheet:
    """One worksheet's tree. Rows and cells without an address get the one they stand for."""

    def __init__(self, name: str, part: str, root: Element) -> None:
        self.name = name
        self.part = part
        self.root = root
        self.rows: MutableMapping[int, Element] = {}
        self.index()

    @property
    def data(self) -> Element:
        """The element that holds the rows."""
        found = self.root.find(main("sheetData"))
        if found is None:
            found = etree.SubElement(self.root, main("sheetData"))
        return found

    def index(self) -> None:
        """Look all rows up anew, after they were moved."""
        self._cells: dict[int, dict[int, Element]] = {}
        self.rows = {}
        number = 0
        for row in self.data.iterchildren(ROW):
            number = self._number(row, number)
            row.set("r", str(number))
            self.rows[number] = row
        self._order = sorted(self.rows)

    def _number(self, row: Element, before: int) -> int:
        """A row's number; raises ``BrokenPart`` where that is none."""
        text = row.get("r") or str(before + 1)
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LAST_ROW):
            raise BrokenPart(part=self.part, why=f'<row r="{text[:20]}">')
        return int(text)

    def cells_of(self, number: int) -> dict[int, Element]:
        """The cells of a row by column."""
        if number not in self._cells:
            row = self.rows.get(number)
            self._cells[number] = {} if row is None else self._columns_of(row, number)
        return self._cells[number]

    def _columns_of(self, row: Element, number: int) -> dict[int, Element]:
        try:
            return dict(columns_of(row, number))
        except ValueError as error:
            raise BrokenPart(part=self.part, why=f'<c r="{error}">') from error

    def __iter__(self) -> Iterator[tuple[int, int, Element]]:
        for number in self._order:
            for column, cell in self.cells_of(number).items():
                yield number, column, cell

    def formula_cells(self) -> Iterator[tuple[int, int, Element, Element]]:
        """Row, column, cell and ``f`` element of every formula."""
        for element in self.formulas():
            cell = element.getparent()
            assert cell is not None
            found = _ADDRESS.fullmatch(cell.get("r", ""))
            if found is None:
                row = cell.getparent()
                number = int(row.get("r", "0")) if row is not None else 0
                self.cells_of(number)  # gives addresses
                found = _ADDRESS.fullmatch(cell.get("r", ""))
                assert found is not None
            yield int(found[2]), column_number(found[1]), cell, element

    def formulas(self) -> Iterator[Element]:
        """The ``f`` element of every formula."""
        return self.data.iter(FORMULA)

    def cell(self, row: int, column: int) -> Element | None:
        """The cell at an address, if the file has one there."""
        return self.cells_of(row).get(column)

    def ensure(self, row: int, column: int) -> Element:
        """The cell at an address; a new one takes the style of its row or column."""
        found = self.cell(row, column)
        return self._new_cell(row, column) if found is None else found

    def _new_cell(self, number: int, column: int) -> Element:
        row = self._ensure_row(number)
        cell = etree.Element(CELL, {"r": address(number, column)})
        style = (
            row.get("s") if row.get("customFormat") in ("1", "true") else self._column_style(column)
        )
        if style:
            cell.set("s", style)
        cells = self.cells_of(number)
        after = [existing for at, existing in cells.items() if at > column]
        if after:
            after[0].addprevious(cell)
        elif cells:
            list(cells.values())[-1].addnext(cell)
        else:
            row.insert(0, cell)
        cells[column] = cell
        self._cells[number] = dict(sorted(cells.items()))
        return cell

    def _ensure_row(self, number: int) -> Element:
        if number in self.rows:
            return self.rows[number]
        insort(self._order, number)
        self._cells.pop(number, None)
        self.rows[number] = row = self._new_row(number)
        return row

    def _new_row(self, number: int) -> Element:
        row = etree.Element(ROW, {"r": str(number)})
        at = self._order.index(number)
        if at + 1 < len(self._order):
            self.rows[self._order[at + 1]].addprevious(row)
        else:
            self.data.append(row)
        return row

    def _column_style(self, column: int) -> str | None:
        for span in self.root.iterfind(f"{main('cols')}/{main('col')}"):
            if number_in(span, "min") <= column <= number_in(span, "max"):
                return span.get("style")
        return None

    def last_row(self) -> int:
        """The last row that the file has."""
        return self._order[-1] if self._order else 1

    def last_column(self) -> int:
        """The last column that a row reaches."""
        return max((max(self.cells_of(row), default=1) for row in self._order), default=1)

    def widen_dimension(self, cells: Iterable[tuple[int, int]]) -> None:
        """Let the used range in ``dimension``, where the file has one, hold these cells."""
        found = self.root.find(main("dimension"))
        used = read_reference(found.get("ref", "")) if found is not None else None
        rows, columns = zip(*cells, strict=True) if (cells := list(cells)) else ((), ())
        if found is None or used is None or not rows:
            return
        top, left, bottom, right = used.box()
        first = address(min(top, *rows), min(left, *columns))
        last = address(max(bottom, *rows), max(right, *columns))
        if (first, last) != (address(top, left), address(bottom, right)):
            found.set("ref", first if first == last else f"{first}:{last}")


class LongSheet(Sheet):
    """A sheet of which only those rows are parsed that are looked at; its rows stay."""

    def __init__(self, book: Book, name: str, part: str, rows: StoredRows) -> None:
        self._stored = rows
        super().__init__(name, part, parse(rows.skeleton(), part))
        book.write_with(part, self._written)

    def _written(self) -> bytes:
        return self._stored.written(serialize(self.root))

    def index(self) -> None:
        """Take the stored rows as they are."""
        self._cells = {}
        self.rows = self._stored
        self._order = list(self._stored)

    def formulas(self) -> Iterator[Element]:
        """The ``f`` element of every formula; their rows are parsed."""
        for number in self._stored.with_formulas():
            yield from self._stored[number].iter(FORMULA)

    def _new_row(self, number: int) -> Element:
        return self._stored.new(number)

    def last_column(self) -> int:
        """The last column that a row reaches."""
        return max(1, column_number(self._stored.last_column()))


def columns_of(row: Element, number: int) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their columns; one without an address gets it."""
    column, ending = 0, str(number)
    for cell in row.iterchildren(CELL):
        name = cell.get("r", "")
        if name.endswith(ending) and name[: -len(ending)].isalpha():
            column = column_number(name[: -len(ending)])
        else:
            letters = name.rstrip("0123456789")
            column = column_number(letters) if letters else column + 1
            cell.set("r", f"{column_letters(column)}{number}")
        yield column, cell
