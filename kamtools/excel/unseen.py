"""What a form carries unseen: hidden names for its cells, and a very hidden sheet of texts.

``docProps/app.xml``, which lists sheets and names for file managers, is left as it was: programs
write it and none reads it back.
"""

from collections.abc import Iterable, Mapping

from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.changes import Cell
from kamtools.excel.markup import MAIN, RELATIONS, Element, main, number_in, parse, serialize
from kamtools.excel.references import Corner, Reference, quoted
from kamtools.excel.strings import put_text

_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_NAMES = ("externalReferences", "functionGroups", "sheets")


def add_names(book: Book, names: Mapping[str, Cell]) -> None:
    """Give cells hidden names of workbook scope; one that is there already leads to the new cell.

    Raises ``NoSuchSheet``.
    """
    if not names:
        return
    holder = _names_holder(book.root)
    there = {
        name.get("name", "").casefold(): name
        for name in holder.iterchildren(main("definedName"))
        if name.get("localSheetId") is None
    }
    for name, cell in names.items():
        element = there.get(name.casefold())
        if element is None:
            element = etree.SubElement(holder, main("definedName"), {"name": name})
        element.set("hidden", "1")
        corner = Corner(cell.column, True, cell.row, True)
        element.text = str(Reference(quoted(book.sheet_name(cell.sheet)) + "!", corner))
    book.touch(book.part)


def _names_holder(root: Element) -> Element:
    holder = root.find(main("definedNames"))
    if holder is None:
        holder = etree.Element(main("definedNames"))
        before = next(found for tag in _BEFORE_NAMES if (found := root.find(main(tag))) is not None)
        before.addnext(holder)
    return holder


def add_hidden_sheet(book: Book, name: str, texts: Iterable[str]) -> None:
    """Add a very hidden sheet with ``texts`` in A1, A2 …; one that is there gets these texts.

    Each text may have 32,767 characters at most.
    """
    data = _sheet_of(texts)
    if name in book.sheets:
        book.package.replace(book.sheets[name], data)
        return
    taken = {part.casefold() for part in book.package.parts}
    number = next(n for n in range(1, len(taken) + 2) if _part(n) not in taken)
    link = book.add(_part(number), data, _WORKSHEET, "worksheet")
    sheets = book.root.find(main("sheets"))
    assert sheets is not None
    highest = max((int(number_in(sheet, "sheetId")) for sheet in sheets), default=0)
    sheet = etree.SubElement(sheets, main("sheet"), {"name": name, "sheetId": str(highest + 1)})
    sheet.set("state", "veryHidden")
    sheet.set(f"{{{RELATIONS}}}id", link)
    book.touch(book.part)


def _part(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _sheet_of(texts: Iterable[str]) -> bytes:
    root = parse(f'<worksheet xmlns="{MAIN}"/>'.encode(), "")
    data = etree.SubElement(root, main("sheetData"))
    for number, text in enumerate(texts, 1):
        row = etree.SubElement(data, main("row"), {"r": str(number)})
        put_text(etree.SubElement(row, main("c"), {"r": f"A{number}"}), text)
    return serialize(root)
