"""The repeating rows of a template, and where each of its cells stands once they have grown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kamtools.excel.template import TextCell
from kamtools.forms.binding import placeholders


@dataclass(frozen=True)
class Block:
    """Consecutive template rows that repeat for each record of the list called ``name``."""

    sheet: str
    name: str
    first_row: int
    last_row: int

    @property
    def height(self) -> int:
        """How many rows one record takes."""
        return self.last_row - self.first_row + 1


def list_names(cell: TextCell) -> set[str]:
    """The lists whose records the cell shows a field of."""
    return {mark.repeats for mark in placeholders(cell.text) if mark.repeats}


def blocks(cells: Iterable[TextCell]) -> list[Block]:
    """The repeating blocks, top to bottom: adjoining rows that show the same list are one."""
    rows: dict[tuple[str, int], str] = {}
    for cell in cells:
        for name in sorted(list_names(cell))[:1]:
            rows.setdefault((cell.sheet, cell.row), name)
    found: list[Block] = []
    for (sheet, row), name in sorted(rows.items()):
        last = found[-1] if found else None
        if last and (last.sheet, last.name, last.last_row + 1) == (sheet, name, row):
            found[-1] = Block(sheet, name, last.first_row, row)
        else:
            found.append(Block(sheet, name, row, row))
    return found


def places(cell: TextCell, copies: Mapping[Block, int]) -> Iterator[tuple[int | None, int]]:
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
