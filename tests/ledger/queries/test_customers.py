from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kamtools.ledger.queries import customers as queries
from kamtools.ledger.queries import people
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from tests.ledgers import put

AS_OF = date(2026, 10, 31)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="test", reason="test") as change:
            put(change, "staff", {"staff_id": "E01", "name": "林一", "post": "大客户经理"})
            put(change, "customers", {"customer_id": "K2", "name": "乙"},
                {"customer_id": "K1", "name": "甲"})  # fmt: skip
        yield opened


def test_the_file_knows_where_each_row_came_from(ledger: Ledger) -> None:
    found = people.customers(ledger)
    assert list(found["customer_id"]) == ["K1", "K2"]
    assert list(found["source_row"]) == [3, 2]
    assert list(found["source_file"]) == ["customers.xlsx"] * 2


def complaint(number: int, day: date, closed: date | None, owner: str) -> dict[str, Any]:
    return {"complaint_id": f"T{number}", "date": day, "customer_id": "K1", "content": "漏发",
            "owner_id": owner, "due": None, "closed": closed}  # fmt: skip


def test_a_complaint_is_open_until_the_day_it_is_closed(ledger: Ledger) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(
            change, "complaints",
            complaint(1, date(2026, 10, 2), None, "E01"),
            complaint(2, date(2026, 10, 1), date(2026, 11, 3), "E99"),
            complaint(3, date(2026, 10, 1), AS_OF, "E01"),
            complaint(4, date(2026, 11, 1), None, "E01"),
        )  # fmt: skip
    found = queries.open_complaints(ledger, AS_OF)
    assert list(found["complaint_id"]) == ["T2", "T1"]
    assert list(found["handler"]) == ["E99", "林一"]


def visit(number: int, customer: str, done: date | None) -> dict[str, Any]:
    return {"visit_id": f"V{number}", "customer_id": customer, "done": done, "staff_id": "E01"}


def test_each_customer_has_its_own_last_visits_and_plans_are_none(ledger: Ledger) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(
            change, "visits",
            *(visit(day, "K1", date(2026, 10, day)) for day in range(1, 9)),
            visit(20, "K2", date(2026, 1, 5)), visit(21, "K2", None),
            visit(22, "K2", date(2026, 11, 1)),
        )  # fmt: skip
    found = queries.recent_visits(ledger, AS_OF, 2)
    assert list(zip(found["customer_id"], found["done"], strict=True)) == [
        ("K1", date(2026, 10, 8)), ("K1", date(2026, 10, 7)), ("K2", date(2026, 1, 5)),
    ]  # fmt: skip
    assert list(found["visitor"]) == ["林一"] * 3


def test_contracts_in_force_are_those_that_run_and_were_not_ended(ledger: Ledger) -> None:
    def contract(number: int, starts: date | None, ends: date | None, status: str | None) -> Any:
        return {"contract_no": f"H{number}", "customer_id": "K1", "starts": starts, "ends": ends,
                "value": Decimal(100), "status": status}  # fmt: skip

    with ledger.change(who="test", reason="test") as change:
        put(
            change, "contracts",
            contract(1, None, AS_OF, None),
            contract(2, date(2026, 1, 1), None, "履行中"),
            contract(3, date(2026, 1, 1), date(2026, 10, 30), None),
            contract(4, date(2026, 11, 1), None, None),
            contract(5, None, None, "已终止"),
        )  # fmt: skip
    assert list(queries.contracts_in_force(ledger, AS_OF)["contract_no"]) == ["H1", "H2"]


def test_receipts_are_added_up_within_their_months(ledger: Ledger) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "receipts", *(
            {"receipt_no": f"R{day.isoformat()}", "date": day, "customer_id": "K1",
             "amount": Decimal("10.50")}
            for day in (date(2025, 10, 31), date(2025, 11, 1), date(2026, 10, 31))
        ))  # fmt: skip
    found = queries.receipts_by_customer(ledger, Period(2025, 11), Period(2026, 10))
    assert found.to_dict("records") == [
        {"customer_id": "K1", "amount": Decimal("21.00"), "count": 2, "latest": date(2026, 10, 31)}
    ]


def test_an_empty_ledger_answers_with_empty_frames(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty.duckdb") as ledger:
        assert people.customers(ledger).empty
        assert queries.recent_visits(ledger, AS_OF, 5).empty
        assert "customer_id" in queries.open_complaints(ledger, AS_OF).columns
