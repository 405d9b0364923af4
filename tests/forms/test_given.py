"""Values from the command line and from JSON, with the types a person means."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kamtools.excel.changes import Cell
from kamtools.findings import Finding
from kamtools.forms.given import (
    NO_DAY,
    NOT_UTF8,
    BadData,
    NotASetting,
    SetTwice,
    doubtful,
    load_data,
    read_setting,
    read_settings,
    typed,
)

SHEETS = ("表", "My Sheet", "O'Brien", "Q=1!A2")


@pytest.mark.parametrize(("text", "value"), [
    ("12", Decimal(12)), ("-1.50", Decimal("-1.5")), ("1e3", Decimal(1000)), ("+5", Decimal(5)),
    ("00123", Decimal(123)), ("'00123", "00123"), ("'", ""), ("", None), ("1,234", "1,234"),
    ("TRUE", True), ("false", False), ("2026-10-31", date(2026, 10, 31)),
    ("2026-10-31T08:30", datetime(2026, 10, 31, 8, 30)), ("2026-13-01", "2026-13-01"),
    ("2026-1-1", "2026-1-1"), ("=1+1", "=1+1"), ("nan", "nan"), ("１２", "１２"), (" 1", " 1"),
])  # fmt: skip
def test_what_is_typed_gets_its_type(text: str, value: object) -> None:
    assert typed(text) == value
    assert type(typed(text)) is type(value)


@pytest.mark.parametrize(("text", "cell", "value"), [
    ("表!A1=5", Cell("表", 1, 1), 5),
    ("My Sheet!b12=x", Cell("My Sheet", 12, 2), "x"),
    ("'My Sheet'!$B$12=x", Cell("My Sheet", 12, 2), "x"),
    ("O'Brien!A1=x", Cell("O'Brien", 1, 1), "x"),
    ("'O''Brien'!A1=x", Cell("O'Brien", 1, 1), "x"),
    ("'Q=1!A2'!C3=a=b!", Cell("Q=1!A2", 3, 3), "a=b!"),
    ("my sheet!A1=", Cell("My Sheet", 1, 1), None),
    ("AB7=x!B2=3", Cell("表", 7, 28), "x!B2=3"),
    ("没有!A1=1", Cell("没有", 1, 1), 1),
])  # fmt: skip
def test_a_setting_names_its_cell(text: str, cell: Cell, value: object) -> None:
    assert read_setting(text, SHEETS) == (cell, value)


@pytest.mark.parametrize(
    "text", ["", "A1", "表!5=1", "表!A0=1", "表!ZZZ1=1", "表!A1048577=1", "=1"]
)
def test_what_names_no_cell_is_refused(text: str) -> None:
    with pytest.raises(NotASetting, match="工作表!单元格=值"):
        read_setting(text, SHEETS)


def test_data_keeps_numbers_exact_and_knows_days(tmp_path: Path) -> None:
    file = tmp_path / "数据.json"
    file.write_text('{"金额": 0.10, "日": "2026-10-31", "表": [{"号": "00123"}]}', "utf-8-sig")
    assert load_data(file) == {
        "金额": Decimal("0.10"), "日": date(2026, 10, 31), "表": [{"号": "00123"}],
    }  # fmt: skip


def test_texts_that_look_like_days_and_are_none_are_told(tmp_path: Path) -> None:
    file = tmp_path / "数据.json"
    wrong = ["2026-02-30", "2026-10-31T24:00", "2026-10-31T08:30Z", "2026-10-31 08:30:00+08:00"]
    right = '"2026-10-31", "2026-10-31T08:30", "2026-10", "13800138000", "2026-10-31号"'
    file.write_text(f'{{"表": [{", ".join(f""""{one}" """ for one in wrong)}, {right}]}}', "utf-8")
    notes: list[Finding] = []
    load_data(file, notes)
    assert [note.kind for note in notes] == [NO_DAY] * 4
    assert [one for one, note in zip(wrong, notes, strict=True) if one in note.what] == wrong
    cells = read_settings(["A1=2026-02-30", "A2=2026-02-28", "A3=x"], SHEETS)
    assert [(note.place.sheet, note.place.cell) for note in doubtful(cells)] == [("表", "A1")]


def test_a_cell_that_is_set_twice_is_refused() -> None:
    cells = read_settings(["A1=1", "My Sheet!A1=2"], SHEETS)
    assert cells == {Cell("表", 1, 1): 1, Cell("My Sheet", 1, 1): 2}
    with pytest.raises(SetTwice, match="表!A1"):
        read_settings(["A1=2", "表!$A$1=3"], SHEETS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_data_are_read_in_whatever_encoding_windows_saves_them(
    tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "数据.json"
    file.write_text('{"客户": "星河超市", "额": 1.50}', encoding)
    notes: list[Finding] = []
    assert load_data(file, notes) == {"客户": "星河超市", "额": Decimal("1.50")}
    assert [each.kind for each in notes] == ([] if "utf-8" in encoding else [NOT_UTF8])


@pytest.mark.parametrize(("content", "said"), [
    (b'{"a": 1e999999999999999999999}', "超出了范围"),
    (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "嵌套太深"),
    (b"[" * 100_000, "嵌套太深"),
    (b'{"a": ' + b'{"a":' * 90 + b"1" + b"}" * 91, None),
    (b'{"a": 1, "b": {"c": 1, "c": 2}}', "“c”在同一处写了两次"),
    (b'{"a": "\xff\xff"}', "UTF-8"),
    (b'{\n"a": 1,\n}', "第 3 行"),
    (b'{"a": Infinity}', "Infinity 不是数字"),
])  # fmt: skip
def test_what_is_wrong_with_a_data_file_is_said_of_that_file(
    tmp_path: Path, content: bytes, said: str | None
) -> None:
    file = tmp_path / "数据.json"
    file.write_bytes(content)
    if said is None:
        assert load_data(file)
        return
    with pytest.raises(BadData, match=r"数据\.json 不能用：") as told:
        load_data(file)
    assert said in str(told.value)


def test_a_number_of_thousands_of_digits_is_still_a_number(tmp_path: Path) -> None:
    file = tmp_path / "数据.json"
    file.write_text('{"a": ' + "9" * 6000 + "}")
    assert load_data(file)["a"] == Decimal("9" * 6000)


@pytest.mark.parametrize("text", ["", "[1]", '{"a": NaN}', '{"a": 1,}'])
def test_data_that_can_not_be_used_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "数据.json"
    file.write_text(text, "utf-8")
    with pytest.raises(BadData, match=r"数据\.json"):
        load_data(file)
