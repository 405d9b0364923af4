"""Putting typed values into cells. A cell keeps its style, whatever it is given."""

import math
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from kamtools.excel.changes import Value
from kamtools.excel.markup import Element, drop_attributes
from kamtools.excel.repeated_rows import Filled
from kamtools.excel.sheet import VALUE
from kamtools.excel.strings import (
    LONGEST_TEXT,
    length_in_excel,
    put_text,
    text_xml,
    without_illegal,
)
from kamtools.findings import FindingKind, Severity
from kamtools.language import Text

TEXT_TOO_LONG = FindingKind(
    "text_too_long",
    Severity.ERROR,
    what=Text(
        "文字有 {length} 个字符，超过单元格上限 32767，没有写入",
        "a text of {length} characters is longer than a cell holds (32767) and was not written",
    ),
    do=Text("请缩短这段文字", "shorten the text"),
)
ILLEGAL_CHARACTERS = FindingKind(
    "illegal_characters",
    Severity.WARNING,
    what=Text(
        "文字里有 {count} 个控制字符，已去掉",
        "{count} control characters were left out of the text",
    ),
    do=Text("请在源数据里清除它们", "remove them where the text comes from"),
)
NUMBER_TOO_LONG = FindingKind(
    "number_too_long",
    Severity.WARNING,
    what=Text(
        "数字 {number} 超过 15 位，Excel 只保留前 15 位", "Excel keeps 15 digits of {number}"
    ),
    do=Text("号码类内容请按文字提供", "give codes and numbers of papers as text"),
)
NOT_A_NUMBER = FindingKind(
    "not_a_number",
    Severity.ERROR,
    what=Text(
        "值 {number} 不是有效的数字，单元格留空", "{number} is no number; the cell is left blank"
    ),
    do=Text("请检查计算它的数据", "check the data it was computed from"),
)
DATE_OUT_OF_RANGE = FindingKind(
    "date_out_of_range",
    Severity.ERROR,
    what=Text(
        "日期 {day} 早于 Excel 能表示的日期，按文字写入",
        "{day} is before Excel's first day; it was written as text",
    ),
    do=Text("请核对日期", "check the date"),
)

NUMBER_TOO_SMALL = FindingKind(
    "number_too_small",
    Severity.WARNING,
    what=Text("数字 {number} 太小，在 Excel 里就是 0", "to Excel {number} is so small as to be 0"),
    do=Text("请核对这个数", "check the number"),
)

LAST_DIGIT = 15
MOST_DIGITS = 40
"""Digits and zeros of a number that are written out; of longer ones, what Excel can hold."""


def clear(cell: Element) -> None:
    """Empty a cell but for its address and style."""
    for child in list(cell):
        cell.remove(child)
    drop_attributes(cell, "t", "cm", "vm", "ph")


Wrong = list[tuple[FindingKind, dict[str, object]]]
"""What was wrong with a value: the kind of finding, and the values it is told with."""


class Content(NamedTuple):
    """What a cell is to hold: its type in the file ("" blank, n, b, inlineStr) and its text."""

    kind: str
    text: str = ""


_BLANK = Content("")


def put(cell: Element, value: Value, from_1904: bool = False) -> Wrong:
    """Give a cell a value; returns what was wrong with it. A text is never read as a formula.

    None and NaN (a missing value in a frame) leave a blank cell.
    """
    content, wrong = content_of(value, from_1904)
    if content is None:
        return wrong
    clear(cell)
    if content.kind == "inlineStr":
        put_text(cell, content.text)
    elif content.kind:
        if content.kind != "n":
            cell.set("t", content.kind)
        element = cell.makeelement(VALUE)
        element.text = content.text
        cell.append(element)
    return wrong


def filled(style: str | None, content: Content) -> Filled:
    """The content of a cell in a row that is kept as text."""
    kind, text = content.kind, content.text
    if not kind:
        return Filled(style, "/>", None)
    if kind == "inlineStr":
        return Filled(style, f' t="inlineStr"><is>{text_xml(text)}</is></c>', text)
    if kind == "n":
        return Filled(style, f"><v>{text}</v></c>", float(text))
    return Filled(style, f' t="{kind}"><v>{text}</v></c>', text == "1")


def content_of(value: Value, from_1904: bool = False) -> tuple[Content | None, Wrong]:
    """What a cell with a value holds, None where it stays as it was, and what is wrong with it."""
    if isinstance(value, str):
        return _text(value)
    if value is None or value != value:
        return _BLANK, []
    if isinstance(value, bool):
        return Content("b", "1" if value else "0"), []
    if isinstance(value, date):
        serial = to_serial(value, from_1904)
        if serial is None:
            return Content("inlineStr", str(value)), [(DATE_OUT_OF_RANGE, {"day": value})]
        return Content("n", str(serial)), []
    return _number(value)


def _text(text: str) -> tuple[Content | None, Wrong]:
    clean, left_out = without_illegal(text.replace("\r\n", "\n"))
    length = length_in_excel(clean)
    if length > LONGEST_TEXT:
        return None, [(TEXT_TOO_LONG, {"length": length})]
    wrong: Wrong = [(ILLEGAL_CHARACTERS, {"count": left_out})] if left_out else []
    return Content("inlineStr", clean) if clean else _BLANK, wrong


def to_serial(day: date, from_1904: bool) -> int | float | None:
    """The number Excel keeps for a day or moment; None before its first day.

    Excel's 1900 calendar has a 29 February that never was, hence the two epochs.
    """
    moment = (
        day.replace(tzinfo=None)
        if isinstance(day, datetime)
        else datetime(day.year, day.month, day.day)
    )
    if from_1904:
        epoch = datetime(1904, 1, 1)
    else:
        epoch = datetime(1899, 12, 30) if moment >= datetime(1900, 3, 1) else datetime(1899, 12, 31)
    passed = moment - epoch
    if passed < timedelta(0 if from_1904 else 1):
        return None
    return (
        passed.days
        if not passed.seconds and not passed.microseconds
        else passed / timedelta(days=1)
    )


def _number(number: int | float | Decimal) -> tuple[Content, Wrong]:
    if not _is_finite(number):
        return _BLANK, [(NOT_A_NUMBER, {"number": _short(number)})]
    if number and abs(float(number)) < sys.float_info.min:
        return Content("n", "0"), [(NUMBER_TOO_SMALL, {"number": _short(number)})]
    if not number:
        return Content("n", "0"), []  # Excel has no -0
    if isinstance(number, float):
        return Content("n", float.__repr__(number)), []  # numpy's own names its type
    _, digits, exponent = Decimal(number).as_tuple()
    assert isinstance(exponent, int)
    if len(digits) + abs(exponent) > MOST_DIGITS:
        text = repr(float(number))
    else:
        text = format(number, "f") if isinstance(number, Decimal) else str(number)
    if any(digits[LAST_DIGIT : max(len(digits) + exponent, 0)]):
        return Content("n", text), [(NUMBER_TOO_LONG, {"number": text})]
    return Content("n", text), []


def _is_finite(number: int | float | Decimal) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # an integer beyond what Excel can hold
        return False


def _short(number: int | float | Decimal) -> str:
    """The number as a person is told it, however many digits it has."""
    return f"{Decimal(number):.15G}" if math.isfinite(Decimal(number)) else str(number)
