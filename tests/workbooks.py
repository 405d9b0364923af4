"""Small workbooks for tests, written as Markdown tables, so that a test shows what it reads.

::

    workbook(path, {"明细": '''
        | 单号 | 日期       | 金额   |
        |------|------------|--------|
        | A1   | 2026-10-01 | 1,234  |
    '''})

A cell that is a plain number becomes a number, an ISO day becomes a date, ``TRUE`` a boolean,
``\\n`` inside a cell a line break; ``'007`` stays text; ``#N/A`` becomes an error value; ``<<``
merges the cell with the one left of it, ``^^`` with the one above. The ``|---|`` line is optional
and stands for nothing. An empty line is an empty row.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_RULE = re.compile(r"\|[\s|:-]+\|")


def workbook(path: Path, sheets: Mapping[str, str], *, hidden: tuple[str, ...] = ()) -> Path:
    """Write ``sheets`` (name → Markdown table) to ``path``; those in ``hidden`` are hidden."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, text in sheets.items():
            sheet = book.add_worksheet(name)
            _write(sheet, cells(text))
            if name in hidden:
                sheet.hide()
    return path


def cells(text: str) -> list[list[str]]:
    """The cells of a Markdown table, row by row; a line without ``|`` is an empty row."""
    lines = [line.strip() for line in text.strip("\n").splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    rows = [line for line in lines if not (_RULE.fullmatch(line) and "-" in line)]
    return [
        [cell.strip().replace("\\n", "\n") for cell in row.strip("|").split("|")] if row else []
        for row in rows
    ]


def _write(sheet: Any, rows: list[list[str]]) -> None:
    for row, line in enumerate(rows):
        for column, text in enumerate(line):
            if text not in ("<<", "^^", ""):
                _merge(sheet, rows, row, column)
                _write_cell(sheet, row, column, text)


def _merge(sheet: Any, rows: list[list[str]], row: int, column: int) -> None:
    right, bottom = column, row
    while right + 1 < len(rows[row]) and rows[row][right + 1] == "<<":
        right += 1
    while bottom + 1 < len(rows) and rows[bottom + 1][column : column + 1] == ["^^"]:
        bottom += 1
    if (right, bottom) != (column, row):
        sheet.merge_range(row, column, bottom, right, "")


def _write_cell(sheet: Any, row: int, column: int, text: str) -> None:
    if text.startswith("'"):
        sheet.write_string(row, column, text[1:])
    elif text.startswith("#") and text.isupper():
        sheet.write_formula(row, column, "=NA()", None, text)
    elif _NUMBER.fullmatch(text):
        sheet.write_number(row, column, float(text))
    elif _DAY.fullmatch(text):
        sheet.write_datetime(row, column, date.fromisoformat(text))
    elif text in ("TRUE", "FALSE"):
        sheet.write_boolean(row, column, text == "TRUE")
    else:
        sheet.write_string(row, column, text)
