"""What people type for a day or a month → ``date`` or ``Period``; never a guess."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from kamtools.language import Text
from kamtools.ledger.imports.reading import (
    Context,
    Unreadable,
    error_in,
    folded,
    is_nothing,
)
from kamtools.periods import Period

EPOCH = date(1899, 12, 30)
SERIALS = range(30_000, 60_000)
"""Excel serials taken for dates: 1982 to 2064. 20261 is more likely a slip than 1955."""

PIVOT = 70
"""Years of two digits from here on are of the last century."""

NOT_A_DATE = Unreadable(Text("不是日期，请写成 2026-05-01", "it is no date; write 2026-05-01"))
NO_SUCH_DAY = Unreadable(Text("没有这一天", "there is no such day"))
AMBIGUOUS_DAY = Unreadable(
    Text("分不清年月日的先后，请写成 2026-05-01",
         "day, month and year can't be told apart; write 2026-05-01")
)  # fmt: skip
NO_YEAR = Unreadable(Text("没有写年份，请写成 2026-05-01", "it has no year; write 2026-05-01"))
NOT_A_MONTH = Unreadable(Text("不是月份，请写成 2026-05", "it is no month; write 2026-05"))
AMBIGUOUS_MONTH = Unreadable(
    Text("分不清 .1 是 1 月还是 10 月，请写成 2026-05", "is .1 January or October? write 2026-05")
)

_TIME = (
    r"(?:[T ]*(?:上午|下午|AM|PM)? *\d{1,2}(?::|时|点)\d{1,2}[\d:.分秒]*"
    r"(?: *[AP]M)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_WEEKDAY = r"(?: *\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_SEP = r" *[-./,年] *"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}|\d{{2}})({_SEP})(\d{{1,2}}) *[-./,月] *(\d{{1,2}}) *[日号]?"
    rf"{_WEEKDAY}{_TIME}{_WEEKDAY}",
    re.I,
)
_DIGITS = re.compile(r"(\d{4}|\d{2})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}}|\d{{2}}){_TIME}", re.I)
_SLASHED = re.compile(rf"(\d{{4}}|\d{{1,2}})/(\d{{1,2}})/(\d{{1,2}}){_TIME}", re.I)
_NO_YEAR = re.compile(r"(\d{1,2}) *[-./月] *(\d{1,2}) *[日号]?")
_ENGLISH = re.compile(
    rf"(?:(\d{{1,2}})[- ,]*([A-Z]{{3,9}})|([A-Z]{{3,9}})[- .]*(\d{{1,2}}))"
    rf"\.?[- ,]*(\d{{4}}){_TIME}",
    re.I,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_PERIOD = re.compile(r"(\d{4}|\d{2}) *[-./年M] *(\d{1,2}) *月?(?:份|度)?", re.I)
_PERIOD_DIGITS = re.compile(r"(\d{4}|\d{2})(\d{2}) *月?")
_MONTH_ONLY = re.compile(r"(\d{1,2}) *月(?:份|度)?")


def read_date(value: object, order: str | None = None) -> date | Unreadable | None:
    """The day in a cell: dates, serials, 20260501, 2026.5.1, 2026年5月1日, 26-5-1, 1-May-2026.

    ``order`` says how a column writes 01/05/2026 or 26/5/1: ``"dmy"``, ``"mdy"``, ``"ymd"``, or
    ``None`` for unknown (see ``day_order``), when such a cell is not read unless only one order is
    possible.
    """
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return NOT_A_DATE
    if not isinstance(value, str):
        return _of_number(float(value))
    text = folded(value)
    if is_nothing(text):
        return None
    return error_in(text) or _of_text(text, order)


def day_order(values: Iterable[object]) -> str | None:
    """How a column orders 25/12/2026 or 26/5/1, if its cells together can only be one way."""
    texts = [folded(value) for value in values if isinstance(value, str)]
    last = [found for text in texts if (found := _YEAR_LAST.fullmatch(text)) and len(found[3]) == 4]
    cells = last or _of_one_hand([f for text in texts if (f := _SLASHED.fullmatch(text))])
    possible = [orders for cell in cells if (orders := _orders(*cell.groups()))]
    left = set.intersection(*possible) if possible else set()
    return left.pop() if len(left) == 1 else None


def _of_one_hand(cells: list[re.Match[str]]) -> list[re.Match[str]]:
    """No cells if some write 5 and others 05: then one says nothing about the order of another."""
    parts = [part for cell in cells for part in cell.groups()]
    mixed = any(len(part) == 1 for part in parts) and any(part.startswith("0") for part in parts)
    return [] if mixed else cells


def _orders(first: str, second: str, third: str) -> set[str]:
    """The orders in which day, month and year may stand in one cell; a year has 2 or 4 digits."""
    readings = {
        "dmy": (first, second, third), "mdy": (second, first, third), "ymd": (third, second, first)
    }  # fmt: skip
    return {
        order
        for order, (day, month, year) in readings.items()
        if int(day) <= 31 and int(month) <= 12 and len(year) > 1
    }


def read_period(value: object, context: Context) -> Period | Unreadable | None:
    """The month in a cell: a day in it, 2026-03, 2026.3, 2026年3月, 202603, 2603, or 3月.

    The last is read only when the sheet's title names the year.
    """
    if isinstance(value, str):
        text = folded(value)
        if is_nothing(text):
            return None
        return error_in(text) or _period_of_text(text, context)
    if isinstance(value, float) and not value.is_integer() and 1990 < value < 2100:
        if f"{value:.2f}".endswith(".10"):  # 2026.1 and 2026.10 are the same number
            return AMBIGUOUS_MONTH
        return _period_of_text(f"{value:.2f}".rstrip("0"), context)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        found = _period_of_text(f"{value:.0f}", context)
        if not isinstance(found, Unreadable):
            return found
    day = read_date(value)
    return Period.of(day) if isinstance(day, date) else NOT_A_MONTH if day else None


def periods_in(text: str) -> set[Period]:
    """The months that a title names: 2026年3月, 2026.5.1-2026.5.31, 2026-10, 2603月."""
    text = folded(text)
    found = [*_TITLE.finditer(text), *_TITLE_SHORT.finditer(text)]
    return {p for f in found if (p := _period(f[1], f[2])) is not None}


_TITLE = re.compile(
    r"(?<!\d)(20\d\d) *[年./-] *(1[0-2]|0?[1-9])(?!\d)(?! *月? *[-~至到] *\d{1,2} *月)"
)
_TITLE_SHORT = re.compile(r"(?<!\d)(\d\d)(0[1-9]|1[0-2])月")
YEAR = re.compile(r"(?<!\d)(20\d\d) *(?:年|度)")


def _of_number(value: float) -> date | Unreadable:
    if SERIALS.start <= value < SERIALS.stop:
        return EPOCH + timedelta(days=int(value))
    return _of_text(f"{value:.0f}", None) if value.is_integer() else NOT_A_DATE


def _of_text(text: str, order: str | None) -> date | Unreadable:
    if found := _YEAR_FIRST.fullmatch(text):
        year, separator, month, day = found.groups()
        if len(year) == 4 or _is_year(year, separator.strip(), order or day_order([text])):
            return _day(year, month, day)
        return AMBIGUOUS_DAY
    if found := _DIGITS.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(int(found[1]), int(found[2]), found[3], order)
    if found := _ENGLISH.fullmatch(text):
        return _english(found)
    if text.isdigit() and int(text) in SERIALS:
        return EPOCH + timedelta(days=int(text))
    return NO_YEAR if _NO_YEAR.fullmatch(text) else NOT_A_DATE


def _is_year(digits: str, separator: str, order: str | None) -> bool:
    """Whether two leading digits are a year: 13/05/26 may be read two ways, 05-01-26 three."""
    if separator in "-.":
        return int(digits) > 12 and order in (None, "ymd")
    return separator == "年" or order == "ymd"


def _year_last(first: int, second: int, year: str, order: str | None) -> date | Unreadable:
    if len(year) == 2:
        return AMBIGUOUS_DAY
    if first > 12:
        return _day(year, second, first)
    if second > 12 or first == second or order == "mdy":
        return _day(year, first, second)
    return _day(year, second, first) if order == "dmy" else AMBIGUOUS_DAY


def _english(found: re.Match[str]) -> date | Unreadable:
    name = (found[2] or found[3])[:3].lower()
    if name not in _MONTHS:
        return NOT_A_DATE
    return _day(found[5], _MONTHS.index(name) + 1, found[1] or found[4])


def _day(year: str, month: int | str, day: int | str) -> date | Unreadable:
    try:
        return date(_full(year), int(month), int(day))
    except ValueError:
        return NO_SUCH_DAY


def _full(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) >= PIVOT else 2000)


def _period(year: str, month: str) -> Period | None:
    if not 1 <= int(month) <= 12 or not 1990 <= _full(year) <= 2099:
        return None
    return Period(_full(year), int(month))


def _period_of_text(text: str, context: Context) -> Period | Unreadable:
    if found := _PERIOD.fullmatch(text):
        return _period(found[1], found[2]) or NOT_A_MONTH
    if found := _PERIOD_DIGITS.fullmatch(text):
        # 2012 may be a year as well as December 2020
        is_year = len(text) == 4 and text.startswith(("19", "20"))
        return NOT_A_MONTH if is_year else _period(found[1], found[2]) or NOT_A_MONTH
    if (found := _MONTH_ONLY.fullmatch(text)) and context.year:
        return _period(str(context.year), found[1]) or NOT_A_MONTH
    day = _of_text(text, None)
    return Period.of(day) if isinstance(day, date) else NOT_A_MONTH
