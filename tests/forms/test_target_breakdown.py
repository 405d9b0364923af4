"""目标分解表, filled from a small ledger."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamtools import bundled
from kamtools.excel.values import read_named_values
from kamtools.forms import target_breakdown
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import Settings
from tests.ledgers import put
from tests.office import differences

OCTOBER = Period(2026, 10)
TEMPLATE = bundled.templates() / "目标分解表.xlsx"
SHEET = "目标分解表"
NAMES = ["合计_去年", "合计_目标", "合计_挑战目标"]


def sale(number: int, store_id: str | None, day: date, amount: str) -> dict[str, Any]:
    return {"order_no": f"A{number}", "product": "米", "line_no": 1, "date": day,
            "store_id": store_id, "amount": Decimal(amount)}  # fmt: skip


def sales() -> Iterator[dict[str, Any]]:
    for month in range(1, 13):
        yield sale(month, "S01", date(2025, month, 3), f"{1000 * month}.25")
        yield sale(100 + month, "S02", date(2025, month, 3), "2500")
        if month <= 10:
            yield sale(200 + month, "S01", date(2026, month, 3), "4000")
            yield sale(300 + month, "S02", date(2026, month, 3), "2000")
    yield sale(400, "S03", date(2026, 9, 9), "600")
    yield sale(401, "S99", date(2025, 5, 5), "77.7")
    yield sale(402, None, date(2025, 5, 6), "-10")
    yield sale(403, "S02", date(2025, 2, 6), "-3000")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        with opened.change(who="test", reason="test") as change:
            old = {"opened": date(2015, 1, 1), "closed": None}
            put(
                change, "stores",
                {"store_id": "S01", "name": "人民路店", "region": "东区", **old},
                {"store_id": "S02", "name": "=解放路店", "region": "西区", **old},
                {"store_id": "S03", "name": "新城店", "region": "东区",
                 "opened": date(2026, 8, 20), "closed": None},
            )  # fmt: skip
            put(change, "staff", {"staff_id": "E1", "name": "文静", "post": "内勤"})
            put(change, "sales", *sales())
            put(
                change, "targets",
                {"period": "2026-01", "level": "公司", "item_id": "公司",
                 "target": Decimal(5000), "challenge": Decimal(6000)},
                *({"period": "2026-01", "level": "门店", "item_id": store_id,
                   "target": Decimal(2500), "challenge": Decimal(3000)}
                  for store_id in ("S01", "S02")),
            )  # fmt: skip
        yield opened


def settings(unit: str = "百元") -> Settings:
    return Settings.model_validate({"department": {"company": "星河"}, "targets": {"unit": unit}})


def filled(ledger: Ledger, folder: Path, unit: str = "百元") -> target_breakdown.Filled:
    return target_breakdown.write(ledger, settings(unit), OCTOBER, TEMPLATE, folder)


def sheet_of(path: Path, name: str = SHEET) -> Any:
    return openpyxl.load_workbook(path, data_only=True)[name]


def rows_by_store(path: Path) -> dict[str, list[Any]]:
    """Each store's four rows of values, from column D on, by the first line of its name."""
    rows = list(sheet_of(path).iter_rows(min_row=7, values_only=True))
    return {
        str(row[1]).split("\n")[0]: [line[3:21] for line in rows[place : place + 4]]
        for place, row in enumerate(rows)
        if row[2] == "去年实绩" and row[1]
    }


def test_the_workbooks_totals_are_the_ledgers(ledger: Ledger, tmp_path: Path) -> None:
    form = filled(ledger, tmp_path)
    assert form.findings == ()
    carried = read_named_values(form.path, NAMES)
    assert {tie.name: tie.ledger for tie in form.ties} == {
        name: Decimal(str(value)) for name, value in carried.items()
    }
    assert form.ties[0].ledger == Decimal("105070.70")


def test_in_wan_the_totals_tie_as_well(ledger: Ledger, tmp_path: Path) -> None:
    form = filled(ledger, tmp_path, "万元")
    carried = read_named_values(form.path, NAMES)
    assert all(
        tie.ledger == pytest.approx(Decimal(str(carried[tie.name])), abs=Decimal("1e-9"))
        for tie in form.ties
    )
    assert form.ties[0].ledger == Decimal("10.50707")
    assert "单位：万元" in str(sheet_of(form.path)["D3"].value)


def test_every_store_has_its_rows_and_the_unlisted_one_too(ledger: Ledger, tmp_path: Path) -> None:
    rows = rows_by_store(filled(ledger, tmp_path).path)
    assert list(rows) == ["人民路店", "新城店", "=解放路店", "未登记门店"]
    before, target, challenge, growth = rows["人民路店"]
    assert before[0] == 1000.25
    assert target[0] == 2500
    assert before[3] == pytest.approx(sum(before[:3]))
    assert growth[0] == pytest.approx(2500 / 1000.25 - 1)
    assert challenge[16] == pytest.approx(sum(challenge[k] for k in (3, 7, 11, 15)))
    assert rows["未登记门店"][0][5] == pytest.approx(67.7)
    assert rows["=解放路店"][0][1] == -500
    assert not any(rows["新城店"][1][:9])
    assert rows["新城店"][1][9] > 0


def test_regions_and_months_add_up_to_the_total(ledger: Ledger, tmp_path: Path) -> None:
    rows = list(sheet_of(filled(ledger, tmp_path).path).iter_rows(min_row=7, values_only=True))
    places = {str(row[0]): place for place, row in enumerate(rows) if row[0]}
    total = rows[places["合　计"] : places["合　计"] + 3]
    regions = [place for name, place in places.items() if name.endswith("小计")]
    assert len(regions) == 3
    for item in range(3):
        for column in range(3, 20):
            parts = sum(rows[place + item][column] for place in regions)
            assert parts == pytest.approx(total[item][column])
    gaps = rows[places["目标合计－应分解"]], rows[places["挑战目标合计－公司挑战目标"]]
    assert all(value == 0 for gap in gaps for value in gap[3:20])


def test_a_name_that_looks_like_a_formula_stays_text(ledger: Ledger, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(filled(ledger, tmp_path).path)
    cell = next(c for c in book["图表"]["A"] if "解放路店" in str(c.value))
    assert (cell.value, cell.data_type) == ("=解放路店", "s")


def test_decided_months_that_are_past_are_told_apart(ledger: Ledger, tmp_path: Path) -> None:
    sheet = sheet_of(filled(ledger, tmp_path).path)
    flags = [cell.value for cell in sheet[4] if isinstance(cell.value, int)]
    assert flags == [0, *[1] * 11]


def test_only_targets_may_be_typed_and_every_such_cell_says_what_it_takes(
    ledger: Ledger, tmp_path: Path
) -> None:
    sheet = openpyxl.load_workbook(filled(ledger, tmp_path).path)[SHEET]
    assert sheet.protection.sheet
    open_cells = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    # January is over and was decided: it is locked, so that no paste gets through either.
    assert len(open_cells) == 4 * 2 * 11
    assert not {cell for cell in open_cells if cell.startswith("D")}
    checked = {
        cell
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        for row in area.rows
        for cell in [sheet.cell(*place).coordinate for place in row]
    }
    assert open_cells < checked
    assert all("已定的月份" in rule.error for rule in sheet.data_validations.dataValidation)


def test_the_explanation_sheet_says_what_each_weight_rests_on(
    ledger: Ledger, tmp_path: Path
) -> None:
    rows = list(sheet_of(filled(ledger, tmp_path).path, "说明").iter_rows(values_only=True))
    said = "\n".join(str(cell) for row in rows for cell in row if cell)
    assert (
        "占公司全年 71.64%：去年全年×公司淡旺季 71.64%（权重 1）；各月再按节日移动、工作日" in said
    )
    assert "去年2月退货多于销售（-500.00），按 0 计" in said
    assert "取本区域 1 家老店" in said
    assert "公司下达" in said


def test_a_month_in_the_selection_is_proposed_anew(ledger: Ledger) -> None:
    def january(**more: Any) -> Decimal:
        proposal = target_breakdown.make_proposal(ledger, settings(), OCTOBER, **more)
        return proposal.target.cells["S01", Period(2026, 1)]

    assert january() == 2500
    assert january(selection=["2026-02"]) == 2500
    # S01 sold 78,003 of last year's 105,003 of both
    assert january(selection=["2026-01"]) == january(propose_all=True) == 3700


def test_the_growth_may_be_overridden(ledger: Ledger) -> None:
    def march(growth: str) -> Decimal:
        proposal = target_breakdown.make_proposal(ledger, settings(), OCTOBER, growth=growth)
        return proposal.target.total(Period(2026, 3))

    # last year's 5,500.25 in 21 working days; March 2026 has 22
    assert (march(""), march("0.20"), march("0")) == (6300, 6900, 5800)


def test_this_years_sales_stand_beside_the_targets(ledger: Ledger) -> None:
    proposal = target_breakdown.make_proposal(ledger, settings(), OCTOBER)
    sold = target_breakdown.sales_so_far(ledger, proposal, OCTOBER)
    assert list(sold.index) == proposal.stores
    assert sold.columns[-1] == OCTOBER
    assert sold.loc["S01"].tolist() == [4000] * 10


def test_an_empty_ledger_still_makes_a_form(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty.duckdb") as empty:
        form = filled(empty, tmp_path)
    (finding,) = form.findings
    assert finding.what == "2026年没有一家可以分目标的门店，《目标分解表》是空的"
    assert [tie.name for tie in form.ties] == NAMES[1:]
    assert read_named_values(form.path, NAMES[1:]) == dict.fromkeys(NAMES[1:], 0)


@pytest.mark.office
def test_libreoffice_calculates_what_the_form_carries(
    ledger: Ledger, tmp_path: Path, soffice: str
) -> None:
    form = filled(ledger, tmp_path)
    assert differences(soffice, [form.path], tmp_path) == []


def test_the_subtotals_begin_a_new_page_and_stand_together(ledger: Ledger, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(filled(ledger, tmp_path).path)[SHEET]
    (place,) = (each.id for each in sheet.row_breaks.brk)
    first = next(cell.row for cell in sheet["A"] if str(cell.value).endswith("小计"))
    assert place == first - 1


def calculated(path: Path, name: str) -> dict[str, list[Any]]:
    """Each store's rows on a sheet 测算, from column D on: 目标, 基数, 定数, 原因."""
    rows = list(sheet_of(path, name).iter_rows(min_row=6, values_only=True))
    return {
        str(row[0]): [line[3:18] for line in rows[place : place + 4]]
        for place, row in enumerate(rows)
        if row[0] and row[1] in ("目标", "挑战目标")
    }


@pytest.mark.parametrize(("name", "line"), [("测算", 1), ("测算_挑战", 2)])
def test_the_sums_give_what_the_form_shows_and_mark_what_no_formula_gives(
    ledger: Ledger, tmp_path: Path, name: str, line: int
) -> None:
    path = filled(ledger, tmp_path).path
    shown, sums = rows_by_store(path), calculated(path, name)
    assert list(sums) == list(shown)
    months = [column for column in range(16) if column % 4 != 3]
    for store, (amounts, _, fixed, marks) in sums.items():
        assert list(amounts[:12]) == [shown[store][line][column] for column in months]
        assert amounts[14] == 0
        assert all(
            (number is None) == (mark is None) for number, mark in zip(fixed, marks, strict=True)
        )
    assert sums["人民路店"][3][0] == "已定"
    assert sums["人民路店"][3][5] is None


def test_limits_stand_on_their_sheet_with_what_became_of_them(
    ledger: Ledger, tmp_path: Path
) -> None:
    with ledger.change(who="test", reason="test") as change:
        put(
            change, "target_limits",
            {"span": "2026-11", "level": "门店", "item_id": "S01", "maximum": Decimal(2000),
             "reason": "装修"},
            {"span": "2026-12", "level": "区域", "item_id": "西区", "minimum": Decimal(9000)},
        )  # fmt: skip
    form = filled(ledger, tmp_path)
    assert form.findings == ()
    rows = list(sheet_of(form.path, "限制与锁定").iter_rows(min_row=5, max_row=6, values_only=True))
    assert rows[0][1:5] == ("人民路店", "2026-11", None, 2000)
    assert rows[0][7:10] == (2000, "正好到限", "装修")
    assert rows[1][:4] == ("区域", "西区", "2026-12", 9000)
    assert calculated(form.path, "测算")["人民路店"][3][10] == "上限"
    with ledger.change(who="test", reason="test") as change:
        put(
            change, "target_limits",
            *({"span": "2026-11", "level": "门店", "item_id": store, "maximum": Decimal(100)}
              for store in ("S01", "S02", "S03")),
        )  # fmt: skip
    form = filled(ledger, tmp_path)
    assert [finding.code for finding in form.findings] == ["targets_limits_conflict"]
    said = [cell for row in sheet_of(form.path, "限制与锁定").values for cell in row if cell]
    assert any(str(text).startswith("有冲突") for text in said)
    assert any("在 2026年11月 按上限和锁定最多放" in str(text) for text in said)
    assert any("最小的改动" in str(text) and "提高到" in str(text) for text in said)
    carried = read_named_values(form.path, NAMES)
    assert all(tie.ledger == Decimal(str(carried[tie.name])) for tie in form.ties)


def test_people_and_lines_add_up_to_the_stores(ledger: Ledger, tmp_path: Path) -> None:
    rows = list(sheet_of(filled(ledger, tmp_path).path, "人员目标").values)
    gaps = [row[3:16] for row in rows if row[0] == "合计－门店目标合计"]
    assert len(gaps) == 2
    assert not any(any(gap) for gap in gaps)
