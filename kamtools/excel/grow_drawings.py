"""Drawings after rows have moved: pictures, shapes, charts and controls by their anchors.

What lies within one record is a part of it: a picture or a shape stands once per record; a chart or
a control, which have parts of their own, stay with the first (``grow_doubts`` tells). Everything
else stretches with its cells, keeps its size, or stays, as its author chose.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple
from urllib.parse import quote, unquote

from kamtools.excel.book import Book, relations_part
from kamtools.excel.grow_formulas import moved_formula
from kamtools.excel.markup import DRAWING, PACKAGE_RELATIONS, Element, number, number_in
from kamtools.excel.moves import Moves
from kamtools.excel.references import Mapping, read_reference
from kamtools.excel.rows import Block, RowMap

_ROW, _OFFSET, _ID = (f"{{{DRAWING}}}{tag}" for tag in ("row", "rowOff", "cNvPr"))
_WITH_PARTS = ("graphicFrame", "contentPart", "AlternateContent", "control")
_CREATION = "{http://schemas.microsoft.com/office/drawing/2014/main}creationId"


class Anchored(NamedTuple):
    """An anchor, the rows (from 1) that its shape covers, and the ``row`` of its corners."""

    element: Element
    first: int
    last: int
    corners: tuple[Element, ...]


def grow_drawing(book: Book, part: str, sheet: str, moves: Moves) -> None:
    """Let a drawing of ``sheet`` follow: its anchors and the cells that it shows."""
    root, rows = book.tree(part), moves.of(sheet)
    changed = show_moved_cells(root, moves.outside(sheet)) if not rows.grown else True
    if rows.grown:
        _grow_anchors(root, sheet, moves)
    if changed:
        book.touch(part)
    lead_on(book, part, sheet, moves)


def move_anchors(root: Element, rows: RowMap) -> bool:
    """Let the corners of shapes follow; what lies in a record stays with the first one."""
    found = list(anchored(root)) if rows.grown else []
    for anchor in found:
        _move(anchor, rows)
    return bool(found)


def anchored(root: Element) -> Iterator[Anchored]:
    """All anchors with a place on the sheet, but for those that neither move nor stretch."""
    corners = [_parent(row) for row in root.iter(_ROW)]
    for anchor in dict.fromkeys(_parent(one) for one in corners if one is not None):
        if anchor is not None and _how(anchor) != "absolute":
            yield _place(anchor)


def record_of(anchor: Anchored, rows: RowMap) -> Block | None:
    """The block in one record of which a shape lies."""
    block = rows.block(anchor.first)
    return block if block and anchor.last <= block.last else None


def can_be_repeated(anchor: Anchored) -> bool:
    """Whether a shape has no parts of its own, such as a chart has."""
    inside = anchor.element.iterdescendants()
    parent = _parent(anchor.element)
    return (
        parent is not None
        and parent.tag == f"{{{DRAWING}}}wsDr"
        and not any(_name(element) in _WITH_PARTS for element in inside)
    )


def show_moved_cells(root: Element, where: Mapping) -> bool:
    """Let shapes that show a cell's text, and pictures that show cells (the camera), follow."""
    changed = False
    for element in root.iter():
        for name in ("textlink", "cellRange"):
            if (text := element.get(name)) and (moved := moved_formula(text, where)) != text:
                element.set(name, moved)
                changed = True
    return changed


def lead_on(book: Book, part: str, sheet: str, moves: Moves) -> None:
    """Let links written ``#表!A8``, which a part holds as those to files, follow."""
    links = relations_part(part)
    if links not in book.package:
        return
    for link in book.tree(links).iterfind(f"{{{PACKAGE_RELATIONS}}}Relationship"):
        target = link.get("Target", "")
        place = unquote(target[1:])
        if target.startswith("#") and read_reference(place) is not None:
            moved = moved_formula(place, moves.outside(sheet))
            if moved != place:
                link.set("Target", "#" + (quote(moved, safe="!$:'") if "%" in target else moved))
                book.touch(links)


def _grow_anchors(root: Element, sheet: str, moves: Moves) -> None:
    rows, new = moves.of(sheet), list[Element]()
    for anchor in list(anchored(root)):
        block = record_of(anchor, rows)
        copies = [anchor]
        if block and can_be_repeated(anchor):
            copies += [_copied(anchor.element) for _ in range(1, block.copies)]
        for at, copy in enumerate(copies):
            if at:
                copies[at - 1].element.addnext(copy.element)
                new.append(copy.element)
            show_moved_cells(
                copy.element, moves.inside(sheet, block, at) if block else moves.outside(sheet)
            )
            _move(copy, rows, at)
    _number(root, new)


def _copied(anchor: Element) -> Anchored:
    copy = deepcopy(anchor)
    for identity in list(copy.iter(_CREATION)):
        extension = _parent(identity)
        holder = None if extension is None else _parent(extension)
        if extension is not None and holder is not None:
            holder.remove(extension)
            if not len(holder) and (owner := _parent(holder)) is not None:
                owner.remove(holder)
    return _place(copy)


def _number(root: Element, new: list[Element]) -> None:
    """Give the copies numbers of their own within the drawing."""
    highest = max((int(number_in(shape, "id")) for shape in root.iter(_ID)), default=0)
    for shape in (shape for anchor in new for shape in anchor.iter(_ID)):
        highest += 1
        shape.set("id", str(highest))


def _move(anchor: Anchored, rows: RowMap, copy: int = 0) -> None:
    block = record_of(anchor, rows)
    shift = rows.top(anchor.first) - anchor.first
    first, last = anchor.first + shift, anchor.last + shift
    if block:
        first, last = block.row(anchor.first, copy), block.row(anchor.last, copy)
    elif _how(anchor.element) == "twoCell":
        first, last = rows.span(anchor.first, anchor.last)
    by = (first - anchor.first, last - anchor.last)
    for corner, distance in zip(anchor.corners, by, strict=False):
        corner.text = str(int(number(corner.text)) + distance)


def _place(anchor: Element) -> Anchored:
    """A lower edge that lies between two rows covers none of the second."""
    ends = [end for end in anchor if _name(end) in ("from", "to")]
    corners = [row for end in ends if (row := end.find(_ROW)) is not None]
    first = last = int(number(corners[0].text)) + 1
    if len(corners) > 1:
        whole = number(ends[1].findtext(_OFFSET), 1) == 0
        last = max(first, int(number(corners[1].text)) + (0 if whole else 1))
    return Anchored(anchor, first, last, tuple(corners))


def _how(anchor: Element) -> str:
    """``twoCell`` (moves and stretches), ``oneCell`` (moves) or ``absolute`` (stays)."""
    if _name(anchor) == "anchor":  # of a control
        moves, sizes = (
            anchor.get(name) in ("1", "true") for name in ("moveWithCells", "sizeWithCells")
        )
        return "twoCell" if moves and sizes else "oneCell" if moves else "absolute"
    return "oneCell" if _name(anchor) == "oneCellAnchor" else anchor.get("editAs", "twoCell")


def _name(element: Element) -> str:
    """An element's name without its namespace; none for a comment in the file."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _parent(element: Element) -> Element | None:
    return element.getparent()
