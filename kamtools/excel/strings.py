"""Texts in cells: Excel's escapes, the shared table, rich text.

Filled texts are written into the cell itself (``t="inlineStr"``): the shared table stays as it was,
byte for byte, and Excel, WPS, LibreOffice, calamine and openpyxl read them alike (Apache POI's
streaming writer, behind most Chinese systems' exports, writes nothing else).
"""

import re
from functools import lru_cache

from lxml import etree

from kamtools.excel.book import Book
from kamtools.excel.markup import SPACE, Element, main, parse, xml_escaped

LONGEST_TEXT = 32_767
_SHORT = 1 << 18
"""Bytes of a table that is kept from file to file."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def unescape(text: str) -> str:
    """The text behind Excel's escapes: ``_x000D_`` is a carriage return."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def escape(text: str) -> str:
    """The text with what looks like an escape made literal."""
    return _ESCAPED.sub(lambda found: "_x005F" + found[0], text) if "_x" in text else text


def without_illegal(text: str) -> tuple[str, int]:
    """The text without the characters XML can't hold, and how many they were."""
    return _ILLEGAL.subn("", text)


def length_in_excel(text: str) -> int:
    """How long Excel counts a text: in UTF-16 units."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def rich_text(element: Element) -> str:
    """The text of an ``si`` or ``is`` element, phonetic marks left out."""
    parts = []
    for child in element:
        if child.tag == main("t"):
            parts.append(child.text or "")
        elif child.tag == main("r"):
            parts.extend(text.text or "" for text in child.iterfind(main("t")))
    return unescape("".join(parts))


def shared_strings(book: Book) -> list[str]:
    """The texts of the shared table; a workbook without one has none."""
    part = book.first_related("sharedStrings")
    if part is None:
        return []
    data = book.package.read(part)
    return list(_kept_texts(data, part) if len(data) < _SHORT else _texts(data, part))


def _texts(data: bytes, part: str) -> tuple[str, ...]:
    return tuple(rich_text(item) for item in parse(data, part).iterfind(main("si")))


_kept_texts = lru_cache(maxsize=16)(_texts)
"""Forms made from one template, and what comes back of them, have the same table."""


def put_text(cell: Element, text: str) -> None:
    """Make the emptied cell hold a text."""
    cell.set("t", "inlineStr")
    holder = etree.SubElement(etree.SubElement(cell, main("is")), main("t"))
    holder.text = escape(text)
    if _keeps_space(text):
        holder.set(SPACE, "preserve")


def text_xml(text: str) -> str:
    """The same as XML: the ``t`` element of a text."""
    space = ' xml:space="preserve"' if _keeps_space(text) else ""
    return f"<t{space}>{xml_escaped(escape(text))}</t>"


def _keeps_space(text: str) -> bool:
    return text != text.strip() or "\n" in text
