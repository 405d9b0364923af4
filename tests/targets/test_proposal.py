"""The year's 目标 and 挑战目标: what is decided stands, the rest is proposed, totals are exact."""

from datetime import date
from decimal import Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kamtools.findings import Severity
from kamtools.periods import Period, months_of
from kamtools.targets.division import Origin
from kamtools.targets.given import UNLISTED
from kamtools.targets.proposal import Ambition, Proposal, propose

AMBITION = Ambition(unit=Decimal(100), growth=Decimal("0.10"), challenge=Decimal("0.20"))
MONTHS = months_of(2026)
JANUARY, FEBRUARY = MONTHS[0], MONTHS[1]
STORES = ["S01", "S02", "S03"]


def history(*rows: tuple[str, int]) -> pd.DataFrame:
    months = [Period(2025, 1).plus(step) for step in range(22)]
    table = {store: [Decimal(amount)] * len(months) for store, amount in rows}
    return pd.DataFrame.from_dict(table, orient="index", columns=months)


def stores(*names: str) -> pd.DataFrame:
    rows = [(name, "东区", date(2015, 1, 1), None) for name in names]
    return pd.DataFrame(rows, columns=["store_id", "region", "opened", "closed"], dtype=object)


def targets(*rows: tuple[str, str, str, int, int | None]) -> pd.DataFrame:
    columns = ["period", "level", "item_id", "target", "challenge"]
    exact = [
        (*row[:3], *(None if amount is None else Decimal(amount) for amount in row[3:]))
        for row in rows
    ]
    return pd.DataFrame(exact, columns=columns, dtype=object)


def proposal(given: pd.DataFrame, sales: pd.DataFrame | None = None, **more) -> Proposal:
    sales = history(("S01", 1_000), ("S02", 2_000), ("S03", 3_000)) if sales is None else sales
    known = stores(*(more.pop("listed", STORES)))
    return propose(sales, known, given, year=2026, ambition=AMBITION, **more)


def column(proposed: Proposal, month: Period, kind: str = "target") -> list[Decimal]:
    cells = proposed.division(kind).cells  # type: ignore[arg-type]
    return [cells[store, month] for store in proposed.stores]


def test_the_companys_month_is_divided_as_last_year_was() -> None:
    proposed = proposal(targets(("2026-01", "公司", "公司", 12_000, 18_000)))
    assert column(proposed, JANUARY) == [2_000, 4_000, 6_000]
    assert column(proposed, JANUARY, "challenge") == [3_000, 6_000, 9_000]
    assert not proposed.findings


def test_a_month_that_nobody_set_is_last_year_plus_the_growth() -> None:
    proposed = proposal(targets())
    assert proposed.target.company[FEBRUARY].amount == 6_600
    assert proposed.target.company[FEBRUARY].origin is Origin.GROWN
    assert column(proposed, FEBRUARY) == [1_100, 2_200, 3_300]
    assert proposed.challenge.company[FEBRUARY].amount == 7_900
    assert proposed.challenge.company[FEBRUARY].origin is Origin.RAISED


def test_a_decided_target_stands_and_the_rest_is_divided() -> None:
    given = targets(
        ("2026-01", "公司", "公司", 12_000, None), ("2026-01", "门店", "S01", 7_000, None)
    )
    proposed = proposal(given)
    assert column(proposed, JANUARY) == [7_000, 2_000, 3_000]
    assert proposed.explain("S01", JANUARY).startswith(
        "目标: 账本里已定 7,000\n挑战目标: 公司2026年1月"
    )


def test_a_month_asked_for_again_forgets_what_was_decided() -> None:
    given = targets(
        ("2026-01", "公司", "公司", 12_000, None), ("2026-01", "门店", "S01", 7_000, None)
    )
    proposed = proposal(given, again=[JANUARY])
    assert column(proposed, JANUARY) == [2_000, 4_000, 6_000]
    assert not proposed.target.settled


def test_decided_targets_that_miss_the_companys_are_reported_and_shown_as_decided() -> None:
    decided = [("2026-01", "门店", store, 1_000, None) for store in STORES]
    proposed = proposal(targets(("2026-01", "公司", "公司", 12_000, None), *decided))
    assert column(proposed, JANUARY) == [1_000, 1_000, 1_000]
    (finding,) = proposed.findings
    assert finding.severity is Severity.WARNING
    assert finding.what == "2026年1月门店目标合计 3,000，与公司目标 12,000 相差 -9,000"


def test_a_month_decided_for_every_store_needs_no_company_target() -> None:
    decided = [("2026-01", "门店", store, 1_000, None) for store in STORES]
    proposed = proposal(targets(*decided))
    assert proposed.target.company[JANUARY].origin is Origin.SUMMED
    assert not proposed.findings


def test_what_is_less_than_a_unit_goes_to_the_heaviest_store() -> None:
    proposed = proposal(targets(("2026-01", "公司", "公司", 12_034, 18_056)))
    assert column(proposed, JANUARY) == [2_000, 4_000, 6_034]
    assert sum(column(proposed, JANUARY, "challenge")) == 18_056
    assert "尾差 34 并入本店，得 6,034" in proposed.explain("S03", JANUARY)


def test_sales_of_a_store_that_is_not_listed_count_but_get_no_target() -> None:
    sales = history(("S01", 1_000), ("S99", 50), ("", 7))
    proposed = proposal(targets(), sales, listed=["S01"])
    assert proposed.stores == ["S01", UNLISTED]
    assert proposed.last_year[UNLISTED, JANUARY] == 57
    # 1,057 in the 22 ordinary working days of January 2025, 21 in 2026, and the growth
    assert column(proposed, JANUARY) == [1_100, 0]
    moved = "公司2026年1月: 去年同月 1,057 × 节日与工作日系数 0.9545"
    assert moved in proposed.explain("S01", JANUARY)


def test_a_target_that_no_store_can_carry_is_an_error_that_says_so() -> None:
    proposed = proposal(targets(("2026-01", "公司", "公司", 500, None)), history())
    assert not any(column(proposed, JANUARY))
    assert [finding.code for finding in proposed.findings] == ["no_sales_to_go_by"]
    assert proposed.findings[0].severity is Severity.ERROR


def test_a_year_of_targets_that_no_store_can_carry_is_one_error_for_each_kind() -> None:
    given = targets(*((str(month), "公司", "公司", 500, 600) for month in MONTHS))
    first, second = proposal(given, history()).findings
    assert first.what.startswith("2026年1月至12月公司目标合计 6,000 分不下去")
    assert second.what.startswith("2026年1月至12月公司挑战目标合计 7,200 分不下去")


def test_the_targets_row_that_disagrees_is_named_with_its_file_and_line() -> None:
    given = targets(("2026-01", "公司", "公司", 500, None))
    given = given.assign(source_file="目标.xlsx", source_sheet="Sheet1", source_row=7)
    (finding,) = proposal(given, history()).findings
    assert str(finding.place) == "目标.xlsx · Sheet1 · 第 7 行"


amounts = st.integers(-50_000, 900_000)


@given(
    st.dictionaries(st.sampled_from(["S01", "S02", "S03", "S04", "S99"]), amounts, min_size=1),
    st.integers(0, 10**7),
    st.integers(0, 10**6),
)
def test_every_total_ties_and_no_challenge_lies_below_its_target(sales, company, more) -> None:
    given = targets(("2026-01", "公司", "公司", company, company + more))
    listed = [store for store in sales if store != "S99"]
    proposed = proposal(given, history(*sales.items()), listed=listed)
    divided = any(sales[store] > 0 for store in listed)
    for kind in ("target", "challenge"):
        division = proposed.division(kind)
        for month in MONTHS:
            assert division.total(month) == (division.company[month].amount if divided else 0)
    assert all(
        proposed.challenge.cells[key] >= amount for key, amount in proposed.target.cells.items()
    )


def test_a_department_without_stores_is_told_once_even_when_it_has_targets() -> None:
    given = targets(*((str(month), "公司", "公司", 5_000, 6_000) for month in MONTHS))
    proposed = proposal(given, history(), listed=[])
    assert [finding.code for finding in proposed.findings] == ["no_stores_to_divide_over"]


def test_a_year_without_targets_and_without_last_year_is_told_instead_of_being_0() -> None:
    (finding,) = proposal(targets(), history()).findings
    assert finding.what == "没有2025年的销售，也没有2026年的目标：没有目标可以分解"
    decided = targets(("2026-01", "门店", "S01", 500, None))
    assert not proposal(decided, history()).findings
