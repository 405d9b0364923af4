"""A form read back after what people do to it: the right cell, or a finding that says why not."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kamtools.excel.changes import Cell, Value
from kamtools.forms.identity import Identity
from kamtools.returns import read_findings as say
from kamtools.returns.answers import answers, fields, rows
from kamtools.returns.read import ReadBack, read_back
from tests.forms.filled import KEY, filled
from tests.returns.hands import Hands, at

Edit = Callable[[Hands], None]


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    return filled(tmp_path).path


def returned(sent: Path, edit: Edit) -> Path:
    hands = Hands(sent)
    edit(hands)
    return hands.save(sent.with_name("returned.xlsx"))


def read(path: Path) -> tuple[ReadBack, list[str]]:
    back, findings = read_back(path, key=KEY)
    return back, [finding.code for finding in findings]


def changes(back: ReadBack) -> dict[tuple[str, int | None], Value]:
    """What is not as it was sent, by path and record; ``…`` for a cell that is gone."""
    return {
        (each.cell.path, each.cell.item): ... if each.state == "missing" else each.value
        for each in back.cells
        if each.changed
    }  # type: ignore[return-value]


def test_without_edits_there_are_no_changes(sent: Path) -> None:
    back, codes = read(sent)
    assert back.signature == "good"
    assert (changes(back), back.extra_rows, back.deleted_rows, codes) == ({}, (), (), [])


def test_the_files_name_does_not_matter(sent: Path) -> None:
    path = sent.rename(sent.with_name("2603月-林一 最终版(2).xlsx"))
    back, _ = read(path)
    assert back.identity
    assert (back.identity.recipient, back.identity.period) == ("E01 林一", "2026-10")
    assert back.cells[0].place.file == path.name


def test_what_was_typed_is_read_at_its_cell(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.type(at("表", "B5"), "２５０")
        hands.type(at("表", "C5"), "加急")
        hands.type(at("表", "B14"), None)
        hands.type(at("附 页", "B2"), Decimal("99.9"))

    back, codes = read(returned(sent, edit))
    assert changes(back) == {
        ("门店[].目标", 1): "２５０", ("门店[].备注", 1): "加急", ("说明", None): None,
        ("附.金额", None): Decimal("99.9"),
    }  # fmt: skip
    assert codes == []


def test_rows_and_columns_inserted_elsewhere_change_nothing(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.insert_rows("表", 1, 3)
        hands.insert_columns("表", 2, 2)
        hands.insert_rows("附 页", 2)
        hands.type(at("表", "D8"), 250)

    back, codes = read(returned(sent, edit))
    assert changes(back) == {("门店[].目标", 1): 250}
    assert codes == []
    (changed,) = [each for each in back.cells if each.changed]
    assert (changed.place.sheet, changed.place.cell) == ("表", "D8")


def test_a_deleted_column_makes_its_cells_missing(sent: Path) -> None:
    back, codes = read(returned(sent, lambda hands: hands.delete_columns("表", 3)))
    assert changes(back) == {("门店[].备注", item): ... for item in range(3)}
    assert codes == [say.MISSING.code] * 3


def test_a_row_inserted_among_the_records_is_an_extra_row(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.insert_rows("表", 5)
        hands.type(at("表", "A5"), "S09")
        hands.type(at("表", "B5"), 90)

    back, codes = read(returned(sent, edit))
    (extra,) = back.extra_rows
    assert (extra.name, extra.place.cell) == ("门店", "5:5")
    assert dict(extra.values) == {"门店[].编号": "S09", "门店[].目标": 90, "门店[].备注": None}
    assert extra.places["门店[].目标"].cell == "B5"
    field = extra.pattern["门店[].目标"].field
    assert field
    assert (field.table, field.column) == ("targets", "target")
    assert changes(back) == {}
    assert codes == [say.ADDED.code]


@pytest.mark.parametrize("row", [4, 7])
def test_also_before_the_first_and_after_the_last(sent: Path, row: int) -> None:
    def edit(hands: Hands) -> None:
        hands.insert_rows("表", row, 2)
        hands.type(at("表", f"B{row + 1}"), 90)

    back, _ = read(returned(sent, edit))
    assert [dict(extra.values)["门店[].目标"] for extra in back.extra_rows] == [90]
    assert changes(back) == {}


def test_blank_rows_inserted_are_nothing(sent: Path) -> None:
    back, codes = read(returned(sent, lambda hands: hands.insert_rows("表", 5, 3)))
    assert (back.extra_rows, changes(back), codes) == ((), {}, [])


def test_a_record_of_two_rows_inserted_is_one_extra_row(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.insert_rows("表", 10, 2)
        hands.type(at("表", "A10"), "新三")
        hands.type(at("表", "B11"), "1999.1.1")

    back, _ = read(returned(sent, edit))
    (extra,) = back.extra_rows
    assert extra.place.cell == "10:11"
    assert dict(extra.values) == {
        "人[].姓名": "新三", "人[].电话": None, "人[].生日": "1999.1.1"
    }  # fmt: skip
    assert changes(back) == {}


def test_a_deleted_record_is_told_and_its_cells_are_missing(sent: Path) -> None:
    back, codes = read(returned(sent, lambda hands: hands.delete_rows("表", 5)))
    (gone,) = back.deleted_rows
    assert (gone.name, gone.item, len(gone.cells)) == ("门店", 1, 3)
    assert set(changes(back)) == {(f"门店[].{name}", 1) for name in ("编号", "目标", "备注")}
    assert codes == [say.DELETED.code]
    assert len(back.cells) == len(read(sent)[0].cells)


def test_half_a_record_deleted_is_missing_cells(sent: Path) -> None:
    back, codes = read(returned(sent, lambda hands: hands.delete_rows("表", 9)))
    assert changes(back) == {("人[].生日", 0): ...}
    assert (back.deleted_rows, codes) == ((), [say.MISSING.code])


def test_sorted_rows_are_matched_by_what_their_locked_cells_say(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.type(at("表", "B5"), 250)
        hands.sort_rows("表", [6, 5, 4], [1, 2, 3])

    back, codes = read(returned(sent, edit))
    assert changes(back) == {("门店[].目标", 1): 250}
    assert codes == [say.SORTED.code]
    first = next(each for each in back.cells if each.cell.path == "门店[].编号")
    assert (first.value, first.place.cell) == ("S01", "A6")


def test_sorting_with_an_added_row_finds_both(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.insert_rows("表", 7)
        hands.type(at("表", "A7"), "S00")
        hands.type(at("表", "B7"), 1)
        hands.sort_rows("表", [7, 4, 5, 6], [1, 2, 3])

    back, codes = read(returned(sent, edit))
    assert changes(back) == {}
    assert [extra.values["门店[].编号"] for extra in back.extra_rows] == ["S00"]
    assert codes == [say.SORTED.code, say.ADDED.code]


def test_a_list_without_locked_cells_is_matched_by_all_its_values(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.type(at("表", "B8"), "13900000009")
        for columns in ([1, 2],):
            hands.sort_rows("表", [10, 8, 12], columns)
            hands.sort_rows("表", [11, 9, 13], columns)

    back, codes = read(returned(sent, edit))
    assert changes(back) == {("人[].电话", 0): "13900000009"}
    assert codes == [say.SORTED.code]


def test_typing_into_the_free_row_is_a_change_of_that_record(sent: Path) -> None:
    back, codes = read(returned(sent, lambda hands: hands.type(at("表", "A12"), "新三")))
    assert changes(back) == {("人[].姓名", 2): "新三"}
    assert codes == []


def test_sheets_renamed_moved_and_shown(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.rename_sheet("表", "10月'周报")
        hands.rename_sheet("_kam", "Sheet9")
        hands.move_last_sheet_first()
        hands.show_all_sheets()
        hands.type(Cell("10月'周报", 5, 2), 7)

    back, codes = read(returned(sent, edit))
    assert changes(back) == {("门店[].目标", 1): 7}
    assert (back.signature, codes) == ("good", [])
    assert {each.place.sheet for each in back.cells} == {"10月'周报", "附 页"}


def test_a_deleted_sheet_is_told_as_one(sent: Path) -> None:
    back, codes = read(returned(sent, lambda hands: hands.delete_sheet("附 页")))
    assert codes == [say.SHEET_UNKNOWN.code]
    assert changes(back) == {("附.金额", None): ..., ("备注：{{附.备注}}", None): ...}


def test_without_the_hidden_sheet_the_ledger_knows_the_form(sent: Path, tmp_path: Path) -> None:
    path = returned(
        sent, lambda hands: (hands.type(at("表", "B5"), 7), hands.delete_sheet("_kam"))[0]
    )
    identity = filled(tmp_path).identity
    assert identity
    known: dict[str, Identity] = {identity.file_id: identity}
    back, findings = read_back(path, key=KEY, sent=known.get)
    assert (back.identity, back.signature) == (identity, "absent")
    assert changes(back) == {("门店[].目标", 1): 7}
    assert [each.code for each in findings] == [say.RECORD_LOST.code]
    back, findings = read_back(path, key=KEY, sent={}.get)
    assert back.identity is None
    assert [each.code for each in findings] == [say.NOT_IN_LEDGER.code]
    assert identity.file_id in findings[0].what


def test_a_changed_record_is_noticed_and_the_ledgers_used(sent: Path, tmp_path: Path) -> None:
    def edit(hands: Hands) -> None:
        sheet = hands._sheet("_kam")
        text = "".join(sheet.cell(3, 1).itertext())  # type: ignore[union-attr]
        hands.type(Cell("_kam", 3, 1), text.replace('["200"]', '["250"]'))
        hands.type(at("表", "B5"), 250)

    path = returned(sent, edit)
    back, codes = read(path)
    assert (back.signature, codes) == ("changed", [say.RECORD_NOT_TO_BE_TRUSTED.code])
    identity = filled(tmp_path).identity
    assert identity
    back, findings = read_back(path, key=KEY, sent={identity.file_id: identity}.get)
    assert [each.code for each in findings] == [say.RECORD_CHANGED.code]
    assert changes(back) == {("门店[].目标", 1): 250}


def test_a_spoilt_record_is_as_good_as_lost(sent: Path) -> None:
    back, codes = read(returned(sent, lambda hands: hands.type(Cell("_kam", 3, 1), "{")))
    assert (back.identity, back.signature) == (None, "changed")
    assert codes == [say.RECORD_NOT_TO_BE_TRUSTED.code]


def test_lost_names_are_made_up_for_by_what_the_cells_say(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.insert_rows("表", 2)
        hands.drop_names()
        hands.type(at("表", "B6"), 7)

    back, codes = read(returned(sent, edit))
    assert changes(back) == {("门店[].目标", 1): 7}
    assert set(codes) == {say.NAMES_LOST.code}


def test_so_are_names_that_a_program_left_behind(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.insert_rows("表", 2, 2, names_too=False)
        hands.type(at("表", "B7"), 7)

    back, codes = read(returned(sent, edit))
    assert changes(back) == {("门店[].目标", 1): 7}
    assert codes == [say.NAMES_LOST.code]


def test_a_formula_counts_with_its_result_and_without_one_is_not_blank(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.type_formula(at("表", "B4"), "100*1.1", "110")
        hands.type_formula(at("表", "B5"), "100*2", None)

    back, codes = read(returned(sent, edit))
    states = {each.cell.item: each.state for each in back.cells if each.cell.path == "门店[].目标"}
    assert changes(back)[("门店[].目标", 0)] == 110
    assert states == {0: "read", 1: "uncomputed", 2: "read"}
    assert codes == [say.UNCOMPUTED.code]


def test_what_is_not_ours_or_no_workbook_is_told(sent: Path, tmp_path: Path) -> None:
    from tests.workbooks import workbook

    other = workbook(tmp_path / "别的.xlsx", {"表": "| 甲 |\n| 1 |"})
    back, codes = read(other)
    assert (back.identity, back.cells, codes) == (None, (), [say.NOT_OURS.code])
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(sent.read_bytes()[:500])
    back, codes = read(broken)
    assert back.identity is None
    assert len(codes) == 1


def test_the_answers_are_plain_data(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.type(at("附 页", "B3"), "备注：收到")
        hands.type(at("表", "A1"), "改了的标题")
        hands.insert_rows("表", 7)
        hands.type(at("表", "A7"), "S09")

    back, findings = read_back(returned(sent, edit), key=KEY)
    said = answers(back, findings)
    assert (said["form"], said["period"], said["run"]) == ("周报", "2026-10", "run-1")
    shown = fields(back)
    assert shown["日期"] == "2026-10-31"
    assert shown["附.备注"] == "收到"
    assert shown["附.金额"] == 12.34
    assert shown["{{公司}}周报（{{期间}}）"] == "改了的标题"
    assert rows(back)["门店"] == [
        {"编号": "S01", "目标": 100.5, "备注": "开业"},
        {"编号": "S02", "目标": 200, "备注": None},
        {"编号": "S03", "目标": None, "备注": "装修"},
        {"编号": "S09", "目标": None, "备注": None},
    ]
    assert rows(back)["人"][0] == {"姓名": "林一", "电话": "13800000001", "生日": "1990-05-01"}


def test_a_cell_dragged_onto_another_is_read_where_its_field_stands(sent: Path) -> None:
    """Excel lets people drag unlocked cells about in a protected sheet; the names go along."""
    back, codes = read(returned(sent, lambda hands: hands.cut(at("表", "B5"), at("表", "B6"))))
    assert changes(back) == {("门店[].目标", 1): None, ("门店[].目标", 2): 200}
    assert sorted(codes) == [say.OVERLAID.code, say.STRAYED.code]


def test_a_cell_cut_out_of_its_row_leaves_its_field_blank(sent: Path) -> None:
    back, codes = read(returned(sent, lambda hands: hands.cut(at("表", "B14"), at("表", "D16"))))
    assert changes(back) == {("说明", None): None}
    assert codes == [say.STRAYED.code]


def test_a_cell_deleted_from_its_column_shifts_what_is_read(sent: Path) -> None:
    back, codes = read(returned(sent, lambda hands: hands.delete_cell(at("表", "B4"), 6)))
    assert changes(back) == {("门店[].目标", 0): 200, ("门店[].目标", 1): None}
    assert set(codes) == {say.STRAYED.code, say.OVERLAID.code}


@pytest.mark.parametrize("copy_is_edited", [False, True])
def test_a_copy_of_the_sheet_is_told_of(sent: Path, copy_is_edited: bool) -> None:
    def edit(hands: Hands) -> None:
        hands.copy_sheet("表", "表 (2)")
        if copy_is_edited:
            hands.type(at("表 (2)", "B5"), 999)

    back, codes = read(returned(sent, edit))
    assert changes(back) == {}
    assert codes == [say.LIKE_SHEET.code if copy_is_edited else say.COPIED_SHEET.code]


def test_the_sheets_of_two_forms_in_one_file_are_told_of(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.copy_sheet("表", "二店")
        hands.type(at("二店", "A1"), "另一店")
        hands.copy_name("_kam.file.", "_kam.file.0123456789abcdef")

    back, codes = read(returned(sent, edit))
    assert back.identity
    assert set(codes) == {say.LIKE_SHEET.code, say.OTHER_FORM.code}


def test_without_the_record_two_forms_in_one_file_are_refused(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.copy_name("_kam.file.", "_kam.file.0123456789abcdef")
        hands.delete_sheet("_kam")

    back, codes = read(returned(sent, edit))
    assert (back.identity, codes) == (None, [say.TWO_FORMS.code])


def test_numbers_and_days_turned_into_text_are_no_changes(sent: Path) -> None:
    def edit(hands: Hands) -> None:
        hands.type(at("表", "B4"), "100.50")
        hands.type(at("表", "B2"), "2026/10/31")
        hands.type(at("表", "B8"), 13800000001)
        hands.type(at("附 页", "B2"), " 12.34 ")

    back, codes = read(returned(sent, edit))
    assert (changes(back), codes) == ({}, [])


@pytest.mark.parametrize("suffix", [".xls", ".csv", ".ods", ".xlsb", ".html", ".txt"])
def test_other_kinds_of_file_are_refused_with_what_to_do(sent: Path, suffix: str) -> None:
    legacy = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le")
    content = {".xls": legacy, ".ods": ods(), ".html": b"<html><table></table></html>"}
    path = sent.with_name(f"表{suffix}")
    path.write_bytes(content.get(suffix, "编号,目标\nS01,1\n".encode()))
    back, findings = read_back(path, key=KEY)
    assert back.identity is None
    (finding,) = findings
    assert ".xlsx" in finding.do or "另存" in finding.do


def ods() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<office/>")
    return whole.getvalue()


def test_saved_with_macros_it_is_read(sent: Path) -> None:
    """As .xlsm the same package under another type."""
    path = sent.with_name("a.xlsm")
    path.write_bytes(sent.read_bytes())
    back, codes = read(path)
    assert (changes(back), codes, back.signature) == ({}, [], "good")


def test_two_cells_deleted_beside_a_key_do_not_take_the_row_for_the_next_one(sent: Path) -> None:
    def delete(hands: Hands) -> None:
        hands.delete_cell(at("表", "B4"), 6)
        hands.delete_cell(at("表", "C4"), 6)

    back, codes = read(returned(sent, delete))
    found = {each.cell.cell: each.value for each in back.cells if each.cell.cell[1:] in "456"}
    assert [found[cell] for cell in ("A4", "A5", "A6")] == ["S01", "S02", "S03"]
    assert [found[cell] for cell in ("B4", "B5", "B6")] == [200, None, None]
    assert [found[cell] for cell in ("C4", "C5", "C6")] == [None, "装修", None]
    assert (back.deleted_rows, back.extra_rows) == ((), ())
    assert say.STRAYED.code in codes


def test_a_typed_formula_is_read_by_its_result_and_shown_as_typed(sent: Path) -> None:
    back, _ = read(
        returned(sent, lambda hands: hands.type_formula(at("表", "B5"), "1000+200", "1200"))
    )
    (typed,) = (each for each in back.cells if each.cell.cell == "B5")
    assert (typed.value, typed.formula) == (1200, "=1000+200")


def test_locked_cells_that_were_changed_are_told(sent: Path) -> None:
    _, findings = read_back(
        returned(sent, lambda hands: hands.type(at("表", "A5"), "S09")), key=KEY
    )
    (told,) = (each for each in findings if each.code == say.LOCKED_CHANGED.code)
    assert (told.place.cell, told.values["sent"], told.values["value"]) == ("A5", "S02", "S09")


def test_a_field_whose_printed_words_are_gone_keeps_its_name_and_is_told(sent: Path) -> None:
    back, findings = read_back(
        returned(sent, lambda hands: hands.type(at("附 页", "B3"), "改了没前缀")), key=KEY
    )
    assert fields(back)["附.备注"] == "改了没前缀"
    assert [each.code for each in findings] == [say.WORDS_LOST.code]


def test_a_blank_record_that_was_deleted_is_told_as_nothing_lost(sent: Path) -> None:
    _, codes = read(returned(sent, lambda hands: hands.delete_rows("表", 12, 2)))
    assert codes == [say.BLANK_DELETED.code]
