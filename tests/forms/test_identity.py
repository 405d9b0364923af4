"""A filled form knows what it is, and its record tells when somebody changed it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kamtools.excel.returned import read_cells
from kamtools.forms import record
from kamtools.forms.fill import fill
from kamtools.forms.identity import (
    BoundCell,
    Identity,
    LedgerField,
    Letter,
    place_of,
    sent_blocks,
    template_version,
)
from kamtools.forms.sent_values import carried, same
from tests.forms.filled import DATA, FORM, KEY, LETTER, filled, template

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES = st.one_of(
    st.none(), st.booleans(), TEXTS, st.integers(-(10**15), 10**15), st.dates(),
    st.decimals(-(10**9), 10**9, places=4), st.datetimes(min_value=datetime(1900, 3, 1)),
)  # fmt: skip
FIELDS = st.none() | st.builds(
    LedgerField,
    TEXTS,
    st.tuples(TEXTS, TEXTS),
    TEXTS,
    st.sampled_from([Decimal(1), Decimal("100")]),
    st.just("") | TEXTS,
)


@st.composite
def identities(draw: st.DrawFn) -> Identity:
    cells = [
        BoundCell(f"_kam.{n}", draw(TEXTS), draw(st.none() | st.integers(0, 3000)), draw(TEXTS),
                  f"B{n}", draw(VALUES), draw(st.booleans()), draw(FIELDS))
        for n in range(1, draw(st.integers(1, 5)) + 1)
    ]  # fmt: skip
    return Identity(*(draw(TEXTS) for _ in range(6)), tuple(cells), draw(TEXTS))  # type: ignore


@given(identities())
def test_a_record_reads_back_as_it_was_written(identity: Identity) -> None:
    texts = record.to_texts(identity, KEY)
    text, signature = record.from_texts(texts)
    assert record.decode(text) == identity
    assert record.check(text, signature, KEY) == "good"
    assert all(len(each.encode("utf-16-le")) <= 2 * 32_767 for each in texts)


@given(identities(), st.data())
def test_no_change_of_the_record_goes_unnoticed(identity: Identity, data: st.DataObject) -> None:
    text, signature = record.from_texts(record.to_texts(identity, KEY))
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]
    assert record.check(changed, signature, KEY) == "changed"
    assert record.check(text, signature, b"another") == "changed"
    assert record.check(text, signature, None) == "unchecked"
    assert record.check(text, record.UNSIGNED, KEY) == "absent"


def test_a_long_record_is_cut_into_pieces_a_cell_can_hold() -> None:
    cell = BoundCell("_kam.1", "说明", None, "表", "A1", "字" * 32_000, True)
    texts = record.to_texts(Identity("周报", "1", "", "", "", "", (cell,)), KEY)
    assert len(texts) == 5
    assert record.decode(record.from_texts(texts)[0]).cells == (cell,)


@pytest.mark.parametrize("texts", [[], ["x"], [record.TITLE, "s"], [record.TITLE, "s", "{"]])
def test_what_is_no_record_is_told(texts: list[str]) -> None:
    with pytest.raises(record.BrokenRecord):
        record.decode(record.from_texts(texts)[0])


def test_the_id_follows_from_what_is_said_and_not_from_the_run(tmp_path: Path) -> None:
    first = filled(tmp_path).identity
    again = filled(tmp_path, replace(LETTER, run="run-2")).identity
    other = filled(tmp_path, replace(LETTER, recipient="E02")).identity
    assert first
    assert again
    assert other
    assert first.file_id == again.file_id != other.file_id
    assert (first.run, again.run) == ("run-1", "run-2")


def test_every_filled_cell_is_bound_where_it_stands_with_what_was_put_in(tmp_path: Path) -> None:
    done = filled(tmp_path)
    assert done.identity
    cells = {(each.sheet, each.cell): each for each in done.identity.cells}
    assert cells["表", "A1"].path == "{{公司}}周报（{{期间}}）"
    assert cells["表", "A1"].sent == "星河超市周报（2026年10月）"
    assert cells["表", "B2"].sent == date(2026, 10, 31)
    store = cells["表", "B5"]
    assert (store.path, store.item, store.sent, store.editable) == ("门店[].目标", 1, 200, True)
    assert store.field == LedgerField("targets", ("2026-10", "门店", "S02"), "target")
    assert not cells["表", "A5"].editable
    assert cells["附 页", "B2"].field == LedgerField("receipts", ("R1",), "amount", Decimal(10000))
    read = read_cells(done.path)
    for each in done.identity.cells:
        assert read.names[each.name].cell == place_of(each)
        assert same(each.sent, read.at(place_of(each)).value)


def test_the_form_looks_as_it_did_without_a_letter(tmp_path: Path) -> None:
    marked = load_workbook(filled(tmp_path).path)
    plain = load_workbook(fill(FORM, template(tmp_path), DATA, tmp_path / "plain.xlsx").path)
    assert marked.sheetnames == [*plain.sheetnames, "_kam"]
    assert marked["_kam"].sheet_state == "veryHidden"
    assert all(n.hidden for name, n in marked.defined_names.items() if name.startswith("_kam"))
    for sheet in plain:
        for row in sheet.iter_rows():
            for cell in row:
                twin = marked[sheet.title][cell.coordinate]
                assert (twin.value, twin.style_id) == (cell.value, cell.style_id)


def test_without_placeholders_or_a_letter_nothing_is_added(tmp_path: Path) -> None:
    plain = fill(FORM, template(tmp_path), DATA, tmp_path / "plain.xlsx")
    assert plain.identity is None
    assert load_workbook(plain.path).sheetnames == ["表", "附 页"]


def test_blocks_are_known_by_their_cells(tmp_path: Path) -> None:
    identity = filled(tmp_path).identity
    assert identity
    found = [(b.name, b.first_row, b.height, b.copies) for b in sent_blocks(identity)]
    assert found == [("门店", 4, 1, 3), ("人", 8, 2, 3)]


def test_a_printed_version_comes_before_the_files_digest(tmp_path: Path) -> None:
    path = template(tmp_path)
    assert template_version(path, ["文件编号：RY/QM 8.2-1 版号：A 修改状态：00"]) == "A"
    assert template_version(path, ["版本： 2026.1"]) == "2026.1"
    assert len(template_version(path, ["版本说明见附件"])) == 12


@given(VALUES)
def test_what_a_cell_carries_is_the_same_as_what_was_put_in(value: object) -> None:
    now = carried(value, "x")  # type: ignore[arg-type]
    assert same(now, now)
    assert same(now, None) == (now in (None, ""))


@pytest.mark.parametrize(("sent", "now", "expected"), [
    (Decimal("0.1"), Decimal("0.1000000000000000055"), True),
    (Decimal("100.50"), Decimal("100.5"), True),
    (Decimal("100.50"), Decimal("100.51"), False),
    (date(2026, 10, 31), Decimal(46326), True),
    (date(2026, 10, 31), datetime(2026, 10, 31), True),
    (date(2026, 10, 31), date(2026, 10, 30), False),
    ("00123", Decimal(123), False),
    ("13800000001", Decimal(13800000001), True),
    (Decimal("1234.50"), "1,234.5", True),
    (Decimal("1234.50"), "1.2345E3", False),
    (Decimal(12000), "1.2万", False),
    (date(2026, 10, 1), "2026/10/1", True),
    (date(2026, 10, 1), "2026年10月1日", True),
    (date(2026, 10, 1), "2026-13-01", False),
    ("110101199001011234", Decimal("110101199001011000"), False),
    ("1.0", "1", False),
    ("甲\n乙", "甲\r\n乙", True),
    (None, "", True),
    (None, Decimal(0), False),
    (1, True, False),
])  # fmt: skip
def test_same_means_what_a_person_would_say(sent: object, now: object, expected: bool) -> None:
    assert same(sent, now) is expected  # type: ignore[arg-type]


def test_an_unsigned_letter_says_so(tmp_path: Path) -> None:
    done = filled(tmp_path, Letter("2026-10", "E01"))
    assert load_workbook(done.path)["_kam"]["A2"].value == record.UNSIGNED
