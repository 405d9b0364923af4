"""Two-way tables and holds whose answers others have published."""

import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from kamtools.targets import break_down

DATA = Path(__file__).parents[3] / "shared/data/apportionment"


def cases(name: str) -> list[object]:
    if not (DATA / name).exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="../shared/data is not here"))]
    return [pytest.param(case, id=case["case"]) for case in json.loads((DATA / name).read_text())]


@pytest.mark.parametrize("unit", [1, 100, Decimal("0.01")])
@pytest.mark.parametrize("case", cases("cases_2d.json"))
def test_both_margins_give_the_published_table(case: dict, unit: object) -> None:
    votes = pd.DataFrame(case["votes"], index=case["rows"], columns=case["cols"])
    found = break_down(
        votes,
        row_totals=pd.Series([each * unit for each in case["row_totals"]], index=case["rows"]),
        column_totals=pd.Series([each * unit for each in case["col_totals"]], index=case["cols"]),
        unit=unit,
    )
    expected = [[each * unit for each in row] for row in case["expected"]]
    assert found.amounts.to_numpy().tolist() == expected
    assert not found.adjustments.to_numpy().any()


def test_the_textbook_example_comes_out() -> None:
    """Biproportional apportionment, Wikipedia's example; needs no file."""
    votes = pd.DataFrame([[123, 45, 815], [912, 714, 414], [312, 255, 215]])
    rows, columns = pd.Series([5, 11, 4]), pd.Series([7, 5, 8])
    found = break_down(votes, row_totals=rows, column_totals=columns)
    assert found.amounts.to_numpy().tolist() == [[1, 0, 4], [4, 4, 3], [2, 1, 1]]
    turned = break_down(votes.T, row_totals=columns, column_totals=rows)
    assert turned.amounts.T.to_numpy().tolist() == found.amounts.to_numpy().tolist()


@pytest.mark.parametrize(
    "held",
    [
        pd.DataFrame({"x": [False, True, False]}),
        pd.DataFrame({"x": [None, 20, None]}),
        pd.DataFrame({"x": [float("nan"), 20.0, float("nan")]}),
        {(1, "x"): 20},
        {(1, "x"): True},
        [(1, "x")],
        pd.DataFrame({"x": [True]}, index=[1]),
        pd.Series({(1, "x"): 20}),
    ],
)
def test_anaplans_hold_comes_out(held: object) -> None:
    """Its breakback: 10, 20 held, 30 to 100."""
    found = break_down(pd.DataFrame({"x": [10, 20, 30]}), total=100, locked=held)
    assert found.amounts["x"].tolist() == [20, 20, 60]


def test_tm1s_relative_spread_comes_out() -> None:
    found = break_down(pd.DataFrame({"x": [10, 20, 70]}), total=400)
    assert found.amounts["x"].tolist() == [40, 80, 280]


@pytest.mark.parametrize("year", [1910, 1930])
def test_websters_house_of_representatives_comes_out_with_a_minimum_of_one(year: int) -> None:
    if not DATA.exists():
        pytest.skip("../shared/data is not here")
    every = json.loads((DATA / "cases_1d.json").read_text())
    case = next(each for each in every if each["case"] == f"us_house_{year}")
    people = pd.DataFrame({"seats": case["votes"]}, index=case["states"])
    found = break_down(people, total=case["seats"], lower=1)
    assert found.amounts["seats"].tolist() == case["expected"]
