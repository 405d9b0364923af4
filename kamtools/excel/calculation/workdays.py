"""NETWORKDAYS and WORKDAY: days without weekends and holidays."""

from collections.abc import Callable
from datetime import date, timedelta

from kamtools.excel.calculation.dates import day_of, serial
from kamtools.excel.calculation.frame import Frame, Node, function
from kamtools.excel.calculation.values import (
    NUM,
    VALUE,
    Area,
    Areas,
    Array,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    scalar,
    sound,
    to_whole,
)

_SATURDAY_AND_SUNDAY = frozenset((6, 7))
_FURTHEST = 200_000


def _weekend(kind: Scalar) -> frozenset[int]:
    """The free days of the week (Monday is 1) by Excel's number or by seven digits."""
    if isinstance(kind, str):
        if len(kind) != 7 or set(kind) - {"0", "1"} or kind == "1111111":
            raise ExcelError(VALUE)
        return frozenset(at for at, digit in enumerate(kind, 1) if digit == "1")
    number = 1 if kind is None else to_whole(kind)
    if 1 <= number <= 7:
        return frozenset(((number + 4) % 7 + 1, (number + 5) % 7 + 1))
    if 11 <= number <= 17:
        return frozenset(((number - 12) % 7 + 1,))
    raise ExcelError(NUM)


def _holidays(value: Value) -> frozenset[date]:
    if isinstance(value, Area | Array | Areas):
        days = [sound(cell) for cell in value.cells()]
    else:
        days = [scalar(value)]
    if any(isinstance(day, str | bool) for day in days):
        raise Unknown("a holiday that is no day")
    return frozenset(day_of(day) for day in days if day)


def _told(
    frame: Frame, arguments: list[Node], named: bool
) -> tuple[Scalar, Scalar, Callable[[date], bool]]:
    """The two values, and the test of a work day."""
    if frame.grid.from_1904:
        raise Unknown("work days from 1904")
    first, second, *rest = arguments
    free = _weekend(scalar(rest[0](frame))) if named and rest else _SATURDAY_AND_SUNDAY
    listed = rest[1:] if named else rest
    holidays = _holidays(listed[0](frame)) if listed else frozenset()
    one, two = scalar(first(frame)), scalar(second(frame))
    return one, two, lambda day: day.isoweekday() not in free and day not in holidays


def _between(named: bool) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        start, end, works = _told(frame, arguments, named)
        first, last = day_of(start), day_of(end)
        sign = 1.0 if first <= last else -1.0
        first, last = min(first, last), max(first, last)
        if (last - first).days > _FURTHEST:
            raise Unknown("too many days")
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return sign * sum(map(works, days)) or 0.0

    return body


def _after(named: bool) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        start, count, works = _told(frame, arguments, named)
        day, left = day_of(start), to_whole(count)
        if abs(left) > _FURTHEST // 2:
            raise Unknown("too many days")
        step = timedelta(days=1 if left > 0 else -1)
        while left:
            day += step
            if works(day):
                left -= 1 if left > 0 else -1
        return serial(day)

    return body


function("NETWORKDAYS", 2, 3)(_between(named=False))
function("NETWORKDAYS.INTL", 2, 4)(_between(named=True))
function("WORKDAY", 2, 3)(_after(named=False))
function("WORKDAY.INTL", 2, 4)(_after(named=True))
