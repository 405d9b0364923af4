"""A form edited and saved by LibreOffice itself, read back."""

from decimal import Decimal
from pathlib import Path

import pytest

from kamtools.excel.changes import Value
from kamtools.forms.identity import Identity
from kamtools.returns import read_findings as say
from kamtools.returns.read import ReadBack, read_back
from tests.forms.filled import KEY, filled
from tests.returns.libreoffice import edited

pytestmark = pytest.mark.office
EDITS = {
    "saved": "",
    "typed": """
        d.Sheets(0).getCellRangeByName("B5").Value = 250.5
        d.Sheets(0).getCellRangeByName("C5").String = "加急"
        d.Sheets(1).getCellRangeByName("B2").Formula = "=10+2"
    """,
    "inserted": """
        d.Sheets(0).Rows.insertByIndex(0, 2)
        d.Sheets(0).Columns.insertByIndex(1, 1)
        d.Sheets(0).Rows.insertByIndex(6, 1)
        d.Sheets(0).getCellRangeByName("A7").String = "S09"
        d.Sheets(0).getCellRangeByName("C7").Value = 9
    """,
    "deleted": """
        d.Sheets(0).Rows.removeByIndex(4, 1)
        d.Sheets(0).Columns.removeByIndex(2, 1)
    """,
    "sorted": """
        d.Sheets(0).getCellRangeByName("B5").Value = 250.5
        Dim f(0) As New com.sun.star.table.TableSortField
        f(0).Field = 0 : f(0).IsAscending = False
        Dim s(1) As New com.sun.star.beans.PropertyValue
        s(0).Name = "SortFields" : s(0).Value = f()
        s(1).Name = "ContainsHeader" : s(1).Value = False
        d.Sheets(0).getCellRangeByName("A4:C6").sort(s())
    """,
    "renamed": """
        d.Sheets(0).Name = "十月's 周报"
        d.Sheets.moveByName("附 页", 0)
        d.Sheets.getByName("_kam").IsVisible = True
    """,
    "dragged": """
        Dim a As New com.sun.star.table.CellAddress
        a.Sheet = 0 : a.Column = 1 : a.Row = 5
        d.Sheets(0).moveRange(a, d.Sheets(0).getCellRangeByName("B5").RangeAddress)
    """,
    "copied": """
        d.Sheets.copyByName("表", "表 (2)", 2)
        d.Sheets.getByName("表 (2)").unprotect("")
        d.Sheets.getByName("表 (2)").getCellRangeByName("B5").Value = 999
    """,
    "unnamed": """
        d.Sheets(0).getCellRangeByName("B5").Value = 250.5
        Dim names() : names = d.NamedRanges.ElementNames
        For k = 0 To UBound(names)
        If Left(names(k), 5) = "_kam." Then d.NamedRanges.removeByName(names(k))
        Next
    """,
    "replaced": """
        Dim r : r = d.Sheets(0).createReplaceDescriptor()
        r.SearchString = "开业" : r.ReplaceString = "停业"
        d.Sheets(0).replaceAll(r)
        d.Sheets(0).getCellRangeByName("A4:C6").clearContents(1023 - 1 - 2 - 4 - 16)
    """,
    "unmarked": """
        d.Sheets.removeByName("_kam")
        d.Sheets(0).getCellRangeByName("B5").Value = 250.5
    """,
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Identity]:
    done = filled(tmp_path_factory.mktemp("sent"))
    assert done.identity
    return done.path, done.identity


@pytest.fixture(scope="module")
def back(
    sent: tuple[Path, Identity], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[ReadBack, list[str]]]:
    from tests.conftest import program

    folder = tmp_path_factory.mktemp("office")
    jobs = [(sent[0], edits, folder / f"{name}.xlsx") for name, edits in EDITS.items()]
    edited(program("office") or "", jobs, folder)
    read = {}
    for name in EDITS:
        known = {sent[1].file_id: sent[1]}
        result, findings = read_back(folder / f"{name}.xlsx", key=KEY, sent=known.get)
        read[name] = result, [finding.code for finding in findings]
    return read


def changes(back: ReadBack) -> dict[tuple[str, int | None], Value]:
    return {
        (each.cell.path, each.cell.item): ... if each.state == "missing" else each.value
        for each in back.cells
        if each.changed
    }  # type: ignore[return-value]


Back = dict[str, tuple[ReadBack, list[str]]]


def test_saving_changes_nothing(back: Back) -> None:
    read, codes = back["saved"]
    assert (read.signature, changes(read), codes) == ("good", {}, [])


def test_what_was_typed_is_read(back: Back) -> None:
    read, codes = back["typed"]
    assert changes(read) == {
        ("门店[].目标", 1): Decimal("250.5"), ("门店[].备注", 1): "加急", ("附.金额", None): 12,
    }  # fmt: skip
    assert codes == []


def test_inserted_rows_and_columns_move_the_names(back: Back) -> None:
    read, codes = back["inserted"]
    assert changes(read) == {}
    (extra,) = read.extra_rows
    assert dict(extra.values) == {"门店[].编号": "S09", "门店[].目标": 9, "门店[].备注": None}
    assert codes == [say.ADDED.code]


def test_deleted_rows_and_columns_are_missing(back: Back) -> None:
    read, codes = back["deleted"]
    gone = {("门店[].编号", 1), ("门店[].目标", 1), *((("门店[].备注"), item) for item in range(3))}
    assert changes(read) == dict.fromkeys(gone, ...)
    assert [row.item for row in read.deleted_rows] == [1]
    assert codes == [say.MISSING.code] * 2 + [say.DELETED.code]


def test_sorted_rows_are_matched(back: Back) -> None:
    read, codes = back["sorted"]
    assert changes(read) == {("门店[].目标", 1): Decimal("250.5")}
    assert codes == [say.SORTED.code]


def test_renamed_moved_and_shown_sheets_do_not_matter(back: Back) -> None:
    read, codes = back["renamed"]
    assert (read.signature, changes(read), codes) == ("good", {}, [])


def test_a_removed_hidden_sheet_is_made_up_for_by_the_ledger(back: Back) -> None:
    read, codes = back["unmarked"]
    assert changes(read) == {("门店[].目标", 1): Decimal("250.5")}
    assert (read.signature, codes) == ("absent", [say.RECORD_LOST.code])


def test_a_dragged_cell_is_read_where_its_field_stands(back: Back) -> None:
    read, codes = back["dragged"]
    assert changes(read) == {("门店[].目标", 1): None, ("门店[].目标", 2): 200}
    assert codes == [say.STRAYED.code]  # LibreOffice leaves the other cell its name


def test_a_copied_sheet_is_told_of(back: Back) -> None:
    read, codes = back["copied"]
    assert changes(read) == {}
    assert codes == [say.LIKE_SHEET.code]


def test_without_names_cells_are_found_by_what_they_say(back: Back) -> None:
    read, codes = back["unnamed"]
    assert changes(read) == {("门店[].目标", 1): Decimal("250.5")}
    assert codes == [say.NAMES_LOST.code] * 2


def test_found_and_replaced_with_formats_gone_is_an_edit_like_any_other(back: Back) -> None:
    read, codes = back["replaced"]
    assert (changes(read), codes) == ({("门店[].备注", 0): "停业"}, [])
