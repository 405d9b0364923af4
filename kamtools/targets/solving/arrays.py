"""What the solving modules hand each other."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
"""Whole units."""
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

NO_LIMIT = 2**53
"""An upper bound that no count reaches; every count below it is exact as a float."""


@dataclass(frozen=True)
class Cells:
    """Weights and limits of a table, lines × places. Where nothing weighs, lower is upper."""

    weights: Reals
    lower: Counts
    upper: Counts

    @property
    def turned(self) -> "Cells":
        """Lines for places."""
        return Cells(
            np.ascontiguousarray(self.weights.T),
            np.ascontiguousarray(self.lower.T),
            np.ascontiguousarray(self.upper.T),
        )

    def at(self, where: Any) -> "Cells":
        """A part of it, as numpy indexes."""
        return Cells(self.weights[where], self.lower[where], self.upper[where])


def next_claims(counts: Counts, cells: Cells) -> Reals:
    """The divisor at which each cell earns one more unit (Webster: k+½); ∞ where it may not."""
    claims = np.full(counts.shape, np.inf)
    room = (counts < cells.upper) & (cells.weights > 0)
    np.divide(counts + 0.5, cells.weights, out=claims, where=room)
    return claims


def last_claims(counts: Counts, cells: Cells) -> Reals:
    """The divisor at which each cell earned its last unit; -∞ where it must keep it."""
    claims = np.full(counts.shape, -np.inf)
    spare = (counts > cells.lower) & (cells.weights > 0)
    np.divide(counts - 0.5, cells.weights, out=claims, where=spare)
    return claims
