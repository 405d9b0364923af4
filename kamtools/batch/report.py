"""``run.html``: one page that says what a run made, what to look at, and whether totals tie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from kamtools.batch.crosscheck import DOES_NOT_TIE
from kamtools.batch.outcome import Outcome, Ran, State
from kamtools.batch.records import Check, Note, Record
from kamtools.batch.words import SEVERITIES
from kamtools.findings import Severity
from kamtools.language import Text, speaks_english

SHOWN = 8
"""Findings of one kind in one file that are shown before the rest is folded away."""
SHOWN_FILES = 12
"""Files with findings of one weight that are shown before the rest is folded away."""
SHOWN_CHECKS = 20


@dataclass(frozen=True)
class Kind:
    """The findings of one kind in one file: said once what to do, then each place."""

    do: str
    notes: Sequence[Note]


@dataclass(frozen=True)
class FilePart:
    """One file's findings of one weight."""

    file: str
    kinds: Sequence[Kind]

    @property
    def count(self) -> int:
        """How many findings it holds."""
        return sum(len(kind.notes) for kind in self.kinds)


@dataclass(frozen=True)
class Weight:
    """All findings of one severity, file by file."""

    severity: Severity
    files: Sequence[FilePart]


@dataclass(frozen=True)
class StepPart:
    """One step on the page: its end in this run, if it ran, and its record, if it has one."""

    title: str
    name: str
    ran: Ran | None
    record: Record | None
    executed: str
    """The executed notebook's path in the month's folder, empty when there is none."""

    @property
    def status(self) -> str:
        """What became of it, in the language of now."""
        return _STATES[self.ran.state if self.ran else None].show()


_STATES = {
    State.DONE: Text("完成", "done"),
    State.FAILED: Text("失败", "failed"),
    State.SKIPPED: Text("跳过", "skipped"),
    None: Text("本次未运行", "not in this run"),
}
_HEADLINES = {
    "good": Text("全部完成", "All done"),
    "notes": Text("全部完成，有提醒要看", "All done, with warnings to look at"),
    "bad": Text("有错误要处理", "There are errors to deal with"),
    "failed": Text("{unfinished} 步没有完成", "Steps that did not finish: {unfinished}"),
}


def render(outcome: Outcome) -> str:
    """The page of ``outcome``, self-contained, in the language of now."""
    environment = Environment(
        loader=PackageLoader("kamtools.batch", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["link"] = lambda path: quote(str(path))
    page = environment.get_template("report.html.j2")
    notes = list(dict.fromkeys(note for record in outcome.records for note in record.notes))
    checks = [check for record in outcome.records for check in record.checks]
    told = [note for note in notes if note.code != DOES_NOT_TIE.code]  # the broken totals show it
    steps = step_parts(outcome)
    return page.render(
        o=outcome,
        department=outcome.space.settings.department,
        mood=mood(outcome, notes, checks),
        headline=_HEADLINES[mood(outcome, notes, checks)].show(unfinished=outcome.unfinished),
        steps=steps,
        unfinished=[step for step in steps if step.ran and not step.ran.finished],
        broken=[check for check in checks if not check.ties],
        tied=[check for check in checks if check.ties],
        hand_not_out=DOES_NOT_TIE.do.show(),
        pressing=weights(note for note in told if note.severity is not Severity.INFO),
        remarks=weights(note for note in told if note.severity is Severity.INFO),
        shown=SHOWN,
        shown_files=SHOWN_FILES,
        shown_checks=SHOWN_CHECKS,
        count={severity: sum(n.severity is severity for n in notes) for severity in Severity},
        severities=SEVERITIES,
        t=lambda zh, en: en if speaks_english() else zh,
    )


def mood(outcome: Outcome, notes: Iterable[Note], checks: Iterable[Check]) -> str:
    """The page's tone: ``failed``, ``bad``, ``notes`` or ``good``."""
    weights = {note.severity for note in notes}
    if outcome.unfinished:
        return "failed"
    if Severity.ERROR in weights or not all(check.ties for check in checks):
        return "bad"
    return "notes" if Severity.WARNING in weights else "good"


def weights(notes: Iterable[Note]) -> list[Weight]:
    """The findings by severity (worst first), file, and kind, in their order within each."""
    every = list(notes)
    return [
        Weight(severity, [FilePart(file, _kinds(of_file)) for file, of_file in files])
        for severity in SEVERITIES
        if (files := _files(every, severity))
    ]


def _files(notes: Iterable[Note], severity: Severity) -> list[tuple[str, list[Note]]]:
    files: dict[str, list[Note]] = {}
    for note in notes:
        if note.severity is severity:
            files.setdefault(note.file, []).append(note)
    return sorted(files.items())


def _kinds(notes: Iterable[Note]) -> list[Kind]:
    kinds: dict[tuple[str, str], list[Note]] = {}
    for note in notes:
        kinds.setdefault((note.code, note.do), []).append(note)
    return [Kind(do, same) for (_, do), same in kinds.items()]


def step_parts(outcome: Outcome) -> list[StepPart]:
    """The steps of this run, then those that only an earlier run has files of, by name."""
    records = {record.notebook: record for record in outcome.records if record.notebook}
    ran = {each.notebook.name: each for each in outcome.ran}
    return [
        _step(name, outcome, ran.get(name), records.get(name)) for name in sorted({*records, *ran})
    ]


def _step(name: str, outcome: Outcome, ran: Ran | None, record: Record | None) -> StepPart:
    executed = f"notebooks/{name}.ipynb"
    there = (outcome.folder / executed).exists()
    title = ran.notebook.title if ran else ""
    return StepPart(title, name, ran, record, executed if there else "")
