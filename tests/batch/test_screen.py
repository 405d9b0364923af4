"""The terminal's last lines say what a run made and what did not come to an end."""

import io
from datetime import datetime
from pathlib import Path

from rich.console import Console

from kamtools.batch.outcome import Outcome, Ran, State
from kamtools.batch.plan import Planned
from kamtools.batch.screen import show_outcome
from kamtools.periods import Period
from kamtools.workspace import Workspace


def _closing_line(space: Workspace, *states: State) -> str:
    planned = Planned("02_b", Path("02_b.ipynb"), "02 目标分解", (), 3, {})
    ran = tuple(Ran(planned, state) for state in states)
    outcome = Outcome(space, Period(2026, 10), "now", datetime(2026, 11, 1), 12.5, ran, ())
    console = Console(file=io.StringIO(), width=200)
    show_outcome(console, outcome)
    return str(console.file.getvalue()).partition("\n")[0]  # type: ignore[attr-defined]


def test_the_closing_line_counts_the_steps_that_did_not_finish(space: Workspace) -> None:
    line = _closing_line(space, State.DONE, State.FAILED, State.SKIPPED)
    assert line.startswith("2 步没有完成；写出 0 个文件；错误 0 条")


def test_the_closing_line_of_a_whole_month_speaks_of_no_steps(space: Workspace) -> None:
    assert "没有完成" not in _closing_line(space, State.DONE)
