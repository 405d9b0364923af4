"""The rows of a review: one per changed cell, with all that a later merge must know of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from kamtools.excel.changes import Value
from kamtools.forms import record
from kamtools.forms.identity import LedgerField
from kamtools.language import Text
from kamtools.ledger.edits import ABSENT, Absent, Edit, LedgerValue, Spot
from kamtools.ledger.tables import Kind
from kamtools.returns.board import Arrival
from kamtools.returns.labels import label
from kamtools.returns.outcomes import CellOutcome, Outcome
from kamtools.returns.typed import column_of, form_value, shown

ACCEPT, REJECT = Text("接受", "accept"), Text("拒绝", "reject")
ACCEPTABLE = frozenset((Outcome.APPLIED, Outcome.CONFLICT))
_NUMBERS = frozenset((Kind.MONEY, Kind.NUMBER, Kind.INTEGER))
_LONGEST = 500
"""Characters of a value that a review shows; what is written is the whole."""
OUTCOMES = {
    Outcome.CONFLICT: Text("冲突", "conflict"),
    Outcome.APPLIED: Text("待写入", "to apply"),
    Outcome.INVALID: Text("读不出", "invalid"),
    Outcome.NOT_ALLOWED: Text("不许改", "not allowed"),
    Outcome.MISSING: Text("格子没了", "missing"),
    Outcome.ELSEWHERE: Text("无字段", "no field"),
    Outcome.UNCHANGED: Text("没有改动", "unchanged"),
}
"""What people call them, in the order in which a review lists them."""


@dataclass(frozen=True)
class ReviewRow:
    """One changed cell: what a person sees of it, and what ties it to file, cell and ledger.

    ``file_id``, ``name`` and ``digest`` are the form's id, the bound cell's hidden name and the
    content of the file that came back. ``old`` is what the ledger said when it was reviewed.
    """

    number: int
    who: str
    form: str
    subject: str
    label: str
    sent: str
    returned: str
    current: str
    outcome: Outcome
    note: str
    file: str
    sheet: str
    cell: str
    path: str
    digest: str
    file_id: str
    name: str
    spot: Spot | None
    old: LedgerValue | Absent
    new: LedgerValue

    @property
    def acceptable(self) -> bool:
        """Whether a person may accept it."""
        return self.outcome in ACCEPTABLE and self.spot is not None

    @property
    def proposed(self) -> str:
        """The decision that the review comes with."""
        return ACCEPT.show() if self.acceptable and self.outcome is Outcome.APPLIED else ""

    @property
    def shown(self) -> tuple[str, ...]:
        """What its cells say, from 序号 to 说明, but for the decision."""
        return (
            str(self.number), self.who, self.form, self.subject, self.label, self.where,
            self.sent, self.returned, self.current, OUTCOMES[self.outcome].show(), self.note,
        )  # fmt: skip

    @property
    def where(self) -> str:
        """The cell it stands in."""
        return f"{self.file}\n{self.sheet}!{self.cell}"

    @property
    def same_as(self) -> tuple[object, ...]:
        """By what a decision is known again when returns are collected anew."""
        return self.digest, self.name, self.sheet, self.cell, self.spot, self.old, self.new

    @property
    def edit(self) -> Edit:
        """What accepting it does to the ledger."""
        assert self.spot is not None
        return Edit(self.spot, self.old, self.new, self.file, self.sheet, self.cell)


def rows_of(
    returns: Iterable[tuple[Arrival, Sequence[CellOutcome]]], root: Path
) -> list[ReviewRow]:
    """The changed cells of all returns, what needs a decision first.

    Their files' paths are kept as seen from ``root``, the workspace's folder.
    """
    order = list(OUTCOMES)
    changed = [
        (arrival, each)
        for arrival, outcomes in returns
        for each in outcomes
        if each.outcome is not Outcome.UNCHANGED
    ]
    changed.sort(key=lambda pair: order.index(pair[1].outcome))
    return [_row(number, *pair, root) for number, pair in enumerate(changed, start=1)]


def _row(number: int, arrival: Arrival, each: CellOutcome, root: Path) -> ReviewRow:
    identity, cell, place = arrival.identity, each.returned.cell, each.returned.place
    assert identity is not None
    field = each.field
    return ReviewRow(
        number, identity.recipient, identity.form, identity.subject,
        label(replace(cell, field=field)), _as_typed(cell.sent, field),
        "" if each.outcome is Outcome.MISSING else _came_back(each), _now(each),
        each.outcome, _note(each),
        place.file, place.sheet or "", place.cell or "",
        _seen_from(root, arrival.path), arrival.digest, identity.file_id, cell.name,
        Spot(field.table, field.key, field.column) if field else None, each.current, each.value,
    )  # fmt: skip


def _note(each: CellOutcome) -> str:
    note = f"{each.finding.what}。{each.finding.do}" if each.finding else ""
    return note if len(note) <= 3 * _LONGEST else f"{note[: 3 * _LONGEST]}……"


def _seen_from(root: Path, path: Path) -> str:
    whole = path.resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()


def _came_back(each: CellOutcome) -> str:
    """What was typed, and what it means where that looks otherwise: ``1.2万 → 12,000``."""
    if each.returned.formula:
        return f"{each.returned.formula[:_LONGEST]} → {_meant(each)}"
    return _meant(each)


def _meant(each: CellOutcome) -> str:
    typed = _as_typed(each.returned.value, each.field)
    if each.outcome not in ACCEPTABLE or each.field is None:
        return typed
    meant = _as_typed(form_value(each.value, each.field), each.field)
    same = meant == typed or not isinstance(each.returned.value, str)
    return meant if same else f"{typed} → {meant}"


def _as_typed(value: Value, field: LedgerField | None) -> str:
    """A value in words; codes and phone numbers without commas."""
    if isinstance(value, Decimal) and field and column_of(field).kind not in _NUMBERS:
        return f"{value.normalize():f}"
    text = shown(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


def _now(each: CellOutcome) -> str:
    if each.outcome not in ACCEPTABLE or each.field is None:
        return ""
    if each.current is ABSENT:
        return Text("（还没有）", "(none yet)").show()
    return _as_typed(form_value(each.current, each.field), each.field)


def encode(rows: Sequence[ReviewRow]) -> str:
    """The rows as one line of JSON."""
    return json.dumps([_plain(row) for row in rows], ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> list[ReviewRow]:
    """The rows that ``encode`` wrote; raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    return [_of_plain(each) for each in json.loads(text)]


def _plain(row: ReviewRow) -> list[object]:
    values = {each.name: getattr(row, each.name) for each in fields(row)}
    spot = row.spot
    values["spot"] = [spot.table, list(spot.key), spot.column] if spot else None
    values["old"] = "absent" if row.old is ABSENT else [record.value_text(row.old)]
    values["new"] = record.value_text(row.new)
    return list(values.values())


def _of_plain(values: list[Any]) -> ReviewRow:
    known = dict(zip((each.name for each in fields(ReviewRow)), values, strict=True))
    spot, old = known["spot"], known["old"]
    known["outcome"] = Outcome(known["outcome"])
    known["spot"] = Spot(spot[0], tuple(spot[1]), spot[2]) if spot else None
    known["old"] = ABSENT if old == "absent" else record.value_of(json.loads(old[0]))
    known["new"] = record.value_of(json.loads(known["new"]))
    return ReviewRow(**known)
