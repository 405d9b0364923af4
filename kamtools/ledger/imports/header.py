"""What a header cell says: the words it can be known by, and the unit it states."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kamtools.ledger.imports.numbers import ONE, UNITS
from kamtools.ledger.imports.reading import folded

_UNIT_WORDS = {
    "元": ONE, "百元": Decimal(100), "千元": Decimal(1000), "万元": Decimal(10_000),
    "百万元": Decimal(10) ** 6, "亿元": Decimal(10) ** 8, "%": Decimal("0.01"),
    **{word: worth for word, worth in UNITS.items() if word not in "十百"},
}  # fmt: skip
_UNIT = "|".join(sorted(_UNIT_WORDS, key=len, reverse=True))
_IN_BRACKETS = re.compile(rf"[(\[【](?:单位[:]?)?(?:人民币)?({_UNIT})[)\]】]")
_AFTER_MARK = re.compile(rf"[/_:,-](?:人民币)?({_UNIT})$")
_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_SHEET_UNIT = re.compile(rf"单位[:]?(?:人民币)?({_UNIT})(?!\w)")


@dataclass(frozen=True)
class Label:
    """One column's header: as written, the normal forms it is known by, the unit it states."""

    text: str
    words: tuple[str, ...]
    unit: Decimal | None = None


NO_LABEL = Label("", ())


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """A header without what people vary: width, case, spaces, line breaks, ``*``, colons."""
    return re.sub(r"[\s*:·]+", "", folded(text)).lower()


@lru_cache(maxsize=4096)
def label(text: str) -> Label:
    """The label of one header cell."""
    whole = normal(text)
    if not whole:
        return NO_LABEL
    unit = _IN_BRACKETS.search(whole) or _AFTER_MARK.search(re.sub(r"\s", "", folded(text)))
    bare = _BRACKETS.sub("", whole)
    if unit and not _IN_BRACKETS.search(whole):
        bare = re.sub(rf"[/_,-]?(?:人民币)?{unit[1]}$", "", bare)
    words = dict.fromkeys(word for word in (whole, bare, re.sub(r"[()_\[\]]", "", whole)) if word)
    return Label(" ".join(text.split()), tuple(words), _UNIT_WORDS[unit[1]] if unit else None)


def labels(rows: Sequence[Sequence[Any]], row: int, depth: int) -> tuple[Label, ...]:
    """The labels of the columns under a header of ``depth`` 1 or 2 that begins at ``row``.

    In two levels 客户 over 编号 is known as 客户编号 and as 编号; an upper cell that is merged
    over several columns counts for each of them.
    """
    top = rows[row]
    if depth == 1:
        return tuple(_label(cell) for cell in top)
    bottom = rows[row + 1]
    return tuple(_two_levels(top, bottom))


def _two_levels(top: Sequence[Any], bottom: Sequence[Any]) -> list[Label]:
    found, above = [], NO_LABEL
    for column in range(max(len(top), len(bottom))):
        upper = _label(top[column]) if column < len(top) else NO_LABEL
        lower = _label(bottom[column]) if column < len(bottom) else NO_LABEL
        above = upper if upper.words or not lower.words else above
        found.append(_joined(above, lower) if lower.words else upper)
    return found


def _joined(above: Label, lower: Label) -> Label:
    if not above.words:
        return lower
    words = (*(a + b for a in above.words for b in lower.words), *lower.words)
    unit = lower.unit if lower.unit is not None else above.unit
    return Label(f"{above.text} {lower.text}", tuple(dict.fromkeys(words)), unit)


def _label(cell: object) -> Label:
    # 2,000 characters are no header; a number is none either
    return label(cell) if isinstance(cell, str) and len(cell) < 200 else NO_LABEL


def sheet_unit(texts: Sequence[str]) -> Decimal | None:
    """The unit that a line above the table states for all its amounts: 单位：万元."""
    for text in texts:
        if found := _SHEET_UNIT.search(normal(text)):
            return _UNIT_WORDS[found[1]]
    return None
