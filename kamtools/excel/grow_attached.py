"""Parts that hang on a worksheet, after rows have moved: shapes, comments, tables, controls."""

from kamtools.excel.book import Book
from kamtools.excel.grow_cells import follow_text
from kamtools.excel.grow_drawings import grow_drawing, lead_on
from kamtools.excel.grow_formulas import moved_formula
from kamtools.excel.grow_ranges import followed, placed, repeated
from kamtools.excel.grow_shapes import Spot, grow_shapes
from kamtools.excel.markup import THREADED, BrokenPart, main, number_in
from kamtools.excel.moves import Moves, hold
from kamtools.excel.note_boxes import boxes_part
from kamtools.excel.references import read_reference
from kamtools.excel.rows import RowMap
from kamtools.excel.sheet import Sheet

_VIEWS = "http://schemas.microsoft.com/office/spreadsheetml/2019/namedsheetviews"


def grow_attached(book: Book, sheet: Sheet, moves: Moves) -> None:
    """Let the parts that a sheet links to follow."""
    rows = moves.of(sheet.name)
    threads = _threads(book, sheet.part)
    for part in book.related(sheet.part, "ctrlProp"):
        _control(book, part, sheet.name, moves)
    for part in book.related(sheet.part, "drawing"):
        grow_drawing(book, part, sheet.name, moves)
    boxes = boxes_part(book, sheet)
    if boxes is not None:
        _vml(book, boxes, sheet.name, moves, threads)
    lead_on(book, sheet.part, sheet.name, moves)
    for part in book.related(sheet.part, "table"):
        _table(book, part, sheet.name, moves)
    if not rows.grown:
        return
    for part in book.related(sheet.part, "comments"):
        _comments(book, part, rows, threads)
    for part in book.related(sheet.part, "threadedComment"):
        _move_threads(book, part, rows)
    for kind, tag, name in _ONE_PLACE:
        for part in book.related(sheet.part, kind):
            _move_places(book, part, tag, name, sheet.name, moves)


_ONE_PLACE = (
    ("pivotTable", main("location"), "ref"),
    ("tableSingleCells", main("singleXmlCell"), "r"),
    ("namedSheetView", f"{{{_VIEWS}}}nsvFilter", "ref"),
)
"""Kinds of parts in which an element names cells of the sheet once."""


def _move_places(book: Book, part: str, tag: str, name: str, sheet: str, moves: Moves) -> None:
    for element in book.tree(part).iter(tag):
        if ref := element.get(name):
            element.set(name, followed(ref, moves, sheet))
            book.touch(part)


def _vml(book: Book, part: str, sheet: str, moves: Moves, threads: set[Spot]) -> None:
    """Excel writes sound XML here; what other programs wrote otherwise is left alone."""
    try:
        root = book.tree(part)
    except BrokenPart:
        return
    if grow_shapes(root, sheet, moves, threads):
        book.touch(part)


def _control(book: Book, part: str, sheet: str, moves: Moves) -> None:
    root = book.tree(part)
    for name in ("fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx"):
        text = root.get(name)
        moved = moved_formula(text, moves.outside(sheet)) if text else text
        if moved and moved != text:
            root.set(name, moved)
            book.touch(part)


def _table(book: Book, part: str, sheet: str, moves: Moves) -> None:
    """A table grows with the rows it holds; one that lies in a record stays with the first."""
    root = book.tree(part)
    whole = read_reference(root.get("ref", ""))
    if whole is None:
        return
    rows = moves.of(sheet)
    in_record = root.get("headerRowCount") != "0" and rows.block(whole.first.row) is not None
    changed = False
    for element in (root, *root.iter(main("autoFilter"), main("sortState"), main("sortCondition"))):
        found = read_reference(element.get("ref", ""))
        if found is not None:
            moved = str(hold(found, rows)) if in_record else followed(str(found), moves, sheet)
            changed |= moved != element.get("ref", "")
            element.set("ref", moved)
    for formula in root.iter(main("calculatedColumnFormula"), main("totalsRowFormula")):
        data = formula.tag == main("calculatedColumnFormula")
        first = whole.first.row + int(number_in(root, "headerRowCount", 1))
        where = moves.rule(sheet, first) if data else moves.outside(sheet)
        changed |= follow_text(formula, where)
    if changed:
        book.touch(part)


def _comments(book: Book, part: str, rows: RowMap, threads: set[Spot]) -> None:
    holder = book.tree(part).find(main("commentList"))
    if holder is None:
        return
    for comment in list(holder):
        ref = comment.get("ref", "")
        if _spot(ref) in threads:
            comment.set("ref", next(placed(ref, rows))[0])
            continue
        for copy, place, _, _ in repeated(comment, ref, rows):
            copy.set("ref", place)
    book.touch(part)


def _threads(book: Book, part: str) -> set[Spot]:
    """The cells at which conversations stand."""
    return {
        _spot(comment.get("ref", ""))
        for threads in book.related(part, "threadedComment")
        for comment in book.tree(threads).iter(f"{{{THREADED}}}threadedComment")
    }


def _move_threads(book: Book, part: str, rows: RowMap) -> None:
    """Conversations belong to one record and are not repeated."""
    for comment in book.tree(part).iter(f"{{{THREADED}}}threadedComment"):
        comment.set("ref", next(placed(comment.get("ref", ""), rows))[0])
    book.touch(part)


def _spot(ref: str) -> Spot:
    found = read_reference(ref)
    return (found.first.row, found.first.column) if found else (0, 0)
