"""The values of a workbook's sheets, read by calamine in a child process under limits."""

import pickle
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kamtools.excel.collector import collector_at_rest
from kamtools.excel.markup import BrokenPart
from kamtools.excel.opening.file_kinds import FileKind, kind_of
from kamtools.excel.opening.refusals import BROKEN, ENCRYPTED
from kamtools.excel.opening.vetting import vet_for_reading
from kamtools.excel.reading import child_process
from kamtools.excel.reading.blind_cells import BlindCell, blind_cells
from kamtools.excel.references import read_reference
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

MEMORY = 900 * 1024 * 1024
"""Bytes of address space that reading one workbook may take."""
SECONDS = 15.0

Merge = tuple[int, int, int, int]
"""Top, left, bottom, right; 0-based, inclusive."""

READER_DIED = FindingKind(
    "reader_died", Severity.ERROR,
    Text("读取时中止：文件已损坏，或有数据的范围大得不正常",
         "reading it failed: the file is broken, or its used range is absurdly large"),
    Text("用 Excel 打开，删掉数据右边和下面的空白行列，另存为 .xlsx",
         "open it in Excel, delete the blank rows and columns beyond the data, save as .xlsx"),
)  # fmt: skip
READER_TIMEOUT = FindingKind(
    "reader_timeout", Severity.ERROR,
    Text("读了 {seconds} 秒还没有读完", "it was not read within {seconds} seconds"),
    READER_DIED.do,
)  # fmt: skip
TOO_MANY_CELLS = FindingKind(
    "too_many_cells", Severity.ERROR,
    Text("数据太多（超过 {cells} 万个单元格，或放不进内存）",
         "too much data (more than {cells}0,000 cells, or more than memory holds)"),
    Text("按月份拆成几个文件，或导出为 CSV", "split it by month, or export it as CSV"),
)  # fmt: skip
CELLS_LOST = FindingKind(
    "cells_lost", Severity.ERROR,
    Text("文件里有数据，但读出来是空的", "the file has data, but reads as empty"),
    Text("用 Excel 打开，另存为“Excel 工作簿 (*.xlsx)”再用",
         "open it in Excel and save it as “Excel Workbook (*.xlsx)”"),
)  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """The values of one sheet; ``rows[0][0]`` is A1, always. Rows may differ in length.

    An empty cell is ``""``; numbers are floats, dates ``date`` or ``datetime``. In .xlsx an error
    value is its text (``#N/A``), a formula never computed is ``blind_cells.UNCOMPUTED``.
    """

    file: str
    sheet: str
    rows: list[list[Any]]
    hidden: bool = False
    merges: tuple[Merge, ...] = ()


def read_grids(path: Path) -> tuple[list[Grid], list[Finding]]:
    """The sheets of ``path`` (.xlsx .xlsm .xlsb .xls .ods) in order, chart sheets left out.

    What can't be read is a finding; then the other sheets still come. A file that ends its
    reader (crash, ``SECONDS``, ``MEMORY``) yields no sheet at all.
    """
    if refusal := vet_for_reading(path):
        return [], [refusal]
    with ThreadPoolExecutor(1) as beside:
        blind = beside.submit(_blind_cells, path)
        messages, late = _messages(path)
    place = Place(path.name)
    if late:
        return [], [READER_TIMEOUT.at(place, seconds=int(SECONDS))]
    if not messages or messages[-1][0] != "end":
        return [], [READER_DIED.at(place)]
    grids = [_grid(path, message) for message in messages if message[0] == "sheet"]
    for grid in grids:
        _fill_in(grid, blind.result().get(grid.sheet, []))
    findings = [_problem(path, message) for message in messages if message[0] == "problem"]
    if not findings and not any(grid.rows for grid in grids) and _holds_values(path):
        findings.append(CELLS_LOST.at(place))
    return grids, findings


def _messages(path: Path) -> tuple[list[tuple[Any, ...]], bool]:
    """What the child said, and whether it had to be stopped."""
    command = [sys.executable, "-I", child_process.__file__, str(path), str(MEMORY)]
    late = threading.Event()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:

        def stop() -> None:
            """End a child that has had its time."""
            late.set()
            child.kill()

        timer = threading.Timer(SECONDS, stop)
        timer.start()
        try:
            assert child.stdout is not None
            with collector_at_rest():
                messages = _load_all(child.stdout)
        finally:
            timer.cancel()
            child.kill()
    return messages, late.is_set()


def _load_all(stream: IO[bytes]) -> list[tuple[Any, ...]]:
    messages: list[tuple[Any, ...]] = []
    try:
        while not messages or messages[-1][0] != "end":
            messages.append(pickle.load(stream))
    except (EOFError, pickle.UnpicklingError):
        pass  # the child died in the middle of a word
    return messages


def _grid(path: Path, message: tuple[Any, ...]) -> Grid:
    _, name, hidden, rows, merges = message
    return Grid(path.name, name, rows, hidden, tuple(merges))


def _blind_cells(path: Path) -> dict[str, list[BlindCell]]:
    if kind_of(path) is not FileKind.ZIP:
        return {}
    try:
        return blind_cells(path)
    except (BrokenPart, zipfile.BadZipFile):
        return {}  # the reader has its own say about a broken package


def _fill_in(grid: Grid, cells: list[BlindCell]) -> None:
    for address, text in cells:
        corner = read_reference(address)
        assert corner is not None, address
        row, column = corner.first.row - 1, corner.first.column - 1
        grid.rows.extend([] for _ in range(row + 1 - len(grid.rows)))
        line = grid.rows[row]
        line.extend([""] * (column + 1 - len(line)))
        if line[column] == "":
            line[column] = text


def _problem(path: Path, message: tuple[Any, ...]) -> Finding:
    _, sheet, kind, text = message
    place = Place(path.name, sheet)
    if kind == "password":
        return ENCRYPTED.at(place)
    if kind == "large":
        return TOO_MANY_CELLS.at(place, cells=child_process.MAX_CELLS // 10_000)
    return BROKEN.at(place, reason=text)


def _holds_values(path: Path) -> bool:
    """Whether a sheet part of an .xlsx has a cell with a value; only asked when none was read."""
    if kind_of(path) is not FileKind.ZIP:
        return False
    with zipfile.ZipFile(path) as package:
        return any(
            _has_value(package.read(name))
            for name in package.namelist()
            if "worksheets/" in name and name.lower().endswith(".xml")
        )


def _has_value(part: bytes) -> bool:
    return b"<v>" in part or b":v>" in part or b"<is>" in part
