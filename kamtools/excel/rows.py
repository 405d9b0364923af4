"""Where each row of a template stands after its repeating blocks have grown."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kamtools.errors import KamError
from kamtools.excel.changes import Grow
from kamtools.excel.references import LAST_ROW
from kamtools.language import Text


class BlocksOverlap(KamError):
    """Two repeating blocks share rows, or a block has no rows or copies."""

    what = Text(
        "工作表“{sheet}”的重复区域在第 {row} 行重叠或无效",
        "repeating blocks of sheet {sheet} overlap or are empty at row {row}",
    )
    do = Text("请让每个重复区域占各自的行", "give each repeating block rows of its own")


class SheetTooLong(KamError):
    """The grown sheet would pass Excel's last row."""

    what = Text("工作表“{sheet}”会超过 1048576 行", "sheet {sheet} would pass row 1048576")
    do = Text("请拆分数据", "split the data")


@dataclass(frozen=True)
class Block:
    """Template rows ``first`` to ``last`` that stand ``copies`` times, from row ``start`` on."""

    first: int
    last: int
    copies: int
    start: int

    @property
    def height(self) -> int:
        """How many rows one record takes."""
        return self.last - self.first + 1

    def row(self, old: int, copy: int) -> int:
        """Where the template's row stands in a copy, counted from 0."""
        return self.start + old - self.first + copy * self.height


@dataclass(frozen=True)
class RowMap:
    """The rows of one sheet before and after growth."""

    blocks: tuple[Block, ...] = ()

    @classmethod
    def of(cls, sheet: str, grows: Iterable[Grow]) -> "RowMap":
        """Lay the blocks out; raises ``BlocksOverlap`` and ``SheetTooLong``."""
        blocks: list[Block] = []
        moved = previous = 0
        for grow in sorted(grows, key=lambda grow: grow.first_row):
            if grow.first_row <= previous or grow.height < 1 or grow.copies < 1:
                raise BlocksOverlap(sheet=sheet, row=grow.first_row)
            previous = grow.first_row + grow.height - 1
            blocks.append(Block(grow.first_row, previous, grow.copies, grow.first_row + moved))
            moved += (grow.copies - 1) * grow.height
        if previous + moved > LAST_ROW:
            raise SheetTooLong(sheet=sheet)
        return cls(tuple(blocks))

    @property
    def grown(self) -> bool:
        """Whether any row moves."""
        return any(block.copies > 1 for block in self.blocks)

    def block(self, row: int) -> Block | None:
        """The block that a template row lies in."""
        at = bisect_right(self.blocks, row, key=lambda block: block.first) - 1
        return self.blocks[at] if at >= 0 and row <= self.blocks[at].last else None

    def top(self, row: int) -> int:
        """Where a template row stands; of a repeated one, the first."""
        at = bisect_right(self.blocks, row, key=lambda block: block.first) - 1
        if at < 0:
            return row
        block = self.blocks[at]
        grown = (block.copies - 1) * block.height if row > block.last else 0
        return min(row + block.start - block.first + grown, LAST_ROW)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where a range of rows stands; one that covers a whole block grows with it."""
        block = self.block(last)
        if block and first <= block.first and last == block.last:
            return self.top(first), block.row(last, block.copies - 1)
        return self.top(first), self.top(last)

    def images(self, first: int, last: int) -> list[tuple[int, int]]:
        """All rows that come from ``first`` to ``last``, as ranges that do not touch."""
        parts: list[tuple[int, int]] = []
        for old_first, old_last, block in self._cut(first, last):
            if block is None or (old_first, old_last) == (block.first, block.last):
                parts.append(self.span(old_first, old_last))
            else:
                parts += (
                    (block.row(old_first, copy), block.row(old_last, copy))
                    for copy in range(block.copies)
                )
        return _joined(parts)

    def _cut(self, first: int, last: int) -> list[tuple[int, int, Block | None]]:
        pieces: list[tuple[int, int, Block | None]] = []
        row = first
        for block in self.blocks:
            if block.last < row or block.first > last:
                continue
            if block.first > row:
                pieces.append((row, block.first - 1, None))
            pieces.append((max(row, block.first), min(block.last, last), block))
            row = block.last + 1
        return [*pieces, (row, last, None)] if row <= last else pieces


def _joined(parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in parts:
        if joined and first == joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined
