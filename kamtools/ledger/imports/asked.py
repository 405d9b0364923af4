"""What somebody typed after ``kam import``: files, folders, ``*.xlsx``, a month in any spelling."""

from collections.abc import Iterable
from pathlib import Path

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.ledger.imports.dates import read_period
from kamtools.ledger.imports.reading import Context
from kamtools.periods import NotAPeriod, Period
from kamtools.workspace import is_export


class NoFiles(KamError):
    """``kam import`` without a file, or with a folder or a pattern that has none."""

    what = Text("没有说要导入哪些文件", "which files?")
    do = Text("例如 kam import data/销售明细.csv，或写一个文件夹：kam import data",
              "for example kam import data/sales.csv, or a folder: kam import data")  # fmt: skip


def asked_files(paths: Iterable[Path]) -> list[Path]:
    """The files meant by ``paths``: a folder's exports; Windows leaves ``*`` for us to read.

    Raises ``NoFiles``.
    """
    found = [file for path in paths for file in _files(path)]
    if not found:
        raise NoFiles
    return list(dict.fromkeys(found))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        inside = (file for file in path.rglob("*") if file.is_file())
        return sorted(file for file in inside if is_export(file.relative_to(path)))
    if path.exists() or not any(mark in str(path) for mark in "*?["):
        return [path]
    return sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))


def asked_month(text: str) -> Period:
    """The month that somebody typed: 2026-10, 2026年10月, 202610. Raises ``NotAPeriod``."""
    found = read_period(text, Context())
    if not isinstance(found, Period):
        raise NotAPeriod(text=text)
    return found
