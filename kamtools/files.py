"""Files written whole, and known again by their content."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from kamtools.errors import KamError
from kamtools.language import Text

_Kept = TypeVar("_Kept")


class NoPermission(KamError):
    """The system lets nobody, or not this person, read or write here."""

    what = Text("没有权限读写“{path}”", "{path} may not be read or written")
    do = Text("看看它是不是只读的、是不是正被别的程序打开；改好权限再运行一次",
              "see whether it is read-only or open elsewhere; allow it and run again")  # fmt: skip


class DiskFull(KamError):
    """There is no space left."""

    what = Text("磁盘满了，写不下", "the disk is full")
    do = Text("腾出空间，再运行一次", "make space and run again")


def refusal(error: OSError) -> KamError | None:
    """What a person is told when the system refuses a file; ``None`` when it is something else."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NoPermission(path=_known_to_people(Path(error.filename or "?")))
    return None


def _known_to_people(path: Path) -> Path:
    """``path``, or the folder it was to be made in: what is there and is not hidden."""
    seen = (each for each in (path, *path.parents) if each.name[:1] != "." and _is_there(each))
    return next(seen, path)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # its folder may not be looked into
        return False


def refuse_unless_writable(folder: Path) -> None:
    """Raise what the system says when ``folder`` can't be made or written into."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def digest(file: Path) -> str:
    """The SHA-256 of a file's content."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_whole(file: Path, text: str) -> None:
    """Write ``text`` so that ``file`` is never seen half-written; its folder is made if need be."""
    with _whole(file) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def copy_whole(source: Path, file: Path) -> None:
    """Copy ``source`` so that ``file`` is never seen half-written."""
    with _whole(file) as unfinished:
        shutil.copyfile(source, unfinished)


def remembered(file: Path, shape: TypeAdapter[_Kept]) -> _Kept | None:
    """What the program wrote into ``file`` as JSON; ``None`` when it is damaged or not there."""
    try:
        return shape.validate_json(file.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A file to write beside ``file``; takes its place when it is on the disk, else it is gone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        yield unfinished
        with unfinished.open("r+b") as handle:
            os.fsync(handle.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
