"""Locks and limits of single cells between the desk and the ledger's 目标限制."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kamtools.ledger.edits import ABSENT, Absent, Applied, Edit, LedgerValue, Spot
from kamtools.ledger.queries.frames import Source
from kamtools.ledger.queries.targets import limits_of
from kamtools.ledger.store import Ledger
from kamtools.periods import NotAPeriod, Period
from kamtools.rows import Row, rows_of
from kamtools.targets.given import STORE
from kamtools.widgets.knobs import NO_LIMIT, Cell, Limit

_COLUMNS = ("locked", "minimum", "maximum")


@dataclass(frozen=True)
class LimitBook:
    """What the ledger says of single cells, and how many limits it has of others."""

    cells: Mapping[Cell, Limit]
    others: int
    """Of years, quarters, the company, or growth: the desk does not show them."""


def read(ledger: Source, year: int) -> LimitBook:
    """The year's limits as the ledger stands."""
    cells: dict[Cell, Limit] = {}
    others = 0
    for row in rows_of(limits_of(ledger, year)):
        cell = _cell(row)
        others += cell is None or row["max_growth"] is not None
        if cell and (limit := Limit(*(row[name] for name in _COLUMNS))):
            cells[cell] = limit
    return LimitBook(cells, others)


def save(
    ledger: Ledger,
    before: Mapping[Cell, Limit],
    now: Mapping[Cell, Limit],
    *,
    who: str,
    why: str,
    source: str,
) -> Applied:
    """Write what changed from ``before`` to ``now`` in one audited change, which can be undone.

    A field that somebody else changed meanwhile is left and told in ``moved``. ``source`` names
    the notebook.
    """
    edits = list(_edits(ledger, before, now, why, source))
    if not edits:
        return Applied()
    with ledger.change(who=who, reason=why) as change:
        return change.edit(edits)


def cell_of(spot: Spot) -> Cell:
    """The cell that a field of 目标限制 speaks of."""
    month, _, store = spot.key
    return store, Period.parse(month)


def _cell(row: Row) -> Cell | None:
    if row["level"] != STORE:
        return None
    try:
        return row["item_id"], Period.parse(row["span"])
    except NotAPeriod:
        return None


def _edits(
    ledger: Ledger, before: Mapping[Cell, Limit], now: Mapping[Cell, Limit], why: str, source: str
) -> Iterator[Edit]:
    changed = {
        cell for cell in {*before, *now} if before.get(cell, NO_LIMIT) != now.get(cell, NO_LIMIT)
    }
    spots = {_spot(cell, name): cell for cell in sorted(changed) for name in (*_COLUMNS, "reason")}
    held = ledger.values_at(spots)
    for spot, cell in spots.items():
        known = before.get(cell, NO_LIMIT)
        said = why if spot.column == "reason" else _field(now.get(cell, NO_LIMIT), spot.column)
        old = held[spot] if spot.column == "reason" else _known(known, spot.column, held[spot])
        if said != (None if old is ABSENT else old):
            yield Edit(spot, old, said, file=source)


def _known(known: Limit, column: str, held: LedgerValue | Absent) -> LedgerValue | Absent:
    """What the desk was shown; where the ledger has no row, it was shown nothing."""
    return ABSENT if held is ABSENT else _field(known, column)


def _field(limit: Limit, column: str) -> Decimal | None:
    value: Decimal | None = getattr(limit, column)
    return value


def _spot(cell: Cell, column: str) -> Spot:
    store, month = cell
    return Spot("target_limits", (str(month), STORE, store), column)
