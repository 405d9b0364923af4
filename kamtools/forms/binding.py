"""Placeholders in a template's cells, and what they stand for.

``{{客户.全称}}`` walks nested mappings; ``{{明细[].门店}}`` is one field of a repeating record;
``{{月度[3].金额}}`` is a field of the third of a fixed number of slots.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from kamtools.excel.changes import Value

_MARK = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_HALF = re.compile(r"\{\{|\}\}|｛\s*｛|｝\s*｝")
_STEP = re.compile(r"([^.\[\]]+)(\[(\d*)\])?")


class Unresolved(LookupError):
    """The data has nothing at a placeholder's ``path``; ``known`` is what there is instead."""

    def __init__(self, path: str, known: str = "") -> None:
        super().__init__(path)
        self.path = path
        self.known = known


@dataclass(frozen=True)
class Placeholder:
    """One ``{{path}}``. ``repeats`` names the list whose records it shows one field of."""

    path: str

    @property
    def repeats(self) -> str | None:
        """The dotted name before ``[]``, or None when it stands once."""
        head, bracket, _ = self.path.partition("[]")
        return head if bracket else None

    def resolve(self, data: Mapping[str, object], item: int = 0) -> Value:
        """Its value in ``data``; ``item`` is the 0-based record of a repeating one.

        A slot or record beyond the list's end is None. Raises ``Unresolved``.
        """
        here: object = data
        for name, bracket, index in _steps(self.path):
            if not isinstance(here, Mapping) or name not in here:
                raise Unresolved(self.path, _members(here))
            here = here[name]
            if bracket:
                if not isinstance(here, Sequence) or isinstance(here, str):
                    raise Unresolved(self.path, name)
                here = _nth(here, int(index) - 1 if index else item)
            if here is None:
                return None
        if isinstance(here, str | int | float | Decimal | date):
            return here
        raise Unresolved(self.path, _members(here, self.path + "."))


def placeholders(text: str) -> list[Placeholder]:
    """The placeholders in a cell's text, in order."""
    return [Placeholder(found[1]) for found in _MARK.finditer(text)]


def is_half(text: str) -> bool:
    """Whether ``text`` has a placeholder that lacks a brace, or has full-width ones."""
    return bool(_HALF.search(_MARK.sub("", text)))


def filled_text(text: str, data: Mapping[str, object], item: int = 0) -> Value:
    """What the cell shows: a typed value if the text is one placeholder, else text with each shown.

    Raises ``Unresolved``.
    """
    whole = whole_path(text)
    if whole:
        return Placeholder(whole).resolve(data, item)
    return _MARK.sub(lambda found: _shown(Placeholder(found[1]).resolve(data, item)), text)


@lru_cache(maxsize=4096)
def whole_path(text: str) -> str | None:
    """The path of a cell that holds one placeholder and nothing else."""
    whole = _MARK.fullmatch(text.strip())
    return whole[1] if whole else None


def paths_in(text: str) -> list[str]:
    """The paths in a template's text, or the path itself where ``text`` is one."""
    return [mark.path for mark in placeholders(text)] or [text]


def texts_back(text: str, shown: str) -> dict[str, str] | None:
    """The other direction of ``filled_text``: what stands for each placeholder of ``text``.

    None when ``shown`` does not have the words around the placeholders any more, or when no words
    part two of them.
    """
    marks = [found[1] for found in _MARK.finditer(text)]
    words = [re.escape(part) for part in _MARK.sub("\0", text).split("\0")]
    if not all(words[1:-1]):
        return None
    found = re.fullmatch("(.*?)".join(words), shown, re.DOTALL)
    return dict(zip(marks, found.groups(), strict=True)) if found else None


def records(data: Mapping[str, object], name: str) -> Sequence[object]:
    """The list called ``name`` in ``data``; raises ``Unresolved``."""
    here: object = data
    for step, _, _ in _steps(name):
        if not isinstance(here, Mapping) or step not in here:
            raise Unresolved(name, _members(here))
        here = here[step]
    if isinstance(here, Sequence) and not isinstance(here, str):
        return here
    raise Unresolved(name)


def _steps(path: str) -> list[tuple[str, bool, str]]:
    found = [_STEP.fullmatch(step.strip()) for step in path.split(".")]
    if not all(found):
        raise Unresolved(path)
    return [(step[1], bool(step[2]), step[3] or "") for step in found if step]


def _members(here: object, before: str = "") -> str:
    return "、".join(f"{before}{name}" for name in here) if isinstance(here, Mapping) else ""


def _nth(here: Sequence[object], index: int) -> object:
    return here[index] if index < len(here) else None


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)
