"""A frame as the rows that a rule or a form walks through, and where each row was read."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kamtools.findings import Place

Row = Mapping[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows as mappings in which whatever is missing (NaN, NaT, NA) is None."""
    blank = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(frame.columns, row, strict=True)) for row in blank.itertuples(index=False)]


def place_of(row: Row, otherwise: Place) -> Place:
    """Where in somebody's file a row of the ledger stood; ``otherwise`` where that is not known."""
    if not row.get("source_file"):
        return otherwise
    line = row["source_row"]
    return Place(row["source_file"], row["source_sheet"], line=None if line is None else int(line))
