"""What was decided about targets, what stores ask for, and the versions that were issued."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any

import pandas as pd

from kamtools.ledger.edits import EDIT
from kamtools.ledger.queries.frames import Source, collect, whole
from kamtools.periods import Period


def targets_of(ledger: Source, first: Period, last: Period, *levels: str) -> pd.DataFrame:
    """The targets of the months ``first`` to ``last``, by month, level and item, in 元.

    The columns of ``tables.TARGETS`` (period, level, item_id, target, challenge) and where each
    row came from. Of ``levels`` (公司, 门店, 员工 …) only, of every level without them. A 挑战目标
    that nobody gave is None.
    """
    targets = whole(ledger, "targets")
    wanted = targets.filter(targets.period >= str(first), targets.period <= str(last))
    if levels:
        wanted = wanted.filter(wanted.level.isin(levels))
    return collect(wanted.order_by("period", "level", "item_id"))


def limits_of(ledger: Source, year: int) -> pd.DataFrame:
    """The limits of ``year``, its quarters and months: the columns of ``tables.TARGET_LIMITS``."""
    limits = whole(ledger, "target_limits")
    wanted = limits.filter(limits.span.startswith(str(year)))
    return collect(wanted.order_by("span", "level", "item_id"))


def bids(ledger: Source, year: int) -> pd.DataFrame:
    """What stores ask for in ``year``, by month and store, in 元.

    The columns of ``tables.TARGET_BIDS``, where each row came from, and ``outdated``: whether the
    bid was changed after its decision, or along with it, so that the decision was on another one.
    ``round`` is None where the decision is newer than it: no version has answered it yet.
    """
    asked = whole(ledger, "target_bids")
    months = str(Period(year, 1)), str(Period(year, 12))
    wanted = asked.filter(asked.period.between(*months))
    found = collect(wanted.order_by("period", "store_id"))
    last = _last_changed(ledger)
    rows = found.to_dict("records")
    found["outdated"] = pd.Series([_outdated(row, last) for row in rows], dtype=object)
    found["round"] = pd.Series(
        [None if _newer(row, "decision", "round", last) else row["round"] for row in rows],
        dtype=object,
    )
    return found


def versions(ledger: Source, year: int) -> pd.DataFrame:
    """The versions of the year's targets, oldest first: ``tables.TARGET_VERSIONS``."""
    known = whole(ledger, "target_versions")
    found = collect(known.filter(known.year == str(year)))
    return found.sort_values("version", key=lambda each: each.astype(int), ignore_index=True)


def version_cells(ledger: Source, year: int) -> pd.DataFrame:
    """The amounts of every version of the year, in 元: ``tables.TARGET_VERSION_CELLS``."""
    cells = whole(ledger, "target_version_cells")
    wanted = cells.filter(cells.year == str(year))
    return collect(wanted.order_by("version", "period", "level", "item_id"))


_Last = dict[tuple[str, str], tuple[datetime, str]]
"""By row and column of the bids: when it was last changed, and by what."""


def _last_changed(ledger: Source) -> _Last:
    audit = ledger.table("audit")
    mine = audit.filter(
        audit.table_name == "target_bids", audit.column_name.isin(["bid", "decision", "round"])
    )
    rows = collect(mine.select("key", "column_name", "at", "action").order_by("at"))
    return {
        (str(row["key"]), str(row["column_name"])): (row["at"], str(row["action"]))
        for row in rows.to_dict("records")
    }


def _outdated(row: dict[Hashable, Any], last: _Last) -> bool:
    return bool(row["decision"]) and _newer(row, "bid", "decision", last, or_along=True)


def _newer(
    row: dict[Hashable, Any], column: str, other: str, last: _Last, *, or_along: bool = False
) -> bool:
    """Whether ``column`` was changed after ``other``, or in the same edit; False if not known."""
    key = f"{row['period']}|{row['store_id']}"
    this, that = last.get((key, column)), last.get((key, other))
    if this is None or that is None:
        return False
    return this[0] > that[0] or (or_along and this[0] == that[0] and this[1] == EDIT)
