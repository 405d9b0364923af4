"""Dividing a year's company targets over stores: what is decided stands, the rest is proposed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cached_property

import pandas as pd

from kamtools.language import Text
from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.targets.balancing import Group, Span, Task, balance
from kamtools.targets.breakdown import Breakdown
from kamtools.targets.cells import Cells, cells_of, frame_of
from kamtools.targets.infeasible import Conflict


class Origin(Enum):
    """Where a company month's amount comes from."""

    GIVEN = Text("公司下达", "given")
    GROWN = Text(
        "去年实绩 × 节日工作日系数 ×（1＋增长率）",
        "last year, moved with festivals and working days, plus growth",
    )
    SPREAD = Text("全年下达数，按淡旺季分到月", "the year that was given, by the season")
    LIMITED = Text("公司的上下限或锁定", "the company's limit or lock")
    RAISED = Text("目标 ×（1＋挑战幅度）", "目标 plus the challenge")
    SUMMED = Text("已定门店目标之和", "the sum of the stores")
    NOBODY = Text("没有下达，去年同月没有数据", "not given, and last year is not known")

    def __str__(self) -> str:
        return self.value.show()


class Mark(Enum):
    """Why a cell is not simply ROUND(weight × store × month); the value is what a form shows."""

    DECIDED = Text("已定", "decided")
    ACCEPTED = Text("申报", "bid")
    """A store's bid that was accepted, or whatever else the caller locks."""
    LOCKED = Text("锁定", "locked")
    LOWER = Text("下限", "minimum")
    UPPER = Text("上限", "maximum")
    TAIL = Text("尾差", "tail")
    """It carries what is less than a unit of the company's month."""
    TIE = Text("并列", "tie")
    """Equal claims that can't all be rounded alike."""
    MOVED = Text("调整", "moved")
    """Changed after the division, by whoever rebalanced it."""

    def __str__(self) -> str:
        return self.value.show()


@dataclass(frozen=True)
class CompanyMonth:
    """What the stores' amounts of one month should add up to, and who says so."""

    amount: Decimal
    origin: Origin
    reserve: Decimal = NOUGHT
    """How much of ``amount`` is assigned beyond what the company asks for (预留)."""

    @property
    def asked(self) -> Decimal:
        """What the company asks for."""
        return self.amount - self.reserve


@dataclass(frozen=True)
class Bounds:
    """What stores' amounts may be, in 元; what is missing has no limit."""

    lower: Cells = field(default_factory=dict)
    upper: Cells = field(default_factory=dict)
    locked: Cells = field(default_factory=dict)
    accepted: frozenset[tuple[str, Period]] = frozenset()
    """Those of the locks that are accepted bids."""
    years: Mapping[str, Span] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()


NO_BOUNDS = Bounds()


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
    bounds: Bounds = NO_BOUNDS
    conflicts: tuple[Conflict, ...] = ()
    """Limits that could not be had; they were relaxed as each conflict's ``relaxation`` says."""
    years_given: bool = True
    """Whether the stores' years are their shares; else they are what the months make them."""
    odd: Cells = field(default_factory=dict)
    """What locks hold beyond whole units."""

    @cached_property
    def amounts(self) -> pd.DataFrame:
        """Store × month, in 元."""
        return frame_of(self.cells, self.stores, self.months)

    def total(self, month: Period) -> Decimal:
        """What the stores' amounts of the month add up to."""
        return total(self.cells.get((store, month), NOUGHT) for store in self.stores)

    def year_of(self, store_id: str) -> Decimal:
        """What a store's months add up to."""
        return total(self.cells.get((store_id, month), NOUGHT) for month in self.months)

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

    def mark(self, store_id: str, month: Period) -> Mark | None:
        """Why the cell is not simply its formula; None where it is, and where there is none."""
        key = store_id, month
        if key in self.settled:
            return Mark.DECIDED
        if key in self.bounds.locked:
            return Mark.ACCEPTED if key in self.bounds.accepted else Mark.LOCKED
        if self.tails.get(month, ("", NOUGHT))[0] == store_id:
            return Mark.TAIL
        explained = self.broken.explain(store_id, month)
        if explained.limit:
            return {"lower": Mark.LOWER, "upper": Mark.UPPER, "locked": Mark.LOCKED}[
                explained.limit
            ]
        return Mark.TIE if explained.adjustment else None

    def explain(self, store_id: str, month: Period) -> str:
        """How the number of one store and month came about, in the language of now."""
        if (store_id, month) not in self.cells:
            return _NOT_PROPOSED.show(month=month.chinese, origin=Origin.NOBODY)
        amount = f"{self.cells[store_id, month]:,}"
        if (store_id, month) in self.settled:
            return _DECIDED.show(amount=amount)
        return Text("；", "; ").show().join(self._steps(store_id, month, amount))

    def _steps(self, store_id: str, month: Period, amount: str) -> list[str]:
        company = self.company[month]
        said = {"month": month.chinese, "amount": f"{company.asked:,}", "origin": company.origin}
        taken = _taken(month, self.stores, self.settled)
        broken = self.broken.explain(store_id, month)
        steps = [
            _COMPANY.show(**said),
            *([_RESERVE.show(reserve=f"{company.reserve:,}", amount=f"{company.amount:,}")]
              if company.reserve else []),
            *([_SETTLED.show(amount=f"{taken:,}")] if taken else []),
        ]  # fmt: skip
        if (store_id, month) in self.bounds.accepted:
            return [*steps, _ACCEPTED.show(amount=amount)]
        if odd := self.odd.get((store_id, month)):
            return [*steps, _ODD.show(amount=amount, odd=f"{odd:,}")]
        steps.append(str(broken))
        heir, tail = self.tails.get(month, ("", NOUGHT))
        if heir == store_id:
            steps.append(_TAIL.show(tail=f"{tail:,}", amount=amount))
        return steps


_DECIDED = Text("账本里已定 {amount}", "decided in the ledger: {amount}")
_NOT_PROPOSED = Text("{month}没有建议：{origin}", "no proposal for {month}: {origin}")
_COMPANY = Text("公司{month} {amount}（{origin}）", "the company's {month}: {amount} ({origin})")
_RESERVE = Text(
    "另加预留 {reserve}，共分解 {amount}", "{reserve} more in reserve: {amount} to divide"
)
_SETTLED = Text("其中已定 {amount}", "of it decided: {amount}")
_ACCEPTED = Text("门店申报 {amount} 已接受，按申报锁定", "the accepted bid, locked: {amount}")
_ODD = Text("已锁定为 {amount}（含不足一个单位的 {odd}）", "locked at {amount}, {odd} below a unit")
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
    bounds: Bounds = NO_BOUNDS,
    heirs: Mapping[Period, str] | None = None,
) -> Division:
    """Divide the months of ``company`` over ``stores``, in 元.

    ``settled`` amounts stand; what they leave is divided over the other cells, near their weights,
    in whole units and within ``bounds``: each month to the company's, each store's year to its
    share (see ``balancing``). What is less than a unit goes to the heaviest store of the month
    that has room, to that of ``heirs`` first. Where settled amounts leave nothing, or nobody weighs
    anything, the others get 0 and ``gap`` tells. In the ``unknown`` months nothing is proposed: the
    others have no cell.
    """
    free = {k: weight for k, weight in weights.items() if k not in settled and k[1] not in unknown}
    bounds = _without(bounds, settled, unknown, stores)
    odd = {key: a % unit for key, a in bounds.locked.items() if a % unit}
    rest = {month: _rest(month, stores, free, settled, company, bounds, odd) for month in company}
    task = Task(
        stores=stores,
        weights=free,
        months={month: left - left % unit for month, left in rest.items()},
        unit=unit,
        lower=bounds.lower,
        upper=bounds.upper,
        locked={key: amount - odd.get(key, NOUGHT) for key, amount in bounds.locked.items()},
        years=_years(bounds, settled, odd),
        groups=_groups(bounds, stores, settled, odd),
    )
    found = balance(task)
    cells = {key: a for key, a in cells_of(found.broken.amounts).items() if key[1] not in unknown}
    tails = {
        month: (_heir(month, stores, free, cells, bounds, left % unit, heirs or {}), left % unit)
        for month, left in rest.items()
        if left % unit
    }
    for key, amount in odd.items():
        cells[key] += amount
    for month, (store, tail) in tails.items():
        cells[store, month] += tail
    return Division(
        stores, list(company), cells | settled, settled, company, found.broken, tails, unknown,
        bounds, found.conflicts, found.years_given, odd,
    )  # fmt: skip


def _without(
    bounds: Bounds, settled: Cells, unknown: frozenset[Period], stores: list[str]
) -> Bounds:
    """The bounds of the cells that are divided."""

    def open_(cells: Cells) -> Cells:
        return {
            key: amount
            for key, amount in cells.items()
            if key not in settled and key[1] not in unknown and key[0] in stores
        }

    locked = open_(bounds.locked)
    return Bounds(
        open_(bounds.lower), open_(bounds.upper), locked, bounds.accepted & locked.keys(),
        {store: span for store, span in bounds.years.items() if store in stores}, bounds.groups,
    )  # fmt: skip


def _rest(
    month: Period,
    stores: list[str],
    free: Cells,
    settled: Cells,
    company: Mapping[Period, CompanyMonth],
    bounds: Bounds,
    odd: Cells,
) -> Decimal:
    """What is left of the company's month to divide in units and a tail."""
    held = [bounds.locked.get((store, month), NOUGHT) for store in stores]
    if not any(free.get((store, month)) for store in stores) and not any(held):
        return NOUGHT
    taken = _taken(month, stores, settled) + _taken(month, stores, odd)
    return max(NOUGHT, company[month].amount - taken)


def _taken(month: Period, stores: list[str], settled: Cells) -> Decimal:
    return total(settled.get((store, month), NOUGHT) for store in stores)


def _years(bounds: Bounds, settled: Cells, odd: Cells) -> dict[str, Span]:
    """What the limits of years leave for the cells that are divided."""
    taken: dict[str, Decimal] = {}
    for (store, _), amount in [*settled.items(), *odd.items()]:
        taken[store] = taken.get(store, NOUGHT) + amount
    return {store: _less(span, taken.get(store, NOUGHT)) for store, span in bounds.years.items()}


def _groups(bounds: Bounds, stores: list[str], settled: Cells, odd: Cells) -> tuple[Group, ...]:
    """The groups' limits less what stands."""
    return tuple(
        Group(
            frozenset(c for c in group.cells if c not in settled and c[0] in stores),
            _less(group.span, total((settled | odd).get(cell, NOUGHT) for cell in group.cells)),
        )
        for group in bounds.groups
    )


def _less(span: Span, taken: Decimal) -> Span:
    low, high = (None if each is None else max(NOUGHT, each - taken) for each in span)
    return low, high


def _heir(
    month: Period,
    stores: list[str],
    free: Cells,
    cells: Cells,
    bounds: Bounds,
    tail: Decimal,
    heirs: Mapping[Period, str],
) -> str:
    """The heaviest store that is not locked and has room for ``tail``, else the heaviest."""

    def order(store: str) -> tuple[bool, bool, Decimal, str]:
        key = store, month
        most = bounds.upper.get(key)
        full = key in bounds.locked or not free.get(key)
        full = full or (most is not None and cells[key] + tail > most)
        return full, store != heirs.get(month), -free.get(key, NOUGHT), store

    return min(stores, key=order)
