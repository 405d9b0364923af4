"""Dividing a year's company targets over stores: what is decided stands, the rest is proposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property

import pandas as pd

from kamtools.language import Text
from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.targets.breakdown import Breakdown, break_down
from kamtools.targets.cells import Cells, cells_of, frame_of


class Origin(Enum):
    """Where a company month's amount comes from."""

    GIVEN = Text("公司下达", "given")
    GROWN = Text("去年实绩 ×（1＋增长率）", "last year plus growth")
    RAISED = Text("目标 ×（1＋挑战幅度）", "目标 plus the challenge")
    SUMMED = Text("已定门店目标之和", "the sum of the stores")
    NOBODY = Text("没有下达，去年同月没有数据", "not given, and last year is not known")

    def __str__(self) -> str:
        return self.value.show()


@dataclass(frozen=True)
class CompanyMonth:
    """What the stores' amounts of one month should add up to, and who says so."""

    amount: Decimal
    origin: Origin


@dataclass(frozen=True)
class Division:
    """One kind of target over stores × months, in 元, and how it came about."""

    stores: list[str]
    months: list[Period]
    cells: Cells
    settled: Cells
    """What the ledger had."""
    company: Mapping[Period, CompanyMonth]
    broken: Breakdown
    tails: Mapping[Period, tuple[str, Decimal]]
    """By month: the store that carries what is less than a unit, and how much."""
    unknown: frozenset[Period] = frozenset()
    """Months that nobody set and that last year says nothing of: only what is decided stands."""

    @cached_property
    def amounts(self) -> pd.DataFrame:
        """Store × month, in 元."""
        return frame_of(self.cells, self.stores, self.months)

    def total(self, month: Period) -> Decimal:
        """What the stores' amounts of the month add up to."""
        return total(self.cells.get((store, month), NOUGHT) for store in self.stores)

    @property
    def year_total(self) -> Decimal:
        """What all of them add up to."""
        return total(self.total(month) for month in self.months)

    def gap(self, month: Period) -> Decimal:
        """By how much the stores' sum misses the company's amount; 0 unless decided so."""
        return self.total(month) - self.company[month].amount

    def is_settled(self, month: Period) -> bool:
        """Whether the ledger had an amount of any store in the month."""
        return any((store, month) in self.settled for store in self.stores)

    def explain(self, store_id: str, month: Period) -> str:
        """How the number of one store and month came about, in the language of now."""
        if (store_id, month) not in self.cells:
            return _NOT_PROPOSED.show(month=month.chinese, origin=Origin.NOBODY)
        amount = f"{self.cells[store_id, month]:,}"
        if (store_id, month) in self.settled:
            return _DECIDED.show(amount=amount)
        company = self.company[month]
        taken = _taken(month, self.stores, self.settled)
        steps = [
            _COMPANY.show(month=month.chinese, amount=f"{company.amount:,}", origin=company.origin),
            *([_SETTLED.show(amount=f"{taken:,}")] if taken else []),
            str(self.broken.explain(store_id, month)),
        ]
        heir, tail = self.tails.get(month, ("", NOUGHT))
        if heir == store_id:
            steps.append(_TAIL.show(tail=f"{tail:,}", amount=amount))
        return Text("；", "; ").show().join(steps)


_DECIDED = Text("账本里已定 {amount}", "decided in the ledger: {amount}")
_NOT_PROPOSED = Text("{month}没有建议：{origin}", "no proposal for {month}: {origin}")
_COMPANY = Text("公司{month} {amount}（{origin}）", "the company's {month}: {amount} ({origin})")
_SETTLED = Text("其中已定 {amount}", "of it decided: {amount}")
_TAIL = Text(
    "不足一个单位的尾差 {tail} 并入本店，得 {amount}",
    "plus the {tail} that is less than a unit: {amount}",
)


def divide(
    stores: list[str],
    weights: Cells,
    settled: Cells,
    company: Mapping[Period, CompanyMonth],
    unit: Decimal,
    unknown: frozenset[Period] = frozenset(),
) -> Division:
    """Divide each month of ``company`` over ``stores``, in 元.

    ``settled`` amounts stand; what they leave of the month is divided over the other stores in
    proportion to their weights, in whole units. What is less than a unit goes to the heaviest of
    them. Where they leave nothing, or nobody weighs anything, the others get 0 and ``gap`` tells.
    In the ``unknown`` months nothing is proposed: the others have no cell.
    """
    months = list(company)
    free = {key: weight for key, weight in weights.items() if key not in settled}
    rest = {month: _rest(month, stores, free, settled, company) for month in months}
    whole = pd.Series([left - left % unit for left in rest.values()], index=months, dtype=object)
    broken = break_down(frame_of(free, stores, months), column_totals=whole, unit=unit)
    cells = {key: a for key, a in cells_of(broken.amounts).items() if key[1] not in unknown}
    tails = {
        m: (_heaviest(m, stores, free), left % unit) for m, left in rest.items() if left % unit
    }
    for month, (store, tail) in tails.items():
        cells[store, month] += tail
    return Division(stores, months, cells | settled, settled, company, broken, tails, unknown)


def _rest(
    month: Period,
    stores: list[str],
    free: Cells,
    settled: Cells,
    company: Mapping[Period, CompanyMonth],
) -> Decimal:
    """What is left of the company's month for the stores that are not decided."""
    if not any(free.get((store, month)) for store in stores):
        return NOUGHT
    return max(NOUGHT, company[month].amount - _taken(month, stores, settled))


def _taken(month: Period, stores: list[str], settled: Cells) -> Decimal:
    return total(settled.get((store, month), NOUGHT) for store in stores)


def _heaviest(month: Period, stores: list[str], free: Cells) -> str:
    return min(stores, key=lambda store: (-free.get((store, month), NOUGHT), store))
