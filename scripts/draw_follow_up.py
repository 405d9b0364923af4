"""Draw templates/团购业绩跟进表.xlsx: actuals against target, and what is done about the gap.

Five sheets: 门店跟进 (the month, with the yellow cells and a chart), 全年进度, 其余月份 (the rest
of the year divided anew), 分项跟进 (product lines, people, customers), 进度曲线 (day by day).

    .venv/bin/python scripts/draw_follow_up.py
"""

from pathlib import Path

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook

from drawing import Styles, new_book, print_setup, protect, signature_row
from drawing import growth as over
from kamtools.forms.follow_up_rows import TOP
from pages import GRID, Page, column_chart, share_of

OUT = Path("templates/团购业绩跟进表.xlsx")
STORES, YEAR, REST, PARTS_SHEET, PACE = "门店跟进", "全年进度", "其余月份", "分项跟进", "进度曲线"
WORKED, LEFT, SHARE = "已过工作日", "剩余工作日", "应达比例"
"""The defined names of the month's own figures, which the formulas of its rows use."""
SOLD_COLOUR = "#E7E6E6"


def draw(path: Path = OUT) -> None:
    """Draw the template."""
    book, style = new_book(path)
    _stores(book, style)
    _year(book, style)
    _rest(book, style)
    _parts(book, style)
    _pace(book, style)
    book.close()


def _stores(book: Workbook, style: Styles) -> None:
    widths = (6.5, 13, 8.5, 10.5, 10.5, 8.5, 5.5, 10, 10.5, 10.5, 9.5, 9.5, 10.5, 9, 10.5, 11.5,
              24, 24)  # fmt: skip
    page = Page(book, style, STORES, widths, "团购业绩跟进表（{{期间}}）")
    sheet = page.sheet
    page.across("表单编号：KAM-06　版本：1.0　　金额单位：元", "form_no")
    page.row = 2
    sheet.merge_range(2, 0, 2, 2, "实绩截至：", style("right"))
    sheet.merge_range(2, 3, 2, 4, "{{截至}}", style("date", align="left"))
    for column, (label, path, look) in enumerate((
        (WORKED, "工作日.已过", "whole"), (LEFT, "工作日.剩余", "whole"),
        (SHARE, "节奏.应达", "percent"),
    )):  # fmt: skip
        at = 5 + 3 * column
        sheet.merge_range(2, at, 2, at + 1, f"{label}：", style("right"))
        sheet.write(2, at + 2, f"{{{{{path}}}}}", style(look, align="left"))
        page.define(label, xl_col_to_name(at + 2), 3)
    sheet.merge_range(2, 14, 2, page.last, "进度依据：{{节奏.依据}}", style("info"))
    page.row = 3
    page.heads((
        "编号", "门店", "负责人", "本月目标", "本月实绩", "达成率", "名次", "欠数",
        "应达到\n（按进度）", "超(+)欠(-)\n进度", "日均实绩", "每个工作日\n还需", "预测月底",
        "预测\n达成率", "预测方法", "状态",
        "原因（落后的必填）", "措施（谁、做什么、何时）",
    ))  # fmt: skip
    for number in (1, 2):
        _company_row(page, number)
    row = _store_row(page)
    _store_total(page, row)
    signature_row(sheet, page.row, [(0, 5), (6, 12), (13, page.last)], style,
                  ("填表", "审核", "批准"))  # fmt: skip
    page.row += 1
    sheet.set_row(page.row, 42)
    page.across(
        "名次按达成率；应达到＝目标×应达比例；欠数＝目标－实绩，达标为 0；"
        "每个工作日还需＝欠数÷剩余工作日。预测方法：节奏与去年＝已卖的，加上按进度和"
        "去年同期（已调节假日、工作日）推的其余；按节奏＝只按进度推；"
        "已结束＝这个月过完了。全公司一行对公司自己的目标，合计一行是各门店相加。"
        "黄色格由负责人填写，交回后收进账本。{{说明}}",
        "note", row=page.row,
    )  # fmt: skip
    page.row += 1
    column_chart(page, row, (3, 4, 12), "各门店本月目标、实绩与预测（元）", 1400)
    sheet.freeze_panes(4, 2)
    print_setup(sheet, landscape=True, header_rows=(0, 3))
    protect(sheet)


def _company_row(page: Page, number: int) -> None:
    name = f"总体[{number}]"
    values = {
        3: ("目标", "money"), 4: ("实绩", "money"), 7: ("欠数", "money"), 8: ("应达", "money"),
        9: ("超欠", "money"), 10: ("日均", "money"), 11: ("每日需", "money"), 12: ("预测", "money"),
        14: ("方法", "center small"), 15: ("状态", "center"),
    }  # fmt: skip
    page.sheet.set_row(page.row, 20)
    page.sheet.merge_range(
        page.row, 0, page.row, 2, f"全公司 {{{{{name}.名称}}}}", page.style("sum", "center")
    )
    formulas = {5: share_of("E#", "D#"), 13: share_of("M#", "D#")}
    for column in range(3, page.last + 1):
        text, look = "", "cell"
        if column in values:
            field, look = values[column]
            text = f"{{{{{name}.{field}}}}}"
        elif column in formulas:
            text, look = formulas[column].replace("#", str(page.row + 1)), "percent"
        page.sheet.write(page.row, column, text, page.style("sum", *look.split()))
    page.row += 1


def _store_row(page: Page) -> int:
    at = page.row + 1
    rank = f'=IF(N(D#)<=0,"",SUMPRODUCT((D${at}:D${at}>0)*(E${at}:E${at}*D#>E#*D${at}:D${at}))+1)'
    row = page.line(
        (
            ("{{门店[].编号}}", "center"), ("{{门店[].名称}}", "shrink"),
            ("{{门店[].负责人}}", "center shrink"),
            ("{{门店[].目标}}", "money"), ("{{门店[].实绩}}", "money"),
            (share_of("E#", "D#"), "percent"), (rank, "whole"),
            ('=IF(D#="","",MAX(0,D#-E#))', "money"),
            (f'=IF(D#="","",ROUND(D#*{SHARE},2))', "money"),
            ('=IF(D#="","",E#-I#)', "money"), (f'=IF({WORKED}=0,"",ROUND(E#/{WORKED},2))', "money"),
            (f'=IF(OR(D#="",{LEFT}=0),"",ROUND(H#/{LEFT},2))', "money"),
            ("{{门店[].预测}}", "money"), (share_of("M#", "D#"), "percent"),
            ("{{门店[].方法}}", "center small"), ("{{门店[].状态}}", "center"),
            ("{{门店[].原因}}", "small input"), ("{{门店[].措施}}", "small input"),
        ),
        height=30,
    )  # fmt: skip
    page.colour(row, "FP", f"=AND(ISNUMBER($D{row}),$E{row}>=$D{row})",
                f'=OR($P{row}="落后",$P{row}="未完成")')  # fmt: skip
    shut = page.book.add_format({"bg_color": SOLD_COLOUR})
    page.sheet.conditional_format(
        row - 1, 16, row - 1, 17, {"type": "formula", "criteria": f'=$C{row}=""', "format": shut}
    )
    for column, what in ((16, "原因"), (17, "措施")):
        page.sheet.data_validation(row - 1, column, row - 1, column, {
            "validate": "length", "criteria": "<=", "value": 200,
            "input_title": what, "input_message": "一两句话写清楚，最多 200 字",
            "error_title": f"{what}太长", "error_message": "最多 200 字",
        })  # fmt: skip
    return row


def _store_total(page: Page, row: int) -> None:
    def add(column: str) -> str:
        return f"=SUM({column}{row}:{column}{row})"

    last = page.line(
        (
            ("", ""), ("合计", "center"), ("", ""), (add("D"), "money"), (add("E"), "money"),
            (share_of("E#", "D#"), "percent"), ("", ""), (add("H"), "money"), (add("I"), "money"),
            (add("J"), "money"), (add("K"), "money"),
            (f'=IF({LEFT}=0,"",SUM(L{row}:L{row}))', "money"), (add("M"), "money"),
            (share_of("M#", "D#"), "percent"), ("", ""), ("", ""), ("", ""), ("", ""),
        ),
        "cell", "sum", height=20,
    )  # fmt: skip
    page.define("合计_目标", "D", last)
    page.define("合计_门店", "E", last)


def _year(book: Workbook, style: Styles) -> None:
    widths = (7, 14, 12.5, 12.5, 12.5, 9, 12.5, 12.5, 12.5, 9, 15, 11, 12)
    page = Page(book, style, YEAR, widths, "团购业绩跟进表：全年进度（{{年度}}年）")
    page.across("实绩截至 {{截至}}　　金额单位：元", "form_no")
    page.row = 2
    page.heads((
        "编号", "门店", "全年目标", "全年挑战目标", "累计实绩", "达成率", "累计应达到",
        "超(+)欠(-)\n进度", "预测年底", "预测\n达成率", "预测方法", "每个工作日\n还需", "状态",
    ))  # fmt: skip
    row = page.line((
        ("{{年[].编号}}", "center"), ("{{年[].名称}}", "shrink"), ("{{年[].目标}}", "money"),
        ("{{年[].挑战}}", "money"), ("{{年[].实绩}}", "money"), (share_of("E#", "C#"), "percent"),
        ("{{年[].应达}}", "money"), ('=IF(G#="","",E#-G#)', "money"), ("{{年[].预测}}", "money"),
        (share_of("I#", "C#"), "percent"), ("{{年[].方法}}", "center small"),
        ("{{年[].每日需}}", "money"), ("{{年[].状态}}", "center"),
    ))  # fmt: skip
    page.colour(row, "FM", f"=AND(ISNUMBER($C{row}),$E{row}>=$C{row})",
                f'=OR($M{row}="落后",$M{row}="未完成")')  # fmt: skip

    def add(column: str) -> str:
        return f"=SUM({column}{row}:{column}{row})"

    last = page.line((
        ("", ""), ("合计", "center"), (add("C"), "money"), (add("D"), "money"), (add("E"), "money"),
        (share_of("E#", "C#"), "percent"), (add("G"), "money"), (add("H"), "money"),
        (add("I"), "money"), (share_of("I#", "C#"), "percent"), ("", ""), (add("L"), "money"),
        ("", ""),
    ), "cell", "sum")  # fmt: skip
    page.define("合计_全年目标", "C", last)
    page.define("合计_全年实绩", "E", last)
    page.sheet.set_row(page.row, 42)
    page.across(
        "累计应达到＝已过月份的目标＋本月目标×应达比例。预测方法：节奏与去年＝去年各月（已调节假日、工作日）乘今年的水平；"
        "其余月份按目标＝没有去年，其余月份的目标乘至今的达成率；按日均＝没有去年也没有目标，按已过月份平均。",
        "note", row=page.row,
    )  # fmt: skip
    page.row += 1
    column_chart(page, row, (2, 4, 8), "各门店全年目标、累计实绩与年底预测（元）", 1050)
    page.sheet.freeze_panes(3, 2)
    print_setup(page.sheet, landscape=True, header_rows=(0, 2))
    protect(page.sheet)


def _rest(book: Workbook, style: Styles) -> None:
    widths = (6.5, 13, 11.5, 11.5, 11.5, 11, 10, 11, 11, *[9.5] * 12, 11.5)
    page = Page(book, style, REST, widths, "团购业绩跟进表：其余月份再分解（{{年度}}年）")
    sheet = page.sheet
    page.across("实绩截至 {{截至}}　　金额单位：元，目标取整到{{取整}}", "form_no")
    sheet.set_row(2, 22)
    page.across("超额怎么办：{{政策}}。（kam.toml 的 [targets] over_target）", "info", row=2)
    page.row = 3
    for month in range(1, 13):
        sheet.write(3, 8 + month, f"{{{{月份[{month}].待完成}}}}", style("small"))
    sheet.set_row(3, None, None, {"hidden": True})
    page.row = 4
    page.heads((
        "编号", "门店", "全年目标", "已过月份\n目标", "已过月份\n实绩", "超(+)欠(-)",
        "抵减", "其余月份\n原目标", "其余月份\n应完成",
        *(f"{month}月" for month in range(1, 13)), "全年\n（实绩＋应完成）",
    ))  # fmt: skip
    row = page.line((
        ("{{其余[].编号}}", "center"), ("{{其余[].名称}}", "shrink"),
        ("{{其余[].年目标}}", "money"), ("{{其余[].已过目标}}", "money"),
        ("{{其余[].实绩}}", "money"), ("=E#-D#", "money"),
        ("{{其余[].抵减}}", "money"), ("{{其余[].原目标}}", "money"),
        ("=SUMPRODUCT(J$4:U$4,J#:U#)", "money"),
        *((f"{{{{其余[].月[{month}]}}}}", "money") for month in range(1, 13)),
        ("=SUM(J#:U#)", "money"),
    ))  # fmt: skip
    sold = book.add_format({"bg_color": SOLD_COLOUR, "font_color": "#595959"})
    sheet.conditional_format(row - 1, 9, row - 1, 20, {
        "type": "formula", "criteria": "=J$4=0", "format": sold,
    })  # fmt: skip
    page.colour(row, "F", f"=$F{row}>0", f"=$F{row}<0")
    columns = [xl_col_to_name(column) for column in range(2, 22)]
    last = page.line(
        (("", ""), ("合计", "center"), *((f"=SUM({c}{row}:{c}{row})", "money") for c in columns)),
        "cell", "sum",
    )  # fmt: skip
    page.define("合计_已过实绩", "E", last)
    sheet.set_row(page.row, 30)
    page.across(
        "灰色是已过月份的实绩，锁定不动；白色是其余月份的新目标，按原目标的月份比例分，合计一元不差。"
        "没有全年目标的门店不在这张表上。",
        "note", row=page.row,
    )  # fmt: skip
    page.row += 1
    sheet.freeze_panes(5, 2)
    print_setup(sheet, landscape=True, header_rows=(0, 4))
    protect(sheet)


PART_HEADS = ("目标", "目标来源", "本月实绩", "达成率", "欠数", "应达到", "超(+)欠(-)\n进度",
              "预测月底", "预测方法", "去年同期", "同比", "状态")  # fmt: skip


def _parts(book: Workbook, style: Styles) -> None:
    widths = (8, 32, 11, 9, 11, 9, 11, 11, 11, 11, 11, 11, 9, 11.5)
    page = Page(book, style, PARTS_SHEET, widths, "团购业绩跟进表：分项跟进（{{期间}}）")
    page.across("实绩截至 {{截至}}　　金额单位：元", "form_no")
    page.row = 2
    for title, name, first in (
        ("一、产品线", "产品线", "序号"), ("二、人员", "人员", "编号"),
        (f"三、客户（最大的 {TOP} 家）", "客户", "序号"),
    ):  # fmt: skip
        if name == "客户":
            page.sheet.set_h_pagebreaks([page.row])
        page.block(title)
        page.heads((first, name, *PART_HEADS))
        _part(page, name, first)
    page.sheet.set_row(page.row, 44)
    page.across(
        "目标来源：下达＝账本里有目标；参考＝没有人下达，按公司本月目标乘它的占比（产品线按去年同月，客户按以前十二个月），"
        "只供对照，不作考核。人员的实绩：销售单上写了业务员的归业务员，没写的归客户的负责人。去年同期到同一天为止。",
        "note", row=page.row,
    )  # fmt: skip
    page.row += 1
    print_setup(page.sheet, landscape=True, header_rows=(0, 1))
    protect(page.sheet)


def _part(page: Page, name: str, first: str) -> None:
    def bind(field: str) -> str:
        return f"{{{{{name}[].{field}}}}}"

    row = page.line((
        (bind(first), "center"), (bind("名称"), "shrink"), (bind("目标"), "money"),
        (bind("来源"), "center small"), (bind("实绩"), "money"), (share_of("E#", "C#"), "percent"),
        ('=IF(C#="","",MAX(0,C#-E#))', "money"), (f'=IF(C#="","",ROUND(C#*{SHARE},2))', "money"),
        ('=IF(C#="","",E#-H#)', "money"), (bind("预测"), "money"), (bind("方法"), "center small"),
        (bind("去年"), "money"), (f'=IF(E#="","",{over("E#", "L#")})', "percent"),
        (bind("状态"), "center"),
    ))  # fmt: skip
    page.colour(row, "FN", f"=AND(ISNUMBER($C{row}),$E{row}>=$C{row})",
                f'=OR($N{row}="落后",$N{row}="未完成")')  # fmt: skip

    def add(column: str) -> str:
        return f"=SUM({column}{row}:{column}{row})"

    last = page.line((
        ("", ""), ("合计", "center"), (add("C"), "money"), ("", ""), (add("E"), "money"),
        (share_of("E#", "C#"), "percent"), (add("G"), "money"), (add("H"), "money"),
        (add("I"), "money"), (add("J"), "money"), ("", ""),
        (f'=IF(COUNT(L{row}:L{row})=0,"",SUM(L{row}:L{row}))', "money"),
        (f"={over('E#', 'L#')}", "percent"), ("", ""),
    ), "cell", "sum")  # fmt: skip
    page.define(f"合计_{name}", "E", last)


def _pace(book: Workbook, style: Styles) -> None:
    page = Page(book, style, PACE, (14, 8, 8, 14, 14, 14, 14, 14),
                "团购业绩跟进表：进度曲线（{{期间}}）")  # fmt: skip
    sheet = page.sheet
    page.across("应达到＝公司本月目标×到当天应达比例（{{节奏.依据}}）　　金额单位：元", "form_no")
    page.row = 2
    page.heads(
        ("日期", "星期", "班／休", "当日实绩", "累计实绩", "应达到", "超(+)欠(-)", "去年同期累计")
    )
    row = page.line((
        ("{{日[].日期}}", "date"), ("{{日[].星期}}", "center"), ("{{日[].工作日}}", "center"),
        ("{{日[].实绩}}", "money"), ("{{日[].累计}}", "money"), ("{{日[].应达}}", "money"),
        ('=IF(OR(E#="",F#=""),"",E#-F#)', "money"), ("{{日[].去年累计}}", "money"),
    ), height=16)  # fmt: skip
    page.colour(
        row, "G", f"=AND(ISNUMBER($G{row}),$G{row}>0)", f"=AND(ISNUMBER($G{row}),$G{row}<0)"
    )
    last = page.line((
        ("合计", "center"), ("", ""), ("", ""), (f"=SUM(D{row}:D{row})", "money"),
        ("", ""), ("", ""), ("", ""), ("", ""),
    ), "cell", "sum")  # fmt: skip
    page.define("合计_每日", "D", last)
    chart = book.add_chart({"type": "line"})
    for column, colour, width, dash in (
        (4, "#1F6FB2", 2.25, "solid"), (5, "#D9822B", 1.5, "dash"), (7, "#8A97A3", 1.5, "solid"),
    ):  # fmt: skip
        chart.add_series({
            "name": [PACE, 2, column], "categories": [PACE, 3, 0, 3, 0],
            "values": [PACE, 3, column, 3, column],
            "line": {"color": colour, "width": width, "dash_type": dash},
        })  # fmt: skip
    chart.show_blanks_as("gap")
    chart.set_title({"name": "累计实绩与应达进度（元）", "name_font": {"size": 12}})
    chart.set_x_axis({"num_format": "d", "num_font": {"size": 9}})
    chart.set_y_axis({"num_format": "#,##0", "num_font": {"size": 9}, "major_gridlines": GRID})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 730, "height": 300})
    sheet.insert_chart(page.row + 1, 0, chart, {"object_position": 1})
    print_setup(sheet, landscape=False, header_rows=(0, 2), pages_high=1)
    protect(sheet)


if __name__ == "__main__":
    draw()
