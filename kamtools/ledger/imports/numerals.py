"""Numbers written in Chinese numerals: 十二, 一千零五, 叁万贰仟."""

import re

_DIGITS = {c: v for v, row in enumerate(
    ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for c in row}  # fmt: skip
_ZERO, _DIGIT = "[零〇]*", f"[{''.join(c for c, v in _DIGITS.items() if v)}]"
# 一百二 is 120 to some and 102 to others: a last digit right after 百 or 千 is not read
_SECTION = re.compile(
    rf"{_ZERO}(?:({_DIGIT})[千仟])?{_ZERO}(?:({_DIGIT})[百佰])?{_ZERO}"
    rf"(?:({_DIGIT}?)[十拾])?{_ZERO}(?:(?<![千仟百佰])({_DIGIT}))?"
)


def chinese_number(text: str) -> int | None:
    """The whole number that ``text`` writes in Chinese numerals, ``None`` if it writes none.

    Shortened speech such as 三万五 (35,000 or 30,005?) is not read.
    """
    return _above(text, "亿", 10**8) if text else None


def _above(text: str, mark: str, worth: int) -> int | None:
    """The number, split at the last ``mark`` (亿, then 万)."""
    high_text, found, low_text = text.rpartition(mark)
    if not found:
        return _below(text, mark)
    high = _above(high_text, "万", 10**4) if mark == "亿" else _section(high_text)
    low = _below(low_text, mark) if low_text else 0
    if not high or low is None or (len(low_text) == 1 and low):
        return None
    return high * worth + low


def _below(text: str, mark: str) -> int | None:
    return _above(text, "万", 10**4) if mark == "亿" else _section(text)


def _section(text: str) -> int | None:
    """A number below 10,000."""
    found = _SECTION.fullmatch(text)
    if not text or not found:
        return None
    thousands, hundreds, tens, ones = found.groups()
    ten = 1 if tens == "" else _DIGITS[tens or "零"]  # 十二 is 12
    return (
        sum(
            _DIGITS[digit or "零"] * worth
            for digit, worth in ((thousands, 1000), (hundreds, 100), (ones, 1))
        )
        + 10 * ten
    )
