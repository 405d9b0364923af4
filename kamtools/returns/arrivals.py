"""The files that came back: found in folders, read, and checked for whose they are."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from kamtools.errors import KamError
from kamtools.files import digest
from kamtools.findings import Finding, Place
from kamtools.forms.identity import Identity
from kamtools.language import Text
from kamtools.returns.board import Arrival, says_the_same
from kamtools.returns.board_findings import NOT_EXCEL, NOT_TRUSTED
from kamtools.returns.read import ReadBack, Sent, read_back

_ANNOTATED = re.compile(r"\(批注\d*\)$")
"""Ends the stem of the copies that ``annotate`` writes."""
REVIEW = "review"
_WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ods"))
_BELONGS_TO_NOBODY = frozenset(("thumbs.db", "desktop.ini"))
_Reader = Callable[[Path], tuple[ReadBack, list[Finding]]]


class NoSuchReturns(KamError):
    """A path to collect from does not exist."""

    what = Text("没有 {path}", "there is no {path}")
    do = Text("把收回的文件放进 returned 文件夹，或写对路径", "put returns into returned/")


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Every file under ``paths``, at any depth; raises ``NoSuchReturns``.

    Left out: hidden files, the lock files of an Excel that is open, reviews.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise NoSuchReturns(path=path)
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found |= {file: None for file in inside if file.is_file() and _is_return(file, path)}
    return list(found)


def _is_return(file: Path, top: Path) -> bool:
    inside = file.relative_to(top).parts if file != top else (file.name,)
    if any(part.startswith((".", "~$")) for part in inside):
        return False
    return file.stem != REVIEW and file.name.lower() not in _BELONGS_TO_NOBODY


def annotated_name(path: Path, number: int = 1) -> Path:
    """Where the annotated copy of a return lies; the 2nd where the 1st came back corrected."""
    return path.with_name(f"{path.stem}(批注{number if number > 1 else ''}){path.suffix}")


def without_annotated(arrivals: Sequence[Arrival]) -> tuple[list[Arrival], list[Path]]:
    """The returns, and the annotated copies among them that nobody has changed since.

    A copy that came back corrected is a return like any other.
    """
    by_path = {each.path: each for each in arrivals}
    copies = []
    for each in arrivals:
        stem, found = _ANNOTATED.subn("", each.path.stem)
        original = by_path.get(each.path.with_stem(stem)) if found else None
        if original and each.about and says_the_same(original, each):
            copies.append(each.path)
    return [each for each in arrivals if each.path not in copies], copies


def read_all(
    files: Sequence[Path],
    *,
    key: bytes,
    sent: Callable[[str], Identity | None],
    received: Mapping[str, date],
    passwords: Sequence[str] = (),
) -> Iterator[Arrival]:
    """Each file as it came; ``received`` has the day on which a content was collected first."""
    reader = partial(read_back, key=key, sent=sent, passwords=passwords)
    for file in files:
        content = digest(file)
        day = min(received.get(content, date.max), _saved(file))
        if file.suffix.lower() in _WORKBOOKS:
            yield _read(file, content, day, reader, sent)
        else:
            finding = NOT_EXCEL.at(Place(file.name))
            yield Arrival(file, content, day, ReadBack(None), (finding,))


def _read(file: Path, content: str, day: date, reader: _Reader, sent: Sent) -> Arrival:
    read, findings = reader(file)
    if not _believed(read, sent):
        finding = NOT_TRUSTED.at(Place(file.name))
        return Arrival(file, content, day, ReadBack(None), (finding,), trusted=False)
    kept = [each for each in findings if each.code not in _JUDGED]
    return Arrival(file, content, day, read, tuple(kept))


def _believed(read: ReadBack, sent: Sent) -> bool:
    """Signed by this workspace, or the very form that the ledger says was sent."""
    if read.identity is None or read.signature == "good":
        return True
    known = sent(read.identity.file_id)
    return known is not None and known.cells == read.identity.cells


_JUDGED = frozenset((
    "form_cell_missing", "form_formula_uncomputed", "form_written_elsewhere", "form_print_changed",
    "form_formula_overwritten", "form_locked_changed", "form_words_lost",
))  # fmt: skip
"""Findings of reading that the judgement of the cells repeats, with more to say."""


def _saved(file: Path) -> date:
    return datetime.fromtimestamp(file.stat().st_mtime).date()
