"""A small form with everything in it, filled: what the tests of reading back begin with."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from kamtools.forms.fill import Filled, fill
from kamtools.forms.identity import LedgerField, Letter

KEY = b"k" * 32
FORM = "周报"
STORES = [
    {"编号": "S01", "目标": Decimal("100.50"), "备注": "开业"},
    {"编号": "S02", "目标": Decimal(200), "备注": None},
    {"编号": "S03", "目标": None, "备注": "装修"},
]
PEOPLE = [
    {"姓名": "林一", "电话": "13800000001", "生日": date(1990, 5, 1)},
    {"姓名": "周二", "电话": "13800000002", "生日": date(1991, 6, 2)},
    {"姓名": None, "电话": None, "生日": None},
]
DATA = {
    "公司": "星河超市", "期间": "2026年10月", "日期": date(2026, 10, 31), "说明": "甲\n乙",
    "门店": STORES, "人": PEOPLE, "附": {"金额": Decimal("12.34"), "备注": "=1+1"},
}  # fmt: skip
"""Rows as filled: 1 title, 2 日期, 3 heads, 4-6 门店, 7 合计, 8-13 人 (two rows each), 14 说明."""


def template(folder: Path) -> Path:
    path = folder / "周报.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        open_ = book.add_format({"locked": False})
        day = book.add_format({"num_format": "yyyy-mm-dd", "locked": False})
        sheet, more = book.add_worksheet("表"), book.add_worksheet("附 页")
        sheet.protect()
        sheet.write("A1", "{{公司}}周报（{{期间}}）")
        sheet.write("A2", "日期")
        sheet.write("B2", "{{日期}}", day)
        sheet.write_row("A3", ["编号", "目标", "备注"])
        sheet.write("A4", "{{门店[].编号}}")
        sheet.write("B4", "{{门店[].目标}}", open_)
        sheet.write("C4", "{{门店[].备注}}", open_)
        sheet.write("A5", "合计")
        sheet.write_formula("B5", "=SUM(B4:B4)")
        sheet.write("A6", "{{人[].姓名}}", open_)
        sheet.write("B6", "{{人[].电话}}", open_)
        sheet.write("B7", "{{人[].生日}}", day)
        sheet.write("A8", "说明")
        sheet.write("B8", "{{说明}}", open_)
        more.write("B2", "{{附.金额}}", open_)
        more.write("B3", "备注：{{附.备注}}", open_)
        book.define_name("合计", "=表!$B$5")
    return path


def bindings() -> dict[tuple[str, int | None], LedgerField]:
    bound = {
        (f"门店[].{shown}", item): LedgerField(
            "targets", ("2026-10", "门店", f"S0{item + 1}"), name
        )
        for item in range(3)
        for shown, name in (("目标", "target"), ("备注", "note"))
    }
    return {**bound, ("附.金额", None): LedgerField("receipts", ("R1",), "amount", Decimal(10000))}


LETTER = Letter("2026-10", "E01 林一", "S", "run-1", KEY, bindings())


def filled(folder: Path, letter: Letter = LETTER) -> Filled:
    return fill(FORM, template(folder), DATA, folder / "out.xlsx", letter=letter)
