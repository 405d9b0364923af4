"""review.xlsx: what a clerk sees, what survives their hands, and what is refused."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.ledger.edits import ABSENT, Spot
from kamtools.returns.merge import Outcome
from kamtools.returns.review import HEAD_ROW, HEADS, HIDDEN, height_of, write_review
from kamtools.returns.review_reading import NotAReview, ReadReview, read_review
from kamtools.returns.review_rows import ReviewRow, decode, encode

KEY = b"secret"
SPOT = Spot("customers", ("K001",), "address")
APPLIED = ReviewRow(
    1, "E01 林一", "大客户档案", "K001", "地址", "甲路", "=乙路", "甲路", Outcome.APPLIED, "",
    "K001.xlsx", "卡", "B9", "returned/K001.xlsx", "d", "f", "_kam.1", SPOT, "甲路", "=乙路",
)  # fmt: skip
CONFLICT = replace(APPLIED, number=2, label="需求", outcome=Outcome.CONFLICT, note="两边都改了")
INVALID = replace(APPLIED, number=3, label="手机", outcome=Outcome.INVALID, note="读不出来")
LAST = HEAD_ROW + 2
"""1-based row of the first change."""


@pytest.fixture
def review(tmp_path: Path) -> Path:
    file = tmp_path / "review.xlsx"
    write_review(file, [APPLIED, CONFLICT, INVALID], [], title="核对", key=KEY)
    return file


def changed(file: Path, **cells: object) -> Path:
    book = openpyxl.load_workbook(file)
    for place, value in cells.items():
        book["核对"][place] = value
    book.save(file)
    return file


def decisions(read: ReadReview) -> dict[int, bool | None]:
    return {each.row.number: each.accepted for each in read.decided}


def codes(read: ReadReview) -> list[str]:
    return [finding.code for finding in read.findings]


def test_what_is_to_be_applied_is_proposed_and_a_conflict_is_left_open(review: Path) -> None:
    read = read_review(review, KEY)
    assert decisions(read) == {1: True, 2: None, 3: None}
    assert codes(read) == []
    assert [each.row for each in read.decided] == [APPLIED, CONFLICT, INVALID]


def test_a_clerk_can_filter_read_and_print_it(review: Path) -> None:
    book = openpyxl.load_workbook(review)
    sheet = book["核对"]
    assert [cell.value for cell in sheet[HEAD_ROW + 1]] == [head.zh for head in HEADS]
    assert sheet.freeze_panes == f"A{HEAD_ROW + 2}"
    assert sheet.auto_filter.ref == "A4:L7"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$4:$4"
    assert book[HIDDEN].sheet_state == "veryHidden"
    assert sheet["H5"].value == "=乙路"
    assert sheet["H5"].data_type == "s"
    choices = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert choices == {"L5": '"接受,拒绝"', "L6": '"接受,拒绝"'}


@pytest.mark.parametrize(
    ("word", "meant"),
    [("拒绝", False), ("√", True), (" 接受 ", True), ("否", False), ("", None), (1, True)],
)
def test_decisions_are_read_as_people_write_them(
    review: Path, word: object, meant: bool | None
) -> None:
    assert decisions(read_review(changed(review, L5=word), KEY))[1] is meant


def test_a_word_that_decides_nothing_is_told_at_its_cell(review: Path) -> None:
    read = read_review(changed(review, L6="问问王总"), KEY)
    assert decisions(read)[2] is None
    assert [f.place.cell for f in read.findings] == ["L6"]


def test_sorted_rows_and_moved_columns_keep_their_decisions(review: Path) -> None:
    book = openpyxl.load_workbook(review)
    sheet = book["核对"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    rows[1][-1] = "接受"
    for at, row in enumerate(reversed(rows), start=5):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value
            if str(value).startswith("="):
                sheet.cell(at, column).data_type = "s"  # as Excel sorts: a text stays a text
    sheet.insert_cols(1)
    sheet.insert_rows(1)
    book.save(review)
    read = read_review(review, KEY)
    assert decisions(read) == {1: True, 2: True, 3: None}
    assert codes(read) == []


def test_a_row_edited_beyond_its_decision_is_not_taken(review: Path) -> None:
    read = read_review(changed(review, H5="丙路"), KEY)
    assert decisions(read)[1] is None
    assert codes(read) == ["review_row_edited"]
    assert "收回" in read.findings[0].what


def test_what_is_wrong_can_not_be_accepted(review: Path) -> None:
    read = read_review(changed(review, L7="接受"), KEY)
    assert decisions(read)[3] is None
    assert codes(read) == ["review_not_acceptable"]


def test_deleted_copied_and_invented_rows_are_told(review: Path) -> None:
    book = openpyxl.load_workbook(review)
    sheet = book["核对"]
    first = [cell.value for cell in sheet[5]]
    sheet.delete_rows(6)
    sheet.append([*first[:-1], "拒绝"])
    sheet.append([99, *first[1:]])
    book.save(review)
    read = read_review(review, KEY)
    assert decisions(read) == {1: None, 2: None, 3: None}
    assert sorted(codes(read)) == ["review_row_gone", "review_row_twice", "review_unknown_row"]


def test_a_tampered_foreign_or_other_workbook_is_no_review(review: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAReview):
        read_review(review, b"another workspace")
    book = openpyxl.load_workbook(review)
    book[HIDDEN]["A3"] = str(book[HIDDEN]["A3"].value).replace("=乙路", "丁路")
    book.save(review)
    with pytest.raises(NotAReview):
        read_review(review, KEY)
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(NotAReview):
        read_review(other, KEY)


def test_decisions_from_before_are_put_back(tmp_path: Path) -> None:
    file = tmp_path / "review.xlsx"
    decided = {APPLIED.same_as: "拒绝"}
    write_review(file, [APPLIED, CONFLICT], [], title="核对", key=KEY, decided=decided)
    assert decisions(read_review(file, KEY))[1] is False


def test_a_review_without_changes_is_a_review(tmp_path: Path) -> None:
    file = tmp_path / "review.xlsx"
    write_review(file, [], [], title="核对", key=KEY)
    assert read_review(file, KEY).decided == []


VALUES = st.none() | st.text() | st.decimals(allow_nan=False, allow_infinity=False) | st.dates()


@given(old=VALUES | st.just(ABSENT), new=VALUES, key=st.lists(st.text(), min_size=1, max_size=3))
def test_rows_are_read_back_as_they_were_written(old: object, new: object, key: list[str]) -> None:
    spot = Spot("customers", tuple(key), "address")
    row = replace(APPLIED, old=old, new=new, spot=spot)  # type: ignore[arg-type]
    assert decode(encode([row, replace(row, spot=None)])) == [row, replace(row, spot=None)]


def test_a_row_is_as_high_as_its_longest_text() -> None:
    assert height_of(["短"], [20]) < height_of(["长" * 30], [20]) < height_of(["长\n" * 30], [20])
    assert height_of(["长" * 9999], [20]) <= 409
    assert Decimal(str(height_of([""], [5]))) > 0


def test_in_english_it_says_so_and_is_read_in_either_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "review.xlsx"
    monkeypatch.setenv("KAM_LANG", "en")
    write_review(file, [APPLIED, CONFLICT, INVALID], [], title="review", key=KEY)
    sheet = openpyxl.load_workbook(file)["review"]
    words = [sheet["A2"].value, sheet["A3"].value, *(cell.value for cell in sheet[HEAD_ROW + 1])]
    assert all(str(word).isascii() or "“" in str(word) for word in words)
    for language in ("en", "zh"):
        monkeypatch.setenv("KAM_LANG", language)
        read = read_review(file, KEY)
        assert (decisions(read), codes(read)) == ({1: True, 2: None, 3: None}, [])
