"""The annotated copy: notes where something is wrong, all else of the sender's file as it was."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kamtools.excel.book import NoSuchSheet
from kamtools.excel.changes import Cell
from kamtools.excel.notes import write_notes
from kamtools.returns.collect import collect
from kamtools.returns.read import read_back
from kamtools.returns.reviewing import write_outcome
from kamtools.workspace import Workspace
from tests.office import values
from tests.returns.sample_returns import CARD, OCTOBER, give_back, through_libreoffice

PINK = "FFC7CE"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two sheets, the first with a note, a chart and a table."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        first, second = made.add_worksheet("一"), made.add_worksheet("二")
        bold = made.add_format({"bold": True})
        first.write_column("A1", [1, 2, 3], bold)
        first.write_comment("A1", "原来的批注")
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "=一!$A$1:$A$3"})
        first.insert_chart("D2", chart)
        first.add_table("A5:B7")
        second.write("B2", "文字")
    return path


def notes_of(path: Path) -> dict[tuple[str, str], str]:
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_notes_are_added_beside_what_is_there(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    said = {
        Cell("一", 1, 1): "读不出来",
        Cell("一", 9, 3): "空格也行",
        Cell("二", 2, 2): "锁定\n<改>",
    }
    write_notes(book, said, out, colour=PINK)
    assert notes_of(out) == {
        ("一", "A1"): "原来的批注\n读不出来", ("一", "C9"): "空格也行", ("二", "B2"): "锁定\n<改>",
    }  # fmt: skip
    assert values(out) == values(book)
    sheet = openpyxl.load_workbook(out)["一"]
    assert sheet["A1"].fill.fgColor.rgb == f"FF{PINK}"
    assert sheet["A1"].font.bold
    assert sheet["A2"].fill.fill_type is None


def test_every_other_part_stays_byte_for_byte(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    write_notes(book, {Cell("二", 2, 2): "锁定"}, out, colour=PINK)
    before, after = parts(book), parts(out)
    touched = {name for name in before if before[name] != after[name]}
    assert touched == {"[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet2.xml"}
    assert set(after) - set(before) == {
        "xl/comments2.xml", "xl/drawings/vmlDrawing2.vml", "xl/worksheets/_rels/sheet2.xml.rels",
    }  # fmt: skip


def test_a_sheet_that_is_not_there_is_refused(book: Path, tmp_path: Path) -> None:
    with pytest.raises(NoSuchSheet):
        write_notes(book, {Cell("三", 1, 1): "?"}, tmp_path / "out.xlsx", colour=PINK)


@pytest.mark.office
def test_libreoffice_keeps_the_notes(book: Path, tmp_path: Path, soffice: str) -> None:
    out = tmp_path / "out.xlsx"
    write_notes(book, {Cell("一", 2, 1): "甲", Cell("二", 2, 2): "乙"}, out, colour=PINK)
    through_libreoffice(soffice, out, tmp_path / "office")
    assert notes_of(out) == {("一", "A1"): "原来的批注", ("一", "A2"): "甲", ("二", "B2"): "乙"}


def test_the_copy_of_a_return_can_be_read_like_the_return(sent_space: Workspace) -> None:
    (card,) = (sent_space.month(OCTOBER) / CARD).glob("K001_*.xlsx")
    file = give_back(sent_space, card, {"B5": "改了", "B9": "甲路"})
    (copy,) = write_outcome(sent_space, collect(sent_space)).annotated
    read, findings = read_back(copy, key=sent_space.key())
    original, told = read_back(file, key=sent_space.key())
    assert [each.code for each in findings] == [each.code for each in told]
    assert [each.place.cell for each in findings] == ["B5"]
    assert [e.value for e in read.cells] == [e.value for e in original.cells]
    assert read.identity == original.identity
