"""Breakdown problems as hypothesis draws them, and judges that share no code with the solver."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from math import log
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

NO_LIMIT = 10**12
UNITS = [1, 100, 10_000, Decimal("0.01"), Decimal(100)]


@dataclass(repr=False)
class Problem:
    """A question in units; ``asked`` is what ``break_down`` is called with."""

    weights: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    locks: np.ndarray
    """-1 where nothing is locked."""
    rows: np.ndarray
    columns: np.ndarray
    unit: Any

    def __repr__(self) -> str:
        return f"Problem({', '.join(f'{k}={v.tolist()}' for k, v in self._tables)}, {self.unit!r})"

    @property
    def _tables(self) -> list[tuple[str, np.ndarray]]:
        return [(name, value) for name, value in vars(self).items() if name != "unit"]

    @property
    def row_names(self) -> list[str]:
        return [f"S{number:02d}" for number in range(len(self.rows))]

    @property
    def column_names(self) -> list[str]:
        return [f"2026-{number:02d}" for number in range(1, len(self.columns) + 1)]

    def frame(self, values: Any) -> pd.DataFrame:
        return pd.DataFrame(values, index=self.row_names, columns=self.column_names, dtype=object)

    def series(self, units: np.ndarray, names: list[str]) -> pd.Series:
        return pd.Series([int(each) * self.unit for each in units], index=names, dtype=object)

    @property
    def ideal(self) -> pd.DataFrame:
        return pd.DataFrame(self.weights, index=self.row_names, columns=self.column_names)

    def amounts(self, units: np.ndarray, nothing: int) -> pd.DataFrame:
        cells = [
            [None if each == nothing else int(each) * self.unit for each in row] for row in units
        ]
        return self.frame(cells)

    @property
    def asked(self) -> dict[str, Any]:
        return {
            "ideal": self.ideal,
            "row_totals": self.series(self.rows, self.row_names),
            "column_totals": self.series(self.columns, self.column_names),
            "unit": self.unit,
            "lower": self.amounts(self.lower, 0),
            "upper": self.amounts(self.upper, NO_LIMIT),
            "locked": self.amounts(self.locks, -1),
        }

    @property
    def least(self) -> np.ndarray:
        return np.where(self.locks >= 0, self.locks, self.lower)

    @property
    def most(self) -> np.ndarray:
        free = np.where(self.weights > 0, self.upper, np.minimum(self.lower, self.upper))
        return np.where(self.locks >= 0, self.locks, free)

    def units(self, amounts: pd.DataFrame) -> np.ndarray:
        """Amounts in units; they must be whole ones."""
        counts = [[each / self.unit for each in row] for row in amounts.to_numpy(dtype=object)]
        assert all(each == int(each) for row in counts for each in row)
        return np.array([[int(each) for each in row] for row in counts], dtype=np.int64)


@st.composite
def problems(
    draw: st.DrawFn, most_rows: int = 5, most_columns: int = 4, size: int = 6, fair: int = 3
) -> Problem:
    """Small tables with zeros, equal weights, limits and locks.

    Of ``fair`` + 1 tables, ``fair`` have margins that can be met; the others have any.
    """
    shape = draw(st.integers(1, most_rows)), draw(st.integers(1, most_columns))
    weight = st.one_of(st.integers(0, 4), st.integers(0, 10**6), st.floats(1e-6, 1e6))
    table = draw(_table(shape, weight)).astype(float)
    lower = draw(_sparse(shape, st.integers(0, size), 0))
    upper = np.maximum(draw(_sparse(shape, st.integers(0, 2 * size), NO_LIMIT)), lower)
    locks = draw(_sparse(shape, st.integers(0, size), -1))
    made = Problem(table, lower, upper, locks, np.array([]), np.array([]), 1)
    if draw(st.integers(0, fair)):
        filling = np.minimum(draw(_table(shape, st.integers(0, size))) + made.least, made.most)
        made.rows, made.columns = filling.sum(axis=1), filling.sum(axis=0)
    else:
        made.rows = draw(_table((shape[0], 1), st.integers(0, 3 * size)))[:, 0]
        cuts = sorted(draw(st.integers(0, int(made.rows.sum()))) for _ in range(shape[1] - 1))
        made.columns = np.diff(np.array([0, *cuts, int(made.rows.sum())]))
    made.unit = draw(st.sampled_from(UNITS))
    return made


def _table(shape: tuple[int, int], values: st.SearchStrategy) -> st.SearchStrategy:
    size = shape[0] * shape[1]
    return st.lists(values, min_size=size, max_size=size).map(
        lambda found: np.array(found).reshape(shape)
    )


def _sparse(shape: tuple[int, int], values: st.SearchStrategy, nothing: int) -> st.SearchStrategy:
    """A table with ``nothing`` in most of its cells, or everywhere."""
    cell = st.one_of(st.just(nothing), st.just(nothing), values)
    return st.one_of(st.just(np.full(shape, nothing)), _table(shape, cell))


def worst_block(problem: Problem) -> int:
    """By how many units the worst block of all fails; 0: Hoffman's theorem says it can be met."""
    return max(
        failing_of(problem, list(rows), list(columns))
        for rows in itertools.product([False, True], repeat=len(problem.rows))
        for columns in itertools.product([False, True], repeat=len(problem.columns))
    )


def failing_of(problem: Problem, rows: list[bool], columns: list[bool]) -> int:
    """What the totals need in a block, less what its upper limits allow; ≥ 0.

    The rows bring their totals; the columns outside the block take theirs, less what other rows
    must put there.
    """
    r, c = np.array(rows, dtype=bool), np.array(columns, dtype=bool)
    needed = problem.rows[r].sum() - problem.columns[~c].sum()
    needed += problem.least[np.ix_(~r, ~c)].sum()
    return max(0, int(needed - problem.most[np.ix_(r, c)].sum()))


def every_table(problem: Problem, limited: bool = True) -> "list[np.ndarray]":
    """All tables that meet the margins; within the limits or not."""
    lower = problem.least if limited else np.zeros_like(problem.least)
    upper = problem.most if limited else np.full_like(problem.most, NO_LIMIT)
    rows = [
        list(_fillings(int(total), lower[i].tolist(), upper[i].tolist()))
        for i, total in enumerate(problem.rows)
    ]
    tables = (np.array(table).reshape(problem.weights.shape) for table in itertools.product(*rows))
    return [table for table in tables if (table.sum(axis=0) == problem.columns).all()]


def _fillings(total: int, lower: list[int], upper: list[int]):
    if not lower:
        if not total:
            yield ()
        return
    for first in range(lower[0], min(upper[0], total) + 1):
        for rest in _fillings(total - first, lower[1:], upper[1:]):
            yield (first, *rest)


def cost(problem: Problem, table: np.ndarray) -> float:
    """Σ log((k+½)/weight) over the units; the Webster table has the least."""
    pairs = zip(problem.weights.flat, table.flat, strict=True)
    return sum(log((k + 0.5) / weight) for weight, n in pairs if weight for k in range(int(n)))


def beyond(problem: Problem, table: np.ndarray) -> int:
    """By how many units a table breaks the limits."""
    over = np.maximum(table - problem.most, 0) + np.maximum(problem.least - table, 0)
    return int(over.sum())
