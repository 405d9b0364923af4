"""What is written where a form has no field is told, and what the form says itself is not."""

from pathlib import Path

import pytest

from kamtools.excel.changes import Cell
from kamtools.forms import record
from kamtools.forms.printed import Standing
from kamtools.returns.read import Beside, read_back
from tests.forms.filled import KEY, filled
from tests.returns.hands import Hands, at
from tests.returns.sample_returns import through_libreoffice

SHEET, MORE = "表", "附 页"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return filled(tmp_path).path


def beside(path: Path) -> list[tuple[str, str | None, object]]:
    return [(each.place.cell or "", each.place.sheet, each.value) for each in found(path)]


def found(path: Path) -> tuple[Beside, ...]:
    return read_back(path, key=KEY)[0].beside


def test_a_form_that_comes_back_as_it_was_has_nothing_beside_its_fields(form: Path) -> None:
    assert found(form) == ()


def test_a_note_beside_and_below_the_form_is_told_with_its_cell(form: Path) -> None:
    hands = Hands(form)
    hands.type(at(SHEET, "F5"), "请看附件")
    hands.type(at(SHEET, "A30"), "另：附件两份")
    hands.type(at(MORE, "A9"), "甲")
    hands.save(form)
    assert beside(form) == [
        ("F5", SHEET, "请看附件"), ("A30", SHEET, "另：附件两份"), ("A9", MORE, "甲"),
    ]  # fmt: skip
    _, findings = read_back(form, key=KEY)
    assert [(each.code, each.place.cell) for each in findings] == [
        ("form_written_elsewhere", "F5"), ("form_written_elsewhere", "A30"),
        ("form_written_elsewhere", "A9"),
    ]  # fmt: skip
    assert "另：附件两份" in findings[1].what


def test_cells_next_to_each_other_are_one_note(form: Path) -> None:
    hands = Hands(form)
    for cell, text in {"A30": "王五", "B30": "139", "C30": "新来的"}.items():
        hands.type(at(SHEET, cell), text)
    hands.save(form)
    assert beside(form) == [("A30:C30", SHEET, "王五 | 139 | 新来的")]


def test_a_table_pasted_below_is_told_as_one_area(form: Path) -> None:
    hands = Hands(form)
    for row in range(20, 70):
        hands.type(Cell(SHEET, row, 2), f"行{row}")
    hands.save(form)
    assert [(cell, str(value)[:7]) for cell, _, value in beside(form)] == [
        ("B20:B69", "行20\n行21")
    ]


def test_a_label_and_a_formula_written_over_are_told_with_what_was_there(form: Path) -> None:
    hands = Hands(form)
    hands.type(at(SHEET, "C3"), "意见")
    hands.type(at(SHEET, "B7"), 5)
    _, findings = read_back(hands.save(form), key=KEY)
    assert [(each.place.cell, each.was) for each in found(form)] == [
        ("C3", "备注"), ("B7", Standing.FORMULA),
    ]  # fmt: skip
    assert [each.code for each in findings] == ["form_print_changed", "form_formula_overwritten"]
    assert "备注" in findings[0].what


def test_what_moved_with_inserted_rows_and_columns_is_not_told(form: Path) -> None:
    hands = Hands(form)
    hands.insert_rows(SHEET, 1, 3)
    hands.insert_rows(SHEET, 9, 1)
    hands.insert_columns(SHEET, 1)
    hands.insert_columns(SHEET, 3, 2)
    assert beside(hands.save(form)) == []


def test_what_moved_with_deleted_rows_and_columns_is_not_told(form: Path) -> None:
    hands = Hands(form)
    hands.delete_rows(SHEET, 2)
    hands.delete_rows(SHEET, 4)
    hands.delete_columns(SHEET, 2)
    assert beside(hands.save(form)) == []


def test_a_copied_row_brings_no_labels_of_its_own_but_what_is_typed_beside_it(form: Path) -> None:
    hands = Hands(form)
    hands.insert_rows(SHEET, 6)
    for cell, value in {"A6": "S09", "B6": 7, "D6": "加的"}.items():
        hands.type(at(SHEET, cell), value)
    back, _ = read_back(hands.save(form), key=KEY)
    assert [row.values["门店[].编号"] for row in back.extra_rows] == ["S09"]
    assert [each.value for each in back.beside] == ["加的"]


def test_a_blank_text_is_nothing(form: Path) -> None:
    hands = Hands(form)
    hands.type(at(SHEET, "F9"), "  ")
    assert beside(hands.save(form)) == []


def test_what_a_dragged_cell_leaves_elsewhere_is_told_once(form: Path) -> None:
    hands = Hands(form)
    hands.cut(at(SHEET, "C4"), at(SHEET, "F21"))
    back, findings = read_back(hands.save(form), key=KEY)
    assert back.beside == ()
    assert "form_cell_strayed" in {each.code for each in findings}


def test_the_print_of_a_form_is_known_from_its_record_and_from_the_ledger_alike(
    tmp_path: Path,
) -> None:
    identity = filled(tmp_path).identity
    assert identity
    assert record.decode(record.encode(identity)) == identity
    assert record.printed_of(record.printed_text(identity.printed)) == identity.printed


@pytest.mark.office
def test_saving_in_libreoffice_writes_nothing_beside_the_fields(
    form: Path, soffice: str, tmp_path: Path
) -> None:
    through_libreoffice(soffice, form, tmp_path / "office")
    assert found(form) == ()
