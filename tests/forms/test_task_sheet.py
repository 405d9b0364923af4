"""任务表: the quarter, the month and its weeks of one person, exact at every level."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamtools import bundled
from kamtools.batch import crosscheck
from kamtools.forms import task_sheet
from kamtools.forms.fill import Filled
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import Settings, Targets
from tests.ledgers import put
from tests.office import differences

OCTOBER = Period(2026, 10)
MIDDLE = date(2026, 10, 15)
TARGETS = {"2026-10": "100000.55", "2026-11": "248000", "2026-12": "145000"}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="test", reason="test") as change:
            put(change, "staff", {"staff_id": "E1", "name": "张三", "post": "大客户经理",
                                  "manager_id": "E2"},
                {"staff_id": "E2", "name": "李四", "post": "主管", "manager_id": None})  # fmt: skip
            put(change, "targets", *(
                {"period": period, "level": "员工", "item_id": "E1", "target": Decimal(target)}
                for period, target in TARGETS.items()
            ))  # fmt: skip
            put(change, "sales", *(
                {"order_no": f"A{number}", "product": "米", "line_no": 1, "date": day,
                 "amount": Decimal(amount), "staff_id": "E1"}
                for number, (day, amount) in enumerate((
                    (date(2026, 9, 30), "999"), (date(2026, 10, 8), "500.50"),
                    (date(2026, 10, 11), "-100"), (date(2026, 10, 15), "40"),
                    (date(2026, 10, 16), "77777"),
                ))
            ))  # fmt: skip
            put(change, "plans",
                _plan("第2周销售任务", done="0.8", reason="放假"),
                _plan("开发新客户三家", next_step="约见"),
                _plan("门店业绩跟进：S01", reason="不在这张表上"))  # fmt: skip
        yield opened


def _plan(item: str, **said: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"done": None, "reason": None, "next_step": None, **said}
    fields["done"] = fields["done"] and Decimal(fields["done"])
    return {"period": "2026-10", "staff_id": "E1", "item": item, **fields}


def write(ledger: Ledger, folder: Path, month: Period = OCTOBER, **targets: Any) -> list[Filled]:
    settings = Settings(targets=Targets(**targets))
    return task_sheet.write(
        ledger, settings, month, bundled.templates(), folder, as_of=MIDDLE
    )  # fmt: skip


def rows_of(filled: Filled) -> dict[str, list[Any]]:
    sheet = openpyxl.load_workbook(filled.path, data_only=True).active
    assert sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return {str(row[0]): row for row in rows if row[0]}


def test_weeks_and_months_add_up_to_the_fen(ledger: Ledger, tmp_path: Path) -> None:
    (filled,) = write(ledger, tmp_path)
    assert filled.path == tmp_path / "任务表" / "E1_张三.xlsx"
    checks, broken = crosscheck.check(filled.path, "表", filled.ties)
    assert broken == []
    assert [check.ledger for check in checks] == [Decimal("100000.55"), Decimal("493000.55")]
    rows = rows_of(filled)
    weeks = [rows[f"第{number}周"] for number in range(1, 6)]
    assert [row[1] for row in weeks] == [
        "10.01—10.04", "10.05—10.11", "10.12—10.18", "10.19—10.25", "10.26—10.31",
    ]  # fmt: skip
    assert sum(Decimal(str(row[3])) for row in weeks) == Decimal("100000.55")
    assert [row[3] % 100 for row in weeks if row[3] == int(row[3])] == [0, 0, 0, 0]


def test_what_was_sold_stands_beside_the_weeks_that_have_begun(
    ledger: Ledger, tmp_path: Path
) -> None:
    (filled,) = write(ledger, tmp_path)
    rows = rows_of(filled)
    sold = [rows[f"第{number}周"][4] for number in range(1, 6)]
    assert sold == [0, pytest.approx(400.50), 40, None, None]
    assert rows["各周合计"][4] == pytest.approx(440.50) == rows["本月任务"][4]
    assert [rows[f"2026年{month}月"][4] for month in (10, 11, 12)] == [
        pytest.approx(440.50), None, None,
    ]  # fmt: skip


def test_what_was_said_before_stands_on_it_and_other_work_below(
    ledger: Ledger, tmp_path: Path
) -> None:
    (filled,) = write(ledger, tmp_path)
    rows = rows_of(filled)
    assert rows["第2周"][7:9] == [0.8, "放假"]
    assert rows["开发新客户三家"][9] == "约见"
    assert not any("门店业绩跟进" in name for name in rows)


def test_weeks_by_thursday_are_told_and_add_up_too(ledger: Ledger, tmp_path: Path) -> None:
    (filled,) = write(ledger, tmp_path, week_rule="iso")
    rows = rows_of(filled)
    assert rows["第1周"][1] == "09.28—10.04"
    assert rows["第1周"][4] == 999  # of the week's days, last month's among them
    assert any("星期四" in name for name in rows)
    assert crosscheck.check(filled.path, "表", filled.ties)[1] == []


@pytest.mark.office
def test_libreoffice_calculates_what_it_carries(
    ledger: Ledger, soffice: str, tmp_path: Path
) -> None:
    paths = [each.path for each in write(ledger, tmp_path / "out")]
    assert differences(soffice, paths, tmp_path) == []


def test_who_has_no_target_gets_no_sheet_and_is_named(ledger: Ledger, tmp_path: Path) -> None:
    assert write(ledger, tmp_path, Period(2027, 1)) == []
    (nobody,) = task_sheet.without_task(ledger, Period(2027, 1))
    assert "所有人" in nobody.what
    (found,) = task_sheet.without_task(ledger, OCTOBER, ["E1", "E2"])
    assert "E2" in found.what
    assert task_sheet.without_task(ledger, OCTOBER) == []


def test_somebody_who_is_not_in_the_staff_list_has_tasks_all_the_same(
    ledger: Ledger, tmp_path: Path
) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "targets", {"period": "2026-10", "level": "员工", "item_id": "E9",
                                "target": Decimal(0)})  # fmt: skip
    names = [each.path.name for each in write(ledger, tmp_path)]
    assert names == ["E1_张三.xlsx", "E9_员工表里没有.xlsx"]
