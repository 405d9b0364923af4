"""Lines that share nothing: which can't hold their totals, and what would let them."""

import numpy as np

from kamtools.targets.solving.arrays import Cells, Counts, Reals
from kamtools.targets.solving.conflicts import Block
from kamtools.targets.solving.lines import fill


def failing(cells: Cells, totals: Counts) -> Block | None:
    """The lines whose limits are too low, or those whose limits are too high; the worse lot."""
    most, least = _most(cells, totals), cells.lower.sum(axis=1)
    short, over = most < totals, least > totals
    if not (short | over).any():
        return None
    every = np.ones(cells.weights.shape[1], dtype=bool)
    if int((totals - most)[short].sum()) >= int((least - totals)[over].sum()):
        return Block(short, every, "upper", int(totals[short].sum()), int(most[short].sum()), 0)
    return Block(over, every, "lower", int(totals[over].sum()), int(least[over].sum()), 0)


def mended(cells: Cells, totals: Counts, penalties: Reals) -> tuple[Counts, Counts]:
    """The lines that keep their limits, and those that break them by the fewest units.

    The heaviest cells give way first, and a unit costs what ``penalties`` say.
    """
    most, least = _most(cells, totals), cells.lower.sum(axis=1)
    kept = fill(cells, np.clip(totals, least, np.maximum(most, least)))
    relaxed = kept.copy()
    for line in np.flatnonzero(kept.sum(axis=1) != totals):
        gap = int(totals[line] - kept[line].sum())
        order = np.lexsort((-cells.weights[line], penalties[line]))
        if gap > 0:
            relaxed[line, order[:1]] += gap
            continue
        given = np.minimum(np.cumsum(relaxed[line, order]), -gap)
        relaxed[line, order] -= np.diff(given, prepend=0)
    return kept, relaxed


def _most(cells: Cells, totals: Counts) -> Counts:
    least = cells.lower.sum(axis=1)
    reach = np.maximum(totals, least)[:, None]
    return np.asarray(np.minimum(cells.upper, reach).sum(axis=1))
