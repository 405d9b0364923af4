"""Functions of dates, in the calendar from 1900 (March 1900 on, where all programs agree).

Workbooks of old Macs count from 1904; their numbers are shifted on the way in and out.
"""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from kamtools.excel.calculation.frame import Frame, Node, Plain, applied, function
from kamtools.excel.calculation.values import (
    NUM,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    to_bool,
    to_number,
    to_whole,
)

_EPOCH = date(1899, 12, 30)
_FIRST_SURE_DAY, _LAST_DAY = 61, 2_958_465
_MOST_DAYS = 30_000
_SURE = date(1900, 3, 1)
SHIFT_1904 = 1462


def dated(
    name: str, least: int, most: int, *, takes: int = 1, gives: bool = False
) -> Callable[[Plain], Plain]:
    """Enter a function whose first arguments are days, or that gives one."""

    def enter(body: Plain) -> Plain:
        def called(frame: Frame, arguments: list[Node]) -> Value:
            if not frame.grid.from_1904:
                return applied(body, frame, arguments)

            def from_1904(*values: Scalar) -> Scalar:
                days = [shifted(to_number(value)) for value in values[:takes]]
                result = body(*days, *values[takes:])
                return _shifted_back(result) if gives else result

            return applied(from_1904, frame, arguments)

        function(name, least, most)(called)
        return body

    return enter


def shifted(number: float) -> float:
    """The number that stands for the same day in the calendar from 1900."""
    if number < 0:
        raise Unknown("a day before 1904")
    return number + SHIFT_1904


def _shifted_back(result: Scalar) -> Scalar:
    if not isinstance(result, float) or result < SHIFT_1904:
        raise Unknown("a day before 1904")
    return result - SHIFT_1904


def day_of(value: Scalar) -> date:
    """The day that a number stands for; raises ``Unknown`` where calendars differ."""
    number = to_number(value)
    if number < 0:
        raise ExcelError(NUM)
    if not _FIRST_SURE_DAY <= number < _LAST_DAY + 1:
        raise Unknown("a day at the edge of the calendar")
    return _EPOCH + timedelta(days=int(number))


def serial(day: date) -> float:
    """The number that stands for a day."""
    number = (day - _EPOCH).days
    if number < _FIRST_SURE_DAY:
        raise Unknown("a day before March 1900")
    return float(number)


def _month(months: int) -> tuple[int, int]:
    year, month = divmod(months, 12)
    if not 1900 <= year <= 9999:
        raise ExcelError(NUM)
    return year, month + 1


@dated("DATE", 3, 3, takes=0, gives=True)
def _date(year: Scalar, month: Scalar, day: Scalar) -> Scalar:
    years = to_whole(year)
    if not 1900 <= years <= 9999:
        raise Unknown("a year of the last century or none")
    if abs(to_whole(month)) > _MOST_DAYS:
        raise Unknown("so many months")
    first = date(*_month(years * 12 + to_whole(month) - 1), 1)
    if first < _SURE:
        raise Unknown("a day before March 1900")
    days = to_whole(day) - 1
    if abs(days) > _MOST_DAYS:
        raise Unknown("so many days")
    if not 0 <= (first - _EPOCH).days + days <= _LAST_DAY:
        raise ExcelError(NUM)
    return serial(first + timedelta(days=days))


@dated("YEAR", 1, 1)
def _year(value: Scalar) -> Scalar:
    return float(day_of(value).year)


@dated("MONTH", 1, 1)
def _month_of(value: Scalar) -> Scalar:
    return float(day_of(value).month)


@dated("DAY", 1, 1)
def _day_of(value: Scalar) -> Scalar:
    return float(day_of(value).day)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = _month(day.year * 12 + day.month - 1 + months)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@dated("EOMONTH", 2, 2, gives=True)
def _eomonth(value: Scalar, months: Scalar) -> Scalar:
    day = months_later(day_of(value), to_whole(months))
    return serial(day.replace(day=calendar.monthrange(day.year, day.month)[1]))


@dated("EDATE", 2, 2, gives=True)
def _edate(value: Scalar, months: Scalar) -> Scalar:
    return serial(months_later(day_of(value), to_whole(months)))


@dated("WEEKDAY", 1, 2)
def _weekday(value: Scalar, kind: Scalar = 1.0) -> Scalar:
    weekday, way = day_of(value).isoweekday(), to_whole(kind)
    if way == 3:
        return weekday - 1.0
    first = {1: 7, 2: 1}.get(way, way - 10)
    if way not in (1, 2) and way not in range(11, 18):
        raise ExcelError(NUM)
    return (weekday - first) % 7 + 1.0


@dated("DAYS", 2, 2, takes=2)
def _days(last: Scalar, first: Scalar) -> Scalar:
    if not to_number(last).is_integer() or not to_number(first).is_integer():
        raise Unknown("days between times of day")
    return float((day_of(last) - day_of(first)).days)


@dated("ISOWEEKNUM", 1, 1)
def _iso_week(value: Scalar) -> Scalar:
    return float(day_of(value).isocalendar().week)


@dated("WEEKNUM", 1, 2)
def _week(value: Scalar, kind: Scalar = 1.0) -> Scalar:
    day, way = day_of(value), to_whole(kind)
    if way == 21:
        return float(day.isocalendar().week)
    first = {1: 7, 2: 1}.get(way, way - 10)
    if way not in (1, 2) and way not in range(11, 18):
        raise ExcelError(NUM)
    new_year = day.replace(month=1, day=1)
    before = (new_year.isoweekday() - first) % 7
    return float(((day - new_year).days + before) // 7 + 1)


@dated("DATEDIF", 3, 3, takes=2)
def _difference(start: Scalar, end: Scalar, unit: Scalar) -> Scalar:
    first, last = day_of(start), day_of(end)
    if first > last:
        raise ExcelError(NUM)
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    found = {"Y": months // 12, "M": months, "D": (last - first).days, "YM": months % 12}
    wanted = unit.upper() if isinstance(unit, str) else ""
    if wanted in ("MD", "YD"):
        raise Unknown("DATEDIF in a way that Microsoft warns of")
    if wanted not in found:
        raise ExcelError(NUM)
    return float(found[wanted])


def _thirty(first: date, last: date, *, european: bool) -> int:
    """Days between two dates where every month has 30 (US: NASD)."""
    start, end = first.day, last.day
    if european:
        start, end = min(start, 30), min(end, 30)
    else:
        if start == 31 or _ends_february(first):
            start = 30
        if end == 31 and start == 30:
            end = 30
        elif end == 31:
            return (last.year - first.year) * 360 + (last.month + 1 - first.month) * 30 + 1 - start
    return (last.year - first.year) * 360 + (last.month - first.month) * 30 + end - start


def _ends_february(day: date) -> bool:
    return day.month == 2 and (day + timedelta(days=1)).month == 3


@dated("DAYS360", 2, 3, takes=2)
def _days360(start: Scalar, end: Scalar, european: Scalar = False) -> Scalar:
    first, last = day_of(start), day_of(end)
    if first > last or _ends_february(first) or _ends_february(last):
        raise Unknown("days of 30 to a month around the end of February")
    return float(_thirty(first, last, european=to_bool(european)))


@dated("YEARFRAC", 2, 3, takes=2)
def _years(start: Scalar, end: Scalar, basis: Scalar = 0.0) -> Scalar:
    first, last = sorted((day_of(start), day_of(end)))
    way = to_whole(basis)
    if way in (2, 3):
        return (last - first).days / (360 if way == 2 else 365)
    if way in (0, 4):
        if _ends_february(first) or _ends_february(last):
            raise Unknown("days of 30 to a month around the end of February")
        return _thirty(first, last, european=way == 4) / 360
    if way != 1:
        raise ExcelError(NUM)
    if first.year != last.year:
        raise Unknown("parts of several years by their days")
    return (last - first).days / (366 if calendar.isleap(first.year) else 365)
