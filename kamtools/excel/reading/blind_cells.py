"""Cells of an .xlsx that readers of values take for empty: error values, formulas never computed.

calamine gives ``""`` for ``#N/A``, and for a formula that some program wrote without its value.
Taken for blank, they would be missed in silence; so they are looked up in the sheet's XML.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from kamtools.excel.book import relations_part
from kamtools.excel.markup import Element, parse
from kamtools.excel.package import key, tidy
from kamtools.excel.references import address
from kamtools.excel.sheet import columns_of, number_of

UNCOMPUTED = "#未计算!"
"""Stands in the grid for a formula whose value the file does not carry."""

BlindCell = tuple[str, str]
"""A1 reference, and what stands there: the error value or ``UNCOMPUTED``."""

_SIGNS = (b't="e"', b"</f></c>", b"</f><v></v>", b"</f><v/>", b"/></c>", b"/><v></v>", b"/><v/>")
_FORMULA = rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)"
_ERROR = re.compile(rb'<c r="([A-Za-z]+\d+)"(?=[^>]* t="e")[^>]*>' + _FORMULA + rb"?<v>([^<]*)</v>")
_NO_VALUE = re.compile(
    rb'<c r="([A-Za-z]+\d+)"(?![^>]* t="str")[^>]*>' + _FORMULA + rb"(?:<v></v>|<v/>)?</c>"
)
_APART = re.compile(rb"\x00|<!\[CDATA\[|>\s+<(?:[fv][\s/>]|/c>)")
_CHUNK = 1 << 20
_LINK = re.compile(r"\{.*[rR]elationships\}id")
"""The attribute that links a sheet to its part; Strict workbooks have a namespace of their own."""


def blind_cells(path: Path) -> dict[str, list[BlindCell]]:
    """By sheet name, the cells of ``path`` (a vetted .xlsx) that read as empty but are not."""
    with zipfile.ZipFile(path) as package:
        found = {name: _of_part(package, part) for name, part in _sheet_parts(package).items()}
    return {name: cells for name, cells in found.items() if cells}


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → part, however the package spells its names; without a book, nothing."""
    names = {key(name): name for name in package.namelist()}
    books = [part for kind, part in _links(package, names, "").values() if kind == "officeDocument"]
    if not books:
        return {}
    links = _links(package, names, books[0])
    found = {}
    for sheet in parse(package.read(books[0]), books[0]).iter("{*}sheet"):
        link = next((value for name, value in sheet.items() if _LINK.fullmatch(str(name))), "")
        if str(link) in links:
            found[sheet.get("name") or ""] = links[str(link)][1]
    return found


def _links(
    package: zipfile.ZipFile, names: dict[str, str], part: str
) -> dict[str, tuple[str, str]]:
    """The links of a part by id: of what kind, and to which part that is there."""
    held = names.get(key(relations_part(part)))
    if held is None:
        return {}
    found, folder = {}, posixpath.dirname(tidy(part))
    for link in parse(package.read(held), held):
        target = link.get("Target", "").replace("\\", "/")
        there = names.get(key(posixpath.normpath(posixpath.join("/", folder, target))))
        if there is not None:
            found[link.get("Id", "")] = link.get("Type", "").rpartition("/")[2], there
    return found


def _of_part(package: zipfile.ZipFile, part: str) -> list[BlindCell]:
    usual = _usual(package, part)
    if usual and not _has_signs(package, part):
        return []
    xml = package.read(part)
    if not usual:
        return list(_by_elements(parse(xml, part), part))
    errors = [(a.decode().upper(), value.decode()) for a, value in _ERROR.findall(xml)]
    return errors + [(a.decode().upper(), UNCOMPUTED) for a in _NO_VALUE.findall(xml)]


def _usual(package: zipfile.ZipFile, part: str) -> bool:
    """Whether cells are written as Excel writes them, so that their bytes tell all."""
    with package.open(part) as stream:
        head = stream.read(_CHUNK)
    plain = b"<worksheet" in head and not _APART.search(head)
    return plain and head.count(b"<c ") + head.count(b"<c\n") == head.count(b'<c r="')


def _by_elements(root: Element, part: str) -> Iterator[BlindCell]:
    number = 0
    for row in root.iter("{*}row"):
        number = number_of(row, number, part)
        for column, cell in columns_of(row, number):
            value, kind = cell.findtext("{*}v"), cell.get("t")
            if kind == "e":
                yield address(number, column), value or ""
            elif cell.find("{*}f") is not None and not value and kind != "str":
                yield address(number, column), UNCOMPUTED


def _has_signs(package: zipfile.ZipFile, part: str) -> bool:
    """Whether the part may have such cells; most have none, and are never held whole."""
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            if any(sign in window for sign in _SIGNS):
                return True
            tail = window[-16:]
    return False
