"""All cells of a workbook as the evaluator wants them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kamtools.excel.book import Book
from kamtools.excel.calculation.engine import Place
from kamtools.excel.calculation.tables import Table, plain_references
from kamtools.excel.calculation.values import CellValue, Unknown
from kamtools.excel.calculation.words import Words, array_words, not_known, relative
from kamtools.excel.markup import Element, main
from kamtools.excel.needs import Needed, Needs, tables_of
from kamtools.excel.plain_values import PlainValues
from kamtools.excel.references import Reference, read_reference
from kamtools.excel.repeated_rows import InStep, RepeatedRows, Slot
from kamtools.excel.shared_formulas import StoredFormula, formulas_of
from kamtools.excel.sheet import FORMULA, Sheet
from kamtools.excel.strings import shared_strings


@dataclass
class Collected:
    """Cells by (sheet number, row, column).

    ``plain`` tells the values of cells without formulas, ``carried`` are the formulas' values in
    the file. ``others`` tells what the formulas need (None: maybe anything) whose words are not
    known, parts of array formulas too; ``unsteady`` ones have another value each time.
    ``all_stale``: the workbook itself says that what it carries may be wrong.
    """

    sheets: dict[str, int] = field(default_factory=dict)
    names: dict[tuple[str, int | None], str] = field(default_factory=dict)
    plain: PlainValues = field(default_factory=lambda: PlainValues([], list))
    carried: dict[Place, CellValue] = field(default_factory=dict)
    formulas: dict[Place, Words] = field(default_factory=dict)
    elements: dict[Place, Element] = field(default_factory=dict)
    needs: Needs = field(default_factory=lambda: Needs({}, {}))
    others: dict[Place, Needed] = field(default_factory=dict)
    unsteady: set[Place] = field(default_factory=set)
    all_stale: bool = False


def collect(book: Book, sheets: list[Sheet]) -> Collected:
    """Read all cells; one without formulas and charts is not read any further."""
    found = Collected({sheet.name.casefold(): number for number, sheet in enumerate(sheets)})
    found.plain = PlainValues(sheets, lambda: shared_strings(book), book.from_1904)
    calculation = book.root.find(main("calcPr"))
    as_displayed = calculation is not None and calculation.get("fullPrecision") in ("0", "false")
    if as_displayed:
        _ = [sheet.rows for sheet in sheets]  # none is kept as texts from now on
    stored = [(at, formula) for at, sheet in enumerate(sheets) for formula in formulas_of(sheet)]
    kept = [(at, rows) for at, sheet in enumerate(sheets) for _, rows in sheet.repeated]
    charts = any(part.startswith("xl/charts/") for part in book.package.parts)
    if not stored and not kept and not charts:
        return found
    tables = tables_of(book)
    found.names = _names(book, sheets, tables)
    found.needs = Needs(found.names, tables)
    for number, formula in stored:
        _take_formula(found, sheets[number], number, formula)
    for number, rows in kept:
        _take_kept(found, sheets[number], number, rows)
    _take_carried(found)
    if calculation is not None:
        found.all_stale = calculation.get("fullCalcOnLoad") in ("1", "true")
    if as_displayed:
        _nothing_computable(found, stored)
    return found


def _nothing_computable(found: Collected, stored: list[tuple[int, StoredFormula]]) -> None:
    """With “precision as displayed”, values depend on formats."""
    for number, formula in stored:
        place = (number, formula.row, formula.column)
        found.formulas[place] = not_known("precision as displayed")
        found.others.setdefault(place, found.needs.of(formula.text, number))


def _names(
    book: Book, sheets: list[Sheet], tables: dict[str, Table]
) -> dict[tuple[str, int | None], str]:
    numbers = {sheet.name: number for number, sheet in enumerate(sheets)}
    order = book.sheet_order
    names: dict[tuple[str, int | None], str] = {}
    for element in book.root.iterfind(f"{main('definedNames')}/{main('definedName')}"):
        scope, name = element.get("localSheetId"), element.get("name", "").casefold()
        text = _in_a_name(element.text or "", tables)
        if scope is None:
            names[name, None] = text
        elif scope.isdecimal() and int(scope) < len(order) and order[int(scope)] in numbers:
            names[name, numbers[order[int(scope)]]] = text
    return names


def _in_a_name(text: str, tables: dict[str, Table]) -> str:
    try:
        return plain_references(text, None, None, tables) if tables else text
    except Unknown:
        return text


def _take_formula(found: Collected, sheet: Sheet, number: int, formula: StoredFormula) -> None:
    place = (number, formula.row, formula.column)
    words = _words(found, sheet, formula)
    found.elements[place] = formula.cell
    _enter(found, place, formula, words)
    reach = formula.element.get("ref")
    area = read_reference(reach) if reach and formula.kind != "shared" else None
    if area is not None:
        _take_array(found, sheet, place, area)


def _enter(found: Collected, place: Place, formula: StoredFormula, words: Words) -> None:
    found.formulas[place] = words
    if _asks_more(words):
        table = formula.kind == "dataTable"  # reckons with other cells put in turn into its own
        found.others[place] = None if table else found.needs.of(formula.text, place[0])
    if found.needs.unsteady(formula.text):
        found.unsteady.add(place)


def _asks_more(words: Words) -> bool:
    """Whether the words do not tell all areas that a formula needs."""
    return bool(words) and words[0][0] in ("unknown", "array", "spills")


def _words(found: Collected, sheet: Sheet, formula: StoredFormula) -> Words:
    if formula.kind == "dataTable":
        return not_known("a data table")
    try:
        text = formula.text
        if tables := found.needs.tables:
            home = _table_at(tables, sheet.name, formula)
            text = plain_references(text, formula.row, home, tables)
        words = relative(text, formula.row, formula.column)
    except Unknown as doubt:
        return not_known(str(doubt))
    area = read_reference(formula.element.get("ref", "")) if formula.kind == "array" else None
    if formula.kind != "array" or area is None:
        return words if formula.kind != "array" else not_known("an array formula without a place")
    return array_words(words, *area.box(), spills=formula.cell.get("cm") is not None)


def _table_at(tables: Mapping[str, Table], sheet: str, formula: StoredFormula) -> Table | None:
    for table in tables.values():
        if (
            table.sheet == sheet
            and table.top <= formula.row <= table.bottom
            and table.left <= formula.column <= table.right
        ):
            return table
    return None


def _take_kept(found: Collected, sheet: Sheet, number: int, rows: RepeatedRows) -> None:
    """The formulas of repeated rows; those in step are read once."""
    for offset, column, slot in rows.formulas():
        common = _common(found, sheet, rows, offset, column, slot)
        for copy in range(rows.copies):
            row = rows.row(offset, copy)
            if rows.is_filled(row, column):
                continue
            place = (number, row, column)
            if common is not None:
                found.formulas[place] = common
            else:
                formula = _in_copy(rows, offset, column, slot, copy)
                _enter(found, place, formula, _words(found, sheet, formula))


def _common(
    found: Collected, sheet: Sheet, rows: RepeatedRows, offset: int, column: int, slot: Slot
) -> Words | None:
    """The words of all copies of a formula; None where each copy must be looked at."""
    first, second, last = (
        _in_copy(rows, offset, column, slot, copy) for copy in (0, 1, rows.copies - 1)
    )
    if not isinstance(slot.formula, InStep) or "[" in first.text:
        return None
    words = _words(found, sheet, first)
    same = words == _words(found, sheet, second) == _words(found, sheet, last)
    alike = same and not _asks_more(words) and not found.needs.unsteady(first.text)
    return words if alike else None


def _in_copy(rows: RepeatedRows, offset: int, column: int, slot: Slot, copy: int) -> StoredFormula:
    element = slot.cell.find(FORMULA)
    assert element is not None
    assert slot.formula is not None
    row = rows.row(offset, copy)
    return StoredFormula(row, column, slot.cell, element, slot.formula(copy), "normal")


def _take_array(found: Collected, sheet: Sheet, first: Place, area: Reference) -> None:
    """The other cells of an array formula are computed with it, though they hold no formula."""
    top, left, bottom, right = area.box()
    words = found.formulas[first]
    for row in range(top, min(bottom, sheet.last_row()) + 1):
        for column, cell in sheet.cells_of(row).items():
            place = (first[0], row, column)
            if left <= column <= right and place != first and place not in found.formulas:
                found.formulas[place], found.elements[place] = words, cell
                found.others[place] = [(None, first[1], first[2], first[1], first[2])]


def _take_carried(found: Collected) -> None:
    for place, cell in found.elements.items():
        value = found.plain.of_cell(cell)
        if value is not None or cell.get("t") == "str":
            found.carried[place] = "" if value is None else value
