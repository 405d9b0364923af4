"""What reading one cell can come to, beside a value."""

import unicodedata
from dataclasses import dataclass

from kamtools.excel.reading.blind_cells import UNCOMPUTED
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

_BLANK = frozenset({"", "null", "\\n", "nan", "nat"})
_NOTHING = _BLANK | {"-", "--", "---", "/", "\\", "无", "暂无", "n/a", "na", "none", "_", "."}
_DASHES = str.maketrans("−–—―‐‑‒", "-------")
_UNCOMPUTED = Unreadable(
    Text("是没有计算结果的公式，用 Excel 打开并保存一次",
         "it is a formula without a value; open and save it in Excel")
)  # fmt: skip
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


def error_in(text: str) -> Unreadable | None:
    """What is wrong with a text that is Excel's error value; ``None`` for any other text."""
    if not text.startswith("#"):
        return None
    if text == UNCOMPUTED:
        return _UNCOMPUTED
    return ERROR_VALUE if text.upper().startswith(_ERRORS) else None
