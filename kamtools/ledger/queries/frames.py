"""How a query's answer becomes a pandas frame, and the pieces that queries share."""

from typing import Any, Protocol

import pandas as pd

from kamtools.ledger.schema import columns_of
from kamtools.ledger.tables import TABLES
from kamtools.periods import Period


class Source(Protocol):
    """Anything that holds the ledger's tables: a ``Ledger``, or a warehouse behind Ibis."""

    def table(self, name: str) -> Any:
        """The table as an Ibis expression."""


def collect(expression: Any) -> pd.DataFrame:
    """The answer as a frame of exact values: ``Decimal``, ``date``, ``str``, ``None`` for empty."""
    answer = expression.to_pyarrow()
    columns = {name: answer.column(name).to_pylist() for name in answer.column_names}
    return pd.DataFrame({name: pd.Series(v, dtype=object) for name, v in columns.items()})


def whole(ledger: Source, name: str) -> Any:
    """The table with all its columns and where each row came from, as an Ibis expression."""
    return ledger.table(name).select(*(column.name for column in columns_of(TABLES[name])))


def month_of(day: Any) -> Any:
    """The ``YYYY-MM`` text of a date column."""
    return day.strftime("%Y-%m")


def within(day: Any, first: Period, last: Period) -> Any:
    """Whether a date column lies in the months ``first`` to ``last``, both included."""
    return (day >= first.first_day) & (day <= last.last_day)
