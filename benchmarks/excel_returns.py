"""The task “200 returns collected” of ``benchmarks/excel.py``.

200 forms with their hidden identity (123 bound cells each, five of them edited) are read back.
kamtools looks at every file before it opens it, reads all cells, checks the signed record, finds
each bound cell by its name wherever it stands now, and compares three ways: sent, returned, ledger.
openpyxl (``data_only``) and wolfxl only load the file and compare the same cells at the addresses
where they were sent, without looking whether they still stand there. The floor reads every part
of the file and parses the form's sheet once with lxml.
"""

import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

TASK, RETURNS, STORES, EDITS = "200 returns collected", 200, 40, 5
KEY = b"k" * 32
SHEET, FIRST = "表", 5


def make(folder: Path) -> None:
    """Write the returns, and where their bound cells are with what was sent in them."""
    from kamtools.excel.changes import Cell, Changes
    from kamtools.excel.write import write
    from kamtools.forms.fill import fill
    from kamtools.forms.identity import LedgerField, Letter

    template, sent = folder / "周报.xlsx", folder / "sent.xlsx"
    _make_template(template)
    stores = [
        {"编号": f"S{n:02}", "目标": Decimal(n * 1000) / 7, "备注": f"备注{n}" if n % 3 else None}
        for n in range(STORES)
    ]
    bindings = {
        ("门店[].目标", item): LedgerField("targets", ("2026-10", "门店", f"S{item:02}"), "target")
        for item in range(STORES)
    }
    data = {"公司": "星河超市", "期间": "2026年10月", "门店": stores}
    (folder / "returned").mkdir()
    for number in range(RETURNS):
        letter = Letter("2026-10", f"E{number:03}", "S", "run-1", KEY, bindings)
        done = fill("周报", template, data, sent, letter=letter)
        edits = {Cell(SHEET, FIRST + n * 7, 2): 100 + number + n for n in range(EDITS)}
        write(sent, Changes(values={**edits}), folder / "returned" / f"{number}.xlsx")
        assert done.identity
    cells = [(cell.cell, _plain(cell.sent)) for cell in done.identity.cells]
    (folder / "bound.json").write_text(json.dumps(cells))


def _make_template(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet, style = book.add_worksheet(SHEET), book.add_format({"border": 1, "locked": False})
        sheet.write("A1", "{{公司}}周报（{{期间}}）")
        sheet.write_row("A4", ["编号", "目标", "备注", "占比", "达标"])
        fields = "{{门店[].编号}}", "{{门店[].目标}}", "{{门店[].备注}}"
        sheet.write_row(FIRST - 1, 0, fields, style)
        sheet.write_formula("D5", "=B5/$B$6", style)
        sheet.write_formula("E5", '=IF(B5>=3000,"是","否")', style)
        sheet.write_formula("B6", "=SUM(B5:B5)", style)


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "returned").glob("*.xlsx"))


def kamtools(folder: Path) -> Callable[[], object]:
    """Read back, and compare three ways with a ledger that holds what was sent."""
    from kamtools.returns.merge import Outcome, compare
    from kamtools.returns.read import read_back

    def run() -> None:
        for file in _files(folder):
            read, findings = read_back(file, key=KEY)
            assert read.identity
            ledger = {cell.field: cell.sent for cell in read.identity.cells}
            outcomes = compare(read, ledger.__getitem__)
            assert not findings
            assert sum(one.outcome is Outcome.APPLIED for one in outcomes) == EDITS

    return run


def openpyxl(folder: Path) -> Callable[[], object]:
    """Load with values and compare cell by cell."""
    from openpyxl import load_workbook

    return _loading(lambda path: load_workbook(path, data_only=True), folder)


def wolfxl(folder: Path) -> Callable[[], object]:
    """Load with values and compare cell by cell."""
    from wolfxl import load_workbook

    return _loading(lambda path: load_workbook(path, data_only=True), folder)


def _loading(load: Callable[[Path], Any], folder: Path) -> Callable[[], object]:
    bound = json.loads((folder / "bound.json").read_text())

    def run() -> None:
        for file in _files(folder):
            sheet = load(file)[SHEET]
            changed = sum(_differs(sheet[cell].value, sent) for cell, sent in bound)
            assert changed == EDITS

    return run


def _differs(now: object, sent: object) -> bool:
    if isinstance(now, int | float) and isinstance(sent, int | float):
        return abs(now - sent) > 1e-9
    return now != sent


def floor(folder: Path) -> Callable[[], object]:
    """Inflate every part and parse the sheet."""
    from lxml import etree

    def run() -> None:
        for file in _files(folder):
            with zipfile.ZipFile(file) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            etree.fromstring(parts["xl/worksheets/sheet1.xml"])

    return run
