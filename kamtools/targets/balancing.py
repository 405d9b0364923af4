"""A table of stores × months that meets the company's months, the stores' years and the limits.

The months are the company's and stand. A store's year is what its weights earn of every month,
added up, in whole units, and within what its limits leave it; where the two margins don't go
together, the years are what the months make them. A limit over several cells (a quarter, a
region) that the table breaks is apportioned over them as they stand, and the table made anew.

Where limits can't be had, the smallest relaxation is applied and the conflict told: the totals
are met in any case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from kamtools.money import NOUGHT, down_to, total, up_to
from kamtools.periods import Period
from kamtools.targets.breakdown import Breakdown, break_down
from kamtools.targets.cells import Cells, cells_of, frame_of
from kamtools.targets.infeasible import Change, Conflict, Infeasible
from kamtools.targets.rounding import apportion, exact

YEAR = "全年"
"""The column under which conflicts name a store's year."""
Span = tuple[Decimal | None, Decimal | None]
"""The least and the most, in 元; None: no limit."""
_ATTEMPTS = 3
"""Of relaxing; one is enough unless the months and the years are both in the way."""


@dataclass(frozen=True)
class Group:
    """A limit over several cells together, in 元."""

    cells: frozenset[tuple[str, Period]]
    span: Span


@dataclass(frozen=True)
class Task:
    """What is to be balanced, in 元; ``months`` and locks are whole units."""

    stores: list[str]
    weights: Cells
    """What is missing weighs 0."""
    months: Mapping[Period, Decimal]
    unit: Decimal
    lower: Cells = field(default_factory=dict)
    upper: Cells = field(default_factory=dict)
    locked: Cells = field(default_factory=dict)
    years: Mapping[str, Span] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()

    @cached_property
    def ideal(self) -> pd.DataFrame:
        """The weights as ``break_down`` takes them."""
        return frame_of(self.weights, self.stores, list(self.months))

    @cached_property
    def pool(self) -> Decimal:
        """All that is divided."""
        return total(self.months.values())

    @property
    def columns(self) -> "pd.Series[Any]":
        """The months' totals as ``break_down`` takes them."""
        return pd.Series(list(self.months.values()), index=list(self.months), dtype=object)

    def weight(self, key: tuple[str, Period]) -> Decimal:
        """What a cell weighs."""
        return self.weights.get(key, NOUGHT)


@dataclass(frozen=True)
class Balance:
    """The table, and what stood in its way."""

    broken: Breakdown
    conflicts: tuple[Conflict, ...]
    years_given: bool
    """Whether the stores' years are their shares; else they are what the months make them."""


def balance(task: Task) -> Balance:
    """The table of ``task`` (see the module)."""
    asked = task
    task, conflicts = _possible(task)
    broken, years_given = _solved(task)
    for group in asked.groups:
        cells = cells_of(broken.amounts)
        if _holds(group, cells, task.unit):
            continue
        task, more = _possible(_tightened(task, group, cells))
        broken, years_given = _solved(task)
        conflicts += more
    return Balance(broken, tuple(conflicts), years_given)


def _possible(task: Task) -> tuple[Task, list[Conflict]]:
    """The task with as few limits relaxed as it takes, and the conflicts that asked for it."""
    conflicts: list[Conflict] = []
    for _ in range(_ATTEMPTS):
        try:
            _flexible(task)
        except Infeasible as error:
            conflict = error.conflict
            conflicts.append(conflict)
            task = relaxed(task, conflict.relaxation)
        else:
            return task, conflicts
    return replace(task, lower={}, upper={}, locked={}, years={}, groups=()), conflicts


def relaxed(task: Task, changes: tuple[Change, ...]) -> Task:
    """The task with its limits changed."""
    lower, upper, locked = dict(task.lower), dict(task.upper), dict(task.locked)
    years = dict(task.years)
    for change in changes:
        key, after = (change.row, change.column), Decimal(change.after)
        if change.column == YEAR:
            low, high = years[change.row]
            years[change.row] = (after, high) if change.kind == "lower" else (low, after)
        elif change.kind in ("upper", "lower"):
            (upper if change.kind == "upper" else lower)[key] = after
        else:
            locked[key] = after
    return replace(task, lower=lower, upper=upper, locked=locked, years=years)


def _solved(task: Task) -> tuple[Breakdown, bool]:
    """The table with the stores' shares of the year; with what the months make where it must be."""
    shares = _shares(task)
    if shares is not None:
        try:
            return _both(task, shares), True
        except Infeasible:
            pass
    return _both(task, _flexible(task).sum(axis=1)), False


def _both(task: Task, years: "pd.Series[Any]") -> Breakdown:
    return break_down(
        task.ideal,
        row_totals=years,
        column_totals=task.columns,
        unit=task.unit,
        lower=task.lower,
        upper=task.upper,
        locked=task.locked,
    )


def _shares(task: Task) -> "pd.Series[Any] | None":
    """The stores' shares of all that is divided, within their limits; None if there are none."""
    weights = pd.DataFrame({YEAR: _earned(task)}, index=task.ideal.index, dtype=object)
    lows = {(row, YEAR): low for row, (low, _) in _spans(task).items()}
    highs = {(row, YEAR): high for row, (_, high) in _spans(task).items() if high is not None}
    try:
        found = break_down(weights, total=task.pool, unit=task.unit, lower=lows, upper=highs)
    except Infeasible:
        return None
    return found.amounts[YEAR]


def _earned(task: Task) -> dict[str, Fraction]:
    """What each store's weights earn of the months, added up over the year."""
    found = dict.fromkeys(task.stores, Fraction(0))
    for month, amount in task.months.items():
        weights = {store: exact(task.weight((store, month))) for store in task.stores}
        if whole := sum(weights.values()):
            for store, weight in weights.items():
                found[store] += exact(amount) * weight / whole
    return found


def _spans(task: Task) -> dict[str, tuple[Decimal, Decimal | None]]:
    """The least and the most that each store may hold in all, its cells' limits included."""
    found: dict[str, tuple[Decimal, Decimal | None]] = {}
    for store in task.stores:
        cells = [_cell(task, (store, month)) for month in task.months]
        tops = [most for _, most in cells if most is not None]
        least, most = task.years.get(store, (None, None))
        ends = [most] if most is not None else []
        ends += [total(tops)] if len(tops) == len(cells) else []
        low = total(low for low, _ in cells)
        found[store] = max(low, least or NOUGHT), min(ends, default=None)
    return found


def _cell(task: Task, key: tuple[str, Period]) -> tuple[Decimal, Decimal | None]:
    """The least and the most, in whole units, that a cell may hold."""
    if key in task.locked:
        return task.locked[key], task.locked[key]
    low = _up(task.lower.get(key, NOUGHT), task.unit)
    if not task.weight(key):
        return low, low
    high = task.upper.get(key)
    return low, None if high is None else down_to(high, task.unit)


def _up(amount: Decimal, unit: Decimal) -> Decimal:
    return max(NOUGHT, up_to(amount, unit))


def _flexible(task: Task) -> pd.DataFrame:
    """A table that meets the months and the limits, whatever the stores' years come to.

    Limits of years are kept by a column that holds what a store lacks of the whole. Raises
    ``Infeasible`` in the names of stores and months, and ``YEAR``.
    """
    if not task.years:
        return break_down(
            task.ideal,
            column_totals=task.columns,
            unit=task.unit,
            lower=task.lower,
            upper=task.upper,
            locked=task.locked,
        ).amounts
    room = _Room(task)
    try:
        found = break_down(
            room.ideal, row_totals=room.rows, column_totals=room.columns, unit=task.unit,
            lower=room.lower, upper=room.upper, locked=task.locked,
        )  # fmt: skip
    except Infeasible as error:
        raise Infeasible(room.told(error.conflict)) from error
    return found.amounts.drop(columns=YEAR)


class _Room:
    """The task with one column more, which turns a range of years into a total."""

    def __init__(self, task: Task) -> None:
        self._unit = task.unit
        self._spans = {
            row: (
                _up(low or NOUGHT, task.unit),
                None
                if high is None
                else max(_up(low or NOUGHT, task.unit), down_to(high, task.unit)),
            )
            for row, (low, high) in task.years.items()
        }
        stores = task.stores
        self.whole = max([task.pool, *(low for low, _ in self._spans.values())])
        """More than any store can need."""
        self.rows = pd.Series([self.whole] * len(stores), index=stores, dtype=object)
        left = self.whole * len(stores) - task.pool
        self.columns = pd.concat([task.columns, pd.Series([left], index=[YEAR], dtype=object)])
        earned = _earned(task)
        self.ideal = task.ideal.copy()
        lacking = [max(exact(task.unit), exact(self.whole) - earned[s]) for s in stores]
        self.ideal[YEAR] = pd.Series(lacking, index=stores, dtype=object)
        self.lower: dict[Any, Decimal] = task.lower | {
            (store, YEAR): self.whole - min(high, self.whole)
            for store, (_, high) in self._spans.items()
            if high is not None
        }
        self.upper: dict[Any, Decimal] = task.upper | {
            (store, YEAR): self.whole - low for store, (low, _) in self._spans.items()
        }

    def told(self, conflict: Conflict) -> Conflict:
        """The conflict in terms of stores' months and years.

        Too much in the column more and some months is too little in the other months, and the
        other way round: each row of the table comes to the same.
        """
        relaxation = tuple(map(self._turned, conflict.relaxation))
        totals = tuple(each for each in conflict.totals if each.column not in (None, YEAR))
        if YEAR not in conflict.columns:
            return replace(conflict, relaxation=relaxation, totals=totals)
        whole, limit = self.whole * len(conflict.rows), Decimal(conflict.limit)
        months = [month for month in self.columns.index if month not in conflict.columns]
        return replace(
            conflict,
            columns=[YEAR] if len(months) == len(self.columns) - 1 else months,
            side="lower" if conflict.side == "upper" else "upper",
            needed=whole - Decimal(conflict.needed),
            limit=whole - limit,
            named=None,
            relaxation=relaxation,
            totals=totals,
        )

    def _turned(self, change: Change) -> Change:
        """A year's limit, where the column stands for it: more room there is less of a year."""
        if change.column != YEAR:
            return change
        before, after = self.whole - Decimal(change.before), self.whole - Decimal(change.after)
        return Change(
            "lower" if change.kind == "upper" else "upper", change.row, YEAR, before, after
        )


def _holds(group: Group, cells: Cells, unit: Decimal) -> bool:
    held = total(cells[cell] for cell in group.cells)
    low, high = group.span
    return (low is None or held > low - unit) and (high is None or held <= high)


def _tightened(task: Task, group: Group, cells: Cells) -> Task:
    """The task with the group's limit apportioned over its cells as they stand."""
    low, high = group.span
    fixed = total(task.locked.get(cell, NOUGHT) for cell in group.cells)
    amounts = {cell: cells[cell] for cell in sorted(group.cells) if cell not in task.locked}
    held = total(amounts.values())
    if not held:
        amounts = {cell: task.weight(cell) for cell in amounts}
    if not any(amounts.values()):
        return task
    lower, upper = dict(task.lower), dict(task.upper)
    if high is not None and held + fixed > high:
        most = max(NOUGHT, down_to(high - fixed, task.unit))
        for cell, part in apportion(amounts, most, task.unit).items():
            top = max(Decimal(part), _up(lower.get(cell, NOUGHT), task.unit))
            upper[cell] = min(upper.get(cell, top), top)
    if low is not None and held + fixed < low:
        for cell, part in apportion(amounts, _up(low - fixed, task.unit), task.unit).items():
            least = min(Decimal(part), upper.get(cell, Decimal(part)))
            lower[cell] = max(lower.get(cell, NOUGHT), least)
    return replace(task, lower=lower, upper=upper)
