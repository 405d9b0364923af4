"""The same workbook, zipped as different programs zip."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.excel.packages import Parts, parts

Zip = Callable[[io.BytesIO, Parts], None]
ZIPPED: dict[str, Zip] = {}


def zipped(function: Zip) -> Zip:
    """Put a way of zipping on the list, under its name."""
    ZIPPED[function.__name__] = function
    return function


def zipped_files(plain: Path, folder: Path) -> list[Path]:
    """All of them, in ``folder``."""
    return [_zipped(folder / f"{name}.xlsx", parts(plain), zip_) for name, zip_ in ZIPPED.items()]


def _zipped(path: Path, data: Parts, zip_: Zip) -> Path:
    stream = io.BytesIO()
    zip_(stream, data)
    path.write_bytes(stream.getvalue())
    return path


class _OneWay(io.RawIOBase):
    """A stream that can't go back, so that sizes come after the data."""

    def __init__(self, target: io.BytesIO) -> None:
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return self._target.write(data)


@zipped
def streamed(stream: io.BytesIO, data: Parts) -> None:
    """Sizes in descriptors behind the data, as servers write it."""
    with zipfile.ZipFile(_OneWay(stream), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, one in data.items():
            archive.writestr(name, one)


@zipped
def zip_64(stream: io.BytesIO, data: Parts) -> None:
    """Sizes of 64 bits in every header."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in data.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(one)


@zipped
def stored(stream: io.BytesIO, data: Parts) -> None:
    """Nothing is compressed; folders have entries of their own; the types come last."""
    with zipfile.ZipFile(stream, "w") as archive:
        for folder in ("xl/", "xl/worksheets/", "_rels/"):
            archive.writestr(folder, b"")
        for name, one in sorted(data.items(), reverse=True):
            archive.writestr(name, one)


@zipped
def commented(stream: io.BytesIO, data: Parts) -> None:
    """Comments and extra fields, on the whole and on each part, and other dates."""
    with zipfile.ZipFile(stream, "w") as archive:
        archive.comment = "由系统导出".encode()
        for name, one in data.items():
            info = zipfile.ZipInfo(name, (2026, 10, 31, 23, 59, 58))
            info.comment = b"part"
            info.extra = struct.pack("<HH4s", 0xCAFE, 4, b"abcd")
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, one)
