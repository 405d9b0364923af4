"""How large a store is for the seeds: what it can carry, and what its trade area could buy."""

from datetime import date

import pandas as pd

from kamtools.rows import rows_of


def capacities(stores: pd.DataFrame) -> dict[str, float]:
    """By store, its floor area (面积), of the ledger's ``[store_id, area]``; no blanks."""
    return {
        row["store_id"]: float(row["area"]) for row in rows_of(stores) if row["area"] is not None
    }


def potentials(trade_areas: pd.DataFrame, as_of: date | None = None) -> dict[str, float]:
    """By store, the 企事业单位 in its trade area over the stores that compete for them, itself too.

    From the latest survey (商圈调查) of each store, until ``as_of`` if given, of the ledger's
    ``[store_id, date, institutions, competitors]``. A store whose latest survey leaves either
    blank is left out: the seeds name it. None of the source texts gives a formula; group purchases
    come from institutions, which the stores around share.
    """
    latest: dict[str, tuple[date, float | None]] = {}
    for row in rows_of(trade_areas):
        store, day = row["store_id"], row["date"]
        if (as_of and day > as_of) or (store in latest and latest[store][0] >= day):
            continue
        counts = row["institutions"], row["competitors"]
        known = None not in counts and counts[1] >= 0
        latest[store] = day, float(counts[0]) / (1 + float(counts[1])) if known else None
    return {store: size for store, (_, size) in sorted(latest.items()) if size is not None}
