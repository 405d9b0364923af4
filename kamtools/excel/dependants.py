"""Which formulas' values may be stale after cells have changed."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache

from kamtools.excel.calculation.engine import Place
from kamtools.excel.calculation.words import Box, Words, boxes
from kamtools.excel.collected import Collected
from kamtools.excel.needs import Needed

_WIDE, _FEW = 64, 32
_ANYWHERE = frozenset(("OFFSET(", "INDIRECT("))
_PLACE_BOUND = frozenset(("ROW(", "COLUMN(", "ROWS(", "COLUMNS("))


Rows = tuple[int, int, int]
"""A sheet's number and its first and last row of some."""


def dependants(
    cells: Collected, touched: Iterable[Place], moved: bool, copied: Iterable[Rows] = ()
) -> set[Place]:
    """All formulas that need a touched cell or row, directly or not, or that carry no value.

    Those that may need anything, or have another value at another hour, are always among them;
    when rows ``moved``, so are those that ask for row numbers.
    """
    stale = {place for place in cells.formulas if place not in cells.carried} | cells.unsteady
    if moved:
        stale |= {
            place
            for place in cells.formulas.keys() - stale
            if _calls(cells.formulas[place], _PLACE_BOUND)
        }
    touched = set(touched)
    readers = _Readers(cells, stale, bool(touched) or moved)
    stale |= readers.anywhere
    waiting = readers.among(touched | stale)
    for rows in copied:
        found = set(readers.of_rows(*rows)) - stale
        stale |= found
        waiting += found
    while waiting:
        for reader in readers.of(waiting.pop()):
            if reader not in stale:
                stale.add(reader)
                waiting.append(reader)
    return stale & cells.formulas.keys()


def _calls(words: Words, names: frozenset[str]) -> bool:
    return any(kind == "function" and str(text).upper() in names for kind, text in words)


Span = tuple[int, int, Place]
"""First and last row of an area, and the formula that reads it."""


@dataclass(frozen=True)
class _Index:
    """Who reads a cell: areas of few cells by cell, tall ones by column, others by sheet."""

    single: dict[Place, list[Place]] = field(default_factory=dict)
    columns: dict[tuple[int, int], list[Span]] = field(default_factory=dict)
    wide: dict[int, list[tuple[int, int, int, int, Place]]] = field(default_factory=dict)

    def enter(self, sheet: int, box: Box, reader: Place) -> None:
        _, top, left, bottom, right = box
        if (bottom - top + 1) * (right - left + 1) <= _FEW:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.single.setdefault((sheet, row, column), []).append(reader)
        elif right - left < _WIDE:
            for column in range(left, right + 1):
                self.columns.setdefault((sheet, column), []).append((top, bottom, reader))
        else:
            self.wide.setdefault(sheet, []).append((top, left, bottom, right, reader))


class _Named:
    """Formulas that name all that they need; the same objects at the same places are the same."""

    def __init__(self, formulas: dict[Place, Words], sheets: dict[str, int]) -> None:
        self.formulas, self.sheets = formulas, sheets
        self._same = (*sheets, *((place, id(words)) for place, words in formulas.items()))

    def __hash__(self) -> int:
        return hash(self._same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named) and self._same == other._same


@lru_cache(maxsize=16)
def _index(named: _Named) -> _Index:
    """Kept from form to form, for those made from one template have the same formulas."""
    index = _Index()
    for place, words in named.formulas.items():
        for box in boxes(words, place[1], place[2]):
            index.enter(_sheet(named.sheets, box, place), box, place)
    return index


def _sheet(sheets: Mapping[str, int], box: Box, reader: Place) -> int:
    return reader[0] if box[0] is None else sheets.get(box[0].casefold(), -1)


class _Readers:
    """Finds the formulas that read a cell and are not known to be stale yet."""

    def __init__(self, cells: Collected, stale: Set[Place], anything: bool) -> None:
        self.anywhere: set[Place] = set()
        others, named, kinds = _Index(), {}, dict[int, bool]()
        for place, words in cells.formulas.items():
            if place in stale:
                continue
            if id(words) not in kinds:
                kinds[id(words)] = place in cells.others or _indirect(words)
            if not kinds[id(words)]:
                named[place] = words
                continue
            needed = _needed(cells, place, words)
            if needed is None and anything:
                self.anywhere.add(place)
            for box in needed or ():
                others.enter(_sheet(cells.sheets, box, place), box, place)
        self._indexes = (_index(_Named(named, cells.sheets)), others)
        self._tall = [
            {at: list(spans) for at, spans in one.columns.items()} for one in self._indexes
        ]

    def among(self, places: Set[Place]) -> list[Place]:
        """Those of the cells that anything may read; most of a grown form's are read by nothing."""
        first, second = self._indexes
        columns = first.columns.keys() | second.columns.keys()
        sheets = first.wide.keys() | second.wide.keys()
        read = first.single.keys() | second.single.keys() if second.single else first.single.keys()
        return [
            place
            for place in places
            if place in read or (place[0], place[2]) in columns or place[0] in sheets
        ]

    def of_rows(self, sheet: int, top: int, bottom: int) -> Iterator[Place]:
        """The formulas one of whose areas reaches into the rows."""
        for index in self._indexes:
            for place, readers in index.single.items():
                if place[0] == sheet and top <= place[1] <= bottom:
                    yield from readers
            for (at, _), spans in index.columns.items():
                if at == sheet:
                    yield from (
                        one for first, last, one in spans if first <= bottom and last >= top
                    )
            for first, _, last, _, one in index.wide.get(sheet, ()):
                if first <= bottom and last >= top:
                    yield one

    def of(self, place: Place) -> list[Place]:
        """The formulas one of whose areas holds the cell; each tall area answers once only."""
        sheet, row, column = place
        found: list[Place] = []
        for index, tall in zip(self._indexes, self._tall, strict=True):
            found += index.single.get(place, ())
            spans = tall.get((sheet, column))
            if spans:
                found += [reader for top, bottom, reader in spans if top <= row <= bottom]
                spans[:] = [one for one in spans if not one[0] <= row <= one[1]]
            for top, left, bottom, right, reader in index.wide.get(sheet, ()):
                if top <= row <= bottom and left <= column <= right:
                    found.append(reader)
        return found


def _indirect(words: Words) -> bool:
    """Whether a formula needs more than the areas that it names."""
    return _calls(words, _ANYWHERE) or any(
        kind in ("name", "span") or word == ":" for kind, word in words
    )


def _needed(cells: Collected, place: Place, words: Words) -> Needed:
    """The areas of a formula and of the names it uses."""
    if place in cells.others:
        return cells.others[place]
    if _calls(words, _ANYWHERE) or any(kind == "span" or word == ":" for kind, word in words):
        return None
    sheet, row, column = place
    found = list(boxes(words, row, column))
    for kind, text in words:
        if kind == "name" and isinstance(text, str):
            more = cells.needs.of_name(text, sheet)
            if more is None:
                return None
            found += more
    return found
