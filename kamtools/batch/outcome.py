"""What became of a run: each notebook's end, and the number ``kam run`` ends with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from kamtools.batch.plan import Planned
from kamtools.batch.records import Record
from kamtools.periods import Period
from kamtools.workspace import Workspace


class State(StrEnum):
    """How a notebook of the run ended."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Ran:
    """What became of one notebook: ``why`` says why it failed or was skipped, at ``cell``."""

    notebook: Planned
    state: State
    seconds: float = 0.0
    why: str = ""
    cell: str = ""

    @property
    def finished(self) -> bool:
        """Whether it ran to its end."""
        return self.state is State.DONE


@dataclass(frozen=True)
class Outcome:
    """A finished run. ``records`` are of all steps of the month, also of earlier runs."""

    space: Workspace
    period: Period
    run: str
    began: datetime
    seconds: float
    ran: tuple[Ran, ...]
    records: tuple[Record, ...]

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.space.month(self.period)

    @property
    def report(self) -> Path:
        """Its ``run.html``."""
        return self.folder / "run.html"

    @property
    def of_this_run(self) -> list[Record]:
        """The records of the steps that this run finished."""
        return [record for record in self.records if record.run == self.run]

    @property
    def unfinished(self) -> int:
        """How many of its notebooks failed or were skipped."""
        return sum(not ran.finished for ran in self.ran)

    @property
    def exit_code(self) -> int:
        """0, or 1 when a notebook did not finish, a finding is an error, a total does not tie."""
        wrong = self.unfinished or any(record.has_errors() for record in self.of_this_run)
        return 1 if wrong else 0
