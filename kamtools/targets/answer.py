"""A question's answer in whole units, or what stands in its way."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kamtools.targets.question import Question, Scope
from kamtools.targets.solving.arrays import Cells, Counts, Reals
from kamtools.targets.solving.conflicts import Block, block, relax
from kamtools.targets.solving.flow import Flow
from kamtools.targets.solving.lines import fill
from kamtools.targets.solving.multipliers import Multipliers, multipliers, one_way_multipliers
from kamtools.targets.solving.one_way import failing, mended
from kamtools.targets.solving.tables import fit

_BEYOND, _LOCKED, _WEIGHTLESS = 1_000_000.0, 1_000_001.0, 1_000_002.0
"""The costs of a unit beyond a limit, a lock, or where nothing weighs: the fewest units first,
then limits before locks before new weights."""


@dataclass(frozen=True)
class Answer:
    """Units by row and column."""

    counts: Counts
    logs: Reals | None = None
    """Of the factors of the shorter side, where both margins are met."""


@dataclass(frozen=True)
class NoAnswer:
    """The block in conflict (lines are rows), and the nearest tables that break something."""

    block: Block
    relaxed: Counts
    """Meets the totals and breaks the limits by the fewest units."""
    kept: Counts
    """Keeps the limits and breaks the totals."""


def answer(question: Question) -> Answer | NoAnswer:
    """Meets every total of the question within its limits, nearest to its weights."""
    return (_two_way if question.scope == "both" else _one_way)(question)


def factors_of(question: Question, found: Answer, weights: Reals) -> Multipliers:
    """Row factors (as lines) and column factors with which ROUND gives the answer.

    ``weights`` are the ideal in units. One factor per total is enough where no two claims are
    equal; otherwise both sides get some, which tells the two apart if that can be.
    """
    cells = replace(question.cells, weights=weights)
    if found.logs is not None:
        return _both_sides(cells, found.counts, found.logs)
    scope = question.scope
    lines = Cells(*(_lines(each, scope) for each in (weights, cells.lower, cells.upper)))
    plain = one_way_multipliers(_lines(found.counts, scope), lines)
    if plain.off.any():
        nothing = np.zeros(min(weights.shape))
        both = _both_sides(cells, found.counts, nothing)
        if np.abs(both.off).sum() < np.abs(plain.off).sum():
            return both
    ones = [np.ones(width) for width in weights.shape]
    off = _table(plain.off, scope, weights.shape)
    if scope == "row":
        return Multipliers(plain.lines, ones[1], off)
    return Multipliers(ones[0], plain.lines * ones[1], off)


def _both_sides(cells: Cells, counts: Counts, logs: Reals) -> Multipliers:
    if not _is_turned(counts.shape):
        return multipliers(counts, cells, logs)
    found = multipliers(counts.T, cells.turned, logs)
    return Multipliers(found.places, found.lines, found.off.T)


def _penalties(question: Question) -> Reals:
    free = np.where(question.cells.weights > 0, _BEYOND, _WEIGHTLESS)
    return np.where(question.locked, _LOCKED, free)


def _is_turned(shape: tuple[int, ...]) -> bool:
    """The longer side is lines: work grows with the square of the other."""
    return shape[0] < shape[1]


def _two_way(question: Question) -> Answer | NoAnswer:
    cells, penalties = question.cells, _penalties(question)
    lines, places = question.row_totals, question.column_totals
    assert lines is not None  # what scope "both" means
    assert places is not None
    turned = _is_turned(penalties.shape)
    if turned:
        cells, penalties, lines, places = cells.turned, penalties.T, places, lines
    found = fit(cells, lines, places)
    if not isinstance(found, Flow):
        return Answer(found.counts.T if turned else found.counts, found.logs)
    cut, kept = block(found, cells, lines, places), found.counts[:, :-2].copy()
    relaxed = relax(found, penalties, cells.weights)
    return NoAnswer(cut.turned, relaxed.T, kept.T) if turned else NoAnswer(cut, relaxed, kept)


def _one_way(question: Question) -> Answer | NoAnswer:
    """Every row, every column, or the whole table is a line of its own."""
    scope, shape, table = question.scope, question.cells.weights.shape, question.cells
    cells = Cells(*(_lines(each, scope) for each in (table.weights, table.lower, table.upper)))
    totals = _totals(question)
    cut = failing(cells, totals)
    if cut is None:
        return Answer(_table(fill(cells, totals), scope, shape))
    kept, relaxed = mended(cells, totals, _lines(_penalties(question), scope))
    if scope == "total":
        every = [np.ones(width, dtype=bool) for width in shape]
        cut = replace(cut, lines=every[0], places=every[1])
    cut = cut.turned if scope == "column" else cut
    return NoAnswer(cut, _table(relaxed, scope, shape), _table(kept, scope, shape))


def _totals(question: Question) -> Counts:
    if question.row_totals is not None:
        return question.row_totals
    if question.column_totals is not None:
        return question.column_totals
    return np.array([question.total], dtype=np.int64)


def _lines(table: Any, scope: Scope) -> Any:
    """A table as the lines that have totals."""
    if scope == "total":
        return table.reshape(1, -1)
    return np.ascontiguousarray(table.T) if scope == "column" else table


def _table(lines: Any, scope: Scope, shape: tuple[int, ...]) -> Any:
    """Lines as the table again."""
    if scope == "total":
        return lines.reshape(shape)
    return lines.T if scope == "column" else lines
