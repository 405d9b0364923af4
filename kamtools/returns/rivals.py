"""Two hands in one field: returns that want different things are conflicts, never the last one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kamtools.forms.identity import LedgerField
from kamtools.ledger.imports.reading import Unreadable
from kamtools.returns import merge_findings as say
from kamtools.returns.board import Arrival, Form
from kamtools.returns.labels import label
from kamtools.returns.merge import CellOutcome, Outcome, rivals_settled
from kamtools.returns.typed import ledger_value, shown

Return = tuple[Arrival, Sequence[CellOutcome]]
_Says = dict[LedgerField, tuple[str, object]]
"""What a file says of each field: the file's name, and the value as the ledger would hold it."""


_WORTH_HEARING = (Outcome.UNCHANGED, Outcome.APPLIED, Outcome.CONFLICT)
"""A copy that says something wrong is no reason to doubt one that was put right."""


def contested(returns: Iterable[Return]) -> list[tuple[CellOutcome, ...]]:
    """The outcomes of each return, with what several returns want otherwise as conflicts.

    Of a form that came back twice, a cell is contested too where only one copy changed it: which
    of the two its sender means is not known.
    """
    returns = list(returns)
    twins: dict[Form | None, list[Return]] = defaultdict(list)
    for each in returns:
        twins[each[0].about].append(each)
    doubted = [_doubted(each, twins[each[0].about]) for each in returns]
    settled = iter(rivals_settled(outcome for outcomes in doubted for outcome in outcomes))
    return [tuple(next(settled) for _ in outcomes) for outcomes in doubted]


def _doubted(one: Return, twins: Sequence[Return]) -> list[CellOutcome]:
    arrival, outcomes = one
    others = [_says(*each) for each in twins if each[0] is not arrival]
    if not others:
        return list(outcomes)
    return [_against(each, others) for each in outcomes]


def _says(arrival: Arrival, outcomes: Iterable[CellOutcome]) -> _Says:
    found: _Says = {}
    for each in outcomes:
        if each.field and each.outcome in _WORTH_HEARING:
            value = ledger_value(each.returned.value, each.field)
            found[each.field] = (arrival.path.name, value)
    return found


def _against(
    each: CellOutcome, others: Sequence[Mapping[LedgerField, tuple[str, object]]]
) -> CellOutcome:
    if each.outcome is not Outcome.APPLIED or each.field is None:
        return each
    for says in others:
        file, value = says.get(each.field, ("", each.value))
        if value != each.value:
            other = "?" if isinstance(value, Unreadable) else shown(value)  # type: ignore[arg-type]
            finding = say.TWICE.at(
                each.returned.place, label=label(each.returned.cell),
                value=shown(each.value), file=file, other=other,
            )  # fmt: skip
            return replace(each, outcome=Outcome.CONFLICT, finding=finding)
    return each
