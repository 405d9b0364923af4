"""Both margins exact, in whole units, 40% of cells at a limit: us and the ways one would else go.

Run: python benchmarks/targets.py (needs the extra ``benchmark``: scipy, networkx, ortools). The
linear programme finds the table nearest to the scaled weights (least sum of deviations) with
HiGHS; ``highs_same`` finds our own table with it, which takes it minutes
where the table is large (``--same``); networkx
and OR-tools send the same units as a flow along cheapest edges; naive rounding scales (20 rounds)
and rounds. Whether each meets the margins stands beside its time.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamtools.targets import Infeasible, break_down, break_down_hierarchy

UNIT = 100
SHAPES = [(50, 12), (500, 12), (2_000, 12)]
SLOW_CELLS = 6_000
"""Beyond, some ways take minutes."""


@dataclass(frozen=True)
class Case:
    ideal: pd.DataFrame
    lower: pd.DataFrame
    upper: pd.DataFrame
    rows: pd.Series
    columns: pd.Series


def case(rows: int, columns: int, seed: int = 1) -> Case:
    """Sales of stores × months, 5% zeros, margins of a table that keeps all limits."""
    rng = np.random.default_rng(seed)
    sizes, season = rng.lognormal(0, 1, (rows, 1)), rng.lognormal(0, 0.3, (1, columns))
    ideal = sizes * season * rng.lognormal(0, 0.5, (rows, columns)) * 1e6
    ideal[rng.random((rows, columns)) < 0.05] = 0
    table = np.rint(ideal * rng.lognormal(0.05, 0.2, (rows, columns)) / UNIT) * UNIT
    bound = rng.random((rows, columns))
    lower = np.where(bound < 0.4, table * 0.98 // UNIT * UNIT, 0)
    upper = np.where((bound > 0.2) & (bound < 0.6), table, np.inf)
    frames = [pd.DataFrame(each) for each in (ideal, lower, upper)]
    sums = pd.DataFrame(table.astype(np.int64))
    return Case(*frames, sums.sum(axis=1), sums.sum())


def ours(given: Case) -> np.ndarray:
    found = break_down(
        given.ideal, row_totals=given.rows, column_totals=given.columns, unit=UNIT,
        lower=given.lower, upper=given.upper,
    )  # fmt: skip
    return found.amounts.to_numpy()


def scaled(given: Case, rounds: int = 20) -> np.ndarray:
    table = given.ideal.to_numpy().copy()
    for _ in range(rounds):
        table *= (given.rows.to_numpy() / table.sum(axis=1))[:, None]
        table *= given.columns.to_numpy() / table.sum(axis=0)
    return table


def naive(given: Case) -> np.ndarray:
    table = np.rint(scaled(given) / UNIT) * UNIT
    return np.clip(table, given.lower, given.upper)


def highs(given: Case) -> np.ndarray:
    """Least Σ|x − scaled| with both margins, as a linear programme: x = scaled + above − below."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, hstack

    target = scaled(given) / UNIT
    n, m = target.shape
    cell = np.arange(n * m)
    lines = np.concatenate([cell // m, n + cell % m])
    sums = coo_array((np.ones(2 * n * m), (lines, np.tile(cell, 2))), shape=(n + m, n * m)).tocsr()
    margins = np.concatenate([given.rows, given.columns]) / UNIT
    low, high = given.lower.to_numpy() / UNIT, given.upper.to_numpy() / UNIT
    high = np.where(given.ideal > 0, high, 0)
    zero = np.zeros(n * m)
    # above − below is kept between the limits by what each may be; one of the two is 0.
    above = np.column_stack([np.maximum((low - target).ravel(), 0), (high - target).ravel()])
    below = np.column_stack([np.maximum((target - high).ravel(), 0), (target - low).ravel()])
    above[:, 1], below[:, 1] = np.maximum(above[:, 1], zero), np.maximum(below[:, 1], zero)
    found = linprog(
        np.ones(2 * n * m),
        A_eq=hstack([sums, -sums]).tocsr(),
        b_eq=margins - sums @ target.ravel(),
        bounds=np.vstack([above, below]),
        method="highs",
    )
    if found.x is None:
        return np.full(target.shape, np.nan)
    table = target.ravel() + found.x[: n * m] - found.x[n * m :]
    return table.reshape(n, m) * UNIT


def highs_same(given: Case) -> np.ndarray:
    """The table that we find: unit by unit at cost log((k+½)/ideal), as a linear programme.

    It is told where to look: from two units below our answer to two above.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    _, low, high = _network(given)
    near = (ours(given) / UNIT).astype(np.int64)
    base, top = np.maximum(low, near - 2), np.minimum(high, near + 2)
    n, m = base.shape
    steps = (top - base).ravel()
    cell = np.repeat(np.arange(n * m), steps)
    unit = base.ravel()[cell] + np.arange(len(cell)) - np.repeat(np.cumsum(steps) - steps, steps)
    lines = np.concatenate([cell // m, n + cell % m])
    at = np.tile(np.arange(len(cell)), 2)
    sums = coo_array((np.ones(2 * len(cell)), (lines, at)), shape=(n + m, len(cell))).tocsr()
    margins = np.concatenate([given.rows, given.columns]) / UNIT
    margins -= np.concatenate([base.sum(axis=1), base.sum(axis=0)])
    cost = np.log(unit + 0.5) - np.log(given.ideal.to_numpy().ravel()[cell])
    found = linprog(cost, A_eq=sums, b_eq=margins, bounds=(0, 1), method="highs")
    table = base.ravel() + np.bincount(cell, np.rint(found.x), minlength=n * m)
    return table.reshape(n, m) * UNIT


def _cost(given: Case, table: np.ndarray, other: np.ndarray) -> float:
    """By how much Σ log((k+½)/ideal) over the units of a table is above another's."""
    ideal, sums = given.ideal.to_numpy(), [0.0, 0.0]
    for at in np.argwhere(np.abs(table - other) > 0.5):
        least, *most = (int(each[*at] / UNIT) for each in (np.minimum(table, other), table, other))
        for which, top in enumerate(most):
            units = np.arange(least, top)
            sums[which] += float((np.log(units + 0.5) - np.log(ideal[*at])).sum())
    return sums[0] - sums[1]


def networkx(given: Case) -> np.ndarray:
    import networkx as nx

    graph, (costs, low, high) = nx.DiGraph(), _network(given)
    for row, total in enumerate(given.rows // UNIT):
        graph.add_node(("r", row), demand=-int(total - low[row].sum()))
    for column, total in enumerate(given.columns // UNIT):
        graph.add_node(("c", column), demand=int(total - low[:, column].sum()))
    for row, column in np.argwhere(high > low).tolist():
        edge = {"weight": int(costs[row, column]), "capacity": int((high - low)[row, column])}
        graph.add_edge(("r", row), ("c", column), **edge)
    flow = nx.min_cost_flow(graph)
    table = low.copy()
    for (_, row), taken in flow.items():
        for (_, column), units in taken.items():
            table[row, column] += units
    return table * UNIT


def ortools(given: Case) -> np.ndarray:
    """One edge per cell, so linear costs: feasible, but not the proportional table."""
    from ortools.graph.python import min_cost_flow

    costs, low, high = _network(given)
    n, m = low.shape
    solver, at = min_cost_flow.SimpleMinCostFlow(), np.argwhere(high > low)
    edges = solver.add_arcs_with_capacity_and_unit_cost(
        at[:, 0], n + at[:, 1], (high - low)[*at.T], costs[*at.T]
    )
    supplies = [given.rows // UNIT - low.sum(axis=1), low.sum(axis=0) - given.columns // UNIT]
    solver.set_nodes_supplies(np.arange(n + m), np.concatenate(supplies).astype(np.int64))
    solver.solve()
    low[*at.T] += solver.flows(edges)
    return low * UNIT


def _network(given: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Costs, and limits in units."""
    ideal, most = given.ideal.to_numpy(), given.rows.to_numpy()[:, None] // UNIT
    low = (given.lower.to_numpy() / UNIT).astype(np.int64)
    high = np.minimum(given.upper.to_numpy() / UNIT, most).astype(np.int64)
    high = np.where(ideal > 0, high, 0)
    costs = np.rint(-1e4 * np.log(np.maximum(ideal, 1e-9))).astype(np.int64)
    return costs, low, high


def seconds(call: Callable[[], object], times: int = 5) -> tuple[float, object]:
    """The best of some runs, and what the last returned."""
    best, found = np.inf, None
    for _ in range(times):
        start = time.perf_counter()
        found = call()
        best = min(best, time.perf_counter() - start)
        if best > 5:
            break
    return best, found


def misses(given: Case, table: np.ndarray) -> int:
    """How many of the totals a table does not meet to the 元."""
    rows = np.abs(table.sum(axis=1) - given.rows) > 0.5
    columns = np.abs(table.sum(axis=0) - given.columns) > 0.5
    return int(rows.sum() + columns.sum())


def compare(rows: int, columns: int) -> None:
    given = case(rows, columns)
    base, table = seconds(lambda: ours(given))
    limits = (table == given.lower.to_numpy()) | (table == given.upper.to_numpy())
    print(f"{rows} × {columns}, {limits.mean():.0%} of cells at a limit")
    print(f"  {'kamtools':10} {base * 1e3:10.1f} ms          {misses(given, table)} totals missed")
    answer = table
    for way in (naive, highs, highs_same, ortools, networkx):
        slow = way is networkx or (way is highs_same and "--same" not in sys.argv)
        if slow and rows * columns > SLOW_CELLS:
            continue
        try:
            spent, table = seconds(lambda way=way: way(given), 3)
        except ImportError:
            print(f"  {way.__name__:10} is not installed")
            continue
        missed = f"{misses(given, table)} totals missed"
        if way is highs_same:
            spent -= base  # what it was told
            missed += f", {(table != answer).sum()} cells differ and cost"
            missed += f" {_cost(given, table, answer):+.1e} more than ours"
        print(f"  {way.__name__:10} {spent * 1e3:10.1f} ms {spent / base:7.1f}× {missed}")


def infeasible(rows: int, columns: int) -> None:
    """A store must carry more than its months may hold."""
    given = case(rows, columns)
    upper = given.upper.copy()
    upper.iloc[7] = given.ideal.iloc[7] * 0.5 // UNIT * UNIT
    lower = given.lower.copy()
    lower.iloc[7] = 0

    def name() -> Infeasible:
        try:
            ours(Case(given.ideal, lower, upper, given.rows, given.columns))
        except Infeasible as error:
            return error
        raise AssertionError("the conflict was not seen")

    spent, error = seconds(name)
    assert isinstance(error, Infeasible)
    print(f"{rows} × {columns} infeasible: {spent * 1e3:.1f} ms; {error}")


def hierarchy() -> None:
    """2,000 stores of 20 regions × 12 months × 5 lines, 120,000 cells, 40% of them at a limit."""
    given = case(2_000, 60)
    rows = pd.MultiIndex.from_tuples([(f"R{i // 100:02d}", f"S{i:04d}") for i in range(2_000)])
    months, lines = [f"2026-{m:02d}" for m in range(1, 13)], list("甲乙丙丁戊")
    columns = pd.MultiIndex.from_product([months, lines])
    frames = [each.set_axis(rows).set_axis(columns, axis=1) for each in
              (given.ideal, given.lower, given.upper)]  # fmt: skip
    stores, leaves = given.rows.set_axis(rows), given.columns.set_axis(columns)
    margins = {
        "stores × (months × lines), all at once": (stores, leaves),
        "stores × months, lines from them": (stores, leaves.groupby(level=0).sum()),
        "regions × (months × lines), stores from them": (stores.groupby(level=0).sum(), leaves),
    }
    for name, (across, down) in margins.items():
        spent, found = seconds(
            lambda across=across, down=down: break_down_hierarchy(
                frames[0], row_totals=across, column_totals=down, unit=UNIT,
                lower=frames[1], upper=frames[2],
            )
        )  # fmt: skip
        depths = across.index.nlevels, down.index.nlevels
        exact = (found.totals(depths[0], 0)["全部"] == across).all()
        exact &= (found.totals(0, depths[1]).loc["全部"] == down).all()
        print(f"{name}: {spent * 1e3:.0f} ms, every total exact: {bool(exact)}")


def main() -> None:
    for shape in SHAPES:
        compare(*shape)
    infeasible(2_000, 12)
    hierarchy()


if __name__ == "__main__":
    main()
