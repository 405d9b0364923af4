"""The sheets 图表 and 说明 of 目标分解表: the year as charts, and how its numbers were made."""

from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import Styles, print_setup, protect
from target_breakdown_layout import (
    CHARTS,
    ITEMS,
    KNOWN_FROM,
    MONTH_COLUMNS,
    MONTH_TABLE,
    NOTES,
    RECORD,
    SHEET,
    TOTAL,
)

METHOD = (
    "1. 公司各月目标：账本里有“公司”层级目标的，用账本的；没有的，按去年同月实绩 × 节日与工作日系数"
    "（春节、端午、中秋移动和工作日多少）×（1＋{{增长率}}）取整；下达了全年数（《目标限制》公司全年"
    "锁定）的，按淡旺季分到月；去年同月没有数据的，不建议。公司挑战目标没有下达时，"
    "按当月目标合计 ×（1＋{{挑战幅度}}）取整。{{去年数据.说明}}",
    "2. 预留 {{预留}}：分给门店的合计（应分解）比公司目标多出的部分。保底：{{保底}}（每店每月目标"
    "不低于去年同月实绩的这个比例，设在 kam.toml）。",
    "3. 门店目标：账本里已有门店目标的月份照抄（已定）；其余按权重分解（本表建议），各月合计等于"
    "应分解数，各店全年等于各月应得之和取整；上下限、锁定、已接受的申报见“限制与锁定”页。"
    "权重：{{依据}}；退货多于销售的月份按 0 计。",
    "4. 开业、关店的当月按营业天数折算（关店当日算营业），关店次月起为 0。"
    "新店：去年同月没有营业整月的，取本区域老店的去年同月，"
    "按“开业以来销售 ÷ 老店同期销售”缩放；还没有整月销售的，按最小的老店。",
    "5. 挑战目标按各店目标的比例分解，公司挑战目标够分时不低于目标。",
    "6. 取整用双向韦伯斯特法（四舍五入并保证行列合计）：没有碰到限制的格子都等于"
    "ROUND(基数×门店系数×月份系数)，见“测算”页；不足一个取整单位的尾差并入当月权重最大的门店。",
    "7. “未登记门店”是账本里有销售、门店表里没有的店：去年实绩列出，使合计与账本一致；不分配目标。",
)


def draw_charts(book: Workbook, style: Styles) -> None:
    """The sheet 图表: the company's months and the stores' years, each table with its chart."""
    sheet = book.add_worksheet(CHARTS)
    sheet.set_default_row(21)
    for column, width in {0: 100, 1: 86, 2: 86, 3: 86, 4: 66}.items():
        sheet.set_column_pixels(column, column, width)
    sheet.set_column_pixels(5, 17, 62)
    sheet.set_row(0, 28)
    title = "{{公司}}{{年度}}年度大客户团购目标分解图"
    sheet.merge_range(0, 0, 0, 17, title, style("title"))
    sheet.merge_range(1, 0, 1, 17, "单位：{{单位}}", style("form_no"))
    _month_table(sheet, style)
    _store_table(sheet, style)
    _charts(book, sheet)
    print_setup(sheet, landscape=True, header_rows=None, pages_high=1)
    protect(sheet)


STORE_TABLE = 18


def _heads(sheet: Worksheet, row: int, first: str, style: Styles) -> None:
    for column, text in enumerate((first, *ITEMS)):
        sheet.write(row, column, text, style("head"))


def _month_table(sheet: Worksheet, style: Styles) -> None:
    _heads(sheet, 2, "月份", style)
    for month, column in enumerate(MONTH_COLUMNS, start=1):
        row = 2 + month
        sheet.write(row, 0, f"{month}月", style("label"))
        for offset in range(3):
            cell = xl_rowcol_to_cell(TOTAL + offset, column)
            sheet.write_formula(
                row, 1 + offset, f"='{SHEET}'!{cell}", style("cell", "money", "shrink")
            )
        _growth_cell(sheet, row, month, style)


def _growth_cell(sheet: Worksheet, row: int, first: int, style: Styles) -> None:
    """Growth over last year, which must be known from month ``first`` on."""
    known = f'IF(AND(B{row + 1}>0,C{row + 1}>0),C{row + 1}/B{row + 1}-1,"—")'
    formula = f"=IF('{SHEET}'!{KNOWN_FROM}>{first},\"—\",{known})"
    sheet.write_formula(row, 4, formula, style("cell", "percent"))


def _store_table(sheet: Worksheet, style: Styles) -> None:
    _heads(sheet, STORE_TABLE - 1, "门店（全年）", style)
    row = STORE_TABLE
    sheet.write(row, 0, "{{门店[].名称}}", style("label", "shrink"))
    keys, years = (
        f"'{SHEET}'!${letter}${RECORD + 1}:${letter}${RECORD + 4}" for letter in ("W", "T")
    )
    sheet.write(row, 18, "{{门店[].编号}}")
    sheet.set_column(18, 18, None, None, {"hidden": True})
    for offset, item in enumerate(ITEMS[:3]):
        formula = f'=SUMIF({keys},$S{row + 1}&"/{item}",{years})'
        sheet.write_formula(row, 1 + offset, formula, style("cell", "money", "shrink"))
    _growth_cell(sheet, row, 1, style)


COLOURS = {"去年实绩": "#A6B4C3", "目标": "#1F6FB2", "挑战目标": "#D9822B"}


def _charts(book: Workbook, sheet: Worksheet) -> None:
    by_month = book.add_chart({"type": "column"})
    line = book.add_chart({"type": "line"})
    for column, (name, colour) in enumerate(COLOURS.items(), start=1):
        series = _series(3, 14, column, colour)
        if name == "挑战目标":
            marker = {"type": "circle", "size": 6, "fill": {"color": colour}}
            line.add_series({**series, "line": {"color": colour, "width": 2.25}, "marker": marker})
        else:
            by_month.add_series({**series, "gap": 60, "overlap": -5})
    by_month.combine(line)
    _finish(by_month, "各月：去年实绩、目标与挑战目标")
    sheet.insert_chart(2, 5, by_month, {"x_offset": 12, "object_position": 3})
    by_store = book.add_chart({"type": "column"})
    for column, colour in enumerate(COLOURS.values(), start=1):
        by_store.add_series({**_series(STORE_TABLE, STORE_TABLE, column, colour), "gap": 60})
    _finish(by_store, "各店全年：去年实绩、目标与挑战目标")
    sheet.insert_chart(STORE_TABLE - 1, 5, by_store, {"x_offset": 12, "object_position": 3})


def _series(first: int, last: int, column: int, colour: str) -> dict[str, Any]:
    head = 2 if first == 3 else STORE_TABLE - 1
    return {
        "name": [CHARTS, head, column],
        "categories": [CHARTS, first, 0, last, 0],
        "values": [CHARTS, first, column, last, column],
        "fill": {"color": colour},
        "border": {"none": True},
    }


def _finish(chart: Any, title: str) -> None:
    font = {"name": "宋体", "size": 10}
    chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 13}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis({"num_font": font})
    chart.set_y_axis(
        {
            "num_font": font,
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
            "line": {"none": True},
        }
    )
    chart.set_size({"width": 780, "height": 404})


def draw_notes(book: Workbook, style: Styles) -> None:
    """The sheet 说明: how the numbers were made."""
    sheet = book.add_worksheet(NOTES)
    for column, width in enumerate((72, 96, 72, 96, 168, 96, 96, 130, 86)):
        sheet.set_column_pixels(column, column, width)
    sheet.set_row(0, 28)
    title = "{{公司}}{{年度}}年度目标分解说明"
    sheet.merge_range(0, 0, 0, 8, title, style("title"))
    sheet.merge_range(1, 0, 1, 8, "单位：{{单位}}　　取整：{{取整}}", style("form_no"))
    sheet.merge_range(2, 0, 2, 8, "一、怎么分的", style("block"))
    for row, text in enumerate(METHOD, start=3):
        sheet.set_row(row, 45 if len(text) > 130 else 30)
        sheet.merge_range(row, 0, row, 8, text, style("cell", "small", indent=1))
    _company_months(sheet, style)
    _store_notes(sheet, style)
    print_setup(sheet, landscape=False, header_rows=(0, 1))
    protect(sheet)


def _company_months(sheet: Worksheet, style: Styles) -> None:
    sheet.merge_range(MONTH_TABLE - 2, 0, MONTH_TABLE - 2, 8, "二、公司各月目标", style("block"))
    sheet.set_row(MONTH_TABLE - 1, 4)
    heads = (
        "月份", "去年实绩", "节日与工作日系数", "公司目标", "目标来源", "应分解", "公司挑战目标",
        "挑战目标来源", "门店目标",
    )  # fmt: skip
    sheet.set_row(MONTH_TABLE, 30)
    for column, text in enumerate(heads):
        sheet.write(MONTH_TABLE, column, text, style("head"))
    fields = {
        2: "移动", 3: "公司目标", 4: "目标来源", 5: "应分解", 6: "公司挑战", 7: "挑战来源",
        8: "状态",
    }  # fmt: skip
    for month, there in enumerate(MONTH_COLUMNS, start=1):
        row = MONTH_TABLE + month
        sheet.write(row, 0, f"{month}月", style("label"))
        before = f"='{SHEET}'!{xl_rowcol_to_cell(TOTAL, there)}"
        sheet.write_formula(row, 1, before, style("cell", "money", "shrink"))
        for column, field in fields.items():
            kind = ("money", "shrink") if column in (3, 5, 6) else ("center", "small", "shrink")
            more = {"num_format": "0.0000"} if column == 2 else {}
            text = f"{{{{月份[{month}].{field}}}}}"
            sheet.write(row, column, text, style("cell", *kind, **more))
    row = MONTH_TABLE + 13
    sheet.write(row, 0, "全年", style("sum", "center"))
    for column in range(1, 9):
        letter = xl_col_to_name(column)
        if column in (1, 3, 5, 6):
            span = f"{letter}{MONTH_TABLE + 2}:{letter}{MONTH_TABLE + 13}"
            sheet.write_formula(row, column, f"=SUM({span})", style("sum", "money", "shrink"))
        else:
            sheet.write_blank(row, column, None, style("sum"))


def _store_notes(sheet: Worksheet, style: Styles) -> None:
    top = MONTH_TABLE + 15
    sheet.merge_range(top, 0, top, 8, "三、各店权重（全年合计）与依据", style("block"))
    heads = ("店号", "门店", "权重")
    for column, text in enumerate(heads):
        sheet.write(top + 1, column, text, style("head"))
    sheet.merge_range(top + 1, 3, top + 1, 8, "依据", style("head"))
    row = top + 2
    sheet.set_row(row, 26.25)
    sheet.write(row, 0, "{{说明[].店号}}", style("cell", "center"))
    sheet.write(row, 1, "{{说明[].名称}}", style("cell", "center", "small", "shrink"))
    sheet.write(row, 2, "{{说明[].权重}}", style("cell", "money", "shrink"))
    sheet.merge_range(row, 3, row, 8, "{{说明[].依据}}", style("cell", "small", indent=1))
