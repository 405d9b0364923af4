"""Where references lead once rows have moved.

A reference in a cell that stands once, on any sheet, follows the cells it named, and a range that
covers a whole repeating block grows with it. In a repeated row it means its own record:

- a reference into the block (not fixed by ``$``) is to the same copy;
- one to the record just above the block is to the record before (a running balance);
- a fixed range over the whole block (``$D$6:$D$6``) is all records;
- whatever else lies outside the block stays what it was.
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from kamtools.excel.references import Corner, Mapping, Reference
from kamtools.excel.rows import Block, RowMap

_STILL = RowMap()


@dataclass(frozen=True)
class Moves:
    """The row maps of all sheets that grow, by casefolded name.

    ``order`` are the names of all sheets in their order. ``torn`` collects the runs of sheets
    (``一月:三月``) that a reference was found to name and whose rows do not move alike.
    """

    maps: Table[str, RowMap]
    order: tuple[str, ...] = ()
    torn: set[str] = field(default_factory=set)

    def of(self, sheet: str) -> RowMap:
        """The row map of a sheet; of one that doesn't grow, the one that moves nothing.

        Of a run of sheets (``一月:三月``), the one that they share; Excel, too, lets such a
        reference stay when rows are put into one of the sheets only.
        """
        found = self.maps.get(sheet.casefold())
        if found is not None:
            return found
        return self._shared(sheet) if ":" in sheet else _STILL

    def _shared(self, run: str) -> RowMap:
        order = [name.casefold() for name in self.order]
        ends = run.casefold().split(":")
        if len(ends) != 2 or not set(ends) <= set(order):
            return _STILL
        first, last = sorted(order.index(end) for end in ends)
        maps = {self.of(name) for name in order[first : last + 1]}
        if len(maps) == 1:
            return maps.pop()
        if any(rows.grown for rows in maps):
            self.torn.add(run)
        return _STILL

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
            rows = self.of(reference.sheet or sheet)
            record = self._record(reference, sheet, block)
            if record is None:
                return follow(reference, rows)
            return _from_record(reference, rows, record, copy)

        return where

    def _record(self, reference: Reference, sheet: str, block: Block) -> Block | None:
        """The block whose copies a reference in a copy of ``block`` walks along.

        Its own one, or another of as many records, on this sheet or elsewhere.
        """
        target = reference.sheet or sheet
        other = self.of(target).block(reference.first.row)
        if other and other.copies == block.copies:
            return other
        return block if target.casefold() == sheet.casefold() else None

    def rule(self, sheet: str, row: int) -> Mapping:
        """The mapping for a rule's formula, which is written for the rule's first cell, in ``row``.

        In a repeated row it serves all copies at once, so what lies outside the block is fixed.
        """
        block = self.of(sheet).block(row)
        if block is None or block.copies == 1:
            return self.outside(sheet)
        inside = self.inside(sheet, block, 0)

        def where(reference: Reference) -> Reference:
            new = inside(reference)
            record = self._record(reference, sheet, block)
            rows = self.of(reference.sheet or sheet)

            def fixed(old: Corner, new: Corner) -> Corner:
                walks = record is not None and _of_record(old.row, rows, record)
                return new if walks or not new.row else new._replace(row_fixed=True)

            last = fixed(reference.last, new.last) if reference.last and new.last else None
            return new._replace(first=fixed(reference.first, new.first), last=last)

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
    return reference._replace(first=_at(reference.first, rows.top(reference.first.row)), last=last)


def _from_record(reference: Reference, rows: RowMap, block: Block, copy: int) -> Reference:
    outside = follow(reference, rows)

    def corner(old: Corner, new: Corner) -> Corner:
        if old.row_fixed or not _of_record(old.row, rows, block):
            return new
        return _at(new, max(1, block.row(old.row, copy)))

    if reference.last is None or outside.last is None:
        return Reference(outside.prefix, corner(reference.first, outside.first))
    return Reference(
        outside.prefix,
        corner(reference.first, outside.first),
        corner(reference.last, outside.last),
    )


def _of_record(row: int, rows: RowMap, block: Block) -> bool:
    """Whether a row belongs to the record, or to what can be the record before it.

    Rows of another block above can't.
    """
    above = block.first - block.height
    if block.first <= row <= block.last:
        return True
    free = above >= 1 and all(rows.block(one) is None for one in range(above, block.first))
    return free and above <= row < block.first


def _at(corner: Corner, row: int) -> Corner:
    return (
        Corner(corner.column, corner.column_fixed, row, corner.row_fixed) if corner.row else corner
    )
