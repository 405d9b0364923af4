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
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from kamtools.batch import crosscheck, records
from kamtools.batch.confirmation import Confirmation
from kamtools.batch.publishing import EDITED_KEPT, STAGING, Swap, new_staging, swap_in
from kamtools.batch.records import Check, Note, Product, Record
from kamtools.errors import KamError
from kamtools.findings import Finding, Place
from kamtools.forms import sent
from kamtools.forms.fill import Filled
from kamtools.forms.identity import Sender
from kamtools.language import Text
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import Settings
from kamtools.workspace import Workspace

RUN = "KAM_RUN"
"""Environment: the id of the ``kam run`` that executes this notebook."""
STAGE = "KAM_STAGE"
"""Environment: the staging folder that the run made, and removes."""
_ABANDONED = 24 * 3600
"""Seconds after which a staging folder left by a killed notebook is cleared away."""


class NothingImported(KamError):
    """A step that reads the ledger was run before anything was imported."""

    what = Text("这个工作区还没有导入过数据", "nothing has been imported into this workspace yet")
    do = Text("先运行 01_import，或 kam import 文件", "run 01_import first, or kam import FILES")


class NotInStepFolder(KamError):
    """A form was written to a place from which it can't be published."""

    what = Text("“{file}”没有写在本步骤的文件夹里", "{file} is not in the step's folder")
    do = Text("把 step.folder 交给写表的函数", "give step.folder to the function that writes it")


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
        self.folder = _staging(space, notebook)
        self._partial = partial
        self._filled: list[Filled] = []
        self._findings: list[Finding] = []

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
        cls._at_work = cls(notebook, period, space, ledger, partial=bool(selection))
        return cls._at_work

    def publish(self, *filled: Filled | Iterable[Filled]) -> None:
        """Remember filled forms (one, several, or lists of them) for ``finish`` and the report."""
        for item in filled:
            self._filled += [item] if isinstance(item, Filled) else list(item)

    def note(self, findings: Iterable[Finding]) -> None:
        """Remember findings for the report."""
        self._findings += findings

    def finish(self) -> Confirmation:
        """Put the step's files into ``out/MONTH``, cross-check their totals, keep the record.

        Raises ``FileInUse`` when a workbook to be replaced is open, before any was replaced.
        """
        self.ledger.close()
        products = [self._product(filled) for filled in self._filled]
        target = self.space.month(self.period)
        manifest = records.manifest_file(self.space, self.period, self.notebook)
        swap = swap_in(self.folder, target, manifest, keep_others=self._partial)
        checks, broken = self._cross_check(products, target)
        self._remember_sent(products)
        record = self._record(products, swap, checks, broken)
        records.save(record, records.record_file(self.space, self.period, self.notebook))
        self.close()
        return Confirmation(record, self.period, target)

    def close(self) -> None:
        """Let go of the ledger and the staging folder; what was not finished is dropped."""
        self.ledger.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        Step._at_work = None

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
        findings = [*self._findings, *(each for filled in self._filled for each in filled.findings)]
        kept = [EDITED_KEPT.at(Place(path), backup=backup) for path, backup in swap.kept_aside]
        return Record(
            notebook=self.notebook,
            run=os.environ.get(RUN, ""),
            at=datetime.now().astimezone(),
            products=tuple(Product(path=path, form=forms.get(path, "")) for path in swap.placed),
            notes=tuple(Note.of(finding) for finding in [*findings, *kept, *broken]),
            checks=tuple(checks),
        )


def _staging(space: Workspace, notebook: str) -> Path:
    """The run's staging folder for this notebook, or one of its own for a person's session."""
    if given := os.environ.get(STAGE, ""):
        folder = Path(given)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder
    _clear_abandoned(space.out / STAGING)
    return new_staging(space.out, notebook)


def _clear_abandoned(staging: Path) -> None:
    long_ago = time.time() - _ABANDONED
    for folder in staging.glob("*"):
        if folder.stat().st_mtime < long_ago:
            shutil.rmtree(folder, ignore_errors=True)


def _show_our_errors_in_one_line() -> None:
    """In a notebook, a ``KamError`` shows its two sentences, without the program's innards."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and (shell := ipython.get_ipython()) is not None:
        shell.set_custom_exc((KamError,), _show_error)


def _show_error(
    shell: object, kind: type[BaseException], error: BaseException, *_: object, **__: object
) -> list[str]:
    line = f"\x1b[31m{error}\x1b[0m"
    shell._showtraceback(kind, error, [line])  # type: ignore[attr-defined]
    return [line]
