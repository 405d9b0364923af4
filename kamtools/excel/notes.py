"""Notes (old-style comments) put on cells of a workbook that otherwise stays as it is."""

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell
from kamtools.excel.markup import MAIN, RELATIONS, SPACE, VML, VML_EXCEL, BrokenPart, Element, main
from kamtools.excel.note_boxes import boxes_part
from kamtools.excel.references import address
from kamtools.excel.sheet import Sheet
from kamtools.excel.styles import Styles

_OFFICE = "urn:schemas-microsoft-com:office:office"
_CLUSTER = 1024
_AUTHOR = "kamtools"
_AFTER_LEGACY = [main(tag) for tag in (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)]  # fmt: skip
"""What stands behind ``legacyDrawing`` in a worksheet."""
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_WIDE, _LINE = 4, 20
"""Columns that a note's box covers, and characters that stand on one of its lines."""


def write_notes(path: Path, notes: Mapping[Cell, str], out: Path, *, colour: str) -> None:
    """Copy the workbook at ``path`` to ``out`` with a note at each cell, its background coloured.

    A note is added below what an existing note on the cell says. Every part without a note stays
    byte for byte; on a sheet whose drawing of notes can't be read, cells are coloured only. Raises
    what ``Book`` raises, ``NoSuchSheet``, or ``BrokenPart``.
    """
    book = Book(path)
    styles = Styles(book)
    by_sheet: dict[str, dict[Cell, str]] = {}
    for cell, text in sorted(notes.items()):
        by_sheet.setdefault(cell.sheet, {})[cell] = text
    for name, mine in by_sheet.items():
        part = book.sheet_part(name)
        sheet = Sheet(name, part, book.tree(part))
        for cell in mine:
            element = sheet.ensure(cell.row, cell.column)
            if style := styles.filled(element.get("s"), colour):
                element.set("s", style)
        book.touch(part)
        _add_notes(book, sheet, mine)
    book.save(out)


def _add_notes(book: Book, sheet: Sheet, notes: Mapping[Cell, str]) -> None:
    try:
        drawing = book.tree(_drawing_part(book, sheet))
    except BrokenPart:
        return
    comments = book.tree(_comments_part(book, sheet))
    listed = comments.find(main("commentList"))
    if listed is None:
        listed = etree.SubElement(comments, main("commentList"))
    author = _author(comments)
    for cell, text in notes.items():
        if not _extended(listed, cell, text):
            _list(listed, cell, text, author)
            _draw(drawing, cell, text)


def _comments_part(book: Book, sheet: Sheet) -> str:
    """The sheet's list of notes, made where it has none; it will be written back."""
    part = next(book.related(sheet.part, "comments"), None)
    if part is None:
        part = _free(book, "xl/comments{}.xml")
        root = etree.Element(main("comments"), nsmap={None: MAIN})  # type: ignore[dict-item]
        etree.SubElement(root, main("authors"))
        etree.SubElement(root, main("commentList"))
        book.add(part, etree.tostring(root), _COMMENTS, "comments", owner=sheet.part)
    book.touch(part)
    return part


def _drawing_part(book: Book, sheet: Sheet) -> str:
    """The sheet's drawing of notes, made where it has none; it will be written back."""
    part = boxes_part(book, sheet)
    if part is None:
        part = _free(book, "xl/drawings/vmlDrawing{}.vml")
        link = book.add(part, _empty_drawing(book), _DRAWING, "vmlDrawing", owner=sheet.part)
        _link(sheet.root, link)
    book.tree(part)
    book.touch(part)
    return part


def _free(book: Book, pattern: str) -> str:
    taken = {part.casefold() for part in book.package.parts}
    numbers = range(1, len(taken) + 2)
    return next(part for n in numbers if (part := pattern.format(n)).casefold() not in taken)


def _link(root: Element, link: str) -> None:
    """Say in the worksheet where its notes are drawn."""
    for dangling in root.findall(main("legacyDrawing")):
        root.remove(dangling)
    element = etree.Element(main("legacyDrawing"), {f"{{{RELATIONS}}}id": link})
    behind = next((child for child in root if child.tag in _AFTER_LEGACY), None)
    if behind is None:
        root.append(element)
    else:
        behind.addprevious(element)


def _author(comments: Element) -> str:
    """The number of our name among the authors of notes."""
    authors = comments.find(main("authors"))
    if authors is None:
        authors = etree.Element(main("authors"))
        comments.insert(0, authors)
    names = [author.text for author in authors]
    if _AUTHOR not in names:
        etree.SubElement(authors, main("author")).text = _AUTHOR
        names.append(_AUTHOR)
    return str(names.index(_AUTHOR))


def _extended(listed: Element, cell: Cell, text: str) -> bool:
    """Whether the cell had a note, to which the text was added."""
    for comment in listed:
        if comment.get("ref") == address(cell.row, cell.column):
            holder = comment.find(main("text"))
            if holder is not None:
                _run(holder, "\n" + text)
                return True
    return False


def _list(listed: Element, cell: Cell, text: str, author: str) -> None:
    where = address(cell.row, cell.column)
    comment = etree.SubElement(listed, main("comment"), ref=where, authorId=author)
    _run(etree.SubElement(comment, main("text")), text)


def _run(holder: Element, text: str) -> None:
    run = etree.SubElement(etree.SubElement(holder, main("r")), main("t"))
    run.set(SPACE, "preserve")
    run.text = text


def _empty_drawing(book: Book) -> bytes:
    number = 1 + sum("vmldrawing" in part.casefold() for part in book.package.parts)
    return (
        f'<xml xmlns:v="{VML}" xmlns:o="{_OFFICE}" xmlns:x="{VML_EXCEL}">'
        f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
        ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
    ).encode()


def _draw(drawing: Element, cell: Cell, text: str) -> None:
    """The box of one note, right of its cell, as high as its text."""
    row, column = cell.row - 1, cell.column - 1
    height = 2 + sum(1 + len(line) // _LINE for line in text.splitlines())
    anchor = f"{column + 1}, 15, {max(0, row - 1)}, 4, {column + 1 + _WIDE}, 30, {row + height}, 4"
    shape = etree.fromstring(
        f'<v:shape xmlns:v="{VML}" xmlns:o="{_OFFICE}" xmlns:x="{VML_EXCEL}" id="{_id(drawing)}"'
        ' type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1"'
        ' o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black"'
        ' obscured="t"/><v:path o:connecttype="none"/><v:textbox><div style="text-align:left"/>'
        f'</v:textbox><x:ClientData ObjectType="Note"><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
        "</x:ClientData></v:shape>"
    )
    drawing.append(shape)


def _id(drawing: Element) -> str:
    """The next free number among the sheet's shapes."""
    idmap = next(drawing.iter(f"{{{_OFFICE}}}idmap"), None)
    cluster = int((idmap.get("data", "1") if idmap is not None else "1").split(",")[0])
    names = [shape.get("id", "") for shape in drawing.iter(f"{{{VML}}}shape")]
    digits = [int(name.rpartition("_s")[2]) for name in names if name.rpartition("_s")[2].isdigit()]
    return f"_x0000_s{max([cluster * _CLUSTER, *digits]) + 1}"
