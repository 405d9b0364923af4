"""One step of the month, as its notebook sees it: the workspace, the ledger, and where files go.

A notebook opens its step, writes workbooks into ``step.folder`` and finishes it::

    step = Step.open("02_target_breakdown", month=month, workspace=workspace)
    step.publish(target_breakdown.write(step.ledger, …, folder=step.folder))
    step.finish()

``step.folder`` is a staging folder: nothing of ``out/MONTH`` changes before ``finish``, so a step
that fails leaves the files of its last good run.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from kamtools.batch import crosscheck, records, staging
from kamtools.batch.confirmation import Confirmation
from kamtools.batch.publishing import Swap, swap_in
from kamtools.batch.records import Check, Note, Product, Record
from kamtools.errors import KamError, refusal
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms import sent
from kamtools.forms.fill import Filled
from kamtools.forms.identity import Sender
from kamtools.language import Text
from kamtools.ledger.store import Ledger, LedgerLocked
from kamtools.periods import Period
from kamtools.settings import Settings
from kamtools.workspace import Workspace, user

RUN = "KAM_RUN"
"""Environment: the id of the ``kam run`` that executes this notebook."""
Writing = Callable[[Ledger, str], Iterable[Finding]]
"""What a step leaves in the ledger: it is given the open ledger and who is at work, and tells."""
NOT_WRITTEN = FindingKind(
    "step_not_written", Severity.ERROR,
    Text("账本正被别的程序使用，这一步没有把结果记进账本；表已经生成",
         "the ledger is in use, so this step wrote nothing into it; its forms are made"),
    Text("关掉用着账本的笔记本或程序，再运行一次这一步",
         "shut down what uses the ledger and run the step again"),
)  # fmt: skip
NOT_WRITTEN_UNTIED = FindingKind(
    "step_not_written_untied", Severity.ERROR,
    Text("有合计对不上，这一步没有把结果记进账本",
         "totals do not tie, so this step wrote nothing into the ledger"),
    Text("先处理对不上的合计，再运行一次这一步", "mend what does not tie and run the step again"),
)  # fmt: skip


class NothingImported(KamError):
    """A step that reads the ledger was run before anything was imported."""

    what = Text("这个工作区还没有导入过数据", "nothing has been imported into this workspace yet")
    do = Text("把导出的文件放进 data，运行 01_import，或 kam import 文件",
              "put the exports into data and run 01_import, or kam import FILES")  # fmt: skip


class NotInStepFolder(KamError):
    """A form was written to a place from which it can't be published."""

    what = Text("“{file}”没有写在本步骤的文件夹里", "{file} is not in the step's folder")
    do = Text("把 step.folder 交给写表的函数", "give step.folder to the function that writes it")


class FilesGone(KamError):
    """What the step had made was cleared away before it finished."""

    what = Text("“{file}”不在了，这一步生成的文件没有放进结果文件夹",
                "{file} is gone; nothing of this step was put into the month's folder")  # fmt: skip
    do = Text("从第一格起重新运行这个笔记本", "run the notebook again from its first cell")


class Step:
    """One notebook's work in one month. Make it with ``Step.open``."""

    _at_work: ClassVar["Step | None"] = None

    def __init__(
        self, notebook: str, period: Period, space: Workspace, ledger: Ledger, *, partial: bool
    ) -> None:
        self.notebook = notebook
        self.period = period
        self.space = space
        self.settings: Settings = space.settings
        self.ledger = ledger
        self.folder = staging.folder_for(notebook, space.out)
        self._partial = partial
        self._filled: list[Filled] = []
        self._findings: list[Finding] = []
        self._writings: list[Writing] = []
        self._said: list[str] = []
        self._done: Confirmation | None = None

    @classmethod
    def open(
        cls,
        notebook: str,
        *,
        month: str,
        workspace: str = "",
        writes_ledger: bool = False,
        selection: Sequence[str] = (),
    ) -> "Step":
        """Open the step that ``notebook`` is, in ``month`` (``YYYY-MM``).

        ``workspace`` empty means ``KAM_WORKSPACE``, else the workspace of the current folder.
        With a ``selection`` only some of its forms are made anew; the others stay as they are.
        Raises ``NotAPeriod``, ``NoWorkspace``, ``SettingsError``, ``NothingImported``.
        """
        _show_our_errors_in_one_line()
        if cls._at_work is not None:  # the same cells were run again
            cls._at_work.close()
        period, space = Period.parse(month), Workspace.locate(workspace)
        if not writes_ledger and not space.ledger_file.exists():
            raise NothingImported
        _ = space.settings  # a wrong kam.toml is told before the ledger is opened
        ledger = Ledger.open(space.ledger_file, read_only=not writes_ledger)
        if not writes_ledger and _is_empty(ledger):
            ledger.close()
            raise NothingImported
        cls._at_work = cls(notebook, period, space, ledger, partial=bool(selection))
        return cls._at_work

    def publish(self, *filled: Filled | Iterable[Filled]) -> None:
        """Remember filled forms (one, several, or lists of them) for ``finish`` and the report."""
        for item in filled:
            self._filled += [item] if isinstance(item, Filled) else list(item)
        self._keep_noted()

    def note(self, findings: Iterable[Finding]) -> None:
        """Remember findings for the report."""
        self._findings += findings
        self._keep_noted()

    def leave(self, writing: Writing) -> None:
        """Have ``finish`` write into the ledger, once the files are placed and all totals tie."""
        self._writings.append(writing)

    def finish(self) -> Confirmation:
        """Put the step's files into ``out/MONTH``, cross-check their totals, keep the record.

        A second time it says the same again and does nothing. Raises ``FileInUse`` when a workbook
        to be replaced is open, and ``FilesGone`` when the step's own files are not all there,
        before any was replaced.
        """
        if self._done:
            return self._done
        self.ledger.close()
        self._refuse_if_files_are_gone()
        products = [self._product(filled) for filled in self._filled]
        target = self.space.month(self.period)
        manifest = records.manifest_file(self.space, self.period, self.notebook)
        swap = swap_in(self.folder, target, manifest, keep_others=self._partial)
        checks, broken = self._cross_check(products, target)
        self._remember_sent(products)
        self._write(tied=not broken)
        record = self._record(products, swap, checks, broken)
        records.save(record, records.record_file(self.space, self.period, self.notebook))
        self.close()
        self._done = Confirmation(record, self.period, target)
        return self._done

    def close(self) -> None:
        """Let go of the ledger and the staging folder; what was not finished is dropped."""
        self.ledger.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        records.noted_file(self.folder).unlink(missing_ok=True)
        Step._at_work = None

    @property
    def who(self) -> str:
        """Who is at work: what the ledger's audit says of a change."""
        return user()

    @cached_property
    def sender(self) -> Sender:
        """What marks the forms that this step sends: the workspace's key, and the run."""
        by_hand = f"{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}"
        return Sender(self.space.key(), os.environ.get(RUN) or by_hand)

    def _remember_sent(self, products: list[Product]) -> None:
        """Keep in the ledger what was sent in the forms that carry an identity."""
        sent.post(self.space, f"{self.period}.{self.notebook}", [
            sent.SentForm(filled.identity, product.path)
            for filled, product in zip(self._filled, products, strict=True)
            if filled.identity
        ])  # fmt: skip
        sent.take_in(self.space)

    def _write(self, *, tied: bool) -> None:
        """Write what was left for the ledger, and keep what it tells."""
        told = self._written(tied=tied) if self._writings else []
        self._said += [f"{each.what}。{each.do}" for each in told]
        self._findings += [each for each in told if each.severity is not Severity.INFO]

    def _written(self, *, tied: bool) -> list[Finding]:
        ledger_file = self.space.ledger_file
        if not tied:
            return [NOT_WRITTEN_UNTIED.at(Place(ledger_file.name))]
        try:
            with Ledger.open(ledger_file) as ledger:  # the step's own was opened for reading
                return [each for writing in self._writings for each in writing(ledger, self.who)]
        except LedgerLocked:
            return [NOT_WRITTEN.at(Place(ledger_file.name))]

    def _refuse_if_files_are_gone(self) -> None:
        for path in (*(filled.path for filled in self._filled), self.folder):
            if not path.exists():
                raise FilesGone(file=path.name)

    def _product(self, filled: Filled) -> Product:
        try:
            path = filled.path.resolve().relative_to(self.folder.resolve())
        except ValueError as error:
            raise NotInStepFolder(file=filled.path) from error
        return Product(path=path.as_posix(), form=filled.form)

    def _cross_check(
        self, products: list[Product], target: Path
    ) -> tuple[list[Check], list[Finding]]:
        checks: list[Check] = []
        broken: list[Finding] = []
        for filled, product in zip(self._filled, products, strict=True):
            more, wrong = crosscheck.check(target / product.path, product.path, filled.ties)
            checks += more
            broken += wrong
        return checks, broken

    def _record(
        self, products: list[Product], swap: Swap, checks: list[Check], broken: list[Finding]
    ) -> Record:
        forms = {product.path: product.form for product in products}
        return Record(
            notebook=self.notebook,
            run=os.environ.get(RUN, ""),
            at=datetime.now().astimezone(),
            products=tuple(Product(path=path, form=forms.get(path, "")) for path in swap.placed),
            notes=(*self._notes(), *(Note.of(each) for each in (*swap.findings, *broken))),
            checks=tuple(checks),
            written=tuple(self._said),
        )

    def _notes(self) -> list[Note]:
        """The findings of the step and of its forms."""
        of_forms = (each for filled in self._filled for each in filled.findings)
        return [Note.of(finding) for finding in (*self._findings, *of_forms)]

    def _keep_noted(self) -> None:
        """Keep what was noted so far for the run's report: a cell to come may fail."""
        if run := os.environ.get(RUN, ""):
            now = datetime.now().astimezone()
            noted = Record(notebook="", run=run, at=now, notes=tuple(self._notes()))
            records.save(noted, records.noted_file(self.folder))


def _is_empty(ledger: Ledger) -> bool:
    """Whether nothing was ever written into ``ledger``: every change leaves a row in its audit."""
    return int(ledger.table("audit").count().execute()) == 0


def _show_our_errors_in_one_line() -> None:
    """In a notebook, a ``KamError``, or a refusal of the system, shows its two sentences only."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and (shell := ipython.get_ipython()) is not None:
        shell.set_custom_exc((KamError, OSError), _show_error)


def _show_error(
    shell: Any, kind: type[BaseException], error: BaseException, trace: Any, tb_offset: Any = None
) -> list[str]:
    told = refusal(error) if isinstance(error, OSError) else error
    if told is None:  # no refusal, so somebody's mistake in a cell
        lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=tb_offset)
        shell._showtraceback(kind, error, lines)
        return list(lines)
    lines = [f"\x1b[31m{told}\x1b[0m"]
    shell._showtraceback(type(told), told, lines)
    return lines
