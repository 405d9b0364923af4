"""Files written whole, and known again by their content."""

import hashlib
import os
import shutil
from pathlib import Path


def digest(file: Path) -> str:
    """The SHA-256 of a file's content."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_whole(file: Path, text: str) -> None:
    """Write ``text`` so that ``file`` is never seen half-written; its folder is made if need be."""
    unfinished = _beside(file)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


def copy_whole(source: Path, file: Path) -> None:
    """Copy ``source`` so that ``file`` is never seen half-written."""
    unfinished = _beside(file)
    shutil.copyfile(source, unfinished)
    unfinished.replace(file)


def _beside(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.with_name(f"{file.name}.{os.getpid()}.tmp")
