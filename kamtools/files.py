"""Files written whole, and known again by their content."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

_Kept = TypeVar("_Kept")


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
