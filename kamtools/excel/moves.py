"""Where references lead once rows have moved.

A reference in a cell that stands once, on any sheet, follows the cells it named, and a range that
covers a whole repeating block grows with it. In a repeated row it means its own record:

- a reference into the block (not fixed by ``$``) is to the same copy;
- one to the record just above the block is to the record before (a running balance);
- a fixed range over the whole block (``$D$6:$D$6``) is all records;
- whatever else lies outside the block stays what it was.
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass, replace

from kamtools.excel.references import Corner, Mapping, Reference
from kamtools.excel.rows import Block, RowMap

_STILL = RowMap()


@dataclass(frozen=True)
class Moves:
    """The row maps of all sheets that grow, by casefolded name."""

    maps: Table[str, RowMap]

    def of(self, sheet: str) -> RowMap:
        """The row map of a sheet; of one that doesn't grow, the one that moves nothing."""
        return self.maps.get(sheet.casefold(), _STILL)

    @property
    def any(self) -> bool:
        """Whether any row of any sheet moves."""
        return any(rows.grown for rows in self.maps.values())

    def outside(self, sheet: str) -> Mapping:
        """The mapping for a formula of ``sheet`` that stands once."""
        return lambda reference: follow(reference, self.of(reference.sheet or sheet))

    def inside(self, sheet: str, block: Block, copy: int) -> Mapping:
        """The mapping for a formula in one copy of a repeated row of ``sheet``."""

        def where(reference: Reference) -> Reference:
            target = reference.sheet or sheet
            rows = self.of(target)
            if target.casefold() == sheet.casefold():
                return _from_record(reference, rows, block, copy)
            other = rows.block(reference.first.row)
            if other and other.copies == block.copies:
                return _from_record(reference, rows, other, copy)
            return follow(reference, rows)

        return where

    def rule(self, sheet: str, row: int) -> Mapping:
        """The mapping for a rule's formula, which is written for the rule's first cell, in ``row``.

        In a repeated row it serves all copies at once, so what lies outside the block is fixed.
        """
        block = self.of(sheet).block(row)
        if block is None or block.copies == 1:
            return self.outside(sheet)
        inside = self.inside(sheet, block, 0)

        def fixed(old: Corner, new: Corner) -> Corner:
            own = block.first - block.height <= old.row <= block.last
            return new if own or not new.row else replace(new, row_fixed=True)

        def where(reference: Reference) -> Reference:
            new = inside(reference)
            last = fixed(reference.last, new.last) if reference.last and new.last else None
            return replace(new, first=fixed(reference.first, new.first), last=last)

        return where

    def absolute(self, sheet: str) -> Mapping:
        """The mapping for a defined name: only rows fixed by ``$`` name a place."""
        follows = self.outside(sheet)

        def where(reference: Reference) -> Reference:
            fixed = reference.first.row_fixed and reference.end.row_fixed
            return follows(reference) if fixed or not reference.first.column else reference

        return where


def follow(reference: Reference, rows: RowMap) -> Reference:
    """The reference after growth, seen from a cell that stands once."""
    if not rows.blocks or not reference.first.row:
        return reference
    if reference.last is None:
        return Reference(reference.prefix, _at(reference.first, rows.top(reference.first.row)))
    low, high = sorted((reference.first.row, reference.last.row))
    first, last = rows.span(low, high)
    if reference.first.row > reference.last.row:
        first, last = last, first
    return Reference(reference.prefix, _at(reference.first, first), _at(reference.last, last))


def hold(reference: Reference, rows: RowMap) -> Reference:
    """The reference after growth, staying with the first record where its rows repeat."""
    last = reference.last and _at(reference.last, rows.top(reference.last.row))
    return replace(reference, first=_at(reference.first, rows.top(reference.first.row)), last=last)


def _from_record(reference: Reference, rows: RowMap, block: Block, copy: int) -> Reference:
    outside = follow(reference, rows)

    def corner(old: Corner, new: Corner) -> Corner:
        own = block.first - block.height <= old.row <= block.last
        if old.row_fixed or not own or (old.row < block.first and not _record_above(rows, block)):
            return new
        return _at(new, max(1, block.row(old.row, copy)))

    if reference.last is None or outside.last is None:
        return Reference(outside.prefix, corner(reference.first, outside.first))
    return Reference(
        outside.prefix,
        corner(reference.first, outside.first),
        corner(reference.last, outside.last),
    )


def _record_above(rows: RowMap, block: Block) -> bool:
    """Whether the rows above the block can be a record before it, and not another block."""
    above = block.first - block.height
    return above >= 1 and all(rows.block(row) is None for row in range(above, block.first))


def _at(corner: Corner, row: int) -> Corner:
    return (
        Corner(corner.column, corner.column_fixed, row, corner.row_fixed) if corner.row else corner
    )
