"""What must hold of every breakdown with both margins, limits and locks.

``KAM_EXAMPLES=2000`` makes it thorough.
"""

import os
import random
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kamtools.excel.calculation.rounding import rounded
from kamtools.targets import Breakdown, Infeasible, apportion, break_down
from tests.targets.problems import (
    NO_LIMIT,
    Problem,
    beyond,
    cost,
    every_table,
    failing_of,
    problems,
    worst_block,
)

EXAMPLES = int(os.environ.get("KAM_EXAMPLES", "80"))
TINY = problems(most_rows=3, most_columns=3, size=2)
UNFAIR = problems(most_rows=3, most_columns=3, size=2, fair=0)
PLACES = {1: 0, 100: -2, 10_000: -4, Decimal("0.01"): 2, Decimal(100): -2}


def answered(problem: Problem) -> Breakdown | Infeasible:
    try:
        return break_down(**problem.asked)
    except Infeasible as error:
        return error


@settings(max_examples=EXAMPLES)
@given(problems())
def test_what_can_be_met_is_met_exactly_and_what_can_not_is_named(problem: Problem) -> None:
    found, worst = answered(problem), worst_block(problem)
    if isinstance(found, Infeasible):
        assert worst > 0
        _is_a_conflict(problem, found, worst)
        return
    assert worst == 0
    counts = problem.units(found.amounts)
    assert counts.sum(axis=1).tolist() == problem.rows.tolist()
    assert counts.sum(axis=0).tolist() == problem.columns.tolist()
    assert beyond(problem, counts) == 0


def _is_a_conflict(problem: Problem, error: Infeasible, worst: int) -> None:
    """The named block fails by the shortfall, and nothing fails by more."""
    rows = [name in error.rows for name in problem.row_names]
    columns = [name in error.columns for name in problem.column_names]
    if error.conflict.side == "lower":  # its own lower limits are above what is left for it
        rows, columns = [not each for each in rows], [not each for each in columns]
    assert failing_of(problem, rows, columns) * problem.unit == error.shortfall
    assert error.shortfall == worst * problem.unit


@settings(max_examples=EXAMPLES)
@given(TINY)
def test_no_other_table_is_nearer_to_the_weights(problem: Problem) -> None:
    assume(worst_block(problem) == 0)
    counts = problem.units(break_down(**problem.asked).amounts)
    least = min(cost(problem, table) for table in every_table(problem))
    assert cost(problem, counts) <= least + 1e-9


@settings(max_examples=EXAMPLES)
@given(UNFAIR)
def test_the_relaxation_is_the_smallest_and_is_enough(problem: Problem) -> None:
    error = answered(problem)
    if not isinstance(error, Infeasible):
        return
    tables = every_table(problem, limited=False)
    least = min(beyond(problem, table) for table in tables)
    assert error.conflict.moved == least * problem.unit
    break_down(**_relaxed(problem, error))


def _relaxed(problem: Problem, error: Infeasible) -> dict[str, Any]:
    asked = problem.asked
    for change in error.relaxation:
        assert change.before != change.after
        if change.kind == "unweighted":
            asked["ideal"].loc[change.row, change.column] = 1.0
            asked["upper"].loc[change.row, change.column] = change.after
        else:
            asked[change.kind].loc[change.row, change.column] = change.after
    return asked


@settings(max_examples=EXAMPLES)
@given(UNFAIR)
def test_changing_the_totals_instead_is_enough_too(problem: Problem) -> None:
    error = answered(problem)
    if not isinstance(error, Infeasible):
        return
    asked = problem.asked
    for change in error.conflict.totals:
        margin = asked[f"{change.kind}s"]
        margin[change.row if change.column is None else change.column] = change.after
    break_down(**asked)


@settings(max_examples=EXAMPLES)
@given(problems(), st.randoms())
def test_the_order_of_rows_and_columns_does_not_matter(
    problem: Problem, shuffler: random.Random
) -> None:
    asked = problem.asked
    rows, columns = list(problem.row_names), list(problem.column_names)
    shuffler.shuffle(rows)
    shuffler.shuffle(columns)
    tables = {
        name: asked[name].loc[rows, columns] for name in ("ideal", "lower", "upper", "locked")
    }
    margins = {"row_totals": asked["row_totals"][rows]}
    before, after = answered(problem), _tried(asked | tables | margins)
    if isinstance(before, Infeasible):
        assert set(after.rows) == set(before.rows)
        assert set(after.columns) == set(before.columns)
        assert set(after.relaxation) == set(before.relaxation)
        return
    names = before.amounts.index, before.amounts.columns
    pd.testing.assert_frame_equal(after.amounts.loc[names], before.amounts)
    pd.testing.assert_series_equal(after.factors.rows[names[0]], before.factors.rows)


def _tried(asked: dict[str, Any]) -> Any:
    try:
        return break_down(**asked)
    except Infeasible as error:
        return error


@settings(max_examples=EXAMPLES)
@given(problems())
def test_excel_rounds_weight_times_factors_to_the_amounts(problem: Problem) -> None:
    """Cut off at its limits, each formula gives its amount, but for the reported ties."""
    assume(worst_block(problem) == 0)
    found = break_down(**problem.asked)
    for at in np.ndindex(problem.weights.shape):
        name = problem.row_names[at[0]], problem.column_names[at[1]]
        value = problem.weights[at] * found.factors.rows[name[0]] * found.factors.columns[name[1]]
        units = rounded(float(value), PLACES[problem.unit]) / Decimal(problem.unit)
        units = min(max(int(units), problem.least[at]), problem.most[at])
        units += found.adjustments.at[name]
        assert int(units) * problem.unit == found.amounts.at[name]


@settings(max_examples=EXAMPLES)
@given(
    st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 15), st.sampled_from([2, 50, 10**7])
)
def test_live_formulas_tie_where_no_limit_binds(seed: int, n: int, m: int, size: int) -> None:
    """Weights without ties: every formula gives its amount."""
    random_ = np.random.default_rng(seed)
    ideal = pd.DataFrame(np.exp(random_.normal(0, 1, (n, m))) * 1000)
    table = random_.integers(0, size, (n, m))
    rows, columns = pd.Series(table.sum(axis=1)), pd.Series(table.sum(axis=0))
    found = break_down(ideal, row_totals=rows, column_totals=columns)
    assert not found.adjustments.to_numpy().any()
    products = ideal.to_numpy() * found.factors.rows.to_numpy()[:, None]
    products = products * found.factors.columns.to_numpy()
    assert [[int(rounded(float(v), 0)) for v in row] for row in products] == (
        found.amounts.to_numpy().tolist()
    )


@settings(max_examples=EXAMPLES)
@given(problems())
def test_every_explanation_ends_at_its_amount(problem: Problem) -> None:
    assume(worst_block(problem) == 0)
    found = break_down(**problem.asked)
    for row in problem.row_names:
        for column in problem.column_names:
            why, amount = found.explain(row, column), found.amounts.at[row, column]
            assert why.amount == amount
            assert why.rounded + why.adjustment * problem.unit == amount
            assert why.steps[-1].endswith(f"{amount:,}") or amount == 0
            if why.limit in ("lower", "upper"):
                assert amount == getattr(why, why.limit)


@settings(max_examples=EXAMPLES)
@given(problems(), st.sampled_from(["row_totals", "column_totals", "total"]))
def test_one_margin_is_met_within_the_limits_or_the_conflict_is_named(
    problem: Problem, margin: str
) -> None:
    asked = problem.asked
    total = int(problem.rows.sum()) * problem.unit
    totals = {margin: total if margin == "total" else asked[margin]}
    asked |= {"row_totals": None, "column_totals": None} | totals
    lines = {"row_totals": 1, "column_totals": 0, "total": None}[margin]
    least, most = problem.least.sum(axis=lines), problem.most.sum(axis=lines)
    wanted = {"row_totals": problem.rows, "column_totals": problem.columns}.get(
        margin, problem.rows.sum()
    )
    found = _tried(asked)
    if isinstance(found, Infeasible):
        short = np.maximum(wanted - most, 0).sum(), np.maximum(least - wanted, 0).sum()
        assert error_units(found, problem) == max(short) > 0
        assert found.conflict.moved == sum(short) * problem.unit
        break_down(**(asked | _relaxed(problem, found) | asked_margins(asked)))
        return
    assert ((least <= wanted) & (wanted <= most)).all()
    counts = problem.units(found.amounts)
    assert (counts.sum(axis=lines) == wanted).all()
    assert beyond(problem, counts) == 0


def error_units(error: Infeasible, problem: Problem) -> int:
    return int(error.shortfall / problem.unit)


def asked_margins(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: asked.get(name) for name in ("row_totals", "column_totals", "total")}


@settings(max_examples=EXAMPLES)
@given(problems(), st.sampled_from([1, 100, Decimal("0.01")]))
def test_one_column_without_limits_is_what_websters_apportionment_gives(
    problem: Problem, unit: Any
) -> None:
    weights = problem.ideal.iloc[:, 0]
    assume(weights.any())
    total = int(problem.rows.sum()) * unit
    found = break_down(problem.ideal.iloc[:, [0]], total=total, unit=unit)
    assert found.amounts.iloc[:, 0].tolist() == apportion(weights, total, unit, "webster").tolist()


@settings(max_examples=EXAMPLES // 3)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 2.0, 8.0]), st.sampled_from([3, 10**6, 10**10]))
def test_wild_weights_and_large_amounts_still_come_out_exactly(
    seed: int, spread: float, size: int
) -> None:
    """Weights from 10⁻⁸ to 10⁸, many zeros, margins that force cells to 0: no endless loop."""
    rng = np.random.default_rng(seed)
    shape = rng.integers(1, 40), rng.integers(1, 15)
    weights = 10 ** rng.uniform(-spread, spread, shape)
    weights[rng.random(shape) < rng.choice([0, 0.3, 0.7])] = 0
    table = np.where(weights > 0, (rng.random(shape) * size).astype(np.int64), 0)
    table[rng.random(shape) < rng.choice([0, 0.5, 0.9])] = 0
    upper = np.where(rng.random(shape) < rng.choice([0, 0.3, 0.6]), table, NO_LIMIT)
    lower = np.where(rng.random(shape) < rng.choice([0, 0.3]), table, 0)
    found = break_down(
        pd.DataFrame(weights),
        row_totals=pd.Series(table.sum(axis=1)),
        column_totals=pd.Series(table.sum(axis=0)),
        lower=pd.DataFrame(lower),
        upper=pd.DataFrame(upper),
    )
    counts = found.amounts.to_numpy()
    assert (counts.sum(axis=1) == table.sum(axis=1)).all()
    assert (counts.sum(axis=0) == table.sum(axis=0)).all()
    assert ((lower <= counts) & (counts <= upper)).all()
    assert not counts[(weights == 0)].any()


@pytest.mark.parametrize("seed", range(5))
def test_even_weights_are_no_trap(seed: int) -> None:
    """All weights equal: every claim is a tie."""
    rng = np.random.default_rng(seed)
    rows = pd.Series(rng.integers(0, 30, 200))
    columns = pd.Series(rng.multinomial(int(rows.sum()), np.ones(12) / 12))
    found = break_down(pd.DataFrame(np.ones((200, 12))), row_totals=rows, column_totals=columns)
    assert (found.amounts.sum(axis=1) == rows).all()
    assert (found.amounts.sum(axis=0) == columns).all()
    assert (abs(found.amounts - rows.to_numpy()[:, None] / 12) <= 2).all(axis=None)
