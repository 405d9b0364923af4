"""Which file this is, and whether it may be opened at all: looked at before any reader sees it.

The content decides, never the file's name: exports called ``.xls`` are often web pages or text.
Zip directories and the first bytes of each part are enough, so a bomb is refused unexploded.
"""

import zipfile
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import IO

from kamtools.excel.prologs import HEAD, holds_dtd
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

MAX_INFLATED = 400 * 1024 * 1024
"""Bytes of all parts together; a sheet of a million rows and ten columns stays below."""
MAX_PARTS = 10_000
BOMB_SIZE, BOMB_RATIO = 16 * 1024 * 1024, 100
"""Parts of XML beyond both are a bomb; of 2,200 public workbooks none shrinks to less than a 25th,
one text of 200 characters in 50,000 cells shrinks to an 88th. Pictures, which nothing here
inflates, may shrink more."""
_SAVE_AS = Text(
    "用 Excel 或 WPS 打开，另存为“Excel 工作簿 (*.xlsx)”再用",
    "open it in Excel or WPS and save it as “Excel Workbook (*.xlsx)”",
)


def _refusal(code: str, zh: str, en: str, do: Text = _SAVE_AS) -> FindingKind:
    return FindingKind(code, Severity.ERROR, Text(zh, en), do)


NO_SUCH_FILE = _refusal(
    "no_such_file", "没有这个文件", "there is no such file",
    Text("检查文件名和文件夹", "check the name and the folder"),
)  # fmt: skip
UNREADABLE_FILE = _refusal(
    "unreadable_file", "打不开这个文件：{reason}", "the file can't be opened: {reason}",
    Text("关闭正用着它的程序，或检查权限", "close the program that uses it, or check permissions"),
)  # fmt: skip
LOCK_FILE = FindingKind(
    "lock_file", Severity.INFO,
    Text("这是 Excel 打开文件时的临时文件，没有数据", "this is Excel's lock file, without data"),
    Text("不用处理；关闭 Excel 后它会消失", "nothing; it goes when Excel is closed"),
)  # fmt: skip
EMPTY_FILE = _refusal(
    "empty_file", "文件是空的（0 字节）", "the file is empty (0 bytes)",
    Text("重新导出或重新发送这个文件", "export or send the file again"),
)  # fmt: skip
ENCRYPTED = _refusal(
    "encrypted", "文件有打开密码", "the file is protected by a password",
    Text(
        "用 Excel 打开，在“文件 → 信息 → 保护工作簿”里去掉密码，保存后再用",
        "open it in Excel, remove the password (File → Info → Protect Workbook), save it",
    ),
)  # fmt: skip
STRICT = _refusal(
    "strict_ooxml",
    "这是“Strict Open XML 电子表格”，多数程序会把它读成空的",
    "this is a Strict Open XML spreadsheet, which many programs read as empty",
)
OTHER_FORMAT = _refusal(
    "other_format",
    "这是{actual}，可以读取，但不能原样填写",
    "this is {actual}, which can be read but not filled without loss",
)
OTHER_FILE = _refusal(
    "not_a_workbook", "这不是 Excel 工作簿，而是{actual}", "this is no Excel workbook but {actual}"
)
NO_SPREADSHEET = _refusal(
    OTHER_FILE.code, OTHER_FILE.what.zh, OTHER_FILE.what.en,
    Text("Excel 打不开它；请对方发送原来的 Excel 或 CSV 文件，或把里面的表格抄到新的工作簿",
         "Excel can't open it; ask for the original workbook or CSV, or copy its table into one"),
)  # fmt: skip
"""The same of a file that holds no cells, so that no saving under another name helps."""
BROKEN = _refusal(
    "broken_workbook", "工作簿已损坏：{reason}", "the workbook is broken: {reason}",
    Text(
        "用 Excel 打开（必要时选“修复”）后另存，或请对方重新发送",
        "open it in Excel (let it repair the file) and save it, or ask for it to be sent again",
    ),
)  # fmt: skip
TOO_LARGE = _refusal(
    "too_large",
    "展开后有 {size} MB，超过 {limit} MB 的上限",
    "it inflates to {size} MB, more than the limit of {limit} MB",
    Text(
        "按月份拆成几个文件；若文件本来很小，它可能是恶意文件，不要打开",
        "split it by month; if the file itself is small it may be hostile: don't open it",
    ),
)
BOMB = _refusal(
    "too_large",
    "部件 {part} 展开后有 {size} MB，是压缩后的 {times} 倍，可能是恶意文件（压缩炸弹）",
    "part {part} inflates to {size} MB, {times} times its size; this may be a zip bomb",
    Text("不要打开它；请对方用 Excel 重新保存后再发", "don't open it; ask for a new copy"),
)
TOO_MANY_PARTS = _refusal(
    "too_many_parts",
    "工作簿里有 {parts} 个部件，不像 Excel 保存的",
    "the package has {parts} parts, unlike anything that Excel saves",
)
HAS_DTD = _refusal(
    "has_dtd",
    "部件 {part} 里有 DTD（实体定义），Excel 从不这样保存，可能是恶意文件（XML 炸弹）",
    "part {part} declares a DTD, which Excel never does; this may be an XML bomb",
    Text("不要打开它；请对方用 Excel 重新保存后再发", "don't open it; ask for a new copy"),
)
BAD_NAME = _refusal(
    "path_traversal",
    "部件名“{part}”指向工作簿之外，可能是恶意文件",
    "the part name {part} points outside the package; this may be a hostile file",
    Text("不要打开它；请对方用 Excel 重新保存后再发", "don't open it; ask for a new copy"),
)

_ACTUAL = {
    "word": Text(" Word 文档", "a Word document"),
    "powerpoint": Text(" PowerPoint 演示文稿", "a PowerPoint presentation"),
    "pdf": Text(" PDF 文件", "a PDF file"),
    "picture": Text("图片", "a picture"),
    "page": Text("改名为 Excel 的网页（很多系统这样导出）", "a web page under Excel's name"),
    "xml": Text(" XML 电子表格 2003", "an XML Spreadsheet 2003"),
    "biff": Text("1997 年以前的 Excel 格式", "a spreadsheet of before Excel 97"),
    "zip": Text("压缩包", "a zip archive"),
    "ole": Text("损坏的或别的 Office 文件", "a broken or some other Office file"),
    "gzip": Text("压缩文件", "a compressed file"),
    "text": Text("文本文件", "a text file"),
    "binary": Text("无法识别的文件", "a file of an unknown kind"),
    "xls": Text(" .xls（Excel 97-2003）工作簿", "an .xls (Excel 97-2003) workbook"),
    "xlsb": Text(" .xlsb 二进制工作簿", "an .xlsb binary workbook"),
    "ods": Text(" .ods（OpenDocument）表格", "an .ods (OpenDocument) spreadsheet"),
}


_WITHOUT_CELLS = {"word", "powerpoint", "pdf", "picture", "binary"}


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
        return _kind(file.read(HEAD))


def _kind(head: bytes) -> FileKind:
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


def vet(path: Path) -> Finding | None:
    """Why ``path`` must not be opened as a workbook, or ``None`` if it may be.

    Reads the zip directory and the head of each XML part, nothing is unpacked to disk.
    """
    finding, _ = vetted(path)
    return finding


def vetted(path: Path) -> tuple[Finding | None, bytes]:
    """As ``vet``, with the very bytes that were looked at; none where the file is refused."""
    finding, content = _vet(path, _vet_workbook)
    if finding is None and not content:  # an OLE container that may be read
        finding = OTHER_FORMAT.at(Place(path.name), actual=_ACTUAL["xls"].show())
    return finding, content


def vet_for_reading(path: Path) -> Finding | None:
    """Like ``vet``, but lets pass what can be read, though not kept: Strict, .xls, .xlsb, .ods."""
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
            kind = _kind(file.read(HEAD))
            if kind is FileKind.ZIP:
                finding = _vet_zip(file, place, look)
                file.seek(0)
                return finding, b"" if finding else file.read()
            if kind is FileKind.OLE:
                file.seek(0)
                return _vet_ole(file.read(), place), b""
    except OSError as error:
        return UNREADABLE_FILE.at(place, reason=error.strerror or error), b""
    if kind is FileKind.EMPTY:
        return EMPTY_FILE.at(place), b""
    return other_file(place, kind.value), b""


def other_file(place: Place, actual: str) -> Finding:
    """The finding that a file is no workbook but ``actual``, a key of the known kinds."""
    kind = NO_SPREADSHEET if actual in _WITHOUT_CELLS else OTHER_FILE
    return kind.at(place, actual=_ACTUAL[actual].show())


def _vet_zip(
    file: IO[bytes], place: Place, look: Callable[[zipfile.ZipFile, Place], Finding | None]
) -> Finding | None:
    try:
        with zipfile.ZipFile(file) as package:
            return look(package, place)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        return BROKEN.at(place, reason=error)
    except Exception as error:  # zlib, lzma and struct errors of a damaged archive
        if isinstance(error, OSError):
            raise
        return BROKEN.at(place, reason=error)


def _vet_workbook(package: zipfile.ZipFile, place: Place) -> Finding | None:
    return _vet_package(package, place) or _not_kept(package, place)


def _vet_package(package: zipfile.ZipFile, place: Place) -> Finding | None:
    return (
        _vet_directory(package.infolist(), place)
        or _vet_contents(package, place)
        or _vet_parts(package, place)
    )


def _vet_directory(parts: list[zipfile.ZipInfo], place: Place) -> Finding | None:
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
    shrunk = [one for one in parts if _is_xml(one.filename) and _times(one) >= BOMB_RATIO]
    size = sum(one.file_size for one in shrunk)
    if size < BOMB_SIZE:
        return None
    worst = max(shrunk, key=lambda one: one.file_size)
    return BOMB.at(place, part=worst.filename, size=size >> 20, times=_times(worst))


def _times(part: zipfile.ZipInfo) -> int:
    return part.file_size // max(part.compress_size, 1)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _vet_contents(package: zipfile.ZipFile, place: Place) -> Finding | None:
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


def _vet_parts(package: zipfile.ZipFile, place: Place) -> Finding | None:
    for part in package.infolist():
        if part.flag_bits & 1:
            return ENCRYPTED.at(place)
        if _is_xml(part.filename) and holds_dtd(package, part):
            return HAS_DTD.at(place, part=part.filename)
    return None


def _vet_ole(content: bytes, place: Place) -> Finding | None:
    """An OLE container by the names in its directory; the sectors are not followed."""
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


def _not_kept(package: zipfile.ZipFile, place: Place) -> Finding | None:
    """Why a workbook that can be read can't be filled."""
    names = {name.replace("\\", "/").lower(): name for name in package.namelist()}
    books = [held for name, held in names.items() if name.endswith("workbook.xml")]
    if any(_is_strict(package, held) for held in books):
        return STRICT.at(place)
    if not books and any(name.endswith("workbook.bin") for name in names):
        return OTHER_FORMAT.at(place, actual=_ACTUAL["xlsb"].show())
    if not books and "content.xml" in names:
        return OTHER_FORMAT.at(place, actual=_ACTUAL["ods"].show())
    return None


def _is_strict(package: zipfile.ZipFile, part: str) -> bool:
    """By the namespace of the workbook part, the only sure sign."""
    with package.open(part) as stream:
        return b"http://purl.oclc.org/ooxml" in stream.read(4096).replace(b"\x00", b"")
