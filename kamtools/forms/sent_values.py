"""A value that was put into a cell, and whether what came back is still the same."""

import math
from datetime import date, datetime, timedelta
from decimal import Decimal

from kamtools.excel.cells import to_serial
from kamtools.excel.changes import Value
from kamtools.excel.strings import LONGEST_TEXT, length_in_excel, without_illegal

_DIGITS = 1e-14
"""Programs keep 15 to 17 digits of a number."""
_BLINK = timedelta(seconds=1)


def carried(value: Value, standing: str) -> Value:
    """What a cell carries once ``value`` is put into it; a text too long leaves ``standing``.

    Blank is None, numbers are int or Decimal.
    """
    if isinstance(value, str):
        clean, _ = without_illegal(value.replace("\r\n", "\n"))
        return standing if length_in_excel(clean) > LONGEST_TEXT else clean or None
    if value is None or value != value:
        return None
    if isinstance(value, date):
        return value if to_serial(value, False) is not None else str(value)
    if isinstance(value, bool):
        return value
    if not math.isfinite(value):
        return None
    return Decimal(repr(float(value))) if isinstance(value, float) else value


def is_blank(value: Value) -> bool:
    """Whether a cell with the value shows nothing."""
    return value is None or value == ""


def same(sent: Value, now: Value) -> bool:
    """Whether ``now`` is what was sent, whichever program has saved the file since."""
    if type(sent) is type(now) and sent == now:
        return True
    if sent is None or now is None or is_blank(sent) or is_blank(now):
        return is_blank(sent) and is_blank(now)
    if isinstance(sent, bool) or isinstance(now, bool):
        return sent is now
    if isinstance(sent, str) or isinstance(now, str):
        return isinstance(sent, str) and isinstance(now, str) and _lines(sent) == _lines(now)
    if isinstance(sent, date) and isinstance(now, date):
        return abs(_moment(sent) - _moment(now)) < _BLINK
    mixed = isinstance(sent, date) or isinstance(now, date)
    least = _BLINK / timedelta(days=1) if mixed else 0.0
    return any(
        math.isclose(_number(sent, epoch), _number(now, epoch), rel_tol=_DIGITS, abs_tol=least)
        for epoch in (False, True)
    )


def text_of(value: Value) -> str:
    """A value as a text that is equal where ``same`` is true, but for very odd numbers."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return str(value).replace("\r\n", "\n")
    if isinstance(value, date):
        return value.isoformat()[:19]
    return f"{value:.13g}"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _moment(day: date) -> datetime:
    plain = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    return plain.replace(tzinfo=None)


def _number(value: int | float | Decimal | date, from_1904: bool) -> float:
    """A number, or the one that Excel keeps for a day."""
    number = to_serial(value, from_1904) if isinstance(value, date) else value
    return float(number or 0)
