"""Files that merely lie beside the exports, have the same names, or hold more than memory does."""

import gzip
import subprocess
import sys
from pathlib import Path

from kamtools.findings import Severity, has_errors
from kamtools.ledger.imports import ImportReport, import_files
from kamtools.ledger.store import Ledger
from kamtools.settings import Settings
from kamtools.workspace import Workspace
from tests.import_reports import Importer, codes, rows, told

HEAD = "单号,商品,日期,金额\n"
PNG = b"\x89PNG\r\n\x1a\n"


def taken(ledger: Ledger, space: Workspace, files: dict[str, str | bytes]) -> ImportReport:
    """Import what lies in ``data/`` as the notebook does."""
    for name, content in files.items():
        path = space.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_files(ledger, space.exports(), settings=Settings())


def test_what_the_system_and_excel_leave_lying_about_is_no_export(space: Workspace) -> None:
    for name in (
        "Thumbs.db", "desktop.ini", "~$a.xlsx", ".~lock.a.xlsx#", "~WRL0001.tmp", "x.TMP",
        ".DS_Store", "__MACOSX/._a.xlsx", "a.csv.crdownload", "a.xlsx",
    ):  # fmt: skip
        (space.data / name).parent.mkdir(exist_ok=True)
        (space.data / name).touch()
    assert [file.name for file in space.exports()] == ["a.xlsx"]


def test_a_picture_and_a_note_beside_the_exports_are_one_warning(
    ledger: Ledger, space: Workspace
) -> None:
    files = {"a.csv": HEAD + "A1,米,2026-10-01,1\n", "photo.png": PNG, "readme.txt": "请先看我\n"}
    report = taken(ledger, space, files)
    finding = told(report, "other_files")
    assert codes(report) == {"other_files"}
    assert finding.severity is Severity.WARNING
    assert "photo.png、readme.txt" in finding.what


def test_a_picture_that_is_all_there_is_stays_a_mistake(ledger: Ledger, space: Workspace) -> None:
    assert has_errors(taken(ledger, space, {"photo.png": PNG}).findings)


def test_a_workbook_beside_the_exports_that_is_none_stays_a_mistake(
    ledger: Ledger, space: Workspace
) -> None:
    files = {"a.csv": HEAD + "A1,米,2026-10-01,1\n", "b.xlsx": PNG}
    assert told(taken(ledger, space, files), "not_a_workbook").place.file == "b.xlsx"


def test_a_text_with_another_ending_that_is_an_export_is_loaded(
    ledger: Ledger, space: Workspace
) -> None:
    files = {"a.csv": HEAD + "A1,米,2026-10-01,1\n", "b.txt": HEAD + "A2,米,2026-10-01,1\n"}
    assert not codes(taken(ledger, space, files))
    assert len(rows(ledger)) == 2


def test_files_of_one_name_are_told_apart_by_their_folders(
    ledger: Ledger, space: Workspace
) -> None:
    files = {f"2026-{m}/销售.csv": f"{HEAD}A{m},米,2026-{m}-01,多\n" for m in ("09", "10")}
    report = taken(ledger, space, {**files, "销售.csv": HEAD + "B1,米,2026-10-01,1\n"})
    assert [f.place.file for f in report.findings] == ["2026-09/销售.csv", "2026-10/销售.csv"]
    assert {r.file for r in report.results} == {*files, "销售.csv"}
    assert rows(ledger)[0]["source_file"] == "销售.csv"


def test_files_of_one_name_outside_a_workspace_are_told_apart_as_well(
    ledger: Ledger, tmp_path: Path
) -> None:
    paths = [tmp_path / folder / "a.csv" for folder in ("x", "y")]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        path.write_text(f"{HEAD}A{number},米,2026-10-01,1\n")
    report = import_files(ledger, paths, settings=Settings())
    assert [r.file for r in report.results] == ["x/a.csv", "y/a.csv"]


def test_rows_that_have_moved_to_another_file_are_not_missed(
    ledger: Ledger, space: Workspace
) -> None:
    lines = [f"A{n},米,2026-10-0{n},1\n" for n in (1, 2, 3)]
    taken(ledger, space, {"a.csv": HEAD + "".join(lines)})
    report = taken(ledger, space, {"a.csv": HEAD + lines[0], "b.csv": HEAD + "".join(lines[1:])})
    assert not codes(report)


def test_the_name_of_a_folder_says_nothing_of_the_table(ledger: Ledger, space: Workspace) -> None:
    report = taken(ledger, space, {"客户/销售.csv": HEAD + "A1,米,2026-10-01,1\n"})
    assert [r.table for r in report.results] == ["sales"]


def test_a_file_of_commas_costs_a_finding_and_not_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "commas.csv.gz"
    path.write_bytes(gzip.compress(b"," * 100_000_000, compresslevel=1))
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from kamtools.ledger.imports.sources import read_source\n"
        "grids, findings = read_source(Path(sys.argv[1]))\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10\n"
        "print([f.code for f in findings], len(grids), peak < 700)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "['too_many_cells'] 0 True"


def test_many_rows_of_text_are_refused_as_many_cells_of_a_workbook_are(
    take: Importer, ledger: Ledger
) -> None:
    report = take("a.csv", HEAD + ",,,\n" * 2_100_000)
    assert told(report, "too_many_cells").severity is Severity.ERROR


def test_a_pdf_under_excel_s_name_is_not_to_be_saved_from_excel(take: Importer) -> None:
    finding = told(take("a.xlsx", b"%PDF-1.7\n"), "not_a_workbook")
    assert "而是 PDF 文件" in finding.what
    assert "另存为" not in finding.do
