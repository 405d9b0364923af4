"""A frame as the rows that a rule or a form walks through."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

Row = Mapping[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows as mappings in which whatever is missing (NaN, NaT, NA) is None."""
    blank = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(frame.columns, row, strict=True)) for row in blank.itertuples(index=False)]
