"""All cells of a workbook as the evaluator wants them."""

from dataclasses import dataclass, field

from kamtools.excel.book import Book
from kamtools.excel.calculation.engine import Place
from kamtools.excel.calculation.values import CellValue, Unknown
from kamtools.excel.calculation.words import NOT_KNOWN, Words, relative
from kamtools.excel.markup import Element, main
from kamtools.excel.needs import Needed, Needs, tables_of
from kamtools.excel.plain_values import PlainValues
from kamtools.excel.references import Reference, read_reference
from kamtools.excel.shared_formulas import StoredFormula, formulas_of
from kamtools.excel.sheet import Sheet
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
    stored = [(at, formula) for at, sheet in enumerate(sheets) for formula in formulas_of(sheet)]
    if not stored and not any(part.startswith("xl/charts/") for part in book.package.parts):
        return found
    found.names = _names(book, sheets)
    found.needs = Needs(found.names, tables_of(book))
    for number, formula in stored:
        _take_formula(found, sheets[number], number, formula)
    _take_carried(found)
    calculation = book.root.find(main("calcPr"))
    if calculation is not None:
        found.all_stale = calculation.get("fullCalcOnLoad") in ("1", "true")
        if calculation.get("fullPrecision") in ("0", "false"):
            _nothing_computable(found, stored)
    return found


def _nothing_computable(found: Collected, stored: list[tuple[int, StoredFormula]]) -> None:
    """With “precision as displayed”, values depend on formats."""
    for number, formula in stored:
        place = (number, formula.row, formula.column)
        found.formulas[place] = NOT_KNOWN
        found.others.setdefault(place, found.needs.of(formula.text, number))


def _names(book: Book, sheets: list[Sheet]) -> dict[tuple[str, int | None], str]:
    numbers = {sheet.name: number for number, sheet in enumerate(sheets)}
    order = book.sheet_order
    names: dict[tuple[str, int | None], str] = {}
    for element in book.root.iterfind(f"{main('definedNames')}/{main('definedName')}"):
        scope, name = element.get("localSheetId"), element.get("name", "").casefold()
        if scope is None:
            names[name, None] = element.text or ""
        elif int(scope) < len(order) and order[int(scope)] in numbers:
            names[name, numbers[order[int(scope)]]] = element.text or ""
    return names


def _take_formula(found: Collected, sheet: Sheet, number: int, formula: StoredFormula) -> None:
    place = (number, formula.row, formula.column)
    words = _words(formula)
    found.formulas[place], found.elements[place] = words, formula.cell
    if words == NOT_KNOWN:
        found.others[place] = found.needs.of(formula.text, number)
    if found.needs.unsteady(formula.text):
        found.unsteady.add(place)
    area = read_reference(formula.element.get("ref", "")) if formula.kind != "shared" else None
    if area is not None:
        _take_array(found, sheet, place, area)


def _words(formula: StoredFormula) -> Words:
    if formula.kind in ("array", "dataTable"):
        return NOT_KNOWN
    try:
        return relative(formula.text, formula.row, formula.column)
    except Unknown:
        return NOT_KNOWN


def _take_array(found: Collected, sheet: Sheet, first: Place, area: Reference) -> None:
    """The other cells of an array formula are computed with it, though they hold no formula."""
    top, left, bottom, right = area.box()
    for row in range(top, bottom + 1):
        for column, cell in sheet.cells_of(row).items():
            place = (first[0], row, column)
            if left <= column <= right and place != first:
                found.formulas[place], found.elements[place] = NOT_KNOWN, cell
                found.others[place] = [(None, first[1], first[2], first[1], first[2])]


def _take_carried(found: Collected) -> None:
    for place, cell in found.elements.items():
        value = found.plain.of_cell(cell)
        if value is not None or cell.get("t") == "str":
            found.carried[place] = "" if value is None else value
