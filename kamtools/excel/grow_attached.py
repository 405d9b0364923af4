"""Parts that hang on a worksheet, after rows have moved: shapes, comments, tables, controls."""

from collections.abc import Iterator
from copy import deepcopy

from kamtools.excel.book import Book
from kamtools.excel.formulas import read_formula
from kamtools.excel.grow_cells import follow_text
from kamtools.excel.grow_ranges import followed, placed
from kamtools.excel.grow_rules import move_anchors
from kamtools.excel.grow_shapes import grow_shapes
from kamtools.excel.markup import THREADED, BrokenPart, Element, main
from kamtools.excel.moves import Moves
from kamtools.excel.rows import RowMap
from kamtools.excel.sheet import Sheet


def grow_attached(book: Book, sheet: Sheet, moves: Moves) -> None:
    """Let the parts that a sheet links to follow."""
    rows = moves.of(sheet.name)
    for part in book.related(sheet.part, "ctrlProp"):
        _control(book, part, sheet.name, moves)
    for part in book.related(sheet.part, "table"):
        _table(book, part, sheet.name, moves)
    if not rows.grown:
        return
    for part in book.related(sheet.part, "drawing"):
        if move_anchors(book.tree(part), rows):
            book.touch(part)
    for part in book.related(sheet.part, "comments"):
        _comments(book, part, rows)
    for part in book.related(sheet.part, "threadedComment"):
        _threads(book, part, rows)
    for part in book.related(sheet.part, "pivotTable"):
        _pivot_table(book, part, sheet.name, moves)
    for part in book.related(sheet.part, "vmlDrawing"):
        _vml(book, part, rows)


def _vml(book: Book, part: str, rows: RowMap) -> None:
    """Excel writes sound XML here; what other programs wrote otherwise is left alone."""
    try:
        root = book.tree(part)
    except BrokenPart:
        return
    grow_shapes(root, rows)
    book.touch(part)


def _control(book: Book, part: str, sheet: str, moves: Moves) -> None:
    root = book.tree(part)
    for name in ("fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx"):
        text = root.get(name)
        moved = read_formula(text).mapped(moves.outside(sheet)) if text else text
        if moved and moved != text:
            root.set(name, moved)
            book.touch(part)


def _table(book: Book, part: str, sheet: str, moves: Moves) -> None:
    """A table grows with the rows it holds."""
    root = book.tree(part)
    changed = False
    for element in (root, *root.iter(main("autoFilter"), main("sortState"), main("sortCondition"))):
        moved = followed(element.get("ref", ""), moves, sheet)
        if moved != element.get("ref", ""):
            element.set("ref", moved)
            changed = True
    for formula in root.iter(main("calculatedColumnFormula"), main("totalsRowFormula")):
        changed |= follow_text(formula, moves.outside(sheet))
    if changed:
        book.touch(part)


def _comments(book: Book, part: str, rows: RowMap) -> None:
    holder = book.tree(part).find(main("commentList"))
    if holder is None:
        return
    for comment in list(holder):
        for element, ref in _repeated(comment, rows):
            element.set("ref", ref)
    book.touch(part)


def _repeated(element: Element, rows: RowMap) -> Iterator[tuple[Element, str]]:
    """An element and its copies, each with its address; copies are put in behind it."""
    at = element
    for number, (ref, _, _) in enumerate(list(placed(element.get("ref", ""), rows))):
        if number:
            copy = deepcopy(element)
            for name in [name for name in copy.attrib if str(name).endswith("}uid")]:
                del copy.attrib[name]
            at.addnext(copy)
            at = copy
        yield at, ref


def _threads(book: Book, part: str, rows: RowMap) -> None:
    """Conversations belong to one record and are not repeated."""
    for comment in book.tree(part).iter(f"{{{THREADED}}}threadedComment"):
        ref, _, _ = next(placed(comment.get("ref", ""), rows))
        comment.set("ref", ref)
    book.touch(part)


def _pivot_table(book: Book, part: str, sheet: str, moves: Moves) -> None:
    location = book.tree(part).find(main("location"))
    if location is not None and (ref := location.get("ref")):
        location.set("ref", followed(ref, moves, sheet))
        book.touch(part)
