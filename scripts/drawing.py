"""What the templates have in common: styles, print set-up, signature row, reproducible bytes.

A form's drawing script composes cell formats by naming parts::

    book, style = new_book("templates/目标分解表.xlsx")
    sheet = book.add_worksheet("目标分解")
    sheet.merge_range("A1:H1", "{{公司}}大客户档案", style("title"))
    sheet.write("B4", "{{客户.信用额度}}", style("cell", "money", "input"))
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

A4 = 9
INPUT_COLOUR = "#FFF8DC"
HEAD_COLOUR = "#DCE6F1"
SUM_COLOUR = "#F2F2F2"

PARTS: dict[str, dict[str, Any]] = {
    "base": {"font_name": "宋体", "font_size": 10, "valign": "vcenter"},
    "title": {"font_name": "黑体", "font_size": 16, "bold": True, "align": "center"},
    "form_no": {"font_size": 9, "align": "right", "font_color": "#595959"},
    "info": {"align": "left"},
    "cell": {"border": 1, "text_wrap": True},
    "head": {
        "border": 1,
        "text_wrap": True,
        "bold": True,
        "align": "center",
        "bg_color": HEAD_COLOUR,
    },
    "label": {"border": 1, "text_wrap": True, "align": "center", "bg_color": SUM_COLOUR},
    "sum": {"border": 1, "bold": True, "bg_color": SUM_COLOUR},
    "block": {"border": 1, "bold": True, "align": "left", "bg_color": HEAD_COLOUR, "indent": 1},
    "center": {"align": "center"},
    "right": {"align": "right"},
    "small": {"font_size": 9},
    "note": {"font_size": 9, "font_color": "#595959", "text_wrap": True, "valign": "top"},
    "shrink": {"shrink": True, "text_wrap": False},
    "money": {"num_format": "#,##0;-#,##0;0", "align": "right"},
    "fen": {"num_format": "#,##0.00", "align": "right"},
    "percent": {"num_format": "0.0%", "align": "right"},
    "score": {"num_format": "0.00", "align": "center"},
    "whole": {"num_format": "0", "align": "center"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "text": {"num_format": "@"},
    "input": {"bg_color": INPUT_COLOUR, "locked": False},
}


class Styles:
    """Cell formats by composition: ``style("cell", "money", "input", bold=True)``."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def __call__(self, *parts: str, **more: object) -> Format:
        properties = PARTS["base"].copy()
        for part in parts:
            properties |= PARTS[part]
        properties |= more
        key = repr(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def new_book(path: str | Path) -> tuple[Workbook, Styles]:
    """A workbook whose bytes are the same at every drawing, and its styles."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(2026, 1, 1), "author": "kamtools"})
    book.set_calc_mode("auto")
    return book, Styles(book)


def print_setup(
    sheet: Worksheet, *, landscape: bool, header_rows: tuple[int, int] | None, pages_high: int = 0
) -> None:
    """A4, one page wide (``pages_high`` 0 = as many as needed), header repeated, page numbers."""
    sheet.set_paper(A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, pages_high)
    if header_rows:
        sheet.repeat_rows(*header_rows)
    sheet.set_footer("&L&9&F&C&9第 &P 页 共 &N 页&R&9打印：&D")
    sheet.hide_gridlines(1)


def protect(sheet: Worksheet) -> None:
    """Lock all but the input cells, without a password; widths and heights stay adjustable."""
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def growth(now: str, before: str, *, unless: str = "") -> str:
    """The formula of ``now`` over ``before``, two cells: the same rule on every form.

    — where last year is not known (blank) or ``unless`` holds, 新增 where it was nothing; a
    multiple that says no more than that last year was next to nothing is ＞10倍.
    """
    known = f'IF({before}>0,IF({now}/{before}>=11,"＞10倍",{now}/{before}-1),'
    known += f'IF(AND({before}=0,{now}>0),"新增","—"))'
    unknown = f'{before}=""' if not unless else f'OR({before}="",{unless})'
    return f'IF({unknown},"—",{known})'


def signature_row(
    sheet: Worksheet,
    row: int,
    spans: Sequence[tuple[int, int]],
    style: Styles,
    labels: Sequence[str] = ("填表", "审核", "批准"),
) -> None:
    """Signature fields with a date, each over its ``(first, last)`` 0-based columns of ``row``."""
    sheet.set_row(row, 26)
    for label, (first, last) in zip(labels, spans, strict=True):
        sheet.merge_range(
            row, first, row, last, f"{label}：　　　　　年　　月　　日", style("info")
        )


def list_validation(
    sheet: Worksheet, cells: tuple[int, int, int, int], choices: Sequence[str], what: str
) -> None:
    """A drop-down over (first row, first column, last row, last column), refusing in Chinese."""
    sheet.data_validation(
        *cells,
        {
            "validate": "list",
            "source": list(choices),
            "input_title": what,
            "input_message": "请从下拉列表中选择",
            "error_title": f"{what}不对",
            "error_message": f"只能选：{'、'.join(choices)}"[:255],
        },
    )


def number_validation(
    sheet: Worksheet, cells: tuple[int, int, int, int], low: float, high: float, what: str
) -> None:
    """A number between ``low`` and ``high``, with a Chinese message on entry and on refusal."""
    said = f"请输入 {low:,.10g} 到 {high:,.10g} 之间的数字"
    sheet.data_validation(
        *cells,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "input_title": what,
            "input_message": said,
            "error_title": f"{what}不对",
            "error_message": said,
        },
    )
