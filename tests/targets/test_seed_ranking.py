"""The default seeds are the winner of the back-test on real sales that the benchmark prints."""

import pytest

from benchmarks.real_sales import DATA, IOWA, UCI
from benchmarks.seeds import DEFAULT, METHODS, Trial, placebo, ranking, trials
from kamtools.targets.factors import Factor
from kamtools.targets.mix import DEFAULT_MIX

pytestmark = pytest.mark.skipif(
    not (IOWA.exists() and UCI.exists()), reason=f"no real sales under {DATA}"
)
SEASON, OWN = "company's season", "last year"


@pytest.fixture(scope="module")
def found() -> dict[str, Trial]:
    return {trial.name: trial for trial in trials()}


def test_the_default_is_the_benchmarks_default_with_festivals() -> None:
    weights = dict(DEFAULT_MIX.weights)
    assert weights.pop(Factor.FESTIVALS) == 1
    assert weights == METHODS[DEFAULT].weights


@pytest.mark.parametrize("name", ["Iowa 2020 from 2018-2019", "UCI customers 2011 from 2010"])
def test_the_default_wins(name: str, found: dict[str, Trial]) -> None:
    order = [method for method, _ in ranking(found[name])]
    assert order[:2] == [DEFAULT, SEASON]
    assert order.index(OWN) > order.index("half last year, half season")


def test_in_2019_the_default_loses_to_the_season_without_working_days_by_a_hair(
    found: dict[str, Trial],
) -> None:
    (first, best), (second, default), *_ = ranking(found["Iowa 2019 from 2018"])
    assert (first, second) == (SEASON, DEFAULT)
    assert default.months - best.months < 0.01


def test_the_figures_are_the_documented_ones(found: dict[str, Trial]) -> None:
    errors = {name: dict(ranking(trial, [DEFAULT, OWN])) for name, trial in found.items()}
    months = {
        name: [round(by[each].months, 2) for each in (DEFAULT, OWN)] for name, by in errors.items()
    }
    assert months == {
        "Iowa 2020 from 2018-2019": [2.09, 3.44],
        "Iowa 2019 from 2018": [1.92, 2.49],
        "UCI customers 2011 from 2010": [6.45, 7.74],
    }


def test_where_nobody_keeps_the_festivals_the_shift_does_next_to_no_harm(
    found: dict[str, Trial],
) -> None:
    for trial in found.values():
        ((_, plain),) = ranking(trial, [DEFAULT])
        assert all(abs(each.months - plain.months) < 0.03 for each in placebo(trial).values())
