"""Three ways at once, cell by cell: what was sent, what came back, what the ledger says now.

Pure: no file, no ledger. Every bound cell gets exactly one outcome, and nothing else decides what
may be written.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kamtools.forms.identity import BoundCell, LedgerField, list_of
from kamtools.forms.printed import Standing
from kamtools.language import Text
from kamtools.ledger.edits import ABSENT, LedgerValue
from kamtools.ledger.imports.reading import Context, Unreadable
from kamtools.ledger.tables import TABLES
from kamtools.returns import merge_findings as say
from kamtools.returns.judge import Current, Judge
from kamtools.returns.labels import label
from kamtools.returns.outcomes import CellOutcome, Outcome, counts
from kamtools.returns.read import Beside, ExtraRow, ReadBack, Returned
from kamtools.returns.read_findings import of_beside
from kamtools.returns.typed import column_of, form_value, is_key, ledger_value, shown

__all__ = [
    "CellOutcome",
    "Current",
    "Outcome",
    "compare",
    "compare_added",
    "compare_beside",
    "counts",
    "rivals_settled",
]

_Record = tuple[str, str, int | None, str]
"""The cells of one record: sheet, list (or numbered slot), number in it, table."""
_NO_FIELD = Text("写在没有对应字段的地方", "where the form has no field")
_SLOT = re.compile(r"(.+?\[[0-9]+\])")


def compare(read: ReadBack, current: Current) -> list[CellOutcome]:
    """One outcome per bound cell of ``read``, in their order. ``current`` asks the ledger.

    A cell that still shows what was sent is unchanged, whatever the ledger says now; one that says
    what the ledger says now is unchanged too, so that merging twice changes nothing; so are the
    cells of a free row that was deleted. Of two cells that would write different values to one
    field, both are conflicts.
    """
    free = {each.name for row in read.deleted_rows if row.blank for each in row.cells}
    return [
        CellOutcome(each.returned, Outcome.UNCHANGED, field=each.field)
        if each.returned.cell.name in free else each
        for each in _judge(read, read.cells, current)
    ]  # fmt: skip


def compare_added(read: ReadBack, current: Current) -> list[CellOutcome]:
    """The cells of the rows that people inserted into lists, as records the ledger may take in.

    Cells that say nothing are left out. A row of a list that knows no new records is not allowed.
    """
    found: list[CellOutcome] = []
    for number, row in enumerate(read.extra_rows):
        cells = _as_free_row(row, number)
        if cells:
            judged = _judge(read, cells, current)
            found += [each for each in judged if each.outcome is not Outcome.UNCHANGED]
        elif first := next(iter(row.pattern.values()), None):
            returned = Returned(replace(first, name=""), None, row.place, "read")
            finding = say.ROW_NOT_TAKEN.at(row.place, name=row.name)
            found.append(CellOutcome(returned, Outcome.NOT_ALLOWED, finding=finding))
    return found


def compare_beside(read: ReadBack) -> list[CellOutcome]:
    """What was written where the form has no field: nothing can take it, so people must know."""
    return [
        CellOutcome(
            Returned(_no_field(each), each.value, each.place, "read"),
            Outcome.ELSEWHERE,
            finding=of_beside(each),
        )
        for each in read.beside
    ]


def _no_field(each: Beside) -> BoundCell:
    was = each.was
    sent = "=" if was is Standing.FORMULA else None if isinstance(was, Standing) else was
    place = each.place
    return BoundCell("", _NO_FIELD.show(), None, place.sheet or "", place.cell or "", sent, False)


def rivals_settled(outcomes: Iterable[CellOutcome]) -> list[CellOutcome]:
    """The outcomes, with those that would write different values to one field as conflicts."""
    outcomes = list(outcomes)
    wanted: dict[LedgerField, set[LedgerValue]] = defaultdict(set)
    for each in outcomes:
        if each.outcome is Outcome.APPLIED and each.field:
            wanted[_unscaled(each.field)].add(each.value)
    return [_against_rivals(each, wanted) for each in outcomes]


def _judge(read: ReadBack, cells: Sequence[Returned], current: Current) -> list[CellOutcome]:
    records: dict[_Record, list[Returned]] = defaultdict(list)
    homes = [_record(each) for each in cells]
    for record, each in zip(homes, cells, strict=True):
        if record is not None:
            records[record].append(each)
    year = read.identity.period[:4] if read.identity else ""
    judges = {
        record: Judge(mine, current, Context(int(year) if year.isdigit() else None))
        for record, mine in records.items()
    }
    plain = Judge([], current, Context())
    found = [
        (judges[record] if record is not None else plain).judge(each)
        for record, each in zip(homes, cells, strict=True)
    ]
    return rivals_settled(_completed(found))


def _record(returned: Returned) -> _Record | None:
    cell = returned.cell
    if cell.field is None:
        return None
    slot = _SLOT.match(cell.path)
    name = slot[1] if slot else list_of(cell)
    return cell.sheet, name, cell.item, cell.field.table


def _as_free_row(row: ExtraRow, number: int) -> list[Returned]:
    """The cells of an inserted row as if it had been sent free; none where none can be added."""
    bound = {path: each for path, each in row.pattern.items() if each.editable and each.field}
    typed_keys = {each.field.column for each in bound.values() if each.field and is_key(each.field)}
    if not typed_keys:
        return []
    return [
        Returned(_freed(each, number, typed_keys), row.values[path], row.places[path], "read")
        for path, each in bound.items()
        if path in row.places
    ]


def _freed(cell: BoundCell, number: int, typed_keys: set[str]) -> BoundCell:
    field = cell.field
    assert field is not None
    names = TABLES[field.table].key
    parts = zip(names, field.key, strict=True)
    key = tuple("" if name in typed_keys else part for name, part in parts)
    return replace(cell, name="", item=-1 - number, sent=None, field=replace(field, key=key))


def _completed(outcomes: list[CellOutcome]) -> list[CellOutcome]:
    """A row that the ledger does not have yet is written whole: with what it must have, as sent."""
    new: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for each in outcomes:
        if each.outcome is Outcome.APPLIED and each.current is ABSENT and each.field:
            new[each.field.table, each.field.key].add(each.field.column)
    return [_taken_along(each, new) for each in outcomes]


def _taken_along(
    each: CellOutcome, new: Mapping[tuple[str, tuple[str, ...]], set[str]]
) -> CellOutcome:
    field = each.field
    if field is None or each.outcome is not Outcome.UNCHANGED:
        return each
    given = new.get((field.table, field.key), {field.column})
    if field.column in given or not column_of(field).required or is_key(field):
        return each
    value = ledger_value(each.returned.value, field)
    if value is None or isinstance(value, Unreadable):
        return each
    finding = say.TAKEN_ALONG.at(each.returned.place, label=label(each.returned.cell))
    return replace(each, outcome=Outcome.APPLIED, value=value, current=ABSENT, finding=finding)


def _unscaled(field: LedgerField) -> LedgerField:
    return LedgerField(field.table, field.key, field.column)


def _against_rivals(
    each: CellOutcome, wanted: Mapping[LedgerField, set[LedgerValue]]
) -> CellOutcome:
    if each.outcome is not Outcome.APPLIED or each.field is None:
        return each
    values = wanted[_unscaled(each.field)]
    if len(values) == 1:
        return each
    others = "、".join(sorted(shown(form_value(v, each.field)) for v in values - {each.value}))
    finding = say.RIVALS.at(
        each.returned.place, label=label(each.returned.cell), value=shown(each.returned.value),
        others=others,
    )  # fmt: skip
    return replace(each, outcome=Outcome.CONFLICT, finding=finding)
