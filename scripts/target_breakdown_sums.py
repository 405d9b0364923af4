"""The sheets 测算 and 测算_挑战 of 目标分解表: every number as weight × store × month, rounded."""

from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import Styles, print_setup, protect
from target_breakdown_layout import MONTH_TABLE, NOTES, RECORD, SHEET

STORE, ITEM, FACTOR, FIRST, YEAR, THERE, GAP, KEY = 0, 1, 2, 3, 15, 16, 17, 18
WIDTHS = {STORE: 84, ITEM: 62, FACTOR: 84, YEAR: 84, THERE: 84, GAP: 58}
TITLE, DIGITS, HOW, HEAD, FACTORS, TARGET, BASE, FIXED, MARK, SUM, ASKED, CHECK, LEGEND = range(13)
MARKS = {
    "已定": "#E2E2E2",
    "锁定": "#D9D2E9",
    "申报": "#C9DAF8",
    "下限": "#D9EAD3",
    "上限": "#FCE5CD",
    "尾差": "#FFF2CC",
    "并列": "#FFF2CC",
    "调整": "#F4CCCC",
}
HOW_TEXT = (
    "目标＝ROUND(基数×门店系数×月份系数，取整位数)，用计算器就能核对。带颜色的格子不按公式，"
    "照“定数”：已定＝账本已定，锁定、申报＝按锁定或已接受的申报，下限、上限＝到了限制，"
    "尾差＝当月不足一个单位的零头并入，并列＝几家一样重、不能都进位，调整＝协商后改过。"
)


def draw_sums(book: Workbook, style: Styles, name: str, item: str, prefix: str, asked: str) -> None:
    """One of the two sheets; ``prefix`` of its placeholders, ``asked`` the company's column."""
    sheet = book.add_worksheet(name)
    _columns(sheet)
    sheet.set_row(TITLE, 28)
    title = f"{{{{公司}}}}{{{{年度}}}}年度{item}测算"
    sheet.merge_range(TITLE, 0, TITLE, GAP, title, style("title"))
    sheet.merge_range(DIGITS, 0, DIGITS, 1, "取整位数", style("label"))
    sheet.write(DIGITS, FACTOR, "{{位数}}", style("cell", "whole"))
    info = "单位：{{单位}}　　取整：{{取整}}　　依据：{{依据}}　　{{尾数}}"
    sheet.merge_range(DIGITS, FIRST, DIGITS, GAP, info, style("info", "small"))
    sheet.set_row(HOW, 30)
    sheet.merge_range(HOW, 0, HOW, GAP, HOW_TEXT, style("note"))
    heads = ("门店", "项目", "门店系数", *(f"{m}月" for m in range(1, 13)))
    for column, text in enumerate((*heads, "全年", "分解表全年", "差额")):
        sheet.write(HEAD, column, text, style("head"))
    _factors(sheet, style, prefix)
    _record(sheet, style, item, prefix)
    _foot(sheet, style, item, asked)
    _looks(book, sheet)
    print_setup(sheet, landscape=True, header_rows=(HEAD, FACTORS))
    sheet.print_area(0, 0, LEGEND, GAP)
    sheet.freeze_panes(TARGET, FIRST)
    protect(sheet)


def _columns(sheet: Worksheet) -> None:
    sheet.set_column_pixels(FIRST, YEAR - 1, 70)
    for column, width in WIDTHS.items():
        sheet.set_column_pixels(column, column, width)
    sheet.set_column(KEY, KEY, None, None, {"hidden": True})


def _factors(sheet: Worksheet, style: Styles, prefix: str) -> None:
    sheet.merge_range(FACTORS, 0, FACTORS, FACTOR, "月份系数", style("label"))
    look = style("label", "small", "shrink", align="right")
    for month in range(1, 13):
        sheet.write(FACTORS, FIRST + month - 1, f"{{{{月份[{month}].{prefix}系数}}}}", look)
    for column in (YEAR, THERE, GAP):
        sheet.write_blank(FACTORS, column, None, style("label"))


def _record(sheet: Worksheet, style: Styles, item: str, prefix: str) -> None:
    for row in range(TARGET, MARK + 1):
        sheet.set_row(row, 15)
    top = {"top": 2}
    name = style("cell", "center", "small", top=2)
    sheet.merge_range(TARGET, STORE, MARK, STORE, "{{门店[].名称}}", name)
    factor = style("cell", "right", "small", "shrink", top=2)
    sheet.merge_range(TARGET, FACTOR, MARK, FACTOR, f"{{{{门店[].{prefix}系数}}}}", factor)
    sheet.write(TARGET, KEY, "{{门店[].编号}}")
    labels = {TARGET: item, BASE: "基数", FIXED: "定数", MARK: "原因"}
    for row, text in labels.items():
        edge = top if row == TARGET else {}
        sheet.write(row, ITEM, text, style("label", "small", "shrink", **edge))
    for month in range(1, 13):
        column = FIRST + month - 1
        letter = xl_col_to_name(column)
        base, fixed = (f"{letter}{row + 1}" for row in (BASE, FIXED))
        product = f"{base}*$C{TARGET + 1}*{letter}${FACTORS + 1}"
        formula = f'=IF({fixed}="",ROUND({product},$C${DIGITS + 1}),{fixed})'
        sheet.write_formula(
            TARGET, column, formula, style("cell", "money", "shrink", bold=True, **top)
        )
        grey: dict[str, Any] = {"font_color": "#595959"}
        for row, key, kind in (
            (BASE, "基数", ("fen", "small")),
            (FIXED, "定数", ("money", "small")),
            (MARK, "原因", ("center", "small")),
        ):
            text = f"{{{{门店[].{prefix}{key}[{month}]}}}}"
            sheet.write(row, column, text, style("cell", *kind, "shrink", **grey))
    _year(sheet, style, item)


def _year(sheet: Worksheet, style: Styles, item: str) -> None:
    first, last = (xl_rowcol_to_cell(TARGET, column) for column in (FIRST, YEAR - 1))
    look = style("sum", "money", "shrink", top=2)
    sheet.write_formula(TARGET, YEAR, f"=SUM({first}:{last})", look)
    keys, years = (f"'{SHEET}'!${col}${RECORD + 1}:${col}${RECORD + 4}" for col in ("W", "T"))
    there = f'=SUMIF({keys},$S{TARGET + 1}&"/{item}",{years})'
    sheet.write_formula(TARGET, THERE, there, look)
    year, main = (xl_rowcol_to_cell(TARGET, column) for column in (YEAR, THERE))
    sheet.write_formula(TARGET, GAP, f"=ROUND({year}-{main},2)", look)
    for row in (BASE, FIXED, MARK):
        for column in (YEAR, THERE, GAP):
            sheet.write_blank(row, column, None, style("cell"))


def _foot(sheet: Worksheet, style: Styles, item: str, asked: str) -> None:
    labels = {SUM: "测算合计", ASKED: "公司应分解", CHECK: "差额"}
    for row, text in labels.items():
        edge = {"top": 2} if row == SUM else {}
        sheet.merge_range(row, 0, row, FACTOR, text, style("sum", "center", **edge))
        look = style("sum", "money", "shrink", **edge)
        for month in range(1, 13):
            column = FIRST + month - 1
            letter = xl_col_to_name(column)
            items = f"$B${TARGET + 1}:$B${MARK + 1}"
            values = f"{letter}${TARGET + 1}:{letter}${MARK + 1}"
            formula = {
                SUM: f'=SUMIF({items},"{item}",{values})',
                ASKED: f"='{NOTES}'!${asked}${MONTH_TABLE + month + 1}",
                CHECK: f"=ROUND({letter}{SUM + 1}-{letter}{ASKED + 1},2)",
            }[row]
            sheet.write_formula(row, column, formula, look)
        first, last = (xl_rowcol_to_cell(row, column) for column in (FIRST, YEAR - 1))
        sheet.write_formula(row, YEAR, f"=SUM({first}:{last})", look)
        if row != SUM:
            sheet.write_blank(row, THERE, None, look)
            sheet.write_blank(row, GAP, None, look)
            continue
        for column in (THERE, GAP):
            letter = xl_col_to_name(column)
            span = f"{letter}${TARGET + 1}:{letter}${MARK + 1}"
            sheet.write_formula(row, column, f"=SUM({span})", look)
    note = (
        "两个“差额”都应是 0：列对“目标分解表”各店全年，行对“说明”页公司应分解数；改了黄格会变红。"
    )
    sheet.merge_range(LEGEND, 0, LEGEND, GAP, note, style("note", text_wrap=False))


def _looks(book: Workbook, sheet: Worksheet) -> None:
    for row in (TARGET, FIXED, MARK):
        for text, colour in MARKS.items():
            rule = f'=D{MARK + 1}="{text}"'
            sheet.conditional_format(
                row, FIRST, row, YEAR - 1,
                {"type": "formula", "criteria": rule,
                 "format": book.add_format({"bg_color": colour})},
            )  # fmt: skip
    red = book.add_format({"font_color": "#C00000", "bold": True, "bg_color": "#FFE1E1"})
    for cells in ((TARGET, GAP, TARGET, GAP), (SUM, GAP, SUM, GAP), (CHECK, FIRST, CHECK, YEAR)):
        sheet.conditional_format(
            *cells, {"type": "cell", "criteria": "!=", "value": 0, "format": red}
        )
