"""The XML of one worksheet as rows and cells that can be found, read and put."""

from bisect import insort
from collections.abc import Iterator

from lxml import etree

from kamtools.excel.markup import Element, main
from kamtools.excel.references import address, column_letters, column_number

ROW, CELL, FORMULA, VALUE, INLINE = (main(tag) for tag in ("row", "c", "f", "v", "is"))


class Sheet:
    """One worksheet's tree. Rows and cells without an address get the one they stand for."""

    def __init__(self, name: str, part: str, root: Element) -> None:
        self.name = name
        self.part = part
        self.root = root
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
        self.rows: dict[int, Element] = {}
        self._cells: dict[int, dict[int, Element]] = {}
        number = 0
        for row in self.data.iterchildren(ROW):
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            self.rows[number] = row
        self._order = sorted(self.rows)

    def cells_of(self, number: int) -> dict[int, Element]:
        """The cells of a row by column."""
        if number not in self._cells:
            row = self.rows.get(number)
            self._cells[number] = {} if row is None else dict(columns_of(row, number))
        return self._cells[number]

    def __iter__(self) -> Iterator[tuple[int, int, Element]]:
        for number in self._order:
            for column, cell in self.cells_of(number).items():
                yield number, column, cell

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
        row = etree.Element(ROW, {"r": str(number)})
        insort(self._order, number)
        at = self._order.index(number)
        if at + 1 < len(self._order):
            self.rows[self._order[at + 1]].addprevious(row)
        else:
            self.data.append(row)
        self.rows[number] = row
        return row

    def _column_style(self, column: int) -> str | None:
        for span in self.root.iterfind(f"{main('cols')}/{main('col')}"):
            if int(span.get("min", "0")) <= column <= int(span.get("max", "0")):
                return span.get("style")
        return None

    def set_dimension(self) -> None:
        """Write the used range into ``dimension``, where the file has one."""
        found = self.root.find(main("dimension"))
        used = [(row, column) for row, column, _ in self]
        if found is None or not used:
            return
        rows, columns = zip(*used, strict=True)
        first, last = address(min(rows), min(columns)), address(max(rows), max(columns))
        found.set("ref", first if first == last else f"{first}:{last}")


def columns_of(row: Element, number: int) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their columns; one without an address gets it."""
    column = 0
    for cell in row.iterchildren(CELL):
        letters = cell.get("r", "").rstrip("0123456789")
        column = column_number(letters) if letters else column + 1
        cell.set("r", f"{column_letters(column)}{number}")
        yield column, cell
