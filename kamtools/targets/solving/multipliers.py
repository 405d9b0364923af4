"""Factors that a person can check by hand: ROUND(weight × line × place) gives the units.

The counts are best for a whole range of factors. The places' are taken from its inside (each
unit's claim strictly on its side, wherever no other table is as good), then shortened to as few
digits as the range allows; the lines' likewise.
"""

from dataclasses import dataclass, replace

import numpy as np

from kamtools.targets.solving.arrays import Cells, Counts, Reals
from kamtools.targets.solving.lines import rounded
from kamtools.targets.solving.transfers import Prices

_FARTHEST = 1.0
"""How far apart, in logarithms, two places without a bond may drift."""
_SAFE = 1e-13
"""Relative distance from the next half that survives the rounding of floats, Excel's too."""
_BELOW = 1e-12
_DIGITS = 15


@dataclass(frozen=True)
class Multipliers:
    """One factor per line and per place, and where rounding with them gives something else."""

    lines: Reals
    places: Reals
    off: Counts
    """By how many units the table differs from clip(ROUND(weight × line × place), limits)."""


def multipliers(counts: Counts, cells: Cells, logs: Reals) -> Multipliers:
    """The shortest factors found; ``logs`` are places' for which ``counts`` are best."""
    inner = _inside(counts, cells, logs)
    inner -= inner.mean()
    for digits in range(4, _DIGITS + 1):
        places = significant(np.exp(inner), digits)
        low, high = ranges(counts, cells, places)
        if (low < high).all():
            break
    return _checked(counts, cells, within(low, high), places)


def one_way_multipliers(counts: Counts, cells: Cells) -> Multipliers:
    """The shortest factors of lines that share nothing; their places' are 1."""
    places = np.ones(counts.shape[1])
    return _checked(counts, cells, within(*ranges(counts, cells, places)), places)


def _checked(counts: Counts, cells: Cells, lines: Reals, places: Reals) -> Multipliers:
    scaled = replace(cells, weights=cells.weights * lines[:, None] * places)
    return Multipliers(lines, places, counts - rounded(scaled, np.ones(len(lines))))


def _inside(counts: Counts, cells: Cells, logs: Reals) -> Reals:
    """Logarithms of the places' factors strictly inside their range: the mean of its corners.

    The shortest distances from any place are a corner; in their mean a bond is tight only where
    it lies on a circle of cost 0, that is, where another table is as good.
    """
    bonds = Prices(counts, cells).hops + logs[:, None] - logs
    np.fill_diagonal(bonds, 0.0)
    # Cells that can't but stay as they are had no say in ``logs``: bring those into the range.
    mended = np.minimum(_shortest(bonds).min(axis=0), 0.0)
    bonds += mended[:, None] - mended
    far = _shortest(np.clip(bonds, 0.0, _FARTHEST))
    return np.asarray(logs + mended + far.mean(axis=0))


def _shortest(bonds: Reals) -> Reals:
    """The distance between every two places (Floyd & Warshall)."""
    far = bonds
    for via in range(len(far)):
        far = np.minimum(far, far[:, [via]] + far[via])
    return far


def ranges(counts: Counts, cells: Cells, places: Reals) -> tuple[Reals, Reals]:
    """Between which factors a line's rounding gives its counts, a hair inside; 0 and ∞ for any."""
    weights = cells.weights * places
    free = (weights > 0) & (cells.lower < cells.upper)
    low, high = np.zeros(counts.shape), np.full(counts.shape, np.inf)
    np.divide(counts - 0.5, weights, out=low, where=free & (counts > cells.lower))
    np.divide(counts + 0.5, weights, out=high, where=free & (counts < cells.upper))
    least, most = low.max(axis=1, initial=0.0), high.min(axis=1, initial=np.inf)
    return least * (1 + _SAFE), most * (1 - _SAFE)


def within(low: Reals, high: Reals) -> Reals:
    """The shortest number between each pair, near the middle.

    A pair that crosses is a tie: the number is a hair below, so that no rule of rounding halves
    has a say.
    """
    high = np.where(np.isfinite(high), high, np.maximum(2 * low, 1.0))
    low = np.where(low > 0, low, high / 2)
    middle = (low + high) / 2
    found = np.where(low < high, middle, significant(np.minimum(low, high) * (1 - _BELOW), _DIGITS))
    open_ = low < high
    for digits in range(1, _DIGITS + 1):
        short = significant(middle, digits)
        fits = open_ & (low < short) & (short < high)
        found[fits] = short[fits]
        open_ &= ~fits
        if not open_.any():
            break
    return found


def significant(numbers: Reals, digits: int) -> Reals:
    """``numbers`` to so many significant digits, each the float that its decimals name."""
    return np.array([float(f"{number:.{digits - 1}e}") for number in numbers.tolist()])
