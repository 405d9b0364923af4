"""TEXT(): the number formats that forms use, written out."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from kamtools.excel.calculation.dates import shifted
from kamtools.excel.calculation.rounding import rounded
from kamtools.excel.calculation.values import Unknown, number_text

_NUMBER = re.compile(r"(?P<thousands>#,##)?(?P<whole>0+)(?:\.(?P<decimals>0+))?(?P<percent>%)?")
_DATE_WORD = re.compile(r"yyyy|yy|mm|m|dd|d|[年月日\-/. ]", re.IGNORECASE)
_FIRST_SURE_DAY, _LAST_DAY = 61, 2_958_465


def formatted(number: float, pattern: str, from_1904: bool = False) -> str:
    """The number in a format; raises ``Unknown`` for formats not listed here."""
    if pattern.upper() in ("GENERAL", "@"):
        return number_text(number)
    found = _NUMBER.fullmatch(pattern)
    if found:
        return _number(number, found)
    words = _DATE_WORD.findall(pattern)
    if "".join(words) != pattern:
        raise Unknown(pattern)
    return _date(shifted(number) if from_1904 else number, words)


def _number(number: float, found: re.Match[str]) -> str:
    places = len(found["decimals"] or "")
    scaled = number * 100 if found["percent"] else number
    if abs(scaled) >= 1e15:
        raise Unknown("more than 15 digits")
    value = rounded(scaled, places)
    if number < 0 and not value:
        raise Unknown("a negative number shown as 0")
    digits = f"{abs(value):.{places}f}"
    whole, _, decimals = digits.partition(".")
    whole = whole.zfill(len(found["whole"]))
    if found["thousands"]:
        whole = f"{Decimal(whole):,}" if len(found["whole"]) == 1 else _unsure()
    sign = "-" if number < 0 else ""
    return sign + whole + ("." + decimals if decimals else "") + (found["percent"] or "")


def _unsure() -> str:
    raise Unknown("thousands with leading zeros")


def _date(number: float, words: list[str]) -> str:
    if not _FIRST_SURE_DAY <= number <= _LAST_DAY:
        raise Unknown("a day at the edge of the calendar")
    day = datetime(1899, 12, 30) + timedelta(days=int(number))
    shown = {
        "yyyy": f"{day.year:04}",
        "yy": f"{day.year % 100:02}",
        "mm": f"{day.month:02}",
        "m": str(day.month),
        "dd": f"{day.day:02}",
        "d": str(day.day),
    }
    return "".join(shown.get(word.lower(), word) for word in words)
