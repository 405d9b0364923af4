"""The zip container of a workbook: parts are read, replaced or removed; the rest is carried over.

A part that nobody touched keeps its compressed bytes as they are, so that an untouched chart,
picture or macro is the same down to the last byte.
"""

import io
import os
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO

from kamtools.excel.markup import BrokenPart

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
DATA_DESCRIPTOR = 0x08
LONG, SWIFT = 1 << 20, 4
"""Parts longer than this are deflated at a level that costs some 8% in size and saves half the
time."""


class Package:
    """The parts of one workbook file, by name (``xl/workbook.xml``)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._replaced: dict[str, bytes] = {}
        self._removed: set[str] = set()
        self._bytes = path.read_bytes()
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
        try:
            return self._archive.read(self._members[name])
        except (zlib.error, zipfile.BadZipFile, EOFError) as error:
            raise BrokenPart(part=name, why=str(error)) from error

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
                    data = self._replaced[name]
                    level = SWIFT if len(data) > LONG else None
                    archive.writestr(self._header(name), data, compresslevel=level)
                else:
                    _carry(self._bytes, self._members[name], archive)

    def _header(self, name: str) -> zipfile.ZipInfo:
        old = self._members.get(name)
        info = zipfile.ZipInfo(name, old.date_time if old else (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = old.external_attr if old else 0
        return info


def _carry(source: bytes, member: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    """Copy a member with its compressed bytes; ``ZipFile`` has no public way to do it."""
    fields = LOCAL_HEADER.unpack_from(source, member.header_offset)
    start = member.header_offset + LOCAL_HEADER.size + fields[-2] + fields[-1]
    target = archive.fp
    assert target is not None
    copy = zipfile.ZipInfo(member.filename, member.date_time)
    for name in ("compress_type", "comment", "create_system", "external_attr", "internal_attr"):
        setattr(copy, name, getattr(member, name))
    copy.flag_bits = member.flag_bits & ~DATA_DESCRIPTOR
    copy.CRC, copy.compress_size, copy.file_size = (
        member.CRC,
        member.compress_size,
        member.file_size,
    )
    copy.header_offset = target.tell()
    target.write(copy.FileHeader(False))
    target.write(source[start : start + member.compress_size])
    archive.filelist.append(copy)
    archive.NameToInfo[copy.filename] = copy
    archive.start_dir = target.tell()
    archive._didModify = True  # type: ignore[attr-defined]


def _mode_of_a_new_file() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
