"""Placeholders in a template's cells, and what they stand for.

``{{客户.全称}}`` walks nested mappings; ``{{明细[].门店}}`` is one field of a repeating record;
``{{月度[3].金额}}`` is a field of the third of a fixed number of slots.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kamtools.excel.changes import Value

_MARK = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_STEP = re.compile(r"([^.\[\]]+)(\[(\d*)\])?")


class Unresolved(LookupError):
    """The data has nothing at a placeholder's path."""


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
            here = _member(here, name)
            if bracket:
                here = _nth(here, int(index) - 1 if index else item)
            if here is None:
                return None
        if isinstance(here, str | int | float | Decimal | date):
            return here
        raise Unresolved(self.path)


def placeholders(text: str) -> list[Placeholder]:
    """The placeholders in a cell's text, in order."""
    return [Placeholder(found[1]) for found in _MARK.finditer(text)]


def filled_text(text: str, data: Mapping[str, object], item: int = 0) -> Value:
    """What the cell shows: a typed value if the text is one placeholder, else text with each shown.

    Raises ``Unresolved``.
    """
    whole = _MARK.fullmatch(text.strip())
    if whole:
        return Placeholder(whole[1]).resolve(data, item)
    return _MARK.sub(lambda found: _shown(Placeholder(found[1]).resolve(data, item)), text)


def records(data: Mapping[str, object], name: str) -> Sequence[object]:
    """The list called ``name`` in ``data``; raises ``Unresolved``."""
    here: object = data
    for step, _, _ in _steps(name):
        here = _member(here, step)
    if isinstance(here, Sequence) and not isinstance(here, str):
        return here
    raise Unresolved(name)


def _steps(path: str) -> list[tuple[str, bool, str]]:
    found = [_STEP.fullmatch(step.strip()) for step in path.split(".")]
    if not all(found):
        raise Unresolved(path)
    return [(step[1], bool(step[2]), step[3] or "") for step in found if step]


def _member(here: object, name: str) -> object:
    if isinstance(here, Mapping) and name in here:
        return here[name]
    raise Unresolved(name)


def _nth(here: object, index: int) -> object:
    if not isinstance(here, Sequence) or isinstance(here, str):
        raise Unresolved(str(index + 1))
    return here[index] if index < len(here) else None


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)
