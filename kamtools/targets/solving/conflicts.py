"""Where a table's limits and its margins contradict each other, and the least that would mend it.

Hoffman's theorem: with R the lines and S the places that units too many can reach, the lines of R
must bring ΣR − ΣS (plus what the other lines are bound to hold in S) to the places outside S, and
their upper limits there add up to less. Read from the other side: the lower limits of the other
lines in S add up to more than S has room for.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from kamtools.targets.solving.arrays import Cells, Counts, Flags, Reals
from kamtools.targets.solving.flow import Flow, hops, move

Side = Literal["upper", "lower"]


@dataclass(frozen=True)
class Block:
    """Lines × places whose limits can't be met: upper ones too low, or lower ones too high."""

    lines: Flags
    places: Flags
    side: Side
    needed: int
    """Units that the totals (and limits elsewhere) leave to the block: at least, or at most."""
    limit: int
    """Units that the block's own limits allow: at most, or at least."""
    elsewhere: int
    """Units that limits outside the block have in it."""

    @property
    def shortfall(self) -> int:
        """Units between the two."""
        return abs(self.needed - self.limit)

    @property
    def turned(self) -> "Block":
        """Lines for places."""
        return replace(self, lines=self.places, places=self.lines)

    @property
    def size(self) -> int:
        """How many cells it has."""
        return int(self.lines.sum()) * int(self.places.sum())


def block(flow: Flow, cells: Cells, lines: Counts, places: Counts) -> Block:
    """The minimum cut of a flow that can't be met; of several names the plainest."""
    found = []
    sides: list[Flags] = [_from_too_many(flow), _not_to_too_few(flow)]
    for side in sides:
        giving = np.asarray((flow.spare[:, side] > 0).any(axis=1))
        found += _named(giving, side[:-2], cells, lines, places)
    return min(found, key=lambda each: (each.elsewhere != 0, each.size == 0, each.size))


def _named(giving: Flags, side: Flags, cells: Cells, lines: Counts, places: Counts) -> list[Block]:
    """The cut between the lines ``giving`` with places ``side`` and the rest, named both ways."""
    brought = int(lines[giving].sum()) - int(places[side].sum())
    most = int(cells.upper[np.ix_(giving, ~side)].sum())
    least = int(cells.lower[np.ix_(~giving, side)].sum())
    return [
        Block(giving, ~side, "upper", brought + least, most, least),
        Block(~giving, side, "lower", most - brought, least, most),
    ]


def _from_too_many(flow: Flow) -> Flags:
    """The places that units too many can get to."""
    return _closed(hops(flow), flow.surplus > 0)


def _not_to_too_few(flow: Flow) -> Flags:
    """The places from which units can't get to where there are too few."""
    return np.asarray(~_closed(hops(flow).T, flow.surplus < 0))


def _closed(near: Flags, found: Flags) -> Flags:
    while (more := found | near[found].any(axis=0)).sum() > found.sum():
        found = more
    return np.asarray(found)


_MUCH = 2**62
"""More units than any table has."""


def relax(flow: Flow, penalties: Reals, weights: Reals) -> Counts:
    """A table ≥ 0 that meets both margins and breaks the limits by the fewest units.

    ``flow`` has come to its end; ``penalties`` are the costs of a unit beyond a limit, whole
    numbers, alike but for small preferences. Successive shortest paths over the penalty arcs;
    where a limit must give, the heaviest cells go first.
    """
    relaxing = _Relaxing(flow, penalties, weights)
    while flow.surplus.any():
        relaxing.carry()
    return flow.counts[:, :-2]


class _Relaxing:
    def __init__(self, flow: Flow, penalties: Reals, weights: Reals) -> None:
        never = np.full((len(penalties), 2), np.inf)
        self._flow, self._penalties = flow, np.hstack([penalties, never])
        self._order = np.argsort(-weights, axis=0, kind="stable")

    def carry(self) -> None:
        """Move as many units as the cheapest path holds."""
        (give, gives), (take, takes) = self._giving(), self._taking()
        path = self._path(_cheapest_hops(give, take))
        surplus = self._flow.surplus
        amount = min(int(surplus[path[0]]), -int(surplus[path[-1]]))
        carried = []
        for a, b in pairwise(path):
            costs = give[:, a] + take[:, b]
            held = np.where(costs == costs.min(), np.minimum(gives[:, a], takes[:, b]), 0)
            amount = min(amount, int(np.minimum(held, amount).sum()))
            carried.append((a, b, held))
        for a, b, held in carried:
            self._move(a, b, held, amount)

    def _move(self, giving: int, taking: int, held: Counts, amount: int) -> None:
        order = self._order[:, min(giving, taking)]
        move(self._flow, giving, taking, held, amount, order)

    def _giving(self) -> tuple[Reals, Counts]:
        """What a unit less costs in every cell, and how many units at that cost."""
        held, low, high = self._flow.counts, self._flow.lower, self._flow.upper
        cases = [held > high, held > low, held > 0]
        costs = np.select(cases, [-self._penalties, np.zeros(held.shape), self._penalties], np.inf)
        return costs, np.select(cases, [held - high, held - low, held], 0)

    def _taking(self) -> tuple[Reals, Counts]:
        """What a unit more costs in every cell, and how many units at that cost."""
        held, low, high = self._flow.counts, self._flow.lower, self._flow.upper
        cases = [held < low, held < high]
        costs = np.select(cases, [-self._penalties, np.zeros(held.shape)], self._penalties)
        return costs, np.select(cases, [low - held, high - held], _MUCH)

    def _path(self, costs: Reals) -> list[int]:
        """The cheapest way from a place with too many to one with too few (Bellman & Ford)."""
        surplus = self._flow.surplus
        far = np.where(surplus > 0, 0.0, np.inf)
        came = np.full(len(far), -1)
        for _ in range(len(far) + 1):
            through = far[:, None] + costs
            better = through.min(axis=0) < far
            if not better.any():
                break
            came = np.where(better, through.argmin(axis=0), came)
            far = np.minimum(far, through.min(axis=0))
        path = [int(np.where(surplus < 0, far, np.inf).argmin())]
        while came[path[-1]] >= 0:
            path.append(int(came[path[-1]]))
        return path[::-1]


def _cheapest_hops(give: Reals, take: Reals) -> Reals:
    """From place to place: the least cost of moving a unit within any line."""
    taken = np.ascontiguousarray(take.T)
    return np.array([(row + taken).min(axis=1) for row in np.ascontiguousarray(give.T)])
