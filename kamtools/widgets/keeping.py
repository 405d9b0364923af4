"""What leaves the desk: limits into the ledger, a scenario into the form."""

from collections.abc import Iterable

from kamtools.batch.confirmation import Confirmation
from kamtools.batch.step import Step
from kamtools.findings import Finding
from kamtools.forms import target_breakdown
from kamtools.ledger.edits import Applied
from kamtools.ledger.store import Ledger
from kamtools.targets.proposal import Proposal
from kamtools.widgets import limit_book, words
from kamtools.widgets.desk import Desk
from kamtools.workspace import user


class Keeping:
    """Keeps what a person settled on at a desk, in the workspace of ``step``.

    While the notebook is under way, its step keeps it when it finishes; afterwards it is kept at
    once, in a step of its own that makes nothing but the one form.
    """

    def __init__(self, step: Step, desk: Desk) -> None:
        self._step, self._desk = step, desk
        self._kept = desk.start.limits
        """What the ledger has, as far as the desk knows."""

    @property
    def under_way(self) -> bool:
        """Whether the notebook's step is not finished yet."""
        return self._step.folder.exists()

    def keep_limits(self) -> str:
        """Write the desk's locks and limits into the ledger, in one audited change; says so."""
        if self.under_way:
            self._step.leave(self._limits_at_the_end)
            return words.LIMITS_LATER.show()
        with Ledger.open(self._step.space.ledger_file) as ledger:
            return self._limits(ledger, user())

    def write_form(self) -> Confirmation | str:
        """Write the form of the desk as it is now; the other forms of the step stay.

        Raises ``ConflictStands``, and what a step raises.
        """
        if self._desk.conflict:
            raise words.ConflictStands()
        if self.under_way:
            return words.FORM_BELOW.show()
        return self._written(self._desk.proposal)

    def _written(self, proposal: Proposal) -> Confirmation:
        """In a step of its own; the desk stays what it is."""
        old, form = self._step, target_breakdown.FORM
        step = Step.open(
            old.notebook, month=str(old.period), workspace=str(old.space.root), selection=[form]
        )
        try:
            template = step.space.templates / f"{form}.xlsx"
            filled = target_breakdown.write(
                step.ledger, step.settings, step.period, template, step.folder, proposal,
                sender=step.sender,
            )  # fmt: skip
            step.publish(filled)
            return step.finish()
        finally:
            step.close()

    def _limits_at_the_end(self, ledger: Ledger, who: str) -> Iterable[Finding]:
        said = self._limits(ledger, who)
        return [words.LIMITS_TOLD.at(words.LIMITS_PLACE, said=said)]

    def _limits(self, ledger: Ledger, who: str) -> str:
        now = self._desk.knobs.limits
        applied = limit_book.save(
            ledger, self._kept, now, who=who, why=words.WHY_LIMITS.show(),
            source=self._step.notebook,
        )  # fmt: skip
        self._kept = limit_book.read(ledger, self._desk.case.base.year).cells
        return _said(applied)


def _said(applied: Applied) -> str:
    written = len({edit.spot.key for edit in applied.written})
    moved = len({edit.spot.key for edit, _ in applied.moved})
    if moved:
        return words.LIMITS_MOVED.show(written=written, moved=moved)
    return (words.LIMITS_KEPT if written else words.LIMITS_SAME).show(written=written)
