"""目标, 目标限制 and 门店申报 are told apart by their headers, whatever their files are called."""

from decimal import Decimal
from typing import Any

import pytest

from kamtools.ledger.store import Ledger
from tests.import_reports import Importer, numbers, rows

TARGETS = """
| 月份    | 层级 | 对象编号 | 目标 | 挑战目标 |
| 2026-11 | 门店 | S01      | 1.2万 | 13000   |
"""
LIMITS = """
| 期间    | 层级 | 对象编号 | 下限 | 上限  | 最高增长 | 锁定 | 理由     |
| 2026    | 门店 | S01      | 20万 |       | 30%      |      | 商圈改造 |
| 2026-Q4 | 门店 | S02      |      | 90000 |          |      |          |
| 2026-11 | 公司 | 公司     |      |       |          | 1417000 | 董事会 |
"""
BIDS = """
| 月份    | 门店编号 | 申报目标 | 理由   | 决定 | 答复 |
| 2026-11 | S01      | 1.2万    | 合同   | 接受 | 好   |
"""


@pytest.mark.parametrize(
    ("table", "text", "count"),
    [("targets", TARGETS, 1), ("target_limits", LIMITS, 3), ("target_bids", BIDS, 1)],
)
@pytest.mark.parametrize("name", ["目标.xlsx", "目标限制.xlsx", "门店申报.xlsx", "导出1.xlsx"])
def test_each_is_known_by_its_headers(
    take: Importer, name: str, table: str, text: str, count: int
) -> None:
    report = take(name, {"Sheet1": text})
    assert [result.table for result in report.results] == [table]
    assert numbers(report) == (count, count, 0, 0, 0)


def test_limits_keep_their_span_and_amounts(take: Importer, ledger: Ledger) -> None:
    take("目标限制.xlsx", {"Sheet1": LIMITS})
    found: list[dict[str, Any]] = rows(ledger, "target_limits")
    assert [row["span"] for row in found] == ["2026", "2026-Q4", "2026-11"]
    assert found[0]["minimum"] == Decimal(200000)
    assert found[0]["max_growth"] == Decimal("0.3")
    assert found[2]["locked"] == Decimal(1417000)
    assert found[0]["reason"] == "商圈改造"


@pytest.mark.parametrize("name", ["门店月报.xlsx", "目标.xlsx"])
def test_months_and_stores_alone_are_no_bids(take: Importer, name: str) -> None:
    text = "| 月份 | 门店编号 | 人数 |\n| 2026-11 | S01 | 5 |"
    report = take(name, {"Sheet1": text})
    assert not [result for result in report.results if result.inserted]
