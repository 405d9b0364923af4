"""Trees of rows and of columns: levels, their sums, and amounts divided from nodes to leaves.

Leaves are sorted, so that those of one node stand together.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kamtools.targets.solving.arrays import NO_LIMIT, Cells, Counts, Flags
from kamtools.targets.solving.lines import fill

WHOLE = "全部"
"""The name of all rows, or all columns, together."""


@dataclass(frozen=True)
class Level:
    """Some nodes of a tree, and which of them each leaf stands under."""

    depth: int
    nodes: "pd.Index[Any]"
    of_leaf: Counts
    """By leaf: the place of its node."""

    @property
    def starts(self) -> Counts:
        """By node: its first leaf; leaves of a node stand together."""
        return np.flatnonzero(np.diff(self.of_leaf, prepend=-1))


def level(leaves: "pd.Index[Any]", depth: int) -> Level:
    """The nodes at ``depth`` of the tree whose leaves' paths these are; 0 is the root alone."""
    if depth == 0:
        return Level(0, pd.Index([WHOLE], dtype=object), np.zeros(len(leaves), dtype=np.int64))
    paths = leaves
    if depth < leaves.nlevels:
        deeper: list[Any] = list(range(depth, leaves.nlevels))
        paths = leaves.droplevel(deeper)
    of_leaf, nodes = paths.factorize()
    return Level(depth, pd.Index(nodes), of_leaf.astype(np.int64))


@dataclass(frozen=True)
class Table:
    """Cells and which of them are locked."""

    cells: Cells
    locked: Flags

    def at(self, where: Any) -> "Table":
        """A part of it, as numpy indexes."""
        return Table(self.cells.at(where), self.locked[where])

    def summed(self, rows: Level | None, columns: Level | None) -> "Table":
        """Leaves added up to nodes; a node is locked where all its leaves are."""

        def add(table: Any) -> Any:
            for axis, at in enumerate((rows, columns)):
                if at is not None:
                    table = np.add.reduceat(table, at.starts, axis=axis)
            return table

        cells = self.cells
        free = add((cells.upper == NO_LIMIT).astype(np.int64)) > 0
        upper = add(np.where(cells.upper == NO_LIMIT, 0, cells.upper))
        summed = Cells(add(cells.weights), add(cells.lower), np.where(free, NO_LIMIT, upper))
        return Table(summed, add((~self.locked).astype(np.int64)) == 0)


def divided(cells: Cells, counts: Counts, rows: Level, columns: Level) -> Counts:
    """From nodes to leaves: along the columns first, then along the rows."""
    wide = Table(cells, cells.lower == cells.upper).summed(rows, None).cells
    spread = _split(wide.turned, counts.T, columns).T
    return _split(cells, spread, rows)


def _split(cells: Cells, counts: Counts, nodes: Level) -> Counts:
    """Each amount of a node divided over its leaves (axis 0), nodes of one size together."""
    if len(nodes.nodes) == len(nodes.of_leaf):
        return counts
    found = np.empty(cells.weights.shape, dtype=np.int64)
    sizes = np.bincount(nodes.of_leaf)
    for size in np.unique(sizes):
        mine = np.flatnonzero(sizes == size)
        leaves = nodes.starts[mine][:, None] + np.arange(size)
        part, shape = cells.at(leaves), (-1, size)
        lines = Cells(
            *(each.swapaxes(1, 2).reshape(shape) for each in (part.weights, part.lower, part.upper))
        )
        filled = fill(lines, counts[mine].reshape(-1))
        found[leaves] = filled.reshape(len(mine), -1, size).swapaxes(1, 2)
    return found
