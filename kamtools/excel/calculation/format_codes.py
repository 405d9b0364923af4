"""Number formats taken apart: sections, conditions, and the words of a section.

Source: ECMA-376 part 1, 18.8.31; what Chinese Excel adds (aaaa, [DBNum1]) from its own display.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from kamtools.excel.calculation.values import Unknown

_WORD = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<wide>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<noon>AM/PM|上午/下午)|(?P<exponent>[Ee][+-])"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]{3,4})|(?P<digit>[0#?])|(?P<sign>[.,%@])"
    r"|(?P<literal>[-+/():!^&'~{}<>= $￥¥€]|[^\x00-\x7f])",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<>|<=|>=|=|<|>)\s*(-?[0-9.]+)")
_COLOURS = frozenset(("black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"))
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-([0-9A-Fa-f]+))?")

Word = tuple[str, str]
"""Kind and text: literal, digit, date, elapsed, noon, general, exponent, sign."""


@dataclass(frozen=True)
class Section:
    """One part of a format. ``numerals``: 1 and 2 are Chinese, plain and financial."""

    words: tuple[Word, ...]
    condition: tuple[str, float] | None = None
    numerals: int = 0
    language: str = ""

    def has(self, *kinds: str) -> bool:
        """Whether it holds a word of these kinds."""
        return any(kind in kinds for kind, _ in self.words)


@lru_cache(maxsize=1024)
def sections(pattern: str) -> tuple[Section, ...]:
    """The sections of a format; raises ``Unknown`` for what isn't understood."""
    parts: list[list[re.Match[str]]] = [[]]
    position = 0
    while position < len(pattern):
        if pattern[position] == ";":
            parts.append([])
            position += 1
            continue
        found = _WORD.match(pattern, position)
        if found is None:
            raise Unknown(pattern)
        parts[-1].append(found)
        position = found.end()
    if len(parts) > 4:
        raise Unknown(pattern)
    return tuple(_section(pattern, part) for part in parts)


def _section(pattern: str, found: list[re.Match[str]]) -> Section:
    words: list[Word] = []
    condition, numerals, language = None, 0, ""
    for one in found:
        kind, text = one.lastgroup or "", one.group(one.lastgroup or 0)
        if kind != "bracket":
            words.append(_plain(kind, text))
        elif limit := _CONDITION.fullmatch(text):
            condition = limit[1], float(limit[2])
        elif text.lower() in ("dbnum1", "dbnum2"):
            numerals = int(text[-1])
        elif _ELAPSED.fullmatch(text):
            words.append(("elapsed", text.lower()))
        elif money := _CURRENCY.fullmatch(text):
            words.append(("literal", money[1]))
            language = (money[2] or "").lower().removeprefix("0").removeprefix("0")
        elif text.lower() not in _COLOURS:
            raise Unknown(pattern)
    return Section(tuple(words), condition, numerals, language)


def _plain(kind: str, text: str) -> Word:
    if kind in ("quoted", "escaped", "literal"):
        return "literal", text
    if kind == "wide":
        return "literal", " "
    return kind, text.lower() if kind == "date" else text
