"""What sells because of a festival moves with it; what does not, stays."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.seeds import festival_errors
from kamtools.periods import Period, months_of
from kamtools.targets.calendars import Festival
from kamtools.targets.festival_learning import learn_from_days, learn_from_months
from kamtools.targets.seasonality import WINDOWS, FestivalProfile, Source, move


def days(first: int, last: int, boost: float = 0.0) -> dict[date, float]:
    """100 a day, and ``boost`` more on each of the 20 days before 春节."""
    found, day = {}, date(first, 1, 1)
    while day.year <= last:
        before = (Festival.SPRING.day(day.year) - day).days
        found[day] = 100 + (boost if 1 <= before <= 20 else 0.0)
        day += timedelta(1)
    return found


def months(by_day: dict[date, float]) -> dict[Period, float]:
    found: dict[Period, float] = {}
    for day, amount in by_day.items():
        found[Period.of(day)] = found.get(Period.of(day), 0.0) + amount
    return found


def year_of(by_day: dict[date, float], year: int) -> list[float]:
    return [months(by_day)[month] for month in months_of(year)]


def test_orders_before_the_festival_move_with_it() -> None:
    sold = days(2024, 2026, boost=200)
    seen = {day: amount for day, amount in sold.items() if day.year < 2026}
    moved = move(year_of(sold, 2025), 2025, 2026, learn_from_days(seen))
    # 春节 moves from 29 January 2025 to 17 February 2026, and takes 16 of its 20 days along
    assert moved == pytest.approx(year_of(sold, 2026), rel=0.03)
    assert year_of(sold, 2025)[0] > 1.9 * year_of(sold, 2026)[0] * 0.75


def test_months_alone_move_in_the_same_direction() -> None:
    sold = days(2024, 2026, boost=200)
    profile = learn_from_months(
        {month: amount for month, amount in months(sold).items() if month.year < 2026}
    )
    before = year_of(sold, 2025)
    moved = move(before, 2025, 2026, profile)
    assert profile.source is Source.MONTHS
    assert moved[0] < before[0] - 500
    assert moved[1] > before[1] + 500


def test_sales_that_know_no_festival_stay_where_they_are() -> None:
    even = days(2024, 2025)
    assert not learn_from_days(even).moves
    equal_months = {month: 500.0 for year in (2024, 2025) for month in months_of(year)}
    assert not learn_from_months(equal_months).moves


def test_a_single_large_order_in_a_window_is_no_season() -> None:
    noise = np.random.default_rng(3)
    orders = {
        date(2024, 1, 1) + timedelta(int(step)): 50_000.0
        for step in noise.choice(731, size=24, replace=False)
    }
    before = np.full(12, 1.0)
    moved = move(before.tolist(), 2025, 2026, learn_from_days(orders))
    assert np.abs(moved - before).max() < 0.5


def test_nothing_known_moves_nothing() -> None:
    assert learn_from_days({}).source is learn_from_months({}).source is Source.NOTHING
    assert learn_from_days({date(2025, 6, 1): 5.0}).source is Source.NOTHING
    assert move([0.0] * 12, 2025, 2026, FestivalProfile()).tolist() == [0.0] * 12


@pytest.mark.parametrize("year", [2020, 2023, 2026, 2027])
def test_on_made_up_sales_the_shift_from_days_leaves_less_than_not_moving(year: int) -> None:
    errors = festival_errors(year, 2)
    assert errors["moved, from days"] < 0.75 * errors["not moved"]


amounts = st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=12, max_size=12)
lifts = st.floats(-20, 20)


@st.composite
def profiles(draw: st.DrawFn) -> FestivalProfile:
    found = {
        festival: tuple(draw(lifts) for _ in range(2)) * (len(WINDOWS[festival].offsets) // 2)
        for festival in Festival
    }
    return FestivalProfile(found, Source.DAYS)


@given(amounts, profiles(), st.integers(2000, 2060), st.integers(2000, 2060))
def test_a_moved_year_keeps_its_total_and_has_no_month_below_nought(before, profile, a, b) -> None:
    moved = move(before, a, b, profile)
    assert (moved >= 0).all()
    assert moved.sum() == pytest.approx(sum(before))


@given(amounts, profiles(), st.integers(2000, 2060))
def test_a_year_moved_to_itself_stays(before, profile, year) -> None:
    assert move(before, year, year, profile) == pytest.approx(before)
