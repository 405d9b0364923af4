"""上级KPI分解表: the sales chain from the targets, other indicators from the ledger, checked."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamtools import bundled
from kamtools.batch import crosscheck
from kamtools.forms import kpi_cascade
from kamtools.forms.fill import Filled
from kamtools.forms.identity import Sender
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import Settings
from tests.ledgers import put
from tests.office import differences

OCTOBER = Period(2026, 10)
TEMPLATE = bundled.templates() / "上级KPI分解表.xlsx"
FIRST = 5


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        yield opened


def target(level: str, item: str, amount: int) -> dict[str, Any]:
    return {"period": "2026-10", "level": level, "item_id": item, "target": Decimal(amount)}


def kpi(name: str, **more: Any) -> dict[str, Any]:
    return {"period": "2026-10", "name": name, **more}


def give(ledger: Ledger, table: str, *rows: dict[str, Any]) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, table, *rows)


def write(ledger: Ledger, folder: Path) -> Filled:
    return kpi_cascade.write(
        ledger, Settings(), OCTOBER, TEMPLATE, folder, sender=Sender(b"k" * 32, "r")
    )


def rows(filled: Filled) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(filled.path, data_only=True).active
    assert sheet
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST, max_col=13)]
    return [row for row in found if row[1]]


def test_sales_go_from_the_company_over_the_department_to_people_by_their_targets(
    ledger: Ledger, tmp_path: Path
) -> None:
    give(ledger, "staff", {"staff_id": "E1", "name": "张三", "post": "大客户经理"})
    give(ledger, "targets", target("公司", "公司", 300), target("员工", "E1", 100),
         target("员工", "E2", 200))  # fmt: skip
    filled = write(ledger, tmp_path)
    assert [(row[0], row[1], row[3], row[5], row[6], row[11]) for row in rows(filled)[:4]] == [
        (1, "公司销售额", "示例公司", None, 300, "✓ 相符"),
        (2, "本部门销售额", "大客户部", 1, 300, "✓ 相符"),
        (3, "销售额：E1 张三", "张三", 0.3333, 100, None),
        (3, "销售额：E2", "E2", 0.6667, 200, None),
    ]
    assert filled.findings == ()
    checks, broken = crosscheck.check(filled.path, "表", filled.ties)
    assert broken == []
    assert checks[0].ledger == 300


def test_people_whose_targets_do_not_make_the_departments_are_told_on_form_and_report(
    ledger: Ledger, tmp_path: Path
) -> None:
    give(ledger, "targets", target("公司", "公司", 300), target("员工", "E1", 290))
    filled = write(ledger, tmp_path)
    assert rows(filled)[1][11] == "✗ 差 -10"
    assert [each.code for each in filled.findings] == ["kpi_targets_do_not_add_up"]


INDICATORS = [
    kpi("满意度", target=Decimal(95), how="加权平均", owner="公司"),
    kpi("部门满意度", parent="满意度", target=Decimal(95), how="同口径", weight=Decimal(1)),
    kpi("满意度 甲", parent="部门满意度"),
    kpi("满意度 乙", parent="部门满意度", target=Decimal(94)),
    kpi("拜访", target=Decimal(100), how="合计"),
    kpi("拜访 甲", parent="拜访", weight=Decimal("0.6")),
    kpi("拜访 乙", parent="拜访", weight=Decimal("0.4")),
    kpi("回款率", target=Decimal("0.9"), how="加权平均"),
    kpi("回款率 甲", parent="回款率", target=Decimal(1), weight=Decimal("0.5")),
    kpi("回款率 乙", parent="回款率", target=Decimal("0.8"), weight=Decimal("0.5")),
    kpi("没有上级", parent="不在表里"),
    kpi("绕甲", parent="绕乙"), kpi("绕乙", parent="绕甲"),
]  # fmt: skip


def test_each_way_to_divide_is_checked_live_and_as_findings(ledger: Ledger, tmp_path: Path) -> None:
    give(ledger, "kpis", *INDICATORS[:-2])
    found = {row[1]: row for row in rows(write(ledger, tmp_path))}
    assert found["满意度"][11] == "✓ 相符"
    assert found["部门满意度"][11] == "✗ 目标不一致"
    assert found["拜访"][11] == "✓ 相符"
    assert [found[f"拜访 {who}"][6] for who in "甲乙"] == [60, 40]
    assert found["拜访 甲"][8] == "算出"
    assert found["回款率"][10:12] == [0.9, "✓ 相符"]
    assert found["满意度 甲"][6] == 95
    codes = [each.code for each in write(ledger, tmp_path / "again").findings]
    assert sorted(codes) == [
        "kpi_parent_missing", "kpi_target_missing", "kpi_targets_do_not_add_up",
    ]  # fmt: skip


def test_indicators_that_go_round_are_all_shown_once_and_told(
    ledger: Ledger, tmp_path: Path
) -> None:
    give(ledger, "kpis", *INDICATORS)
    filled = write(ledger, tmp_path)
    names = [row[1] for row in rows(filled)]
    assert sorted(names) == sorted(str(each["name"]) for each in INDICATORS)
    assert "kpi_circle" in {each.code for each in filled.findings}


def test_the_sales_targets_are_locked_and_their_weights_are_open(
    ledger: Ledger, tmp_path: Path
) -> None:
    give(ledger, "targets", target("公司", "公司", 300), target("员工", "E1", 300))
    give(ledger, "kpis", kpi("公司销售额", measure="抓中秋", target=Decimal(1)))
    filled = write(ledger, tmp_path)
    assert filled.identity
    open_ = {c.path for c in filled.identity.cells if c.item == 0 and c.editable}
    assert open_ == {"指标[].权重", "指标[].措施"}
    assert rows(filled)[0][6] == 300
    assert rows(filled)[0][12] == "抓中秋"


@pytest.mark.office
def test_libreoffice_calculates_what_it_carries(
    ledger: Ledger, soffice: str, tmp_path: Path
) -> None:
    give(ledger, "targets", target("公司", "公司", 300), target("员工", "E1", 290))
    give(ledger, "kpis", *INDICATORS)
    assert differences(soffice, [write(ledger, tmp_path / "out").path], tmp_path) == []


def test_a_ledger_without_targets_is_a_form_of_free_lines(ledger: Ledger, tmp_path: Path) -> None:
    filled = write(ledger, tmp_path)
    assert filled.findings == ()
    assert rows(filled) == []
    assert crosscheck.check(filled.path, "表", filled.ties)[1] == []
