"""From exact lines to exact lines and places: the cheapest transfers of single units.

The Webster table minimises Σ log((k+½)/weight) over the units given (Gaffke & Pukelsheim 2008,
*Divisor methods for proportional representation systems*); successive shortest paths keep that
optimal while they move units from places with too many to places with too few (Ahuja, Magnanti &
Orlin, *Network Flows*, 1993, 9.7). The graph has one node per place: a hop is the cheapest swap
within any line.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from kamtools.targets.solving.arrays import Cells, Counts, Flags, Reals

_EQUAL = 1e-12
"""Costs nearer than this are one cost: units of equal claim move together."""


def settle(counts: Counts, cells: Cells, places: Counts, logs: Reals) -> Reals:
    """Change ``counts``, best for the places' ``logs``, until every place has its total.

    A table within the limits that meets both margins must exist. Returns the logarithms of the
    places' factors for which the new counts are best.
    """
    prices = Prices(counts, cells)
    surplus = counts.sum(axis=0) - places
    while surplus.any():
        source = int(surplus.argmax())
        path, far = _cheapest(prices.hops + logs[:, None] - logs, surplus, source)
        logs = logs + far
        _carry(prices, path, surplus)
    counts[:] = prices.counts
    return logs


Move = tuple[Counts, int, int]
"""Lines, and between which places one unit moves in each of them."""


class Prices:
    """What giving and taking a unit costs in every cell, and the cheapest hop between places.

    Kept place by place: a place's cells lie side by side in memory.
    """

    def __init__(self, counts: Counts, cells: Cells) -> None:
        with np.errstate(divide="ignore"):
            self._weigh = np.log(cells.turned.weights)
        self._lower, self._upper = cells.turned.lower, cells.turned.upper
        self._counts = np.ascontiguousarray(counts.T)
        self.take, self.give = self._priced(np.s_[:])
        width = len(self._counts)
        self.hops: Reals = np.full((width, width), np.inf)
        self._line = np.zeros((width, width), dtype=np.int64)
        for place in range(width):
            self._look(place, np.arange(width))

    @property
    def counts(self) -> Counts:
        """The units by line and place."""
        return self._counts.T

    def line(self, giving: int, taking: int) -> Counts:
        """The line of the cheapest hop between two places."""
        return self._line[[giving], taking]

    def _priced(self, at: Any) -> tuple[Reals, Reals]:
        """The cost of taking and of giving a unit, where ``at`` says."""
        held, weigh = self._counts[at], self._weigh[at]
        free = np.isfinite(weigh)
        some = np.log(np.maximum(held, 1) - 0.5)
        take = np.where(free & (held < self._upper[at]), np.log(held + 0.5) - weigh, np.inf)
        give = np.where(free & (held > self._lower[at]), weigh - some, np.inf)
        return take, give

    def swap(self, moves: list[Move]) -> None:
        """In each of the lines, one unit from the one place to the other."""
        for lines, giving, taking in moves:
            self._counts[giving, lines] -= 1
            self._counts[taking, lines] += 1
        for lines, giving, taking in moves:
            for place in (giving, taking):
                found = self._priced((place, lines))
                self.take[place, lines], self.give[place, lines] = found
        changed = np.unique(np.concatenate([lines for lines, _, _ in moves]))
        stale = np.zeros(self._counts.shape[1], dtype=bool)
        stale[changed] = True
        for place in {place for _, giving, taking in moves for place in (giving, taking)}:
            self._again(place, changed, stale)

    def _look(self, place: int, others: Counts) -> None:
        """Find the cheapest line for the hops from ``place`` to the others."""
        costs = self.give[place] + self.take[others]
        self._line[place, others] = best = costs.argmin(axis=1)
        self.hops[place, others] = costs[np.arange(len(others)), best]
        self.hops[place, place] = np.inf

    def _again(self, place: int, changed: Counts, stale: Flags) -> None:
        """Look at the hops from and to ``place`` anew, where only the lines ``changed`` have."""
        old = stale[self._line[place]]
        costs = self.give[place, changed] + self.take[:, changed]
        self._note(np.s_[place, :], costs, changed, old)
        self._look(place, np.flatnonzero(old))
        old = stale[self._line[:, place]]
        costs = self.give[:, changed] + self.take[place, changed]
        self._note(np.s_[:, place], costs, changed, old)
        for other in np.flatnonzero(old).tolist():
            self._look(other, np.array([place]))
        self.hops[place, place] = np.inf

    def _note(self, at: Any, costs: Reals, changed: Counts, old: Flags) -> None:
        """A changed line may be cheaper than the one known, unless that is to be looked for."""
        best = costs.argmin(axis=1)
        found = costs[np.arange(len(best)), best]
        better = ~old & (found < self.hops[at])
        self.hops[at] = np.where(better, found, self.hops[at])
        self._line[at] = np.where(better, changed[best], self._line[at])


def _cheapest(costs: Reals, surplus: Counts, source: int) -> tuple[list[int], Reals]:
    """The cheapest path to a place with too few (Dijkstra), and how far each place is, at most
    as far as its end. ``costs`` are reduced: none is below 0 but for rounding."""
    width = len(surplus)
    far, came = np.full(width, np.inf), np.full(width, -1)
    done = np.zeros(width, dtype=bool)
    far[source] = 0.0
    while True:
        place = int(np.where(done, np.inf, far).argmin())
        done[place] = True
        if surplus[place] < 0:
            break
        through = far[place] + np.maximum(costs[place], 0.0)
        better = (through < far) & ~done
        far[better], came[better] = through[better], place
    path = [place]
    while path[-1] != source:
        path.append(int(came[path[-1]]))
    return path[::-1], np.minimum(far, far[place])


def _carry(prices: Prices, path: list[int], surplus: Counts) -> None:
    """Move as many units along ``path`` as cost the same, each line once."""
    amount = min(int(surplus[path[0]]), -int(surplus[path[-1]]))
    pairs = list(pairwise(path))
    moves = _together(prices, pairs, amount) or _one(prices, pairs)
    amount = min(len(lines) for lines, _, _ in moves)
    prices.swap([(lines[:amount], giving, taking) for lines, giving, taking in moves])
    surplus[path[0]] -= amount
    surplus[path[-1]] += amount


def _together(prices: Prices, pairs: list[tuple[int, int]], amount: int) -> list[Move]:
    """For every hop the lines in which it costs the least, no line twice; empty if that fails."""
    moves: list[Move] = []
    used = np.zeros(prices.counts.shape[0], dtype=bool)
    for giving, taking in pairs:
        costs = prices.give[giving] + prices.take[taking]
        cheap = (costs <= prices.hops[giving, taking] + _EQUAL) & ~used
        lines = np.flatnonzero(cheap)[:amount]
        if not lines.size:
            return []
        used[lines] = True
        amount = len(lines)
        moves.append((lines, giving, taking))
    return moves


def _one(prices: Prices, pairs: list[tuple[int, int]]) -> list[Move]:
    """For every hop the line in which it costs the least."""
    return [(prices.line(giving, taking), giving, taking) for giving, taking in pairs]
