"""What a file is by its first bytes: the content decides, never the file's name.

Exports called ``.xls`` are often web pages or text.
"""

from enum import Enum
from pathlib import Path

HEAD = 4096
"""Bytes that tell what a file, or a part of it, is."""


class FileKind(Enum):
    """What a file's first bytes say it is."""

    ZIP = "zip"
    OLE = "ole"
    GZIP = "gzip"
    PAGE = "page"
    XML = "xml"
    BIFF = "biff"
    PDF = "pdf"
    PICTURE = "picture"
    BINARY = "binary"
    TEXT = "text"
    EMPTY = "empty"


_MAGIC = (
    (b"PK\x03\x04", FileKind.ZIP),
    (b"PK\x05\x06", FileKind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLE),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"%PDF", FileKind.PDF),
    (b"\x89PNG", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"\x09\x00\x04\x00", FileKind.BIFF),
    (b"\x09\x02\x06\x00", FileKind.BIFF),
    (b"\x09\x04\x06\x00", FileKind.BIFF),
    (b"\x09\x08\x08\x00", FileKind.BIFF),
)


def kind_of(path: Path) -> FileKind:
    """What ``path`` is by its first 4 KB. Raises ``OSError`` if it can't be read."""
    with path.open("rb") as file:
        return kind_of_head(file.read(HEAD))


def kind_of_head(head: bytes) -> FileKind:
    """What a file is that begins with these ``HEAD`` bytes."""
    if not head:
        return FileKind.EMPTY
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileKind.TEXT
    if b"\x00" in head:
        return FileKind.BINARY
    return _kind_of_text(head.lstrip(b"\xef\xbb\xbf").lstrip().lower())


def _kind_of_text(head: bytes) -> FileKind:
    if not head.startswith(b"<"):
        return FileKind.TEXT
    if b"office:spreadsheet" in head:
        return FileKind.XML
    return FileKind.PAGE
