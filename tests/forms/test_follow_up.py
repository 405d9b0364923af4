"""团购业绩跟进表, filled from a small ledger."""

import datetime
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamtools import bundled
from kamtools.batch import crosscheck
from kamtools.forms import follow_up
from kamtools.forms.fill import Filled
from kamtools.forms.follow_up_facts import NotADayOf, followed_until
from kamtools.forms.follow_up_rest import RestSheet
from kamtools.forms.follow_up_rows import (
    TOP,
    customer_rows,
    line_rows,
    store_rows,
    store_year_rows,
)
from kamtools.forms.identity import Sender
from kamtools.ledger.store import Ledger
from kamtools.money import total
from kamtools.periods import Period, months_of
from kamtools.settings import Settings, Targets
from tests.ledgers import put
from tests.office import differences

TEMPLATE = bundled.templates() / "团购业绩跟进表.xlsx"
OCTOBER = Period(2026, 10)
MIDDLE = date(2026, 10, 20)
FIRST = 7
"""The row of the first store on 门店跟进."""


def sale(number: int, day: date, amount: str, **more: str | None) -> dict[str, Any]:
    plain = {"store_id": "S01", "customer_id": "K1", "staff_id": "E1", "line": "食品"}
    return {
        "order_no": f"A{number}", "product": "米", "line_no": 1, "date": day,
        "amount": Decimal(amount), **plain, **more,
    }  # fmt: skip


SALES = [
    *(sale(100 + m, date(2025, m, 9), str(900 + 10 * m)) for m in range(1, 13)),
    *(sale(200 + m, date(2025, m, 9), "500", store_id="S02", customer_id="K2", staff_id=None,
           line="酒水") for m in range(1, 13)),
    *(sale(300 + m, date(2026, m, 10), "1500.50") for m in range(1, 10)),
    sale(1, date(2026, 10, 8), "800.10"),
    sale(2, date(2026, 10, 9), "-100"),
    sale(3, date(2026, 10, 12), "321.45", store_id="S02", customer_id="K2", line="酒水"),
    sale(4, date(2026, 10, 13), "7", store_id="S99", customer_id=None, staff_id=None, line=None),
    sale(5, date(2026, 10, 14), "3", store_id=None, customer_id=None, staff_id=None),
    sale(6, date(2026, 10, 28), "4000"),
]  # fmt: skip
STORES: list[dict[str, Any]] = [
    {"store_id": "S01", "name": "人民路店", "region": "东区", "manager_id": "E1"},
    {"store_id": "S02", "name": "解放路店", "region": "西区", "manager_id": None},
]
TARGETS: list[dict[str, Any]] = [
    {"period": str(month), "level": level, "item_id": item, "target": Decimal(target),
     "challenge": Decimal(target) * 2}
    for month in months_of(2026)
    for level, item, target in (("公司", "公司", 1500), ("门店", "S01", 1000),
                                ("门店", "S02", 500), ("员工", "E1", 1500))
]  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="test", reason="test") as change:
            put(change, "stores", *STORES)
            put(change, "staff", {"staff_id": "E1", "name": "张三", "post": "大客户经理"})
            put(change, "customers", {"customer_id": "K1", "name": "天河公司"},
                {"customer_id": "K2", "name": "海", "owner_id": "E1"})  # fmt: skip
            put(change, "sales", *SALES)
            put(change, "targets", *TARGETS)
        yield opened


def write(ledger: Ledger, folder: Path, as_of: date | None = None, **targets: Any) -> Filled:
    facts = follow_up.facts_of(ledger, OCTOBER, as_of)
    settings = Settings(targets=Targets(**targets))
    return follow_up.write(facts, settings, TEMPLATE, folder, sender=Sender(b"k" * 32, "r"))


def shown(filled: Filled, sheet: str, row: int) -> list[Any]:
    book = openpyxl.load_workbook(filled.path, data_only=True)
    return [cell.value for cell in book[sheet][row]]


@pytest.mark.parametrize("as_of", [MIDDLE, date(2026, 10, 31), date(2026, 10, 1)])
def test_the_forms_formulas_say_what_the_rule_says(
    ledger: Ledger, tmp_path: Path, as_of: date
) -> None:
    filled = write(ledger, tmp_path, as_of)
    rows = store_rows(follow_up.facts_of(ledger, OCTOBER, as_of))
    for row, said in enumerate(rows, start=FIRST):
        cells = shown(filled, "门店跟进", row)
        names = {5: "达成率", 7: "欠数", 8: "应达", 9: "超欠", 10: "日均", 11: "每日需"}
        for column, name in names.items():
            carried = None if cells[column] in ("", None) else cells[column]
            wanted = None if said[name] is None else float(said[name])  # type: ignore[arg-type]
            assert carried == pytest.approx(wanted), (row, name)


def test_its_totals_are_the_ledgers_on_every_sheet(ledger: Ledger, tmp_path: Path) -> None:
    filled = write(ledger, tmp_path, MIDDLE)
    checks, broken = crosscheck.check(filled.path, "表", filled.ties)
    assert broken == []
    assert {check.label: check.ledger for check in checks} == {
        "门店本月实绩合计": Decimal("1031.55"), "产品线本月实绩合计": Decimal("1031.55"),
        "人员本月实绩合计": Decimal("1031.55"), "客户本月实绩合计": Decimal("1031.55"),
        "每日本月实绩合计": Decimal("1031.55"), "门店本月目标合计": 1500,
        "门店全年实绩合计": Decimal("14536.05"), "门店全年目标合计": 18000,
        "其余月份表已过月份实绩合计": Decimal("13504.50"),
    }  # fmt: skip


@pytest.mark.office
def test_libreoffice_calculates_what_it_carries(
    ledger: Ledger, soffice: str, tmp_path: Path
) -> None:
    paths = [
        write(ledger, tmp_path / "a", MIDDLE).path.rename(tmp_path / "middle.xlsx"),
        write(ledger, tmp_path / "b").path.rename(tmp_path / "over.xlsx"),
    ]
    assert differences(soffice, paths, tmp_path) == []


def test_the_rank_goes_by_attainment_and_ties_share_it(ledger: Ledger, tmp_path: Path) -> None:
    filled = write(ledger, tmp_path, MIDDLE)
    assert [shown(filled, "门店跟进", row)[6] for row in range(FIRST, FIRST + 4)] == [
        1, 2, None, None,
    ]  # fmt: skip
    early = write(ledger, tmp_path / "early", date(2026, 10, 2))
    assert [shown(early, "门店跟进", row)[6] for row in (FIRST, FIRST + 1)] == [1, 1]


def test_who_has_no_target_and_who_is_not_listed_have_rows_of_their_own(
    ledger: Ledger, tmp_path: Path
) -> None:
    rows = store_rows(follow_up.facts_of(ledger, OCTOBER, MIDDLE))
    assert [(row["名称"], row["状态"]) for row in rows[2:]] == [
        ("门店表里没有", "没有目标"), ("没有门店编号", "没有目标"),
    ]  # fmt: skip


def test_a_store_that_nobody_answers_for_is_locked_and_told(ledger: Ledger, tmp_path: Path) -> None:
    filled = write(ledger, tmp_path, MIDDLE)
    (told,) = [each for each in filled.findings if each.code == "nobody_answers_for_store"]
    assert "S02 解放路店" in told.what
    assert filled.identity
    yellow = {
        (cell.path, cell.item): cell.editable
        for cell in filled.identity.cells
        if cell.path in ("门店[].原因", "门店[].措施")
    }
    assert {key for key, open_ in yellow.items() if open_} == {
        ("门店[].原因", 0), ("门店[].措施", 0),
    }  # fmt: skip


def test_the_month_is_followed_as_far_as_its_sales_are_known(ledger: Ledger) -> None:
    assert followed_until(ledger, OCTOBER) == date(2026, 10, 28)
    assert followed_until(ledger, Period(2026, 9)) == date(2026, 9, 30)
    assert followed_until(ledger, Period(2026, 11)) == date(2026, 11, 1)


def test_when_no_working_day_is_left_the_month_is_over(ledger: Ledger) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "sales", sale(7, date(2026, 10, 30), "1"))  # a Friday; the 31st is none
    assert followed_until(ledger, OCTOBER) == date(2026, 10, 31)


@pytest.mark.parametrize("text", ["2026-11-01", "十月", "2026-10-32"])
def test_a_day_outside_the_month_is_refused(ledger: Ledger, text: str) -> None:
    with pytest.raises(NotADayOf):
        follow_up.facts_of(ledger, OCTOBER, text)


def test_lines_and_customers_without_targets_share_the_companys_by_the_past(
    ledger: Ledger,
) -> None:
    facts = follow_up.facts_of(ledger, OCTOBER, MIDDLE)
    lines = {row["名称"]: row["目标"] for row in line_rows(facts)}
    assert lines == {"食品": 1000, "酒水": 500, "没有产品线": None}
    customers = {row["名称"]: (row["目标"], row["来源"]) for row in customer_rows(facts)}
    assert sum(target for target, _ in customers.values() if isinstance(target, Decimal)) == 1500
    assert customers["天河公司"][1] == "参考"


def test_more_customers_than_rows_are_added_up_in_one(ledger: Ledger) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "sales", *(
            sale(500 + n, date(2026, 10, 15), str(10 + n), customer_id=f"C{n}") for n in range(30)
        ))  # fmt: skip
    rows = customer_rows(follow_up.facts_of(ledger, OCTOBER, MIDDLE))
    assert len(rows) == TOP + 1
    assert rows[-1]["名称"] == "其余客户"
    facts = follow_up.facts_of(ledger, OCTOBER, MIDDLE)
    assert total(row["实绩"] for row in rows) == facts.month_total()  # type: ignore[misc]


def rest(ledger: Ledger, month: Period, as_of: str, policy: Any = "keep") -> RestSheet:
    facts = follow_up.facts_of(ledger, month, as_of)
    return RestSheet.of(facts, Settings(targets=Targets(over_target=policy, unit="元")))


def test_the_rest_of_the_year_has_what_was_sold_locked_and_the_policy_in_words(
    ledger: Ledger, tmp_path: Path
) -> None:
    found = rest(ledger, OCTOBER, "2026-10-20", "reduce")
    assert found.left == frozenset(months_of(2026)[9:])
    assert found.cells["S01", Period(2026, 9)] == Decimal("1500.50")
    # S01 sold 13504.50 of 9000: it is 4504.50 ahead, and has nothing to do any more.
    assert [found.cells["S01", month] for month in months_of(2026)[9:]] == [0, 0, 0]
    # S02 sold nothing in nine months: its 4500 come on top of 1500.
    assert [found.cells["S02", month] for month in months_of(2026)[9:]] == [2000] * 3
    filled = write(ledger, tmp_path, MIDDLE, over_target="reduce")
    assert "抵减其余月份的目标，减到 0 为止" in str(shown(filled, "其余月份", 3)[0])
    totals = shown(filled, "其余月份", 8)
    assert totals[8] == 6000
    assert totals[21] == pytest.approx(13504.50 + 6000)


@pytest.mark.parametrize(
    ("month", "as_of", "left"),
    [(Period(2026, 1), "2026-01-15", 12), (Period(2026, 12), "2026-12-31", 0),
     (Period(2026, 1), "2026-01-31", 11), (Period(2026, 12), "2026-12-30", 1)],
)  # fmt: skip
def test_at_the_ends_of_the_year_there_is_nothing_to_divide_or_nothing_over(
    ledger: Ledger, month: Period, as_of: str, left: int, tmp_path: Path
) -> None:
    found = rest(ledger, month, as_of)
    assert len(found.left) == left
    facts = follow_up.facts_of(ledger, month, as_of)
    filled = follow_up.write(facts, Settings(), TEMPLATE, tmp_path)
    assert crosscheck.check(filled.path, "表", filled.ties)[1] == []


def test_an_empty_ledger_is_a_form_without_rows(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty.duckdb") as empty:
        filled = write(empty, tmp_path)
    assert filled.findings == ()
    assert crosscheck.check(filled.path, "表", filled.ties)[1] == []


def test_a_day_is_a_day_even_with_its_time(ledger: Ledger) -> None:
    facts = follow_up.facts_of(ledger, OCTOBER, " 2026-10-20 ")
    assert facts.as_of == datetime.date(2026, 10, 20)


def test_lines_that_were_given_targets_go_by_those(ledger: Ledger) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "targets", {"period": "2026-10", "level": "产品线", "item_id": "酒水",
                                "target": Decimal(700)})  # fmt: skip
    rows = line_rows(follow_up.facts_of(ledger, OCTOBER, MIDDLE))
    assert {row["名称"]: (row["目标"], row["来源"]) for row in rows} == {
        "酒水": (700, "下达"), "食品": (None, None), "没有产品线": (None, None),
    }  # fmt: skip


def test_a_store_that_closed_is_not_expected_to_sell_what_it_sold_last_year(
    ledger: Ledger,
) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "stores", STORES[1] | {"closed": date(2026, 8, 31)})
    facts = follow_up.facts_of(ledger, OCTOBER, MIDDLE)
    closed = next(row for row in store_year_rows(facts) if row["编号"] == "S02")
    assert closed["预测"] == closed["实绩"] == Decimal("321.45")


@pytest.mark.parametrize(("as_of", "before"), [("2026-10-08", 0), ("2026-10-09", 1000)])
def test_last_year_is_compared_until_the_same_day(ledger: Ledger, as_of: str, before: int) -> None:
    rows = line_rows(follow_up.facts_of(ledger, OCTOBER, as_of))
    assert {row["名称"]: row["去年"] for row in rows}["食品"] == before
