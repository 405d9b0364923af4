"""What one step of the month leaves behind for the report: its files, findings and cross-checks."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kamtools.files import write_whole
from kamtools.findings import Finding, Severity
from kamtools.periods import Period
from kamtools.workspace import Workspace


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)


class Product(_Kept):
    """A file that a step made: ``path`` inside the month's folder."""

    path: str
    form: str = ""


class Note(_Kept):
    """A finding, its sentences already in the language of the run."""

    code: str
    severity: Severity
    file: str
    where: str
    what: str
    do: str

    @classmethod
    def of(cls, finding: Finding) -> "Note":
        """The note that says what ``finding`` says."""
        place = finding.place
        return cls(
            code=finding.code, severity=finding.severity, file=place.file,
            where=place.within, what=finding.what, do=finding.do,
        )  # fmt: skip


class Check(_Kept):
    """An amount of the ledger beside what the workbook carries at its defined name."""

    label: str
    file: str
    name: str
    ledger: Decimal
    workbook: str
    ties: bool


class Record(_Kept):
    """One step's doings; ``run`` is empty when a person ran it by hand in JupyterLab."""

    notebook: str
    run: str
    at: datetime
    products: tuple[Product, ...] = ()
    notes: tuple[Note, ...] = ()
    checks: tuple[Check, ...] = ()

    def has_errors(self) -> bool:
        """Whether a finding is an error or a cross-check does not tie."""
        serious = any(note.severity is Severity.ERROR for note in self.notes)
        return serious or not all(check.ties for check in self.checks)


def records_folder(space: Workspace, period: Period) -> Path:
    """Where the records of a month's steps lie, a file for each."""
    return space.memory / str(period) / "steps"


def record_file(space: Workspace, period: Period, notebook: str) -> Path:
    """Where the record of one notebook's last finished run in a month lies."""
    return records_folder(space, period) / f"{notebook}.json"


def manifest_file(space: Workspace, period: Period, owner: str) -> Path:
    """Where the digests of the files lie that ``owner`` put into the month's folder."""
    return space.memory / str(period) / "files" / f"{owner}.json"


def save(record: Record, file: Path) -> None:
    """Write ``record`` atomically."""
    write_whole(file, record.model_dump_json(indent=1))


def load(files: Iterable[Path]) -> list[Record]:
    """The records in ``files``."""
    texts = (file.read_text(encoding="utf-8") for file in files)
    return [Record.model_validate_json(text) for text in texts]
