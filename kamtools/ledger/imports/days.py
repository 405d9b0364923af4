"""Days on which nothing can have happened: a year mistyped, a number shown as a date."""

from datetime import date

import numpy as np

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.extracts import Extract
from kamtools.ledger.tables import (
    CARD_SALES,
    COMPLAINTS,
    RECEIPTS,
    SALES,
    STORE_CHECKS,
    VISITS,
    Kind,
)

FAR_DAY = FindingKind(
    "far_day", Severity.WARNING,
    Text("“{column}”是 {value}，离现在太远，{count} 行（已导入）",
         "{column} is {value}, far from today, in {count} rows (loaded)"),
    Text("多半是年份打错了；改正后重新导入", "probably a slip in the year; correct it"),
)  # fmt: skip

_HAPPENED = {t.name for t in (SALES, RECEIPTS, COMPLAINTS, VISITS, CARD_SALES, STORE_CHECKS)}
"""Tables of what happened lately; people were hired and stores opened long ago as well."""
_EARLIEST = date(1990, 1, 1)
_YEARS_AHEAD = 2


def check_days(extract: Extract, today: date) -> None:
    """Tell of days before 1990 and of days more than two years after ``today``."""
    if extract.layout.table.name not in _HAPPENED:
        return
    latest = date(today.year + _YEARS_AHEAD, today.month, 1)
    for column in extract.layout.table.columns:
        if column.kind is not Kind.DATE or column.name not in extract.frame:
            continue
        days = extract.frame[column.name]
        for day in sorted(d for d in set(days) if d and not _EARLIEST <= d < latest):
            rows = np.flatnonzero(days == day)
            row = int(extract.frame["source_row"].iloc[int(rows[0])]) - 1
            at = extract.column_of(column.name)
            extract.tally.add(FAR_DAY, row, at, rows.size, column=column.zh, value=day)
