"""What can't be had is named, with the smallest way out; what is no question is refused."""

import pickle
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamtools.errors import KamError
from kamtools.targets import Infeasible, break_down
from kamtools.targets.limits import BadLimit, OffUnit, TooLarge, UnknownNames
from kamtools.targets.rounding import BadTotal, BadUnit, BadWeight

STORES, MONTHS = ["S01", "S02", "S03"], ["1月", "2月", "3月"]
IDEAL = pd.DataFrame([[10, 20, 30], [20, 40, 10], [30, 10, 30]], index=STORES, columns=MONTHS)
ROWS = pd.Series([600, 700, 700], index=STORES)
COLUMNS = pd.Series([600, 700, 700], index=MONTHS)
ASKED: dict[str, Any] = {"row_totals": ROWS, "column_totals": COLUMNS, "unit": 100}


def refused(**more: Any) -> Infeasible:
    with pytest.raises(Infeasible) as caught:
        break_down(**{"ideal": IDEAL, **ASKED, **more})
    return caught.value


def test_a_store_whose_maxima_are_too_low_is_named_with_its_months() -> None:
    error = refused(upper={("S01", month): 100 for month in MONTHS})
    assert (error.rows, error.columns, error.shortfall) == (["S01"], MONTHS, 300)
    assert str(error) == (
        "S01 在 1月、2月、3月 按上限和锁定最多放 300，合计要求至少放 600，差 300。"
        "最小的改动（共 300）：S01 3月 的上限 100 提高到 300、S01 2月 的上限 100 提高到 200；"
        "或者改合计：S01 的合计 600 改为 300、2月 的合计 700 改为 600、3月 的合计 700 改为 500"
    )


def test_locks_that_are_above_a_total_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refused(locked={("S01", "2月"): 400, ("S02", "2月"): 500})
    assert (error.rows, error.columns, error.shortfall) == (STORES, ["2月"], 200)
    assert "S01、S02 在 2月 按下限和锁定至少放 900，合计最多放得下 700，多 200" in str(error)
    assert [str(change) for change in error.relaxation] == ["S02 2月 的锁定 500 改为 300"]
    monkeypatch.setenv("KAM_LANG", "en")
    assert "S01, S02 in 2月 must hold 900, and the totals leave 700: 200 over" in str(error)
    assert "lock of S02 2月: 500 → 300" in str(error)


def test_a_conflict_across_several_stores_and_months_is_one_block() -> None:
    """S01 and S02 together can't place their totals: March can't take what 1月 and 2月 refuse."""
    low = {(store, month): 100 for store in ("S01", "S02") for month in ("1月", "2月")}
    error = refused(upper=low)
    assert (error.rows, error.columns, error.shortfall) == (["S01", "S02"], ["1月", "2月"], 200)
    assert error.conflict.moved == 200


def test_a_minimum_above_its_maximum_is_named() -> None:
    error = refused(lower={("S01", "1月"): 110}, upper={("S01", "1月"): 190})
    assert (error.rows, error.columns, error.shortfall) == (["S01"], ["1月"], 100)
    assert "S01 1月 的下限 200 高于上限 100" in str(error)


def test_margins_of_unequal_sums_are_a_conflict_of_all_with_all() -> None:
    error = refused(column_totals=COLUMNS + 100)
    assert (error.rows, error.columns, error.shortfall) == (STORES, MONTHS, 300)
    assert str(error).startswith("各行合计共 2,000，各列合计共 2,300，相差 300。")
    assert [change.by for change in error.relaxation] == [300]


def test_cells_without_weights_that_must_carry_something_are_named() -> None:
    ideal = IDEAL.copy()
    ideal.loc["S01"] = 0
    error = refused(ideal=ideal)
    assert error.rows == ["S01"]
    assert str(error).startswith("S01 要分 600，但那里没有一个正的权重。")
    assert {change.kind for change in error.relaxation} == {"unweighted"}


def test_a_conflict_travels_between_processes() -> None:
    error = refused(upper=100)
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert again.relaxation == error.relaxation


def test_limits_between_two_multiples_of_the_unit_are_taken_inside() -> None:
    found = break_down(IDEAL, **ASKED, lower={("S01", "1月"): 150}, upper={("S01", "3月"): 199})
    assert found.amounts.at["S01", "1月"] >= 200
    assert found.amounts.at["S01", "3月"] <= 100


def test_a_lock_stands_whatever_the_limits_say() -> None:
    found = break_down(IDEAL, **ASKED, locked={("S01", "3月"): 500}, upper=400)
    assert found.amounts.at["S01", "3月"] == 500
    assert found.explain("S01", "3月").steps == ["已锁定为 500"]


def test_a_cell_that_weighs_nothing_gets_its_minimum_and_no_more() -> None:
    ideal = IDEAL.astype(float)
    ideal.loc["S01", "1月"] = 0.0
    found = break_down(ideal, **ASKED, lower={("S01", "1月"): 200})
    assert found.amounts.at["S01", "1月"] == 200
    assert break_down(ideal, **ASKED).amounts.at["S01", "1月"] == 0


def test_one_limit_for_all_cells_and_frames_for_some_are_understood() -> None:
    some = pd.DataFrame({"3月": [200.0, np.nan]}, index=["S02", "S01"])
    found = break_down(IDEAL, **ASKED, lower=100, upper=some)
    assert (found.amounts >= 100).all(axis=None)
    assert found.amounts.at["S02", "3月"] <= 200
    assert (found.amounts.sum(axis=1) == ROWS).all()


def test_a_cell_cut_off_at_its_maximum_says_so() -> None:
    found = break_down(IDEAL, **ASKED, upper={("S01", "3月"): 200})
    why = found.explain("S01", "3月")
    assert (why.limit, why.amount) == ("upper", 200)
    assert str(why).endswith("；高于上限，取上限 200")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"ideal": -IDEAL}, BadWeight),
        ({"ideal": IDEAL.astype(float).replace(10.0, np.nan)}, BadWeight),
        ({"ideal": IDEAL.astype(float).replace(10.0, np.inf)}, BadWeight),
        ({"ideal": IDEAL.astype(object).replace(10, "十")}, BadWeight),
        ({"ideal": IDEAL.astype(object).replace(10, "12")}, BadWeight),
        ({"ideal": IDEAL.astype(object).replace(10, None)}, BadWeight),
        ({"ideal": IDEAL.set_axis(["S01", "S01", "S03"])}, UnknownNames),
        ({"ideal": IDEAL.set_axis(["1月", "1月", "3月"], axis=1)}, UnknownNames),
        ({"row_totals": ROWS.iloc[:2]}, UnknownNames),
        ({"row_totals": pd.concat([ROWS, ROWS.iloc[:1]])}, UnknownNames),
        ({"column_totals": COLUMNS.rename({"1月": "4月"})}, UnknownNames),
        ({"row_totals": ROWS + 50}, BadTotal),
        ({"row_totals": ROWS - 700}, BadTotal),
        ({"row_totals": ROWS.astype(float).replace(600.0, np.nan)}, BadTotal),
        ({"row_totals": ROWS.astype(object).replace(600, "600")}, BadTotal),
        ({"row_totals": ROWS * 10**16}, TooLarge),
        ({"unit": 0}, BadUnit),
        ({"unit": -100}, BadUnit),
        ({"unit": Decimal("NaN")}, BadUnit),
        ({"unit": "100"}, BadUnit),
        ({"unit": float("inf")}, BadUnit),
        ({"lower": {("S09", "1月"): 1}}, UnknownNames),
        ({"lower": pd.DataFrame({"9月": [1]}, index=["S01"])}, UnknownNames),
        ({"lower": {"S01": 100}}, UnknownNames),
        ({"upper": pd.Series([100], index=["S01"])}, UnknownNames),
        ({"lower": {("S01", "1月"): "一百"}}, BadLimit),
        ({"lower": np.inf}, BadLimit),
        ({"upper": -100}, BadLimit),
        ({"upper": {("S01", "1月"): -1}}, BadLimit),
        ({"locked": {("S01", "1月"): -100}}, BadLimit),
        ({"locked": {("S01", "1月"): 150}}, OffUnit),
        ({"locked": {("S01", "1月"): True}}, OffUnit),
    ],
)
def test_what_is_no_question_is_refused_and_says_why(
    more: dict[str, Any], error: type[KamError]
) -> None:
    with pytest.raises(error) as caught:
        break_down(**{"ideal": IDEAL, **ASKED, **more})
    assert str(caught.value)


def test_floats_that_show_whole_units_are_understood() -> None:
    """0.1 + 0.2 is not 0.3, and is refused; 1234.56 is what it says."""
    ideal = pd.DataFrame({"x": [1.0, 2.0]})
    found = break_down(ideal, total=1234.56, unit=0.01)
    assert sum(found.amounts["x"]) == Decimal("1234.56")
    assert break_down(ideal, total=1200.0, unit=100.0).amounts["x"].tolist() == [400, 800]
    with pytest.raises(BadTotal):
        break_down(ideal, total=0.1 + 0.2, unit=0.01)


def test_an_empty_table_holds_nothing() -> None:
    nothing = pd.DataFrame(index=STORES)
    assert break_down(nothing, total=0).amounts.shape == (3, 0)
    zero = pd.Series([0, 0, 0], index=STORES)
    none = pd.Series([], dtype=int)
    assert break_down(nothing, row_totals=zero, column_totals=none).amounts.shape == (3, 0)
    with pytest.raises(Infeasible):
        break_down(nothing, row_totals=ROWS)
    with pytest.raises(Infeasible):
        break_down(nothing, row_totals=ROWS, column_totals=none)
    with pytest.raises(Infeasible):
        break_down(pd.DataFrame(), total=100)


def test_weights_at_the_ends_of_what_a_float_holds_are_no_trap() -> None:
    ideal = pd.DataFrame([[1e-300, 1.0, 1e300], [1e300, 5e-324, 1.0], [1.0, 1.0, 0.0]])
    rows, columns = pd.Series([6, 9, 10]), pd.Series([9, 6, 10])
    found = break_down(ideal, row_totals=rows, column_totals=columns)
    assert found.amounts.sum(axis=1).tolist() == rows.tolist()
    assert found.amounts.sum().tolist() == columns.tolist()
    assert break_down(ideal, total=25).amounts.to_numpy().sum() == 25
