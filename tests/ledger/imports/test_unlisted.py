"""A code that is not in its list is told every month, not only on the day it was imported."""

from pathlib import Path

import pytest

from kamtools.findings import Finding, Place
from kamtools.ledger.imports.registers import UNKNOWN_CODE
from kamtools.ledger.imports.tally import MORE_WARNINGS
from kamtools.ledger.imports.unlisted import unlisted_codes
from kamtools.ledger.store import Ledger
from tests.ledgers import put


def _sale(order: str, store: str | None) -> dict[str, object]:
    return {"order_no": order, "product": "P1", "line_no": 1, "store_id": store, "amount": 10}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger.open(tmp_path / "ledger.duckdb")
    with ledger.change(who="test", reason="test") as change:
        put(change, "stores", {"store_id": "S01", "name": "人民路店", "region": "东区"})
        put(
            change,
            "sales",
            *(_sale(f"D{n}", store) for n, store in enumerate(["S01", "Z99", "Z99", None])),
        )
    return ledger


def _told(findings: list[Finding]) -> list[tuple[str, int, int]]:
    return [(f.place.file, f.place.line or 0, int(str(f.values["count"]))) for f in findings]


def test_rows_of_a_store_that_is_not_in_the_list_are_told_whenever_they_came(
    ledger: Ledger,
) -> None:
    (finding,) = unlisted_codes(ledger, [])
    assert _told([finding]) == [("sales.xlsx", 3, 2)]
    assert "“门店编号”有 1 个不在门店表里：Z99（2 行" in finding.what


def test_what_the_import_has_told_is_not_told_again(ledger: Ledger) -> None:
    told = UNKNOWN_CODE.at(Place("b.csv"), column="门店编号", value="Z99", table="门店", count=1)
    assert unlisted_codes(ledger, [told]) == []


def test_what_the_import_has_summed_up_is_not_told_again(ledger: Ledger) -> None:
    place = Place("sales.xlsx", "Sheet1")
    told = MORE_WARNINGS.at(place, column="门店编号", kinds=1, count=2, values="Z99")
    assert unlisted_codes(ledger, [told]) == []


def test_a_list_that_is_complete_is_not_spoken_of(ledger: Ledger) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "stores", {"store_id": "Z99", "name": "新店", "region": "东区"})
    assert unlisted_codes(ledger, []) == []


def test_many_codes_of_one_file_are_one_finding(ledger: Ledger) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(change, "sales", *(_sale(f"E{n}", f"Y{n}") for n in range(9)))
    (finding,) = unlisted_codes(ledger, [])
    assert "10 个不在门店表里：Y0、Y1、Y2、Y3、Y4 …" in finding.what
