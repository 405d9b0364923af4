"""How far each way of seeding a year's targets was from what then happened, on real sales.

Run: python -m benchmarks.seeds     (needs ../shared/data; takes about ten seconds)

Every seed sees earlier years only. Three figures, in percent, the smaller the better:

- *months*: how far a store's month shares of its own year were from what happened: the mean
  absolute error over the months, averaged over the stores by their sales of that year. This ranks.
- *stores*: half the sum of absolute errors of the stores' shares of the year: what part of a
  year's target would have stood at the wrong store.
- *cells*: the same for store × month: what part would have stood in the wrong cell.

Stores that had sold nothing in these months of the year before can't be seeded from sales and are
left out of all three; so are those that sold nothing after. "Working days" are Monday to Friday,
since the data is not from China. For the same reason the festival shift can only be shown to do no
harm there (*placebo*), and be judged on made-up sales, in the last table: daily sales with orders
in the weeks before 春节, 端午 and 中秋, a slump after 春节, and noise. No Chinese daily sales are
at hand.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.real_sales import DATA, IOWA, UCI, Days, cells_of_months, iowa, together, uci
from kamtools.periods import Period, months_of
from kamtools.targets.calendars import Festival, WorkCalendar
from kamtools.targets.cells import Cells
from kamtools.targets.factors import Factor
from kamtools.targets.festival_learning import learn_from_days, learn_from_months
from kamtools.targets.mix import Evidence, Mix
from kamtools.targets.seasonality import move
from kamtools.targets.seeds import seed
from kamtools.targets.shops import Shop

WEEKDAYS = Evidence(calendar=WorkCalendar(country="weekdays"))
C, L, T, G, W = (Factor.COMPANY_MONTHS, Factor.LAST_YEAR, Factor.THREE_YEARS, Factor.GROWTH,
                 Factor.WORKING_DAYS)  # fmt: skip
METHODS = {
    "company's season": Mix({C: 1}),
    "company's season + working days": Mix({C: 1, W: 1}),
    "last year": Mix({L: 1}),
    "last year + working days": Mix({L: 1, W: 1}),
    "three years": Mix({T: 1}),
    "growth": Mix({G: 1}),
    "half last year, half season": Mix({L: 1, C: 1}),
    "half three years, half season": Mix({T: 1, C: 1}),
    "all four alike": Mix({C: 1, L: 1, T: 1, G: 1}),
}
DEFAULT = "company's season + working days"
"""What ``mix.DEFAULT_MIX`` is, festivals aside."""


@dataclass(frozen=True)
class Trial:
    """One year to seed from ``sales`` before it, and what happened in ``months`` of it."""

    name: str
    days: Mapping[str, Days]
    year: int
    months: int

    @cached_property
    def sales(self) -> Cells:
        """By store and month."""
        return cells_of_months(self.days)

    def seen(self) -> Cells:
        """What was known before the year began."""
        return {key: amount for key, amount in self.sales.items() if key[1].year < self.year}

    def had_sold(self, stores: Iterable[str]) -> "np.ndarray[Any, Any]":
        """Which of ``stores`` sold anything in the same months of the year before."""
        months = [month.plus(-12) for month in months_of(self.year)[: self.months]]
        return np.array([any(self.sales.get((s, m), 0) > 0 for m in months) for s in stores])

    def happened(self) -> pd.DataFrame:
        """Sales store × month, returns that outweigh them counted as 0."""
        stores = sorted({store for store, _ in self.sales})
        months = months_of(self.year)[: self.months]
        table = [
            [max(0.0, float(self.sales.get((store, month), 0))) for month in months]
            for store in stores
        ]
        return pd.DataFrame(table, index=stores, columns=months)


@dataclass(frozen=True)
class Error:
    """How far off, in percent (see the module), over how many stores."""

    months: float
    stores: float
    cells: float
    counted: int


def trials() -> list[Trial]:
    """The years that the data lets us seed."""
    shops, customers = iowa(), uci()
    return [
        Trial("Iowa 2020 from 2018-2019", shops, 2020, 12),
        Trial("Iowa 2019 from 2018", shops, 2019, 12),
        Trial("UCI customers 2011 from 2010", customers, 2011, 11),
    ]


def error(trial: Trial, mix: Mix, evidence: Evidence = WEEKDAYS) -> Error:
    """How far ``mix`` was off."""
    happened = trial.happened()
    stores = [Shop(store, "", None, None) for store in happened.index]
    seeds = seed(trial.seen(), stores, trial.year, Period(trial.year - 1, 12), mix=mix,
                 evidence=evidence)  # fmt: skip
    expected = seeds.shares.reindex(happened.index)[happened.columns]
    counted = (happened.sum(axis=1) > 0) & trial.had_sold(happened.index)
    real, said = happened[counted].to_numpy(), expected[counted].to_numpy()
    years, seeded = real.sum(axis=1), said.sum(axis=1)
    off = np.abs(said / seeded[:, None] - real / years[:, None]).mean(axis=1)
    return Error(
        months=100 * float(off @ years / years.sum()),
        stores=50 * float(np.abs(seeded / seeded.sum() - years / years.sum()).sum()),
        cells=50 * float(np.abs(said / said.sum() - real / real.sum()).sum()),
        counted=int(counted.sum()),
    )


def ranking(trial: Trial, methods: Iterable[str] = METHODS) -> list[tuple[str, Error]]:
    """The methods and their errors, best months first; of equals, the one named first."""
    found = [(name, error(trial, METHODS[name])) for name in methods]
    return sorted(found, key=lambda each: round(each[1].months, 6))


def placebo(trial: Trial) -> dict[str, Error]:
    """What the festival shift costs where nobody keeps these festivals: it should find none."""
    mix = Mix(dict(METHODS[DEFAULT].weights) | {Factor.FESTIVALS: 1})
    company = {d: a for d, a in together(trial.days).items() if d.year < trial.year}
    by_day = Evidence(days=company, calendar=WEEKDAYS.calendar)
    return {"from days": error(trial, mix, by_day), "from months": error(trial, mix)}


PEAKS = {Festival.SPRING: (-18, 6, 2.5), Festival.DRAGON_BOAT: (-7, 3, 1.2),
         Festival.MID_AUTUMN: (-10, 4, 2.0)}  # fmt: skip
"""Of the made-up sales: when orders peak, their spread in days, and how many average days."""


def made_up_days(first: int, last: int, seed_number: int) -> dict[date, float]:
    """Daily sales over the years: a season, weekdays, festivals, noise of 25%."""
    noise = np.random.default_rng(seed_number)
    days: dict[date, float] = {}
    day = date(first, 1, 1)
    while day.year <= last:
        season = 1 + 0.15 * np.sin(2 * np.pi * day.timetuple().tm_yday / 365)
        level = season * (1.0 if day.weekday() < 5 else 0.5)
        for festival, (peak, spread, height) in PEAKS.items():
            off = (day - festival.day(day.year)).days
            level += height * np.exp(-((off - peak) ** 2) / (2 * spread**2))
        if 0 <= (day - Festival.SPRING.day(day.year)).days < 7:
            level *= 0.3
        days[day] = 10_000 * float(level * noise.lognormal(0, 0.25))
        day += timedelta(1)
    return days


def festival_errors(year: int, years: int, seed_number: int = 1) -> dict[str, float]:
    """The months' mean absolute error in percent for ``year``, from ``years`` before it."""
    days = made_up_days(year - years, year, seed_number)
    by_month: dict[Period, float] = {}
    for day, amount in days.items():
        by_month[Period.of(day)] = by_month.get(Period.of(day), 0.0) + amount
    real = np.array([by_month[month] for month in months_of(year)])
    before = [by_month[month] for month in months_of(year - 1)]
    seen = {day: amount for day, amount in days.items() if day.year < year}
    months = {month: amount for month, amount in by_month.items() if month.year < year}
    answers = {
        "not moved": np.array(before),
        "moved, from months": move(before, year - 1, year, learn_from_months(months)),
        "moved, from days": move(before, year - 1, year, learn_from_days(seen)),
    }
    return {
        name: 100 * float(np.abs(each / each.sum() - real / real.sum()).mean())
        for name, each in answers.items()
    }


def main() -> None:
    if not (IOWA.exists() and UCI.exists()):
        sys.exit(f"no data under {DATA}")
    for trial in trials():
        print(f"\n{trial.name}")
        print(f"  {'method':34}{'months':>8}{'stores':>8}{'cells':>8}")
        for name, found in ranking(trial):
            mark = "*" if name == DEFAULT else " "
            print(f"{mark} {name:34}{found.months:8.3f}{found.stores:8.2f}{found.cells:8.2f}"
                  f"   {found.counted} stores")  # fmt: skip
        for name, found in placebo(trial).items():
            print(f"  default + festival shift, {name:8} (placebo){found.months:8.3f}")
    print("\nFestival shift, made-up daily sales, months' mean absolute error (%)")
    for year, years in ((2026, 1), (2026, 2), (2026, 3), (2025, 2), (2027, 2), (2023, 2)):
        found = ", ".join(f"{n} {e:.3f}" for n, e in festival_errors(year, years).items())
        print(f"  {year} from {years} year(s): {found}")


if __name__ == "__main__":
    main()
