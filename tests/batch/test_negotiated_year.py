"""The year goes out to the stores, comes back edited, is decided on, balanced anew and made final.

The walk-through of the README is these steps.
"""

import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kamtools.forms import store_targets
from kamtools.forms.target_breakdown import make_proposal
from kamtools.forms.target_talk import Talk, talk_over
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.returns.merge import Outcome
from kamtools.targets.talk_tables import compared_table
from kamtools.workspace import Workspace
from tests.batch.negotiated_year import (
    CLOSED,
    DECEMBER,
    NOVEMBER,
    answer_bids,
    at,
    bid_cells,
    bring_in,
    month_sums,
    rows,
    run_notebook,
    store_file,
)
from tests.ledgers import put
from tests.office import differences
from tests.returns.libreoffice import edited
from tests.returns.sample_returns import OCTOBER, give_back, import_sample

_SHOWN = re.compile(r"xl/(worksheets|charts|sharedStrings)")
OPEN_STORES = ["S01", "S02", "S03", "S04", "S05", "S06", "S07", "S09", "S10", "S11", "S12"]


@pytest.fixture(scope="module")
def _sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    space = Workspace.create(tmp_path_factory.mktemp("year") / "space", with_sample=True)
    import_sample(space)
    run_notebook(space)
    return space.root


@pytest.fixture
def year(_sent_once: Path, tmp_path: Path) -> Workspace:
    """The sample department; notebook 02 has sent the stores their targets."""
    return Workspace(Path(shutil.copytree(_sent_once, tmp_path / "space")))


def told(talk: Talk) -> list[str]:
    return [each.code for each in talk.negotiation.findings]


def test_each_open_store_gets_its_own_workbook_with_nothing_of_another(year: Workspace) -> None:
    folder = year.month(OCTOBER) / store_targets.FORM
    files = {re.sub(r"^.*?_(S\d+)_.*$", r"\1", file.name): file for file in folder.iterdir()}
    assert sorted(files) == OPEN_STORES
    stores = dict(rows(year, "SELECT store_id, name FROM stores"))
    assert len(stores) == 12
    for store, file in files.items():
        with zipfile.ZipFile(file) as package:
            parts = {
                name: package.read(name).decode("utf-8", "ignore") for name in package.namelist()
            }
        said = "".join(parts.values())
        shown = "".join(text for name, text in parts.items() if _SHOWN.match(name))
        assert str(stores[store]) in said
        for other, name in stores.items():
            if other != store:
                assert str(name) not in said
                assert not re.search(rf"\b{other}\b", said)
        numbers = {float(each) for each in re.findall(r"\d+(?:\.\d+)?", shown)}
        targets = "SELECT item_id, target FROM targets WHERE level = '门店' AND period = '2026-11'"
        november = {item: float(str(amount)) for item, amount in rows(year, targets)}
        assert november[store] in numbers
        own = f"SELECT target, challenge FROM targets WHERE item_id = '{store}'"
        mine = {float(str(each)) for row in rows(year, own) for each in row}
        assert not numbers & (set(november.values()) - mine)


def test_the_first_issue_is_a_version_and_running_again_makes_no_other(year: Workspace) -> None:
    heads = "SELECT version, round FROM target_versions"
    assert rows(year, heads) == [("1", 1)]
    names = run_notebook(year)
    assert "与第 1 版相同" in "".join(names["step"].finish().record.written)
    assert rows(year, heads) == [("1", 1)]
    cells = "SELECT period, level, item_id, target, challenge FROM {} WHERE level <> '员工'"
    issued = set(rows(year, cells.format("target_version_cells")))
    assert set(rows(year, cells.format("targets") + " AND level <> '团队'")) <= issued


def return_bids(year: Workspace) -> None:
    """Six stores send their workbook back, each with its own habits."""
    give_back(
        year, store_file(year, "S01"), bid_cells(NOVEMBER, 150000, "两家单位的合同顺延到12月")
    )
    give_back(year, store_file(year, "S02"), bid_cells(DECEMBER, "１２万", "新签三家学校"))
    give_back(year, store_file(year, "S03"), bid_cells(DECEMBER, "8.5万", "年货订单提前"))
    give_back(year, store_file(year, "S04"), bid_cells(NOVEMBER, "90,000元"))
    closed = {CLOSED: 1, **bid_cells(DECEMBER, 70000, "修路")}
    give_back(year, store_file(year, "S05"), closed)
    give_back(year, store_file(year, "S07"), bid_cells(NOVEMBER, "尽力而为"))
    give_back(year, store_file(year, "S09"), {})


def test_bids_are_read_as_they_are_meant_and_decide_nothing(year: Workspace) -> None:
    return_bids(year)
    before = rows(year, "SELECT * FROM targets ORDER BY ALL")
    found, merged = bring_in(year)
    assert found.counts[Outcome.NOT_ALLOWED] == 1
    assert found.counts[Outcome.INVALID] == 1
    assert found.counts[Outcome.CONFLICT] == 0
    assert merged.written == found.counts[Outcome.APPLIED]
    bids = rows(year, "SELECT store_id, period, bid, reason FROM target_bids ORDER BY store_id")
    assert bids == [
        ("S01", "2026-11", Decimal(150000), "两家单位的合同顺延到12月"),
        ("S02", "2026-12", Decimal(120000), "新签三家学校"),
        ("S03", "2026-12", Decimal(85000), "年货订单提前"),
        ("S04", "2026-11", Decimal(90000), None),
        ("S05", "2026-12", Decimal(70000), "修路"),
    ]
    assert rows(year, "SELECT * FROM targets ORDER BY ALL") == before
    missing = {line.subject for line in found.board if not line.arrival}
    assert missing >= {"S06", "S10", "S11", "S12"}
    names = run_notebook(year)
    assert told(names["talk"]) == ["bid_without_reason"]
    assert names["talk"].version.number == 1
    gap = names["talk"].negotiation.gap(["S01"], names["proposal"].months)
    assert gap == 150000 - 193000


DECISIONS = {
    ("S01", "2026-11"): ("接受", "同意，12月补回"),
    ("S02", "2026-12"): ("接受", "按合同"),
    ("S03", "2026-12"): ("不接受", "订单已在下达数里"),
    ("S05", "2026-12"): ("接受", ""),
}


@pytest.fixture(scope="module")
def _agreed_once(_sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    space = Workspace(Path(shutil.copytree(_sent_once, tmp_path_factory.mktemp("a") / "space")))
    return_bids(space)
    bring_in(space)
    run_notebook(space)
    answer_bids(space, DECISIONS)
    _, merged = bring_in(space)
    assert merged.written == 7
    assert not merged.findings
    run_notebook(space, why="第一轮协商")
    return space.root


@pytest.fixture
def agreed(_agreed_once: Path, tmp_path: Path) -> Workspace:
    """Bids came in, were decided on 目标协商表 and merged; notebook 02 has run once more."""
    return Workspace(Path(shutil.copytree(_agreed_once, tmp_path / "agreed")))


def talk_of(space: Workspace) -> Talk:
    """Where the talk stands."""
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        return talk_over(ledger, OCTOBER, make_proposal(ledger, space.settings, OCTOBER))


def test_accepted_bids_hold_everybody_elses_months_carry_them_and_totals_are_exact(
    agreed: Workspace,
) -> None:
    year, talk = agreed, talk_of(agreed)
    before, after = talk.negotiation.base.target.cells, talk.outcome.target.cells
    held = {(store, str(month)): amount for (store, month), amount in after.items()}
    assert held["S01", "2026-11"] == 150000
    assert held["S02", "2026-12"] == 120000
    assert held["S05", "2026-12"] == 70000
    assert held["S03", "2026-12"] != 85000
    assert month_sums(after) == month_sums(before)
    company = rows(year, "SELECT period, target FROM targets WHERE level = '公司'")
    assert month_sums(after) == dict(company)
    moved = {str(shift.month) for shift in talk.negotiation.shifts}
    assert moved == {"2026-11", "2026-12"}
    assert rows(year, "SELECT version, round, why FROM target_versions ORDER BY version") == [
        ("1", 1, ""), ("2", 2, "第一轮协商"),
    ]  # fmt: skip
    assert at(year, "target_bids", "round", "2026-11", "S01") == 2
    assert at(year, "target_bids", "round", "2026-11", "S04") is None


def test_two_versions_are_compared_and_the_store_sees_its_answer(agreed: Workspace) -> None:
    year = agreed
    shown = compared_table(talk_of(year).history, [1, 2], 2026, {})
    line = shown[(shown["门店"] == "S01") & (shown["月份"] == "2026-11")]
    assert line.to_numpy().tolist() == [["2026-11", "S01", "193,000", "150,000", "-43,000"]]
    assert sum(int(gap.replace(",", "")) for gap in shown["差额"]) == 0
    book = openpyxl.load_workbook(store_file(year, "S01"), data_only=True)
    row = [cell.value for cell in book.worksheets[0][NOVEMBER]]
    assert row[2] == row[5] == 150000
    assert row[8:11] == ["接受", "同意，12月补回", "已申报"]
    assert "第 2 版（第 2 轮）" in str(book.worksheets[0]["A4"].value)


def test_a_bid_that_is_changed_after_its_decision_is_decided_anew(agreed: Workspace) -> None:
    year = agreed
    for file in year.returned.iterdir():
        file.unlink()
    give_back(year, store_file(year, "S01"), bid_cells(NOVEMBER, "16万", "又丢了一家"))
    bring_in(year)
    talk = talk_of(year)
    assert "bid_decision_outdated" in told(talk)
    base, now = talk.negotiation.base.target.cells, talk.outcome.target.cells
    assert all(now[key] == amount for key, amount in base.items() if str(key[1]) == "2026-11")
    assert now["S02", Period(2026, 12)] == 120000


def test_what_was_agreed_is_made_final_in_one_run_that_can_be_taken_back(
    agreed: Workspace,
) -> None:
    year = agreed
    before = rows(
        year, "SELECT period, level, item_id, target, challenge FROM targets ORDER BY ALL"
    )
    names = run_notebook(year, decide=True)
    (final,) = [said for said in names["step"].finish().record.written if "定稿：" in said]
    run = re.search(r"编号 ([\w-]+)", final)[1]  # type: ignore[index]
    assert at(year, "targets", "target", "2026-11", "门店", "S01") == 150000
    audit = rows(year, f"SELECT DISTINCT action, who, reason FROM audit WHERE run = '{run}'")
    assert [(action, reason) for action, _, reason in audit] == [("edit", "目标定稿 第 2 版")]
    assert audit[0][1]
    sums = "SELECT period, sum(target) FROM targets WHERE level = '门店' GROUP BY 1 ORDER BY 1"
    company = "SELECT period, target FROM targets WHERE level = '公司' ORDER BY 1"
    assert rows(year, sums) == rows(year, company)
    again = run_notebook(year, decide=True)
    assert "没有要写的" in "".join(again["step"].finish().record.written)
    assert again["talk"].version.number == 2
    with Ledger.open(year.ledger_file) as ledger:
        ledger.undo(run, who="向远航")
    now = rows(year, "SELECT period, level, item_id, target, challenge FROM targets ORDER BY ALL")
    assert now == before


def test_what_can_not_be_had_is_on_the_form_and_in_the_notebook_and_moves_nothing(
    year: Workspace,
) -> None:
    with Ledger.open(year.ledger_file) as ledger, ledger.change(who="t", reason="t") as change:
        how = {"reason": "新合同", "decision": "接受", "reply": None, "round": None}
        put(
            change, "target_bids",
            {"period": "2026-12", "store_id": "S01", "bid": Decimal(829000), **how},
            {"period": "2026-12", "store_id": "S02", "bid": Decimal(1500), **how},
        )  # fmt: skip
    names = run_notebook(year, decide=True)
    assert told(names["talk"]) == ["bids_in_conflict"]
    assert names["talk"].outcome.target.cells == names["proposal"].target.cells
    assert "没有定稿" in "".join(names["step"].finish().record.written)
    book = openpyxl.load_workbook(year.month(OCTOBER) / "目标协商表_2026年.xlsx", data_only=True)
    said = "".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert "1,500" in said
    assert "S02" in said
    assert "本月的数没有动" in said


@pytest.mark.office
def test_what_stores_do_in_libreoffice_comes_in_as_well(
    year: Workspace, tmp_path: Path, soffice: str
) -> None:
    typed = (
        'd.Sheets(0).getCellRangeByName("F{row}").{how} : '
        'd.Sheets(0).getCellRangeByName("H{row}").String = "{why}"'
    )
    edits = {
        "S01": typed.format(row=NOVEMBER, how="Value = 150000", why="合同顺延"),
        "S06": typed.format(row=DECEMBER, how='String = "７.５万"', why="新客户"),
        "S12": "d.Sheets(0).Rows.insertByIndex(7, 1)\n"
        + typed.format(row=DECEMBER + 1, how="Value = 50000", why="刚开业"),
    }
    jobs = [
        (store_file(year, store), basic, year.returned / f"{store}.xlsx")
        for store, basic in edits.items()
    ]
    edited(soffice, jobs, tmp_path)
    bring_in(year)
    bids = rows(year, "SELECT store_id, period, bid FROM target_bids ORDER BY store_id")
    assert bids == [
        ("S01", "2026-11", 150000), ("S06", "2026-12", 75000), ("S12", "2026-12", 50000),
    ]  # fmt: skip


@pytest.mark.office
def test_libreoffice_calculates_what_the_workbooks_carry(
    agreed: Workspace, tmp_path: Path, soffice: str
) -> None:
    month = agreed.month(OCTOBER)
    files = [month / "目标协商表_2026年.xlsx", store_file(agreed, "S01"), store_file(agreed, "S12")]
    assert differences(soffice, files, tmp_path) == []
