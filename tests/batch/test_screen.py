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

LONG = "模板“大客户月报.xlsx”不在 templates 里。从别的工作区的 templates 里复制一份回来"


def _told(space: Workspace, *states: State) -> list[str]:
    planned = Planned("02_b", Path("02_b.ipynb"), "02 目标分解", (), 3, {})
    ran = tuple(Ran(planned, state, why=LONG) for state in states)
    outcome = Outcome(space, Period(2026, 10), "now", datetime(2026, 11, 1), 12.5, ran, ())
    console = Console(file=io.StringIO(), width=40)
    show_outcome(console, outcome)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return [str(line) for line in lines]


def test_the_closing_line_counts_the_steps_that_did_not_finish(space: Workspace) -> None:
    told = _told(space, State.DONE, State.FAILED, State.SKIPPED)[2]
    assert told.startswith("2 步没有完成；写出 0 个文件；错误 0 条")


def test_what_stopped_a_step_is_told_whole_however_narrow_the_terminal(space: Workspace) -> None:
    assert _told(space, State.FAILED)[0] == f"✗ 02 目标分解：{LONG}"


def test_the_closing_line_of_a_whole_month_speaks_of_no_steps(space: Workspace) -> None:
    assert "没有完成" not in _told(space, State.DONE)[0]
