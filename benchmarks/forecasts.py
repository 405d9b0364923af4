"""How far forecasts of a month and of a year were from what then came, on real sales.

Run: python -m benchmarks.forecasts     (needs ../shared/data; takes about ten seconds)

Months of the last year of Iowa's shops and of UCI's customers are forecast at their 5th, 10th,
15th, 20th and 25th day, the year after its 3rd, 6th and 9th month; every method sees earlier days
only. The figure is the sum of absolute errors over the sum of what came, in percent (WAPE): of the
whole company, and of each store by itself. "Pace" is by the profile that the days before the year
show, "working days" by the calendar alone; Monday to Friday are worked. "Last year" is a row's own
months of last year, "season" its whole last year by the company's season (as the default seeds do),
both at this year's level; the blends are of pace and season.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.real_sales import DATA, IOWA, UCI, Days, iowa, money, months_sold, together, uci
from kamtools.periods import Period, months_of
from kamtools.targets import forecast
from kamtools.targets.calendars import WorkCalendar
from kamtools.targets.forecast import forecast_month, forecast_year, level, run_rate
from kamtools.targets.profiles import DayProfile, learn_profile

CALENDAR = WorkCalendar(country="weekdays")
DAYS = (5, 10, 15, 20, 25)


@dataclass(frozen=True)
class Seen:
    """What is known on a day: sales of the month so far, and what the prior says of all of it."""

    sold: Decimal
    day: date
    prior: Decimal


Say = Callable[[Seen], Decimal | None]


def month_methods(profile: DayProfile, year: int) -> dict[str, Say]:
    """What each method says that the month will come to."""
    plain = {d: e for m in months_of(year) for d, e in DayProfile(CALENDAR).by_day(m).items()}
    expected = {d: e for m in months_of(year) for d, e in profile.by_day(m).items()}

    def blend(counts: float) -> Say:
        def say(seen: Seen) -> Decimal | None:
            forecast.PRIOR_COUNTS = counts
            return forecast_month(seen.sold, expected[seen.day], seen.prior).amount

        return say

    def by_days(seen: Seen) -> Decimal | None:
        return run_rate(seen.sold, seen.day.day, Period.of(seen.day).last_day.day).amount

    return {
        "run rate": by_days,
        "working days": lambda seen: forecast_month(seen.sold, plain[seen.day]).amount,
        "pace": lambda seen: forecast_month(seen.sold, expected[seen.day]).amount,
        "last year": lambda seen: seen.prior,
        "season": lambda seen: seen.prior,
        **{f"blend {counts}": blend(counts) for counts in (0.1, 0.25, 0.5, 1.0, 2.0)},
    }


def own_months(sold: Mapping[Period, Decimal], year: int) -> dict[Period, Decimal]:
    """Last year's months under this year's."""
    return {month: sold.get(month.plus(-12), Decimal(0)) for month in months_of(year)}


def by_season(sold: Mapping[Period, Decimal], company: Mapping[Period, Decimal], year: int
              ) -> dict[Period, Decimal]:  # fmt: skip
    """Last year's sum by the company's season of that year."""
    whole = sum(own_months(company, year).values())
    mine = sum(own_months(sold, year).values())
    return {month: mine * each / whole for month, each in own_months(company, year).items()}


def month_errors(rows: Mapping[str, Days], year: int, last: int, profile: DayProfile
                 ) -> dict[str, list[float]]:  # fmt: skip
    """WAPE in percent for each method and each day of ``DAYS``."""
    kept = forecast.PRIOR_COUNTS
    methods = month_methods(profile, year)
    errors = {name: [[0.0, 0.0] for _ in DAYS] for name in methods}
    company = months_sold(together(rows))
    for days in rows.values():
        sold = months_sold(days)
        own, season = own_months(sold, year), by_season(sold, company, year)
        for month in months_of(year)[:last]:
            real = float(sold.get(month, 0))
            over = {m: sold.get(m, Decimal(0)) for m in months_of(year) if m < month}
            priors = [each[month] * (level(over, each) or 1) for each in (own, season)]
            for place, number in enumerate(DAYS):
                day = date(year, month.month, number)
                so_far = money(sum(days.get(date(year, month.month, n), 0.0)
                                   for n in range(1, number + 1)))  # fmt: skip
                for name, say in methods.items():
                    said = say(Seen(so_far, day, priors[name != "last year"]))
                    errors[name][place][0] += abs(float(said or 0) - real)
                    errors[name][place][1] += max(0.0, real)
    forecast.PRIOR_COUNTS = kept
    return {n: [100 * off / whole for off, whole in each] for n, each in errors.items()}


def year_errors(rows: Mapping[str, Days], year: int) -> dict[str, list[float]]:
    """WAPE in percent after 3, 6 and 9 months."""
    errors = {"months so far × 12": [[0.0, 0.0] for _ in range(3)],
              "last year at this year's level": [[0.0, 0.0] for _ in range(3)],
              "season at this year's level": [[0.0, 0.0] for _ in range(3)]}  # fmt: skip
    company = months_sold(together(rows))
    for days in rows.values():
        sold = months_sold(days)
        real = float(sum(sold.get(month, 0) for month in months_of(year)))
        bases = own_months(sold, year), by_season(sold, company, year)
        for place, month in enumerate((3, 6, 9)):
            seen = {m: sold.get(m, Decimal(0)) for m in months_of(year)[:month]}
            as_of = Period(year, month).last_day
            said = [forecast_year(year, seen, as_of, 1.0, before=b).amount or 0 for b in bases]
            plain = float(sum(seen.values())) * 12 / month
            for name, value in zip(errors, (plain, *map(float, said)), strict=True):
                errors[name][place][0] += abs(value - real)
                errors[name][place][1] += real
    return {n: [100 * off / whole for off, whole in each] for n, each in errors.items()}


def main() -> None:
    if not (IOWA.exists() and UCI.exists()):
        sys.exit(f"no data under {DATA}")
    shops, customers = iowa(), uci()
    for name, stores, year, last in (
        ("Iowa 2019", shops, 2019, 12),
        ("Iowa 2020", shops, 2020, 12),
        ("UCI 2011", customers, 2011, 11),
    ):
        company = together(stores)
        seen = {day: amount for day, amount in company.items() if day.year < year}
        profile = learn_profile(seen, CALENDAR)
        for what, rows in (("company", {"": company}), ("stores", stores)):
            print(f"\n{name}, {what}: month forecast on day " + ", ".join(map(str, DAYS)))
            for method, found in month_errors(rows, year, last, profile).items():
                print(f"  {method:34}" + "".join(f"{each:8.1f}" for each in found))
            if last == 12:
                print(f"{name}, {what}: year forecast after 3, 6, 9 months")
                for method, found in year_errors(rows, year).items():
                    print(f"  {method:34}" + "".join(f"{each:8.1f}" for each in found))


if __name__ == "__main__":
    main()
