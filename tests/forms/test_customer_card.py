"""The card of one customer, on a small ledger with a full history, an empty one and a bad name."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamtools import bundled
from kamtools.excel.values import read_named_values
from kamtools.forms import customer_card
from kamtools.forms.customer_standing import readable, standings
from kamtools.forms.fill import Filled
from kamtools.ledger.store import Change, Ledger
from kamtools.periods import Period
from kamtools.settings import Settings
from tests.ledgers import put
from tests.office import differences, formulas

OCTOBER = Period(2026, 10)
TEMPLATE = bundled.templates() / "大客户档案.xlsx"


def sale(customer: str | None, day: date, amount: str) -> dict[str, Any]:
    return {"order_no": f"D{day:%Y%m%d}{customer}{amount}", "product": "米", "line_no": 1,
            "date": day, "customer_id": customer, "amount": Decimal(amount)}  # fmt: skip


def people(change: Change) -> None:
    put(change, "staff", {"staff_id": "E01", "name": "林一", "post": "大客户经理", "phone": "139"})
    put(change, "stores", {"store_id": "S01", "name": "城东店", "region": "城东"})
    put(
        change, "customers",
        {"customer_id": "K001", "name": "启明酒店有限公司", "short_name": "启明酒店",
         "store_id": "S01", "owner_id": "E01", "credit_limit": Decimal(50000)},
        {"customer_id": "K002", "name": "=1+1", "short_name": "A/B:C?", "owner_id": "E77"},
        {"customer_id": "K003", "name": "空白学校", "short_name": None},
    )  # fmt: skip
    put(change, "contacts", *(
        {"customer_id": "K001", "name": f"联系人{number}", "phone": f"1380000000{number}",
         "role": "决策"} for number in range(4)
    ))  # fmt: skip


def history(change: Change) -> None:
    put(
        change, "sales",
        sale("K001", date(2026, 10, 9), "1000.10"), sale("K001", date(2026, 10, 10), "-0.10"),
        sale("K001", date(2025, 11, 1), "500"), sale("K001", date(2025, 10, 31), "300.33"),
        sale("K001", date(2024, 11, 1), "100"), sale("K001", date(2024, 10, 31), "9999"),
        sale("K002", date(2026, 1, 5), "200"), sale("K999", date(2026, 10, 1), "77777"),
        sale(None, date(2026, 10, 1), "88888"),
    )  # fmt: skip
    put(change, "complaints", *(
        {"complaint_id": f"T{number}", "date": date(2026, 9, number), "customer_id": "K001",
         "content": f"第{number}次漏发", "owner_id": "E01", "due": date(2026, 9, number + 10)}
        for number in range(1, 5)
    ))  # fmt: skip
    put(change, "visits", *(
        {"visit_id": f"V{number}", "done": date(2026, 9, number), "customer_id": "K001",
         "staff_id": "E01", "result": f"第{number}次"} for number in range(1, 9)
    ))  # fmt: skip
    put(change, "receipts", {"receipt_no": "R1", "date": date(2026, 10, 20),
        "customer_id": "K001", "amount": Decimal("750.00")})  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="test", reason="test") as change:
            people(change)
            history(change)
        yield opened


@pytest.fixture
def cards(ledger: Ledger, tmp_path: Path) -> dict[str, Filled]:
    filled = customer_card.write(ledger, Settings(), OCTOBER, TEMPLATE, tmp_path / "out")
    return {card.path.name[:4]: card for card in filled}


def texts(card: Filled) -> list[object]:
    sheet = openpyxl.load_workbook(card.path).worksheets[0]
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_standings_grade_the_listed_customers_only(ledger: Ledger) -> None:
    found = standings(ledger, Settings(), OCTOBER)
    assert list(found["customer_id"]) == ["K001", "K002", "K003"]
    assert list(found["amount"]) == [Decimal("1500.00"), Decimal("200.00"), Decimal("0.00")]
    assert list(found["last_year"]) == [Decimal("400.33"), Decimal("0.00"), Decimal("0.00")]
    assert list(found["grade"]) == ["A", "B", "C"]
    assert list(found["status"]) == ["活跃", "流失", "潜在"]
    assert list(found["orders"]) == [2, 1, 0]
    assert list(found["owner"]) == ["林一", "E77", None]


def test_standings_are_shown_in_chinese(ledger: Ledger) -> None:
    table = readable(standings(ledger, Settings(), OCTOBER))
    assert list(table["占比"]) == ["88.2%", "11.8%", "0.0%"]


def test_everybody_has_a_card_under_a_name_that_every_system_takes(
    cards: dict[str, Filled],
) -> None:
    names = sorted(card.path.name for card in cards.values())
    assert names == ["K001_启明酒店.xlsx", "K002_A_B_C_.xlsx", "K003_空白学校.xlsx"]
    assert {card.path.parent.name for card in cards.values()} == {"大客户档案"}


def test_no_placeholder_stays_and_nothing_is_noticed(cards: dict[str, Filled]) -> None:
    for card in cards.values():
        assert card.findings == ()
        assert not [text for text in texts(card) if "{{" in str(text)]


def test_the_totals_carry_the_ledgers_amounts(cards: dict[str, Filled]) -> None:
    for card in cards.values():
        carried = read_named_values(card.path, [tie.name for tie in card.ties])
        for tie in card.ties:
            assert round(Decimal(str(carried[tie.name])), 2) == tie.ledger
    assert [tie.ledger for tie in cards["K001"].ties] == [Decimal("1500.00"), Decimal("400.33")]


def test_the_last_visits_all_open_complaints_and_a_free_contact_row_are_shown(
    cards: dict[str, Filled],
) -> None:
    shown_texts = texts(cards["K001"])
    assert [text for text in shown_texts if str(text).startswith("第") and "漏发" in str(text)] == [
        "第1次漏发", "第2次漏发", "第3次漏发", "第4次漏发",
    ]  # fmt: skip
    visits = [text for text in shown_texts if str(text).startswith("第") and "漏" not in str(text)]
    assert visits == ["第8次", "第7次", "第6次", "第5次", "第4次"]
    sheet = openpyxl.load_workbook(cards["K001"].path).worksheets[0]
    unlocked = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    last = max(cell.row for cell in unlocked if str(cell.value).startswith("联系人"))
    assert not sheet.cell(last + 1, 1).protection.locked
    assert sheet.cell(last + 1, 1).value is None


def test_a_customer_without_anything_says_so(cards: dict[str, Filled]) -> None:
    said = texts(cards["K003"])
    assert "没有未结投诉" in said
    assert "没有拜访记录" in said
    assert "还没有下过单" in said


def test_a_name_that_looks_like_a_formula_is_a_text(cards: dict[str, Filled]) -> None:
    sheet = openpyxl.load_workbook(cards["K002"].path).worksheets[0]
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s" or cell.quotePrefix


def test_only_the_selection_is_written(ledger: Ledger, tmp_path: Path) -> None:
    filled = customer_card.write(
        ledger, Settings(), OCTOBER, TEMPLATE, tmp_path / "out", selection=["K003", "K003"]
    )
    assert [card.path.name for card in filled] == ["K003_空白学校.xlsx"]


def test_a_customer_that_is_not_in_the_list_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(customer_card.UnknownCustomers, match="K999"):
        customer_card.write(
            ledger, Settings(), OCTOBER, TEMPLATE, tmp_path / "out", selection=["K999"]
        )


def test_two_customers_that_would_share_a_file_do_not(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "customers", {"customer_id": "k003", "name": "空白学校"})
    filled = customer_card.write(ledger, Settings(), OCTOBER, TEMPLATE, tmp_path / "out")
    names = [card.path.name.casefold() for card in filled]
    assert len(set(names)) == len(names) == 4


def test_a_multiple_of_next_to_nothing_is_said_as_on_the_report(
    ledger: Ledger, tmp_path: Path
) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "sales", sale("K001", date(2026, 11, 9), "36000"),
            sale("K001", date(2026, 12, 9), "1"))  # fmt: skip
    november = Period(2026, 11)
    card, *_ = customer_card.write(ledger, Settings(), november, TEMPLATE, tmp_path / "more")
    rows = (
        openpyxl.load_workbook(card.path, data_only=True).worksheets[0].iter_rows(values_only=True)
    )
    (month,) = (row for row in rows if row[0] == "2026-11")
    assert month[1:4] == (36000, 500, "＞10倍")


@pytest.mark.office
def test_every_formula_carries_what_libreoffice_calculates(
    cards: dict[str, Filled], soffice: str, tmp_path: Path
) -> None:
    paths = [card.path for card in cards.values()]
    assert all(len(formulas(path)) == 19 for path in paths)
    assert differences(soffice, paths, tmp_path) == []
