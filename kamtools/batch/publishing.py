"""Put finished files into people's folder: whole or not at all, and never over somebody's work.

Files are made in a staging folder on the same disk and moved with ``Path.replace``, so that whoever
looks, and whatever kills the program, sees an old file or a new one. A manifest remembers the
digest of every file put there: a file that differs from it was changed by a person and is kept
beside the new one under another name.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kamtools.errors import KamError
from kamtools.files import copy_whole, digest, write_whole
from kamtools.findings import FindingKind, Severity
from kamtools.language import Text

STAGING = ".staging"
"""The folder of unfinished files, inside ``out``."""
Known = dict[str, list[str]]
"""Digests this program gave each file, by the file's path in the folder."""

EDITED_KEPT = FindingKind(
    "edited_kept", Severity.WARNING,
    what=Text("这个文件生成以后被人改过，改过的一份另存为“{backup}”",
              "somebody changed this file after it was made; their copy is kept as {backup}"),
    do=Text("看看其中的改动还要不要；不要就删掉它",
            "see whether its changes are wanted, or delete it"),
)  # fmt: skip


class FileInUse(KamError):
    """A file can't be replaced: open in Excel, or read-only."""

    what = Text("“{file}”正被别的程序打开，或者是只读的", "{file} is open elsewhere, or read-only")
    do = Text("在 Excel 里关掉它，再运行一次", "close it in Excel and run again")


@dataclass(frozen=True)
class Swap:
    """What a publication did: the files it placed, and the changed ones it kept aside."""

    placed: tuple[str, ...]
    kept_aside: tuple[tuple[str, str], ...]


@contextmanager
def staging(out: Path, label: str) -> Iterator[Path]:
    """A folder for unfinished files, on the disk of ``out``; gone after the ``with`` block."""
    folder = new_staging(out, label)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_staging(out: Path, label: str) -> Path:
    """An empty folder for unfinished files, on the disk of ``out``; the caller removes it."""
    folder = out / STAGING / f"{label}.{os.getpid()}.{os.urandom(3).hex()}"
    folder.mkdir(parents=True)
    return folder


def swap_in(source: Path, folder: Path, manifest: Path, *, keep_others: bool = False) -> Swap:
    """Move every file under ``source`` to the same place under ``folder``.

    Files that ``manifest`` knows from an earlier time and ``source`` no longer has are removed,
    unless ``keep_others`` (only a part was made anew). Raises ``FileInUse`` before anything moved.
    """
    fresh = {path: digest(source / path) for path in files_in(source)}
    known = _read(manifest)
    gone = [] if keep_others else [path for path in known if path not in fresh]
    for path in (*fresh, *gone):
        _refuse_if_in_use(folder / path)
    # Told before it is done: after a kill in between, a new file is not taken for an edited one.
    both = {**known, **{path: [*known.get(path, []), fresh[path]] for path in fresh}}
    _write(manifest, both)
    kept = [_keep_if_edited(folder, path, both[path]) for path in (*fresh, *gone)]
    for path in fresh:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).replace(folder / path)
    for path in gone:
        (folder / path).unlink(missing_ok=True)
    others = {path: known[path] for path in known if keep_others}
    _write(manifest, {**others, **{path: [fresh[path]] for path in fresh}})
    return Swap(tuple(fresh), tuple(pair for pair in kept if pair))


def files_in(folder: Path) -> list[str]:
    """The files under ``folder``, as sorted paths with ``/`` between their parts."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file.relative_to(folder).as_posix() for file in found)


def _refuse_if_in_use(file: Path) -> None:
    try:
        if file.exists():
            file.open("r+b").close()
    except PermissionError as error:
        raise FileInUse(file=file.name) from error


def _keep_if_edited(folder: Path, path: str, ours: list[str]) -> tuple[str, str] | None:
    """Copy ``path`` aside if its content is none of ``ours``; its name and the copy's."""
    file = folder / path
    if not file.exists() or (now := digest(file)) in ours:
        return None
    backup = _free_name(file, now)
    if not backup.exists():
        copy_whole(file, backup)
    return path, backup.relative_to(folder).as_posix()


def _free_name(file: Path, content: str) -> Path:
    """The first backup name that is free, or that holds the same content already."""
    number = 1
    while True:
        mark = "改动备份" if number == 1 else f"改动备份{number}"
        candidate = file.with_name(f"{file.stem}({mark}){file.suffix}")
        if not candidate.exists() or digest(candidate) == content:
            return candidate
        number += 1


def _read(manifest: Path) -> Known:
    if not manifest.exists():
        return {}
    known: Known = json.loads(manifest.read_text(encoding="utf-8"))
    return known


def _write(manifest: Path, known: Known) -> None:
    write_whole(manifest, json.dumps(known, ensure_ascii=False, indent=1))
