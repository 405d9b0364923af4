"""Where files lie until they are finished: on the disk of the result, one folder for each maker."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

STAGE = "KAM_STAGE"
"""Environment: the staging folder that the run made for a notebook, and removes."""
STAGING = ".staging"
"""The folder of unfinished files, inside ``out``."""
_ABANDONED = 24 * 3600
"""Seconds after which a staging folder left by a killed program is cleared away."""


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


def clear_abandoned(out: Path) -> None:
    """Remove staging folders that have been left for long and whose program has ended."""
    long_ago = time.time() - _ABANDONED
    for folder in (out / STAGING).glob("*"):
        if folder.stat().st_mtime < long_ago and not _lives(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(folder: Path) -> bool:
    """Whether the process lives that ``new_staging`` made ``folder`` for."""
    process = folder.name.split(".")[-2:-1]
    return any(number.isdigit() and psutil.pid_exists(int(number)) for number in process)


def folder_for(notebook: str, out: Path) -> Path:
    """The run's staging folder for ``notebook``, or one of its own for a person's session."""
    given = os.environ.get(STAGE, "")
    if not given:
        clear_abandoned(out)
        return new_staging(out, notebook)
    folder = Path(given)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
