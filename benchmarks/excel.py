"""Seconds and peak memory per workbook: this engine, openpyxl, wolfxl, and the least possible.

Run: python benchmarks/excel.py [PYTHON_WITH_WOLFXL]     (prints figures measured in this run)

Each pair of engine and task runs in a process of its own (the small form a few times, of which the
fastest counts), in seconds of the processor, so that other work on the machine counts little. All
fill the same cells; kamtools also computes what formulas need, which the others leave to Excel. The
floor reads kamtools' result and writes its bytes again with one sheet inflated and deflated anew by
zlib (level 4, whose size is that of kamtools' deflater, ISA-L). Of "200 returns collected", see
``excel_returns.py``.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

import excel_returns

FORM = Path(__file__).parents[1] / "templates" / "目标分解表.xlsx"
RECORDS, COLUMNS, FIRST = 2_000, 18, 6
LARGE_ROWS, LARGE_COLUMNS, EDITS = 40_000, 20, 3_000
SHEET, SHEET_PART, ZLIB_LEVEL = "表", "xl/worksheets/sheet1.xml", 4
TASKS = {
    "small form": 10,
    "grown to 2,000 rows": 1,
    "2 cells of 40,000×20": 1,
    "3,000 cells of 40,000×20": 1,
    excel_returns.TASK: 1,
}
Cells = list[tuple[str, int, int, Any]]


def main() -> None:
    """Run every engine on every task and print a table."""
    wolfxl = sys.argv[1] if len(sys.argv) > 1 else None
    engines = {"kamtools": sys.executable, "openpyxl": sys.executable, "floor": sys.executable}
    if wolfxl:
        engines["wolfxl"] = wolfxl
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make_templates(folder)
        titles = "seconds", "peak MB", "÷ openpyxl", "÷ floor"
        print(f"{'task':<26}{'engine':<10}", *(f"{title:>11}" for title in titles))
        for task in TASKS:
            found = {
                engine: _child(python, engine, task, folder) for engine, python in engines.items()
            }
            for engine, (seconds, memory) in found.items():
                versus = [seconds / found[other][0] for other in ("openpyxl", "floor")]
                figures = f"{seconds:11.4f} {memory:11.0f} {versus[0]:11.3f} {versus[1]:11.2f}"
                print(f"{task:<26}{engine:<10}", figures, flush=True)


def _child(python: str, engine: str, task: str, folder: Path) -> tuple[float, float]:
    command = [python, __file__, "--child", engine, task, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def _measure(engine: str, task: str, folder: Path) -> None:
    run = ENGINES[engine](task, folder)
    if TASKS[task] > 1:
        run()
    times = []
    for _ in range(TASKS[task]):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    print(json.dumps([min(times), _peak()]))


def _peak() -> float:
    """The most memory in MB that this process held (``ru_maxrss`` counts its parent's too)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _template(task: str, folder: Path) -> Path:
    if task == "small form":
        return FORM
    return folder / ("grown.xlsx" if "grown" in task else "large.xlsx")


def _make_templates(folder: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(folder / "grown.xlsx") as book:
        sheet, style = book.add_worksheet(SHEET), book.add_format({"border": 1})
        sheet.write_row(FIRST - 2, 0, [f"列{column}" for column in range(COLUMNS)], style)
        sheet.write_row(FIRST - 1, 0, ["{{明细[].值}}"] * (COLUMNS - 4), style)
        for column, formula in enumerate(
            ("=SUM(C6:N6)", "=ROUND(C6/O6,4)", "=O6-C6", '=IF(O6>0,"是","否")')
        ):
            sheet.write_formula(FIRST - 1, COLUMNS - 4 + column, formula, style)
        for column in range(2, COLUMNS - 1):
            letter = chr(65 + column)
            sheet.write_formula(FIRST, column, f"=SUM({letter}6:{letter}6)", style)
    with xlsxwriter.Workbook(folder / "large.xlsx") as book:
        sheet = book.add_worksheet(SHEET)
        for row in range(LARGE_ROWS):
            sheet.write_string(row, 0, f"客户{row % 500}")
            for column in range(1, LARGE_COLUMNS):
                sheet.write_number(row, column, row * column / 7)
    (folder / "small.json").write_text(json.dumps(_small_cells()))
    excel_returns.make(folder)


def _small_cells() -> Cells:
    from kamtools.excel.template import Template

    marked = [cell for cell in Template.open(FORM).texts() if "{{" in cell.text]
    return [
        (cell.sheet, cell.row, cell.column, 1234.5 if "[" in cell.text else "星河超市")
        for cell in marked
    ]


def _cells(task: str, folder: Path) -> Cells:
    if task == "small form":
        return [tuple(cell) for cell in json.loads((folder / "small.json").read_text())]
    if "grown" in task:
        rows, filled = range(FIRST, FIRST + RECORDS), range(3, COLUMNS - 3)
        texts = [(SHEET, row, column, f"门店{row}") for row in rows for column in (1, 2)]
        return texts + [(SHEET, row, column, row * column / 3) for row in rows for column in filled]
    if task.startswith("2 "):
        return [(SHEET, 2, 2, 46326), (SHEET, LARGE_ROWS // 2, 3, "甲方")]
    return [(SHEET, 1 + n * 13, 2 + n % 19, n if n % 2 else f"文{n}") for n in range(EDITS)]


def _kamtools(task: str, folder: Path) -> Callable[[], object]:
    if task == excel_returns.TASK:
        return excel_returns.kamtools(folder)
    from kamtools.excel.changes import Cell, Changes, Grow
    from kamtools.excel.write import write

    grows = [Grow(SHEET, FIRST, 1, RECORDS)] if "grown" in task else []
    values = {Cell(*place): value for *place, value in _cells(task, folder)}
    template, out = _template(task, folder), folder / f"{task}.xlsx"
    return lambda: write(template, Changes(grows, values), out)


def _like_openpyxl(
    load: Callable[[Path], Any], task: str, folder: Path, borders: bool = True
) -> Callable[[], object]:
    """Load, fill, save. Grown rows get borders and formulas by a loop, as people write it."""
    cells, template, out = _cells(task, folder), _template(task, folder), folder / "other.xlsx"

    def run() -> None:
        book = load(template)
        if "grown" in task:
            _grow_by_hand(book[SHEET], borders)
        for sheet, row, column, value in cells:
            book[sheet].cell(row, column).value = value
        book.save(out)

    return run


def _grow_by_hand(sheet: Any, borders: bool) -> None:
    totals = [sheet.cell(FIRST + 1, column).value for column in range(1, COLUMNS + 1)]
    first = [sheet.cell(FIRST, column) for column in range(1, COLUMNS + 1)]
    styles = [copy(cell.border) for cell in first]
    for row in range(FIRST, FIRST + RECORDS):
        for column, (old, border) in enumerate(zip(first, styles, strict=True), 1):
            cell = sheet.cell(row, column)
            if borders:
                cell.border = border
            if isinstance(old.value, str) and old.value.startswith("="):
                cell.value = old.value.replace(str(FIRST), str(row))
    for column, total in enumerate(totals, 1):
        if total is not None:
            sheet.cell(FIRST + RECORDS, column).value = total.replace("6:", f"6:{FIRST + RECORDS}:")


def _openpyxl(task: str, folder: Path) -> Callable[[], object]:
    if task == excel_returns.TASK:
        return excel_returns.openpyxl(folder)
    import openpyxl

    return _like_openpyxl(openpyxl.load_workbook, task, folder)


def _wolfxl(task: str, folder: Path) -> Callable[[], object]:
    """Without borders in grown rows: 36,000 of them take it minutes."""
    if task == excel_returns.TASK:
        return excel_returns.wolfxl(folder)
    import wolfxl

    def load(path: Path) -> Any:
        return wolfxl.load_workbook(path, modify=True)

    return _like_openpyxl(load, task, folder, borders=False)


def _floor(task: str, folder: Path) -> Callable[[], object]:
    if task == excel_returns.TASK:
        return excel_returns.floor(folder)
    source, out = folder / f"{task}.xlsx", folder / "floor.xlsx"

    def run() -> None:
        content = source.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            data = archive.read(SHEET_PART)
            start = archive.getinfo(SHEET_PART).header_offset
        deflated = zlib.compress(data, ZLIB_LEVEL)
        out.write_bytes(content[:start] + deflated + content[start + len(deflated) :])

    return run


ENGINES = {"kamtools": _kamtools, "openpyxl": _openpyxl, "wolfxl": _wolfxl, "floor": _floor}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        _measure(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
        main()
