"""The exports as files: a title over the columns, an info row, then the header in row 3."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

_CREATED = datetime(2026, 11, 1, 8, 30)


@dataclass(frozen=True)
class Export:
    """One table as a system or a person writes it out."""

    file: str
    title: str
    info: str
    headers: Sequence[str]
    rows: Sequence[Sequence[object]]
    last: Sequence[object] = ()
    """The 合计 row, or where people sign."""

    @property
    def lines(self) -> list[Sequence[object]]:
        return [*self.rows, self.last] if self.last else list(self.rows)


def write_workbook(folder: Path, export: Export) -> None:
    """As an office clerk's export looks: merged title, grey header, dates as dates."""
    with xlsxwriter.Workbook(folder / export.file) as book:
        book.set_properties({"created": _CREATED, "author": "大客户部"})
        font = {"font_name": "宋体", "font_size": 10}
        title = book.add_format(
            {"bold": True, "font_size": 16, "align": "center", "font_name": "黑体"}
        )
        header = book.add_format(
            {
                **font,
                "bold": True,
                "bg_color": "#D9D9D9",
                "border": 1,
                "align": "center",
                "text_wrap": True,
            }
        )
        cell = book.add_format({**font, "border": 1})
        formats = {
            date: book.add_format({**font, "border": 1, "num_format": "yyyy/m/d"}),
            Decimal: book.add_format({**font, "border": 1, "num_format": "#,##0.00"}),
        }
        sheet = book.add_worksheet("Sheet1")
        width = len(export.headers) - 1
        sheet.merge_range(0, 0, 0, width, export.title, title)
        sheet.merge_range(1, 0, 1, width, export.info, book.add_format(font))
        sheet.write_row(2, 0, export.headers, header)
        for row, values in enumerate(export.lines, start=3):
            for column, value in enumerate(values):
                sheet.write(row, column, value, formats.get(type(value), cell))
        for column, chars in enumerate(_widths(export)):
            sheet.set_column(column, column, chars)
        sheet.set_row(0, 28)
        sheet.freeze_panes(3, 0)


def write_csv(folder: Path, export: Export) -> None:
    """As a cash desk system writes it: GB18030, title and info lines first."""
    with (folder / export.file).open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([export.title])
        writer.writerow([export.info])
        writer.writerow(export.headers)
        writer.writerows(export.lines)


def _widths(export: Export) -> Iterable[float]:
    for column, header in enumerate(export.headers):
        texts = [
            header,
            *(str(row[column]) for row in export.rows[:300] if row[column] is not None),
        ]
        yield min(44, 2 + max(sum(2 if ord(char) > 255 else 1 for char in text) for text in texts))
