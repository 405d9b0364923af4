"""Which formulas' values may be stale after cells have changed."""

from collections.abc import Iterable

from kamtools.excel.calculation.engine import Place
from kamtools.excel.calculation.words import Box, Words, boxes
from kamtools.excel.collected import Collected
from kamtools.excel.needs import Needed

_WIDE, _FEW = 64, 32
_ANYWHERE = frozenset(("OFFSET(", "INDIRECT("))
_PLACE_BOUND = frozenset(("ROW(", "COLUMN(", "ROWS(", "COLUMNS("))


def dependants(cells: Collected, touched: Iterable[Place], moved: bool) -> set[Place]:
    """All formulas that need a touched cell, directly or not, or that carry no value.

    Those that may need anything, or have another value at another hour, are always among them;
    when rows ``moved``, so are those that ask for row numbers.
    """
    index = _Index(cells)
    stale = {place for place in cells.formulas if place not in cells.carried} | cells.unsteady
    if touched or moved:
        stale |= index.anywhere
    if moved:
        stale |= {place for place, words in cells.formulas.items() if _calls(words, _PLACE_BOUND)}
    waiting = [*touched, *stale]
    while waiting:
        for reader in index.readers(waiting.pop()):
            if reader not in stale:
                stale.add(reader)
                waiting.append(reader)
    return stale & set(cells.formulas)


def _calls(words: Words, names: frozenset[str]) -> bool:
    return any(kind == "function" and str(text).upper() in names for kind, text in words)


class _Index:
    """Finds the formulas that read a cell."""

    def __init__(self, cells: Collected) -> None:
        self._cells = cells
        self._single: dict[Place, list[Place]] = {}
        self._columns: dict[tuple[int, int], list[tuple[int, int, Place]]] = {}
        self._wide: dict[int, list[tuple[int, int, int, int, Place]]] = {}
        self.anywhere: set[Place] = set()
        kinds: dict[int, bool] = {}
        for place, words in cells.formulas.items():
            if id(words) not in kinds:
                kinds[id(words)] = place in cells.others or _indirect(words)
            if kinds[id(words)]:
                needed = _needed(cells, place, words)
            else:
                needed = list(boxes(words, place[1], place[2]))
            if needed is None:
                self.anywhere.add(place)
            for box in needed or ():
                self._enter(box, place)

    def _enter(self, box: Box, reader: Place) -> None:
        name, top, left, bottom, right = box
        sheet = reader[0] if name is None else self._cells.sheets.get(name.casefold(), -1)
        if (bottom - top + 1) * (right - left + 1) <= _FEW:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self._single.setdefault((sheet, row, column), []).append(reader)
        elif right - left < _WIDE:
            for column in range(left, right + 1):
                self._columns.setdefault((sheet, column), []).append((top, bottom, reader))
        else:
            self._wide.setdefault(sheet, []).append((top, left, bottom, right, reader))

    def readers(self, place: Place) -> list[Place]:
        """The formulas one of whose areas holds the cell; each area answers once only."""
        sheet, row, column = place
        found = self._single.pop(place, [])
        tall = self._columns.get((sheet, column))
        if tall:
            found += [reader for top, bottom, reader in tall if top <= row <= bottom]
            tall[:] = [one for one in tall if not one[0] <= row <= one[1]]
        for top, left, bottom, right, reader in self._wide.get(sheet, ()):
            if top <= row <= bottom and left <= column <= right:
                found.append(reader)
        return found


def _indirect(words: Words) -> bool:
    """Whether a formula needs more than the areas that it names."""
    return _calls(words, _ANYWHERE) or any(kind == "name" for kind, _ in words)


def _needed(cells: Collected, place: Place, words: Words) -> Needed:
    """The areas of a formula and of the names it uses."""
    if place in cells.others:
        return cells.others[place]
    if _calls(words, _ANYWHERE):
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
