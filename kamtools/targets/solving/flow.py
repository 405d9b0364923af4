"""Whether whole units can meet both margins within the limits: a maximum flow, and its cut.

Lines hold their totals from the start; units move from places that have too many to places that
have too few, along hops: within a line, one place gives and another takes. A hop carries what all
lines together allow, so a path moves many units at once. What a line's limits can't hold stands
in two places of its own at the end: one for units too many, one for units too few. Where no path
is left, the reached side is a minimum cut (Hoffman's circulation theorem, 1960).
"""

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kamtools.targets.solving.arrays import Cells, Counts, Flags
from kamtools.targets.solving.lines import fill


@dataclass
class Flow:
    """Units by line and place, two places more than the table has: too many, and too few."""

    counts: Counts
    lower: Counts
    upper: Counts
    surplus: Counts
    """By place: what its sum has over its total."""

    @property
    def is_met(self) -> bool:
        """Whether both margins hold within all limits."""
        return not self.surplus.any()

    @property
    def spare(self) -> Counts:
        """What each cell can give."""
        return self.counts - self.lower

    @property
    def room(self) -> Counts:
        """What each cell can take."""
        return self.upper - self.counts


def start(cells: Cells, lines: Counts, places: Counts) -> Flow:
    """Every line filled within its limits; what does not fit stands at the end."""
    least = cells.lower.sum(axis=1)
    most = np.minimum(cells.upper, np.maximum(lines, least)[:, None]).sum(axis=1)
    held = np.clip(lines, least, np.maximum(most, least))
    rest = lines - held
    many, few = np.maximum(rest, 0)[:, None], np.minimum(rest, 0)[:, None]
    counts = np.hstack([fill(cells, held), many, few])
    nothing = np.zeros_like(many)
    lower = np.hstack([cells.lower, nothing, few])
    upper = np.hstack([cells.upper, many, nothing])
    surplus = counts.sum(axis=0) - np.append(places, [0, 0])
    return Flow(counts, lower, upper, surplus)


def push(flow: Flow) -> None:
    """Move units along shortest paths until every place has its total or none can be reached."""
    while path := _path(hops(flow), flow.surplus):
        amount = min(int(flow.surplus[path[0]]), -int(flow.surplus[path[-1]]))
        pairs = list(pairwise(path))
        carried = [np.minimum(flow.spare[:, a], flow.room[:, b]) for a, b in pairs]
        amount = min(amount, *(int(np.minimum(each, amount).sum()) for each in carried))
        for (giving, taking), each in zip(pairs, carried, strict=True):
            move(flow, giving, taking, each, amount)


def move(
    flow: Flow,
    giving: int,
    taking: int,
    carried: Counts,
    amount: int,
    order: Counts | None = None,
) -> None:
    """Move ``amount`` units between two places, the first lines (of ``order``) first."""
    at = slice(None) if order is None else order
    before = np.minimum(np.cumsum(np.minimum(carried[at], amount)), amount)
    moved = np.diff(before, prepend=0)
    flow.counts[at, giving] -= moved
    flow.counts[at, taking] += moved
    flow.surplus[giving] -= amount
    flow.surplus[taking] += amount


def hops(flow: Flow) -> Flags:
    """From place to place: whether some line can move a unit."""
    gives, takes = (flow.spare > 0).astype(np.float32), (flow.room > 0).astype(np.float32)
    return np.asarray(gives.T @ takes > 0)


def _path(near: Flags, surplus: Counts) -> list[int]:
    """The shortest way from a place with too many to one with too few; empty for none."""
    sources = np.flatnonzero(surplus > 0).tolist()
    came = dict.fromkeys(sources, -1)
    queue = deque(sources)
    while queue:
        place = queue.popleft()
        if surplus[place] < 0:
            return _back(came, place)
        for other in np.flatnonzero(near[place]).tolist():
            if other not in came:
                came[other] = place
                queue.append(other)
    return []


def _back(came: dict[int, int], place: int) -> list[int]:
    path = [place]
    while came[path[-1]] >= 0:
        path.append(came[path[-1]])
    return path[::-1]


def held_fast(flow: Flow) -> Flags:
    """The cells that are the same in every table that meets the margins; ``flow`` is one.

    A cell at a limit can leave it only along a circle of hops through other cells.
    """
    near = hops(flow) | np.eye(len(flow.surplus), dtype=bool)
    for _ in range(max(1, len(near).bit_length())):
        near = near.astype(np.float32) @ near.astype(np.float32) > 0
    gives, takes = flow.spare > 0, flow.room > 0
    may_fall = takes.astype(np.float32) @ near.astype(np.float32) > 0
    may_rise = gives.astype(np.float32) @ near.T.astype(np.float32) > 0
    stuck = (gives & ~takes & ~may_fall) | (takes & ~gives & ~may_rise) | ~(gives | takes)
    return np.asarray(stuck[:, :-2])
