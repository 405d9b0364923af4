"""Placeholders in a template's cells, and what they stand for.

``{{客户.全称}}`` walks nested mappings; ``{{明细[].门店}}`` is one field of a repeating record;
``{{月度[3].金额}}`` is a field of the third of a fixed number of slots.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from kamtools.excel.changes import Value

_MARK = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_HALF = re.compile(r"\{\{|\}\}|｛\s*｛|｝\s*｝")
_STEP = re.compile(r"([^.\[\]]+)(\[(\d*)\])?")


class Why(Enum):
    """What keeps a placeholder from its value."""

    MISSING = "missing"
    NOT_A_LIST = "not a list"
    NOT_A_VALUE = "not a value"
    NOT_A_RECORD = "not a record"
    NO_SLOT = "slots count from 1"
    NESTED = "a list in a list"

    @property
    def lies_in_the_data(self) -> bool:
        """Whether another record's value may be there; else no data could ever fill it."""
        return self not in (Why.NO_SLOT, Why.NESTED)


class Unresolved(LookupError):
    """The data has nothing at a placeholder's ``path``; ``known`` is what there is instead.

    ``at`` is the part of the path that is no list, record or value where it should be one.
    """

    def __init__(self, path: str, known: str = "", why: Why = Why.MISSING, at: str = "") -> None:
        super().__init__(path)
        self.path = path
        self.known = known
        self.why = why
        self.at = at or path


@dataclass(frozen=True)
class Placeholder:
    """One ``{{path}}``. ``repeats`` names the list whose records it shows one field of."""

    path: str

    @property
    def repeats(self) -> str | None:
        """The dotted name before ``[]``, or None when it stands once."""
        head, bracket, _ = self.path.partition("[]")
        return head.strip() if bracket else None

    def resolve(self, data: Mapping[str, object], item: int = 0) -> Value:
        """Its value in ``data``; ``item`` is the 0-based record of a repeating one.

        A slot or record beyond the list's end is None. Raises ``Unresolved``.
        """
        steps = _steps(self.path)
        here = _walk(data, steps, self.path, item)
        if here is None or isinstance(here, str | int | float | Decimal | date):
            return here
        raise Unresolved(self.path, _members(here, self.path + "."), Why.NOT_A_VALUE)


def placeholders(text: str) -> list[Placeholder]:
    """The placeholders in a cell's text, in order."""
    return [Placeholder(found[1]) for found in _MARK.finditer(text)]


def is_half(text: str) -> bool:
    """Whether ``text`` has a placeholder that lacks a brace, or has full-width ones."""
    return bool(_HALF.search(_MARK.sub("", text)))


def filled_text(
    text: str,
    data: Mapping[str, object],
    item: int = 0,
    missing: list[Unresolved] | None = None,
) -> Value:
    """What the cell shows: a typed value if the text is one placeholder, else text with each shown.

    Raises ``Unresolved``; with ``missing`` nothing is raised, but blank, and added to it.
    """

    def value(path: str) -> Value:
        try:
            return Placeholder(path).resolve(data, item)
        except Unresolved as error:
            if missing is None:
                raise
            missing.append(error)
            return None

    whole = whole_path(text)
    if whole:
        return value(whole)
    return _MARK.sub(lambda found: _shown(value(found[1])), text)


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
    here = _walk(data, _steps(name), name, 0)
    if not _is_list(here):
        raise Unresolved(name, why=Why.NOT_A_LIST)
    assert isinstance(here, Sequence)
    return here


def lists(data: Mapping[str, object], name: str) -> Iterator[Sequence[object]]:
    """The lists called ``name``: one, or one in every record of a list (``月度[].明细``)."""
    head, inside, tail = name.partition("[].")
    try:
        found = records(data, head)
    except Unresolved:
        return
    if not inside:
        yield found
        return
    for each in found:
        if isinstance(each, Mapping):
            yield from lists(each, tail)


_Step = tuple[str, bool, str]
"""A name, whether brackets follow it, and the number in them."""


def _walk(data: object, steps: Sequence[_Step], path: str, item: int) -> object:
    """What stands at the end of the steps; None where a list or a slot on the way is blank."""
    here, way = data, ""
    for name, bracket, index in steps:
        if not isinstance(here, Mapping):
            raise Unresolved(path, why=Why.NOT_A_RECORD, at=way)
        if name not in here:
            raise Unresolved(path, _members(here))
        here, way = here[name], f"{way}.{name}" if way else name
        if bracket:
            if not isinstance(here, Sequence) or isinstance(here, str):
                raise Unresolved(path, name, Why.NOT_A_LIST, way)
            here, way = _nth(here, int(index) - 1 if index else item), f"{way}[{index}]"
        if here is None:
            return None
    return here


def _is_list(here: object) -> bool:
    return isinstance(here, Sequence) and not isinstance(here, str)


def _steps(path: str) -> list[_Step]:
    """The path taken apart; raises ``Unresolved`` for one that no data can fill."""
    found = [_STEP.fullmatch(step.strip()) for step in path.split(".")]
    if not all(found):
        raise Unresolved(path)
    steps = [(step[1].strip(), bool(step[2]), step[3] or "") for step in found if step]
    if any(index and not int(index) for _, _, index in steps):
        raise Unresolved(path, why=Why.NO_SLOT)
    if sum(bracket and not index for _, bracket, index in steps) > 1:
        raise Unresolved(path, why=Why.NESTED)
    return steps


def _members(here: object, before: str = "") -> str:
    if isinstance(here, Mapping):
        return "、".join(f"{before}{name}" for name in here)
    if _is_list(here) and before:
        return f"{before.removesuffix('.')}[1]"
    return ""


def _nth(here: Sequence[object], index: int) -> object:
    return here[index] if index < len(here) else None


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"  # as Excel shows it
    if isinstance(value, datetime):
        return value.isoformat(" ", "auto" if value.second or value.microsecond else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return f"{value or abs(value):,}"  # of 0 the sign is dropped
