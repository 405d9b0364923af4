"""When the moving festivals fall, and which days are worked.

春节, 端午 and 中秋 are days of the lunar calendar (``lunar_python``). The days off and the make-up
days (调休) of a year are what the State Council publishes each November for the next year, as
``chinesecalendar`` carries them. A year that it does not carry is estimated by the rule behind the
notices (《全国年节及纪念日放假办法》, State Council order 795, in force from 2025: 13 days; one
that falls on a weekend is made up for on the next free weekday), and a finding says so; days typed
in from the notice take the estimate's place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import Literal

import chinese_calendar
from lunar_python import Lunar

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.periods import Period

CALENDAR_NOT_PUBLISHED = FindingKind(
    "calendar_not_published",
    Severity.WARNING,
    what=Text(
        "{year}年的官方放假调休安排还没有收录，工作日按放假办法估算",
        "the official days off of {year} are not known yet; working days are estimated",
    ),
    do=Text(
        "国务院办公厅的通知公布后，更新日历或录入放假日和调休上班日，再重新分解",
        "once the State Council's notice is out, update the calendar or type its days in, and "
        "break down again",
    ),
)
_CALENDAR = Place("日历")
_FIRST_OFFICIAL = 2004
"""Of ``chinesecalendar``."""


class Festival(Enum):
    """A festival that moves by weeks from year to year; the value is its lunar month and day."""

    SPRING = (1, 1)
    DRAGON_BOAT = (5, 5)
    MID_AUTUMN = (8, 15)

    def __str__(self) -> str:
        return _NAMES[self.name].show()

    def day(self, year: int) -> date:
        """Its day in the calendar year."""
        return _solar(year, *self.value)


_NAMES = {
    "SPRING": Text("春节", "Spring Festival"),
    "DRAGON_BOAT": Text("端午", "Dragon Boat Festival"),
    "MID_AUTUMN": Text("中秋", "Mid-Autumn Festival"),
}


@lru_cache(maxsize=4096)
def _solar(year: int, month: int, day: int) -> date:
    found = Lunar.fromYmd(year, month, day).getSolar()
    return date(found.getYear(), found.getMonth(), found.getDay())


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked.

    ``off`` and ``working`` are days off and make-up days typed in from a year's notice; a year
    that any of them lies in goes by them alone. With ``country="weekdays"`` Monday to Friday are
    worked and nothing is off: for data that is not from China.
    """

    off: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()
    country: Literal["china", "weekdays"] = "china"

    def is_published(self, year: int) -> bool:
        """Whether the year's days off are known and not estimated."""
        return self.country == "weekdays" or year in self._typed or _is_official(year)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        return day in self._year(day.year, settled=False)

    def working_days(self, month: Period) -> int:
        """How many days of the month are worked."""
        return _count(self._year(month.year, settled=False), month)

    def settled_days(self, month: Period) -> int:
        """How many would be worked if the moving festivals took no days off.

        Their days off go where the festival goes; whoever moves sales with the festivals already
        must not count them again.
        """
        return _count(self._year(month.year, settled=True), month)

    def findings(self, years: Iterable[int]) -> list[Finding]:
        """One for each of the years that is estimated."""
        return [
            CALENDAR_NOT_PUBLISHED.at(_CALENDAR, year=year)
            for year in sorted(set(years))
            if not self.is_published(year)
        ]

    @property
    def _typed(self) -> set[int]:
        return {day.year for day in self.off | self.working}

    def _year(self, year: int, *, settled: bool) -> frozenset[date]:
        if year in self._typed:
            return _typed_days(self, year, settled=settled)
        if self.country == "weekdays":
            return frozenset(filter(_is_weekday, _days_of(year)))
        return _official(year, settled=settled) if _is_official(year) else _estimated(
            year, settled=settled
        )  # fmt: skip


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(step) for step in range((date(year, 12, 31) - first).days + 1)]


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5


def _count(days: frozenset[date], month: Period) -> int:
    return sum(1 for day in days if (day.year, day.month) == (month.year, month.month))


@lru_cache(maxsize=256)
def _is_official(year: int) -> bool:
    if year < _FIRST_OFFICIAL:
        return False
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:  # how the package says that it does not carry the year
        return False
    return True


_MOVING = {
    chinese_calendar.Holiday.spring_festival.value,
    chinese_calendar.Holiday.dragon_boat_festival.value,
    chinese_calendar.Holiday.mid_autumn_festival.value,
}


@lru_cache(maxsize=256)
def _official(year: int, *, settled: bool) -> frozenset[date]:
    def is_worked(day: date) -> bool:
        if settled and chinese_calendar.get_holiday_detail(day)[1] in _MOVING:
            return _is_weekday(day)
        return bool(chinese_calendar.is_workday(day))

    return frozenset(filter(is_worked, _days_of(year)))


_NEAR = (-2, 8)
"""Days from a festival within which a typed day off is taken to be the festival's."""


@lru_cache(maxsize=256)
def _typed_days(calendar: WorkCalendar, year: int, *, settled: bool) -> frozenset[date]:
    def is_festive(day: date) -> bool:
        return any(_NEAR[0] <= (day - each.day(year)).days <= _NEAR[1] for each in Festival)

    off = {day for day in calendar.off if not (settled and is_festive(day))}
    worked = {day for day in _days_of(year) if _is_weekday(day) and day not in off}
    return frozenset(worked | {day for day in calendar.working if day.year == year})


@lru_cache(maxsize=256)
def _estimated(year: int, *, settled: bool) -> frozenset[date]:
    """Weekdays without the statutory days; for one on a weekend, without the next weekday."""
    spring = Festival.SPRING.day(year)
    moving = [
        *(spring + timedelta(step) for step in range(-1, 3)),
        Festival.DRAGON_BOAT.day(year),
        Festival.MID_AUTUMN.day(year),
    ]
    fixed = [date(year, 1, 1), _qingming(year), date(year, 5, 1), date(year, 5, 2)]
    fixed += [date(year, 10, day) for day in (1, 2, 3)]
    off: set[date] = set()
    for day in sorted(fixed if settled else {*fixed, *moving}):
        while not _is_weekday(day) or day in off:
            day += timedelta(1)
        off.add(day)
    return frozenset(day for day in _days_of(year) if _is_weekday(day) and day not in off)


def _qingming(year: int) -> date:
    table = Lunar.fromYmd(year, 1, 1).getJieQiTable()
    found = table["清明"]
    return date(found.getYear(), found.getMonth(), found.getDay())
