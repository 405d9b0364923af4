"""Whether a file may be opened as a workbook: looked at before any reader sees it.

Zip directories and the first bytes of each part are enough, so a bomb is refused unexploded.
"""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from kamtools.excel.opening.file_kinds import HEAD, FileKind, kind_of_head
from kamtools.excel.opening.formats import no_legacy_workbook, no_workbook, not_kept
from kamtools.excel.opening.prologs import holds_dtd
from kamtools.excel.opening.refusals import (
    BROKEN,
    EMPTY_FILE,
    ENCRYPTED,
    HAS_DTD,
    LOCK_FILE,
    NO_SUCH_FILE,
    UNREADABLE_FILE,
    other_file,
    other_format,
)
from kamtools.excel.opening.zip_limits import is_xml, vet_directory
from kamtools.findings import Finding, Place


def vetted(path: Path) -> tuple[Finding | None, bytes]:
    """Why ``path`` must not be opened as a workbook; or ``None``, and the bytes looked at.

    Reads the zip directory and the head of each XML part, nothing is unpacked to disk. Whoever
    opens the file takes these very bytes, for another file may stand there by then.
    """
    finding, content = _vet(path, _vet_workbook)
    if finding is None and not content:  # an OLE container that may be read
        finding = other_format(Place(path.name), "xls")
    return finding, content


def vet_for_reading(path: Path) -> Finding | None:
    """Why not even values may be read: Strict, .xls, .xlsb and .ods pass here, unlike above."""
    finding, _ = _vet(path, _vet_package)
    return finding


def _vet(
    path: Path, look: Callable[[zipfile.ZipFile, Place], Finding | None]
) -> tuple[Finding | None, bytes]:
    """Why ``path`` must not be opened; if it may and is a package, its bytes."""
    place = Place(path.name)
    if path.name.startswith("~$"):
        return LOCK_FILE.at(place), b""
    if not path.is_file():
        return NO_SUCH_FILE.at(place), b""
    try:
        with path.open("rb") as file:
            kind = kind_of_head(file.read(HEAD))
            if kind is FileKind.ZIP:
                finding = _vet_zip(file, place, look)
                file.seek(0)
                return finding, b"" if finding else file.read()
            if kind is FileKind.OLE:
                file.seek(0)
                return no_legacy_workbook(file.read(), place), b""
    except OSError as error:
        return UNREADABLE_FILE.at(place, reason=error.strerror or error), b""
    if kind is FileKind.EMPTY:
        return EMPTY_FILE.at(place), b""
    return other_file(place, kind.value), b""


def _vet_zip(
    file: IO[bytes], place: Place, look: Callable[[zipfile.ZipFile, Place], Finding | None]
) -> Finding | None:
    try:
        with zipfile.ZipFile(file) as package:
            return look(package, place)
    except OSError:
        raise
    except Exception as error:  # damaged archives break zipfile in a dozen ways
        return BROKEN.at(place, reason=error)


def _vet_workbook(package: zipfile.ZipFile, place: Place) -> Finding | None:
    return _vet_package(package, place) or not_kept(package, place)


def _vet_package(package: zipfile.ZipFile, place: Place) -> Finding | None:
    return (
        vet_directory(package.infolist(), place)
        or no_workbook(package, place)
        or _vet_parts(package, place)
    )


def _vet_parts(package: zipfile.ZipFile, place: Place) -> Finding | None:
    for part in package.infolist():
        if part.flag_bits & 1:
            return ENCRYPTED.at(place)
        if is_xml(part.filename) and holds_dtd(package, part):
            return HAS_DTD.at(place, part=part.filename)
    return None
