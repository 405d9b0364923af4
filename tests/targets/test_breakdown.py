"""Breaking totals down over a table."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.targets import Infeasible, break_down
from kamtools.targets.limits import UnknownNames
from kamtools.targets.question import NoTotals, TotalsDisagree

STORES, MONTHS = ["S01", "S02", "S03"], ["2026-01", "2026-02"]
IDEAL = pd.DataFrame([[10, 0], [20, 50], [70, 50]], index=STORES, columns=MONTHS)

cells = st.integers(0, 10**6)
tables = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
)


def test_each_month_is_exact_when_the_months_are_given() -> None:
    months = pd.Series({"2026-02": Decimal(1000), "2026-01": Decimal(1_000)})
    broken = break_down(IDEAL, column_totals=months, unit=Decimal(100))
    assert broken.amounts.to_numpy().tolist() == [[100, 0], [200, 500], [700, 500]]


def test_each_store_is_exact_when_the_stores_are_given() -> None:
    stores = pd.Series({"S01": 7, "S02": 7, "S03": 12})
    broken = break_down(IDEAL, row_totals=stores)
    assert broken.amounts.to_numpy().tolist() == [[7, 0], [2, 5], [7, 5]]


def test_one_total_is_spread_over_every_cell() -> None:
    broken = break_down(IDEAL, total=20)
    assert broken.amounts.to_numpy().tolist() == [[1, 0], [2, 5], [7, 5]]


def test_anaplans_relative_spread_comes_out() -> None:
    """TM1's published example: 10/20/70 to 400."""
    ideal = pd.DataFrame({"x": [10, 20, 70]})
    assert break_down(ideal, total=400).amounts["x"].tolist() == [40, 80, 280]


@given(tables, st.integers(0, 10_000), st.sampled_from([1, Decimal(100)]), st.randoms())
def test_every_margin_is_exact_and_order_does_not_matter(table, most, unit, random) -> None:
    ideal = pd.DataFrame(table)
    totals = pd.Series([most * unit if any(ideal[name]) else 0 * unit for name in ideal])
    broken = break_down(ideal, column_totals=totals, unit=unit)
    assert [sum(broken.amounts[name]) for name in ideal] == totals.tolist()
    rows, columns = list(ideal.index), list(ideal.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    again = break_down(ideal.loc[rows, columns], column_totals=totals, unit=unit)
    pd.testing.assert_frame_equal(again.amounts.loc[ideal.index, ideal.columns], broken.amounts)


@given(tables, st.integers(0, 10_000))
def test_a_higher_total_never_lowers_a_cell(table, total) -> None:
    ideal = pd.DataFrame(table)
    if not ideal.to_numpy().any():
        return
    before, after = (break_down(ideal, total=t).amounts for t in (total, total + 137))
    assert (after >= before).all(axis=None)


def test_a_number_is_explained_from_its_total_down() -> None:
    months = pd.Series({"2026-01": 1_000, "2026-02": 0})
    ideal = pd.DataFrame({"2026-01": [1, 1, 1], "2026-02": [0, 0, 0]}, index=STORES)
    broken = break_down(ideal, column_totals=months, unit=100)
    assert str(broken.explain("S01", "2026-01")) == (
        "2026-01 的合计 1,000；权重 1 ÷ 权重合计 3 = 33.33%，应得 333.33；"
        "按 100 取整为 300；为使合计一分不差，调整 +1 个单位，得 400"
    )
    assert broken.explain("S01", "2026-02").steps == ["权重为 0，不分配"]


@given(tables, st.integers(0, 10_000), st.sampled_from([1, Decimal(100)]))
def test_every_explanation_ends_at_its_amount(table, most, unit) -> None:
    ideal = pd.DataFrame(table)
    if not ideal.to_numpy().any():
        return
    broken = break_down(ideal, total=most * unit, unit=unit)
    for row, column in [(row, column) for row in ideal.index for column in ideal.columns]:
        why = broken.explain(row, column)
        assert why.steps[-1].endswith(f" {broken.amounts.at[row, column]:,}") or not why.weight
        rounded = int(why.scaled / Fraction(unit) + Fraction(1, 2))
        assert (rounded + why.adjustment) * unit == why.amount


def test_a_month_that_nothing_can_carry_is_named() -> None:
    ideal = pd.DataFrame({"2026-01": [1, 2], "2026-02": [0, 0]}, index=["S01", "S02"])
    with pytest.raises(Infeasible, match="2026-02 要分 500") as caught:
        break_down(ideal, column_totals=pd.Series({"2026-01": 3, "2026-02": 500}))
    assert (caught.value.rows, caught.value.columns) == (["S01", "S02"], ["2026-02"])
    assert caught.value.shortfall == 500
    with pytest.raises(Infeasible) as caught:
        break_down(ideal.T, row_totals=pd.Series({"2026-01": 3, "2026-02": 500}))
    assert caught.value.rows == ["2026-02"]


def test_totals_that_contradict_each_other_are_refused() -> None:
    months = pd.Series({"2026-01": 100, "2026-02": 100})
    with pytest.raises(TotalsDisagree, match="200"):
        break_down(IDEAL, column_totals=months, total=300)
    with pytest.raises(UnknownNames, match="2026-03"):
        break_down(IDEAL, column_totals=months.rename({"2026-02": "2026-03"}))
    with pytest.raises(NoTotals):
        break_down(IDEAL)
