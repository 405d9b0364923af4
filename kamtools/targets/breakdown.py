"""Totals broken down over a table: exact in rows and columns, within limits, and explained."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kamtools.targets.answer import Answer, NoAnswer, answer, factors_of
from kamtools.targets.conflicts import crossed, margins_apart, unanswered
from kamtools.targets.explanation import Explanation, Limit, Share
from kamtools.targets.infeasible import Infeasible
from kamtools.targets.question import Question, ask
from kamtools.targets.rounding import Amount, amount_dtype, exact
from kamtools.targets.solving.arrays import NO_LIMIT, Counts
from kamtools.targets.solving.multipliers import Multipliers

Limits = pd.DataFrame | Mapping[tuple[Any, Any], Any] | Collection[tuple[Any, Any]] | Amount | float
"""One number for every cell, or a frame or a mapping (row, column) → amount for some of them;
nothing and NaN stand for no limit. In locks True holds the ideal's own amount; plain pairs
(row, column) hold theirs too."""


class Factors(NamedTuple):
    """One factor per row and per column: ROUND(ideal × row × column, unit) is the amount."""

    rows: "pd.Series[float]"
    columns: "pd.Series[float]"


@dataclass(frozen=True)
class Breakdown:
    """The answer of ``break_down``."""

    amounts: pd.DataFrame
    """Multiples of the unit, shaped like the ideal; totals exact."""
    question: Question
    answer: Answer

    @property
    def ideal(self) -> pd.DataFrame:
        """The weights, as they came."""
        return self.question.ideal

    @property
    def unit(self) -> Amount:
        """Of which every amount is a whole multiple."""
        return self.question.unit

    @cached_property
    def factors(self) -> Factors:
        """Row and column factors, of few digits, that carry the whole table.

        ROUND(ideal × row × column, unit), as Excel rounds, cut off at the cell's limits, is the
        amount of every cell that is 0 in ``adjustments``.
        """
        found = self._multipliers
        rows, columns = np.empty_like(found.lines), np.empty_like(found.places)
        rows[self.question.rows], columns[self.question.columns] = found.lines, found.places
        ideal = self.ideal
        return Factors(pd.Series(rows, index=ideal.index), pd.Series(columns, index=ideal.columns))

    @cached_property
    def adjustments(self) -> pd.DataFrame:
        """By how many units each amount differs from its formula.

        All 0 but where claims are equal: three equal shares of 10 can't all round alike.
        """
        off = self.question.out(self._multipliers.off)
        return pd.DataFrame(off, index=self.ideal.index, columns=self.ideal.columns)

    @cached_property
    def _multipliers(self) -> Multipliers:
        question = self.question
        weights = self.ideal.to_numpy(dtype=object if self.ideal.empty else None).astype(float)
        at = np.ix_(question.rows, question.columns)
        return factors_of(question, self.answer, weights[at] / float(question.unit))

    def explain(self, row: Any, column: Any) -> Explanation:
        """The chain from the totals to the number at (``row``, ``column``)."""
        question, unit = self.question, self.unit
        names = self.ideal.index, self.ideal.columns
        at = (
            int(np.flatnonzero(question.rows == names[0].get_loc(row))[0]),
            int(np.flatnonzero(question.columns == names[1].get_loc(column))[0]),
        )
        upper = int(question.cells.upper[at])
        lines = (question.row_totals, at[0]), (question.column_totals, at[1])
        totals = tuple(int(line[place]) * unit for line, place in lines if line is not None)
        amount: Any = self.amounts.at[row, column]
        return Explanation(
            scope=question.scope,
            row=row,
            column=column,
            totals=totals or (int(question.total or 0) * unit,),
            weight=exact(self.ideal.at[row, column]),
            share=self._share(row, column, at, totals),
            row_factor=float(self.factors.rows[row]),
            column_factor=float(self.factors.columns[column]),
            unit=unit,
            lower=int(question.cells.lower[at]) * unit,
            upper=None if upper == NO_LIMIT else upper * unit,
            limit=self._limit(at),
            amount=amount if isinstance(amount, Decimal) else int(amount),
        )

    def _share(
        self, row: Any, column: Any, at: tuple[int, int], totals: tuple[Amount, ...]
    ) -> Share | None:
        """What the weight earns of its one total; ``None`` where limits have a say in it."""
        scope = self.question.scope
        if scope == "both":
            return None
        key = {"row": row, "column": column}.get(scope)
        if key not in self._shared:
            self._shared[key] = self._weights_without_limits(key, at)
        weights = self._shared[key]
        total = totals[0] if totals else int(self.question.total or 0) * self.unit
        return None if weights is None else Share(total, weights)

    @cached_property
    def _shared(self) -> dict[Any, Fraction | None]:
        """By row or column: the sum of its weights, as they are asked for."""
        return {}

    def _weights_without_limits(self, key: Any, at: tuple[int, int]) -> Fraction | None:
        """What all that shares a total weighs; ``None`` where some of it has a limit."""
        scope = self.question.scope
        part: Any = {"row": np.s_[[at[0]], :], "column": np.s_[:, [at[1]]]}.get(scope, np.s_[:, :])
        cells = self.question.cells.at(part)
        if ((cells.lower > 0) | ((cells.weights > 0) & (cells.upper < NO_LIMIT))).any():
            return None
        ideal = self.ideal
        shared = (
            ideal.loc[[key]] if scope == "row" else ideal[[key]] if scope == "column" else ideal
        )
        return _sum(shared)

    def _limit(self, at: tuple[int, int]) -> Limit | None:
        cells, count = self.question.cells, int(self.answer.counts[at])
        if self.question.locked[at]:
            return "locked"
        found = self._multipliers
        weight: Any = self.ideal.iat[self.question.rows[at[0]], self.question.columns[at[1]]]
        units = float(weight) / float(self.unit) * found.lines[at[0]] * found.places[at[1]]
        if count == cells.lower[at] and units < count - 0.5:
            return "lower"
        return "upper" if count == cells.upper[at] and units >= count + 0.5 else None


def break_down(
    ideal: pd.DataFrame,
    *,
    row_totals: "pd.Series[Any] | None" = None,
    column_totals: "pd.Series[Any] | None" = None,
    total: Amount | None = None,
    unit: Amount = 1,
    lower: Limits | None = None,
    upper: Limits | None = None,
    locked: Limits | None = None,
) -> Breakdown:
    """Break totals down over the cells of ``ideal``, nearest to the proportions of its weights.

    ``ideal`` holds numbers ≥ 0 under unique names. Give the total of each row, of each column,
    both, or the ``total`` of all cells: every one is met exactly, in whole multiples of ``unit``.
    No cell is below ``lower`` or above ``upper``; a ``locked`` cell is what its lock says, limits
    or not. A cell that weighs 0 gets its minimum, 0 if it has none. Limits that are no multiples
    of the unit are taken to the next one inside.

    The rounding is Webster's (with both margins: biproportional, Gaffke & Pukelsheim 2008): of
    all tables the one of least Σ log((k+½)/ideal) over the units given, and what
    ROUND(ideal × row factor × column factor) gives; see ``Breakdown.factors``. With one margin a
    larger total never makes a cell smaller. The answer does not depend on the order of rows and
    columns: equal claims go to the larger weight, then the smaller name; with both margins, by
    name.

    Raises ``Infeasible``, with the block in conflict and the smallest way out, where no table
    meets all that is asked; and for what is no question ``NoTotals``, ``TotalsDisagree``,
    ``UnknownNames``, ``BadWeight``, ``BadTotal``, ``BadUnit``, ``BadLimit``, ``OffUnit`` and
    ``TooLarge``.
    """
    return resolve(ask(ideal, row_totals, column_totals, total, unit, (lower, upper, locked)))


def resolve(question: Question) -> Breakdown:
    """The breakdown that answers ``question``; raises ``Infeasible``."""
    if (apart := margins_apart(question)) is not None:
        raise Infeasible(apart)
    cells = question.cells
    if (cells.lower > cells.upper).any():
        open_ = replace(cells, upper=np.maximum(cells.lower, cells.upper))
        raise Infeasible(crossed(question, answer(replace(question, cells=open_))))
    found = answer(question)
    if isinstance(found, NoAnswer):
        raise Infeasible(unanswered(question, found))
    return Breakdown(amounts_of(question, found.counts), question, found)


def amounts_of(question: Question, units: Counts) -> pd.DataFrame:
    """Units in the question's order as amounts, shaped like its ideal."""
    counts, unit = question.out(units), question.unit
    amounts = counts * unit if isinstance(unit, int) else counts.astype(object) * unit
    return pd.DataFrame(
        amounts,
        index=question.ideal.index,
        columns=question.ideal.columns,
        dtype=amount_dtype(unit),
    )


def _sum(weights: pd.DataFrame) -> Fraction:
    return sum((exact(weight) for weight in weights.to_numpy(dtype=object).flat), Fraction(0))
