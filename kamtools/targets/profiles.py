"""How a month's sales fall on its days: what share of the month is expected by a day.

A day weighs 1 if it is worked and what days off were found to sell beside that if not, plus what
the festivals do to it (``seasonality``); a month's days share the month in proportion. Where past
months as a whole came earlier or later than that (orders at the month's end), the *rhythm* bends
it: the mean share of a month that was in when so much of the weight had passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

import numpy as np

from kamtools.language import Text
from kamtools.periods import Period, months_of
from kamtools.targets.calendars import Festival, WorkCalendar
from kamtools.targets.festival_learning import learn_from_days
from kamtools.targets.seasonality import WINDOWS, FestivalProfile

EVEN = tuple(step / 10 for step in range(11))
"""The rhythm of a month that comes as its days do: at each tenth of the weight, the share in."""
_ENOUGH_DAYS = 20
"""Known working days, and days off, from which on days off are compared with working days."""
_ENOUGH_MONTHS = 6
"""Known whole months with sales from which on a rhythm is learnt."""


@dataclass(frozen=True)
class DayProfile:
    """How the days of a month share it."""

    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    off_days: float = 0.0
    """What a day off sells, with a working day as 1."""
    festivals: FestivalProfile = field(default_factory=FestivalProfile)
    rhythm: tuple[float, ...] = EVEN

    def __str__(self) -> str:
        """What it goes by, as a form says it."""
        learnt = self.off_days > 0 or self.festivals.moves or self.rhythm != EVEN
        return (_LEARNT if learnt else _PLAIN).show()

    def by_day(self, month: Period) -> dict[date, float]:
        """The share of the month expected by the end of each of its days; 1 on the last."""
        days = [month.first_day + timedelta(step) for step in range(month.last_day.day)]
        average = self._average(month.year)
        weights = [max(0.0, self._plain(day) / average + self.festivals.lift(day)) for day in days]
        if not sum(weights):
            weights = [1.0] * len(days)
        sums = list(accumulate(weights))
        bent = np.interp([each / sums[-1] for each in sums], EVEN, self.rhythm)
        return {**dict(zip(days, map(float, bent), strict=True)), days[-1]: 1.0}

    def expected(self, day: date) -> float:
        """The share of its month that should be in by the end of ``day``, 0 to 1."""
        return self.by_day(Period.of(day))[day]

    def _plain(self, day: date) -> float:
        return 1.0 if self.calendar.is_working(day) else self.off_days

    def _average(self, year: int) -> float:
        """The weight of the year's average day without festivals."""
        return _average(self.calendar, self.off_days, year)


_PLAIN = Text("按工作日", "by working days")
_LEARNT = Text("按工作日、节日和往年月内节奏", "by working days, festivals and past months' rhythm")


def learn_profile(days: Mapping[date, float], calendar: WorkCalendar | None = None) -> DayProfile:
    """The profile that the company's sales by day show; by working days alone where they are few.

    A day between the first and the last without an entry sold nothing.
    """
    calendar = calendar or WorkCalendar()
    if not days:
        return DayProfile(calendar)
    off_days = _off_days(days, calendar)
    profile = DayProfile(calendar, off_days, learn_from_days(days))
    return DayProfile(calendar, off_days, profile.festivals, _rhythm(days, profile))


def _off_days(days: Mapping[date, float], calendar: WorkCalendar) -> float:
    """The mean day off over the mean working day, 0 to 1, festivals' windows left out."""
    sold: dict[bool, list[float]] = {True: [], False: []}
    day = min(days)
    while day <= max(days):
        if not _is_festive(day):
            sold[calendar.is_working(day)].append(float(days.get(day, 0.0)))
        day += timedelta(1)
    if min(map(len, sold.values())) < _ENOUGH_DAYS or sum(sold[True]) <= 0:
        return 0.0
    ratio = np.mean(sold[False]) / np.mean(sold[True])
    return float(np.clip(ratio, 0.0, 1.0))


def _rhythm(days: Mapping[date, float], profile: DayProfile) -> tuple[float, ...]:
    """The mean course of the whole months that are known, kept rising."""
    first, last = min(days), max(days)
    courses = []
    for month in _whole_months(first, last):
        expected = profile.by_day(month)
        sums = np.cumsum([max(0.0, float(days.get(day, 0.0))) for day in expected])
        if sums[-1] > 0:
            shares = np.array([0.0, *(sums / sums[-1])])
            courses.append(np.interp(EVEN, [0.0, *expected.values()], shares))
    if len(courses) < _ENOUGH_MONTHS:
        return EVEN
    mean = np.maximum.accumulate(np.mean(courses, axis=0))
    return (0.0, *map(float, mean[1:-1]), 1.0)


def _whole_months(first: date, last: date) -> list[Period]:
    return [
        month
        for year in range(first.year, last.year + 1)
        for month in months_of(year)
        if first <= month.first_day and month.last_day <= last
    ]


def _is_festive(day: date) -> bool:
    return any(
        -WINDOWS[festival].before <= (day - festival.day(year)).days <= WINDOWS[festival].after
        for festival in Festival
        for year in (day.year, day.year + 1)
    )


@lru_cache(maxsize=256)
def _average(calendar: WorkCalendar, off_days: float, year: int) -> float:
    worked = sum(calendar.working_days(month) for month in months_of(year))
    whole = sum(month.last_day.day for month in months_of(year))
    return (worked + off_days * (whole - worked)) / whole
