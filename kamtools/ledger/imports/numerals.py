"""Numbers written in Chinese numerals: 十二, 一千零五, 叁万贰仟."""

import re
from itertools import pairwise

_DIGITS = {c: v for v, row in enumerate(
    ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for c in row}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_WHOLE = re.compile(f"[{''.join([*_DIGITS, *_SMALL, *_LARGE])}]+")


def chinese_number(text: str) -> int | None:
    """The whole number that ``text`` writes in Chinese numerals, ``None`` if it writes none.

    Shortened speech such as 三万五 (35,000 or 30,005?) is not read.
    """
    if not _WHOLE.fullmatch(text) or _is_short_speech(text):
        return None
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            # 十二 is 12: a leading 十 has no digit before it
            section, digit = section + (digit or 1) * _SMALL[char], 0
        else:
            total, section, digit = (total + section + digit) * _LARGE[char], 0, 0
    return total + section + digit


def _is_short_speech(text: str) -> bool:
    """三万五, 一百二: a last digit that follows 百 or more without 零; also two digits in a row."""
    pairs = list(pairwise(text))
    if any(a in _DIGITS and b in _DIGITS and _DIGITS[a] for a, b in pairs):
        return True
    last = pairs[-1] if pairs else ("", "")
    return last[1] in _DIGITS and (last[0] in _LARGE or _SMALL.get(last[0], 0) > 10)
