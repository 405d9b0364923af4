"""The breakdown as a notebook shows it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from kamtools.periods import Period
from kamtools.targets import tables
from kamtools.targets.proposal import Ambition, Proposal, propose

NAMES = {"S01": "人民路店", "S02": "解放路店"}


@pytest.fixture
def proposal() -> Proposal:
    months = [Period(2025, 1).plus(step) for step in range(22)]
    history = pd.DataFrame(
        [[Decimal(1_000)] * 22, [Decimal(3_000)] * 22, [Decimal(5)] * 22],
        index=["S01", "S02", "S99"],
        columns=months,
    )
    stores = pd.DataFrame(
        [("S01", "东区", date(2015, 1, 1), None), ("S02", "东区", None, date(2026, 11, 5))],
        columns=["store_id", "region", "opened", "closed"],
        dtype=object,
    )
    columns = ["period", "level", "item_id", "target", "challenge"]
    targets = pd.DataFrame(
        [("2026-01", "公司", "公司", Decimal(8_000), Decimal(10_000))],
        columns=columns,
        dtype=object,
    )
    ambition = Ambition(Decimal(100), Decimal("0.10"), Decimal("0.10"))
    return propose(history, stores, targets, year=2026, ambition=ambition)


def test_months_quarters_and_the_year_stand_in_order(proposal: Proposal) -> None:
    table = tables.last_year_table(proposal, NAMES)
    assert list(table.columns[:5]) == ["1月", "2月", "3月", "1季度", "4月"]
    assert table.columns[-1] == "全年"
    assert list(table.index) == ["人民路店", "解放路店", "未登记", "合计"]
    assert table.at["合计", "1季度"] == "12,015"
    assert table.at["人民路店", "全年"] == "12,000"


def test_the_targets_of_a_kind_add_up(proposal: Proposal) -> None:
    assert tables.target_table(proposal, NAMES)["1月"].tolist() == ["2,000", "6,000", "0", "8,000"]
    challenge = tables.target_table(proposal, NAMES, "challenge")
    assert challenge["1月"].tolist() == ["2,500", "7,500", "0", "10,000"]


def test_the_company_says_where_its_months_come_from(proposal: Proposal) -> None:
    table = tables.company_table(proposal)
    assert table.at["1月", "来源"] == "公司下达"
    assert table.at["2月", "来源"] == "去年实绩 × 节日工作日系数 ×（1＋增长率）"
    assert table.at["2月", "公司目标"] == "4,400"


def test_growth_is_left_open_where_there_is_nothing_to_compare(proposal: Proposal) -> None:
    table = tables.year_table(proposal, NAMES)
    assert table.at["未登记", "同比增长"] == "—"
    assert table.at["合计", "占比"] == "100.0%"


def test_notes_name_the_store(proposal: Proposal) -> None:
    assert tables.note_table(proposal, NAMES).to_numpy().tolist() == [
        ["解放路店", "2026-11-05 关店，11月按营业 5 天（共 30 天）折算，自12月起为 0"]
    ]


def test_december_of_the_first_store_is_explained_as_it_stands_and_divided_anew(
    proposal: Proposal,
) -> None:
    table = tables.example_table(proposal, proposal, NAMES)
    assert set(table["门店"]) == {"人民路店"}
    assert table["数"].tolist() == [
        "表上的目标", "表上的挑战目标", "重新分解的目标", "重新分解的挑战目标", "基数（权重）",
    ]  # fmt: skip
    assert table["怎样算出来"][0].startswith(
        "公司2026年12月 4,400（去年实绩 × 节日工作日系数 ×（1＋增长率））；"
    )


def test_a_store_that_the_year_divided_anew_no_longer_has_is_explained_as_it_stands(
    proposal: Proposal,
) -> None:
    without = replace(proposal, stores=[])
    assert len(tables.example_table(proposal, without, NAMES)) == 3
    only_second = replace(proposal, stores=["S02"])
    assert set(tables.example_table(proposal, only_second, NAMES)["门店"]) == {"解放路店"}


def test_without_stores_there_is_no_example(proposal: Proposal) -> None:
    without = replace(proposal, stores=[])
    assert tables.example_table(without, without, NAMES).empty


def test_store_names_are_looked_up_by_id() -> None:
    stores = pd.DataFrame({"store_id": ["S01"], "name": ["人民路店"]})
    assert tables.names_of(stores) == {"S01": "人民路店"}


def test_any_cell_can_be_explained_by_the_stores_id_or_name(proposal: Proposal) -> None:
    by_name = tables.example_table(proposal, proposal, NAMES, ("解放路店", "2026-02"))
    by_id = tables.example_table(proposal, proposal, NAMES, ("S02", "2026-02"))
    assert by_name.equals(by_id)
    assert set(by_id["门店"]) == {"解放路店"}
    assert by_id["怎样算出来"][0].startswith("公司2026年2月 ")
    assert tables.example_table(proposal, proposal, NAMES, ("没有这家", "")).empty
    assert tables.example_table(proposal, proposal, NAMES, ("S02", "2025-02")).empty


def test_without_limits_there_is_nothing_to_list(proposal: Proposal) -> None:
    assert tables.limit_table(proposal, NAMES).empty
    assert tables.conflict_table(proposal, NAMES).empty
