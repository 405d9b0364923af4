"""门店目标表 and 目标协商表, filled from a small ledger."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamtools import bundled
from kamtools.batch.crosscheck import check
from kamtools.forms import negotiation, store_targets
from kamtools.forms.fill import Filled
from kamtools.forms.identity import Sender
from kamtools.forms.target_breakdown import make_proposal
from kamtools.forms.target_talk import Issue, Talk, talk_over
from kamtools.ledger.queries.targets import bids
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import Settings
from tests.ledgers import put
from tests.office import differences

OCTOBER = Period(2026, 10)
SENDER = Sender(None, "r")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="test", reason="test") as change:
            put(
                change, "stores",
                {"store_id": "S01", "name": "人民路店", "region": "东区", "opened": None,
                 "closed": None, "manager_id": "E2"},
                {"store_id": "S02", "name": "=解放路店/分店", "region": "西区", "opened": None,
                 "closed": date(2026, 11, 20), "manager_id": None},
                {"store_id": "S03", "name": "旧店", "region": "西区", "opened": None,
                 "closed": date(2026, 3, 1), "manager_id": None},
                {"store_id": "S04", "name": "站前店", "region": "西区", "opened": None,
                 "closed": None, "manager_id": None},
            )  # fmt: skip
            put(change, "staff", {"staff_id": "E2", "name": "林一", "post": "大客户经理"},
                {"staff_id": "E1", "name": "向远航", "post": "大客户总监"})  # fmt: skip
            put(change, "sales", *(
                {"order_no": f"{year}{month}{store}", "product": "米", "line_no": 1,
                 "date": date(year, month, 3), "store_id": store, "amount": Decimal(amount)}
                for year, last in ((2025, 12), (2026, 10)) for month in range(1, last + 1)
                for store, amount in (("S01", 30000 + month), ("S02", 20000), ("S03", 5000),
                                      ("S04", 25000))
                if year == 2025 or store != "S03"
            ))  # fmt: skip
        yield opened


def settings(unit: str = "百元") -> Settings:
    return Settings.model_validate({"department": {"company": "星河"}, "targets": {"unit": unit}})


def talk(ledger: Ledger, unit: str = "百元") -> Talk:
    return talk_over(ledger, OCTOBER, make_proposal(ledger, settings(unit), OCTOBER))


def sent(ledger: Ledger, folder: Path, unit: str = "百元") -> dict[str, Filled]:
    template = bundled.templates() / "门店目标表.xlsx"
    now = talk(ledger, unit)
    filled = store_targets.write(ledger, settings(unit), now, template, folder, sender=SENDER)
    return {each.identity.subject: each for each in filled if each.identity}


def put_bids(ledger: Ledger, *rows: dict[str, Any]) -> None:
    usual = {"reason": "合同", "decision": None, "reply": None, "round": None}
    with ledger.change(who="t", reason="t") as change:
        put(change, "target_bids", *({**usual, **row} for row in rows))


def cells_of(path: Path) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}


def bid(store: str, month: str, amount: int, **more: Any) -> dict[str, Any]:
    return {"period": month, "store_id": store, "bid": Decimal(amount), **more}


def test_a_store_that_may_not_bid_any_more_gets_no_workbook(ledger: Ledger, tmp_path: Path) -> None:
    assert sorted(sent(ledger, tmp_path)) == ["S01", "S02", "S04"]


def test_it_goes_to_who_answers_for_the_store_under_a_name_that_every_disk_takes(
    ledger: Ledger, tmp_path: Path
) -> None:
    files = sent(ledger, tmp_path)
    assert files["S01"].identity
    assert files["S02"].identity
    assert files["S01"].identity.recipient == "E2 林一"
    assert files["S02"].identity.recipient == "S02 =解放路店/分店"
    assert files["S02"].path.name == "门店目标表_S02_=解放路店_分店.xlsx"
    assert cells_of(files["S02"].path)["A1"] == "星河=解放路店/分店　2026年度团购目标"


def test_only_the_yellow_cells_of_open_months_can_be_written_and_are_bids(
    ledger: Ledger, tmp_path: Path
) -> None:
    for store, open_rows in {"S01": range(15, 18), "S02": range(15, 17)}.items():
        file = sent(ledger, tmp_path)[store]
        assert file.identity
        editable = {each.cell for each in file.identity.cells if each.editable}
        assert editable == {f"{column}{row}" for column in "FH" for row in open_rows}
        fields = {each.field for each in file.identity.cells if each.field}
        assert {field.table for field in fields} == {"target_bids"}
        assert {field.key[1] for field in fields} == {store}
    assert cells_of(sent(ledger, tmp_path)["S02"].path)["K17"] == "不营业"


def test_a_month_that_is_over_and_decided_is_shut(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.change(who="t", reason="t") as change:
        how = {"level": "门店", "target": Decimal(30000), "challenge": Decimal(33000)}
        put(change, "targets", *({"period": f"2026-{month:02}", "item_id": store, **how}
                                 for month in (9, 11) for store in ("S01", "S02")))  # fmt: skip
    cells = cells_of(sent(ledger, tmp_path)["S01"].path)
    assert (cells["K14"], cells["K15"], cells["K16"]) == ("已结束", "可申报", "可申报")


@pytest.mark.parametrize("unit", ["元", "万元"])
def test_its_sums_tie_in_every_unit_and_a_bid_without_a_reason_is_asked_for_it(
    ledger: Ledger, tmp_path: Path, unit: str
) -> None:
    put_bids(ledger, bid("S01", "2026-12", 45000, reason=None))
    file = sent(ledger, tmp_path, unit)["S01"]
    checks, broken = check(file.path, file.path.name, file.ties)
    assert (len(checks), broken) == (2, [])
    cells, scale = cells_of(file.path), 10000 if unit == "万元" else 1
    assert cells["F17"] * scale == 45000
    assert cells["G17"] == pytest.approx(cells["F17"] - cells["C17"])
    assert (cells["I17"], cells["K17"]) == ("待定", "请写理由")
    assert cells["F18"] == pytest.approx(cells["C18"] + cells["G17"])


def test_without_bids_there_is_nothing_to_decide(ledger: Ledger, tmp_path: Path) -> None:
    template = bundled.templates() / "目标协商表.xlsx"
    assert negotiation.write(ledger, settings(), talk(ledger), template, tmp_path) == []


def negotiated(ledger: Ledger, folder: Path, unit: str = "百元") -> Filled:
    template = bundled.templates() / "目标协商表.xlsx"
    (filled,) = negotiation.write(
        ledger, settings(unit), talk(ledger, unit), template, folder, sender=SENDER
    )
    return filled


def test_the_manager_sees_each_bid_and_only_the_decision_and_the_answer_can_be_written(
    ledger: Ledger, tmp_path: Path
) -> None:
    put_bids(
        ledger,
        bid("S01", "2026-12", 40000, decision="接受", reply="好"),
        bid("S02", "2026-11", 9000, reason=None),
    )  # fmt: skip
    form = negotiated(ledger, tmp_path)
    assert form.identity
    assert form.identity.recipient == "E1 向远航"
    editable = {each.cell: each.field for each in form.identity.cells if each.editable}
    assert sorted(editable) == ["J5", "J6", "K5", "K6"]
    assert editable["J5"]
    assert editable["J5"].key == ("2026-11", "S02")
    cells = cells_of(form.path)
    assert [cells[f"{column}6"] for column in "ACFIJKL"] == [
        "S01", "2026-12", 40000, "合同", "接受", "好", 40000,
    ]  # fmt: skip
    assert cells["G5"] == cells["F5"] - cells["E5"]
    assert cells["I5"] == "（没有写理由）"
    assert cells["I7"] == "1 条接受，0 条不接受"
    assert not check(form.path, form.path.name, form.ties)[1]


def test_a_version_answers_bids_and_says_in_which_round(ledger: Ledger) -> None:
    first = talk(ledger)
    assert Issue(first)(ledger, "王")[0].code == "target_version_kept"
    put_bids(ledger, bid("S01", "2026-12", 40000, decision="接受"),
             bid("S02", "2026-11", 9000, decision="不接受"), bid("S01", "2026-11", 9))  # fmt: skip
    second = talk(ledger)
    assert (second.version.number, second.version.round, second.is_new) == (2, 2, True)
    Issue(second, "一轮")(ledger, "王")
    rounds = {(row["store_id"], row["period"]): row["round"]
              for row in bids(ledger, 2026).to_dict("records")}  # fmt: skip
    assert rounds == {("S01", "2026-12"): 2, ("S02", "2026-11"): 2, ("S01", "2026-11"): None}
    third = talk(ledger)
    assert (third.version.number, third.is_new) == (2, False)
    assert [each.number for each in third.history] == [1, 2]


def test_a_final_version_gives_the_stores_their_targets_and_the_company_its_own(
    ledger: Ledger,
) -> None:
    put_bids(ledger, bid("S01", "2026-12", 40000, decision="接受"), bid("S02", "2026-11", 9))
    codes = [each.code for each in Issue(talk(ledger), decide=True)(ledger, "王")]
    assert codes == ["target_version_kept", "bids_left_undecided", "targets_decided"]
    now = talk(ledger)
    assert now.negotiation.base.target.cells["S01", Period(2026, 12)] == 40000
    assert now.negotiation.shifts == []
    assert not [month for month in now.outcome.months if now.outcome.target.gap(month)]
    assert ("S03", Period(2026, 12)) not in now.outcome.target.settled
    again = Issue(now, decide=True)(ledger, "王")
    assert [each.code for each in again][-1] == "targets_decided_before"


@pytest.mark.office
@pytest.mark.parametrize("unit", ["百元", "万元"])
def test_libreoffice_calculates_what_they_carry(
    ledger: Ledger, tmp_path: Path, soffice: str, unit: str
) -> None:
    put_bids(ledger, bid("S01", "2026-12", 40000, decision="接受"), bid("S02", "2026-11", 9000))
    files = [sent(ledger, tmp_path, unit)["S01"].path, negotiated(ledger, tmp_path, unit).path]
    assert differences(soffice, files, tmp_path / "office") == []
