"""Functions of dates, in the calendar from 1900 (March 1900 on, where all programs agree).

Workbooks of old Macs count from 1904; their numbers are shifted on the way in and out.
"""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from kamtools.excel.calculation.frame import Frame, Node, Plain, function
from kamtools.excel.calculation.values import (
    NUM,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    scalar,
    to_number,
    to_whole,
)

_EPOCH = date(1899, 12, 30)
_FIRST_SURE_DAY, _LAST_DAY = 61, 2_958_465
SHIFT_1904 = 1462


def _dated(
    name: str, least: int, most: int, *, takes: bool = True, gives: bool = False
) -> Callable[[Plain], Plain]:
    """Enter a function that takes a day as its first argument, or gives one."""

    def enter(body: Plain) -> Plain:
        def called(frame: Frame, arguments: list[Node]) -> Value:
            values = [scalar(argument(frame)) for argument in arguments]
            if not frame.grid.from_1904:
                return body(*values)
            if takes:
                values[0] = shifted(to_number(values[0]))
            result = body(*values)
            return _shifted_back(result) if gives else result

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


def _day(value: Scalar) -> date:
    number = to_number(value)
    if not _FIRST_SURE_DAY <= number <= _LAST_DAY:
        raise Unknown("a day at the edge of the calendar")
    return _EPOCH + timedelta(days=int(number))


def _serial(day: date) -> float:
    number = (day - _EPOCH).days
    if number < _FIRST_SURE_DAY:
        raise Unknown("a day before March 1900")
    return float(number)


def _month(months: int) -> tuple[int, int]:
    year, month = divmod(months, 12)
    if not 1900 <= year <= 9999:
        raise ExcelError(NUM)
    return year, month + 1


@_dated("DATE", 3, 3, takes=False, gives=True)
def _date(year: Scalar, month: Scalar, day: Scalar) -> Scalar:
    years = to_whole(year)
    if not 1900 <= years <= 9999:
        raise Unknown("a year of the last century or none")
    first = date(*_month(years * 12 + to_whole(month) - 1), 1)
    return _serial(first + timedelta(days=to_whole(day) - 1))


@_dated("YEAR", 1, 1)
def _year(value: Scalar) -> Scalar:
    return float(_day(value).year)


@_dated("MONTH", 1, 1)
def _month_of(value: Scalar) -> Scalar:
    return float(_day(value).month)


@_dated("DAY", 1, 1)
def _day_of(value: Scalar) -> Scalar:
    return float(_day(value).day)


@_dated("EOMONTH", 2, 2, gives=True)
def _eomonth(value: Scalar, months: Scalar) -> Scalar:
    day = _day(value)
    year, month = _month(day.year * 12 + day.month - 1 + to_whole(months))
    return _serial(date(year, month, calendar.monthrange(year, month)[1]))


@_dated("EDATE", 2, 2, gives=True)
def _edate(value: Scalar, months: Scalar) -> Scalar:
    day = _day(value)
    year, month = _month(day.year * 12 + day.month - 1 + to_whole(months))
    return _serial(date(year, month, min(day.day, calendar.monthrange(year, month)[1])))


@_dated("WEEKDAY", 1, 2)
def _weekday(value: Scalar, kind: Scalar = 1.0) -> Scalar:
    weekday = _day(value).isoweekday()
    if to_whole(kind) == 1:
        return float(weekday % 7 + 1)
    if to_whole(kind) == 2:
        return float(weekday)
    raise Unknown("a way of counting weekdays")
