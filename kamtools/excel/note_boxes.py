"""Which of a sheet's old drawings (VML) holds the boxes of its notes and controls."""

from kamtools.excel.book import Book
from kamtools.excel.markup import RELATIONS, main
from kamtools.excel.sheet import Sheet


def boxes_part(book: Book, sheet: Sheet) -> str | None:
    """The drawing of a sheet's notes and controls, if it has one.

    The pictures of headers and footers are another drawing of the same kind (``legacyDrawingHF``).
    """
    holder = sheet.root.find(main("legacyDrawing"))
    link = None if holder is None else holder.get(f"{{{RELATIONS}}}id")
    for found in book.relations(sheet.part):
        if found.id == link and found.target in book.package:
            return found.target
    return None
