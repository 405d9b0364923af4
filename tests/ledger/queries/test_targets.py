"""What the ledger holds of targets."""

from decimal import Decimal
from pathlib import Path

from kamtools.ledger.queries.targets import targets_of
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from tests.ledgers import put


def test_the_targets_of_a_stretch_of_months_come_with_their_place(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        with ledger.change(who="test", reason="test") as change:
            put(
                change, "targets",
                *({"period": month, "level": "门店", "item_id": "S01",
                   "target": Decimal("12.50"), "challenge": None}
                  for month in ("2025-12", "2026-01", "2026-12", "2027-01")),
            )  # fmt: skip
        found = targets_of(ledger, Period(2026, 1), Period(2026, 12))
    assert found["period"].tolist() == ["2026-01", "2026-12"]
    assert found["target"].tolist() == [Decimal("12.50")] * 2
    assert found["challenge"].tolist() == [None, None]
    assert found["source_row"].tolist() == [3, 4]


def test_only_the_levels_asked_for_are_told(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        with ledger.change(who="test", reason="test") as change:
            put(change, "targets", *(
                {"period": "2026-10", "level": level, "item_id": "X", "target": Decimal(1)}
                for level in ("公司", "团队", "员工", "门店")
            ))  # fmt: skip
        october = Period(2026, 10)
        assert len(targets_of(ledger, october, october)) == 4
        found = targets_of(ledger, october, october, "员工", "团队")
    assert set(found["level"]) == {"员工", "团队"}
