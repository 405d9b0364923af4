"""Growth seen from the whole workbook: every sheet, name, chart, table and shape follows."""

from collections.abc import Iterable
from dataclasses import replace

from kamtools.excel.book import Book
from kamtools.excel.changes import Grow
from kamtools.excel.formulas import read_formula
from kamtools.excel.grow_attached import grow_attached
from kamtools.excel.grow_cells import any_changed, follow_formula, grow_cells
from kamtools.excel.grow_ranges import followed
from kamtools.excel.grow_rules import grow_rules
from kamtools.excel.markup import CHART, CHART_EX, Element, main
from kamtools.excel.moves import Moves, follow, hold
from kamtools.excel.references import Reference
from kamtools.excel.rows import RowMap
from kamtools.excel.shared_formulas import formulas_of, write_out_shared
from kamtools.excel.sheet import Sheet


def grow(book: Book, sheets: list[Sheet], grows: Iterable[Grow]) -> Moves:
    """Grow the blocks of all sheets and let everything in the workbook follow."""
    by_sheet: dict[str, list[Grow]] = {}
    for one in grows:
        book.sheet_part(one.sheet)
        by_sheet.setdefault(one.sheet.casefold(), []).append(one)
    moves = Moves({name: RowMap.of(name, some) for name, some in by_sheet.items()})
    if not moves.any:
        return moves
    for sheet in sheets:
        _grow_sheet(book, sheet, moves)
    _names(book, moves)
    _charts(book, moves)
    _pivots(book, moves)
    book.drop("calcChain")
    return moves


def _grow_sheet(book: Book, sheet: Sheet, moves: Moves) -> None:
    grows = moves.of(sheet.name).grown
    if grows:
        grow_cells(sheet, moves)
    changed = not grows and _follow_cells(sheet, moves)
    if grow_rules(sheet, moves) or changed or grows:
        book.touch(sheet.part)
    grow_attached(book, sheet, moves)


def _follow_cells(sheet: Sheet, moves: Moves) -> bool:
    """Let the formulas of a sheet that stays follow those that move."""
    where = moves.outside(sheet.name)
    if not any(
        read_formula(formula.text).mapped(where) != formula.text for formula in formulas_of(sheet)
    ):
        return False
    write_out_shared(sheet)
    return any_changed(
        follow_formula(formula.element, where) for formula in list(formulas_of(sheet))
    )


def _names(book: Book, moves: Moves) -> None:
    """Defined names, print areas and titles."""
    order = book.sheet_order
    for name in book.root.iterfind(f"{main('definedNames')}/{main('definedName')}"):
        own = name.get("localSheetId")
        sheet = order[int(own)] if own and int(own) < len(order) else ""
        if name.text:
            moved = read_formula(name.text).mapped(moves.absolute(sheet))
            if moved != name.text:
                name.text = moved
                book.touch(book.part)


def _charts(book: Book, moves: Moves) -> None:
    for part in book.package.parts:
        if part.startswith("xl/charts/") and part.endswith(".xml"):
            for formula in chart_formulas(book.tree(part)):
                if _follow_series(formula, moves):
                    book.touch(part)


def chart_formulas(root: Element) -> Iterable[Element]:
    """The elements of a chart that hold references to cells."""
    return root.iter(f"{{{CHART}}}f", f"{{{CHART_EX}}}f")


def _follow_series(element: Element, moves: Moves) -> bool:
    text = element.text or ""
    title = next(element.iterancestors(f"{{{CHART}}}tx"), None) is not None
    moved = read_formula(text).mapped(lambda reference: _series(reference, moves, title))
    element.text = moved
    return moved != text


def _series(reference: Reference, moves: Moves, title: bool) -> Reference:
    """A series down the repeated rows grows; one along a single row stays the first record's.

    Excel writes the one-row range ``$D$6:$D$6`` of a series as ``$D$6``.
    """
    rows = moves.of(reference.sheet or "")
    top, left, bottom, right = reference.box()
    if rows.block(top) is None or top != bottom:
        return follow(reference, rows)
    if title or left != right:
        return hold(reference, rows)
    return follow(replace(reference, last=reference.end), rows)


def _pivots(book: Book, moves: Moves) -> None:
    """The ranges that pivot tables are fed from."""
    for part in book.package.parts:
        if not part.startswith("xl/pivotCache/pivotCacheDefinition"):
            continue
        for source in book.tree(part).iter(main("worksheetSource")):
            moved = followed(source.get("ref", ""), moves, source.get("sheet", ""))
            if source.get("ref") and moved != source.get("ref"):
                source.set("ref", moved)
                book.touch(part)
