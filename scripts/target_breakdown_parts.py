"""The sheets 限制与锁定 and 人员目标 of 目标分解表."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import Styles, print_setup, protect
from target_breakdown_layout import MONTH_COLUMNS, SHEET, TOTAL, YEAR

LIMITS, PEOPLE = "限制与锁定", "人员目标"
LIMIT_HEADS = ("层级", "对象", "期间", "下限", "上限", "最高增长", "锁定", "现在", "状态", "理由")
LIMIT_WIDTHS = (56, 110, 84, 90, 90, 70, 90, 90, 84, 250)


def draw_limits(book: Workbook, style: Styles) -> None:
    """What is limited, locked or accepted, and what is in conflict."""
    sheet = book.add_worksheet(LIMITS)
    for column, width in enumerate(LIMIT_WIDTHS):
        sheet.set_column_pixels(column, column, width)
    last = len(LIMIT_HEADS) - 1
    _title(sheet, style, "{{公司}}{{年度}}年度目标限制与锁定", last)
    block = "一、限制、锁定和已接受的申报（来自《目标限制》和《目标协商表》）"
    sheet.merge_range(2, 0, 2, last, block, style("block"))
    for column, text in enumerate(LIMIT_HEADS):
        sheet.write(3, column, text, style("head"))
    kinds = {"最高增长": ("percent",), "理由": ("small",)}
    for column, text in enumerate(LIMIT_HEADS):
        money = text in ("下限", "上限", "锁定", "现在")
        kind = kinds.get(text, ("money", "shrink") if money else ("center", "small", "shrink"))
        sheet.write(4, column, f"{{{{限制[].{text}}}}}", style("cell", *kind))
    sheet.merge_range(5, 0, 5, last, "二、冲突与最小的改动", style("block"))
    sheet.set_row(6, 20)
    sheet.merge_range(6, 0, 6, last, "{{冲突结论}}", style("cell", indent=1))
    _heads(sheet, style, 7, ("目标", "冲突", "差额", "最小的改动（任选一种）"))
    sheet.set_row(8, 60)
    for (first, end), name in zip(_SPANS, ("目标", "事", "差额", "办法"), strict=True):
        look = style("cell", "small", *(("center",) if first == end else ()))
        if first == end:
            sheet.write(8, first, f"{{{{冲突[].{name}}}}}", look)
        else:
            sheet.merge_range(8, first, 8, end, f"{{{{冲突[].{name}}}}}", look)
    _red(book, sheet, (4, 8, 4, 8), '=I5="没有满足"')
    print_setup(sheet, landscape=True, header_rows=(0, 1))
    protect(sheet)


_SPANS = ((0, 0), (1, 4), (5, 5), (6, 9))


def _heads(sheet: Worksheet, style: Styles, row: int, texts: Sequence[str]) -> None:
    for (first, end), text in zip(_SPANS, texts, strict=True):
        if first == end:
            sheet.write(row, first, text, style("head"))
        else:
            sheet.merge_range(row, first, row, end, text, style("head"))


def _red(book: Workbook, sheet: Worksheet, cells: tuple[int, int, int, int], rule: str) -> None:
    red = book.add_format({"font_color": "#C00000", "bold": True, "bg_color": "#FFE1E1"})
    sheet.conditional_format(*cells, {"type": "formula", "criteria": rule, "format": red})


def _title(sheet: Worksheet, style: Styles, text: str, last: int) -> None:
    sheet.set_row(0, 28)
    sheet.merge_range(0, 0, 0, last, text, style("title"))
    sheet.merge_range(1, 0, 1, last, "单位：{{单位}}", style("form_no"))


FIRST, WHOLE = 3, 15


def draw_people(book: Workbook, style: Styles) -> None:
    """Every person's and every product line's part of the 目标; nothing to fill."""
    sheet = book.add_worksheet(PEOPLE)
    for column, width in {0: 90, 1: 60, 2: 72, WHOLE: 84}.items():
        sheet.set_column_pixels(column, column, width)
    sheet.set_column_pixels(FIRST, WHOLE - 1, 68)
    _title(sheet, style, "{{公司}}{{年度}}年度人员与产品线目标", WHOLE)
    how = (
        "由各店每月目标往下分：人员按去年以来在本店的销售占比（没有记录的归门店负责人），"
        "产品线按本店各线的销售占比；每店每月之和与门店目标一分不差。本页供分派任务，不在这里改。"
    )
    sheet.set_row(2, 28)
    sheet.merge_range(2, 0, 2, WHOLE, how, style("note"))
    _block(sheet, style, 3, "一、人员", ("门店", "工号", "姓名"), "人员")
    _block(sheet, style, 9, "二、产品线", ("产品线",), "产品线")
    for row in (8, 14):
        _red(book, sheet, (row, FIRST, row, WHOLE), f"=D{row + 1}<>0")
    print_setup(sheet, landscape=True, header_rows=(0, 1))
    protect(sheet)


def _block(
    sheet: Worksheet, style: Styles, top: int, title: str, names: Sequence[str], records: str
) -> None:
    """A title, heads, the record, its sum, and how far that is from the 目标 (6 rows)."""
    sheet.merge_range(top, 0, top, WHOLE, title, style("block"))
    head, record, total, gap = range(top + 1, top + 5)
    fields = names if len(names) > 1 else ("名称",)
    if len(names) == 1:
        sheet.merge_range(head, 0, head, 2, names[0], style("head"))
        sheet.merge_range(
            record, 0, record, 2, f"{{{{{records}[].名称}}}}", style("cell", "center")
        )
    for column, (name, field) in enumerate(zip(names, fields, strict=True)):
        if len(names) > 1:
            sheet.write(head, column, name, style("head"))
            look = style("cell", "center", "small", "shrink")
            sheet.write(record, column, f"{{{{{records}[].{field}}}}}", look)
    for month in range(1, 13):
        column = FIRST + month - 1
        sheet.write(head, column, f"{month}月", style("head"))
        text = f"{{{{{records}[].目标[{month}]}}}}"
        sheet.write(record, column, text, style("cell", "money", "shrink"))
    sheet.write(head, WHOLE, "全年", style("head"))
    first, last = xl_col_to_name(FIRST), xl_col_to_name(WHOLE - 1)
    year = f"=SUM({first}{record + 1}:{last}{record + 1})"
    sheet.write_formula(record, WHOLE, year, style("sum", "money", "shrink"))
    sheet.merge_range(total, 0, total, 2, "合计", style("sum", "center"))
    sheet.merge_range(gap, 0, gap, 2, "合计－门店目标合计", style("label", "small"))
    for column, there in zip(range(FIRST, WHOLE + 1), [*MONTH_COLUMNS, YEAR], strict=True):
        letter, main = xl_col_to_name(column), xl_col_to_name(there)
        summed = f"=SUM({letter}{record + 1}:{letter}{record + 1})"
        sheet.write_formula(total, column, summed, style("sum", "money", "shrink"))
        off = f"=ROUND({letter}{total + 1}-'{SHEET}'!{main}{TOTAL + 2},2)"
        sheet.write_formula(gap, column, off, style("cell", "money", "shrink"))
