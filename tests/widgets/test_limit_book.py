from collections.abc import Iterator
from decimal import Decimal

import pytest

from kamtools.ledger.store import Ledger
from kamtools.rows import rows_of
from kamtools.widgets import limit_book
from kamtools.widgets.knobs import Cell, Limit
from kamtools.workspace import Workspace
from tests.ledgers import put
from tests.widgets.cases import YEAR, month

CELL: Cell = ("S03", month(3))
OTHER: Cell = ("S01", month(11))


@pytest.fixture
def ledger(space: Workspace) -> Iterator[Ledger]:
    with Ledger.open(space.ledger_file) as opened:
        yield opened


def save(ledger: Ledger, before: dict[Cell, Limit], now: dict[Cell, Limit]) -> str:
    applied = limit_book.save(ledger, before, now, who="李", why="试算", source="02")
    assert not applied.moved
    return applied.run


def audit(ledger: Ledger) -> list[dict[str, object]]:
    return [dict(row) for row in rows_of(ledger.table("audit").execute())]


def test_limits_come_back_as_they_were_saved(ledger: Ledger) -> None:
    now = {CELL: Limit(Decimal("300000.00")), OTHER: Limit(None, Decimal(1), Decimal(20_000))}
    save(ledger, {}, now)
    assert limit_book.read(ledger, YEAR) == limit_book.LimitBook(now, 0)


def test_saving_is_one_audited_change_that_can_be_undone(ledger: Ledger) -> None:
    run = save(ledger, {}, {CELL: Limit(Decimal(300_000)), OTHER: Limit(None, Decimal(1))})
    rows = audit(ledger)
    assert {row["run"] for row in rows} == {run}
    assert {row["who"] for row in rows} == {"李"}
    assert {row["reason"] for row in rows} == {"试算"}
    ledger.undo(run, who="王")
    assert limit_book.read(ledger, YEAR).cells == {}


def test_what_did_not_change_is_not_written(ledger: Ledger) -> None:
    now = {CELL: Limit(Decimal(300_000))}
    save(ledger, {}, now)
    before = len(audit(ledger))
    assert save(ledger, now, now) == ""
    assert len(audit(ledger)) == before


def test_a_limit_that_is_taken_off_is_gone(ledger: Ledger) -> None:
    now = {CELL: Limit(Decimal(300_000)), OTHER: Limit(None, Decimal(1))}
    save(ledger, {}, now)
    save(ledger, now, {OTHER: now[OTHER]})
    assert limit_book.read(ledger, YEAR).cells == {OTHER: now[OTHER]}


def test_what_somebody_else_changed_meanwhile_is_left_and_told(ledger: Ledger) -> None:
    shown = {CELL: Limit(Decimal(300_000))}
    save(ledger, {}, shown)
    save(ledger, shown, {CELL: Limit(Decimal(310_000))})
    mine = {CELL: Limit(Decimal(290_000)), OTHER: Limit(Decimal(5))}
    applied = limit_book.save(ledger, shown, mine, who="李", why="试算", source="02")
    assert [limit_book.cell_of(edit.spot) for edit, _ in applied.moved] == [CELL]
    assert limit_book.read(ledger, YEAR).cells[CELL] == Limit(Decimal("310000.00"))
    assert limit_book.read(ledger, YEAR).cells[OTHER] == Limit(Decimal("5.00"))


def test_limits_of_years_quarters_and_growth_are_counted_not_shown(ledger: Ledger) -> None:
    rows = [
        {"span": "2026", "level": "门店", "item_id": "S01", "minimum": Decimal(5)},
        {"span": "2026-Q4", "level": "门店", "item_id": "S01", "maximum": Decimal(5)},
        {"span": "2026-11", "level": "公司", "item_id": "公司", "locked": Decimal(5)},
        {"span": "2026-11", "level": "门店", "item_id": "S02", "max_growth": Decimal("0.2")},
        {"span": "2026-11", "level": "门店", "item_id": "S03", "locked": Decimal(7)},
        {"span": "2025-11", "level": "门店", "item_id": "S03", "locked": Decimal(9)},
    ]
    with ledger.change(who="t", reason="t") as change:
        for row in rows:
            put(change, "target_limits", row)
    book = limit_book.read(ledger, YEAR)
    assert book.others == 4
    assert book.cells == {("S03", month(11)): Limit(Decimal(7))}
