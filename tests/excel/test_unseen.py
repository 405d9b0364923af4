"""What a form carries unseen survives, and says where its cells have gone."""

import zipfile
from pathlib import Path
from shutil import which

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from kamtools.excel.changes import Cell, Changes, Grow
from kamtools.excel.returned import Cells, read_cells
from kamtools.excel.template import Template
from kamtools.excel.write import write
from tests.excel.referee import by_libreoffice

SHEET, HIDDEN = "数据 'A' 表", "_kam"
LONG = '{"值": "' + "长" * 32_000 + '"}'
TEXTS = ['{"form": "目标分解表"}', LONG, " =1+1 _x000D_\n<&>"]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        book.add_worksheet("其他")
        sheet.protect()
        bold = book.add_format({"bold": True, "text_wrap": True})
        sheet.write_row("A3", ["a", "b"], bold)
        sheet.write_formula("C3", "=B3", bold)
        sheet.write("A4", "合计")
        book.define_name("合计", f"='{SHEET.replace(chr(39), chr(39) * 2)}'!$A$4")
    return path


def sent(form: Path, **more: object) -> Path:
    out = form.with_name("sent.xlsx")
    changes = Changes(
        grows=[Grow(SHEET, 3, 1, 3)],
        names={"_kam.1": Cell(SHEET, 3, 1), "_kam.2": Cell(SHEET, 5, 2)},
        hidden_sheet=(HIDDEN, TEXTS),
        locked={Cell(SHEET, 3, 1): False, Cell(SHEET, 4, 2): False, Cell(SHEET, 9, 9): False},
    )
    assert write(form, changes, out) == []
    return out


def _whole(found: Cells) -> None:
    assert found.names["_kam.1"].cell == Cell(SHEET, 3, 1)
    assert found.names["_kam.2"].cell == Cell(SHEET, 5, 2)
    assert found.states == {SHEET: "visible", "其他": "visible", HIDDEN: "veryHidden"}
    assert [found.at(Cell(HIDDEN, row, 1)).value for row in (1, 2, 3)] == TEXTS


def test_names_and_the_hidden_sheet_are_read_back(form: Path) -> None:
    found = read_cells(sent(form))
    _whole(found)
    assert found.names["合计"].cell == Cell(SHEET, 6, 1)


def test_other_programs_see_the_sheet_as_very_hidden_and_the_names_as_hidden(form: Path) -> None:
    book = openpyxl.load_workbook(sent(form))
    assert book[HIDDEN].sheet_state == "veryHidden"
    assert book[HIDDEN]["A2"].value == LONG
    assert book.defined_names["_kam.1"].hidden
    assert not book.defined_names["合计"].hidden


def test_a_sheet_of_that_name_and_old_names_are_written_anew(form: Path) -> None:
    first, again = sent(form), form.with_name("again.xlsx")
    changes = Changes(names={"_KAM.1": Cell(SHEET, 4, 2)}, hidden_sheet=(HIDDEN, ["neu"]))
    assert write(first, changes, again) == []
    found = read_cells(again)
    assert found.names["_kam.1"].cell == Cell(SHEET, 4, 2)
    assert [cell for cell in found.cells if cell.sheet == HIDDEN] == [Cell(HIDDEN, 1, 1)]
    assert list(found.states) == [SHEET, "其他", HIDDEN]


def test_cells_are_locked_and_unlocked_and_keep_their_looks(form: Path) -> None:
    out = sent(form)
    sheet = openpyxl.load_workbook(out)[SHEET]
    unlocked = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    assert unlocked == {"A3", "B4", "I9"}
    assert sheet["A3"].font.bold
    assert sheet["A3"].alignment.wrap_text
    again = form.with_name("again.xlsx")
    write(out, Changes(locked={Cell(SHEET, 3, 1): True, Cell(SHEET, 4, 2): False}), again)
    cells = {(cell.row, cell.column): cell for cell in Template.open(again).texts()}
    assert not cells[3, 1].unlocked
    assert cells[4, 2].unlocked


def test_only_what_must_changes(form: Path) -> None:
    out = form.with_name("out.xlsx")
    write(form, Changes(hidden_sheet=(HIDDEN, ["x"]), names={"_kam.1": Cell(SHEET, 1, 1)}), out)
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(out) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        added = set(new.namelist()) - set(old.namelist())
        links = etree.fromstring(new.read("xl/_rels/workbook.xml.rels"))
    assert changed == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    assert added == {"xl/worksheets/sheet3.xml"}
    assert len({link.get("Id") for link in links}) == len(links)


@pytest.mark.office
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_all_of_it_survives_libreoffice(form: Path, tmp_path: Path) -> None:
    (back,) = by_libreoffice([sent(form)], tmp_path / "office")
    found = read_cells(back)
    assert found.names["_kam.1"].cell == Cell(SHEET, 3, 1)
    assert found.names["_kam.2"].cell == Cell(SHEET, 5, 2)
    assert [found.at(Cell(HIDDEN, row, 1)).value for row in (1, 2, 3)] == TEXTS
    # LibreOffice knows neither "very hidden" nor hidden names: people may see both afterwards.
    assert found.states == {SHEET: "visible", "其他": "visible", HIDDEN: "hidden"}
    assert not openpyxl.load_workbook(back).defined_names["_kam.1"].hidden
