"""What people type, or Excel makes, of texts, codes and phone numbers."""

import re
from datetime import date, datetime

from kamtools.language import Text
from kamtools.ledger.imports.reading import Unreadable, error_in, folded, is_nothing

SCIENTIFIC = Unreadable(
    Text("被 Excel 改成了科学计数法，后几位已丢失；请把该列设为“文本”后重新导出",
         "Excel turned it into scientific notation and lost digits; export the column as text")
)  # fmt: skip
TOO_LONG = Unreadable(
    Text("超过 15 位的编号存成了数字，后几位已丢失；请把该列设为“文本”后重新导出",
         "a code of more than 15 digits was stored as a number and lost digits; export it as text")
)  # fmt: skip
NOT_A_PHONE = Unreadable(Text("不是电话号码", "it is no phone number"))

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_FLOAT_CODE = re.compile(r"(\d{3,})\.0+")
_MOBILE = re.compile(r"(?:\+?86[- ]?)?(1\d{2})[- ]?(\d{4})[- ]?(\d{4})")


def read_text(value: object) -> str | Unreadable | None:
    """The text in a cell, its ends trimmed; numbers without ``.0``, dates as 2026-05-01."""
    if isinstance(value, str):
        text = value.strip().strip("\u3000\ufeff")
        return error_in(text) or text or None
    return None if value is None else written(value)


def read_code(value: object) -> str | Unreadable | None:
    """An identifier: full-width as half-width, 1001.0 as 1001, leading zeros kept."""
    if not isinstance(value, str):
        return _code_of_number(value)
    text = folded(value).lstrip("'")
    if is_nothing(text):
        return None
    if error := error_in(text):
        return error
    if _SCIENTIFIC.fullmatch(text):
        return SCIENTIFIC
    found = _FLOAT_CODE.fullmatch(text)
    return found[1] if found else text


def read_phone(value: object) -> str | Unreadable | None:
    """A phone number: 13800138000.0 and ``+86 138-0013-8000`` as 13800138000, others as typed."""
    text = read_code(value)
    if not isinstance(text, str):
        return text
    if found := _MOBILE.fullmatch(text):
        return "".join(found.groups())
    return text if re.search(r"\d{3}", text) else NOT_A_PHONE


def _code_of_number(value: object) -> str | Unreadable | None:
    if isinstance(value, float) and abs(value) >= 1e15:
        return TOO_LONG
    return None if value is None else written(value)


def written(value: object) -> str:
    """A cell as a person sees it: 7 for 7.0, a day without its midnight."""
    if isinstance(value, datetime):
        return str(value.date()) if value.time().isoformat() == "00:00:00" else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return format(value, ".0f" if value.is_integer() else ".15g")
    return str(value)
