"""Webster's method within limits, for many lines at once.

A unit is earned at the claim (k+½)/weight; a line takes its smallest claims, each cell between
its limits (Balinski & Young, *Fair Representation*, 1982, with minimum and maximum requirements).
"""

import numpy as np

from kamtools.targets.solving.arrays import (
    Cells,
    Counts,
    Flags,
    Reals,
    last_claims,
    next_claims,
)

_STEPS = 8
"""Lines that are off by no more than this are mended unit by unit."""
_NARROW = 1e-15


def levels(cells: Cells, totals: Reals, start: Reals | None = None) -> Reals:
    """The factor t of each line at which Σ clip(weight × t, lower, upper) is its total.

    Newton's method on a rising function of straight pieces, kept inside a bracket. A line that
    can't reach its total gets the factor that comes nearest; one without weights gets 1.
    """
    low, high = _bracket(cells, totals)
    factor = np.clip(_first_guess(cells, totals) if start is None else start, low, high)
    at, part, wanted = np.arange(len(totals)), cells, totals
    for _ in range(200):
        exact = part.weights * factor[at, None]
        filled = np.clip(exact, part.lower, part.upper)
        gap = wanted - filled.sum(axis=1)
        low[at] = np.where(gap >= 0, factor[at], low[at])
        high[at] = np.where(gap <= 0, factor[at], high[at])
        slope = np.where(filled == exact, part.weights, 0.0).sum(axis=1)
        step = np.divide(gap, slope, out=np.full_like(gap, np.nan), where=slope > 0)
        trial = factor[at] + step
        inside = (trial > low[at]) & (trial < high[at])
        middle = np.sqrt(low[at]) * np.sqrt(high[at])
        open_ = (np.abs(gap) > 1e-13 * wanted + 1e-9) & (low[at] < middle) & (middle < high[at])
        if not open_.any():
            break
        factor[at] = np.where(open_, np.where(inside, trial, middle), factor[at])
        at, part, wanted = at[open_], part.at(open_), wanted[open_]
    return factor


def _bracket(cells: Cells, totals: Reals) -> tuple[Reals, Reals]:
    """Below every claim, and above enough of them to fill the line."""
    weighs = cells.weights > 0
    reach = np.minimum(cells.upper, totals[:, None]) + 1.0
    shape = cells.weights.shape
    tops = np.divide(reach, cells.weights, out=np.ones(shape), where=weighs)
    lows = np.divide(0.25, cells.weights, out=np.full(shape, np.inf), where=weighs)
    idle = ~weighs.any(axis=1)
    low = np.where(idle, 1.0, lows.min(axis=1, initial=np.inf))
    return low * 1e-9, np.where(idle, 1.0, tops.max(axis=1, initial=1e-300))


def _first_guess(cells: Cells, totals: Reals) -> Reals:
    sums = cells.weights.sum(axis=1)
    return np.asarray(np.divide(totals, sums, out=np.ones(len(totals)), where=sums > 0))


def rounded(cells: Cells, factors: Reals) -> Counts:
    """Every cell's claims up to its line's factor, within its limits."""
    counts = np.floor(cells.weights * factors[:, None] + 0.5)
    return np.clip(counts, cells.lower, cells.upper).astype(np.int64)


def fill(cells: Cells, totals: Counts, start: Reals | None = None) -> Counts:
    """Each line's total in whole units; Σ lower ≤ total ≤ Σ upper in every line.

    ``start`` are factors near the answer. Of equal claims the larger weight's goes first, then
    the earlier place.
    """
    factors = levels(cells, totals.astype(float)) if start is None else start
    counts = rounded(cells, factors)
    gaps = totals - counts.sum(axis=1)
    far = np.flatnonzero(np.abs(gaps) > _STEPS)
    if far.size:
        counts[far] = _bisected(cells.at(far), totals[far], factors[far])
        gaps = totals - counts.sum(axis=1)
    _mend(counts, gaps, cells)
    return counts


def _mend(counts: Counts, gaps: Counts, cells: Cells) -> None:
    """Give what is missing to the smallest claims; take what is too much from the largest."""
    at = np.flatnonzero(gaps)
    while at.size:
        part, held, gap = cells.at(at), counts[at], gaps[at]
        more = gap > 0
        place = np.where(
            more,
            _first(next_claims(held, part), part.weights),
            _last(last_claims(held, part), part.weights),
        )
        counts[at, place] += np.where(more, 1, -1)
        gaps[at] -= np.where(more, 1, -1)
        at = at[gaps[at] != 0]


def _first(claims: Reals, weights: Reals) -> Counts:
    """The place of the smallest claim; of equal ones the heaviest, then the first."""
    best = claims.min(axis=1, keepdims=True)
    return np.asarray(np.where(claims == best, weights, -1.0).argmax(axis=1))


def _last(claims: Reals, weights: Reals) -> Counts:
    """The place of the largest claim; of equal ones the lightest, then the last."""
    best = claims.max(axis=1, keepdims=True)
    light = np.where(claims == best, weights, np.inf)[:, ::-1]
    return np.asarray(weights.shape[1] - 1 - light.argmin(axis=1))


def _bisected(cells: Cells, totals: Counts, factors: Reals) -> Counts:
    """Lines that are far off: the factor between too little and too much, then the ties."""
    low, high = factors * (1 - 1e-9), factors * (1 + 1e-9)
    low = _pushed(cells, totals, low, np.less_equal, 0.5)
    high = _pushed(cells, totals, high, np.greater_equal, 2.0)
    for _ in range(80):
        if (high <= low * (1 + _NARROW)).all():
            break
        middle = (low + high) / 2
        less = rounded(cells, middle).sum(axis=1) <= totals
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return _ties(cells, totals, low * (1 - 8 * _NARROW))


def _pushed(cells: Cells, totals: Counts, factors: Reals, holds: np.ufunc, by: float) -> Reals:
    """``factors`` moved until each line's sum is on the side of its total."""
    for _ in range(2_000):
        wrong: Flags = ~holds(rounded(cells, factors).sum(axis=1), totals)
        if not wrong.any():
            break
        factors = np.where(wrong, factors * by, factors)
    return factors


def _ties(cells: Cells, totals: Counts, factors: Reals) -> Counts:
    """The sums just below their totals, and the missing units to the smallest claims at once."""
    counts = rounded(cells, factors)
    for line, gap in enumerate(totals - counts.sum(axis=1)):
        part = cells.at(line)
        claims = next_claims(counts[line], part)
        order = np.lexsort((np.arange(claims.size), -part.weights, claims))[: max(0, gap)]
        counts[line, order[np.isfinite(claims[order])]] += 1
    return counts
