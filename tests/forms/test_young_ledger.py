"""A department in its first year: months before the ledger's first sale are not known, not 0."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamtools import bundled
from kamtools.excel.values import read_named_values
from kamtools.forms import customer_card, month_report, target_breakdown
from kamtools.forms.customer_standing import readable, standings
from kamtools.forms.fill import Filled
from kamtools.forms.last_year import LastYear
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.pictures.customer_status import status_ladder
from kamtools.pictures.month_pace import month_pace
from kamtools.settings import Settings
from tests.ledgers import put
from tests.office import differences

# openpyxl does not know the report's data bars
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
OCTOBER, SEPTEMBER, JANUARY = Period(2026, 10), Period(2026, 9), Period(2026, 1)
TEMPLATES = bundled.templates()


def sale(day: date) -> dict[str, Any]:
    return {"order_no": f"A{day}", "product": "米", "line_no": 1, "date": day, "store_id": "S01",
            "customer_id": "K1", "line": "食品", "amount": Decimal("1000.50")}  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Sales from 2025-10 on."""
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="test", reason="test") as change:
            put(change, "stores", {"store_id": "S01", "name": "人民路店", "region": "东区"})
            put(change, "customers", {"customer_id": "K1", "name": "天河公司"})
            put(change, "sales", *(
                sale(Period(2025, 10).plus(step).first_day) for step in range(13)
            ))  # fmt: skip
        yield opened


@pytest.fixture
def card(ledger: Ledger, tmp_path: Path) -> Filled:
    template = TEMPLATES / "大客户档案.xlsx"
    (filled,) = customer_card.write(ledger, Settings(), OCTOBER, template, tmp_path / "out")
    return filled


@pytest.fixture
def report(ledger: Ledger, tmp_path: Path) -> Filled:
    template = TEMPLATES / "大客户月报.xlsx"
    return month_report.write(ledger, Settings(), OCTOBER, template, tmp_path / "out")


@pytest.fixture
def breakdown(ledger: Ledger, tmp_path: Path) -> Filled:
    template = TEMPLATES / "目标分解表.xlsx"
    return target_breakdown.write(ledger, Settings(), OCTOBER, template, tmp_path / "out")


def rows(filled: Filled, sheet: int | str = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(filled.path, data_only=True)
    chosen = book[sheet] if isinstance(sheet, str) else book.worksheets[sheet]
    return list(chosen.iter_rows(values_only=True))


def row_of(found: list[tuple[Any, ...]], text: str) -> tuple[Any, ...]:
    return next(row for row in found if text in row)


def tied(filled: Filled) -> bool:
    carried = read_named_values(filled.path, [tie.name for tie in filled.ties])
    return all(Decimal(str(carried[tie.name])) == tie.ledger for tie in filled.ties)


def test_a_card_leaves_months_without_last_year_blank_and_compares_no_totals(
    card: Filled,
) -> None:
    found = rows(card)
    assert row_of(found, "2026-09")[1:4] == (1000.5, None, "—")
    assert row_of(found, "2026-10")[1:4] == (1000.5, 1000.5, 0)
    assert row_of(found, "合计")[1:4] == (12006, 1000.5, "—")
    assert "1,000.50（不全）" in row_of(found, "近12个月销售")
    assert any("从 2025-10 开始" in str(cell) for row in found for cell in row)
    assert tied(card)


def test_a_customers_last_year_is_unknown_unless_all_of_it_is_known(ledger: Ledger) -> None:
    found = standings(ledger, Settings(), OCTOBER)
    assert list(found["last_year"]) == [None]
    assert list(readable(found)["去年同期"]) == ["无数据"]
    assert status_ladder(found)


def test_the_report_compares_a_month_it_knows_and_no_sum_it_does_not(report: Filled) -> None:
    store = row_of(rows(report), "人民路店")
    assert (store[3], store[6], store[7]) == (1000.5, 1000.5, 0)
    line = row_of(rows(report), "食品")
    assert line[8:11] == (10005, None, "—")
    assert tied(report)


def test_the_report_of_a_month_without_last_year_shows_none(ledger: Ledger, tmp_path: Path) -> None:
    filled = month_report.write(
        ledger, Settings(), SEPTEMBER, TEMPLATES / "大客户月报.xlsx", tmp_path / "out"
    )
    found = rows(filled)
    assert row_of(found, "人民路店")[6:8] == (None, "—")
    assert row_of(found, "食品")[5:8] == (None, "—", "—")
    before, growth = next(row[6:8] for row in found if row[0] == "合计")
    assert (before or "", growth) == ("", "—")
    days = month_report.day_rows(ledger, SEPTEMBER)
    assert {day["去年累计"] for day in days} == {None}
    assert month_pace(days, "")


def test_the_breakdown_leaves_what_it_can_not_know_blank(breakdown: Filled) -> None:
    found = rows(breakdown)
    place = next(n for n, row in enumerate(found) if row[2] == "去年实绩")
    for top in (place, place + 4, place + 8):
        before, target, _, growth = (found[top + n][3:20] for n in range(4))
        assert not any(before[:12])
        assert before[12:] == (1000.5, 1000.5, 1000.5, 3001.5, 3001.5)
        assert not any(target[:12])
        assert target[12] == 1000  # 1,000.50 in 18 working days where there were 19, and 10% more
        assert set(growth[:12]) == {"—"}
        assert growth[16] == "—"
    assert rows(breakdown, "图表")[18][4] == "—"
    assert tied(breakdown)


def test_a_month_that_nobody_set_and_last_year_does_not_know_has_no_proposal(
    ledger: Ledger,
) -> None:
    proposal = target_breakdown.make_proposal(ledger, Settings(), OCTOBER)
    assert ("S01", JANUARY) not in proposal.target.cells
    (finding,) = (each for each in proposal.findings if each.code == "no_target_proposed")
    assert finding.what == "2026年1月至9月没有下达目标，也没有去年同月的销售：没有建议，表上空着"
    assert "没有建议" in proposal.explain("S01", JANUARY)


def test_each_step_says_once_from_when_on_there_are_sales(
    ledger: Ledger, report: Filled, breakdown: Filled
) -> None:
    cards = LastYear.of(ledger).findings(OCTOBER.back(12))
    for findings in (report.findings, breakdown.findings, cards):
        (finding,) = (each for each in findings if each.code == "no_last_year")
        assert "从 2025-10 开始" in finding.what


@pytest.mark.office
def test_libreoffice_calculates_the_same_without_last_year(
    card: Filled, report: Filled, breakdown: Filled, soffice: str, tmp_path: Path
) -> None:
    paths = [card.path, report.path, breakdown.path]
    assert differences(soffice, paths, tmp_path) == []
