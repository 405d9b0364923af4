"""Templates become workbooks, macros stay, and a file is called what it is."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kamtools.excel.changes import Cell, Changes
from kamtools.excel.file_types import WrongExtension
from kamtools.excel.write import write
from tests.excel.packages import altered

MACROS = bytes(range(256)) * 20
MAIN_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
}


def form(folder: Path, extension: str) -> Path:
    path = folder / f"made{'.xlsm' if extension.endswith('m') else '.xlsx'}"
    project = folder / "vbaProject.bin"
    project.write_bytes(MACROS)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.write("A1", 1)
        if extension.endswith("m"):
            book.add_vba_project(str(project))
            sheet.insert_button("C3", {"macro": "go"})
    if extension.startswith(".xlt"):
        new = MAIN_TYPES[extension]
        path = altered(path, {"[Content_Types].xml": [(MAIN_TYPES[path.suffix], new)]}, extension)
    return path


@pytest.mark.parametrize("extension", MAIN_TYPES)
def test_what_is_written_is_a_workbook_and_keeps_its_macros(extension: str, tmp_path: Path) -> None:
    template = form(tmp_path, extension)
    right = extension.replace("xlt", "xls")
    out = tmp_path / f"out{right}"
    assert write(template, Changes(values={Cell("表", 1, 1): 2}), out) == []
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(out) as new:
        types = new.read("[Content_Types].xml").decode()
        assert MAIN_TYPES[right] in types
        assert "template" not in types
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    kept = {"xl/worksheets/sheet1.xml"} | ({"[Content_Types].xml"} if right != extension else set())
    assert changed == kept
    assert openpyxl.load_workbook(out)["表"]["A1"].value == 2


@pytest.mark.parametrize("extension", [".xltx", ".xltm"])
def test_a_type_that_all_xml_parts_have_is_changed_too(extension: str, tmp_path: Path) -> None:
    """Some programs give the main part no entry of its own."""
    own = f'<Override PartName="/xl/workbook.xml" ContentType="{MAIN_TYPES[extension]}"/>'
    every = '<Default Extension="xml" ContentType="{}"/>'
    edits = [(own, ""), (every.format("application/xml"), every.format(MAIN_TYPES[extension]))]
    template = altered(form(tmp_path, extension), {"[Content_Types].xml": edits})
    out = tmp_path / f"out{extension.replace('xlt', 'xls')}"
    assert write(template, Changes(values={Cell("表", 1, 1): 2}), out) == []
    with zipfile.ZipFile(out) as new:
        assert every.format(MAIN_TYPES[out.suffix]) in new.read("[Content_Types].xml").decode()


@pytest.mark.parametrize(("extension", "name"), [
    (".xlsm", "a.xlsx"), (".xltm", "a.xlsx"), (".xlsx", "a.xlsm"), (".xltx", "a.xltx"),
    (".xlsx", "a.xls"), (".xlsx", "a.csv"), (".xlsx", "a"), (".xlsx", "a.2026"),
])  # fmt: skip
def test_a_name_that_excel_would_not_open_is_refused(
    extension: str, name: str, tmp_path: Path
) -> None:
    with pytest.raises(WrongExtension):
        write(form(tmp_path, extension), Changes(), tmp_path / name)
    assert not (tmp_path / name).exists()
