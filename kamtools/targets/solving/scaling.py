"""Bounded biproportional scaling: the ideal between the weights and the whole units.

Looks for a factor per line and per place such that clip(weight × line × place, lower, upper)
meets both margins: the fit of least relative entropy (Deming & Stephan 1940; with limits,
Gaffke & Pukelsheim 2008). The lines' factors are solved exactly; Newton's method moves the
places', a convex problem with one unknown per place.
"""

import numpy as np

from kamtools.targets.solving.arrays import Cells, Counts, Flags, Reals
from kamtools.targets.solving.lines import levels

_NEAR = 1e-3
"""Units by which a place's sum may be off."""
_LONGEST = 3.0
"""The most that a place's factor moves at once, in logarithms."""


def scale(cells: Cells, lines: Counts, places: Counts, rounds: int) -> tuple[Reals, Reals, bool]:
    """The lines' factors, the logarithms of the places', and whether both margins are met."""
    state = _State(cells, lines.astype(float), places.astype(float))
    for _ in range(rounds):
        if state.worst <= _NEAR or not state.moved():
            break
    return state.factors, state.logs, bool(np.abs(state.gaps).sum() < 0.5)


class _State:
    def __init__(self, cells: Cells, lines: Reals, places: Reals) -> None:
        fixed: Flags = cells.lower == cells.upper
        self._cells = Cells(np.where(fixed, 0.0, cells.weights), cells.lower, cells.upper)
        self._lines, self._places = lines, places
        self.logs = np.zeros(len(places))
        self.factors: Reals = np.ones(len(lines))
        self._set(self.logs, None)

    @property
    def worst(self) -> float:
        """By how many units the sum of a place misses at most."""
        return float(np.abs(self.gaps).max(initial=0.0))

    def _set(self, logs: Reals, start: Reals | None) -> None:
        self.logs = logs
        self._weights = self._cells.weights * np.exp(logs)
        part = Cells(self._weights, self._cells.lower, self._cells.upper)
        self.factors = levels(part, self._lines, start)
        exact = self._weights * self.factors[:, None]
        self._filled = np.clip(exact, part.lower, part.upper)
        self._moving = np.where((self._filled == exact) & (exact > 0), exact, 0.0)
        self.gaps: Reals = self._places - self._filled.sum(axis=0)

    def moved(self) -> bool:
        """One damped step of Newton's method; false when there is nowhere better to go."""
        before, step = self.logs, self._direction()
        fall = float(self.gaps @ step)
        share = min(1.0, _LONGEST / max(float(np.abs(step).max()), 1e-300))
        for _ in range(30):
            self._set(before + share * step, self.factors)
            rise = -float(self.gaps @ step)
            if rise <= 0.5 * fall:
                return True
            share *= min(0.5, max(0.1, fall / (fall + rise)))
        return False

    def _direction(self) -> Reals:
        moving = self._moving
        sums = moving.sum(axis=1)
        shares = moving / np.where(sums > 0, sums, 1.0)[:, None]
        bend = np.diag(moving.sum(axis=0)) - moving.T @ shares
        stiff = np.maximum(np.abs(self.gaps) / _LONGEST, 1e-10 * moving.sum() + 1e-12)
        diagonal = np.einsum("jj->j", bend)
        diagonal += np.maximum(0.0, stiff - diagonal) + 1e-12 * diagonal
        return np.asarray(np.linalg.solve(bend, self.gaps))
