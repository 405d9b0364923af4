"""Growth seen from the whole workbook: every sheet, name, chart, table and shape follows."""

from collections.abc import Iterable, Iterator

from kamtools.excel.book import Book
from kamtools.excel.changes import Grow
from kamtools.excel.first_record import reckoned_once
from kamtools.excel.grow_attached import grow_attached
from kamtools.excel.grow_cells import any_changed, follow_formula, grow_cells
from kamtools.excel.grow_doubts import apart, doubts
from kamtools.excel.grow_formulas import moved_formula
from kamtools.excel.grow_ranges import followed
from kamtools.excel.grow_rules import grow_rules
from kamtools.excel.markup import CHART, CHART_2012, CHART_EX, RELATIONS, Element, main
from kamtools.excel.moves import Moves, follow, hold
from kamtools.excel.references import LAST_ROW, Reference
from kamtools.excel.rows import RowMap, SheetTooLong
from kamtools.excel.shared_formulas import formulas_of, write_out_shared
from kamtools.excel.sheet import CELL, Sheet
from kamtools.findings import Finding

_CHARTS = tuple(f"{{{name}}}" for name in (CHART, CHART_EX, CHART_2012))


def grow(book: Book, sheets: list[Sheet], grows: Iterable[Grow], findings: list[Finding]) -> Moves:
    """Grow the blocks of all sheets and let everything in the workbook follow.

    Adds to ``findings`` what can't follow. Raises ``NoSuchSheet``, ``BlocksOverlap``,
    ``SheetTooLong``.
    """
    by_sheet: dict[str, list[Grow]] = {}
    for one in grows:
        book.sheet_part(one.sheet)
        by_sheet.setdefault(one.sheet.casefold(), []).append(one)
    maps = {name: RowMap.of(name, some) for name, some in by_sheet.items()}
    moves = Moves(maps, tuple(book.sheet_order))
    if not moves.any:
        return moves
    findings += doubts(book, sheets, moves)
    findings += reckoned_once(book, sheets, moves, _drawn(book))
    for sheet in sheets:
        _grow_sheet(book, sheet, moves)
    _names(book, moves)
    _charts(book, moves)
    _pivots(book, moves)
    book.drop("calcChain")
    book.drop("volatileDependencies")
    findings += apart(book, moves)
    return moves


def _grow_sheet(book: Book, sheet: Sheet, moves: Moves) -> None:
    grows = moves.of(sheet.name).grown
    if grows:
        _make_room(sheet, moves.of(sheet.name))
        grow_cells(sheet, moves)
    changed = not grows and _follow_cells(sheet, moves)
    if grow_rules(sheet, moves) or changed or grows:
        book.touch(sheet.part)
    grow_attached(book, sheet, moves)


def _make_room(sheet: Sheet, rows: RowMap) -> None:
    """Drop empty rows that would pass the last one, as Excel does; raises for others."""
    last = rows.blocks[-1]
    moved = last.row(last.last, last.copies - 1) - last.last
    for number in [number for number in sheet.rows if number > max(last.last, LAST_ROW - moved)]:
        row = sheet.rows[number]
        if any(len(cell) for cell in row.iterchildren(CELL)):
            raise SheetTooLong(sheet=sheet.name)
        sheet.data.remove(row)
    sheet.index()


def _follow_cells(sheet: Sheet, moves: Moves) -> bool:
    """Let the formulas of a sheet that stays follow those that move."""
    where = moves.outside(sheet.name)
    if not any(
        moved_formula(formula.text, where) != formula.text for formula in formulas_of(sheet)
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
        sheet = order[int(own)] if own and own.isdigit() and int(own) < len(order) else ""
        if name.text:
            moved = moved_formula(name.text, moves.absolute(sheet))
            if moved != name.text:
                name.text = moved
                book.touch(book.part)


def _charts(book: Book, moves: Moves) -> None:
    for part in book.package.parts:
        if part.startswith("xl/charts/") and part.endswith(".xml"):
            for formula in chart_formulas(book.tree(part)):
                if _follow_series(formula, moves):
                    book.touch(part)


def _drawn(book: Book) -> list[str]:
    """The references of the values and labels that charts draw; not of their titles."""
    return [
        element.text or ""
        for part in book.package.parts
        if part.startswith("xl/charts/") and part.endswith(".xml")
        for element in chart_formulas(book.tree(part))
        if next(element.iterancestors(f"{{{CHART}}}tx"), None) is None
    ]


def chart_formulas(root: Element) -> Iterator[Element]:
    """The elements of a chart that hold references to cells, those of labels and filters too."""
    for element in root.iter("{*}f", "{*}sqref"):
        if str(element.tag).startswith(_CHARTS):
            yield element


def _follow_series(element: Element, moves: Moves) -> bool:
    text = element.text or ""
    title = next(element.iterancestors(f"{{{CHART}}}tx"), None) is not None
    moved = moved_formula(text, lambda reference: _series(reference, moves, title))
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
    return follow(reference._replace(last=reference.end), rows)


def _pivots(book: Book, moves: Moves) -> None:
    """The ranges that pivot tables are fed from; their records are read anew on opening."""
    for part in book.package.parts:
        if not part.startswith("xl/pivotCache/pivotCacheDefinition"):
            continue
        root = book.tree(part)
        for source in root.iter(main("worksheetSource"), main("rangeSet")):
            moved = followed(source.get("ref", ""), moves, source.get("sheet", ""))
            elsewhere = source.get(f"{{{RELATIONS}}}id") is not None
            if source.get("ref") and moved != source.get("ref") and not elsewhere:
                source.set("ref", moved)
                root.set("refreshOnLoad", "1")
                book.touch(part)
