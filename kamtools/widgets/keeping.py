"""What leaves the desk: limits into the ledger, a scenario into the form."""

from collections.abc import Iterable

from kamtools.batch.confirmation import Confirmation
from kamtools.batch.step import Step
from kamtools.findings import Finding
from kamtools.forms import negotiation, store_targets, target_breakdown
from kamtools.forms.target_talk import Issue, Talk, talk_over
from kamtools.ledger.edits import Applied
from kamtools.ledger.store import Ledger
from kamtools.targets.proposal import Proposal
from kamtools.widgets import limit_book, words
from kamtools.widgets.desk import Desk
from kamtools.workspace import user


class Keeping:
    """Keeps what a person settled on at a desk, in the workspace of ``step``.

    While the notebook is under way, its step keeps it when it finishes; afterwards it is kept at
    once, in a step of its own that makes the forms of the year anew.
    """

    def __init__(self, step: Step, desk: Desk) -> None:
        self._step, self._desk = step, desk
        self._kept = desk.start.limits
        """What the ledger has, as far as the desk knows."""

    @property
    def under_way(self) -> bool:
        """Whether the notebook's step is not finished yet."""
        return self._step.folder.exists()

    def talk(self) -> Talk:
        """What the stores ask for beside the numbers of the desk; only while it is under way."""
        return talk_over(self._step.ledger, self._step.period, self._desk.proposal)

    def keep_limits(self) -> str:
        """Write the desk's locks and limits into the ledger, in one audited change; says so."""
        if self.under_way:
            self._step.leave(self._limits_at_the_end)
            return words.LIMITS_LATER.show()
        with Ledger.open(self._step.space.ledger_file) as ledger:
            return self._limits(ledger, user())

    def write_forms(self, why: str = "") -> Confirmation | str:
        """Write the year's forms of the desk as it is now, and keep its numbers as a version.

        ``why`` is kept with the version. Raises ``ConflictStands``, and what a step raises.
        """
        if self._desk.conflict:
            raise words.ConflictStands()
        if self.under_way:
            return words.FORM_BELOW.show()
        return self._written(self._desk.proposal, why or words.WHY_FORMS.show())

    def _written(self, proposal: Proposal, why: str) -> Confirmation:
        """In a step of its own; what else the notebook's step made stays."""
        old = self._step
        step = Step.open(
            old.notebook, month=str(old.period), workspace=str(old.space.root), selection=[why]
        )
        try:
            talk = talk_over(step.ledger, step.period, proposal)
            step.note(talk.negotiation.findings)
            self._publish(step, talk)
            step.leave(Issue(talk, why))
            return step.finish()
        finally:
            step.close()

    @staticmethod
    def _publish(step: Step, talk: Talk) -> None:
        """The company's form, the stores' and the negotiation's: all say the same numbers."""
        ledger, settings, folder, sender = step.ledger, step.settings, step.folder, step.sender
        template = {
            form: step.space.templates / f"{form}.xlsx"
            for form in (target_breakdown.FORM, store_targets.FORM, negotiation.FORM)
        }
        step.publish(
            target_breakdown.write(
                ledger, settings, step.period, template[target_breakdown.FORM], folder,
                talk.outcome, sender=sender,
            ),
            store_targets.write(
                ledger, settings, talk, template[store_targets.FORM], folder, sender=sender
            ),
            negotiation.write(
                ledger, settings, talk, template[negotiation.FORM], folder, sender=sender
            ),
        )  # fmt: skip

    def _limits_at_the_end(self, ledger: Ledger, who: str) -> Iterable[Finding]:
        said = self._limits(ledger, who)
        return [words.LIMITS_TOLD.at(words.LIMITS_PLACE, said=said)]

    def _limits(self, ledger: Ledger, who: str) -> str:
        now = self._desk.knobs.limits
        applied = limit_book.save(
            ledger, self._kept, now, who=who, why=words.WHY_LIMITS.show(),
            source=self._step.notebook,
        )  # fmt: skip
        moved = {limit_book.cell_of(edit.spot) for edit, _ in applied.moved}
        self._kept = {cell: limit for cell, limit in now.items() if cell not in moved}
        return _said(applied)


def _said(applied: Applied) -> str:
    written = len({edit.spot.key for edit in applied.written})
    moved = len({edit.spot.key for edit, _ in applied.moved})
    if moved:
        return words.LIMITS_MOVED.show(written=written, moved=moved)
    return (words.LIMITS_KEPT if written else words.LIMITS_SAME).show(written=written)
