"""Amounts by store and month while rules work on them; frames only where they come and go."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

import pandas as pd

from kamtools.money import NOUGHT
from kamtools.periods import Period

Cells = dict[tuple[str, Period], Decimal]
"""元 by (store, month); what is missing is 0."""


def cells_of(frame: pd.DataFrame) -> Cells:
    """The amounts of a frame store × ``Period``."""
    return cast(
        Cells, {(row, month): frame.at[row, month] for row in frame.index for month in frame}
    )


def frame_of(
    cells: Mapping[tuple[str, Period], Any], rows: list[str], months: list[Period]
) -> pd.DataFrame:
    """A frame of ``rows`` × ``months``, with 0 where there is nothing."""
    table = [[cells.get((row, month), NOUGHT) for month in months] for row in rows]
    return pd.DataFrame(table, index=pd.Index(rows, dtype=object), columns=months, dtype=object)
