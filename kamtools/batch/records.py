"""What one step of the month leaves behind for the report: its files, findings and cross-checks."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from kamtools.files import remembered, write_whole
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.periods import Period
from kamtools.workspace import Workspace

DAMAGED = FindingKind(
    "record_damaged", Severity.WARNING,
    what=Text("程序对“{step}”上一次运行的记录坏了，报告里没有它的内容",
              "what the program remembered of {step} is damaged; the report lacks it"),
    do=Text("再运行一次 {step}", "run {step} again"),
)  # fmt: skip


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
    """One step's doings; ``run`` is empty when a person ran it by hand in JupyterLab.

    ``notebook`` is empty where findings are no finished step's.
    """

    notebook: str
    run: str
    at: datetime
    products: tuple[Product, ...] = ()
    notes: tuple[Note, ...] = ()
    checks: tuple[Check, ...] = ()
    written: tuple[str, ...] = ()
    """What it wrote into the ledger, or why not, in sentences."""

    def has_errors(self) -> bool:
        """Whether a finding is an error or a cross-check does not tie."""
        serious = any(note.severity is Severity.ERROR for note in self.notes)
        return serious or not all(check.ties for check in self.checks)


_RECORD = TypeAdapter(Record)
NOTED = ".noted.json"


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


def load(files: Iterable[Path]) -> tuple[list[Record], list[Finding]]:
    """The records in ``files``, and which of these are damaged."""
    read = {file: remembered(file, _RECORD) for file in files}
    damaged = [file for file in read if read[file] is None]
    return (
        [record for record in read.values() if record],
        [DAMAGED.at(Place(file.name), step=file.stem) for file in damaged],
    )


def noted_file(staged: Path) -> Path:
    """Where the findings lie that the step of the staging folder ``staged`` has noted so far."""
    return staged.with_name(f"{staged.name}{NOTED}")
