"""The zip container of a workbook: parts are read, replaced or removed; the rest is carried over.

A part that nobody touched keeps its compressed bytes as they are, so that an untouched chart,
picture or macro is the same down to the last byte.
"""

import io
import os
import struct
import tempfile
import zipfile
from pathlib import Path
from typing import IO
from urllib.parse import unquote

import deflate

from kamtools.excel.markup import BrokenPart

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
DATA_DESCRIPTOR = 0x08
LEVEL = 1
"""Of libdeflate: a sheet takes a quarter of zlib's time at level 4 and about the same size."""


class Package:
    """The parts of one workbook file, by name (``xl/workbook.xml``); raises ``BadZipFile``."""

    def __init__(self, content: bytes) -> None:
        self._replaced: dict[str, bytes] = {}
        self._removed: set[str] = set()
        self._bytes = content
        self._archive = zipfile.ZipFile(io.BytesIO(self._bytes))
        self._members = {info.filename: info for info in self._archive.infolist()}

    @property
    def parts(self) -> list[str]:
        """The names of all parts, in the order of the file."""
        names = [name for name in self._members if name not in self._removed]
        return names + [name for name in self._replaced if name not in self._members]

    def __contains__(self, name: str) -> bool:
        return name in self._replaced or (name in self._members and name not in self._removed)

    def read(self, name: str) -> bytes:
        """The inflated bytes of a part.

        Raises ``KeyError`` when there is none, ``BrokenPart`` when its bytes are damaged.
        """
        if name in self._replaced:
            return self._replaced[name]
        if name not in self:
            raise KeyError(name)
        return self._inflated(self._members[name])

    def _inflated(self, member: zipfile.ZipInfo) -> bytes:
        """At most as many bytes as the directory promises are ever made."""
        try:
            if member.compress_type != zipfile.ZIP_DEFLATED:
                return self._archive.read(member)
            data = deflate.deflate_decompress(self._compressed(member), member.file_size)
        except (deflate.DeflateError, struct.error, zipfile.BadZipFile, EOFError) as error:
            raise BrokenPart(part=member.filename, why=str(error)) from error
        if len(data) != member.file_size or deflate.crc32(data) != member.CRC:
            raise BrokenPart(part=member.filename, why="CRC-32")
        return bytes(data)

    def _compressed(self, member: zipfile.ZipInfo) -> memoryview:
        """A member's bytes as they stand in the file."""
        source = memoryview(self._bytes)
        fields = LOCAL_HEADER.unpack(source[member.header_offset :][: LOCAL_HEADER.size])
        start = member.header_offset + LOCAL_HEADER.size + fields[-2] + fields[-1]
        return source[start : start + member.compress_size]

    def size(self, name: str) -> int:
        """How many bytes a part has, inflated."""
        return (
            len(self._replaced[name]) if name in self._replaced else self._members[name].file_size
        )

    def replace(self, name: str, data: bytes) -> None:
        """Give a part new bytes, or add it."""
        self._replaced[name] = data
        self._removed.discard(name)

    def remove(self, name: str) -> None:
        """Leave a part out."""
        self._replaced.pop(name, None)
        self._removed.add(name)

    def save(self, out: Path) -> None:
        """Write the package to ``out`` in one step: a file beside it, then a rename."""
        handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
        try:
            with os.fdopen(handle, "wb") as target:
                self._write(target)
            Path(temporary).chmod(_mode_of_a_new_file())
            Path(temporary).replace(out)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _write(self, target: IO[bytes]) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self.parts:
                if name in self._replaced:
                    _append(archive, *self._deflated(name))
                else:
                    member = self._members[name]
                    _append(archive, _copied(member), self._compressed(member))

    def _deflated(self, name: str) -> tuple[zipfile.ZipInfo, bytearray]:
        old, data = self._members.get(name), self._replaced[name]
        info = zipfile.ZipInfo(name, old.date_time if old else (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = old.external_attr if old else 0
        deflated = deflate.deflate_compress(data, LEVEL)
        info.CRC, info.compress_size, info.file_size = deflate.crc32(data), len(deflated), len(data)
        return info, deflated


def _copied(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(member.filename, member.date_time)
    for name in (
        "compress_type", "comment", "create_system", "external_attr", "internal_attr", "CRC",
        "compress_size", "file_size",
    ):  # fmt: skip
        setattr(copy, name, getattr(member, name))
    copy.flag_bits = member.flag_bits & ~DATA_DESCRIPTOR
    return copy


def _append(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, compressed: bytearray | memoryview
) -> None:
    """Add a member that is compressed already; ``ZipFile`` has no public way to do it."""
    target = archive.fp
    assert target is not None
    member.header_offset = target.tell()
    target.write(member.FileHeader(False))
    target.write(compressed)
    archive.filelist.append(member)
    archive.NameToInfo[member.filename] = member
    archive.start_dir = target.tell()
    archive._didModify = True  # type: ignore[attr-defined]


def _mode_of_a_new_file() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def tidy(name: str) -> str:
    """A part's name as the standard wants it: some writers put ``\\`` for ``/``, or one before."""
    return name.replace("\\", "/").lstrip("/")


def key(name: str) -> str:
    """What two names of one part have in common: case and escapes don't count (OPC, 6.2.2)."""
    return unquote(tidy(name)).casefold()
