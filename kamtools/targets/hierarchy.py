"""A breakdown over a tree of rows (region, store, person) and one of columns (line, month).

Where totals are given decides the one table that is solved with both margins: the deepest level
of rows and of columns that has some. What is above are its sums; what is below is divided from
it, first along the columns, then along the rows, each amount by itself. So every level adds up,
and nothing can fail below the first table: its limits are the sums of the leaves'.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from kamtools.targets.answer import Answer
from kamtools.targets.breakdown import Breakdown, Limits, amounts_of, resolve
from kamtools.targets.conflicts import crossed
from kamtools.targets.explanation import Explanation
from kamtools.targets.infeasible import Infeasible
from kamtools.targets.limits import UnknownNames, shortened
from kamtools.targets.question import (
    MARGIN,
    Question,
    TotalsDisagree,
    agree,
    ask,
    margin_in_units,
    moderate,
    units_of,
)
from kamtools.targets.rounding import Amount, NothingToGoBy
from kamtools.targets.solving.arrays import Counts
from kamtools.targets.trees import Level, Table, divided, level


@dataclass(frozen=True)
class Hierarchy:
    """The answer of ``break_down_hierarchy``."""

    amounts: pd.DataFrame
    """By leaf of the rows and of the columns, as in the ideal."""
    top: Breakdown
    """The table that was solved with the totals given; all else is its sums and its parts."""
    question: Question
    """The leaves, in the order of their names."""
    counts: Counts
    """Their units, in that order."""
    rows: Level
    columns: Level

    def totals(self, row_depth: int, column_depth: int) -> pd.DataFrame:
        """The amounts added up to a depth of rows and of columns; 0: all together."""
        rows = level(self.amounts.index, row_depth)
        columns = level(self.amounts.columns, column_depth)
        table = self.amounts.to_numpy()
        sums = np.zeros((len(rows.nodes), len(columns.nodes)), dtype=table.dtype)
        np.add.at(sums, (rows.of_leaf[:, None], columns.of_leaf[None, :]), table)
        return pd.DataFrame(sums, index=rows.nodes, columns=columns.nodes)

    def explain(self, row: Any, column: Any) -> list[Explanation]:
        """How the amount of a leaf came about: from the totals to its nodes, then down to it."""
        index, heads = self._leaves
        at = [int(index.get_indexer(_alone(row))[0]), int(heads.get_indexer(_alone(column))[0])]
        if min(at) < 0:
            raise KeyError((row, column))
        node, branch = int(self.rows.of_leaf[at[0]]), int(self.columns.of_leaf[at[1]])
        chain = [self.top.explain(self.rows.nodes[node], self.columns.nodes[branch])]
        if self.columns.depth < heads.nlevels:
            chain.append(self._along_columns(node, branch).explain(self.rows.nodes[node], column))
        if self.rows.depth < index.nlevels:
            chain.append(self._along_rows(node, at[1]).explain(row, column))
        return chain

    @property
    def _leaves(self) -> tuple["pd.Index[Any]", "pd.Index[Any]"]:
        """Their names in our order."""
        question = self.question
        return question.ideal.index[question.rows], question.ideal.columns[question.columns]

    def _along_columns(self, node: int, branch: int) -> Breakdown:
        """One node's amount in one branch, divided over the branch's columns."""
        part = Table(self.question.cells, self.question.locked).summed(self.rows, None)
        mine = np.arange(len(self.rows.nodes)) == node
        part = part.at(np.ix_(mine, self.columns.of_leaf == branch))
        names = self.rows.nodes[mine], self._leaves[1][self.columns.of_leaf == branch]
        return _resolved(
            part, names, self.top.unit, row_totals=self.top.answer.counts[mine, branch]
        )

    def _along_rows(self, node: int, column: int) -> Breakdown:
        """One node's amount in one column, divided over the node's leaves."""
        at = np.ix_(self.rows.of_leaf == node, np.arange(len(self._leaves[1])) == column)
        part = Table(self.question.cells, self.question.locked).at(at)
        names = self._leaves[0][self.rows.of_leaf == node], self._leaves[1][[column]]
        return _resolved(part, names, self.top.unit, column_totals=self.counts[at].sum(axis=0))


def break_down_hierarchy(
    ideal: pd.DataFrame,
    *,
    row_totals: "pd.Series[Any] | list[pd.Series[Any]] | None" = None,
    column_totals: "pd.Series[Any] | list[pd.Series[Any]] | None" = None,
    total: Amount | None = None,
    unit: Amount = 1,
    lower: Limits | None = None,
    upper: Limits | None = None,
    locked: Limits | None = None,
) -> Hierarchy:
    """Break totals down over trees of rows and of columns, exact on every level.

    ``ideal`` has the leaves' weights; its row and column names are paths, a level of a MultiIndex
    per level of the tree, the top first. Totals are of one level, by the paths that far (a plain
    name for the first level), or of several; those of upper levels must be the sums of lower
    ones. Limits and locks are of leaves, as for ``break_down``; a node's are their sums.

    Raises what ``break_down`` raises. Names in ``Infeasible`` are those of the deepest levels
    with totals.
    """
    if ideal.empty:
        raise NothingToGoBy(total=0 if total is None else total)
    question = _leaves(ask(ideal, None, None, 0, unit, (lower, upper, locked)))
    paths = ideal.index[question.rows], ideal.columns[question.columns]
    across = _deepest(row_totals, paths[0], question.unit)
    down = _deepest(column_totals, paths[1], question.unit)
    rows, columns = level(paths[0], across.depth), level(paths[1], down.depth)
    cells = question.cells
    if (cells.lower > cells.upper).any():
        raise Infeasible(crossed(question, Answer(cells.lower)))
    whole = None if total is None else units_of(total, question.unit)
    agree(across.units, down.units, whole, question.unit)
    table = Table(question.cells, question.locked).summed(rows, columns)
    names = rows.nodes, columns.nodes
    top = _resolved(
        table, names, question.unit, row_totals=across.units, column_totals=down.units, total=whole
    )
    counts = divided(question.cells, top.answer.counts, rows, columns)
    return Hierarchy(amounts_of(question, counts), top, question, counts, rows, columns)


def _alone(name: Any) -> "pd.Index[Any]":
    return pd.MultiIndex.from_tuples([name]) if isinstance(name, tuple) else pd.Index([name])


def _leaves(question: Question) -> Question:
    """With weights as the ideal has them, so that sums and explanations speak of those."""
    weights = question.ideal.to_numpy().astype(float)[np.ix_(question.rows, question.columns)]
    return replace(question, cells=replace(question.cells, weights=moderate(weights)))


@dataclass(frozen=True)
class _Margin:
    depth: int
    units: Counts | None = None


def _deepest(totals: Any, paths: "pd.Index[Any]", unit: Amount) -> _Margin:
    """The deepest of the totals given, in units by node; raises where upper ones disagree."""
    given = [totals] if isinstance(totals, pd.Series) else list(totals or [])
    if not given:
        return _Margin(0)
    given = sorted(given, key=lambda each: each.index.nlevels)
    for each in given:
        if each.index.nlevels > paths.nlevels:
            raise UnknownNames(where=MARGIN, names=shortened(each.index.tolist()))
    depths = [each.index.nlevels for each in given]
    levels = [level(paths, depth) for depth in depths]
    units = [
        margin_in_units(each, at.nodes, unit, np.arange(len(at.nodes)))
        for each, at in zip(given, levels, strict=True)
    ]
    below = np.zeros(len(paths), dtype=np.int64)
    below[levels[-1].starts] = units[-1]
    for at, said in zip(levels[:-1], units[:-1], strict=True):
        sums: Counts = np.add.reduceat(below, at.starts)
        for place in np.flatnonzero(sums != said)[:1].tolist():
            amounts = [f"{int(each[place]) * unit:,}" for each in (sums, said)]
            raise TotalsDisagree(margin=f"{at.nodes[place]} {amounts[0]}", total=amounts[1])
    return _Margin(depths[-1], units[-1])


def _resolved(
    table: Table,
    names: "tuple[pd.Index[Any], pd.Index[Any]]",
    unit: Amount,
    row_totals: Counts | None = None,
    column_totals: Counts | None = None,
    total: int | None = None,
) -> Breakdown:
    """Broken down, under these names."""
    ideal = pd.DataFrame(table.cells.weights, index=names[0], columns=names[1])
    at = [np.arange(width) for width in table.locked.shape]
    totals = row_totals, column_totals, total
    return resolve(Question(ideal, unit, at[0], at[1], table.cells, table.locked, *totals))
