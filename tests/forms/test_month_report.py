"""大客户月报, filled from a small ledger."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from kamtools import bundled
from kamtools.excel.values import read_named_values
from kamtools.forms import month_report
from kamtools.ledger.store import Ledger
from kamtools.ledger.tables import TABLES
from kamtools.periods import Period
from kamtools.settings import Settings

OCTOBER = Period(2026, 10)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="test", reason="test") as change:
            for name, rows in _ROWS.items():
                frame = pd.DataFrame(rows).assign(source_file="f", source_sheet="s", source_row=1)
                change.upsert(TABLES[name], frame)
        yield opened


def _sale(number: int, day: date, amount: str, **more: str | None) -> dict[str, object]:
    plain = {"store_id": "S01", "customer_id": "K1", "staff_id": "E1", "line": "食品"}
    return {
        "order_no": f"A{number}", "product": "米", "line_no": 1, "date": day,
        "amount": Decimal(amount), **plain, **more,
    }  # fmt: skip


_ROWS: dict[str, list[dict[str, object]]] = {
    "stores": [
        {"store_id": "S01", "name": "人民路店", "region": "东区"},
        {"store_id": "S02", "name": "解放路店", "region": "西区"},
    ],
    "staff": [{"staff_id": "E1", "name": "张三", "post": "大客户经理"}],
    "customers": [{"customer_id": "K1", "name": "天河公司"}, {"customer_id": "K2", "name": "海"}],
    "sales": [
        _sale(1, date(2026, 10, 1), "1000"),
        _sale(2, date(2026, 10, 31), "500.50", store_id="S02", customer_id="K2", line="酒水"),
        _sale(3, date(2026, 10, 9), "-100"),
        _sale(4, date(2026, 10, 9), "7", store_id="S99"),
        _sale(5, date(2026, 10, 9), "3", store_id=None, customer_id=None, line=None),
        _sale(6, date(2025, 10, 5), "800"),
        _sale(7, date(2026, 3, 5), "200"),
        _sale(8, date(2026, 11, 1), "99999"),
    ],
    "targets": [
        {"period": "2026-10", "level": "门店", "item_id": "S01", "target": Decimal(1200)},
        {"period": "2026-09", "level": "门店", "item_id": "S01", "target": Decimal(1100)},
        {"period": "2026-10", "level": "公司", "item_id": "公司", "target": Decimal(3100)},
    ],
    "complaints": [
        {"complaint_id": "C1", "date": date(2026, 9, 1), "customer_id": "K1", "content": "破",
         "owner_id": "E1", "due": date(2026, 10, 21), "closed": date(2026, 11, 2)},
        {"complaint_id": "C2", "date": date(2026, 10, 1), "customer_id": "K9", "content": "晚",
         "owner_id": None, "due": None, "closed": date(2026, 10, 2)},
        {"complaint_id": "C3", "date": date(2026, 9, 1), "customer_id": "K1", "content": "旧",
         "owner_id": None, "due": None, "closed": date(2026, 9, 2)},
    ],
    "visits": [
        {"visit_id": "V1", "planned": date(2026, 10, 1), "done": date(2026, 10, 3),
         "customer_id": "K1", "staff_id": "E1"},
        {"visit_id": "V2", "planned": date(2026, 10, 1), "done": None,
         "customer_id": "K1", "staff_id": "E1"},
        {"visit_id": "V3", "planned": None, "done": date(2026, 10, 3),
         "customer_id": "K2", "staff_id": "E1"},
    ],
}  # fmt: skip


def test_the_rows_of_stores_add_up_to_the_month_with_unknown_and_missing_stores(
    ledger: Ledger,
) -> None:
    rows = month_report.store_rows(ledger, OCTOBER)
    assert [row["名称"] for row in rows] == [
        "人民路店", "解放路店", "门店表里没有", "没有门店编号",
    ]  # fmt: skip
    assert [row["销售"] for row in rows] == [Decimal(900), Decimal("500.50"), Decimal(7), 3]
    assert rows[0]["去年"] == 800
    assert rows[0]["年累计"] == 1100
    assert (rows[0]["目标"], rows[0]["年目标"]) == (1200, 2300)
    assert rows[1]["目标"] is None


def test_customers_stand_by_their_sales_of_the_month(ledger: Ledger) -> None:
    rows = month_report.customer_rows(ledger, OCTOBER)
    assert [(row["排名"], row["名称"]) for row in rows] == [(1, "天河公司"), (2, "海")]


def test_a_visit_kept_is_one_that_was_planned_and_made(ledger: Ledger) -> None:
    (row,) = month_report.staff_rows(ledger, OCTOBER)
    assert (row["计划拜访"], row["已完成"], row["拜访次数"], row["拜访客户"]) == (2, 1, 2, 2)


def test_a_complaint_closed_after_the_month_is_still_open_in_it(ledger: Ledger) -> None:
    data = month_report.month_data(ledger, Settings(), OCTOBER)
    assert data["投诉合计"] == {"新增": 1, "办结": 1, "未结": 1, "超期": 1}
    rows = data["投诉"]
    assert isinstance(rows, list)
    assert [(row["编号"], row["超期"]) for row in rows] == [("C1", 10), ("C2", "已办结")]


def test_every_day_has_its_place_and_the_last_reaches_the_target(ledger: Ledger) -> None:
    rows = month_report.day_rows(ledger, OCTOBER)
    assert len(rows) == 31
    assert rows[0]["目标进度"] == 100
    assert rows[-1]["目标进度"] == 3100
    assert rows[-1]["去年累计"] == 800


def test_the_filled_report_carries_the_ledgers_totals(ledger: Ledger, tmp_path: Path) -> None:
    template = bundled.templates() / "大客户月报.xlsx"
    filled = month_report.write(ledger, Settings(), OCTOBER, template, tmp_path)
    assert [finding.code for finding in filled.findings] == ["no_last_year"]
    carried = read_named_values(filled.path, [tie.name for tie in filled.ties])
    assert {name: Decimal(str(value)) for name, value in carried.items()} == {
        tie.name: tie.ledger for tie in filled.ties
    }


def test_a_month_without_anything_is_a_report_without_rows(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty.duckdb") as empty:
        template = bundled.templates() / "大客户月报.xlsx"
        filled = month_report.write(empty, Settings(), OCTOBER, template, tmp_path)
    assert filled.findings == ()
