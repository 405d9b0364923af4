"""What ``break_down`` is asked at a desk: whole units over the cells that are divided."""

from decimal import Decimal
from typing import Any

import pandas as pd

from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.targets.breakdown import Breakdown, break_down
from kamtools.targets.cells import Cells, frame_of
from kamtools.targets.infeasible import Change, Conflict, Infeasible, Side
from kamtools.targets.rounding import apportion
from kamtools.widgets.case import Case
from kamtools.widgets.knobs import Cell, Knobs, Limit


class Question:
    """What ``break_down`` is asked: whole units over the cells that are free."""

    def __init__(self, case: Case, knobs: Knobs, fixed: Cells, weights: Cells) -> None:
        self._case, self._knobs, self._fixed, self._weights = case, knobs, fixed, weights
        self._unit = case.unit
        self._said = {cell: limit for cell, limit in knobs.limits.items() if cell in weights}
        self.locks = {c: said.locked for c, said in self._said.items() if said.locked is not None}
        self._held = {cell: a - a % self._unit for cell, a in self.locks.items()}
        self.months = [month for month in case.months if self._has_takers(month)]
        rest = {month: self._rest(month) for month in self.months}
        self.tails = {m: (self._heir(m), left % self._unit) for m, left in rest.items()}
        self.whole = {month: left - left % self._unit for month, left in rest.items()}
        for month, (heir, tail) in self.tails.items():
            if tail and not heir:
                raise Infeasible(self._all_held(month))

    def broken(self) -> Breakdown:
        """Raises ``Infeasible``."""
        lower = {c: max(NOUGHT, low) for c, said in self._free() if (low := said.minimum)}
        upper = {c: high for c, said in self._free() if (high := said.maximum) is not None}
        for month, (heir, tail) in self.tails.items():
            if (cell := (heir, month)) in upper:  # it carries the tail as well
                upper[cell] = max(NOUGHT, upper[cell] - tail)
        return break_down(
            frame_of(self._weights, self._case.stores, self.months),
            column_totals=pd.Series(self.whole, dtype=object),
            row_totals=self._row_totals() if self._knobs.hold_stores else None,
            unit=self._unit,
            lower=lower,
            upper=upper,
            locked=self._held,
        )

    def cells(self, broken: Breakdown) -> Cells:
        """The free cells' amounts, with what is less than a unit."""
        amounts = broken.amounts.to_numpy()
        found: Cells = {
            (store, month): amounts[row, column]
            for row, store in enumerate(self._case.stores)
            for column, month in enumerate(self.months)
            if (store, month) in self._weights
        }
        for month, (heir, tail) in self.tails.items():
            if tail:
                found[heir, month] += tail
        return found | self.locks

    def _free(self) -> list[tuple[Cell, Limit]]:
        return [(c, said) for c, said in self._said.items() if c not in self.locks]

    def _has_takers(self, month: Period) -> bool:
        return any(
            self._weights.get((store, month)) or (store, month) in self.locks
            for store in self._case.stores
        )

    def _rest(self, month: Period) -> Decimal:
        """What the company's month leaves to divide, less what locks have beyond whole units."""
        settled = self._sum(self._fixed, month)
        aim = max(self._case.base.target.company[month].amount, settled)
        mine = {cell: a for cell, a in self.locks.items() if cell[1] == month}
        left = aim - settled
        tails = total(amount % self._unit for amount in mine.values())
        if tails <= left:
            return left - tails
        # Locks of less than a unit each are too much together: whole units tell the conflict.
        self._held |= {
            cell: self._held[cell] + self._unit for cell, a in mine.items() if a % self._unit
        }
        return left

    def _sum(self, cells: Cells, month: Period) -> Decimal:
        return total(cells.get((store, month), NOUGHT) for store in self._case.stores)

    def _heir(self, month: Period) -> str:
        """Who takes what is less than a unit, best without a maximum; "" if nobody can."""
        takers = [
            store
            for store in self._case.stores
            if self._weights.get((store, month)) and (store, month) not in self.locks
        ]

        def rank(store: str) -> tuple[bool, Decimal, str]:
            limited = self._knobs.limit((store, month)).maximum is not None
            return limited, -self._weights[store, month], store

        return min(takers, key=rank, default="")

    def _all_held(self, month: Period) -> Conflict:
        """Everybody who could take what is less than a unit is locked, elsewhere than it takes."""
        locks = {cell: amount for cell, amount in self.locks.items() if cell[1] == month}
        settled = self._sum(self._fixed, month)
        needed = max(self._case.base.target.company[month].amount, settled) - settled
        held = total(locks.values())
        store, amount = max(((s, a) for (s, _), a in locks.items()), key=lambda each: each[1])
        change = Change("locked", store, month, amount, max(NOUGHT, amount + needed - held))
        side: Side = "lower" if held > needed else "upper"
        return Conflict([s for s, _ in locks], [month], side, needed, held, (change,))

    def _row_totals(self) -> "pd.Series[Any]":
        """Each store's year as it is, less what stands; within a unit where amounts are no units'.

        The rows are scaled where the table they come from missed the company's months.
        """
        before = self._case.base.target.cells
        rows = {
            store: max(NOUGHT, total(self._left(before, store, month) for month in self.months))
            for store in self._case.stores
        }
        aim = total(self.whole.values())
        if not any(rows.values()):
            rows = dict.fromkeys(rows, Decimal(1))
        return pd.Series(apportion(rows, aim, self._unit), dtype=object)

    def _left(self, before: Cells, store: str, month: Period) -> Decimal:
        cell = (store, month)
        return NOUGHT if cell in self._fixed else before.get(cell, NOUGHT)
