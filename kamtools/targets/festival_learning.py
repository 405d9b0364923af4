"""Learning from past sales what the festivals do: the days-to-festival profile.

From daily sales: the level without the festival is a line between the averages of the four weeks
before the window and the four weeks after it. What lies above or below it, smoothed over seven
days so that weekdays do not travel, is averaged over the years that are known.

From months alone: the level is a line between the months that no window touches; one size for each
window is the least-squares fit of the touched months' deviations on the part of the window that
each holds (the regressor of genhol, see ``seasonality``), even over the days up to the festival.

Either is shrunk towards nothing by ``1 - noise ÷ signal`` (the positive part of W. James and
C. Stein, 1961), where the noise is how much the weeks, or months, outside the windows scatter: a
few large orders in a window are no season.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kamtools.periods import Period
from kamtools.targets.calendars import Festival
from kamtools.targets.seasonality import WINDOWS, Amounts, FestivalProfile, Source

_AROUND = 28
"""Days on each side of a window that show the level without the festival: four whole weeks."""
_ENOUGH = 14
"""Known days that a side needs to count."""
_TOUCHED = 0.15
"""Part of a window from which on a month counts as the festival's."""

_TRUSTED = 0.5
"""How much of what months alone suggest is taken for the festival's: a January may be high for
itself. On made-up daily sales (``benchmarks/seeds.py``) half left the smallest error."""


def learn_from_days(days: Mapping[date, float]) -> FestivalProfile:
    """The profile of a company's sales by day.

    A day between the first and the last without an entry sold nothing.
    """
    if not days:
        return FestivalProfile()
    known = _Days(days)
    lifts, years = {}, set()
    for festival in Festival:
        span = range(known.first.year, known.last.year + 2)
        found = {year: seen for year in span if (seen := _look(festival, year, known))}
        if found:
            lifts[festival] = _lift(list(found.values()))
            years |= set(found)
    return FestivalProfile(lifts, Source.DAYS, tuple(sorted(years))) if lifts else FestivalProfile()


def learn_from_months(months: Mapping[Period, float]) -> FestivalProfile:
    """The profile of a company's sales by month: one size for each festival's window."""
    known = sorted(months)
    amounts = np.array([max(0.0, float(months[month])) for month in known])
    if len(known) < 12 or amounts.sum() <= 0:
        return FestivalProfile()
    parts = {festival: _parts(festival, known) for festival in Festival}
    plain = np.array([max(each[month] for each in parts.values()) for month in known]) < _TOUCHED
    if plain.sum() < 2 or plain.all():
        return FestivalProfile()
    place = np.arange(len(known), dtype=float)
    average_day = float(amounts.sum()) / sum(month.last_day.day for month in known)
    excess = (amounts - np.interp(place, place[plain], amounts[plain])) / average_day
    noise = float(np.mean(_alone(place[plain], amounts[plain]) ** 2))
    lifts = {}
    for festival, by_month in parts.items():
        part = np.array([by_month[month] for month in known])
        if (squares := float(part @ part)) > 0:
            size = float(part @ excess) / squares
            kept = _kept(noise / average_day**2 / squares, size**2)
            lifts[festival] = _even(festival, _TRUSTED * kept * size)
    return FestivalProfile(lifts, Source.MONTHS, tuple(sorted({month.year for month in known})))


class _Days:
    """Daily sales, 0 where nothing is said between the first day and the last."""

    def __init__(self, days: Mapping[date, float]) -> None:
        self.first, self.last = min(days), max(days)
        self._amounts = np.zeros((self.last - self.first).days + 1)
        for day, amount in days.items():
            self._amounts[(day - self.first).days] += float(amount)

    def between(self, first: date, last: date) -> Amounts:
        """``first`` to ``last``; NaN where nothing is known."""
        found = np.full((last - first).days + 1, np.nan)
        start = (first - self.first).days
        low, high = max(0, -start), min(len(found), len(self._amounts) - start)
        if low < high:
            found[low:high] = self._amounts[start + low : start + high]
        return found

    def average(self, year: int) -> float:
        """Of the year's known days; 0 where none is."""
        days = self.between(date(year, 1, 1), date(year, 12, 31))
        return float(np.nanmean(days)) if not np.isnan(days).all() else 0.0


@dataclass(frozen=True)
class _Look:
    """One festival of one year: its lift by day, smoothed, NaN where the day is not known; and
    how much the weeks around it scatter."""

    lift: Amounts
    scatter: Amounts


def _look(festival: Festival, year: int, known: _Days) -> _Look | None:
    """``None`` unless half the window is known, the festival itself, and enough on one side."""
    day, window = festival.day(year), WINDOWS[festival]
    first, last = day - timedelta(window.before), day + timedelta(window.after)
    amounts = known.between(first, last)
    seen = ~np.isnan(amounts)
    average = known.average(year)
    if seen.mean() < 0.5 or not seen[window.before] or average <= 0:
        return None
    left = known.between(first - timedelta(_AROUND), first - timedelta(1))
    right = known.between(last + timedelta(1), last + timedelta(_AROUND))
    sides = [side[~np.isnan(side)] for side in (left, right)]
    levels = [float(side.mean()) for side in sides if len(side) >= _ENOUGH]
    if not levels:
        return None
    lift = (amounts - np.linspace(levels[0], levels[-1], len(amounts))) / average
    lift[seen] = _smooth(lift[seen])
    scatter = [_week(side - side.mean()) / average for side in sides if len(side) >= _ENOUGH]
    return _Look(lift, np.concatenate(scatter))


def _lift(looks: Sequence[_Look]) -> tuple[float, ...]:
    """The years' mean, shrunk by what of it may be noise."""
    lifts = np.array([look.lift for look in looks])
    known = ~np.isnan(lifts)
    mean = np.where(known, lifts, 0.0).sum(axis=0) / np.maximum(1, known.sum(axis=0))
    noise = float(np.mean(np.concatenate([look.scatter for look in looks]) ** 2)) / len(looks)
    return tuple(float(each) for each in mean * _kept(noise, float(np.mean(mean**2))))


def _kept(noise: float, seen: float) -> float:
    return max(0.0, 1 - noise / seen) if seen > 0 else 0.0


def _week(days: Amounts) -> Amounts:
    """The means of seven days."""
    means: Amounts = np.convolve(days, np.full(7, 1 / 7), mode="valid")
    return means


def _smooth(lift: Amounts) -> Amounts:
    """The mean of seven days around each; the sum stays."""
    smooth = _week(np.pad(lift, 3, mode="reflect"))
    whole: Amounts = smooth + (lift.sum() - smooth.sum()) / len(lift)
    return whole


def _alone(places: Amounts, amounts: Amounts) -> Amounts:
    """How far each month lies from the line between the others."""
    rest = [np.delete(np.arange(len(places)), each) for each in range(len(places))]
    return np.array([
        amount - np.interp(place, places[others], amounts[others])
        for place, amount, others in zip(places, amounts, rest, strict=True)
    ])  # fmt: skip


def _even(festival: Festival, size: float) -> tuple[float, ...]:
    """``size`` average days, even over the window's days up to the festival."""
    window = WINDOWS[festival]
    return (*[size / (window.before + 1)] * (window.before + 1), *[0.0] * window.after)


def _parts(festival: Festival, known: Sequence[Period]) -> dict[Period, float]:
    """What part of the days up to the festival lies in each month."""
    parts = dict.fromkeys(known, 0.0)
    length = WINDOWS[festival].before + 1
    for year in range(known[0].year, known[-1].year + 2):
        day = festival.day(year)
        for back in range(length):
            month = Period.of(day - timedelta(back))
            if month in parts:
                parts[month] += 1 / length
    return parts
