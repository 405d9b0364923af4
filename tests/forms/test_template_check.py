"""What a template's author is told."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from kamtools import bundled
from kamtools.forms import template_check as say
from kamtools.forms.catalogue import sample_examples
from kamtools.forms.fill import HALF_A_PLACEHOLDER, Example, Tie
from kamtools.forms.template_check import NoSuchForm, check_template
from kamtools.forms.unresolved import NESTED_LISTS, SLOT_ZERO, UNKNOWN_PLACEHOLDER

EXAMPLES = {
    "周报": Example(
        {"公司": "星河", "门店": [{"名": "一店", "额": Decimal(1)}, {"名": "二店", "额": None}]},
        (Tie("总额", "合计", Decimal(1)),),
    ),
    "月报": Example({"部门": "大客户部"}),
}


def template(folder: Path, cells: dict[str, str], name: str = "周报.xlsx", **how: bool) -> Path:
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("表")
        form = book.add_format({"locked": not how.get("unlocked")})
        for cell, text in cells.items():
            sheet.write(cell, text, form)
        if how.get("protected"):
            sheet.protect()
        if how.get("named"):
            book.define_name("合计", "=表!$B$9")
    return path


GOOD = {"A1": "{{公司}}周报", "A3": "{{门店[].名}}", "B3": "{{门店[].额}}"}


def test_a_good_template_is_described_and_has_no_findings(tmp_path: Path) -> None:
    file = template(tmp_path, GOOD, unlocked=True, protected=True, named=True)
    checked = check_template(file, EXAMPLES)
    assert checked.findings == ()
    assert checked.form == "周报"
    marks = {mark.cell: mark for mark in checked.marks}
    assert (marks["A1"].path, marks["A1"].whole, marks["A1"].sample) == ("公司", False, "星河")
    assert (marks["B3"].repeats, marks["B3"].whole, marks["B3"].sample) == ("门店", True, 1)
    assert all(mark.resolves and mark.unlocked for mark in checked.marks)
    ((block, count),) = checked.blocks
    assert (block.first_row, block.last_row, block.name, count) == (3, 3, "门店", 2)


def test_it_is_shown_filled_with_the_sample(tmp_path: Path) -> None:
    out = tmp_path / "示例.xlsx"
    check_template(template(tmp_path, GOOD), EXAMPLES, out=out)
    rows = [[cell.value for cell in row] for row in load_workbook(out)["表"].iter_rows()]
    assert rows == [["星河周报", None], [None, None], ["一店", 1], ["二店", None]]


def test_a_placeholder_without_data_is_told_with_what_there_is(tmp_path: Path) -> None:
    file = template(
        tmp_path, {"A1": "{{公司}}", "A2": "{{门店[].名字}}", "A3": "{{总额}}"}, named=True
    )
    checked = check_template(file, EXAMPLES)
    wrong = [each for each in checked.findings if each.kind is UNKNOWN_PLACEHOLDER]
    assert [(each.place.cell, each.values["path"]) for each in wrong] == [
        ("A2", "门店[].名字"), ("A3", "总额"),
    ]  # fmt: skip
    assert "名、额" in wrong[0].do
    assert "公司、门店" in wrong[1].do
    assert [mark.resolves for mark in checked.marks] == [True, False, False]


def test_a_name_that_the_ties_need_is_asked_for(tmp_path: Path) -> None:
    checked = check_template(template(tmp_path, GOOD), EXAMPLES)
    (missing,) = [each for each in checked.findings if each.kind is say.MISSING_NAME]
    assert "合计" in missing.what
    assert "总额" in missing.what


@pytest.mark.parametrize("text", ["{{公司", "公司}}", "｛｛公司｝｝", "{公司}", "{{公司}} {{门店"])
def test_braces_that_make_no_placeholder_are_told(tmp_path: Path, text: str) -> None:
    checked = check_template(template(tmp_path, {"A1": "{{公司}}", "A2": text}), EXAMPLES)
    (half,) = [each for each in checked.findings if each.kind in (HALF_A_PLACEHOLDER, say.BRACES)]
    assert half.place.cell == "A2"
    assert "{{名称}}" in half.do


def test_what_nobody_may_edit_and_what_everybody_may_is_told(tmp_path: Path) -> None:
    shut = check_template(template(tmp_path, GOOD, named=True), EXAMPLES)
    assert [each.kind for each in shut.findings] == [say.NOTHING_UNLOCKED]
    bare = check_template(template(tmp_path, GOOD, named=True, unlocked=True), EXAMPLES)
    assert [each.kind for each in bare.findings] == [say.NOT_PROTECTED]


def test_no_placeholders_at_all_is_told(tmp_path: Path) -> None:
    checked = check_template(template(tmp_path, {"A1": "公司"}, named=True), EXAMPLES)
    assert [each.kind for each in checked.findings] == [say.NO_PLACEHOLDERS]


def test_a_template_of_another_name_is_matched_by_its_placeholders(tmp_path: Path) -> None:
    assert check_template(template(tmp_path, GOOD, "本店的表.xlsx"), EXAMPLES).form == "周报"
    assert check_template(template(tmp_path, GOOD, "x.xlsx"), EXAMPLES, form="月报").form == "月报"
    with pytest.raises(NoSuchForm, match="周报"):
        check_template(template(tmp_path, GOOD), EXAMPLES, form="日报")


def test_a_form_that_nobody_knows_shows_invented_data(tmp_path: Path) -> None:
    cells = {
        "A1": "{{会议.主题}}", "A2": "{{议题[].标题}}", "B2": "{{议题[].月[2]}}",
        "A5": "{{签到[3].姓名}}", "A6": "{{签到[1].姓名}}",
    }  # fmt: skip
    out = tmp_path / "示例.xlsx"
    checked = check_template(template(tmp_path, cells, "会议.xlsx"), EXAMPLES, out=out)
    assert checked.form is None
    assert all(mark.resolves for mark in checked.marks)
    sheet = load_workbook(out)["表"]
    assert [sheet[f"A{row}"].value for row in (1, 2, 3, 4)] == ["主题", "标题1", "标题2", "标题3"]
    assert sheet["A7"].value == "姓名3"


def test_slots_that_no_data_can_fill_are_told_at_their_cells(tmp_path: Path) -> None:
    file = template(tmp_path, {"A1": "{{r[0].n}}", "A2": "{{q[].k[].v}}"}, "别的.xlsx")
    checked = check_template(file, EXAMPLES)
    told = {(each.place.cell, each.kind) for each in checked.findings}
    assert {("A1", SLOT_ZERO), ("A2", NESTED_LISTS)} <= told
    assert not any(mark.resolves for mark in checked.marks)


def test_a_formula_that_shows_the_first_record_only_is_told_and_a_total_is_not(
    tmp_path: Path,
) -> None:
    cells = {
        "A1": "=B3", "A3": "{{门店[].名}}", "B3": "{{门店[].额}}", "C3": "=B3*2",
        "B4": "=SUM(B3)", "C4": "=SUM(B3:B3)", "D4": "=SUM(B3+0)", "E4": "=表!$B$3/A9",
    }  # fmt: skip
    checked = check_template(template(tmp_path, cells, named=True), EXAMPLES)
    told = [each for each in checked.findings if each.kind is say.ONLY_THE_FIRST]
    assert [each.place.cell for each in told] == ["A1", "D4", "E4"]
    assert "只取第一条" in told[0].what


def test_a_total_over_one_of_a_records_two_rows_is_told(tmp_path: Path) -> None:
    cells = {
        "A3": "{{门店[].名}}", "A4": "{{门店[].额}}", "A5": "=SUM(A4)", "B5": "=SUM(A3:A4)",
    }  # fmt: skip
    checked = check_template(template(tmp_path, cells, named=True), EXAMPLES)
    told = [each for each in checked.findings if each.kind is say.ONLY_THE_FIRST]
    assert [each.place.cell for each in told] == ["A5"]


def test_data_of_ones_own_takes_the_place_of_the_sample(tmp_path: Path) -> None:
    file = template(tmp_path, {"A1": "{{主题}}"}, "会议.xlsx")
    checked = check_template(file, {}, data={"主题": "年会"})
    assert [mark.sample for mark in checked.marks] == ["年会"]


@pytest.fixture(scope="module")
def sample() -> Mapping[str, Example]:
    return sample_examples()


@pytest.mark.parametrize("file", sorted(bundled.templates().glob("*.xlsx")), ids=lambda f: f.stem)
def test_the_bundled_templates_are_in_order(file: Path, sample: Mapping[str, Example]) -> None:
    checked = check_template(file, sample)
    assert checked.form == file.stem
    assert all(mark.resolves for mark in checked.marks)
    assert {each.kind for each in checked.findings} <= {say.NOTHING_UNLOCKED}
