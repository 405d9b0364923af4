"""What people type for a number → ``Decimal``; never a guess, never 0 for what is not a number."""

import math
import re
from decimal import Decimal

from kamtools.language import Text
from kamtools.ledger.imports.numerals import chinese_number
from kamtools.ledger.imports.reading import Unreadable, error_in, folded, is_nothing

ONE = Decimal(1)
LIMIT = Decimal(10) ** 14
"""Amounts from here on do not fit DECIMAL(18, 4)."""

NOT_A_NUMBER = Unreadable(Text("不是数字", "it is not a number"))
NOT_WHOLE = Unreadable(Text("不是整数", "it is not a whole number"))
TOO_LARGE = Unreadable(Text("数字太大", "the number is too large"))
A_SHARE = Unreadable(Text("是百分数，不是金额", "it is a share, not an amount of money"))
AMBIGUOUS_COMMA = Unreadable(
    Text("逗号位置不对，分不清是千分位还是小数点", "its commas separate no thousands")
)

UNITS = {
    "十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10) ** 4,
    "十万": Decimal(10) ** 5, "百万": Decimal(10) ** 6, "千万": Decimal(10) ** 7,
    "亿": Decimal(10) ** 8, "万亿": Decimal(10) ** 12,
}  # fmt: skip
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_YUAN = "[元圆]整?|块钱?"
_MEASURE = (
    "件|个|张|人|户|家|次|天|日|分|箱|瓶|套|台|盒|袋|条|单"
    "|公斤|斤|吨|kg|平方米|平米|㎡|m2|米|公里|km"
)
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+-])?\s*(?:¥|rmb|cny|人民币)?\s*(?P<inner>[+-])?\s*"
    rf"(?P<number>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d*)?|\.\d+)(?P<power>e[+-]?\d{{1,2}})?\s*"
    rf"(?P<unit>{_UNIT})?\s*(?:(?P<yuan>{_YUAN})|{_MEASURE})?\s*(?P<percent>%)?\s*(?P<close>\))?",
    re.IGNORECASE,
)
_ENDING = re.compile(rf"(?:{_YUAN}|{_MEASURE})$")
_STATES_UNIT = re.compile(rf"[万亿]|(?:{_YUAN})$")
_PLAIN = re.compile(r"-?\d+(\.\d+)?")


def read_number(value: object, scale: Decimal = ONE) -> Decimal | Unreadable | None:
    """The number in a cell: full-width, thousands commas, ¥, 万/亿, %, negative in brackets.

    ``scale`` is the unit that the header states; a unit in the cell itself (万, 元) comes before
    it. Blank, dash and 无 are ``None``.
    """
    number = _of_text(value, scale) if isinstance(value, str) else _of_number(value, scale)
    if isinstance(number, Decimal) and abs(number) >= LIMIT:
        return TOO_LARGE
    return number


def read_money(value: object, scale: Decimal = ONE) -> Decimal | Unreadable | None:
    """An amount, typed in any of the ways of ``read_number`` but as a share (5%)."""
    if isinstance(value, str) and "%" in folded(value):
        return A_SHARE
    return read_number(value, scale)


def read_integer(value: object, scale: Decimal = ONE) -> int | Unreadable | None:
    """A whole number, typed in any of the ways of ``read_number``."""
    number = read_number(value, scale)
    if not isinstance(number, Decimal):
        return number
    return int(number) if number == number.to_integral_value() else NOT_WHOLE


def exact(value: float) -> Decimal:
    """A cell's float as the number a person sees: Excel keeps 15 digits."""
    return Decimal(format(value, ".15g"))


def _of_number(value: object, scale: Decimal) -> Decimal | Unreadable | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return NOT_A_NUMBER
    if isinstance(value, float):
        return exact(value) * scale if math.isfinite(value) else NOT_A_NUMBER
    return Decimal(value) * scale


def _of_text(text: str, scale: Decimal) -> Decimal | Unreadable | None:
    if _PLAIN.fullmatch(text):
        return Decimal(text) * scale
    text = folded(text).replace("\u00a0", " ")
    if is_nothing(text):
        return None
    if error := error_in(text):
        return error
    found = _NUMBER.fullmatch(text)
    if not found:
        return _otherwise(text, scale)
    if bool(found["open"]) != bool(found["close"]) or (found["sign"] and found["inner"]):
        return NOT_A_NUMBER
    return _built(found, scale)


def _built(found: re.Match[str], scale: Decimal) -> Decimal:
    number = Decimal(found["number"].replace(",", "") + (found["power"] or ""))
    if found["open"] or "-" in (found["sign"], found["inner"]):
        number = -number
    if found["percent"]:
        return number / 100
    if found["unit"]:
        return number * UNITS[found["unit"]]
    return number if found["yuan"] else number * scale


def _otherwise(text: str, scale: Decimal) -> Decimal | Unreadable:
    if (number := chinese_number(_ENDING.sub("", text))) is not None:
        return Decimal(number) * (ONE if _STATES_UNIT.search(text) else scale)
    return AMBIGUOUS_COMMA if re.fullmatch(r"[\d.,]+", text) and "," in text else NOT_A_NUMBER
