"""A person's targets of the month as tasks by week (每周、每月、季度任务), exact at every level.

A week is a calendar week (自然周), Monday to Sunday. Weeks don't end where months do, so there is a
rule, and the form states it:

- ``cut`` (自然周，跨月的在月末截断, the default): a week that spans two months counts as one in
  each; every day of the month belongs to the month's weeks;
- ``iso`` (跨月的周归星期四所在的月): a week belongs whole to the month of its Thursday, as ISO 8601
  gives a week to a year; a month has four or five of them.

A month's target goes to its weeks in proportion to the days worked in them, or to what a
``DayProfile`` expects of them, in whole units, to the last unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import pandas as pd

from kamtools.language import Text
from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.targets.cells import Cells
from kamtools.targets.profiles import DayProfile
from kamtools.targets.rounding import apportion

WeekRule = Literal["cut", "iso"]
DEFAULT_WEEK_RULE: WeekRule = "cut"
WEEK_RULES: Mapping[WeekRule, Text] = {
    "cut": Text(
        "自然周（周一至周日），跨月的在月末截断",
        "calendar weeks, Monday to Sunday, cut where the month ends",
    ),
    "iso": Text(
        "自然周（周一至周日），跨月的归星期四所在的月",
        "calendar weeks, Monday to Sunday, in the month of their Thursday",
    ),
}
COLUMNS = ["staff_id", "quarter", "period", "week", "first", "last", "working_days", "target",
           "month_target", "quarter_target"]  # fmt: skip


@dataclass(frozen=True)
class Week:
    """One week of a month: its number within it, its first day and its last."""

    number: int
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Its days, in order."""
        return [self.first + timedelta(step) for step in range((self.last - self.first).days + 1)]


def weeks_of(month: Period, rule: WeekRule = DEFAULT_WEEK_RULE) -> list[Week]:
    """The weeks of ``month`` by ``rule``, in order."""
    monday = month.first_day - timedelta(month.first_day.weekday())
    found = []
    while monday <= month.last_day:
        sunday, thursday = monday + timedelta(6), monday + timedelta(3)
        if rule == "cut":
            found.append((max(monday, month.first_day), min(sunday, month.last_day)))
        elif Period.of(thursday) == month:
            found.append((monday, sunday))
        monday += timedelta(7)
    return [Week(number, first, last) for number, (first, last) in enumerate(found, start=1)]


def week_targets(
    month: Period,
    target: Decimal,
    *,
    unit: Decimal = Decimal(1),
    rule: WeekRule = DEFAULT_WEEK_RULE,
    profile: DayProfile | None = None,
) -> list[tuple[Week, Decimal]]:
    """The weeks of ``month`` with what of ``target`` falls to each.

    ``target`` ≥ 0 in 元; what is less than a ``unit`` goes to the week that weighs most, the first
    of equals. By working days alone without a ``profile``.
    """
    weeks = weeks_of(month, rule)
    weights = _weights(weeks, profile or DayProfile())
    tail = target % unit
    names = [week.number for week in weeks]
    given = apportion(pd.Series(weights, index=names, dtype=object), target - tail, unit)
    amounts = {name: Decimal(amount) for name, amount in zip(names, given, strict=True)}
    heaviest = max(range(len(weeks)), key=lambda at: (weights[at], -at))
    amounts[names[heaviest]] += tail
    return [(week, amounts[week.number]) for week in weeks]


def person_tasks(
    targets: Cells,
    months: Sequence[Period],
    *,
    unit: Decimal = Decimal(1),
    rule: WeekRule = DEFAULT_WEEK_RULE,
    profile: DayProfile | None = None,
) -> pd.DataFrame:
    """The tasks of everybody who has a target in ``months``: a row for each person and week.

    ``targets`` in 元 by staff id and month. Columns ``COLUMNS``: the weeks' ``target`` add up to
    ``month_target``, and the months of a quarter, as far as they are in ``months``, to
    ``quarter_target``.
    """
    profile = profile or DayProfile()
    rows = []
    for person in sorted({person for (person, month) in targets if month in set(months)}):
        for month in sorted(set(months)):
            if (person, month) not in targets:
                continue
            whole = targets[person, month]
            quarter = total(
                targets.get((person, each), NOUGHT)
                for each in set(months)
                if (each.year, each.quarter) == (month.year, month.quarter)
            )
            for week, amount in week_targets(month, whole, unit=unit, rule=rule, profile=profile):
                worked = sum(1 for day in week.days if profile.calendar.is_working(day))
                rows.append(
                    (person, month.quarter, month, week.number, week.first, week.last, worked,
                     amount, whole, quarter)
                )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def _weights(weeks: Sequence[Week], profile: DayProfile) -> list[float]:
    """What share of the weeks' days' weight each week has; days of other months weigh there."""
    by_day: dict[date, float] = {}
    for each in sorted({Period.of(day) for week in weeks for day in (week.first, week.last)}):
        before = 0.0
        for day, share in profile.by_day(each).items():
            by_day[day], before = share - before, share
    weights = [max(0.0, sum(by_day[day] for day in week.days)) for week in weeks]
    return weights if sum(weights) else [float(len(week.days)) for week in weeks]
