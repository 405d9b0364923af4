"""Breakdowns over trees: region → store → person, and month → line."""

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamtools.targets import Infeasible, break_down, break_down_hierarchy
from kamtools.targets.limits import UnknownNames
from kamtools.targets.question import TotalsDisagree
from tests.targets.test_breakdown_property import EXAMPLES

PEOPLE = pd.MultiIndex.from_tuples(
    [("华东", "S01", "甲"), ("华东", "S01", "乙"), ("华东", "S02", "丙"), ("华南", "S03", "丁")],
    names=["区域", "门店", "人员"],
)
LINES = pd.MultiIndex.from_product([["1月", "2月"], ["酒水", "食品"]], names=["月", "品类"])
IDEAL = pd.DataFrame(
    [[3, 1, 4, 2], [1, 5, 1, 2], [9, 2, 6, 3], [5, 3, 5, 8]], index=PEOPLE, columns=LINES
)
STORES = pd.Series(
    {("华东", "S01"): 3_000, ("华东", "S02"): 4_000, ("华南", "S03"): 3_000}, name="年"
)
MONTHS = pd.Series({"1月": 5_500, "2月": 4_500})


def test_stores_and_months_are_exact_and_people_and_lines_add_up_to_them() -> None:
    found = break_down_hierarchy(IDEAL, row_totals=STORES, column_totals=MONTHS, unit=100)
    assert found.totals(2, 0)["全部"].to_dict() == STORES.to_dict()
    assert found.totals(0, 1).loc["全部"].to_dict() == MONTHS.to_dict()
    pd.testing.assert_frame_equal(found.totals(2, 1), found.top.amounts, check_names=False)
    assert found.totals(1, 0)["全部"].to_dict() == {"华东": 7_000, "华南": 3_000}
    assert (found.amounts.to_numpy() % 100 == 0).all()


def test_a_leaf_is_explained_from_the_totals_down() -> None:
    found = break_down_hierarchy(IDEAL, row_totals=STORES, column_totals=MONTHS, unit=100)
    leaf, line = ("华东", "S01", "甲"), ("1月", "酒水")
    chain = found.explain(leaf, line)
    assert [why.scope for why in chain] == ["both", "row", "column"]
    assert chain[0].amount == found.top.amounts.at[("华东", "S01"), "1月"] == chain[1].totals[0]
    assert chain[1].amount == found.totals(2, 2).at[("华东", "S01"), line] == chain[2].totals[0]
    assert chain[2].amount == found.amounts.at[leaf, line]
    assert str(chain[0]).startswith("华东 S01 的合计 3,000；1月 的合计 5,500；基数 10 × 行系数 ")


def test_totals_of_several_levels_must_agree() -> None:
    regions = pd.Series({"华东": 7_000, "华南": 3_000})
    both = break_down_hierarchy(IDEAL, row_totals=[STORES, regions], column_totals=MONTHS)
    one = break_down_hierarchy(IDEAL, row_totals=STORES, column_totals=MONTHS)
    pd.testing.assert_frame_equal(both.amounts, one.amounts)
    with pytest.raises(TotalsDisagree, match="华东 7,000"):
        break_down_hierarchy(IDEAL, row_totals=[STORES, regions + 100])
    with pytest.raises(UnknownNames, match="华北"):
        break_down_hierarchy(IDEAL, row_totals=regions.rename({"华东": "华北"}))


def test_limits_of_leaves_bind_their_nodes_from_the_start() -> None:
    """The store's people may carry 1,200 in January, so the store gets no more."""
    cap = {(leaf, line): 300 for leaf in PEOPLE[:2] for line in LINES[:2]}
    found = break_down_hierarchy(IDEAL, row_totals=STORES, column_totals=MONTHS, upper=cap)
    assert found.amounts.loc[PEOPLE[:2], LINES[:2]].to_numpy().tolist() == [[300, 300], [300, 300]]
    margins = {"row_totals": STORES, "column_totals": MONTHS}
    with pytest.raises(Infeasible) as caught:
        break_down_hierarchy(IDEAL, **margins, upper=cap, locked={(PEOPLE[0], LINES[2]): 5_000})
    assert ("华东", "S01") in caught.value.rows


def test_a_leafs_minimum_above_its_maximum_is_not_lost_in_the_sums() -> None:
    leaf = (PEOPLE[0], LINES[0])
    with pytest.raises(Infeasible) as caught:
        break_down_hierarchy(IDEAL, total=10_000, lower={leaf: 20}, upper={leaf: 10})
    assert (caught.value.rows, caught.value.columns) == ([PEOPLE[0]], [LINES[0]])


def test_a_plain_table_is_a_tree_of_one_level() -> None:
    ideal = pd.DataFrame([[123, 45, 815], [912, 714, 414], [312, 255, 215]])
    rows, columns = pd.Series([5, 11, 4]), pd.Series([7, 5, 8])
    tree = break_down_hierarchy(ideal, row_totals=rows, column_totals=columns)
    flat = break_down(ideal, row_totals=rows, column_totals=columns)
    pd.testing.assert_frame_equal(tree.amounts, flat.amounts)


trees = st.lists(
    st.tuples(
        st.sampled_from("东南西"), st.sampled_from("一二三四五"), st.sampled_from("甲乙丙丁")
    ),
    min_size=1,
    max_size=14,
    unique=True,
)


@settings(max_examples=EXAMPLES)
@given(trees, st.integers(0, 3), st.integers(0, 2), st.integers(0, 10**6), st.randoms())
def test_every_total_of_every_level_is_exact_whatever_is_given(
    paths: list, row_depth: int, column_depth: int, seed: int, shuffler: random.Random
) -> None:
    rng = np.random.default_rng(seed)
    rows = pd.MultiIndex.from_tuples(paths)
    ideal = pd.DataFrame(rng.integers(0, 5, (len(rows), 4)), index=rows, columns=LINES)
    filling = pd.DataFrame(np.where(ideal > 0, rng.integers(0, 30, ideal.shape), 0), rows, LINES)
    upper = filling.where(rng.random(ideal.shape) < 0.3).astype(float)
    lower = filling.where(rng.random(ideal.shape) < 0.3).astype(float)
    asked = {"lower": lower * 100, "upper": upper * 100, "unit": 100}
    if row_depth:
        levels = list(range(row_depth))
        sums = filling.sum(axis=1).groupby(level=levels if row_depth > 1 else 0).sum() * 100
        asked["row_totals"] = sums.sample(frac=1, random_state=seed)
    if column_depth:
        sums = filling.sum().groupby(level=[0, 1][:column_depth] if column_depth > 1 else 0).sum()
        asked["column_totals"] = sums * 100
    asked["total"] = int(filling.to_numpy().sum()) * 100
    found = break_down_hierarchy(ideal, **asked)
    for margin, axis, depth in (("row_totals", 0, row_depth), ("column_totals", 1, column_depth)):
        if depth:
            sums = found.totals(*((depth, 0) if axis == 0 else (0, depth)))
            line = sums["全部"] if axis == 0 else sums.loc["全部"]
            assert line.to_dict() == asked[margin].to_dict()
    assert found.amounts.to_numpy().sum() == asked["total"]
    assert not (found.amounts < (lower * 100).fillna(0)).any(axis=None)
    assert not (found.amounts > (upper * 100).fillna(np.inf)).any(axis=None)
    assert not found.amounts.to_numpy()[(ideal == 0).to_numpy()].any()
    order = list(range(len(rows)))
    shuffler.shuffle(order)
    again = break_down_hierarchy(ideal.iloc[order, ::-1], **asked)
    pd.testing.assert_frame_equal(again.amounts.loc[rows, LINES], found.amounts)
    row, column = rows[shuffler.randrange(len(rows))], LINES[shuffler.randrange(4)]
    assert found.explain(row, column)[-1].amount == found.amounts.at[row, column]
