"""What a store's month may weigh, one factor at a time: a table store × month for each.

A *basis* is a whole opinion on how the company's year divides: its cells are shares that add up to
1. Bases are averaged by their weights. A *coefficient* moves what the bases say: 1 leaves it.

A factor that says nothing of a store (no floor area, no two whole years) leaves its row empty; the
others then share what the stores that it does speak of weigh by last year, so that nobody gains or
loses by a gap in somebody's data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from math import isfinite

import numpy as np
import numpy.typing as npt

from kamtools.language import Text
from kamtools.periods import Period, months_of
from kamtools.targets.cells import Cells
from kamtools.targets.last_year import LastYear
from kamtools.targets.shops import Shop

Table = npt.NDArray[np.float64]
"""Stores × the twelve months."""
MOST_GROWTH = 2.0
"""A store's trend counts between half and twice: beyond, it tells of a move or a gap, no trend."""
YEARS = 3


class Factor(Enum):
    """A factor of the seeds; the value is its name on forms."""

    COMPANY_MONTHS = Text("去年全年×公司淡旺季", "last year × the company's season")
    LAST_YEAR = Text("去年同月", "same month last year")
    THREE_YEARS = Text("三年平均占比", "three years' share")
    GROWTH = Text("去年同月×门店增长", "last year × the store's growth")
    CAPACITY = Text("承载能力", "capacity")
    TRADE_AREA = Text("商圈潜力", "trade-area potential")
    FESTIVALS = Text("节日移动", "festival shift")
    WORKING_DAYS = Text("工作日", "working days")
    MANUAL = Text("手工系数", "manual coefficient")

    def __str__(self) -> str:
        return self.value.show()

    @property
    def is_basis(self) -> bool:
        """Whether it says how the year divides; the others only move that."""
        return self not in COEFFICIENTS


COEFFICIENTS = (Factor.FESTIVALS, Factor.WORKING_DAYS, Factor.MANUAL)
OF_LAST_YEAR_ALONE = (Factor.LAST_YEAR, Factor.GROWTH)
"""Bases whose months are last year's; the others take the mean of up to three years."""


@dataclass(frozen=True)
class Known:
    """What the factors are made of: sales of ``shops`` in 元 by month, and last year's weights."""

    shops: Sequence[Shop]
    sales: Cells
    year: int
    last: LastYear

    @cached_property
    def months(self) -> frozenset[Period]:
        """Every month that any sale is known of."""
        return frozenset(month for _, month in self.sales)

    @cached_property
    def years(self) -> list[int]:
        """Of the three years before: those with all twelve months known, latest first."""
        before = range(self.year - 1, self.year - 1 - YEARS, -1)
        return [year for year in before if self.months.issuperset(months_of(year))]

    @cached_property
    def open_parts(self) -> Table:
        """On what part of each month a store is open."""
        return self._table([[s.open_part(m) for m in months_of(self.year)] for s in self.shops])

    @cached_property
    def base(self) -> Table:
        """Last year's weights as shares of the company's year; all 0 if there were no sales."""
        cells = self.last.weights
        table = [
            [float(cells.get((s.store_id, m), 0)) for m in months_of(self.year)] for s in self.shops
        ]
        return _as_shares(self._table(table))

    def sold(self, year: int) -> Table:
        """The sales of one of the three years before, returns that outweigh them counted as 0."""
        return self._years[year]

    @cached_property
    def _years(self) -> dict[int, Table]:
        """The three years before, walked through once."""
        place = {shop.store_id: at for at, shop in enumerate(self.shops)}
        years = {self.year - back: np.zeros((len(self.shops), 12)) for back in range(1, YEARS + 1)}
        for (store, month), amount in self.sales.items():
            if store in place and month.year in years:
                years[month.year][place[store], month.month - 1] = max(0.0, float(amount))
        return years

    def _table(self, rows: list[list[float]]) -> Table:
        return np.array(rows, dtype=float).reshape(len(self.shops), 12)

    def season(self, year: int) -> Table:
        """The company's months as shares of its year, of the stores open all the year if any."""
        return self._seasons[year]

    def shape(self, year: int) -> Table:
        """The year's season where it is whole; else the usual one, or all 0 without any."""
        if year in self.years:
            return self.season(year)
        return np.zeros(12) if self.usual_season is None else self.usual_season

    @cached_property
    def _seasons(self) -> dict[int, Table]:
        return {year: self._season(year) for year in self._years}

    def _season(self, year: int) -> Table:
        whole = np.array([shop.whole_year(year) for shop in self.shops], dtype=bool)
        sold = self.sold(year)
        return _as_shares((sold[whole] if sold[whole].sum() > 0 else sold).sum(axis=0))

    @cached_property
    def usual_season(self) -> Table | None:
        """The mean of the known years' seasons; ``None`` without a whole year of sales."""
        seasons = [found for year in self.years if (found := self.season(year)).sum() > 0]
        return np.mean(seasons, axis=0) if seasons else None


def basis(
    factor: Factor, known: Known, per_store: Mapping[Factor, Mapping[str, float]]
) -> Table | None:
    """The factor's shares, NaN rows where it says nothing; ``None`` if it speaks of no store.

    ``per_store``: the capacities and potentials, in whatever unit.
    """
    table = {
        Factor.LAST_YEAR: lambda: known.base if known.base.sum() > 0 else None,
        Factor.COMPANY_MONTHS: lambda: _company_months(known),
        Factor.THREE_YEARS: lambda: _three_years(known),
        Factor.GROWTH: lambda: _growth(known),
    }.get(factor, lambda: _by_store(known, per_store.get(factor, {})))()
    return None if table is None else _scaled_to_base(table, known)


def growth_of(known: Known) -> list[float | None]:
    """Each store's sales of last year over those of the year before, between ½ and 2.

    ``None`` where it was not open through both, or one of them is not known or not positive.
    """
    year = known.year - 1
    if not known.months.issuperset([*months_of(year), *months_of(year - 1)]):
        return [None] * len(known.shops)
    after, before = known.sold(year).sum(axis=1), known.sold(year - 1).sum(axis=1)
    return [
        float(np.clip(a / b, 1 / MOST_GROWTH, MOST_GROWTH))
        if b > 0 and a > 0 and shop.whole_year(year) and shop.whole_year(year - 1)
        else None
        for shop, a, b in zip(known.shops, after, before, strict=True)
    ]


def years_behind(weights: Mapping[Factor, float], known: Known) -> dict[int, float]:
    """The years whose months the bases rest on, and how much each counts; they add up to 1."""
    parts: dict[int, float] = {}
    whole = sum(weights.values())
    for factor, weight in weights.items():
        recent = [known.year - 1] if known.year - 1 in known.years else []
        years = recent if factor in OF_LAST_YEAR_ALONE else known.years
        for year in years:
            parts[year] = parts.get(year, 0.0) + weight / whole / len(years)
    counted = sum(parts.values())
    return {year: part / counted for year, part in sorted(parts.items()) if counted > 0}


def _company_months(known: Known) -> Table | None:
    """Each store's months of last year, put together and spread by the company's season."""
    season = known.usual_season
    if season is None or known.base.sum() <= 0:
        return None
    spread = known.open_parts * season
    seen = np.array([month.plus(-12) in known.months for month in months_of(known.year)])
    level = known.base[:, seen].sum(axis=1)
    room = spread[:, seen].sum(axis=1)
    # A store that sold in a month in which the company as a whole sells nothing keeps its months.
    table: Table = np.where(
        (room > 0)[:, None],
        spread * np.divide(level, room, out=np.zeros(len(room)), where=room > 0)[:, None],
        known.base,
    )
    return table


def _three_years(known: Known) -> Table | None:
    """The mean of a store's cells as shares of each year, over those it was open all through."""
    sums, counts = np.zeros(known.open_parts.shape), np.zeros(len(known.shops))
    for year in known.years:
        sold = _as_shares(known.sold(year))
        whole = np.array([shop.whole_year(year) for shop in known.shops]) & (sold.sum() > 0)
        sums += np.where(whole[:, None], sold, 0.0)
        counts += whole
    if not counts.any():
        return None
    mean = np.divide(sums, counts[:, None], out=np.full(sums.shape, np.nan),
                     where=(counts > 0)[:, None])  # fmt: skip
    table: Table = mean * known.open_parts
    return table


def _growth(known: Known) -> Table | None:
    rates = growth_of(known)
    if all(rate is None for rate in rates):
        return None
    factors = np.array([np.nan if rate is None else rate for rate in rates])
    table: Table = known.base * factors[:, None]
    return table


def _by_store(known: Known, amounts: Mapping[str, float]) -> Table | None:
    """Stores in proportion to ``amounts``, months by the company's season."""
    season = known.usual_season if known.usual_season is not None else np.full(12, 1 / 12)
    found = [amounts.get(shop.store_id) for shop in known.shops]
    sizes = np.array([value if is_usable(value) else np.nan for value in found], dtype=float)
    if np.isnan(sizes).all():
        return None
    table: Table = (sizes / np.nanmax(sizes))[:, None] * season * known.open_parts
    return table


def is_usable(value: float | None) -> bool:
    """Whether it can stand for a size: a number above 0."""
    return value is not None and isfinite(value) and value > 0


def _scaled_to_base(table: Table, known: Known) -> Table:
    """Scale so that the rows that say something weigh together what last year says they do."""
    said = ~np.isnan(table).any(axis=1)
    mass = float(known.base[said].sum())
    if known.base.sum() <= 0:
        mass = float(known.open_parts[said].sum() / max(1e-12, known.open_parts.sum()))
    sums = float(table[said].sum())
    return table / sums * mass if sums > 0 else table


def _as_shares(table: Table) -> Table:
    whole = float(table.sum())
    return table / whole if whole > 0 else np.zeros_like(table)
