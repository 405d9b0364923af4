"""Draw templates/目标协商表.xlsx: the stores' bids to decide on, the gap, and what it moves.

Run it from the top of the checkout: ``python scripts/draw_negotiation.py``.
"""

from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import Styles, list_validation, new_book, print_setup, protect, signature_row

OUT = Path(__file__).parent.parent / "templates" / "目标协商表.xlsx"
BIDS, GAPS, MOVES = "目标协商", "上下对照", "协商结果"
CHOICES = ("接受", "不接受")
GAP_FORMAT, GAP_WAN = "+#,##0;-#,##0;—", "+#,##0.00;-#,##0.00;—"
BID_COLUMNS = (
    ("店号", 7), ("门店", 14), ("月份", 9.5), ("去年实绩", 12), ("下达目标", 12), ("申报目标", 12),
    ("差额", 11), ("差额率", 8.5), ("理由", 30), ("决定", 9), ("答复", 26), ("协商后\n目标", 12),
)  # fmt: skip
NOTE_TEXT = (
    "浅黄格由决定人填：“决定”选接受或不接受，“答复”会印在门店下一版的目标表上；没有决定的先空着。"
    "“下达目标”是门店申报时手里的数。接受的申报从下一版起照数锁定，公司当月目标不变，"
    "差额由其他门店按下达的比例分担（见“协商结果”页）；门店以后又改申报的，要重新决定。"
)


def main() -> None:
    book, style = new_book(OUT)
    _draw_bids(book, style)
    _draw_gaps(book, style)
    _draw_moves(book, style)
    book.close()


def _top(sheet: Worksheet, style: Styles, title: str, last: int) -> None:
    sheet.set_row(0, 32)
    sheet.merge_range(0, 0, 0, last, title, style("title"))
    sheet.merge_range(1, 0, 1, last, "表单编号：KAM-MB-03　　版本：1.0", style("form_no"))


def _wan(book: Workbook, sheet: Worksheet, where: tuple[int, int, int, int], form: str) -> None:
    """Two decimals where the form is in 万元; the sheet's L3 or later hidden cell says so."""
    look = book.add_format({"num_format": form})
    rule = {"type": "formula", "criteria": '=$Z$3="万元"', "format": look}
    sheet.conditional_format(*where, rule)


def _unit(sheet: Worksheet) -> None:
    sheet.write(2, 25, "{{单位}}")
    sheet.set_column(25, 25, None, None, {"hidden": True})


def _draw_bids(book: Workbook, style: Styles) -> None:
    sheet = book.add_worksheet(BIDS)
    for column, (_, width) in enumerate(BID_COLUMNS):
        sheet.set_column(column, column, width)
    _unit(sheet)
    _top(sheet, style, "{{公司}}{{年度}}年度目标协商表", 11)
    infos = {(0, 3): "部门：{{部门}}", (4, 6): "决定人：{{决定人}}", (7, 8): "目标{{版本}}",
             (9, 10): "实绩截至：{{截至}}"}  # fmt: skip
    for (first, last), text in infos.items():
        sheet.merge_range(2, first, 2, last, text, style("info", "shrink"))
    sheet.write(2, 11, "单位：{{单位}}", style("info"))
    sheet.set_row(3, 30)
    for column, (text, _) in enumerate(BID_COLUMNS):
        sheet.write(3, column, text, style("head"))
    _bid_row(book, sheet, style)
    _bid_sums(book, sheet, style)
    sheet.merge_range(6, 0, 6, 11, "冲突与办法", style("block"))
    sheet.set_row(7, 32)
    sheet.merge_range(7, 0, 7, 11, "{{冲突[].说明}}", style("cell", "small", indent=1))
    red = book.add_format({"font_color": "#C00000", "bold": True})
    rule = {"type": "formula", "criteria": '=LEFT($A8,4)<>"没有冲突"', "format": red}
    sheet.conditional_format(7, 0, 7, 11, rule)
    sheet.set_row(8, 30)
    sheet.merge_range(8, 0, 8, 11, NOTE_TEXT, style("note"))
    spans = [(0, 3), (4, 8), (9, 11)]
    signature_row(sheet, 9, spans, style, ("编制", "审核", "决定"))
    print_setup(sheet, landscape=True, header_rows=(0, 3))
    sheet.print_area(0, 0, 9, 11)
    sheet.freeze_panes(4, 2)
    protect(sheet)


def _bid_row(book: Workbook, sheet: Worksheet, style: Styles) -> None:
    sheet.set_row(4, 30)
    money, small = style("cell", "money", "shrink"), style("cell", "small", indent=1)
    looks: dict[str, Any] = {
        "店号": style("cell", "center", "shrink"), "门店": small,
        "月份": style("cell", "center"), "去年": money, "下达": money, "申报": money,
        "差额": None, "差额率": None, "理由": small, "决定": style("cell", "center", "input"),
        "答复": style("cell", "small", "input", indent=1), "协商后": money,
    }  # fmt: skip
    for column, (field, look) in enumerate(looks.items()):
        if look is not None:
            sheet.write(4, column, f"{{{{申报[].{field}}}}}", look)
    gap = style("cell", "shrink", num_format=GAP_FORMAT, align="right")
    sheet.write_formula(4, 6, '=IF(OR(E5="",F5=""),"",F5-E5)', gap)
    rate = style("cell", "shrink", num_format="+0.0%;-0.0%;0.0%", align="right")
    sheet.write_formula(4, 7, '=IF(G5="","",IF(E5=0,"—",G5/E5))', rate)
    list_validation(sheet, (4, 9, 4, 9), CHOICES, "决定")
    sheet.data_validation(4, 10, 4, 10, {
        "validate": "length", "criteria": "<=", "value": 200,
        "input_title": "答复", "input_message": "会印在门店下一版的目标表上",
        "error_title": "答复太长", "error_message": "请写在 200 字以内。",
    })  # fmt: skip
    _wan(book, sheet, (4, 3, 5, 5), "#,##0.00")
    _wan(book, sheet, (4, 6, 5, 6), GAP_WAN)
    _wan(book, sheet, (4, 11, 5, 11), "#,##0.00")
    colours = {"接受": "#E2F0D9", "不接受": "#FBE5D6"}
    for choice, colour in colours.items():
        look = book.add_format({"bg_color": colour})
        rule = {"type": "formula", "criteria": f'=$J5="{choice}"', "format": look}
        sheet.conditional_format(4, 9, 4, 9, rule)


def _bid_sums(book: Workbook, sheet: Worksheet, style: Styles) -> None:
    sheet.set_row(5, 24)
    sheet.merge_range(5, 0, 5, 2, "合　计", style("sum", "center"))
    money = style("sum", "money", "shrink")
    for letter, column in {"D": 3, "E": 4, "F": 5, "L": 11}.items():
        sheet.write_formula(5, column, f"=SUM({letter}5:{letter}5)", money)
    gap = style("sum", "shrink", num_format=GAP_FORMAT, align="right")
    sheet.write_formula(5, 6, "=SUM(G5:G5)", gap)
    rate = style("sum", "shrink", num_format="+0.0%;-0.0%;0.0%", align="right")
    sheet.write_formula(5, 7, '=IF(E6=0,"",G6/E6)', rate)
    counted = '=COUNTIF(J5:J5,"接受")&" 条接受，"&COUNTIF(J5:J5,"不接受")&" 条不接受"'
    sheet.merge_range(5, 8, 5, 10, "", style("sum", "small", indent=1))
    sheet.write_formula(5, 8, counted, style("sum", "small", indent=1))
    for name, cell in {"合计_下达": "$E$6", "合计_申报": "$F$6"}.items():
        book.define_name(name, f"='{BIDS}'!{cell}")


def _draw_gaps(book: Workbook, style: Styles) -> None:
    """Store × month: by how much bottom-up differs from top-down; and the years."""
    sheet = book.add_worksheet(GAPS)
    heads = (
        "店号",
        "门店",
        "下达全年\n（自上而下）",
        "申报全年\n（自下而上）",
        "差额全年",
        "协商后\n全年",
    )
    for column, width in enumerate((7, 14, 13, 13, 12, 13, *([9.5] * 12))):
        sheet.set_column(column, column, width)
    _unit(sheet)
    _top(sheet, style, "{{公司}}{{年度}}年度目标上下对照", 17)
    said = "右边十二列是各月的差额：申报 － 下达；没有申报的月份按下达算。单位：{{单位}}"
    sheet.merge_range(2, 0, 2, 17, said, style("info", "small"))
    sheet.set_row(3, 30)
    for column, text in enumerate((*heads, *(f"{month}月" for month in range(1, 13)))):
        sheet.write(3, column, text, style("head"))
    _gap_row(sheet, style)
    sheet.set_row(5, 24)
    sheet.merge_range(5, 0, 5, 1, "公司合计", style("sum", "center"))
    for column in range(2, 18):
        letter = xl_col_to_name(column)
        money = column in (2, 3, 5)
        look = style("sum", "money", "shrink") if money else style(
            "sum", "shrink", num_format=GAP_FORMAT, align="right")  # fmt: skip
        sheet.write_formula(5, column, f"=SUM({letter}5:{letter}5)", look)
    for name, cell in {"合计_公司下达": "$C$6", "合计_协商后": "$F$6"}.items():
        book.define_name(name, f"='{GAPS}'!{cell}")
    for where, form in {(4, 2, 5, 3): "#,##0.00", (4, 5, 5, 5): "#,##0.00",
                        (4, 4, 5, 4): GAP_WAN, (4, 6, 5, 17): GAP_WAN}.items():  # fmt: skip
        _wan(book, sheet, where, form)
    red, green = ({"font_color": colour} for colour in ("#C00000", "#1E7D4F"))
    for sign, look in {"<": red, ">": green}.items():
        rule = {"type": "cell", "criteria": sign, "value": 0, "format": book.add_format(look)}
        sheet.conditional_format(4, 6, 5, 17, rule)
    _chart(book, sheet)
    print_setup(sheet, landscape=True, header_rows=(0, 3))
    protect(sheet)


def _gap_row(sheet: Worksheet, style: Styles) -> None:
    sheet.set_row(4, 22)
    money = style("cell", "money", "shrink")
    gap = style("cell", "shrink", num_format=GAP_FORMAT, align="right")
    sheet.write(4, 0, "{{门店[].店号}}", style("cell", "center", "shrink"))
    sheet.write(4, 1, "{{门店[].名称}}", style("cell", "small", indent=1))
    sheet.write(4, 2, "{{门店[].下达}}", money)
    sheet.write_formula(4, 3, "=C5+E5", money)
    sheet.write_formula(4, 4, "=SUM(G5:R5)", gap)
    sheet.write(4, 5, "{{门店[].协商后}}", money)
    for month in range(1, 13):
        sheet.write(4, 5 + month, f"{{{{门店[].差额[{month}]}}}}", gap)


def _chart(book: Workbook, sheet: Worksheet) -> None:
    chart = book.add_chart({"type": "column"})
    for column, colour in {2: "#1F6FB2", 3: "#D9822B", 5: "#1E7D4F"}.items():
        name = {2: "下达", 3: "申报", 5: "协商后"}[column]
        chart.add_series({
            "name": name, "categories": [GAPS, 4, 1, 4, 1], "values": [GAPS, 4, column, 4, column],
            "fill": {"color": colour}, "border": {"none": True}, "gap": 60,
        })  # fmt: skip
    font = {"name": "宋体", "size": 10}
    title = {"name": "各店全年：下达、申报与协商后", "name_font": {"name": "黑体", "size": 12}}
    chart.set_title({**title, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis({"num_font": font})
    lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_y_axis({"num_font": font, "num_format": "#,##0", "major_gridlines": lines,
                      "line": {"none": True}})  # fmt: skip
    chart.set_size({"width": 1320, "height": 330})
    sheet.insert_chart(7, 0, chart, {"x_offset": 4, "object_position": 2})


def _draw_moves(book: Workbook, style: Styles) -> None:
    """Every store and month that honouring the accepted bids has moved, and why."""
    sheet = book.add_worksheet(MOVES)
    heads = (("月份", 10), ("店号", 8), ("门店", 16), ("原下达", 13), ("协商后", 13), ("差额", 12),
             ("怎样算出来", 70))  # fmt: skip
    for column, (_, width) in enumerate(heads):
        sheet.set_column(column, column, width)
    _unit(sheet)
    _top(sheet, style, "{{公司}}{{年度}}年度目标协商结果", 6)
    said = (
        "接受的申报照数锁定；公司各月合计不变，所以“差额”合计为 0。单位：{{单位}}（说明里的数是元）"
    )
    sheet.merge_range(2, 0, 2, 6, said, style("info", "small"))
    sheet.set_row(3, 22)
    for column, (text, _) in enumerate(heads):
        sheet.write(3, column, text, style("head"))
    sheet.set_row(4, 30)
    money = style("cell", "money", "shrink")
    for column, field in enumerate(("月份", "店号", "门店", "原下达", "协商后")):
        look = money if column > 2 else style("cell", "center", "small")
        sheet.write(4, column, f"{{{{变动[].{field}}}}}", look)
    gap = style("cell", "shrink", num_format=GAP_FORMAT, align="right")
    sheet.write_formula(4, 5, '=IF(D5="","",E5-D5)', gap)
    sheet.write(4, 6, "{{变动[].说明}}", style("cell", "small", indent=1))
    sheet.set_row(5, 24)
    sheet.merge_range(5, 0, 5, 2, "合　计", style("sum", "center"))
    gap_sum = style("sum", "shrink", num_format=GAP_FORMAT, align="right")
    money_sum = style("sum", "money", "shrink")
    for column, look in {3: money_sum, 4: money_sum, 5: gap_sum}.items():
        letter = xl_col_to_name(column)
        sheet.write_formula(5, column, f"=ROUND(SUM({letter}5:{letter}5),2)", look)
    sheet.write(5, 6, "", style("sum"))
    _wan(book, sheet, (4, 3, 5, 4), "#,##0.00")
    _wan(book, sheet, (4, 5, 5, 5), GAP_WAN)
    print_setup(sheet, landscape=True, header_rows=(0, 3))
    protect(sheet)


if __name__ == "__main__":
    main()
