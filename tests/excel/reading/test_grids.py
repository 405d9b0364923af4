"""The values of a workbook, and the answer when there are none to be had."""

import pickle
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from kamtools.excel.reading import child_process, grids
from kamtools.excel.reading.blind_cells import UNCOMPUTED
from kamtools.excel.reading.grids import read_grids
from tests.workbooks import workbook


def test_the_first_cell_is_a1_even_when_the_sheet_begins_further_down(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"S": "|  |  |\n|  |  |\n|  | x |"})
    (grid,), findings = read_grids(path)
    assert not findings
    assert grid.rows[2][1] == "x"


def test_values_keep_their_kinds(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"S": "| 1.5 | 2026-10-01 | TRUE | '007 |"})
    (grid,), _ = read_grids(path)
    assert grid.rows == [[1.5, date(2026, 10, 1), True, "007"]]


def test_hidden_sheets_and_merged_cells_are_known(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "b.xlsx", {"S": "| a | << |\n| b | c |\n| ^^ | d |", "H": "| x |"}, hidden=("H",)
    )
    (shown, hidden), _ = read_grids(path)
    assert not shown.hidden
    assert hidden.hidden
    assert sorted(shown.merges) == [(0, 0, 0, 1), (1, 0, 2, 0)]


def test_an_error_value_is_not_taken_for_an_empty_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"S": "| a | #DIV/0! |\n| #N/A | b |"})
    (grid,), _ = read_grids(path)
    assert grid.rows == [["a", "#DIV/0!"], ["#N/A", "b"]]


def test_a_formula_without_its_value_is_not_taken_for_an_empty_cell(tmp_path: Path) -> None:
    path = rewritten(
        workbook(tmp_path / "b.xlsx", {"S": "| 1 | 2 | 3 |"}), b"<v>2</v>", b"<f>1+1</f>"
    )
    (grid,), _ = read_grids(path)
    assert grid.rows == [[1, UNCOMPUTED, 3]]


def rewritten(path: Path, old: bytes, new: bytes) -> Path:
    """The workbook with ``old`` replaced by ``new`` in its first sheet's XML."""
    part = "xl/worksheets/sheet1.xml"
    target = path.with_stem("rewritten")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            data = source.read(name)
            out.writestr(name, data.replace(old, new) if name == part else data)
    return target


def test_a_cell_in_the_farthest_corner_costs_a_finding_and_not_the_memory(tmp_path: Path) -> None:
    path = workbook(tmp_path / "far.xlsx", {"S": "| a | b |"})
    far = rewritten(
        path, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    found, findings = read_grids(far)
    assert not found
    assert [f.code for f in findings] == ["reader_died"]
    assert "删掉" in findings[0].do


def test_formats_down_to_the_last_row_are_no_data(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"S": "| a | b |"})
    styled = rewritten(
        path, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    )
    (grid,), findings = read_grids(styled)
    assert not findings
    assert grid.rows == [["a", "b"]]


def test_a_reader_that_does_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)")
    monkeypatch.setattr(child_process, "__file__", str(slow))
    monkeypatch.setattr(grids, "SECONDS", 0.3)
    _, findings = read_grids(workbook(tmp_path / "b.xlsx", {"S": "| a | b |"}))
    assert [f.code for f in findings] == ["reader_timeout"]


def test_a_reader_that_dies_half_way_yields_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text(
        "import os, pickle, sys\n"
        "pickle.dump(('sheet', 'S', False, [['a']], []), sys.stdout.buffer)\n"
        "sys.stdout.flush()\nos.abort()"
    )
    monkeypatch.setattr(child_process, "__file__", str(dying))
    found, findings = read_grids(workbook(tmp_path / "b.xlsx", {"S": "| a | b |"}))
    assert not found
    assert [f.code for f in findings] == ["reader_died"]


def test_a_workbook_that_reads_as_empty_but_is_not_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = tmp_path / "blind.py"
    blind.write_text(
        "import pickle, sys\n"
        "pickle.dump(('sheet', 'S', False, [], []), sys.stdout.buffer)\n"
        "pickle.dump(('end',), sys.stdout.buffer)"
    )
    monkeypatch.setattr(child_process, "__file__", str(blind))
    _, findings = read_grids(workbook(tmp_path / "b.xlsx", {"S": "| a | b |"}))
    assert [f.code for f in findings] == ["cells_lost"]


def test_a_reader_whose_sheet_kinds_are_equal_but_not_identical_is_understood() -> None:
    """python-calamine before 0.6.2 makes its enum's members anew each time."""

    class Kind:
        def __init__(self, member: object) -> None:
            self.member = member

        def __eq__(self, other: object) -> bool:
            return other == self.member

        __hash__ = None  # type: ignore[assignment]

    calamine = child_process.calamine
    sheet = SimpleNamespace(
        name="S",
        typ=Kind(calamine.SheetTypeEnum.WorkSheet),
        visible=Kind(calamine.SheetVisibleEnum.Visible),
    )
    cells = SimpleNamespace(to_python=lambda **_: [["a"]], merged_cell_ranges=[])
    book = SimpleNamespace(sheets_metadata=[sheet], get_sheet_by_name=lambda _: cells)
    out = BytesIO()
    child_process._send_sheets(book, out)
    assert pickle.loads(out.getvalue()) == ("sheet", "S", False, [["a"]], [])


def test_a_workbook_is_read_where_memory_is_limited_already(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    path = workbook(tmp_path / "b.xlsx", {"S": "| a | b |"})
    program = (
        "import resource, sys; from pathlib import Path\n"
        "resource.setrlimit(resource.RLIMIT_AS, (700_000 << 10,) * 2)\n"
        "from kamtools.excel.reading.grids import read_grids\n"
        "grids, findings = read_grids(Path(sys.argv[1]))\n"
        "print([grid.rows for grid in grids], [f.code for f in findings])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[[['a', 'b']]] []"
