"""Festivals by the lunar calendar; worked days as published, typed in, or estimated and told."""

from datetime import date, timedelta

import pytest

from kamtools.periods import Period, months_of
from kamtools.targets.calendars import Festival, WorkCalendar

CHINA = WorkCalendar()
DAYS_2026 = [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
"""Counted from the State Council's notice for 2026."""


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2020, ["2020-01-25", "2020-06-25", "2020-10-01"]),  # a leap 4th month
        (2023, ["2023-01-22", "2023-06-22", "2023-09-29"]),  # a leap 2nd month
        (2025, ["2025-01-29", "2025-05-31", "2025-10-06"]),  # a leap 6th month
        (2026, ["2026-02-17", "2026-06-19", "2026-09-25"]),
        (2027, ["2027-02-06", "2027-06-09", "2027-09-15"]),
        (2033, ["2033-01-31", "2033-06-01", "2033-09-08"]),
    ],
)
def test_the_festivals_fall_where_the_lunar_calendar_has_them(year: int, days: list[str]) -> None:
    assert [str(festival.day(year)) for festival in Festival] == days


def test_a_published_year_counts_days_off_and_make_up_days() -> None:
    assert [CHINA.working_days(month) for month in months_of(2026)] == DAYS_2026
    assert CHINA.is_working(date(2026, 2, 14))  # a Saturday made up for 春节
    assert not CHINA.is_working(date(2026, 2, 17))
    assert CHINA.findings([2026]) == []


def test_days_off_of_moving_festivals_can_be_left_out() -> None:
    february, september = Period(2026, 2), Period(2026, 9)
    assert (CHINA.working_days(february), CHINA.settled_days(february)) == (16, 20)
    # 25 September is a Friday off for 中秋; the 20th is a Sunday made up for 国庆
    assert (CHINA.working_days(september), CHINA.settled_days(september)) == (22, 23)


def test_a_year_that_is_not_published_is_estimated_and_told() -> None:
    (finding,) = CHINA.findings([2026, 2090, 2090])
    assert finding.code == "calendar_not_published"
    assert "2090年的官方放假调休安排还没有收录" in finding.what
    assert not CHINA.is_working(Festival.SPRING.day(2090))
    # 365 days, 104 or 105 of them at weekends, 13 statutory days off
    assert 247 <= sum(CHINA.working_days(month) for month in months_of(2090)) <= 249


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_estimate_finds_the_published_years_since_the_order_of_2025(
    year: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = [CHINA.working_days(month) for month in months_of(year)]
    monkeypatch.setattr("kamtools.targets.calendars._is_official", lambda _: False)
    estimated = [CHINA.working_days(month) for month in months_of(year)]
    assert sum(estimated) == sum(published)
    assert all(abs(a - b) <= 1 for a, b in zip(estimated, published, strict=True))


def test_days_typed_in_from_the_notice_take_the_estimates_place() -> None:
    off = frozenset(date(2090, 1, day) for day in (2, 3))
    typed = WorkCalendar(off=off, working=frozenset({date(2090, 1, 7)}))
    january = Period(2090, 1)
    weekdays = sum(1 for step in range(31) if (january.first_day + timedelta(step)).weekday() < 5)
    assert typed.working_days(january) == weekdays - 2 + 1
    assert typed.findings([2090]) == []
    assert typed.findings([2091]) != []


def test_data_from_elsewhere_counts_mondays_to_fridays() -> None:
    plain = WorkCalendar(country="weekdays")
    assert plain.working_days(Period(2026, 2)) == plain.settled_days(Period(2026, 2)) == 20
    assert plain.findings([2090]) == []
