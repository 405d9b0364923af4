"""Run a month: its notebooks through papermill, one after the other, and the report at the end."""

import logging
import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from kamtools.batch.kernel import kernel_manager
from kamtools.batch.lock import only_one
from kamtools.batch.outcome import Outcome, Ran, State
from kamtools.batch.plan import Planned, make_plan
from kamtools.batch.publishing import swap_in
from kamtools.batch.records import NOTED, Note, Record, load, manifest_file, records_folder
from kamtools.batch.report import render
from kamtools.batch.staging import STAGE, staging
from kamtools.batch.step import RUN
from kamtools.errors import KamError, refusal
from kamtools.files import refuse_unless_writable, write_whole
from kamtools.findings import Finding
from kamtools.language import Text
from kamtools.periods import Period
from kamtools.workspace import Workspace

_NEEDS = Text("它要用的 {names} 没有完成", "it needs {names}, which did not finish")
CELL_TIMEOUT = 1800
"""Seconds after which a cell counts as hung."""


class SelectionNeedsOnly(KamError):
    """``--select`` without saying whose forms are meant."""

    what = Text("--select 要和一个 --only 一起用", "--select needs exactly one --only")
    do = Text("例如 --only 03 --select K001", "for example --only 03 --select K001")


class Watcher(Protocol):
    """Who wants to know how a run gets on."""

    def planned(self, notebooks: Sequence[Planned]) -> None:
        """The run is about to begin."""

    def begins(self, notebook: Planned) -> None:
        """A notebook begins."""

    def cell_done(self, notebook: Planned) -> None:
        """One more of its cells has been executed."""

    def ended(self, ran: Ran) -> None:
        """A notebook has ended, or was skipped."""


def run_month(
    space: Workspace,
    period: Period,
    *,
    only: Sequence[str] = (),
    selection: Sequence[str] = (),
    watcher: Watcher,
) -> Outcome:
    """Execute the workspace's notebooks for ``period`` and write ``run.html``.

    A notebook that fails does not stop those that don't need it; each step's files are replaced
    when that step has finished. Raises a ``KamError`` before anything runs: a wrong ``kam.toml``,
    what ``make_plan`` finds, ``AlreadyRunning``; or an ``OSError`` where nothing can be written.
    """
    if selection and len(only) != 1:
        raise SelectionNeedsOnly
    parameters = {
        "month": str(period), "workspace": str(space.root), "selection": list(selection),
    }  # fmt: skip
    _ = space.settings
    # Papermill guesses at parameters line by line and warns of each it misses; the plan knows them.
    logging.getLogger("papermill").setLevel(logging.ERROR)
    plan = make_plan(space.notebooks, parameters, only=only)
    refuse_unless_writable(space.month(period))
    with only_one(space.memory / "run.lock"), staging(space.out, f"{period}") as stage:
        watcher.planned(plan)
        return _Run(space, period, stage, watcher).all(plan, whole=not only)


class _Run:
    def __init__(self, space: Workspace, period: Period, stage: Path, watcher: Watcher) -> None:
        self.space = space
        self.period = period
        self.watcher = watcher
        self.began = datetime.now().astimezone()
        self.id = f"{self.began:%Y%m%d-%H%M%S}-{os.getpid()}"
        self.stage = stage

    def all(self, plan: Sequence[Planned], *, whole: bool) -> Outcome:
        """Run the plan, publish the executed notebooks, then the report about it all."""
        ran: dict[str, Ran] = {}
        for notebook in plan:
            ran[notebook.name] = self._skipped(notebook, ran) or self._execute(notebook)
            self.watcher.ended(ran[notebook.name])
        skipped = any(each.state is State.SKIPPED for each in ran.values())
        findings = self._publish_notebooks(keep_others=skipped or not whole)
        outcome = Outcome(
            self.space, self.period, self.id, self.began,
            (datetime.now().astimezone() - self.began).total_seconds(),
            tuple(ran.values()), self._records(findings),
        )  # fmt: skip
        write_whole(outcome.report, render(outcome))
        return outcome

    def _skipped(self, notebook: Planned, ran: dict[str, Ran]) -> Ran | None:
        """A notebook is skipped when one that it needs was to run and did not finish."""
        missing = [name for name in notebook.needs if name in ran and not ran[name].finished]
        if not missing:
            return None
        return Ran(notebook, State.SKIPPED, why=_NEEDS.show(names="、".join(missing)))

    def _execute(self, notebook: Planned) -> Ran:
        self.watcher.begins(notebook)
        began = time.monotonic()
        state, why, cell = State.DONE, "", ""
        try:
            self._papermill(notebook)
        except PapermillExecutionError as error:
            state, why, cell = State.FAILED, _why(error), error.source
        except Exception as error:  # a dead kernel, a hung cell, a full disk: the run goes on
            known = refusal(error) if isinstance(error, OSError) else None
            state, why = State.FAILED, str(known or f"{type(error).__name__}: {error}".strip())
        return Ran(notebook, state, time.monotonic() - began, why, cell)

    def _papermill(self, notebook: Planned) -> None:
        output = self.stage / "notebooks" / "notebooks" / notebook.path.name
        output.parent.mkdir(parents=True, exist_ok=True)
        products = self.stage / "products" / notebook.name
        execute_notebook(
            notebook.path,
            output,
            dict(notebook.parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            execution_timeout=CELL_TIMEOUT,
            cwd=notebook.path.parent,
            kernel_manager_class=kernel_manager({RUN: self.id, STAGE: str(products)}),
            shutdown_kernel="immediate",
            on_cell_executed=lambda **_: self.watcher.cell_done(notebook),
        )

    def _publish_notebooks(self, *, keep_others: bool) -> list[Finding]:
        """Put the executed notebooks beside the workbooks."""
        source = self.stage / "notebooks"
        source.mkdir(exist_ok=True)
        manifest = manifest_file(self.space, self.period, "run")
        month = self.space.month(self.period)
        return swap_in(source, month, manifest, keep_others=keep_others).findings

    def _records(self, findings: Sequence[Finding]) -> tuple[Record, ...]:
        """The records of every step ever finished in the month, by the steps' names.

        After them, what this run's unfinished steps had noted, and the run's own ``findings``.
        """
        finished, damaged = load(sorted(records_folder(self.space, self.period).glob("*.json")))
        noted, _ = load(sorted((self.stage / "products").glob(f"*{NOTED}")))
        notes = tuple(Note.of(each) for each in (*damaged, *findings))
        own = Record(notebook="", run=self.id, at=self.began, notes=notes)
        return (*finished, *noted, own)


def _why(error: PapermillExecutionError) -> str:
    """What stopped the cell: a ``KamError``'s own sentences, else the kind of error as well."""
    ours = len(error.traceback) == 1  # see step._show_our_errors_in_one_line
    return str(error.evalue if ours else f"{error.ename}: {error.evalue}")
