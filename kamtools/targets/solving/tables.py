"""A table in whole units that meets both margins within its limits, or the flow that can't."""

from dataclasses import dataclass

import numpy as np

from kamtools.targets.solving.arrays import Cells, Counts, Reals
from kamtools.targets.solving.flow import Flow, held_fast, push, start
from kamtools.targets.solving.lines import fill
from kamtools.targets.solving.scaling import scale
from kamtools.targets.solving.transfers import settle


@dataclass(frozen=True)
class Fit:
    """Units by line and place, and the logarithms of the places' factors they are best for."""

    counts: Counts
    logs: Reals


def fit(cells: Cells, lines: Counts, places: Counts) -> Fit | Flow:
    """The table nearest to the weights; a ``Flow`` that is not met where there is none.

    Σ lines = Σ places. The scaling finds out by itself that most tables can be met; only where
    it does not come to an end, a maximum flow decides.
    """
    if _fits(cells, lines) and _fits(cells.turned, places):
        factors, logs, met = scale(cells, lines, places, rounds=12)
        if met:
            return _settled(cells, lines, places, factors, logs)
    flow = start(cells, lines, places)
    push(flow)
    if not flow.is_met:
        return flow
    held, stuck = flow.counts[:, :-2], held_fast(flow)
    lower, upper = np.where(stuck, held, cells.lower), np.where(stuck, held, cells.upper)
    loose = Cells(cells.weights, lower, upper)
    factors, logs, _ = scale(loose, lines, places, rounds=100)
    return _settled(loose, lines, places, factors, logs)


def _fits(cells: Cells, totals: Counts) -> bool:
    """Whether every line alone can hold its total."""
    most = np.minimum(cells.upper, totals[:, None]).sum(axis=1)
    return bool(((cells.lower.sum(axis=1) <= totals) & (totals <= most)).all())


def _settled(cells: Cells, lines: Counts, places: Counts, factors: Reals, logs: Reals) -> Fit:
    scaled = Cells(cells.weights * np.exp(logs), cells.lower, cells.upper)
    counts = fill(scaled, lines, factors)
    return Fit(counts, settle(counts, cells, places, logs))
