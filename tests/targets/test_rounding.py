"""Dividing a total into whole units, exactly."""

import json
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.targets import apportion
from kamtools.targets.rounding import BadTotal, BadWeight, Method, NothingToGoBy, UnknownMethod

CASES = Path(__file__).parents[3] / "shared/data/apportionment/cases_1d.json"
METHODS = get_args(Method)

methods = st.sampled_from(METHODS)
weights = st.dictionaries(
    st.text("ABCDEFG", min_size=1, max_size=4),
    st.one_of(st.integers(0, 10**6), st.decimals(0, 10**6, places=2)),
    min_size=1,
    max_size=12,
).filter(lambda found: any(found.values()))
units = st.sampled_from([1, 100, Decimal(1), Decimal(10_000), Decimal("0.01")])


def published() -> list[object]:
    if not CASES.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="../shared/data is not here"))]
    cases = json.loads(CASES.read_text())
    cases = [case for case in cases if case["case"] != "us_house_1920"]  # kept the 1910 seats
    return [pytest.param(case, id=f"{case['case']}-{_method(case)}") for case in cases]


def _method(case: dict[str, str]) -> str:
    return case["method"].split(";")[0].split(" ")[0]


@pytest.mark.parametrize("case", published())
def test_the_published_answer_comes_out(case: dict) -> None:
    votes = case["votes"]
    if "under 4%" in case["method"]:
        votes = [vote if vote * 25 >= sum(votes) else 0 for vote in votes]
    answer = apportion(votes, case["seats"], method=_method(case))
    if case["case"].startswith("us_house"):
        answer = _with_one_each(votes, case["seats"], _method(case))
    assert answer == case["expected"]


def _with_one_each(votes: list[int], seats: int, method: str) -> list[int]:
    """The constitution's minimum: a state that would get nothing is set aside with one seat."""
    none = [not seats for seats in apportion(votes, seats, method=method)]
    others = [0 if aside else vote for vote, aside in zip(votes, none, strict=True)]
    rest = apportion(others, seats - sum(none), method=method)
    return [got + aside for got, aside in zip(rest, none, strict=True)]


@given(weights, st.integers(0, 5_000), units, methods)
def test_the_total_is_exact_and_nothing_weighs_nothing(weights, seats, unit, method) -> None:
    answer = apportion(weights, seats * unit, unit, method)
    assert sum(answer.values()) == seats * unit
    assert all(amount >= 0 and amount % unit == 0 for amount in answer.values())
    assert not any(answer[name] for name, weight in weights.items() if not weight)


@given(weights, st.integers(0, 500), methods, st.randoms())
def test_the_order_of_the_input_does_not_matter(weights, seats, method, random) -> None:
    names = list(weights)
    random.shuffle(names)
    shuffled = {name: weights[name] for name in names}
    assert apportion(shuffled, seats, method=method) == apportion(weights, seats, method=method)


@given(weights, st.integers(0, 500), methods)
def test_who_weighs_more_never_gets_less(weights, seats, method) -> None:
    answer = apportion(weights, seats, method=method)
    by_weight = sorted(weights, key=lambda name: (weights[name], answer[name]))
    amounts = [answer[name] for name in by_weight]
    assert amounts == sorted(amounts)


@given(weights, st.integers(0, 300), st.sampled_from([m for m in METHODS if m != "hamilton"]))
def test_one_more_unit_takes_from_nobody(weights, seats, method) -> None:
    before = apportion(weights, seats, method=method)
    after = apportion(weights, seats + 1, method=method)
    assert all(after[name] >= before[name] for name in weights)


@given(weights, st.integers(0, 5_000))
def test_hamilton_stays_within_one_unit_of_the_quota(weights, seats) -> None:
    whole = sum(Decimal(weight) for weight in weights.values())
    for name, amount in apportion(weights, seats).items():
        assert abs(amount - Decimal(weights[name]) * seats / whole) < 1


def test_between_equal_claims_the_smaller_name_goes_first() -> None:
    assert apportion({"S02": 1, "S01": 1, "S03": 1}, 400, unit=100) == {
        "S01": 200,
        "S02": 100,
        "S03": 100,
    }


def test_between_equal_remainders_the_larger_weight_goes_first() -> None:
    assert apportion([1, 3], 2) == [0, 2]


def test_a_total_given_by_the_company_comes_in_hundreds_of_yuan() -> None:
    answer = apportion([1, 1, 1], Decimal(1_000_000), Decimal(100))
    assert answer == [Decimal(333_400), Decimal(333_300), Decimal(333_300)]
    assert all(isinstance(amount, Decimal) for amount in answer)


def test_a_series_stays_a_series() -> None:
    weights = pd.Series([10, 20, 70], index=["a", "b", "c"])
    answer = apportion(weights, 400)
    pd.testing.assert_series_equal(answer, pd.Series([40, 80, 280], index=["a", "b", "c"]))


def test_thousands_of_weights_and_a_large_total_take_no_time() -> None:
    answer = apportion(list(range(6_000)), 10_000_000, method="adams")
    assert sum(answer) == 10_000_000


@pytest.mark.parametrize("weight", [-1, float("nan"), float("inf"), Decimal("NaN"), None, "x"])
def test_a_weight_that_is_no_positive_number_is_refused(weight: object) -> None:
    with pytest.raises(BadWeight, match="S02"):
        apportion({"S01": 1, "S02": weight}, 10)


@pytest.mark.parametrize("total", [-100, 150, Decimal("100.5")])
def test_a_total_that_the_unit_does_not_divide_is_refused(total: object) -> None:
    with pytest.raises(BadTotal, match="整数倍"):
        apportion([1, 2], total, 100)


def test_nothing_to_go_by_is_said_and_not_guessed() -> None:
    with pytest.raises(NothingToGoBy):
        apportion({"S01": 0, "S02": Decimal(0)}, 100)
    assert apportion({"S01": 0}, 0) == {"S01": 0}


def test_an_unknown_method_names_the_known_ones() -> None:
    with pytest.raises(UnknownMethod, match="hamilton, webster"):
        apportion([1], 1, method="random")
