"""Moving a year's sales with 春节, 端午 and 中秋.

Group purchases come in the weeks before a festival, and a festival falls up to four weeks earlier
or later than the year before. What sells *because of* the festival moves with it; the rest stays
in its month.

1. For each day of a festival's window (``WINDOWS``, by days to the festival) the *lift* is what
   sold above, or below, the level without the festival, in average days of that year: the
   days-to-festival profile (``festival_learning``).
2. Of the year that is moved, each window day's lift is taken out of the month in which it lay and
   put into the month in which the same day before the festival lies in the new year. A month does
   not fall below 0, and the year's total stays.

So a year with the same festival dates comes out as it went in. This refines the moving-holiday
regressor of X-13ARIMA-SEATS and its tool genhol, which spreads one size evenly over a window (W. R.
Bell and S. C. Hillmer, "Modeling time series with calendar variation", JASA 78, 1983; for Chinese
festivals J.-L. Lin and T.-S. Liu, "Modeling lunar calendar holiday effects in Taiwan", 2002).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

import numpy as np
import numpy.typing as npt

from kamtools.language import Text
from kamtools.periods import months_of
from kamtools.targets.calendars import Festival

Amounts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """The days around a festival that it moves, itself included."""

    before: int
    after: int

    @property
    def offsets(self) -> range:
        """Days from the festival, first to last."""
        return range(-self.before, self.after + 1)


WINDOWS: Mapping[Festival, Window] = {
    Festival.SPRING: Window(35, 14),
    Festival.DRAGON_BOAT: Window(21, 3),
    Festival.MID_AUTUMN: Window(30, 3),
}
"""Ordering for 春节 starts after 元旦 and the quiet ends at 元宵; the other two are shorter."""


class Source(Enum):
    """What a festival profile was learnt from."""

    DAYS = Text("按日销售", "daily sales")
    MONTHS = Text("只有月度销售，按窗口天数平摊", "monthly sales, even over the window")
    NOTHING = Text("没有可用的销售", "no sales to learn from")

    def __str__(self) -> str:
        return self.value.show()


@dataclass(frozen=True)
class FestivalProfile:
    """By festival, for every day of its window: the extra sales, in average days of the year."""

    lifts: Mapping[Festival, tuple[float, ...]] = field(default_factory=dict)
    source: Source = Source.NOTHING
    years: tuple[int, ...] = ()
    """Of the festivals it was learnt from."""

    def lift(self, day: date) -> float:
        """The extra sales of one day."""
        return sum(lift for when, lift in self._around(day.year) if when == day)

    def by_month(self, year: int) -> Amounts:
        """The extra sales of the twelve months of ``year``, in average days."""
        months = np.zeros(12)
        for when, lift in self._around(year):
            if when.year == year:
                months[when.month - 1] += lift
        return months

    @property
    def moves(self) -> bool:
        """Whether it moves anything."""
        return any(lift for lifts in self.lifts.values() for lift in lifts)

    def _around(self, year: int) -> Iterator[tuple[date, float]]:
        """Every window day of the festivals of ``year``, and of the 春节 that follows it."""
        for festival, lifts in self.lifts.items():
            for each in (year, year + 1):
                first = festival.day(each) - timedelta(WINDOWS[festival].before)
                yield from ((first + timedelta(step), lift) for step, lift in enumerate(lifts))


def move(months: Sequence[float], year: int, to: int, profile: FestivalProfile) -> Amounts:
    """The twelve months of ``year`` as the festivals of the year ``to`` would have them.

    ``months`` ≥ 0; so is the answer, and its sum is theirs.
    """
    before: Amounts = np.asarray(months, dtype=float)
    whole = float(before.sum())
    if whole <= 0:
        return before
    lifts = profile.by_month(to) - profile.by_month(year)
    moved: Amounts = np.maximum(0.0, before + lifts * whole / _length(year))
    return moved * (whole / float(moved.sum())) if moved.sum() > 0 else before


def _length(year: int) -> int:
    return sum(month.last_day.day for month in months_of(year))
