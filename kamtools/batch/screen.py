"""What the terminal shows: progress while a run is under way, tables and findings after it."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from kamtools.batch.outcome import Outcome, Ran, State
from kamtools.batch.plan import Planned
from kamtools.batch.words import IMPORT_HEADS, SEVERITIES, table_name
from kamtools.findings import Finding, Severity
from kamtools.language import Text

if TYPE_CHECKING:
    from kamtools.ledger.imports import FileResult

SHOWN = 5
"""Findings of one kind in one file that the terminal shows; ``run.html`` has all."""
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_MARKS = {
    State.DONE: "[green]✓[/]",
    State.FAILED: "[red]✗[/]",
    State.SKIPPED: "[yellow]–[/]",
}


class Screen:
    """A line of progress for each notebook; a ``Watcher`` of the run."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.fields[mark]}"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            console=console,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "Screen":
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def planned(self, notebooks: Sequence[Planned]) -> None:
        """Show a waiting line for each notebook."""
        for notebook in notebooks:
            self._tasks[notebook.name] = self._progress.add_task(
                escape(notebook.title), total=notebook.cells, start=False, mark="·"
            )

    def begins(self, notebook: Planned) -> None:
        """Start its clock."""
        self._progress.update(self._tasks[notebook.name], mark="[cyan]▶[/]")
        self._progress.start_task(self._tasks[notebook.name])

    def cell_done(self, notebook: Planned) -> None:
        """Move its bar."""
        self._progress.advance(self._tasks[notebook.name])

    def ended(self, ran: Ran) -> None:
        """Stop its clock and mark how it ended."""
        task = self._tasks[ran.notebook.name]
        self._progress.update(task, mark=_MARKS[ran.state])
        if ran.finished:
            self._progress.update(task, completed=ran.notebook.cells)
        self._progress.stop_task(task)


def show_outcome(console: Console, outcome: Outcome) -> None:
    """What the run made and where; the last lines that a person sees."""
    records = outcome.of_this_run
    files = sum(len(record.products) for record in records)
    notes = [note.severity for record in records for note in record.notes]
    checks = [check.ties for record in records for check in record.checks]
    colour = "green" if outcome.exit_code == 0 else "red"
    summary = _SUMMARY.show(
        files=files, errors=notes.count(Severity.ERROR), warnings=notes.count(Severity.WARNING),
        good=sum(checks), all=len(checks),
    )  # fmt: skip
    for ran in outcome.ran:
        if not ran.finished:
            told = escape(f"{ran.notebook.title}：{_first_line(ran.why)}")
            console.print(f"{_MARKS[ran.state]} {told}", soft_wrap=True)
    if outcome.unfinished:
        summary = _UNFINISHED.show(count=outcome.unfinished) + summary
    console.print(f"[{colour}]{summary}[/]", soft_wrap=True)
    console.print(_FOLDER.show(folder=outcome.folder), soft_wrap=True, markup=False)
    console.print(_REPORT.show(report=outcome.report), soft_wrap=True, markup=False)


_SUMMARY = Text(
    "写出 {files} 个文件；错误 {errors} 条，提醒 {warnings} 条；总额核对 {good}/{all} 项相符",
    "{files} files; {errors} errors, {warnings} warnings; {good} of {all} totals tie",
)
_UNFINISHED = Text("{count} 步没有完成；", "steps that did not finish: {count}; ")
_FOLDER = Text("文件夹：{folder}", "folder: {folder}")
_REPORT = Text("报告：{report}", "report: {report}")


def show_import(console: Console, results: Iterable["FileResult"]) -> None:
    """The rows of each sheet: read, inserted, changed, unchanged, refused."""
    table = Table(*(head.show() for head in IMPORT_HEADS))
    for column in table.columns[3:]:
        column.justify = "right"
    for each in results:
        numbers = (each.read, each.inserted, each.changed, each.unchanged, each.refused)
        table.add_row(
            escape(each.file), escape(each.sheet), table_name(each.table), *map(str, numbers),
            style="red" if each.refused or each.table is None else None,
        )  # fmt: skip
    console.print(table)


def show_findings(console: Console, findings: Iterable[Finding]) -> None:
    """The findings, worst first, each kind in a file with its first few places."""
    weight = list(SEVERITIES).index

    def key(finding: Finding) -> tuple[int, str, str, str]:
        return weight(finding.severity), finding.place.file, finding.code, finding.do

    for _, group in groupby(sorted(findings, key=key), key):
        _show_group(console, list(group))


def _show_group(console: Console, same: Sequence[Finding]) -> None:
    first = same[0]
    kind = f"[{_COLOURS[first.severity]}]{SEVERITIES[first.severity].show()}[/]"
    console.print(f"{kind} [bold]{escape(first.place.file)}[/]", soft_wrap=True)
    for finding in same[:SHOWN]:
        where = f"{finding.place.within}：" if finding.place.within else ""
        console.print(f"  {escape(where + finding.what)}", soft_wrap=True)
    if len(same) > SHOWN:
        console.print(f"  {_MORE.show(count=len(same) - SHOWN)}")
    if first.do:
        console.print(f"  → {escape(first.do)}", soft_wrap=True)


_MORE = Text("……另外 {count} 条", "… {count} more")


def _first_line(text: str) -> str:
    return text.partition("\n")[0]
