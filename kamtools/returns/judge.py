"""Deciding on the cells of one record of a form that came back."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kamtools.findings import Finding, FindingKind
from kamtools.forms.identity import LedgerField
from kamtools.forms.sent_values import same
from kamtools.ledger.edits import ABSENT, Absent, LedgerValue
from kamtools.ledger.imports.reading import Context, Unreadable
from kamtools.ledger.tables import TABLES
from kamtools.returns import merge_findings as say
from kamtools.returns.labels import label
from kamtools.returns.outcomes import CellOutcome, Outcome
from kamtools.returns.read import Returned
from kamtools.returns.typed import OutOfRange, column_of, form_value, is_key, ledger_value, shown

Current = Callable[[LedgerField], LedgerValue | Absent]
"""What the ledger holds at a field now; ``ABSENT`` where it has no such row."""


class Judge:
    """Decides on the cells of one record."""

    def __init__(self, record: Sequence[Returned], current: Current, context: Context) -> None:
        self.current, self.context = current, context
        keys = [each for each in record if each.cell.field and is_key(each.cell.field)]
        self.keys = {each.cell.field.column: each for each in keys if each.cell.field}
        self.renamed = next((each for each in keys if self._is_renamed(each)), None)

    def judge(self, returned: Returned) -> CellOutcome:
        """The outcome of one cell."""
        cell = returned.cell
        if returned.state == "missing":
            return self._refuse(returned, Outcome.MISSING, say.MISSING)
        if not returned.changed:
            return CellOutcome(returned, Outcome.UNCHANGED, field=cell.field)
        if not cell.editable:
            return self._refuse(returned, Outcome.NOT_ALLOWED, say.LOCKED)
        if cell.field is None:
            return self._refuse(returned, Outcome.NOT_ALLOWED, say.NO_PLACE)
        if returned.state == "uncomputed":
            return self._refuse(returned, Outcome.INVALID, say.UNCOMPUTED)
        return self._typed(returned, cell.field)

    def _typed(self, returned: Returned, field: LedgerField) -> CellOutcome:
        value = ledger_value(returned.value, field, self.context)
        if isinstance(value, Unreadable):
            kind = say.OUT_OF_RANGE if isinstance(value, OutOfRange) else say.UNREADABLE
            return self._refuse(returned, Outcome.INVALID, kind, reason=value.reason.show())
        if value == ledger_value(returned.cell.sent, field, self.context):
            return CellOutcome(returned, Outcome.UNCHANGED, value, field=field)
        if value is None and (column_of(field).required or is_key(field)):
            return self._refuse(returned, Outcome.INVALID, say.BLANKED)
        if self.renamed:
            return self._refuse_renamed(returned)
        whole = self._whole(field)
        if whole is None:
            return self._refuse(returned, Outcome.INVALID, say.NAMELESS, key=self._key_label(field))
        return self._against_ledger(returned, whole, value)

    def _against_ledger(
        self, returned: Returned, field: LedgerField, value: LedgerValue
    ) -> CellOutcome:
        current = self.current(field)
        sent = ledger_value(returned.cell.sent, field, self.context)
        settled = CellOutcome(returned, Outcome.APPLIED, value, current, field)
        if current == value and current is not ABSENT:
            return replace(settled, outcome=Outcome.UNCHANGED)
        if current is ABSENT or current == sent or same(returned.cell.sent, current):
            return settled
        now = shown(form_value(current, field))
        finding = self._say(returned, say.CONFLICT, now=now)
        return replace(settled, outcome=Outcome.CONFLICT, finding=finding)

    def _is_renamed(self, returned: Returned) -> bool:
        """Whether a record that the ledger knows was given another key."""
        cell = returned.cell
        if not cell.editable or returned.state != "read" or not returned.changed:
            return False
        assert cell.field is not None
        sent = ledger_value(cell.sent, cell.field, self.context)
        return sent is not None and sent != ledger_value(returned.value, cell.field, self.context)

    def _refuse_renamed(self, returned: Returned) -> CellOutcome:
        assert self.renamed is not None
        assert self.renamed.cell.field is not None
        kind = say.RENAMED if returned is self.renamed else say.IN_RENAMED_ROW
        key = column_of(self.renamed.cell.field).zh
        was = shown(self.renamed.cell.sent)
        return self._refuse(returned, Outcome.INVALID, kind, key=key, was=was)

    def _whole(self, field: LedgerField) -> LedgerField | None:
        """The field with what was typed in place of the empty parts of its key."""
        parts: list[str] = []
        for name, part in zip(TABLES[field.table].key, field.key, strict=True):
            typed = part or self._key_typed(name)
            if not typed:
                return None
            parts.append(typed)
        return replace(field, key=tuple(parts))

    def _key_typed(self, name: str) -> str | None:
        returned = self.keys.get(name)
        if returned is None or returned.cell.field is None or returned.state != "read":
            return None
        value = ledger_value(returned.value, returned.cell.field, self.context)
        return None if value is None or isinstance(value, Unreadable) else str(value)

    def _key_label(self, field: LedgerField) -> str:
        table = TABLES[field.table]
        empty = [name for name, part in zip(table.key, field.key, strict=True) if not part]
        return "、".join(self._called(name) or table.column(name).zh for name in empty)

    def _called(self, key: str) -> str:
        """What the form calls the cell of the same record where that part of the key is typed."""
        typed = self.keys.get(key)
        return typed.cell.path.rpartition(".")[2] if typed else ""

    def _refuse(
        self, returned: Returned, outcome: Outcome, kind: FindingKind, **values: object
    ) -> CellOutcome:
        finding = self._say(returned, kind, **values)
        return CellOutcome(returned, outcome, field=returned.cell.field, finding=finding)

    def _say(self, returned: Returned, kind: FindingKind, **values: object) -> Finding:
        return kind.at(
            returned.place, label=label(returned.cell), sent=shown(returned.cell.sent),
            value=shown(returned.value), **values,
        )  # fmt: skip
