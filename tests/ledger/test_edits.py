"""Single edits: only over the value they were made for, in the audit, taken back exactly."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamtools.ledger.edits import ABSENT, Edit, LedgerValue, Spot
from kamtools.ledger.store import Ledger
from kamtools.ledger.undo import AlreadyUndone, ChangedSince, NotAMerge, UnknownRun
from tests.ledgers import put

ADDRESS = Spot("customers", ("K001",), "address")
LIMIT = Spot("customers", ("K001",), "credit_limit")
PHONE = Spot("contacts", ("K001", "张三"), "phone")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="王内勤", reason="导入") as change:
            put(change, "customers", customer(address="解放路 1 号", credit_limit=Decimal(5)))
        yield opened


def customer(**fields: object) -> dict[str, Any]:
    return {"customer_id": "K001", "name": "甲公司", **fields}


def apply(ledger: Ledger, *edits: Edit) -> Any:
    with ledger.change(who="王内勤", reason="合并 review.xlsx") as change:
        return change.edit(edits)


def at(ledger: Ledger, spot: Spot) -> object:
    return ledger.values_at([spot])[spot]


def address(old: LedgerValue, new: LedgerValue) -> Edit:
    return Edit(ADDRESS, old, new, "K001.xlsx", "客户档案", "C9")


def everything(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    tables = ("customers", "contacts", "targets")
    ask = ledger._connection.execute
    return {name: ask(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in tables}


def test_an_edit_is_written_with_its_cell_in_the_audit(ledger: Ledger) -> None:
    done = apply(ledger, address("解放路 1 号", "人民路 2 号"))
    assert len(done.written) == 1
    assert at(ledger, ADDRESS) == "人民路 2 号"
    audit = ledger.table("audit").to_pandas()
    (entry,) = audit[audit["run"] == done.run].to_dict("records")
    assert (entry["who"], entry["action"], entry["key"]) == ("王内勤", "edit", "K001")
    assert (entry["old"], entry["new"]) == ("解放路 1 号", "人民路 2 号")
    assert entry["source"] == "K001.xlsx!客户档案!C9"
    assert entry["reason"] == "合并 review.xlsx"


def test_an_edit_of_a_value_that_has_moved_is_refused_and_told(ledger: Ledger) -> None:
    done = apply(ledger, address("旧地址", "人民路 2 号"))
    assert not done.written
    assert done.moved == [(address("旧地址", "人民路 2 号"), "解放路 1 号")]
    assert at(ledger, ADDRESS) == "解放路 1 号"


def test_the_same_edit_twice_changes_nothing_the_second_time(ledger: Ledger) -> None:
    apply(ledger, address("解放路 1 号", "人民路 2 号"))
    before = everything(ledger)
    done = apply(ledger, address("解放路 1 号", "人民路 2 号"))
    assert (done.written, len(done.standing), done.moved) == ([], 1, [])
    assert everything(ledger) == before


def test_a_field_is_blanked_and_restored(ledger: Ledger) -> None:
    run = apply(ledger, address("解放路 1 号", None)).run
    assert at(ledger, ADDRESS) is None
    ledger.undo(run, who="王内勤")
    assert at(ledger, ADDRESS) == "解放路 1 号"


def test_an_edit_of_a_row_that_is_not_there_adds_it(ledger: Ledger) -> None:
    before = everything(ledger)
    title = Spot("contacts", ("K001", "张三"), "title")
    done = apply(ledger, Edit(PHONE, ABSENT, "138"), Edit(title, ABSENT, "经理"))
    assert at(ledger, PHONE) == "138"
    assert at(ledger, title) == "经理"
    undone = ledger.undo(done.run, who="王内勤")
    assert (undone.fields, undone.rows) == (2, 1)
    assert everything(ledger) == before


def test_an_undo_can_be_undone(ledger: Ledger) -> None:
    done = apply(ledger, address("解放路 1 号", "新"), Edit(PHONE, ABSENT, "138"))
    after = everything(ledger)
    undone = ledger.undo(done.run, who="王内勤")
    ledger.undo(undone.run, who="王内勤")
    assert everything(ledger) == after


def test_a_later_change_of_the_same_field_stands_in_the_way_of_undo(ledger: Ledger) -> None:
    first = apply(ledger, address("解放路 1 号", "二"), Edit(LIMIT, Decimal(5), Decimal(7)))
    second = apply(ledger, address("二", "三"))
    before = everything(ledger)
    with pytest.raises(ChangedSince, match=rf"客户 K001 地址.*{second.run}"):
        ledger.undo(first.run, who="王内勤")
    assert everything(ledger) == before
    ledger.undo(second.run, who="王内勤")
    assert at(ledger, ADDRESS) == "二"


def test_a_later_field_of_an_added_row_stands_in_the_way_of_undo(ledger: Ledger) -> None:
    first = apply(ledger, Edit(PHONE, ABSENT, "138"))
    apply(ledger, Edit(Spot("contacts", ("K001", "张三"), "title"), None, "经理"))
    with pytest.raises(ChangedSince):
        ledger.undo(first.run, who="王内勤")


def test_the_same_run_is_not_undone_twice(ledger: Ledger) -> None:
    run = apply(ledger, address("解放路 1 号", "新")).run
    ledger.undo(run, who="王内勤")
    with pytest.raises(AlreadyUndone):
        ledger.undo(run, who="王内勤")
    assert at(ledger, ADDRESS) == "解放路 1 号"


def test_a_change_that_was_taken_back_stands_in_nobodys_way(ledger: Ledger) -> None:
    first = apply(ledger, address("解放路 1 号", "二")).run
    second = apply(ledger, address("二", "三")).run
    ledger.undo(second, who="王内勤")
    ledger.undo(first, who="王内勤")
    assert at(ledger, ADDRESS) == "解放路 1 号"


def test_an_unknown_run_names_the_latest_ones(ledger: Ledger) -> None:
    run = apply(ledger, address("解放路 1 号", "新")).run
    with pytest.raises(UnknownRun, match=run):
        ledger.undo("20260101-000000-none", who="王内勤")


def test_an_import_is_not_undone(ledger: Ledger) -> None:
    (run,) = set(ledger.table("audit").to_pandas()["run"])
    with pytest.raises(NotAMerge):
        ledger.undo(run, who="王内勤")


def test_an_edit_outlives_the_next_import_of_the_same_export(ledger: Ledger) -> None:
    apply(ledger, address("解放路 1 号", "人民路 2 号"))
    with ledger.change(who="", reason="import") as change:
        put(change, "customers", customer(address="解放路 1 号", credit_limit=Decimal(6)))
        assert change.overwritten() == []
    assert at(ledger, ADDRESS) == "人民路 2 号"
    assert at(ledger, LIMIT) == Decimal(6)


def test_two_edits_of_a_field_outlive_the_import_too(ledger: Ledger) -> None:
    apply(ledger, address("解放路 1 号", "二"))
    apply(ledger, address("二", "三"))
    with ledger.change(who="", reason="import") as change:
        put(change, "customers", customer(address="解放路 1 号"))
    assert at(ledger, ADDRESS) == "三"


def test_news_in_an_export_is_taken_and_told(ledger: Ledger) -> None:
    apply(ledger, address("解放路 1 号", "人民路 2 号"))
    with ledger.change(who="", reason="import") as change:
        put(change, "customers", customer(address="中山路 3 号"))
        (lost,) = change.overwritten()
    assert (lost.key, lost.column, lost.edited, lost.news) == (
        "K001", "address", "人民路 2 号", "中山路 3 号",
    )  # fmt: skip
    assert at(ledger, ADDRESS) == "中山路 3 号"
    with ledger.change(who="", reason="import") as change:
        put(change, "customers", customer(address="解放路 1 号"))
    assert at(ledger, ADDRESS) == "解放路 1 号"


def test_a_row_added_by_an_edit_outlives_an_import_without_it(ledger: Ledger) -> None:
    apply(ledger, Edit(PHONE, ABSENT, "138"))
    with ledger.change(who="", reason="import") as change:
        put(change, "contacts", {"customer_id": "K001", "name": "李四", "phone": "139"})
        put(change, "contacts", {"customer_id": "K001", "name": "张三", "phone": None})
    assert at(ledger, PHONE) == "138"


SPOTS = [
    *(Spot("customers", ("K001",), column) for column in ("address", "credit_limit", "filed")),
    *(Spot("contacts", ("K001", name), "phone") for name in ("张三", "李|四", "O'Neill")),
    Spot("targets", ("2026-11", "门店", "S01"), "target"),
]
VALUES = {
    "credit_limit": st.none() | st.decimals(0, 10**6, places=2),
    "target": st.decimals(0, 10**6, places=2),
    "filed": st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    "address": st.none()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    "phone": st.text("0123456789-"),
}


@given(data=st.data())
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_undo_restores_whatever_was_edited(ledger: Ledger, data: st.DataObject) -> None:
    before = everything(ledger)
    runs: list[str] = []
    for _ in range(data.draw(st.integers(1, 3))):
        spots = data.draw(st.lists(st.sampled_from(SPOTS), unique=True, max_size=5, min_size=1))
        now = ledger.values_at(spots)
        edits = [Edit(s, now[s], data.draw(VALUES[s.column])) for s in spots]
        done = apply(ledger, *edits)
        assert not done.moved
        assert all(at(ledger, e.spot) == e.new for e in edits)
        if done.written:
            runs.append(done.run)
    for run in reversed(runs):
        ledger.undo(run, who="王内勤")
    assert everything(ledger) == before
