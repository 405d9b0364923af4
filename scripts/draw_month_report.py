"""Draw templates/大客户月报.xlsx: the department's month on one form, and its pace day by day.

Run it from the top of the checkout: ``python scripts/draw_month_report.py``.
"""

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import Styles, new_book, print_setup, signature_row
from drawing import growth as over

OUT = Path("templates/大客户月报.xlsx")
LAST = 10
"""The last column, K."""
SALES = ["本月销售", "本月目标", "达成率"]
GOAL = [*SALES, "去年同月", "同比", "年累计销售", "年累计目标", "累计达成率"]
GROWTH = ["本月销售", "占比", "去年同月", "同比增减", "同比", "年累计销售", "去年累计", "累计同比"]
WORK = [*SALES, "计划拜访", "按计划完成", "计划完成率", "拜访次数", "拜访客户数"]
COMPLAINT = ("投诉日期", "投诉内容", "", "", "", "处理人", "应办结日期", "超期天数")
TOP = 10


class Report:
    """The sheet under the pen: ``row`` is the 0-based row that is drawn next."""

    def __init__(self, book: Workbook, sheet: Worksheet, style: Styles) -> None:
        self.book = book
        self.sheet = sheet
        self.style = style
        self.row = 0

    def block(self, title: str, heads: Sequence[str], names: Sequence[str]) -> None:
        """A block's title row and its header; ``names`` head the three columns on the left."""
        self.sheet.merge_range(self.row, 0, self.row, LAST, title, self.style("block"))
        self.row += 1
        self._left(names, "head")
        for column, head in enumerate(heads, start=3):
            self.sheet.write(self.row, column, head, self.style("head"))
        self.row += 1

    def line(self, names: Sequence[str], cells: Sequence[tuple[str, str]], *parts: str) -> int:
        """One row: the left, then text or formula (``#`` is the row) and a style for each."""
        kind = parts or ("cell",)
        self._left(names, *kind)
        for column, (text, look) in enumerate(cells, start=3):
            here = text.replace("#", str(self.row + 1))
            self.sheet.write(self.row, column, here, self.style(*kind, look))
        self.row += 1
        return self.row

    def _left(self, names: Sequence[str], *parts: str) -> None:
        """Three names fill A, B, C; two fill A and B:C; one fills A:C."""
        spans = {3: [(0, 0), (1, 1), (2, 2)], 2: [(0, 0), (1, 2)], 1: [(0, 2)]}[len(names)]
        for name, (first, last) in zip(names, spans, strict=True):
            look = self.style(*parts, "center" if first == last == 0 or len(names) == 1 else "text")
            if first == last:
                self.sheet.write(self.row, first, name, look)
            else:
                self.sheet.merge_range(self.row, first, self.row, last, name, look)


def bind(name: str, field: str) -> str:
    """The placeholder of a record's field."""
    return "{{" + f"{name}.{field}" + "}}"


def compared(now: str, before: str) -> str:
    """The growth of a row, blank in a row that is not used."""
    return f'=IF({now}="","",{over(now, before)})'


def goal(name: str) -> list[tuple[str, str]]:
    """The cells of a row against its target; ``name`` is where its placeholders begin."""
    return [
        (bind(name, "销售"), "money"), (bind(name, "目标"), "money"),
        ('=IFERROR(D#/E#,"")', "percent"),
        (bind(name, "去年"), "money"), (compared("D#", "G#"), "percent"),
        (bind(name, "年累计"), "money"), (bind(name, "年目标"), "money"),
        ('=IFERROR(I#/J#,"")', "percent"),
    ]  # fmt: skip


def growth(name: str) -> list[tuple[str, str]]:
    """The cells of a row against last year; its share is of the department's month."""
    return [
        (bind(name, "销售"), "money"), ('=IF(D#="","",IFERROR(D#/合计_销售,""))', "percent"),
        (bind(name, "去年"), "money"),
        ('=IF(D#="","",IF(F#="","—",D#-F#))', "money"), (compared("D#", "F#"), "percent"),
        (bind(name, "年累计"), "money"), (bind(name, "去年累计"), "money"),
        (compared("I#", "J#"), "percent"),
    ]  # fmt: skip


def work(name: str) -> list[tuple[str, str]]:
    """The cells of a person's row: sales against target, visits against plan."""
    return [
        (bind(name, "销售"), "money"), (bind(name, "目标"), "money"),
        ('=IFERROR(D#/E#,"")', "percent"),
        (bind(name, "计划拜访"), "whole"), (bind(name, "已完成"), "whole"),
        ('=IFERROR(H#/G#,"")', "percent"),
        (bind(name, "拜访次数"), "whole"), (bind(name, "拜访客户"), "whole"),
    ]  # fmt: skip


def sums(row: int, columns: Sequence[str], blank: str = "") -> dict[str, str]:
    """The sum over the repeated ``row`` (1-based) in each of ``columns``.

    Those in ``blank`` are blank where there is nothing to add up, which is not 0.
    """
    spans = {column: f"{column}{row}:{column}{row}" for column in columns}
    return {
        column: f'=IF(COUNT({span})=0,"",SUM({span}))' if column in blank else f"=SUM({span})"
        for column, span in spans.items()
    }


def total(
    report: Report, row: int, cells: Sequence[tuple[str, str]], summed: str, blank: str = ""
) -> int:
    """A total row under the repeated ``row``: columns in ``summed`` add up, formulas stay."""
    adding = sums(row, summed, blank)
    texts = [
        (adding.get(column, text if text.startswith("=") else ""), look)
        for column, (text, look) in zip("DEFGHIJK", cells, strict=True)
    ]
    return report.line(["合计"], texts, "cell", "sum")


def draw(path: Path = OUT) -> None:
    """Draw the template."""
    book, style = new_book(path)
    month = Report(book, book.add_worksheet("月报"), style)
    _month(month)
    _pace(book, book.add_worksheet("销售进度"), style)
    book.close()


def _month(report: Report) -> None:
    sheet, style = report.sheet, report.style
    sheet.set_default_row(16)
    sheet.set_column(0, 0, 11)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 10)
    sheet.set_column(3, LAST, 12)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, LAST, "{{公司}}{{部门}}月报（{{期间}}）", style("title"))
    sheet.merge_range(1, 0, 1, LAST, "表单编号：KAM-05　版本：1.0", style("form_no"))
    sheet.merge_range(2, 0, 2, 5, "部门：{{部门}}　　月份：{{期间}}", style("info"))
    sheet.merge_range(2, 6, 2, LAST, "{{去年.说明}}金额单位：元", style("form_no"))
    report.row = 3
    _overall(report)
    _stores(report)
    _lines_and_customers(report)
    _people(report)
    _complaints(report)
    signature_row(
        sheet, report.row + 1, [(0, 3), (4, 7), (8, LAST)], style, ("编制", "审核", "批准")
    )
    print_setup(sheet, landscape=True, header_rows=(0, 2))


def _overall(report: Report) -> None:
    report.block("一、总体", GOAL, ["项目"])
    report.line(["对目标"], goal("总体"), "cell")
    challenge = [*goal("总体")]
    challenge[1] = ("{{总体.挑战目标}}", "money")
    challenge[6] = ("{{总体.年挑战目标}}", "money")
    report.line(["对挑战目标"], challenge, "cell")


def _stores(report: Report) -> None:
    report.block("二、各门店销售与目标", GOAL, ["编号", "门店", "区域"])
    row = report.line(
        ["{{门店[].编号}}", "{{门店[].名称}}", "{{门店[].区域}}"], goal("门店[]"), "cell"
    )
    last = total(report, row, goal(""), "DEGIJ", "G")
    for name, column in (("销售", "D"), ("目标", "E"), ("去年", "G"), ("年累计", "I")):
        report.book.define_name(f"合计_{name}", f"=月报!${column}${last}")
    rates = {"type": "data_bar", "bar_color": "#9CC3E6", "bar_solid": True, "min_type": "num",
             "min_value": 0, "max_type": "num", "max_value": 1.5}  # fmt: skip
    report.sheet.conditional_format(row - 1, 5, row - 1, 5, rates)


def _lines_and_customers(report: Report) -> None:
    report.block("三、各产品线", GROWTH, ["序号", "产品线"])
    row = report.line(["{{产品线[].序号}}", "{{产品线[].名称}}"], growth("产品线[]"), "cell")
    last = total(report, row, growth(""), "DFIJ", "FJ")
    report.book.define_name("合计_产品线", f"=月报!$D${last}")
    report.sheet.set_h_pagebreaks([report.row])
    report.block(f"四、销售前 {TOP} 名客户", GROWTH, ["排名", "客户"])
    for place in range(1, TOP + 1):
        name = f"客户[{place}]"
        report.line([bind(name, "排名"), bind(name, "名称")], growth(name), "cell")


def _people(report: Report) -> None:
    report.block("五、人员业绩与拜访", WORK, ["编号", "姓名", "岗位"])
    names = ["{{人员[].编号}}", "{{人员[].姓名}}", "{{人员[].岗位}}"]
    row = report.line(names, work("人员[]"), "cell")
    total(report, row, work(""), "DEGHJ")


def _complaints(report: Report) -> None:
    sheet, style = report.sheet, report.style
    report.block("六、投诉（本月发生与尚未办结的）", COMPLAINT, ["编号", "客户"])
    sheet.merge_range(report.row - 1, 4, report.row - 1, 7, "投诉内容", style("head"))
    top = report.row
    report.line(
        ["{{投诉[].编号}}", "{{投诉[].客户}}"],
        [("{{投诉[].日期}}", "date"), *[("", "text")] * 4, ("{{投诉[].处理人}}", "center"),
         ("{{投诉[].期限}}", "date"), ("{{投诉[].超期}}", "center")],
        "cell",
    )  # fmt: skip
    sheet.merge_range(top, 4, top, 7, "{{投诉[].内容}}", style("cell"))
    sheet.merge_range(
        report.row, 0, report.row, LAST,
        "本月新增投诉 {{投诉合计.新增}} 件，当月办结 {{投诉合计.办结}} 件；"
        "月末未办结 {{投诉合计.未结}} 件，其中超过期限 {{投诉合计.超期}} 件。",
        style("cell", "sum"),
    )  # fmt: skip
    report.row += 1


def _pace(book: Workbook, sheet: Worksheet, style: Styles) -> None:
    heads = ("日期", "星期", "当日销售", "累计销售", "目标进度", "累计与进度差", "去年同期累计")
    sheet.set_default_row(17)
    sheet.set_column(0, 6, 14)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, 6, "{{公司}}{{部门}}销售进度（{{期间}}）", style("title"))
    sheet.merge_range(1, 0, 1, 6, "目标进度 = 本月目标按天平均　　金额单位：元", style("form_no"))
    for column, head in enumerate(heads):
        sheet.write(2, column, head, style("head"))
    cells = (
        ("{{日[].日期}}", "date"), ("{{日[].星期}}", "center"), ("{{日[].销售}}", "money"),
        ("=SUM(C$4:C4)", "money"), ("{{日[].目标进度}}", "money"), ("=D4-E4", "money"),
        ("{{日[].去年累计}}", "money"),
    )  # fmt: skip
    for column, (text, look) in enumerate(cells):
        sheet.write(3, column, text, style("cell", look))
    sheet.merge_range(4, 0, 4, 1, "合计", style("sum", "center"))
    sheet.write(4, 2, "=SUM(C4:C4)", style("sum", "money"))
    for column in range(3, 7):
        sheet.write_blank(4, column, None, style("sum"))
    book.define_name("合计_每日", "=销售进度!$C$5")
    _pace_chart(book, sheet)
    print_setup(sheet, landscape=False, header_rows=(0, 2), pages_high=1)


def _pace_chart(book: Workbook, sheet: Worksheet) -> None:
    chart = book.add_chart({"type": "line"})
    looks = (
        (3, "#1F6FB2", 2.25, "solid"),
        (4, "#D9822B", 1.5, "dash"),
        (6, "#8A97A3", 1.5, "solid"),
    )
    for column, colour, width, dash in looks:
        chart.add_series({
            "name": ["销售进度", 2, column],
            "categories": ["销售进度", 3, 0, 3, 0],
            "values": ["销售进度", 3, column, 3, column],
            "line": {"color": colour, "width": width, "dash_type": dash},
        })  # fmt: skip
    chart.set_title({"name": "累计销售与目标进度", "name_font": {"size": 12}})
    chart.set_x_axis({"num_format": "d", "num_font": {"size": 9}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True,
                      "line": {"color": "#E1E6EB"}}})  # fmt: skip
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 715, "height": 300})
    sheet.insert_chart(6, 0, chart, {"object_position": 1})


if __name__ == "__main__":
    draw()
