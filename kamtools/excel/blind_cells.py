"""Cells of an .xlsx that readers of values take for empty: error values, formulas never computed.

calamine gives ``""`` for ``#N/A``, and for a formula that some program wrote without its value.
Taken for blank, they would be missed in silence; so they are looked up in the sheet's XML.
"""

import posixpath
import re
import zipfile
from pathlib import Path

from kamtools.excel.markup import parse

UNCOMPUTED = "#未计算!"
"""Stands in the grid for a formula whose value the file does not carry."""

BlindCell = tuple[str, str]
"""A1 reference, and what stands there: the error value or ``UNCOMPUTED``."""

_SIGNS = (b't="e"', b"</f></c>", b"</f><v></v>", b"</f><v/>", b"/></c>", b"/><v></v>", b"/><v/>")
_FORMULA = rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)"
_ERROR = re.compile(rb'<c r="([A-Z]+\d+)"(?=[^>]* t="e")[^>]*>' + _FORMULA + rb"?<v>([^<]*)</v>")
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]+\d+)"(?![^>]* t="str")[^>]*>' + _FORMULA + rb"(?:<v></v>|<v/>)?</c>"
)
_CHUNK = 1 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def blind_cells(path: Path) -> dict[str, list[BlindCell]]:
    """By sheet name, the cells of ``path`` (a vetted .xlsx) that read as empty but are not."""
    with zipfile.ZipFile(path) as package:
        found = {name: _of_part(package, part) for name, part in _sheet_parts(package).items()}
    return {name: cells for name, cells in found.items() if cells}


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → part, for the usual layout of a package; others yield nothing."""
    names = set(package.namelist())
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {book, relations} <= names:
        return {}
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target") or ""))
        for relation in parse(package.read(relations), relations)
    }
    sheets = parse(package.read(book), book).iter("{*}sheet")
    parts = {s.get("name") or "": targets.get(s.get(_RELATION), "").lstrip("/") for s in sheets}
    return {name: part for name, part in parts.items() if part in names}


def _of_part(package: zipfile.ZipFile, part: str) -> list[BlindCell]:
    if not _has_signs(package, part):
        return []
    xml = package.read(part)
    errors = [(a.decode(), value.decode()) for a, value in _ERROR.findall(xml)]
    return errors + [(a.decode(), UNCOMPUTED) for a in _NO_VALUE.findall(xml)]


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
