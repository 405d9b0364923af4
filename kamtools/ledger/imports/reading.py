"""What reading one cell can come to, beside a value."""

import unicodedata
from dataclasses import dataclass

from kamtools.language import Text


@dataclass(frozen=True)
class Unreadable:
    """A cell that is not blank and can't be read as its column's kind, and why."""

    reason: Text


@dataclass(frozen=True)
class Context:
    """What the sheet says about all its cells: the year that ``3月`` lies in, if any."""

    year: int | None = None


ERROR_VALUE = Unreadable(Text("是公式错误值", "it is a formula's error value"))
NOT_A_CODE = Unreadable(Text("不是编号", "it is no code"))

_BLANK = frozenset({"", "null", "\\n", "nan", "nat"})
_NOTHING = _BLANK | {"-", "--", "---", "/", "\\", "无", "暂无", "n/a", "na", "none", "_", "."}
_DASHES = str.maketrans("−–—―‐‑‒", "-------")
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")


def folded(text: str) -> str:
    """Full-width forms, odd spaces and odd dashes as their plain selves, ends trimmed."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing: empty, spaces, or what databases export for it."""
    return value is None or (isinstance(value, str) and value.strip().lower() in _BLANK)


def is_nothing(text: str) -> bool:
    """Whether a folded text is what people type for “none”: a dash, a slash, 无."""
    return text.lower() in _NOTHING


def is_error(text: str) -> bool:
    """Whether a text is Excel's error value."""
    return text.startswith("#") and text.upper().startswith(_ERRORS)
