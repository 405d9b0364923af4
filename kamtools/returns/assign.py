"""Which record stands in which rows now: people sort, insert and delete the rows of a list.

Names move with inserted rows, but not with sorted values. A record is known again by what its
locked cells say (by all its cells, where none is locked); where it stays in doubt, by how many of
its values are still there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kamtools.excel.changes import Cell, Value
from kamtools.forms.identity import BoundCell
from kamtools.forms.sent_values import is_blank, same, text_of

Spot = tuple[int, int]
"""Which of a record's cells: the row inside the record, from 0, and the column as sent."""
Slot = Mapping[Spot, Cell]
"""One record's cells as they stand now."""
_MOST_PAIRS = 40_000
"""So many comparisons of a record with a slot are made at most."""


@dataclass(frozen=True)
class Record:
    """One record as sent, and the slot its names lead to, if any is left."""

    item: int
    cells: Mapping[Spot, BoundCell]
    own: Slot


@dataclass(frozen=True)
class Assigned:
    """The slot of each record by item, the slots of no record, and whether any record moved."""

    slots: Mapping[int, Slot]
    spare: tuple[Slot, ...]
    sorted: bool


def assign(
    records: Sequence[Record], spare: Sequence[Slot], value: Callable[[Cell], Value]
) -> Assigned:
    """Find each record's slot among their own ones and the ``spare`` ones (inserted rows)."""
    return _Assignment(records, spare, value).run()


class _Assignment:
    def __init__(
        self, records: Sequence[Record], spare: Sequence[Slot], value: Callable[[Cell], Value]
    ) -> None:
        self.records = list(records)
        self.value = value
        self.key = _key_spots(self.records)
        self.found: dict[int, Slot] = {}
        self.moved = False
        self.free: list[Slot] = list(spare)
        self.alive = {spot for record in self.records for spot in record.own}

    def run(self) -> Assigned:
        waiting = [record for record in self.records if not self._stays(record)]
        self.free += [record.own for record in waiting if record.own]
        waiting = self._by_likeness(self._by_key(waiting))
        for record in waiting:
            if any(slot is record.own for slot in self.free) and not self._emptied(record):
                self._give(record, record.own)
        self._free_rows([each for each in waiting if each.own and each.item not in self.found])
        return Assigned(self.found, tuple(self.free), self.moved)

    def _emptied(self, record: Record) -> bool:
        """Whether nothing is left of it where its names lead, not even its locked cells."""
        locked = any(
            not each.editable and not is_blank(each.sent) and spot in record.own
            for spot, each in record.cells.items()
        )
        return locked and not any(self._shown_all(record.own))

    def _free_rows(self, waiting: list[Record]) -> None:
        """Rows that were sent blank: a row that another left will do, a blank one before others."""
        own = [record.own for record in self.records]
        for record in waiting:
            left = [slot for slot in self.free if any(slot is each for each in own)] or self.free
            if left and not self._sent(record):
                blank = (slot for slot in left if not any(self._shown_all(slot)))
                self._give(record, next(blank, left[0]))

    def _shown_all(self, slot: Slot) -> list[str]:
        return [text_of(self.value(cell)) for cell in slot.values()]

    def _stays(self, record: Record) -> bool:
        """Whether its own slot still says what its key says."""
        if not record.own or not all(self._same(record, record.own, spot) for spot in self.key):
            return False
        self.found[record.item] = record.own
        return True

    def _by_key(self, waiting: list[Record]) -> list[Record]:
        """Give records the one slot that shows their key, where it is no less like them."""
        slots: dict[tuple[str, ...], list[Slot]] = {}
        for slot in self.free:
            slots.setdefault(self._shown(slot), []).append(slot)
        left = []
        for record in waiting:
            key = tuple(text_of(record.cells[spot].sent) for spot in self.key)
            fitting = slots.get(key, [])
            only = fitting[0] if len(fitting) == 1 and any(key) else None
            own = self._likeness(record, record.own)
            if only is not None and self._likeness(record, only) > own:
                self._give(record, only)
                fitting.clear()
            else:
                left.append(record)
        return left

    def _by_likeness(self, waiting: list[Record]) -> list[Record]:
        """Give records the slots most like them; at least half of what was sent must be there."""
        if len(waiting) * len(self.free) > _MOST_PAIRS:
            return waiting
        pairs = [
            (self._likeness(record, slot), slot is record.own, -at, -number)
            for at, record in enumerate(waiting)
            for number, slot in enumerate(self.free)
        ]
        free = list(self.free)
        taken: set[int] = set()
        for likeness, _, at, number in sorted(pairs, reverse=True):
            record, slot = waiting[-at], free[-number]
            if record.item in self.found or -number in taken:
                continue
            if likeness and likeness >= self._sent(record) / 2:
                taken.add(-number)
                self._give(record, slot)
        return [record for record in waiting if record.item not in self.found]

    def _give(self, record: Record, slot: Slot) -> None:
        self.found[record.item] = slot
        self.moved = self.moved or slot is not record.own
        self.free = [each for each in self.free if each is not slot]

    def _likeness(self, record: Record, slot: Slot) -> int:
        """How many of the values sent stand in the slot."""
        return sum(
            not is_blank(cell.sent) and same(cell.sent, self.value(slot[spot]))
            for spot, cell in record.cells.items()
            if spot in slot
        )

    def _sent(self, record: Record) -> int:
        """How many values it was sent with, but for those whose column is gone."""
        sent = (each for spot, each in record.cells.items() if spot in self.alive)
        return sum(not is_blank(each.sent) for each in sent)

    def _same(self, record: Record, slot: Slot, spot: Spot) -> bool:
        """Whether the slot shows what was sent there; a cell that is gone says nothing."""
        if spot not in slot or spot not in record.cells:
            return True
        return same(record.cells[spot].sent, self.value(slot[spot]))

    def _shown(self, slot: Slot) -> tuple[str, ...]:
        return tuple(text_of(self.value(slot[spot]) if spot in slot else None) for spot in self.key)


def _key_spots(records: Sequence[Record]) -> list[Spot]:
    """The spots whose locked values tell records apart; all spots where none does.

    Spots whose column was deleted tell nothing.
    """
    locked: dict[Spot, set[str]] = {}
    alive = {spot for record in records for spot in record.own}
    for record in records:
        for spot, cell in record.cells.items():
            if not cell.editable and spot in alive:
                locked.setdefault(spot, set()).add(text_of(cell.sent))
    telling = [spot for spot, values in locked.items() if len(values) > 1]
    return telling or list(dict.fromkeys(s for each in records for s in each.cells if s in alive))
