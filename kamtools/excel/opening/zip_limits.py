"""What the directory of a zip package says of its size, so that a bomb is refused unexploded."""

import zipfile

from kamtools.excel.opening.refusals import BAD_NAME, BOMB, TOO_LARGE, TOO_MANY_PARTS
from kamtools.findings import Finding, Place

MAX_INFLATED = 400 * 1024 * 1024
"""Bytes of all parts together; a sheet of a million rows and ten columns stays below."""
MAX_PARTS = 10_000
BOMB_SIZE, BOMB_RATIO = 16 * 1024 * 1024, 100
"""Parts of XML beyond both are a bomb; of 2,200 public workbooks none shrinks to less than a 25th,
one text of 200 characters in 50,000 cells shrinks to an 88th. Pictures, which nothing here
inflates, may shrink more."""


def vet_directory(parts: list[zipfile.ZipInfo], place: Place) -> Finding | None:
    """Why a package with these parts must not be inflated: bad names, too many, or a bomb."""
    for part in parts:
        if ".." in part.filename.replace("\\", "/").split("/"):
            return BAD_NAME.at(place, part=part.filename)
    if len(parts) > MAX_PARTS:
        return TOO_MANY_PARTS.at(place, parts=len(parts))
    size = sum(part.file_size for part in parts)
    if size > MAX_INFLATED:
        return TOO_LARGE.at(place, size=size >> 20, limit=MAX_INFLATED >> 20)
    return _vet_ratio(parts, place)


def _vet_ratio(parts: list[zipfile.ZipInfo], place: Place) -> Finding | None:
    """Parts of XML that shrink as no sheet does are a bomb when they are large together."""
    shrunk = [one for one in parts if is_xml(one.filename) and _times(one) >= BOMB_RATIO]
    size = sum(one.file_size for one in shrunk)
    if size < BOMB_SIZE:
        return None
    worst = max(shrunk, key=lambda one: one.file_size)
    return BOMB.at(place, part=worst.filename, size=size >> 20, times=_times(worst))


def _times(part: zipfile.ZipInfo) -> int:
    return part.file_size // max(part.compress_size, 1)


def is_xml(name: str) -> bool:
    """Whether a part is one that programs parse, by how its name ends."""
    return name.lower().endswith((".xml", ".rels", ".vml"))
