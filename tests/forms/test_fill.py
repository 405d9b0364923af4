"""A template filled with data, read back with openpyxl as a person's Excel would see it."""

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kamtools.findings import has_errors
from kamtools.forms.fill import (
    HALF_A_PLACEHOLDER,
    MIXED_LISTS,
    TOO_MANY_RECORDS,
    fill,
)
from kamtools.forms.unresolved import (
    EMPTY_GROUP,
    NESTED_LISTS,
    NOT_A_LIST,
    NOT_A_RECORD,
    NOT_A_VALUE,
    RECORD_WITH_MORE,
    RECORD_WITHOUT,
    SLOT_ZERO,
    UNKNOWN_PLACEHOLDER,
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


def test_slots_of_a_list_that_is_shown_whole_elsewhere_leave_nothing_out(tmp_path):
    form = template(tmp_path, {"A1": "第一名：{{明细[1].门店}}", "A3": "{{明细[].门店}}"})
    assert not fill("表", form, {"明细": STORES}, tmp_path / "o.xlsx").findings


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


@pytest.mark.parametrize(("total", "grown", "value"), [
    ("=SUM(B1)", "=SUM(B1:B3)", 60), ("=AVERAGE(B1)", "=AVERAGE(B1:B3)", 20),
    ("=COUNT(B1)", "=COUNT(B1:B3)", 3), ("=COUNTA($B$1)", "=COUNTA($B$1:$B$3)", 3),
    ("=MAX(B1)-MIN(B1)", "=MAX(B1:B3)-MIN(B1:B3)", 20), ("=PRODUCT(B1)", "=PRODUCT(B1:B3)", 6000),
    ("=SUBTOTAL(9,B1)", "=SUBTOTAL(9,B1:B3)", 60), ("=SUM(B1)/COUNT(B1)", None, 20),
    ("=SUMIF(A1,A9,B1)", "=SUMIF(A1:A3,A11,B1:B3)", 0), ("=B1", "=B1", 10),
    ("=SUM(B1+0)", "=SUM(B1+0)", 10), ("=ROUND(B1,0)", "=ROUND(B1,0)", 10),
])  # fmt: skip
def test_a_total_over_the_single_cell_of_one_row_is_over_all_records(tmp_path, total, grown, value):
    form = template(tmp_path, {"A1": "{{r[].n}}", "B1": "{{r[].v}}", "B2": total})
    data = {"r": [{"n": "a", "v": 10}, {"n": "b", "v": 20}, {"n": "c", "v": 30}]}
    done = fill("表", form, data, tmp_path / "out.xlsx")
    assert load_workbook(done.path, data_only=True)["表"]["B4"].value == value
    if grown:
        assert load_workbook(done.path)["表"]["B4"].value == grown
    assert not done.findings


def test_a_total_of_one_cell_in_its_own_record_stays_there(tmp_path):
    form = template(tmp_path, {"A1": "{{r[].v}}", "B1": "=SUM(A1)", "C1": "=A1/SUM(A$1)"})
    done = fill("表", form, {"r": [{"v": 10}, {"v": 30}]}, tmp_path / "out.xlsx")
    assert filled_rows(done.path) == [
        [10, "=SUM(A1)", "=A1/SUM(A$1:A$2)"], [30, "=SUM(A2)", "=A2/SUM(A$1:A$2)"],
    ]  # fmt: skip


def test_lists_side_by_side_are_both_whole_and_repeat_as_often_as_the_longer(tmp_path):
    form = template(tmp_path, {
        "A1": "{{甲[].x}}", "B1": "{{乙[].x}}", "A2": "=SUM(A1:A1)", "B2": "=SUM(B1:B1)",
    })  # fmt: skip
    data = {"甲": [{"x": 1}, {"x": 2}], "乙": [{"x": 5}, {"x": 6}, {"x": 7}]}
    done = fill("表", form, data, tmp_path / "out.xlsx")
    assert filled_rows(done.path)[:3] == [[1, 5], [2, 6], [None, 7]]
    totals = load_workbook(done.path, data_only=True)["表"]
    assert (totals["A4"].value, totals["B4"].value) == (3, 18)
    (told,) = done.findings
    assert (told.kind, told.place.cell) == (MIXED_LISTS, "1:1")
    assert "乙 3 条、甲 2 条" in told.what


def test_lists_of_one_length_side_by_side_are_nothing_to_tell(tmp_path):
    form = template(tmp_path, {"A1": "{{甲[].x}}", "B1": "{{乙[].x}}", "B2": "{{乙[].y}}"})
    data = {"甲": [{"x": 1}, {"x": 2}], "乙": [{"x": 3, "y": 4}, {"x": 5, "y": 6}]}
    done = fill("表", form, data, tmp_path / "out.xlsx")
    assert filled_rows(done.path) == [[1, 3], [None, 4], [2, 5], [None, 6]]
    assert not done.findings


def test_a_record_without_a_field_leaves_that_cell_blank_and_is_named(tmp_path):
    form = template(tmp_path, {"A1": "{{r[].a}}", "B1": "{{r[].b}}", "B2": "=SUM(B1:B1)"})
    data = {"r": [{"a": 1, "b": 10}, {"a": 2}, {"a": 3, "b": 30}, {"a": 4, "b": 40}]}
    done = fill("表", form, data, tmp_path / "out.xlsx")
    assert filled_rows(done.path)[:4] == [[1, 10], [2, None], [3, 30], [4, 40]]
    assert load_workbook(done.path, data_only=True)["表"]["B5"].value == 80
    (told,) = done.findings
    assert (told.kind, told.place.file, told.place.cell) == (RECORD_WITHOUT, "out.xlsx", "B2")
    assert "第 2 条“r”没有“b”" in told.what
    assert told.do.endswith("a")


def test_a_list_or_group_in_one_record_leaves_that_cell_blank_and_is_named(tmp_path):
    form = template(tmp_path, {"A1": "{{r[].a}}", "B1": "备注：{{r[].b}}（{{r[].a}}）"})
    data = {"r": [{"a": 1, "b": "甲"}, {"a": [2], "b": "乙"}, {"a": 3, "b": {}}, 4]}
    done = fill("表", form, data, tmp_path / "out.xlsx")
    assert filled_rows(done.path) == [
        [1, "备注：甲（1）"], [None, "备注：乙（）"], [3, "备注：（3）"], [None, "备注：（）"],
    ]  # fmt: skip
    kinds = {(each.place.cell, each.kind) for each in done.findings}
    assert kinds == {
        ("A2", RECORD_WITH_MORE), ("B2", RECORD_WITH_MORE), ("B3", RECORD_WITH_MORE),
        ("A4", RECORD_WITHOUT), ("B4", RECORD_WITHOUT),
    }  # fmt: skip


@pytest.mark.parametrize(("text", "data", "kind", "said"), [
    ("{{r[].a}}", {"r": None}, NOT_A_LIST, "“r”不是列表"),
    ("{{r[].a}}", {"r": {"a": 1}}, NOT_A_LIST, "“r”不是列表"),
    ("{{r[].a}}", {"r": "x"}, NOT_A_LIST, "“r”不是列表"),
    ("{{r[2].a}}", {"r": 5}, NOT_A_LIST, "“r”不是列表"),
    ("{{r[].a}}", {"r": [1, 2]}, NOT_A_RECORD, "“r[]”只是一个值"),
    ("{{r.a}}", {"r": "x"}, NOT_A_RECORD, "“r”只是一个值"),
    ("{{备注}}", {"备注": {"甲": 1, "乙": 2}}, NOT_A_VALUE, "例如：备注.甲、备注.乙"),
    ("{{备注}}", {"备注": ["甲"]}, NOT_A_VALUE, "例如：备注[1]"),
    ("{{备注}}", {"备注": {}}, EMPTY_GROUP, "null"),
    ("{{r[0].n}}", {"r": [{"n": 1}, {"n": 2}]}, SLOT_ZERO, "从 1 数起"),
    ("{{q[].k[].v}}", {"q": [{"k": [{"v": 1}]}, {"k": [{"v": 2}]}]}, NESTED_LISTS, "不能再套列表"),
    ("{{r[].b}}", {"r": [{"a": 1}, {"a": 2}]}, UNKNOWN_PLACEHOLDER, "可以用：a"),
])  # fmt: skip
def test_what_no_data_can_fill_keeps_standing_and_says_why_at_its_cell(
    tmp_path, text, data, kind, said
):
    done = fill("表", template(tmp_path, {"B2": text}), data, tmp_path / "out.xlsx")
    (told,) = done.findings
    assert (told.kind, told.place.file, told.place.cell) == (kind, "表.xlsx", "B2")
    assert said in told.what + told.do
    assert load_workbook(done.path)["表"]["B2"].value == text


def test_a_list_inside_one_numbered_record_repeats(tmp_path):
    form = template(tmp_path, {"A1": "{{月[2].明细[].额}}", "A2": "=SUM(A1:A1)"})
    data = {"月": [{"明细": [{"额": 1}]}, {"明细": [{"额": 10}, {"额": 20}]}]}
    done = fill("表", form, data, tmp_path / "out.xlsx")
    assert filled_rows(done.path)[:2] == [[10], [20]]
    assert not done.findings


def test_records_beyond_the_slots_inside_a_record_are_told(tmp_path):
    form = template(tmp_path, {"A1": "{{r[].k[1].v}}", "B1": "{{r[].k[2].v}}"})
    data = {"r": [{"k": [{"v": 1}]}, {"k": [{"v": 1}, {"v": 2}, {"v": 3}]}]}
    (told,) = fill("表", form, data, tmp_path / "out.xlsx").findings
    assert (told.kind, told.values["count"], told.values["slots"]) == (TOO_MANY_RECORDS, 3, 2)


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


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.integers(1, 9)), min_size=1, max_size=6))
def test_every_value_that_is_there_is_shown_and_every_other_one_is_told(tmp_path_factory, records):
    folder = tmp_path_factory.mktemp("records")
    form = template(folder, {"A1": "{{r[].a}}", "B1": "{{r[].b}}"})
    done = fill("表", form, {"r": records}, folder / "out.xlsx")
    rows = filled_rows(done.path)
    told = {each.place.cell for each in done.findings}
    for column, name in enumerate("ab"):
        known = any(name in each for each in records)
        for row, each in enumerate(records):
            kept = None if known else f"{{{{r[].{name}}}}}"
            assert rows[row][column] == each.get(name, kept)
            if known:
                assert (f"{name.upper()}{row + 1}" in told) == (name not in each)
    assert has_errors(done.findings) == any(set(each) != {"a", "b"} for each in records)
