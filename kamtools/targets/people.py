"""Stores' months down to the people who serve them, and to the product lines they sell.

Each store's month is divided exactly, by what was sold in the same store over last year. A
person who has left, or whom nobody knows, gets nothing; a store of which nothing can be said goes
to whoever manages it, and else to nobody: it stays the store's (``STORE_ITSELF``).
"""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from kamtools.money import NOUGHT
from kamtools.periods import Period
from kamtools.targets.division import Division
from kamtools.targets.given import UNLISTED
from kamtools.targets.hierarchy import break_down_hierarchy

STORE_ITSELF = ""
"""The item under which a store's own part stands: nobody's."""
Shares = Mapping[str, Mapping[str, Decimal]]
"""By store, what each person or line weighs, > 0."""
_FEN = Decimal("0.01")


def below_stores(division: Division, shares: Shares, unit: Decimal) -> pd.DataFrame:
    """``division`` a level further down: 元 by ``(store, item)`` × ``Period``.

    Each store's month adds up to what it was. In whole units where the store's month is; in 元 or
    fen where it is not. Months without a proposal are None.
    """
    stores = [store for store in division.stores if store != UNLISTED or division.year_of(store)]
    leaves = [
        (store, str(month), item, weight)
        for store in stores
        for month in division.months
        for item, weight in sorted((shares.get(store) or {STORE_ITSELF: Decimal(1)}).items())
    ]
    if not leaves:
        return pd.DataFrame(columns=division.months)
    paths = pd.MultiIndex.from_tuples(
        [leaf[:3] for leaf in leaves], names=["store_id", "period", "item"]
    )
    ideal = pd.DataFrame({"目标": [leaf[3] for leaf in leaves]}, index=paths, dtype=object)
    totals = {
        (store, str(month)): division.cells.get((store, month), NOUGHT)
        for store in stores
        for month in division.months
    }
    found: dict[tuple[str, str, str], Decimal] = {}
    for each in dict.fromkeys((unit, Decimal(1), _FEN)):
        mine = [key for key, amount in totals.items() if _fitting(amount, unit) == each]
        chosen = set(mine)
        if mine:
            below = break_down_hierarchy(
                ideal[[path[:2] in chosen for path in paths]],
                row_totals=pd.Series(
                    [totals[key] for key in mine],
                    index=pd.MultiIndex.from_tuples(mine),
                    dtype=object,
                ),
                unit=each,
            ).amounts["目标"]
            found |= dict(zip(below.index, below.tolist(), strict=True))
    rows = list(dict.fromkeys((store, item) for store, _, item, _ in leaves))
    table = [
        [found[s, str(m), item] if (s, m) in division.cells else None for m in division.months]
        for s, item in rows
    ]
    index = pd.MultiIndex.from_tuples(rows, names=["store_id", "item"])
    return pd.DataFrame(table, index=index, columns=division.months, dtype=object)


def _fitting(amount: Decimal, unit: Decimal) -> Decimal:
    """The largest of the unit, 元 and fen that the amount is a multiple of."""
    return next((each for each in (unit, Decimal(1)) if not amount % each), _FEN)


def weights_by(
    sold: pd.DataFrame, stores: pd.DataFrame, staff: pd.DataFrame, month: Period
) -> Shares:
    """Who weighs what in each store, for those who are still here in ``month``.

    ``sold``: ``[store_id, item, amount]`` of last year; ``stores``: ``[store_id, manager_id]``;
    ``staff``: ``[staff_id, left_on]``.
    """
    left = {s for s, day in zip(staff["staff_id"], staff["left_on"], strict=True)
            if pd.notna(day) and Period(day.year, day.month) <= month}  # fmt: skip
    here = set(staff["staff_id"]) - left
    found: dict[str, dict[str, Decimal]] = {}
    for store, person, amount in zip(sold["store_id"], sold["item"], sold["amount"], strict=True):
        if person in here and amount > 0:
            found.setdefault(store, {})[person] = amount
    for store, manager in zip(stores["store_id"], stores["manager_id"], strict=True):
        if store not in found and manager in here:
            found[store] = {manager: Decimal(1)}
    return found


def weights_of_lines(sold: pd.DataFrame) -> Shares:
    """What each product line weighs in each store; ``sold``: ``[store_id, item, amount]``."""
    found: dict[str, dict[str, Decimal]] = {}
    for store, line, amount in zip(sold["store_id"], sold["item"], sold["amount"], strict=True):
        if amount > 0:
            found.setdefault(store, {})[line] = amount
    return found
