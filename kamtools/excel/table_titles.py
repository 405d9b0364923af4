"""Cells in the header of a table: what is put there names the column, as when it is typed.

Excel repairs a file in which a header's cell and its column have different names, or in which a
header is no text, is blank or stands twice; formulas mean a column by its name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell, Value
from kamtools.excel.grow_book import chart_formulas
from kamtools.excel.markup import XM, Element, child, drop_attributes, main, number_in
from kamtools.excel.references import address, read_reference
from kamtools.excel.shared_formulas import formulas_of
from kamtools.excel.sheet import Sheet
from kamtools.excel.strings import escape, unescape, without_illegal
from kamtools.excel.structured_references import Titles, with_titles
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

TABLE_TITLE_CHANGED = FindingKind(
    "table_title_changed",
    Severity.WARNING,
    what=Text(
        "表格的表头不能为空、重复或超过 255 个字符，这里写成了“{title}”",
        "a table's header can't be blank, stand twice or be longer than 255; it became {title}",
    ),
    do=Text("请给表格的每一列不同的标题", "give each column of the table a title of its own"),
)
_LONGEST = 255
_NAMELESS = Text("列", "Column")
_BREAKS = {"\n": "_x000a_", "\r": "_x000d_", "\t": "_x0009_"}
_IN_SHEETS = (*(main(tag) for tag in ("formula", "formula1", "formula2")), f"{{{XM}}}f")
_IN_TABLES = (main("calculatedColumnFormula"), main("totalsRowFormula"))


class _Stored(NamedTuple):
    """A table where it stands in the file; ``box`` is its top, left, bottom and right."""

    sheet: Sheet
    part: str
    root: Element
    box: tuple[int, int, int, int]
    columns: list[Element]

    @property
    def names(self) -> set[str]:
        """What formulas call it."""
        return {self.root.get(name, "").casefold() for name in ("name", "displayName")} - {""}


def titled(
    book: Book, sheets: Sequence[Sheet], values: Mapping[Cell, Value]
) -> tuple[Mapping[Cell, Value], list[Finding]]:
    """The values as they can stand in the headers of tables, with what was wrong with them.

    The columns of the tables, and the formulas that name them, follow.
    """
    tables = list(_tables(book, sheets))
    if not tables or not values:
        return values, []
    put = dict(values)
    findings: list[Finding] = []
    renamed: dict[str, Titles] = {}
    for table in tables:
        titles = _put_titles(book, table, put, findings)
        renamed.update(dict.fromkeys(table.names, titles) if titles else {})
        _put_totals(book, table, put)
    if renamed:
        _follow(book, sheets, tables, renamed)
    return put, findings


def _tables(book: Book, sheets: Iterable[Sheet]) -> Iterator[_Stored]:
    for sheet in sheets:
        for part in book.related(sheet.part, "table"):
            root = book.tree(part)
            place = read_reference(root.get("ref", ""))
            columns = list(root.iterfind(f"{main('tableColumns')}/{main('tableColumn')}"))
            if place is not None and place.box()[3] - place.box()[1] + 1 == len(columns):
                yield _Stored(sheet, part, root, place.box(), columns)


def _in_row(table: _Stored, row: int, values: Mapping[Cell, Value]) -> dict[int, Cell]:
    """The cells of a row of the table that get a value, by the number of their column in it."""
    _, left, _, right = table.box
    name = table.sheet.name.casefold()
    found = (cell for cell in values if cell.row == row and left <= cell.column <= right)
    return {cell.column - left: cell for cell in found if cell.sheet.casefold() == name}


def _put_titles(
    book: Book, table: _Stored, values: dict[Cell, Value], findings: list[Finding]
) -> dict[str, str]:
    """Name the columns whose header gets a value; returns the new titles by the old ones."""
    if not number_in(table.root, "headerRowCount", 1):
        return {}
    cells = _in_row(table, table.box[0], values)
    old = [unescape(column.get("name", "")) for column in table.columns]
    taken = {name.casefold() for number, name in enumerate(old) if number not in cells}
    titles = {}
    for number, cell in sorted(cells.items()):
        wanted = _written(values[cell])
        title = _free(wanted, number, taken)
        taken.add(title.casefold())
        values[cell] = title
        if title != wanted:
            place = Place(book.path.name, cell.sheet, address(cell.row, cell.column))
            findings.append(TABLE_TITLE_CHANGED.at(place, title=title))
        if title != old[number]:
            titles[old[number].casefold()] = title
            _name(book, table, table.columns[number], title)
    return titles


def _written(value: Value) -> str:
    """A value as the text of a header."""
    if isinstance(value, str):
        return without_illegal(value.replace("\r\n", "\n"))[0]
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _free(wanted: str, number: int, taken: set[str]) -> str:
    """A title no other column has: numbered behind, as Excel does it; one for a blank cell."""
    wanted = wanted[:_LONGEST]
    if wanted.strip() and wanted.casefold() not in taken:
        return wanted
    stem = wanted if wanted.strip() else _NAMELESS.show()
    first = 2 if wanted.strip() else number + 1
    tries = (f"{stem[: _LONGEST - 5]}{more}" for more in range(first, first + len(taken) + 1))
    return next(title for title in tries if title.casefold() not in taken)


def _name(book: Book, table: _Stored, column: Element, title: str) -> None:
    """Name a column, and the slicer that shows it."""
    name = _attribute(title)
    column.set("name", name)
    book.touch(table.part)
    for part in book.package.parts:
        if not part.startswith("xl/slicerCaches/"):
            continue
        for shown in book.tree(part).iter("{*}tableSlicerCache"):
            of = shown.get("tableId"), shown.get("column")
            if of == (table.root.get("id"), column.get("id")):
                book.tree(part).set("sourceName", name)
                book.touch(part)


def _attribute(title: str) -> str:
    text = escape(title)
    for sign, written in _BREAKS.items():
        text = text.replace(sign, written)
    return text


def _put_totals(book: Book, table: _Stored, values: Mapping[Cell, Value]) -> None:
    """What is put into the row of totals is the column's label there, and no sum any more."""
    if not number_in(table.root, "totalsRowCount"):
        return
    for number, cell in _in_row(table, table.box[2], values).items():
        column, value = table.columns[number], values[cell]
        drop_attributes(column, "totalsRowLabel", "totalsRowFunction")
        formula = child(column, main("totalsRowFormula"))
        if formula is not None:
            column.remove(formula)
        if isinstance(value, str) and value:
            column.set("totalsRowLabel", _attribute(without_illegal(value)[0]))
        book.touch(table.part)


def _follow(
    book: Book, sheets: Sequence[Sheet], tables: Sequence[_Stored], renamed: Mapping[str, Titles]
) -> None:
    """Let every formula of the workbook that names a column use its new title."""
    for sheet in sheets:
        _ = sheet.rows  # none is kept as texts from now on
        here = [table for table in tables if table.sheet is sheet]
        stored = [(one.element, _home(here, one.row, one.column)) for one in formulas_of(sheet)]
        rules = [(element, "") for element in sheet.root.iter(*_IN_SHEETS)]
        _retitle(book, sheet.part, [*stored, *rules], renamed)
    for table in tables:
        home = next(iter(table.names), "")
        own = [(element, home) for element in table.root.iter(*_IN_TABLES)]
        _retitle(book, table.part, own, renamed)
    names = book.root.iterfind(f"{main('definedNames')}/{main('definedName')}")
    _retitle(book, book.part, [(name, "") for name in names], renamed)
    for part in book.package.parts:
        if part.startswith("xl/charts/") and part.endswith(".xml"):
            drawn = chart_formulas(book.tree(part))
            _retitle(book, part, [(element, "") for element in drawn], renamed)


def _home(tables: Iterable[_Stored], row: int, column: int) -> str:
    for table in tables:
        top, left, bottom, right = table.box
        if top <= row <= bottom and left <= column <= right:
            return next(iter(table.names), "")
    return ""


def _retitle(
    book: Book, part: str, formulas: Iterable[tuple[Element, str]], renamed: Mapping[str, Titles]
) -> None:
    """Write new titles into formulas of a part, each with the table that it stands in."""
    for element, home in formulas:
        old = element.text or ""
        new = with_titles(old, renamed, home)
        if new != old:
            element.text = new
            book.touch(part)
