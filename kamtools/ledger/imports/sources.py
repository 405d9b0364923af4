"""A file → grids of cells: workbooks through ``excel.reading``, text decoded and split here."""

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kamtools.excel.collector import collector_at_rest
from kamtools.excel.opening.file_kinds import FileKind, kind_of
from kamtools.excel.opening.refusals import (
    BROKEN,
    EMPTY_FILE,
    LOCK_FILE,
    NO_SUCH_FILE,
    TOO_LARGE,
    UNREADABLE_FILE,
    other_file,
)
from kamtools.excel.reading.child_process import MAX_CELLS
from kamtools.excel.reading.grids import TOO_MANY_CELLS, Grid, read_grids
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.workspace import NoWorkspace, Workspace

EXPORTS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv", ".gz"}
"""How the names of exports end; others are tried as well, but need not be any."""
SAMPLE = 20_000
"""Characters by which the separator is found."""
MAX_TEXT = 160 * 1024 * 1024
"""Bytes of a text file, unpacked; some two million rows."""

UNKNOWN_ENCODING = FindingKind(
    "unknown_encoding", Severity.ERROR,
    Text("文字编码既不是 UTF-8 也不是 GB18030", "the text is neither UTF-8 nor GB18030"),
    Text("用 Excel 打开，另存为“CSV UTF-8 (逗号分隔)”", "save it from Excel as “CSV UTF-8”"),
)  # fmt: skip
BROKEN_TEXT = FindingKind(
    "broken_csv", Severity.ERROR,
    Text("引号不成对，后面的行分不开（{reason}）", "its quotes don't pair up ({reason})"),
    Text("用 Excel 打开检查这一行附近的引号，改好后另存为“CSV UTF-8”",
         "look at the quotes near this line, then save it from Excel as “CSV UTF-8”"),
)  # fmt: skip


def read_source(path: Path) -> tuple[list[Grid], list[Finding]]:
    """The sheets of a workbook, or the one grid (``sheet == ""``) of a text file, also gzipped.

    What the file is, is decided by its content: many an ``.xls`` is text.
    """
    place = Place(path.name)
    if path.name.startswith("~$"):
        return [], [LOCK_FILE.at(place)]
    if not path.is_file():
        return [], [NO_SUCH_FILE.at(place)]
    try:
        kind = kind_of(path)
        if kind not in (FileKind.TEXT, FileKind.GZIP):
            return read_grids(path)
        return _read_text(path, place, _unzipped(path) if kind is FileKind.GZIP else path)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        return [], [BROKEN.at(place, reason=error)]
    except OSError as error:
        return [], [UNREADABLE_FILE.at(place, reason=error.strerror or error)]


def names_of(paths: Iterable[Path]) -> dict[Path, str]:
    """How each file is called to people: by its path inside ``data/``, else by its name.

    Outside a workspace, files of one name get as much of their folders as tells them apart.
    """
    names = {path: _inside_data(path) for path in paths}
    for depth in range(2, 9):
        times = Counter(names.values())
        names = {
            path: name if times[name] == 1 else "/".join(path.absolute().parts[-depth:])
            for path, name in names.items()
        }
    return names


def _inside_data(path: Path) -> str:
    folder = path.parent.resolve()
    try:
        return (folder / path.name).relative_to(Workspace.find(folder).data).as_posix()
    except (NoWorkspace, ValueError):
        return path.name


def _unzipped(path: Path) -> bytes:
    with gzip.open(path) as stream:
        return stream.read(MAX_TEXT + 1)


def _read_text(path: Path, place: Place, source: Path | bytes) -> tuple[list[Grid], list[Finding]]:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_TEXT:
        return [], [TOO_LARGE.at(place, size=size >> 20, limit=MAX_TEXT >> 20)]
    content = source if isinstance(source, bytes) else source.read_bytes()
    if content[:2] == b"PK" or (b"\x00" in content[:4096] and not _is_utf16(content)):
        return [], [other_file(place, "gzip")]
    encoding = encoding_of(content)
    if encoding is None:
        return [], [UNKNOWN_ENCODING.at(place)]
    if finding := _objection(content.decode(encoding), place):
        return [], [finding]
    return _split(path, content, encoding)


def _objection(text: str, place: Place) -> Finding | None:
    if not text.strip():
        return EMPTY_FILE.at(place)
    if text.count(separator(text)) + text.count("\n") > MAX_CELLS:
        return TOO_MANY_CELLS.at(place, cells=MAX_CELLS // 10_000)
    return None


def _split(path: Path, content: bytes, encoding: str) -> tuple[list[Grid], list[Finding]]:
    """The grid, decoded line by line: beside the cells there is no second copy of the text."""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    mark = separator(lines.read(SAMPLE))
    lines.seek(0)
    reader = csv.reader(lines, delimiter=mark, strict=True)
    try:
        with collector_at_rest():
            return [Grid(path.name, "", list(reader))], []
    except csv.Error as error:
        place = Place(path.name, line=reader.line_num)
        return [], [BROKEN_TEXT.at(place, reason=error)]


def encoding_of(content: bytes) -> str | None:
    """UTF-8 or UTF-16 by the mark of ``content``, else UTF-8, else GB18030, else ``None``."""
    for encoding in ("utf-16",) if _is_utf16(content) else ("utf-8-sig", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def separator(text: str) -> str:
    """The one of ``, tab ; |`` that splits the first lines most evenly; a comma if none does."""
    sample = "".join(io.StringIO(text[:SAMPLE], newline="").readlines()[:30])
    return max(",\t;|", key=lambda mark: _evenness(sample, mark))


def _evenness(sample: str, mark: str) -> int:
    widths = [
        len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if row
    ]
    wide = [width for width in widths if width > 1]
    return max((width * wide.count(width) for width in set(wide)), default=0)


def _is_utf16(content: bytes) -> bool:
    return content.startswith((b"\xff\xfe", b"\xfe\xff"))
