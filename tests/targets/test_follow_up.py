"""Profiles, forecasts and the follow-up: what should be in by now, and what it will come to."""

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.periods import Period, months_of
from kamtools.targets.calendars import Festival, WorkCalendar
from kamtools.targets.follow_up import Ledgered, follow_month, follow_year
from kamtools.targets.forecast import Method, forecast_month, forecast_year, level, run_rate
from kamtools.targets.profiles import EVEN, DayProfile, learn_profile
from kamtools.targets.seasonality import WINDOWS, FestivalProfile

PLAIN = DayProfile(WorkCalendar(country="weekdays"))
JUNE = Period(2026, 6)  # 22 weekdays; the 12th ends the 10th of them
TWELFTH = date(2026, 6, 12)


def sums(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = [(store, month, Decimal(amount)) for store, month, amount in rows]
    return pd.DataFrame(table, columns=["store_id", "period", "amount"], dtype=object)


def aims(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    table = [(s, m, Decimal(t), None if c is None else Decimal(c)) for s, m, t, c in rows]
    columns = ["store_id", "period", "target", "challenge"]
    return pd.DataFrame(table, columns=columns, dtype=object)


def one(frame: pd.DataFrame, key: str) -> dict[str, object]:
    return dict(frame[frame["store_id"] == key].iloc[0])


def test_worked_days_share_a_month() -> None:
    expected = PLAIN.by_day(JUNE)
    assert expected[date(2026, 6, 1)] == pytest.approx(1 / 22)
    assert expected[TWELFTH] == expected[date(2026, 6, 14)] == pytest.approx(10 / 22)
    assert expected[JUNE.last_day] == 1


def test_a_month_without_a_worked_day_shares_its_days_evenly() -> None:
    june = frozenset(date(2090, 6, day) for day in range(1, 31))
    profile = DayProfile(WorkCalendar(off=june))
    assert profile.expected(date(2090, 6, 15)) == pytest.approx(0.5)


def test_a_profile_learns_days_off_and_a_rush_at_the_months_end() -> None:
    days, day = {}, date(2024, 1, 1)
    while day.year < 2026:
        rush = 3.0 if day > Period.of(day).last_day - timedelta(9) else 1.0
        days[day] = rush * (100.0 if day.weekday() < 5 else 50.0)
        day += timedelta(1)
    learnt = learn_profile(days, WorkCalendar(country="weekdays"))
    assert learnt.off_days == pytest.approx(0.5, abs=0.1)
    # two thirds of the days bring 20 of their 20 + 9 × 3 parts
    assert learnt.expected(date(2026, 6, 20)) == pytest.approx(20 / 48, abs=0.06)
    assert str(learnt) == "按工作日、节日和往年月内节奏"


def test_orders_before_mid_autumn_are_expected_before_it() -> None:
    window = WINDOWS[Festival.MID_AUTUMN]
    lifts = tuple(1.0 if -20 <= offset <= -5 else 0.0 for offset in window.offsets)
    festive = DayProfile(PLAIN.calendar, 0.0, FestivalProfile({Festival.MID_AUTUMN: lifts}))
    # 中秋 2026 is 25 September, 2025 was 6 October: the orders of 5 to 20 September
    assert festive.expected(date(2026, 9, 20)) > PLAIN.expected(date(2026, 9, 20)) + 0.1
    assert festive.expected(date(2025, 9, 15)) < PLAIN.expected(date(2025, 9, 15)) - 0.1


def test_few_days_teach_nothing() -> None:
    few = {date(2026, 6, day): 10.0 for day in range(1, 11)}
    learnt = learn_profile(few, PLAIN.calendar)
    assert (learnt.off_days, learnt.rhythm, learnt.festivals.moves) == (0.0, EVEN, False)
    assert learn_profile({}) == DayProfile()


def test_a_month_is_followed_to_the_day() -> None:
    ledgered = Ledgered.of(
        ["store_id"],
        sums(("A", "2026-06", "300"), ("A", "2026-06", "100"), ("B", "2026-06", "1000")),
        aims(("A", "2026-06", "1100", "1300"), ("B", "2026-06", "900", "1000"),
             ("C", "2026-06", "100", None)),
    )  # fmt: skip
    table = follow_month(["store_id"], ledgered, TWELFTH, PLAIN)
    a = one(table, "A")
    assert (a["actual"], a["gap"], a["expected"]) == (400, 700, 500)
    assert (a["ahead"], a["pace"], a["standing"]) == (-100, pytest.approx(0.8), "落后")
    assert (a["run_rate"], a["needed_a_day"]) == (40, Decimal("58.33"))  # 12 worked days left
    assert (a["forecast"], a["method"]) == (880, "按节奏")
    assert a["forecast_attainment"] == pytest.approx(0.8)
    b = one(table, "B")
    assert (b["gap"], b["standing"]) == (0, "已达挑战目标")
    assert one(table, "C")["standing"] == "落后"


def test_a_row_without_a_target_has_no_attainment_but_a_forecast() -> None:
    ledgered = Ledgered.of(["store_id"], sums(("A", "2026-06", "10")), aims())
    a = one(follow_month(["store_id"], ledgered, TWELFTH, PLAIN), "A")
    assert [a[each] for each in ("target", "attainment", "gap", "pace")] == [None] * 4
    assert (a["forecast"], a["standing"]) == (22, "没有目标")


def test_a_target_of_nought_is_met_and_has_no_attainment() -> None:
    ledgered = Ledgered.of(["store_id"], sums(), aims(("A", "2026-06", "0", "0")))
    a = one(follow_month(["store_id"], ledgered, TWELFTH, PLAIN), "A")
    assert (a["attainment"], a["standing"]) == (None, "已达目标")


def test_a_month_that_is_over_is_met_or_missed() -> None:
    ledgered = Ledgered.of(
        ["store_id"], sums(("A", "2026-06", "99"), ("B", "2026-06", "100")),
        aims(("A", "2026-06", "100", None), ("B", "2026-06", "100", "101")),
    )  # fmt: skip
    table = follow_month(["store_id"], ledgered, JUNE.last_day, PLAIN)
    a = one(table, "A")
    assert (a["standing"], a["method"], a["forecast"], a["needed_a_day"]) == (
        "未完成", "已结束", 99, None,
    )  # fmt: skip
    assert one(table, "B")["standing"] == "已达目标"


def test_any_key_and_no_key_can_be_followed() -> None:
    actual = pd.DataFrame(
        [("米", None, Period(2026, 6), Decimal(5)), ("油", "E1", Period(2026, 6), Decimal(7))],
        columns=["line", "staff_id", "period", "amount"],
    )
    nothing = pd.DataFrame(columns=["line", "staff_id", "period", "target", "challenge"])
    for by, rows in ((["line"], ["油", "米"]), (["staff_id"], ["", "E1"])):
        table = follow_month(by, Ledgered.of(by, actual, nothing), TWELFTH, PLAIN)
        assert table[by[0]].tolist() == sorted(rows)
    whole = follow_month([], Ledgered.of([], actual, nothing), TWELFTH, PLAIN)
    assert whole["actual"].tolist() == [12]


def test_the_year_is_followed_against_its_own_targets() -> None:
    months = months_of(2026)
    ledgered = Ledgered.of(
        ["store_id"],
        sums(*(("A", str(month), "90") for month in months[:6])),
        aims(*(("A", str(month), "100", "120") for month in months)),
    )
    a = one(follow_year(["store_id"], ledgered, JUNE.last_day, PLAIN), "A")
    assert (a["target"], a["actual"], a["expected"]) == (1200, 540, 600)
    assert (a["forecast"], a["method"]) == (1080, "其余月份按目标")
    assert a["expected_share"] == pytest.approx(0.5)


def test_the_years_forecast_leans_on_last_year_at_this_years_level() -> None:
    before = {month: Decimal(100 * month.month) for month in months_of(2026)}
    sold = {month: before[month] * 2 for month in months_of(2026)[:6]}
    said = forecast_year(2026, sold, JUNE.last_day, 1.0, before=before)
    assert (said.amount, said.method) == (2 * 7800, Method.BLEND)
    alone = forecast_year(2026, sold, JUNE.last_day, 1.0)
    assert (alone.amount, alone.method) == (8400, Method.RUN_RATE)
    assert forecast_year(2026, {}, date(2026, 1, 9), 0.3).method is Method.NONE
    december = Period(2026, 12)
    full = dict.fromkeys(months_of(2026), Decimal(1))
    assert forecast_year(2026, full, december.last_day, 1.0).amount == 12


def test_a_months_forecast_says_how_it_was_made() -> None:
    assert forecast_month(Decimal(50), 0.5).amount == 100
    assert forecast_month(Decimal(50), 0.01).method is Method.NONE
    assert forecast_month(Decimal(0), 0.0, Decimal(80)).amount == 80
    blended = forecast_month(Decimal(50), 0.5, Decimal(40))
    # half is in, at a pace of 100; last year counts as a whole month: (50 + 40) ÷ 1.5 = 60
    assert (blended.amount, blended.method) == (80, Method.BLEND)
    assert run_rate(Decimal(30), 10, 30).amount == 90
    assert run_rate(Decimal(30), 0, 30).amount is None
    assert level({JUNE: Decimal(900)}, {JUNE: Decimal(100)}) == 4


@given(st.decimals(0, 10**9, places=2), st.floats(0, 1), st.decimals(0, 10**9, places=2))
def test_a_forecast_is_never_below_what_was_sold(sold, share, prior) -> None:
    for said in (forecast_month(sold, share), forecast_month(sold, share, prior)):
        assert said.amount is None or said.amount >= sold - Decimal("0.01")


@given(st.integers(2004, 2026), st.integers(1, 12), st.floats(0, 1))
def test_a_months_days_rise_to_the_whole(year, month, off) -> None:
    by_day = list(DayProfile(off_days=off).by_day(Period(year, month)).values())
    assert by_day == sorted(by_day)
    assert by_day[0] >= 0
    assert by_day[-1] == 1
