"""A month is written one way and counted without surprises."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.periods import NotAPeriod, Period, months_of

periods = st.builds(Period, st.integers(1950, 2900), st.integers(1, 12))


@given(periods)
def test_a_period_is_read_back_as_it_was_written(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(periods, st.integers(-500, 500))
def test_going_forth_and_back_ends_where_it_began(period: Period, months: int) -> None:
    assert period.plus(months).plus(-months) == period


@given(periods)
def test_its_days_lie_in_it_and_the_next_day_does_not(period: Period) -> None:
    assert Period.of(period.first_day) == Period.of(period.last_day) == period
    assert Period.of(date.fromordinal(period.last_day.toordinal() + 1)) == period.plus(1)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-0", "26-1", "2026/10", "十月"])
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAPeriod, match="2026-11"):
        Period.parse(text)


def test_a_month_may_be_typed_without_its_zero() -> None:
    assert Period.parse(" 2026-3 ") == Period(2026, 3)


def test_back_counts_the_month_itself() -> None:
    assert [str(each) for each in Period(2026, 1).back(3)] == ["2025-11", "2025-12", "2026-01"]


def test_names_and_quarters() -> None:
    assert Period(2026, 10).chinese == "2026年10月"
    assert [month.quarter for month in months_of(2026)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
