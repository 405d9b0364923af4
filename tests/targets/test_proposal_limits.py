"""Limits, locks, the reserve and the floor of 目标: kept where they can be, told if not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from kamtools.findings import Severity
from kamtools.periods import Period, months_of
from kamtools.targets import tables
from kamtools.targets.company_months import Ambition
from kamtools.targets.division import Mark, Origin
from kamtools.targets.limit_standing import State
from kamtools.targets.proposal import Proposal, propose
from kamtools.targets.stated_limits import span_months

MONTHS = months_of(2026)
JANUARY = MONTHS[0]
STORES = ["S01", "S02", "S03"]
COLUMNS = ["span", "level", "item_id", "minimum", "maximum", "max_growth", "locked", "reason"]


def limit(span: str, level: str, item: str, **amounts: object) -> dict[str, Any]:
    said = {name: Decimal(str(value)) for name, value in amounts.items()}
    return dict.fromkeys(COLUMNS) | {"span": span, "level": level, "item_id": item} | said


def proposal(*limits: dict[str, Any], given: Any = (), **more: Any) -> Proposal:
    months = [Period(2025, 1).plus(step) for step in range(12)]
    sold = {"S01": 10_000, "S02": 20_000, "S03": 30_000}
    history = pd.DataFrame(
        [[Decimal(amount)] * 12 for amount in sold.values()], index=list(sold), columns=months
    )
    stores = pd.DataFrame(
        [(s, f"{s}店", region, date(2015, 1, 1), None)
         for s, region in zip(STORES, ("东区", "东区", "西区"), strict=True)],
        columns=["store_id", "name", "region", "opened", "closed"], dtype=object,
    )  # fmt: skip
    asked = {"reserve": Decimal(0), "floor": Decimal(0)} | {
        name: Decimal(str(more.pop(name))) for name in ("reserve", "floor") if name in more
    }
    targets = pd.DataFrame(
        [(*row, None) for row in given],
        columns=["period", "level", "item_id", "target", "challenge"], dtype=object,
    )  # fmt: skip
    return propose(
        history, stores, targets, year=2026,
        ambition=Ambition(Decimal(100), Decimal("0.1"), Decimal("0.1"), **asked),
        limits=pd.DataFrame(limits, columns=COLUMNS, dtype=object) if limits else None, **more,
    )  # fmt: skip


def year(found: Proposal, store: str) -> Decimal:
    return found.target.year_of(store)


def assert_ties(found: Proposal) -> None:
    for kind in ("target", "challenge"):
        division = found.division(kind)  # type: ignore[arg-type]
        assert not any(division.gap(month) for month in MONTHS)


def test_a_month_of_a_store_is_kept_within_its_limits_and_the_company_still_ties() -> None:
    found = proposal(
        limit("2026-01", "门店", "S01", maximum=9_000),
        limit("2026-02", "门店", "S03", minimum=40_000),
    )
    assert_ties(found)
    assert found.target.cells["S01", JANUARY] == 9_000
    assert found.target.cells["S03", MONTHS[1]] == 40_000
    assert found.target.mark("S01", JANUARY) is Mark.UPPER
    assert found.target.mark("S03", MONTHS[1]) is Mark.LOWER
    assert found.target.mark("S02", MONTHS[5]) is None
    assert {each.state for each in found.standings()} == {State.REACHED}
    assert not found.findings


def test_a_lock_of_the_ledger_and_an_accepted_bid_stand_to_the_fen() -> None:
    key = "S02", JANUARY
    found = proposal(
        limit("2026-01", "门店", "S01", locked="12345.67"), locks={key: Decimal("23456.78")}
    )
    assert_ties(found)
    assert found.target.cells["S01", JANUARY] == Decimal("12345.67")
    assert found.target.cells[key] == Decimal("23456.78")
    assert found.target.mark("S01", JANUARY) is Mark.LOCKED
    assert found.target.mark(*key) is Mark.ACCEPTED
    assert "已接受" in found.explain(*key)


def test_an_accepted_bid_takes_the_place_of_what_was_decided() -> None:
    key = "S02", JANUARY
    given = [("2026-01", "门店", store, Decimal(20_000)) for store in STORES]
    company = ("2026-01", "公司", "公司", Decimal(65_000))
    found = proposal(given=[company, *given], locks={key: Decimal(25_000)})
    assert found.target.cells[key] == 25_000
    assert found.target.cells["S01", JANUARY] == 20_000


def test_the_year_of_the_company_is_spread_over_the_months_by_the_season() -> None:
    found = proposal(limit("2026", "公司", "公司", locked=1_000_000))
    assert_ties(found)
    assert found.target.year_total == 1_000_000
    assert {found.target.company[month].origin for month in MONTHS} == {Origin.SPREAD}


def test_months_that_the_company_gave_are_not_spread() -> None:
    found = proposal(
        limit("2026", "公司", "公司", locked=1_000_000),
        given=[("2026-01", "公司", "公司", Decimal(200_000))],
    )
    assert found.target.company[JANUARY].origin is Origin.GIVEN
    assert found.target.total(JANUARY) == 200_000
    assert found.target.year_total == 1_000_000


def test_a_stores_year_a_quarter_and_a_region_are_limited_too() -> None:
    found = proposal(
        limit("2026", "门店", "S01", locked=100_000),
        limit("2026-Q2", "门店", "S03", maximum=80_000),
        limit("2026-11", "区域", "西区", maximum=30_000),
    )
    assert_ties(found)
    assert year(found, "S01") == 100_000
    assert sum(found.target.cells["S03", month] for month in MONTHS[3:6]) <= 80_000
    assert found.target.cells["S03", MONTHS[10]] <= 30_000
    assert not found.findings


def test_the_most_growth_counts_against_the_same_month_last_year() -> None:
    found = proposal(limit("2026-01", "门店", "S03", max_growth="-0.5"))
    assert found.target.cells["S03", JANUARY] == 15_000


def test_the_reserve_is_assigned_beyond_what_the_company_asks_for() -> None:
    plain, found = proposal(), proposal(reserve="0.05")
    for month in MONTHS:
        asked = plain.target.company[month].amount
        assert found.target.company[month].asked == asked
        assert abs(found.target.total(month) - asked * Decimal("1.05")) <= 50
    assert_ties(found)
    assert "预留" in found.explain("S01", JANUARY)


def test_no_target_lies_below_the_floor() -> None:
    low = [("2026-01", "公司", "公司", Decimal(57_000))]
    limits = (limit("2026-01", "门店", "S03", minimum=30_000),)
    assert proposal(*limits, given=low).target.cells["S02", JANUARY] < 18_100
    found = proposal(*limits, given=low, floor="0.9")
    assert_ties(found)
    assert found.target.cells["S01", JANUARY] >= 9_000
    assert found.target.cells["S02", JANUARY] >= 18_000


def test_limits_that_can_not_be_had_are_told_with_the_least_way_out_and_totals_tie() -> None:
    given = [("2026-01", "公司", "公司", Decimal(60_000))]
    found = proposal(
        *(limit("2026-01", "门店", store, maximum=10_000) for store in STORES), given=given
    )
    assert_ties(found)
    finding = next(each for each in found.findings if each.severity is Severity.ERROR)
    assert finding.code == "targets_limits_conflict"
    assert "S01店、S02店、S03店 在 2026年1月" in finding.what
    assert "差 30,000" in finding.what
    assert "最小的改动（共 30,000）" in finding.do
    assert sum(each.state is State.BROKEN for each in found.standings()) >= 1
    names = {store: f"{store}店" for store in STORES}
    assert tables.limit_table(found, names)["状态"].tolist().count("没有满足") >= 1
    assert tables.conflict_table(found, names)["差额"].tolist() == ["30,000"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (limit("2026-13", "门店", "S01", maximum=1), "limit_of_no_span"),
        (limit("2026-01", "门店", "S09", maximum=1), "limit_of_nobody"),
        (limit("2026-01", "区域", "北区", maximum=1), "limit_of_nobody"),
        (limit("2026-01", "门店", "S01", minimum=2, maximum=1), "limit_contradicts_itself"),
        (limit("2026-01", "门店", "S01", maximum=-1), "limit_contradicts_itself"),
        (limit("2026-01", "门店", "S01", max_growth=20), "limit_contradicts_itself"),
        (limit("2026-01", "门店", "S01", locked=5, maximum=1), "limit_contradicts_itself"),
    ],
)
def test_a_limit_that_can_not_be_used_is_told_and_changes_nothing(row: Any, code: str) -> None:
    found = proposal(row)
    assert [each.code for each in found.findings] == [code]
    assert found.target.cells == proposal().target.cells


def test_a_decided_target_outside_its_limit_stands_and_is_told() -> None:
    given = [("2026-01", "门店", "S01", Decimal(20_000))]
    found = proposal(limit("2026-01", "门店", "S01", maximum=10_000), given=given)
    assert found.target.cells["S01", JANUARY] == 20_000
    assert [each.code for each in found.findings] == ["limit_not_kept"]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2026", 12), ("2026年", 12), ("2026年度", 12), ("2026-Q4", 3), ("2026Q1", 3),
        ("2026年第四季度", 3), ("2026年4季度", 3), ("2026-11", 1), ("2026年11月", 1),
        ("2026.11", 1), ("2026-00", 0), ("2026-Q5", 0), ("去年", 0), ("", 0),
    ],
)  # fmt: skip
def test_spans_are_read_as_people_write_them(text: str, months: int) -> None:
    assert len(span_months(text) or ()) == months
