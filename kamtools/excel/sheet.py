"""The XML of one worksheet as rows and cells that can be found, read and put."""

import re
import secrets
from bisect import insort
from collections.abc import Collection, Iterable, Iterator, MutableMapping
from functools import lru_cache

from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.markup import BrokenPart, Element, main, number_in, parse, quoted, serialize
from kamtools.excel.references import (
    Reference,
    address,
    column_letters,
    column_number,
    read_reference,
)
from kamtools.excel.repeated_rows import RepeatedRows
from kamtools.excel.stored_rows import LONG, StoredRows

_ADDRESS = re.compile(r"([A-Za-z]+)([0-9]+)")
LONGEST_NUMBER = 10
"""Digits of a row's number; some files have a row 0, or rows beyond Excel's last: they stay."""
ROW, CELL, FORMULA, VALUE, INLINE = (main(tag) for tag in ("row", "c", "f", "v", "is"))


def open_sheet(book: Book, name: str, *, whole: bool = False) -> "Sheet":
    """A sheet of a book. A long one whose rows stay is not parsed ``whole``."""
    part = book.sheets[name]
    if not whole and book.package.size(part) >= LONG:
        rows = StoredRows.of(book.package.read(part))
        if rows is not None:
            return LongSheet(book, name, part, rows)
    sheet = Sheet(name, part, book.tree(part))
    book.write_with(part, sheet.written)
    return sheet


class Sheet:
    """One worksheet's tree. Rows and cells without an address get the one they stand for.

    Repeated rows may be kept as texts (see ``repeat``); whoever asks for their elements gets them.
    """

    def __init__(self, name: str, part: str, root: Element) -> None:
        self.name = name
        self.part = part
        self.root = root
        self.repeated: list[tuple[Element, RepeatedRows]] = []
        self._kept: dict[int, RepeatedRows] = {}
        self._rows: MutableMapping[int, Element] = {}
        self.index()

    @property
    def rows(self) -> MutableMapping[int, Element]:
        """The rows by number."""
        self._unfold()
        return self._rows

    @property
    def data(self) -> Element:
        """The element that holds the rows."""
        self._unfold()
        found = self.root.find(main("sheetData"))
        if found is None:
            found = etree.SubElement(self.root, main("sheetData"))
        return found

    def index(self) -> None:
        """Look all rows up anew, after they were moved."""
        self._cells: dict[int, dict[int, Element]] = {}
        self._rows = {}
        number = 0
        for row in self.data.iterchildren(ROW):
            number = number_of(row, number, self.part)
            row.set("r", str(number))
            self._rows[number] = row
        self._order = sorted(self._rows)

    def repeat(self, after: Element, rows: RepeatedRows) -> None:
        """Keep rows as texts that stand after the row ``after``."""
        place = etree.Comment(f"rows {secrets.token_hex(8)}")
        after.addnext(place)
        self.repeated.append((place, rows))
        self._kept.update(dict.fromkeys(rows.numbers, rows))
        self._order = sorted([*self._order, *rows.numbers])

    def kept(self, number: int) -> RepeatedRows | None:
        """The repeated rows one of which is that row, as long as they are kept as texts."""
        return self._kept.get(number)

    def _unfold(self) -> None:
        """Make elements of all rows that are kept as texts."""
        folded, self.repeated, self._kept = self.repeated, [], {}
        for place, rows in folded:
            spaces = "".join(
                f' xmlns{":" if prefix else ""}{prefix or ""}="{quoted(name)}"'
                for prefix, name in self.root.nsmap.items()
            )
            for row in list(parse(f"<rows{spaces}>{rows.xml()}</rows>".encode(), self.part)):
                place.addprevious(row)
            parent = place.getparent()
            assert parent is not None
            parent.remove(place)
        if folded:
            self.index()

    def written(self) -> bytes:
        """The bytes of the part as it has become."""
        data = serialize(self.root)
        for place, rows in self.repeated:
            before, found, after = data.partition(etree.tostring(place, with_tail=False))
            assert found
            data = b"".join((before, rows.xml().encode(), after))
        return data

    def cells_of(self, number: int) -> dict[int, Element]:
        """The cells of a row by column."""
        if number in self._kept:
            self._unfold()
        if number not in self._cells:
            row = self._rows.get(number)
            self._cells[number] = {} if row is None else dict(columns_of(row, number))
        return self._cells[number]

    def columns(self, number: int) -> Collection[int]:
        """The columns of a row in which it has cells."""
        kept = self.kept(number)
        return self.cells_of(number) if kept is None else kept.slots(number)

    def style(self, number: int, column: int) -> str | None:
        """The style of a cell, by its number."""
        kept = self.kept(number)
        if kept is not None:
            return kept.style(number, column)
        cell = self.cell(number, column)
        return None if cell is None else cell.get("s")

    def height_of(self, number: int) -> str | None:
        """The height of a row in points, where it has one."""
        kept = self.kept(number)
        if kept is not None:
            return kept.height_of(number)
        row = self._rows.get(number)
        return None if row is None else row.get("ht")

    def hidden(self, number: int) -> bool:
        """Whether a row doesn't show."""
        kept = self.kept(number)
        if kept is not None:
            return kept.hidden(number)
        row = self._rows.get(number)
        return row is not None and row.get("hidden") in ("1", "true")

    def set_height(self, number: int, points: str) -> None:
        """Make a row that high."""
        kept = self.kept(number)
        if kept is not None:
            kept.set_height(number, points)
        elif number in self._rows:
            self._rows[number].set("ht", points)
            self._rows[number].set("customHeight", "1")

    def __iter__(self) -> Iterator[tuple[int, int, Element]]:
        self._unfold()
        for number in self._order:
            for column, cell in self.cells_of(number).items():
                yield number, column, cell

    def formula_cells(self) -> Iterator[tuple[int, int, Element, Element]]:
        """Row, column, cell and ``f`` element of every formula that ``formulas`` yields."""
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
        """The ``f`` element of every formula but those of rows that are kept as texts."""
        data = self.root.find(main("sheetData"))
        return iter(()) if data is None else data.iter(FORMULA)

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
        self._rows[number] = row = self._new_row(number)
        return row

    def _new_row(self, number: int) -> Element:
        row = etree.Element(ROW, {"r": str(number)})
        at = self._order.index(number)
        if at + 1 < len(self._order):
            self._rows[self._order[at + 1]].addprevious(row)
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
        return max((max(self.columns(row), default=1) for row in self._order), default=1)

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
        book.write_with(part, self.written)

    def written(self) -> bytes:
        """The bytes of the part as it has become."""
        return self._stored.written(serialize(self.root))

    def index(self) -> None:
        """Take the stored rows as they are."""
        self._cells = {}
        self._rows = self._stored
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


def merges_of(root: Element) -> Iterator[Reference]:
    """The merged cells of a worksheet's tree."""
    for element in root.iter(main("mergeCell")):
        found = read_reference(element.get("ref", ""))
        if found is not None and found.last is not None:
            yield found


def number_of(row: Element, before: int, part: str) -> int:
    """A row's number, the next one where it has none; raises ``BrokenPart`` where that is none."""
    text = row.get("r") or str(before + 1)
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER):
        raise BrokenPart(part=part, why=f'<row r="{text[:20]}">')
    return int(text)


def columns_of(row: Element, number: int) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their columns; one without an address gets it.

    Raises ``BrokenPart`` where an address names no column.
    """
    column = 0
    column_in = _kept_column_in if number <= _KEPT_ROWS else _column_in
    for cell in row.iterchildren(CELL):
        name = cell.get("r", "")
        found = column_in(name, number)
        if found is None:
            letters = name.rstrip("0123456789")
            column = _column(letters, number) if letters else column + 1
            cell.set("r", f"{column_letters(column)}{number}")
        else:
            column = found
        yield column, cell


def _column_in(name: str, number: int) -> int | None:
    """The column in the address of a cell of that row; None where it is of another, or none."""
    ending = str(number)
    letters = name[: -len(ending)]
    return _column(letters, number) if letters.isalpha() and name.endswith(ending) else None


_KEPT_ROWS = 500
_kept_column_in = lru_cache(maxsize=1 << 14)(_column_in)
"""The upper rows' addresses come again in every form."""


def _column(letters: str, row: int) -> int:
    try:
        return column_number(letters)
    except ValueError as error:
        raise BrokenPart(part=f'<row r="{row}">', why=f'<c r="{letters[:20]}">') from error
