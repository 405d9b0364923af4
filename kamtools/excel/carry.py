"""The values that formulas carry in the file: computed anew where anything they need changed.

A value that nothing changed for is left as the template has it; one that can't be computed is
removed, and the workbook asks to be calculated when it is opened.

A workbook that asks for that already may carry wrong values (a 0 in every formula, where a program
wrote them): they are computed anew, and where that fails a 0 is removed, another value left.
"""

from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.calculation.engine import Engine, Place
from kamtools.excel.calculation.values import CellValue, ErrorValue
from kamtools.excel.collected import Collected, collect
from kamtools.excel.dependants import Rows, dependants
from kamtools.excel.markup import Element, child, drop_attributes, main
from kamtools.excel.references import address
from kamtools.excel.sheet import VALUE, Sheet
from kamtools.findings import Finding, FindingKind, Severity
from kamtools.findings import Place as Where
from kamtools.language import Text

NOT_COMPUTED = FindingKind(
    "not_computed",
    Severity.WARNING,
    what=Text(
        "{count} 个公式没有预先算出结果（{why}），打开文件时由 Excel 计算",
        "{count} formulas were not computed ({why}); Excel does when the file is opened",
    ),
    do=Text("用 Excel 或 WPS 打开并保存一次即可", "open and save the file once"),
)
_UNKNOWN = Text("原因不明", "for an unknown reason")


@dataclass(frozen=True)
class Carried:
    """What was computed: the engine with all values, and the places whose value may be new.

    Of rows that were copied, these are the formulas only.
    """

    cells: Collected
    engine: Engine
    changed: Collection[Place]


def carry_values(
    book: Book,
    sheets: list[Sheet],
    touched: set[Place],
    moved: bool,
    copied: Collection[Rows] = (),
) -> Carried:
    """Compute what depends on the ``touched`` cells and the ``copied`` rows, and write it."""
    cells = collect(book, sheets)
    stale = dependants(cells, touched, moved, copied)
    doubted = set(cells.formulas) - stale if cells.all_stale else set()
    known = {
        place: value
        for place, value in cells.carried.items()
        if place not in stale and place not in doubted
    }
    engine = Engine(
        cells.sheets, cells.names, known, cells.formulas, book.from_1904, cells=cells.plain
    )
    engine.compute(sorted(stale | doubted))
    lost = {place for place in doubted if place not in engine.known and cells.carried[place] == 0.0}
    renewed = stale | lost | {place for place in doubted if place in engine.known}
    for place in renewed:
        if _put_result(sheets[place[0]], cells, place, engine.known.get(place)):
            book.touch(sheets[place[0]].part)
    return Carried(cells, engine, touched | renewed)


def _put_result(sheet: Sheet, cells: Collected, place: Place, value: CellValue) -> bool:
    """Write a formula's value, wherever its row is kept; whether anything changed."""
    _, row, column = place
    kept = sheet.kept(row) if sheet.repeated else None
    if kept is not None:
        kept.set_result(row, column, *_written(value))
        return True
    cell = cells.elements.get(place)
    return write_value(sheet.ensure(row, column) if cell is None else cell, value)


def not_computed(book: Book, sheets: list[Sheet], carried: Carried) -> list[Finding]:
    """A finding per sheet with formulas that carry no value; asks for calculation on opening."""
    by_sheet: dict[int, list[Place]] = {}
    for place in sorted(set(carried.engine.doubts) & set(carried.changed)):
        by_sheet.setdefault(place[0], []).append(place)
    if by_sheet:
        ask_for_calculation(book)
    findings = []
    for number, places in by_sheet.items():
        reasons = {carried.engine.doubts[place] for place in places}
        where = Where(book.path.name, sheets[number].name, address(*places[0][1:]))
        why = "、".join(sorted(filter(None, reasons))[:3]) or _UNKNOWN.show()
        findings.append(NOT_COMPUTED.at(where, count=len(places), why=why))
    return findings


def write_value(cell: Element, value: CellValue) -> bool:
    """Write a formula's value into its cell, or remove what stands there; whether it changed."""
    kind, text = _written(value)
    element = child(cell, VALUE)
    if (cell.get("t", "n"), element.text if element is not None else None) == (kind, text):
        return False
    if text is None:
        if element is not None:
            cell.remove(element)
    else:
        if element is None:
            element = etree.SubElement(cell, VALUE)
        element.text = text
    drop_attributes(cell, "t")
    if kind != "n":
        cell.set("t", kind)
    return True


def _written(value: CellValue) -> tuple[str, str | None]:
    if isinstance(value, ErrorValue):
        return "e", value.code
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, float):
        return "n", number_in_file(value)
    return ("n", None) if value is None else ("str", value)


def number_in_file(number: float) -> str:
    """A number as files hold it: the shortest text that reads back the same."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(float(number))


_AFTER_CALCULATION = (
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


def ask_for_calculation(book: Book) -> None:
    """Have Excel compute everything when it opens the file."""
    properties = book.root.find(main("calcPr"))
    if properties is None:
        properties = etree.Element(main("calcPr"))
        later = [book.root.find(main(tag)) for tag in _AFTER_CALCULATION]
        first = next((element for element in book.root if element in later), None)
        if first is None:
            book.root.append(properties)
        else:
            first.addprevious(properties)
    if properties.get("fullCalcOnLoad") not in ("1", "true"):
        properties.set("fullCalcOnLoad", "1")
        book.touch(book.part)
