"""Workbooks with a password: opened for reading, and closed when they are written.

What Excel calls “encrypt with password”: AES-256, the key made by 100,000 rounds of SHA-512 (agile
encryption, MS-OFFCRYPTO 2.3.4.10), by msoffcrypto-tool. A plain copy exists only in a folder that
nobody else may enter, while it is used.
"""

import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kamtools.errors import KamError
from kamtools.excel.opening.file_kinds import FileKind, kind_of
from kamtools.excel.opening.refusals import BROKEN, ENCRYPTED, MayNotBeOpened
from kamtools.excel.opening.vetting import vet_for_reading
from kamtools.files import copy_whole
from kamtools.findings import FindingKind, Place, Severity
from kamtools.language import Text

if TYPE_CHECKING:
    from msoffcrypto.format.ooxml import OOXMLFile

LONGEST_PASSWORD = 255
"""UTF-16 units that Excel takes."""
MOST_ROUNDS = 1_000_000
"""Excel writes 100,000; a hostile file may ask for so many that trying one password takes hours."""
_SHORTEST = 4096

PASSWORD_NEEDED = FindingKind(
    ENCRYPTED.code, Severity.ERROR, ENCRYPTED.what,
    Text("把密码写进一个文本文件（一行一个），加上 --password-file 文件 再运行一次；"
         "或用 Excel 打开，在“文件 → 信息 → 保护工作簿”里去掉密码，保存后再用",
         "write the password into a text file (one a line) and run again with --password-file "
         "FILE; or open it in Excel, remove the password (File → Info → Protect Workbook), save"),
)  # fmt: skip
WRONG_PASSWORD = FindingKind(
    "wrong_password", Severity.ERROR,
    Text("给出的密码打不开这个文件", "no password given opens this file"),
    Text("向发文件的人问清密码（注意大小写和全角），写进密码文件再运行一次",
         "ask the sender for it (mind case and full-width forms), add it to the password file"),
)  # fmt: skip
UNKNOWN_ENCRYPTION = FindingKind(
    "unknown_encryption", Severity.ERROR,
    Text("文件的加密方式不认识：{reason}", "it is encrypted in an unknown way: {reason}"),
    ENCRYPTED.do,
)  # fmt: skip


class BadPassword(KamError):
    """A workbook can't be closed with this password."""

    what = Text("密码不能用：{reason}", "this password can't be used: {reason}")
    do = Text("密码要有 1 到 255 个字，不能换行", "it must have 1 to 255 characters, on one line")


class NotSealed(KamError):
    """What was encrypted did not open again as it was; nothing was written."""

    what = Text("加密后的 {file} 打不开，没有写出", "{file}, encrypted, did not open; not written")
    do = Text("再运行一次；还是这样，请交给维护的人", "run again; else give it to a maintainer")


def is_encrypted(path: Path) -> bool:
    """Whether the workbook asks for a password before anything of it can be read."""
    try:
        if kind_of(path) is not FileKind.OLE:
            return False
    except OSError:
        return False  # whoever opens it says why it can't be
    finding = vet_for_reading(path)
    return finding is not None and finding.kind is ENCRYPTED


@contextmanager
def opened(path: Path, passwords: Sequence[str] = ()) -> Iterator[Path]:
    """``path`` itself, or, where it is encrypted, a plain copy of its name, gone afterwards.

    Each of ``passwords`` is tried. Raises ``MayNotBeOpened`` with what to do.
    """
    with opened_with(path, passwords) as (plain, _):
        yield plain


@contextmanager
def opened_with(path: Path, passwords: Sequence[str] = ()) -> Iterator[tuple[Path, str | None]]:
    """As ``opened``, with the password that opened it; None where there was none."""
    if not is_encrypted(path):
        yield path, None
        return
    plain, password = decrypted(path, passwords)
    with tempfile.TemporaryDirectory(prefix="kam-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(plain)
        yield copy, password


@contextmanager
def sealed(out: Path, password: str | None) -> Iterator[Path]:
    """Where to write what shall be at ``out``: encrypted with ``password``, if there is one.

    ``out`` appears whole, after its content was decrypted again and compared, or not at all. Raises
    ``BadPassword`` before anything is written, or ``NotSealed``.
    """
    if password is None:
        yield out
        return
    check_password(password)
    with tempfile.TemporaryDirectory(prefix="kam-") as folder:
        plain = Path(folder) / out.name
        yield plain
        encrypt(plain, out, password)


def encrypt(source: Path, out: Path, password: str) -> None:
    """Write the plain workbook at ``source`` to ``out`` with a password; they may be the same file.

    Raises ``BadPassword`` or ``NotSealed``.
    """
    from msoffcrypto.format.ooxml import OOXMLFile

    check_password(password)
    plain = _long_enough(source.read_bytes())
    closed = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, closed)
    try:
        again = _try(closed, out.name, [password])
    except MayNotBeOpened as error:
        raise NotSealed(file=out.name) from error
    if again != (plain, password):
        raise NotSealed(file=out.name)
    with tempfile.TemporaryDirectory(prefix="kam-") as folder:
        made = Path(folder) / out.name
        made.write_bytes(closed.getvalue())
        copy_whole(made, out)


def _long_enough(plain: bytes) -> bytes:
    """``plain`` with blanks as the archive's comment, where it is short.

    msoffcrypto-tool 6.1 writes streams below 4,096 bytes in a way that no program can read.
    """
    if len(plain) >= _SHORTEST:
        return plain
    whole = io.BytesIO(plain)
    with zipfile.ZipFile(whole, "a") as package:
        package.comment = b" " * (_SHORTEST - len(plain))
    return whole.getvalue()


def decrypted(path: Path, passwords: Sequence[str]) -> tuple[bytes, str]:
    """The plain content of an encrypted workbook, and its password; raises ``MayNotBeOpened``."""
    place = Place(path.name)
    if not passwords:
        raise MayNotBeOpened(PASSWORD_NEEDED.at(place))
    found = _try(io.BytesIO(path.read_bytes()), path.name, passwords)
    if found is None:
        raise MayNotBeOpened(WRONG_PASSWORD.at(place))
    return found


def check_password(password: str) -> None:
    """Raise ``BadPassword`` where Excel would not take it."""
    if not 0 < len(password.encode("utf-16-le")) // 2 <= LONGEST_PASSWORD:
        raise BadPassword(reason=Text("太长或是空的", "it is too long, or empty").show())
    if not password.isprintable():
        raise BadPassword(reason=Text("里面有控制符", "it has control characters").show())


def _try(stream: IO[bytes], file: str, passwords: Sequence[str]) -> tuple[bytes, str] | None:
    """The content, and the first password that opens it; None where none does."""
    try:
        locked = _locked(stream, file)
        password = next((each for each in passwords if _opens(locked, each)), None)
        if password is None:
            return None
        out = io.BytesIO()
        locked.decrypt(out)
        return out.getvalue(), password
    except KamError:
        raise
    except Exception as error:  # a damaged container breaks its readers in many ways
        reason = f"{type(error).__name__}: {error}"
        raise MayNotBeOpened(BROKEN.at(Place(file), reason=reason)) from error


def _opens(locked: "OOXMLFile", password: str) -> bool:
    from msoffcrypto.exceptions import InvalidKeyError

    try:
        locked.load_key(password=password, verify_password=True)
    except InvalidKeyError:
        return False
    return True


def _locked(stream: IO[bytes], file: str) -> "OOXMLFile":
    from msoffcrypto.exceptions import DecryptionError, FileFormatError
    from msoffcrypto.format.ooxml import OOXMLFile

    try:
        locked = OOXMLFile(stream)
    except (DecryptionError, FileFormatError) as error:
        raise MayNotBeOpened(UNKNOWN_ENCRYPTION.at(Place(file), reason=error)) from error
    rounds = locked.info.get("spinValue", 0)
    if rounds > MOST_ROUNDS:
        raise MayNotBeOpened(UNKNOWN_ENCRYPTION.at(Place(file), reason=f"spinCount {rounds}"))
    return locked
