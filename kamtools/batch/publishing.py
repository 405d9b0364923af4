"""Put finished files into people's folder: whole or not at all, and never over somebody's work.

Files are made in a staging folder on the same disk and moved with ``Path.replace``, so that whoever
looks, and whatever kills the program, sees an old file or a new one. A manifest remembers the
digest of every file put there: a file that differs from it was changed by a person and is kept
beside the new one under another name.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from kamtools.errors import KamError
from kamtools.files import copy_whole, digest, remembered, write_whole
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

Known = dict[str, list[str]]
"""Digests this program gave each file, by the file's path in the folder."""
_KNOWN = TypeAdapter(Known)

EDITED_KEPT = FindingKind(
    "edited_kept", Severity.WARNING,
    what=Text("这个文件生成以后被人改过，改过的一份另存为“{backup}”",
              "somebody changed this file after it was made; their copy is kept as {backup}"),
    do=Text("看看其中的改动还要不要；不要就删掉它",
            "see whether its changes are wanted, or delete it"),
)  # fmt: skip
MADE_NO_MORE = FindingKind(
    "made_no_more", Severity.WARNING,
    what=Text("上次生成过，这次没有再生成，已经删除",
              "it was made the last time and not this time, and is removed"),
    do=Text("如果还要它，看看这一步的数据里少了什么",
            "if it is wanted, see what the step's data lack"),
)  # fmt: skip
NOTHING_MADE = FindingKind(
    "nothing_made", Severity.WARNING,
    what=Text("这次没有生成文件，上次的 {count} 个文件保留着",
              "no file was made; the {count} files of the last time are still there"),
    do=Text("看看是不是漏运行了一格；从第一格起再运行一次",
            "see whether a cell was left out; run it again from the first"),
)  # fmt: skip
NAME_SHARED = FindingKind(
    "name_shared", Severity.WARNING,
    what=Text("“{owner}”也用这个文件名，它的那份已被换掉",
              "{owner} uses this name as well; its file is replaced"),
    do=Text("给其中一个换个文件名", "give one of them another name"),
)  # fmt: skip


class FileInUse(KamError):
    """A file can't be replaced: open in Excel, or read-only."""

    what = Text("“{file}”正被别的程序打开，或者是只读的", "{file} is open elsewhere, or read-only")
    do = Text("在 Excel 里关掉它，再运行一次", "close it in Excel and run again")


@dataclass(frozen=True)
class Swap:
    """What a publication did to the files of its ``owner``, and to those of others."""

    owner: str
    placed: tuple[str, ...]
    kept_aside: tuple[tuple[str, str], ...]
    """Files that somebody had changed, and the names of the copies."""
    removed: tuple[str, ...]
    shared: tuple[tuple[str, str], ...]
    """Files that were another owner's until now, and whose."""
    left: int
    """How many files of earlier times it did not touch."""

    @property
    def findings(self) -> list[Finding]:
        """What a person may not expect of it."""
        idle = not self.placed and self.left
        return [
            *(EDITED_KEPT.at(Place(path), backup=backup) for path, backup in self.kept_aside),
            *(MADE_NO_MORE.at(Place(path)) for path in self.removed),
            *(NAME_SHARED.at(Place(path), owner=owner) for path, owner in self.shared),
            *([NOTHING_MADE.at(Place(self.owner), count=self.left)] if idle else []),
        ]


def swap_in(source: Path, folder: Path, manifest: Path, *, keep_others: bool = False) -> Swap:
    """Move every file under ``source`` to the same place under ``folder``.

    Files that ``manifest`` knows from an earlier time and ``source`` no longer has are removed,
    unless ``keep_others`` (only a part was made anew) or ``source`` has none at all. A file that
    a manifest beside ``manifest`` knows becomes this one's. Raises ``FileInUse`` before anything
    moved.
    """
    fresh = {path: digest(source / path) for path in files_in(source)}
    known, theirs = _read(manifest), _others(manifest)
    keep_others = keep_others or not fresh
    gone = [] if keep_others else [path for path in known if path not in fresh]
    for path in (*fresh, *gone):
        _refuse_if_in_use(folder / path)
    # Told before it is done: after a kill in between, a new file is not taken for an edited one.
    both = {**known, **{path: [*_digests(path, known, theirs), fresh[path]] for path in fresh}}
    _write(manifest, both)
    shared = _take_over(theirs, fresh)
    kept = [_keep_if_edited(folder, path, both[path]) for path in (*fresh, *gone)]
    for path in fresh:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).replace(folder / path)
    removed = [path for path in gone if (folder / path).exists()]
    for path in removed:
        (folder / path).unlink(missing_ok=True)
    others = {path: known[path] for path in known if keep_others and path not in fresh}
    _write(manifest, {**others, **{path: [fresh[path]] for path in fresh}})
    return Swap(
        manifest.stem, tuple(fresh), tuple(pair for pair in kept if pair), tuple(removed),
        shared, len(others),
    )  # fmt: skip


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


def _digests(path: str, known: Known, theirs: dict[Path, Known]) -> list[str]:
    """All that this program may have put at ``path``, by whichever owner."""
    return [digest for each in (known, *theirs.values()) for digest in each.get(path, [])]


def _take_over(theirs: dict[Path, Known], fresh: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Strike ``fresh`` from the manifests of others: each struck path, and whose it was."""
    shared: list[tuple[str, str]] = []
    for manifest, known in theirs.items():
        if taken := [path for path in fresh if path in known]:
            shared += [(path, manifest.stem) for path in taken]
            _write(manifest, {path: known[path] for path in known if path not in taken})
    return tuple(shared)


def _others(manifest: Path) -> dict[Path, Known]:
    """The manifests beside ``manifest``: what others have put into the same folder."""
    files = (file for file in sorted(manifest.parent.glob("*.json")) if file != manifest)
    return {file: _read(file) for file in files}


def _read(manifest: Path) -> Known:
    """What ``manifest`` knows: nothing when it is damaged, so that no file is taken for ours."""
    return remembered(manifest, _KNOWN) or {}


def _write(manifest: Path, known: Known) -> None:
    write_whole(manifest, json.dumps(known, ensure_ascii=False, indent=1))
