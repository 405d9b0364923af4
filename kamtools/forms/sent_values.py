"""A value that was put into a cell, and whether what came back is still the same."""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from kamtools.excel.cells import to_serial
from kamtools.excel.changes import Value
from kamtools.excel.strings import LONGEST_TEXT, length_in_excel, without_illegal

_DIGITS = 1e-14
"""Programs keep 15 to 17 digits of a number."""
_BLINK = timedelta(seconds=1)
_SURE_DIGITS = 13
_BEGINS = frozenset("-0123456789")
_A_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,17})(?:\.[0-9]{1,15})?")
_A_DAY = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)


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
    if isinstance(sent, Decimal) and isinstance(now, Decimal):
        return math.isclose(sent, now, rel_tol=_DIGITS)
    if sent is None or now is None or is_blank(sent) or is_blank(now):
        return is_blank(sent) and is_blank(now)
    if isinstance(sent, bool) or isinstance(now, bool):
        return sent is now
    if isinstance(sent, str) and isinstance(now, str):
        return _lines(sent) == _lines(now)
    if isinstance(sent, str) or isinstance(now, str):
        meant = _meant(sent if isinstance(sent, str) else str(now))
        return meant is not None and same(meant, now if isinstance(sent, str) else sent)
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
    if isinstance(value, str) and (meant := _meant(value)) is not None:
        return text_of(meant)
    if isinstance(value, bool | str):
        return str(value).replace("\r\n", "\n")
    if isinstance(value, date):
        return value.isoformat()[:19]
    return f"{value:.13g}"


def _meant(text: str) -> Decimal | date | None:
    """The number or day that a text is when a program has made a text of it; None for others.

    ``00123`` is none, nor is a code of more digits than a number keeps, nor what a person would
    have to read (``1.2万``).
    """
    if text.strip()[:1] not in _BEGINS:
        return None
    if found := _A_NUMBER.fullmatch(text.strip()):
        number = Decimal(found[0].replace(",", ""))
        return number if len(number.as_tuple().digits) <= _SURE_DIGITS else None
    if found := _A_DAY.fullmatch(text.strip()):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        try:
            moment = datetime(year, month, day, hour, minute, second)
        except ValueError:
            return None
        return moment if found[4] else moment.date()
    return None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _moment(day: date) -> datetime:
    plain = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    return plain.replace(tzinfo=None)


def _number(value: int | float | Decimal | date, from_1904: bool) -> float:
    """A number, or the one that Excel keeps for a day."""
    number = to_serial(value, from_1904) if isinstance(value, date) else value
    return float(number or 0)
