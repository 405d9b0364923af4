"""A file whose locked cells say that it is somebody else's: another form was pasted over it.

Everything in it is then read as the recipient's, cell by cell, and would be somebody else's marks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kamtools.findings import Finding, FindingKind, Severity
from kamtools.forms.identity import Identity
from kamtools.forms.sent_values import is_blank, text_of
from kamtools.language import Text
from kamtools.returns.board import Arrival, Expected
from kamtools.returns.labels import label
from kamtools.returns.outcomes import CellOutcome, Outcome
from kamtools.returns.read import Returned
from kamtools.returns.typed import shown

ANOTHERS = FindingKind(
    "return_of_another", Severity.ERROR,
    Text("锁定的“{label}”发出时是“{was}”，收回成了“{value}”，像是把 {whose} 的表贴了进来；"
         "这个文件里的改动一处也没有预先接受",
         "{label}, locked, was sent as {was} and came back as {value}: {whose}'s form seems pasted "
         "over it; nothing in this file is accepted beforehand"),
    Text("问清是谁的；填错文件的，请对方用自己那份重填",
         "ask whose it is; have the sender fill in their own file"),
)  # fmt: skip
FROM_ANOTHER = FindingKind(
    "returned_from_another", Severity.WARNING,
    Text("这个文件像是贴了 {whose} 的表，改动要核实", "{whose}'s form seems pasted over this file"),
    Text("核实以后在 review.xlsx 里选 接受 或 拒绝", "make sure, then choose in review.xlsx"),
)  # fmt: skip
_MONTH = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})")
_SPEAKS_OF_MONTH = re.compile("期间|月份")


def with_owner(arrival: Arrival, expected: Iterable[Expected]) -> Arrival:
    """The arrival with a finding where it says that it is another's."""
    if arrival.identity is None:
        return arrival
    found = _another(arrival.identity, arrival.read.cells, list(expected))
    return replace(arrival, findings=(*arrival.findings, found)) if found else arrival


def doubted(arrival: Arrival, outcomes: Sequence[CellOutcome]) -> tuple[CellOutcome, ...]:
    """The outcomes; what would be applied is a conflict where the file seems another's."""
    alarm = next((each for each in arrival.findings if each.code == ANOTHERS.code), None)
    if alarm is None:
        return tuple(outcomes)
    return tuple(
        replace(each, outcome=Outcome.CONFLICT,
                finding=FROM_ANOTHER.at(each.returned.place, whose=alarm.values["whose"]))
        if each.outcome is Outcome.APPLIED else each
        for each in outcomes
    )  # fmt: skip


def _another(
    identity: Identity, cells: Iterable[Returned], expected: Sequence[Expected]
) -> Finding | None:
    others = [
        each for each in expected if each.form == identity.form and each.subject != identity.subject
    ]
    for each in cells:
        cell = each.cell
        if cell.editable or cell.item is not None or each.state != "read" or not each.changed:
            continue
        whose = "" if is_blank(each.value) else _whose(identity, each, others)
        if whose:
            return ANOTHERS.at(
                each.place, label=label(cell), was=shown(cell.sent), value=shown(each.value),
                whose=whose,
            )  # fmt: skip
    return None


def _whose(identity: Identity, each: Returned, others: Sequence[Expected]) -> str:
    """Whom a locked cell speaks of that was sent otherwise; empty where it does not tell."""
    was, now = text_of(each.cell.sent), text_of(each.value)
    if identity.subject and identity.subject in was and identity.subject not in now:
        known = (other for other in others if other.subject and other.subject in now)
        return next((_called(other) for other in known), now)
    before, after = _MONTH.search(was), _MONTH.search(now)
    if before and after and _SPEAKS_OF_MONTH.search(each.cell.path):
        months = [(int(found[1]), int(found[2])) for found in (before, after)]
        return now if months[0] != months[1] else ""
    named = (other for other in others if len(now) > 1 and now in f"{other.recipient} {other.file}")
    return next((_called(other) for other in named), "")


def _called(other: Expected) -> str:
    words = [other.subject] if other.subject not in other.recipient else []
    return " ".join(filter(None, [*words, other.recipient])) or other.file
