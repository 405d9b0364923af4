"""A template filled with data, read back with openpyxl as a person's Excel would see it."""

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kamtools.forms.fill import (
    HALF_A_PLACEHOLDER,
    MIXED_LISTS,
    TOO_MANY_RECORDS,
    UNKNOWN_PLACEHOLDER,
    fill,
)

STORES = [{"门店": f"S{n:02}", "目标": Decimal(100 * n), "挑战": 110 * n} for n in range(1, 6)]


def template(folder: Path, cells: dict[str, str]) -> Path:
    path = folder / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("表")
        for cell, text in cells.items():
            sheet.write(cell, text)
    return path


def filled_rows(path: Path) -> list[list[object]]:
    sheet = load_workbook(path)["表"]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_row_repeats_per_record_and_what_stands_below_moves_down(tmp_path):
    form = template(tmp_path, {
        "A1": "{{公司}}目标表", "A2": "{{明细[].门店}}", "B2": "{{明细[].目标}}",
        "A3": "合计", "B3": "=SUM(B2:B2)",
    })  # fmt: skip
    done = fill("表", form, {"公司": "星河超市", "明细": STORES}, tmp_path / "out.xlsx")
    rows = filled_rows(done.path)
    assert rows[0][0] == "星河超市目标表"
    assert [row[:2] for row in rows[1:6]] == [[s["门店"], s["目标"]] for s in STORES]
    assert rows[6] == ["合计", "=SUM(B2:B6)"]
    assert load_workbook(done.path, data_only=True)["表"]["B7"].value == 1500
    assert not done.findings


def test_several_physical_rows_can_be_one_record(tmp_path):
    cells = {"A1": "{{明细[].门店}}", "B1": "{{明细[].目标}}", "B2": "{{明细[].挑战}}", "A3": "完"}
    done = fill("表", template(tmp_path, cells), {"明细": STORES[:2]}, tmp_path / "out.xlsx")
    assert filled_rows(done.path) == [
        ["S01", 100], [None, 110], ["S02", 200], [None, 220], ["完", None],
    ]  # fmt: skip


def test_no_records_leave_one_blank_row_so_that_totals_are_zero(tmp_path):
    cells = {"A1": "{{明细[].门店}}", "B1": "{{明细[].目标}}", "B2": "=SUM(B1:B1)"}
    done = fill("表", template(tmp_path, cells), {"明细": []}, tmp_path / "out.xlsx")
    assert filled_rows(done.path)[0] == [None, None]
    assert load_workbook(done.path, data_only=True)["表"]["B2"].value == 0


def test_fixed_slots_stay_blank_without_a_record_and_tell_of_records_without_a_slot(tmp_path):
    cells = {f"A{n}": f"{{{{明细[{n}].门店}}}}" for n in (1, 2, 3)}
    form = template(tmp_path, cells)
    assert (
        filled_rows(fill("表", form, {"明细": STORES[:2]}, tmp_path / "a.xlsx").path)[2][0] is None
    )
    (finding,) = fill("表", form, {"明细": STORES}, tmp_path / "b.xlsx").findings
    assert finding.kind is TOO_MANY_RECORDS
    assert finding.values["count"] == 5


def test_a_placeholder_without_data_keeps_standing_and_is_reported_at_its_cell(tmp_path):
    form = template(tmp_path, {"C4": "{{客户.电话}}", "C5": "{{名单[].姓名}}"})
    done = fill("表", form, {"客户": {}}, tmp_path / "out.xlsx")
    assert [f.place.cell for f in done.findings] == ["C4", "C5"]
    assert {f.kind for f in done.findings} == {UNKNOWN_PLACEHOLDER}
    assert load_workbook(done.path)["表"]["C4"].value == "{{客户.电话}}"


@pytest.mark.parametrize("text", ["｛｛公司｝｝", "{{公司}", "{公司}}", "{{公司}}{{"])
def test_a_placeholder_with_wrong_braces_is_reported_at_its_cell(tmp_path, text):
    form = template(tmp_path, {"A1": "{{公司}}", "B2": text})
    done = fill("表", form, {"公司": "星河"}, tmp_path / "out.xlsx")
    assert [(f.kind, f.place.cell) for f in done.findings] == [(HALF_A_PLACEHOLDER, "B2")]


def test_braces_in_a_workbook_that_is_no_template_are_nobodys_mistake(tmp_path):
    assert not fill("表", template(tmp_path, {"A1": "}}x{{"}), {}, tmp_path / "o.xlsx").findings


def test_a_cell_that_the_template_leaves_open_can_be_shut_in_one_copy(tmp_path):
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("表")
        sheet.protect()
        sheet.write("A1", "{{明细[].目标}}", book.add_format({"locked": False, "bold": True}))
    done = fill("表", path, {"明细": STORES[:2]}, tmp_path / "o.xlsx", shut={("明细[].目标", 0)})
    cells = [load_workbook(done.path)["表"][name] for name in ("A1", "A2")]
    assert [(cell.protection.locked, cell.font.b) for cell in cells] == [
        (True, True),
        (False, True),
    ]


def test_one_row_can_not_repeat_two_lists(tmp_path):
    form = template(tmp_path, {"A1": "{{甲[].x}}", "B1": "{{乙[].x}}"})
    done = fill("表", form, {"甲": [{"x": 1}], "乙": [{"x": 2}, {"x": 3}]}, tmp_path / "out.xlsx")
    assert [f.kind for f in done.findings] == [MIXED_LISTS]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-SUM(A1)", "@cmd", "\ttab", '=HYPERLINK("x")'])
def test_text_from_data_never_becomes_a_formula(tmp_path, text):
    form = template(tmp_path, {"A1": "{{名}}"})
    done = fill("表", form, {"名": text}, tmp_path / "out.xlsx")
    cell = load_workbook(done.path)["表"]["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.integers(1, 3))
def test_blocks_do_not_get_in_each_others_way(tmp_path_factory, first, second, gap):
    folder = tmp_path_factory.mktemp("blocks")
    form = template(folder, {
        "A1": "{{甲[].x}}", f"A{1 + gap}": "间" if gap > 1 else "{{乙[].x}}",
        f"A{2 + gap}": "{{乙[].x}}" if gap > 1 else "完", f"A{5 + gap}": "底",
    })  # fmt: skip
    data = {
        "甲": [{"x": f"甲{n}"} for n in range(first)],
        "乙": [{"x": f"乙{n}"} for n in range(second)],
    }
    done = fill("表", form, data, folder / "out.xlsx")
    shown = [row[0] for row in filled_rows(done.path) if row[0]]
    records = [r["x"] for r in data["甲"]], [r["x"] for r in data["乙"]]
    between = ["间"] if gap > 1 else []
    after = [] if gap > 1 else ["完"]
    assert shown == [*records[0], *between, *records[1], *after, "底"]
