"""Where every bound cell of a returned workbook stands, after whatever people did to its rows.

First by the hidden names, which move with the cells. Where they are lost, or locked values are not
where they lead (a program inserted rows and left the names behind), by what the cells say. Inside
a list each record is then looked for among its rows, because sorting moves values, not names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kamtools.excel.changes import Cell, Value
from kamtools.excel.returned import Cells
from kamtools.forms.identity import (
    ABOVE,
    BELOW,
    BoundCell,
    Identity,
    SentBlock,
    place_of,
    sent_blocks,
)
from kamtools.forms.record import is_record
from kamtools.forms.sent_values import is_blank, same
from kamtools.returns.align import agreement, aligned, best_sheet
from kamtools.returns.assign import Record, Slot, Spot, assign
from kamtools.returns.straighten import Straightened, straightened

_T = TypeVar("_T")
_SURE = 0.98
"""With so much of what was sent in its place, the names are believed."""
_RECOGNISABLE = 0.5
"""Without names, at least so much of what was sent must be found again."""
_NEAR = 20
"""So many rows beyond a list's first or last record are looked at when its end was deleted."""


@dataclass(frozen=True)
class SpareRow:
    """Rows among a list's records that are none of them: ``slot`` has their cells."""

    block: SentBlock
    row: int
    sheet: str
    slot: Slot


@dataclass
class Located:
    """Where the bound cells stand now, by name; those that are gone are left out.

    ``unnamed``: sheets whose names were lost or left behind; ``unknown``: sheets not found again;
    ``sorted``: blocks whose records stand in other rows than their names; ``strayed``: cells that
    were dragged or cut away, by name: where their field stands, and where the name leads (None:
    nowhere); ``doubtful``: cells of which that is not sure.
    """

    places: dict[str, Cell] = field(default_factory=dict)
    spare: list[SpareRow] = field(default_factory=list)
    sorted: list[SentBlock] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    strayed: dict[str, tuple[Cell, Cell | None]] = field(default_factory=dict)
    doubtful: dict[str, Cell] = field(default_factory=dict)

    def __add__(self, other: "Located") -> "Located":
        return Located(
            self.places | other.places, self.spare + other.spare, self.sorted + other.sorted,
            self.unnamed + other.unnamed, self.unknown + other.unknown,
            self.strayed | other.strayed, self.doubtful | other.doubtful,
        )  # fmt: skip


def locate(identity: Identity, now: Cells) -> Located:
    """Find all cells of ``identity``."""
    sheets: dict[str, list[BoundCell]] = {}
    for each in identity.cells:
        sheets.setdefault(each.sheet, []).append(each)
    blocks = sent_blocks(identity)
    found = Located()
    for sheet, cells in sheets.items():
        found += _sheet(sheet, cells, [block for block in blocks if block.sheet == sheet], now)
    return found


def _sheet(
    sheet: str, cells: Sequence[BoundCell], blocks: Sequence[SentBlock], now: Cells
) -> Located:
    names = [each.name for each in cells if each.name in now.names]
    named = {name: cell for name in names if (cell := now.names[name].cell) is not None}
    if names and not named:
        return Located(unknown=[sheet])
    straight = _in_line(cells, blocks, named, now)
    named = {
        each.name: straight.places[each.name] for each in cells if each.name in straight.places
    }
    by_name = _settle(cells, blocks, named, now, _fences(blocks, straight.places))
    by_name.strayed = {n: (named[n], at) for n, at in straight.strayed.items() if n in named}
    by_name.doubtful = {n: named[n] for n in straight.doubtful if n in named}
    left = [each for each in cells if each.name in named or each.name not in now.names]
    trust = agreement(left, by_name.places, now) if names else 0.0
    if trust >= _SURE:
        return by_name
    target = _target(sheet, cells, named, now)
    guess = aligned(cells, target, now) if target else {}
    if _names_hold(cells, named, guess):
        return by_name
    by_content = _settle(cells, blocks, guess, now, {})
    likeness = agreement(left, by_content.places, now)
    if by_name.places and likeness <= trust:
        return by_name
    if likeness < _RECOGNISABLE:
        return Located(unknown=[sheet])
    by_content.unnamed.append(sheet)
    return by_content


def _in_line(
    cells: Sequence[BoundCell],
    blocks: Sequence[SentBlock],
    named: Mapping[str, Cell],
    now: Cells,
) -> Straightened:
    """Where the named cells' fields stand, those next to lists included."""
    sent = {each.name: place_of(each) for each in cells}
    for block in blocks:
        sent |= block.neighbours
    leads = {name: at for name in sent if name in now.names and (at := now.names[name].cell)}
    lost = {name for name in sent if name not in leads and named}
    if not lost and leads == sent:  # as most forms come back
        return Straightened(leads)
    filled = [cell for cell, read in now.cells.items() if not is_blank(read.value)]
    keys = [
        each.name
        for each in cells
        if each.item is not None and not each.editable and not is_blank(each.sent)
        and each.name in leads and same(each.sent, now.at(leads[each.name]).value)
    ]  # fmt: skip
    return straightened(sent, leads, lost, filled, keys)


def _names_hold(
    cells: Sequence[BoundCell], named: Mapping[str, Cell], guess: Mapping[str, Cell]
) -> bool:
    """Whether names are kept by the programs that saved the file.

    They are where any has moved, and where the cells outside the lists were found again, all where
    their names lead: what is not in its place was changed by hand then.
    """
    if any(named.get(each.name) not in (None, place_of(each)) for each in cells):
        return True
    both = [n for each in cells if each.item is None and (n := each.name) in guess and n in named]
    return bool(both) and all(named[name] == guess[name] for name in both)


def _target(
    sheet: str, cells: Sequence[BoundCell], named: Mapping[str, Cell], now: Cells
) -> str | None:
    """The sheet to look on: where names lead, else the one so called, else the one with values."""
    if named:
        return Counter(cell.sheet for cell in named.values()).most_common(1)[0][0]
    if sheet in now.states and not is_record(now.at(Cell(sheet, 1, 1)).value):
        return sheet
    return best_sheet(cells, now)


def _settle(
    cells: Sequence[BoundCell],
    blocks: Sequence[SentBlock],
    start: Mapping[str, Cell],
    now: Cells,
    fences: Mapping[int, tuple[Cell | None, Cell | None]],
) -> Located:
    """From where the names (or the values) lead, find each record of each block."""
    listed = {each.name for block in blocks for each in block.cells}
    found = Located({
        each.name: start[each.name]
        for each in cells
        if each.name in start and each.name not in listed
    })  # fmt: skip
    for block in blocks:
        mine = {each.name for each in block.cells}
        others = {start[each.name].row for each in cells if each.name in start} - {
            start[name].row for name in mine if name in start
        }
        found += _block(block, start, now, fences.get(block.number, (None, None)), others)
    return found


def _block(
    block: SentBlock,
    start: Mapping[str, Cell],
    now: Cells,
    fence: tuple[Cell | None, Cell | None],
    others: set[int],
) -> Located:
    records = _records(block, start)
    ground = _ground(block, records, *fence, others)
    spare = ground.slots(block.height) if ground else []
    done = assign(records, spare, lambda cell: _seen(now, cell))
    found = Located(sorted=[block] if done.sorted else [])
    for record in records:
        slot = done.slots.get(record.item, {})
        places = {cell.name: slot[spot] for spot, cell in record.cells.items() if spot in slot}
        found.places |= places
    for slot in done.spare:
        first = min(slot.values(), key=lambda cell: cell.row)
        inside = ground is not None and first.row in ground.inside
        if inside and any(not is_blank(now.at(cell).value) for cell in slot.values()):
            found.spare.append(SpareRow(block, first.row, first.sheet, slot))
    return found


def _seen(now: Cells, cell: Cell) -> Value:
    """What stands in a cell; a formula without its result is not nothing."""
    read = now.at(cell)
    return "=" if read.formula and read.kind == "blank" else read.value


def _records(block: SentBlock, start: Mapping[str, Cell]) -> list[Record]:
    found = []
    for item, cells in block.records().items():
        mine = {block.spot(each): each for each in cells}
        own = {spot: start[each.name] for spot, each in mine.items() if each.name in start}
        found.append(Record(item, mine, own))
    return found


@dataclass(frozen=True)
class _Ground:
    """Where a list's records may stand: ``inside`` its ends, and, where an end is gone, near it."""

    sheet: str
    inside: range
    near: range
    columns: Mapping[Spot, int]
    taken: frozenset[int]

    def slots(self, height: int) -> list[Slot]:
        """The free rows as slots, each for one record."""
        free = dict.fromkeys(row for row in self.near if row not in self.taken)
        found = (
            {
                spot: Cell(self.sheet, row + spot[0], column)
                for spot, column in self.columns.items()
                if row + spot[0] in free
            }
            for row in _every(free, height)
        )
        return [slot for slot in found if slot]


def _ground(
    block: SentBlock,
    records: Sequence[Record],
    above: Cell | None,
    below: Cell | None,
    others: set[int],
) -> _Ground | None:
    owned = [(spot, cell) for record in records for spot, cell in record.own.items()]
    sheet = _most(cell.sheet for _, cell in owned) or (above.sheet if above else None)
    if sheet is None:
        return None
    columns = _columns(records, owned)
    taken = {cell.row for _, cell in owned if cell.sheet == sheet}
    taken |= _rows_without_cells(block, records, {spot[0] for spot in columns})
    first = above.row + 1 if above and above.sheet == sheet else None
    last = below.row - 1 if below and below.sheet == sheet else None
    low, high = min(taken, default=first or 1), max(taken, default=last or 0)
    if (first or low) > low or (last or high) < high:
        first = last = None
    over = max((row for row in others if row < low), default=low - _NEAR - 1)
    under = min((row for row in others if row > high), default=high + _NEAR + 1)
    inside = range(first or low, (last or high) + 1)
    near = range(max(1, first or over + 1), (last or under - 1) + 1)
    return _Ground(sheet, inside, near, columns, frozenset(taken))


def _columns(records: Sequence[Record], owned: Sequence[tuple[Spot, Cell]]) -> dict[Spot, int]:
    """The column of each spot now; spots whose column was deleted are left out."""
    found: dict[Spot, list[int]] = {}
    for spot, cell in owned:
        found.setdefault(spot, []).append(cell.column)
    if not found:  # all records were deleted: as it was sent
        return {spot: spot[1] for record in records for spot in record.cells}
    return {spot: _most(columns) or spot[1] for spot, columns in found.items()}


def _rows_without_cells(block: SentBlock, records: Sequence[Record], living: set[int]) -> set[int]:
    """The rows of records of which no cell is left because the columns are gone."""
    dead = [row for row in range(block.height) if row not in living]
    starts = {cell.row - spot[0] for record in records for spot, cell in record.own.items()}
    return {start + row for start in starts for row in dead}


def _every(rows: Iterable[int], height: int) -> list[int]:
    """The first row of each record that fits into runs of free rows."""
    starts: list[int] = []
    free = set(rows)
    for row in rows:
        if row in free:
            starts.append(row)
            free -= set(range(row, row + height))
    return starts


def _most(things: Iterable[_T]) -> _T | None:
    best = Counter(things).most_common(1)
    return best[0][0] if best else None


def _fences(
    blocks: Iterable[SentBlock], places: Mapping[str, Cell]
) -> dict[int, tuple[Cell | None, Cell | None]]:
    """The cells above and below each block, as far as their names still lead somewhere."""
    return {
        block.number: (
            places.get(ABOVE.format(number=block.number)),
            places.get(BELOW.format(number=block.number)),
        )
        for block in blocks
    }
