"""Which format a package or an OLE container holds: a workbook to fill, to read only, or none."""

import zipfile

from kamtools.excel.opening.file_kinds import HEAD
from kamtools.excel.opening.refusals import ENCRYPTED, STRICT, other_file, other_format
from kamtools.findings import Finding, Place


def no_workbook(package: zipfile.ZipFile, place: Place) -> Finding | None:
    """That a package holds no workbook of any format, or ``None`` if it holds one."""
    names = {name.replace("\\", "/").lower() for name in package.namelist()}
    if any(name.endswith(("workbook.xml", "workbook.bin")) for name in names):
        return None
    if b"spreadsheetml.sheet.main" in _types(package):
        return None
    if "content.xml" in names and b"spreadsheet" in package.read("mimetype"):
        return None
    if "word/document.xml" in names:
        return other_file(place, "word")
    if "ppt/presentation.xml" in names:
        return other_file(place, "powerpoint")
    return other_file(place, "zip")


def _types(package: zipfile.ZipFile) -> bytes:
    """What the package says its parts are, whatever it is encoded in."""
    for name in package.namelist():
        if name.lstrip("/").lower() == "[content_types].xml":
            return package.read(name).replace(b"\x00", b"")
    return b""


def not_kept(package: zipfile.ZipFile, place: Place) -> Finding | None:
    """Why a workbook that can be read can't be filled."""
    names = {name.replace("\\", "/").lower(): name for name in package.namelist()}
    books = [held for name, held in names.items() if name.endswith("workbook.xml")]
    if any(_is_strict(package, held) for held in books):
        return STRICT.at(place)
    if not books and any(name.endswith("workbook.bin") for name in names):
        return other_format(place, "xlsb")
    if not books and "content.xml" in names:
        return other_format(place, "ods")
    return None


def _is_strict(package: zipfile.ZipFile, part: str) -> bool:
    """By the namespace of the workbook part, the only sure sign."""
    with package.open(part) as stream:
        return b"http://purl.oclc.org/ooxml" in stream.read(HEAD).replace(b"\x00", b"")


def no_legacy_workbook(content: bytes, place: Place) -> Finding | None:
    """That an OLE container holds no workbook that can be read, or ``None`` if it holds one.

    Told by the names in its directory; the sectors are not followed.
    """
    upper = content.upper()  # some writers call the stream WORKBOOK

    def holds(name: str) -> bool:
        return name.upper().encode("utf-16-le") in upper

    if holds("EncryptedPackage"):
        return ENCRYPTED.at(place)
    if holds("Workbook") or holds("Book"):
        return None
    if holds("WordDocument"):
        return other_file(place, "word")
    if holds("PowerPoint Document"):
        return other_file(place, "powerpoint")
    return other_file(place, "ole")
