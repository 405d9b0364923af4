"""The repeating rows of a template, and where each of its cells stands once they have grown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from kamtools.excel.template import TextCell
from kamtools.forms.binding import Unresolved, placeholders, records


@dataclass(frozen=True)
class Block:
    """Consecutive template rows that repeat for each record of a list.

    Lists that stand side by side have several ``names``, and as many copies as the longest needs.
    """

    sheet: str
    names: tuple[str, ...]
    first_row: int
    last_row: int

    @property
    def name(self) -> str:
        """What people call it: the lists' names."""
        return "、".join(self.names)

    @property
    def height(self) -> int:
        """How many rows one record takes."""
        return self.last_row - self.first_row + 1


def list_names(cell: TextCell) -> set[str]:
    """The lists whose records the cell shows a field of."""
    return {mark.repeats for mark in placeholders(cell.text) if mark.repeats}


def blocks(cells: Iterable[TextCell]) -> list[Block]:
    """The repeating blocks, top to bottom: adjoining rows that show the same list are one."""
    rows: dict[tuple[str, int], set[str]] = {}
    for cell in cells:
        if names := list_names(cell):
            rows.setdefault((cell.sheet, cell.row), set()).update(names)
    found: list[Block] = []
    for (sheet, row), lists in sorted(rows.items(), key=lambda each: each[0]):
        last = found[-1] if found else None
        if last and (last.sheet, last.last_row + 1) == (sheet, row) and lists & {*last.names}:
            both = tuple(sorted(lists | {*last.names}))
            found[-1] = Block(sheet, both, last.first_row, row)
        else:
            found.append(Block(sheet, tuple(sorted(lists)), row, row))
    return found


def counts(block: Block, data: Mapping[str, object]) -> dict[str, int]:
    """How many records each list of a block has; one that ``data`` doesn't have is left out."""
    found = {}
    for name in block.names:
        try:
            found[name] = len(records(data, name))
        except Unresolved:
            continue
    return found


class _Placed(Protocol):
    @property
    def sheet(self) -> str: ...
    @property
    def row(self) -> int: ...


def places(cell: _Placed, copies: Mapping[Block, int]) -> Iterator[tuple[int | None, int]]:
    """Each (record, row after growth) that a template cell stands at.

    The record counts from 0; it is None for a cell that stands once. ``copies`` has the blocks of
    each sheet top to bottom.
    """
    moved = cell.row
    for block, count in copies.items():
        if block.sheet != cell.sheet:
            continue
        if block.last_row < cell.row:
            moved += block.height * (count - 1)
        elif block.first_row <= cell.row:
            for item in range(count):
                yield item, moved + item * block.height
            return
    yield None, moved
