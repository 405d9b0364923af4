"""Tasks by week: every month, every quarter exact."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.periods import Period, months_of
from kamtools.targets.tasks import WEEK_RULES, person_tasks, week_targets, weeks_of

FEBRUARY = Period(2026, 2)


def spans(month: Period, rule: str) -> list[tuple[int, int]]:
    return [(week.first.day, week.last.day) for week in weeks_of(month, rule)]  # type: ignore[arg-type]


def test_calendar_weeks_are_cut_where_the_month_ends() -> None:
    assert spans(Period(2026, 10), "cut") == [(1, 4), (5, 11), (12, 18), (19, 25), (26, 31)]
    assert spans(FEBRUARY, "cut") == [(1, 1), (2, 8), (9, 15), (16, 22), (23, 28)]


def test_or_belong_whole_to_the_month_of_their_thursday() -> None:
    assert spans(Period(2026, 10), "iso") == [(28, 4), (5, 11), (12, 18), (19, 25), (26, 1)]
    assert spans(FEBRUARY, "iso") == [(2, 8), (9, 15), (16, 22), (23, 1)]


def test_weeks_share_a_month_by_their_worked_days() -> None:
    # 2026: 15 to 23 February off for 春节, Saturdays 14 and 28 made up
    found = week_targets(FEBRUARY, Decimal(1600))
    assert [amount for _, amount in found] == [0, 500, 600, 0, 500]


def test_what_is_less_than_a_unit_goes_to_the_heaviest_week() -> None:
    found = week_targets(FEBRUARY, Decimal("1650.50"), unit=Decimal(100))
    assert sum(amount for _, amount in found) == Decimal("1650.50")
    assert [amount % 100 for _, amount in found] == [0, 0, Decimal("50.50"), 0, 0]


def test_everybodys_weeks_add_up_to_months_and_months_to_quarters() -> None:
    targets = {("E1", month): Decimal(1000 + month.month) for month in months_of(2026)}
    targets |= {("E2", Period(2026, 4)): Decimal(77)}
    tasks = person_tasks(targets, months_of(2026), unit=Decimal(1))
    for (person, month), rows in tasks.groupby(["staff_id", "period"]):
        assert sum(rows["target"]) == targets[person, month]
    quarter = tasks[(tasks["staff_id"] == "E1") & (tasks["quarter"] == 2)]
    assert sum(quarter["target"]) == 1004 + 1005 + 1006 == set(quarter["quarter_target"]).pop()
    assert set(tasks[tasks["staff_id"] == "E2"]["quarter_target"]) == {Decimal(77)}


@pytest.mark.parametrize("rule", WEEK_RULES)
def test_every_day_of_a_year_is_in_one_week(rule) -> None:
    days = [day for year in (2025, 2026, 2027) for month in months_of(year)
            for week in weeks_of(month, rule) for day in week.days]  # fmt: skip
    assert len(days) == len(set(days))
    first = date(2026, 1, 1)
    assert {first + timedelta(step) for step in range(365)} <= set(days)


@given(
    st.integers(2004, 2030), st.integers(1, 12), st.decimals(0, 10**8, places=2),
    st.sampled_from([Decimal(1), Decimal(100), Decimal(10_000)]), st.sampled_from(["cut", "iso"]),
)  # fmt: skip
def test_weeks_always_add_up_to_the_month(year, month, target, unit, rule) -> None:
    found = week_targets(Period(year, month), target, unit=unit, rule=rule)
    assert sum(amount for _, amount in found) == target
    assert all(amount >= 0 for _, amount in found)
    assert sum(1 for _, amount in found if amount % unit) <= 1
