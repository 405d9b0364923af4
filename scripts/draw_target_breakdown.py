"""Draw templates/目标分解表.xlsx: the year's targets of every store by month.

Run it from the top of the checkout: ``python scripts/draw_target_breakdown.py``.

No page may end in the middle of a store. A page break can't be told to keep rows together, so the
heights see to it: fitted to one page's width Excel prints at 76 % (LibreOffice at 56 % where it has
no Calibri and takes a wider font), an A4 page then has room for 679 pt (921 pt) of rows, and the
repeated head with 113.25 pt and records of 61.5 pt fill it with 9 (13) whole records and 13 pt
(9 pt) to spare, which is less than a record's first row needs.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import Styles, new_book, print_setup, protect, signature_row

OUT = Path("templates/目标分解表.xlsx")
SHEET, CHARTS, NOTES = "目标分解表", "图表", "说明"
ITEMS = ("去年实绩", "目标", "挑战目标", "同比增长")
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
REGION, STORE, ITEM, FIRST, YEAR, SHARE, STORE_KEY, REGION_KEY = 0, 1, 2, 3, 19, 20, 22, 23
TITLE, NUMBER, INFO, FLAGS, HEAD, MONTHS, RECORD, REGIONS, TOTAL, GAPS, NOTE, SIGN = (
    0, 1, 2, 3, 4, 5, 6, 10, 14, 18, 20, 21,
)  # fmt: skip
"""0-based template rows: where each part begins."""
HEAD_HEIGHTS = {TITLE: 30, NUMBER: 15, INFO: 20.25, HEAD: 24, MONTHS: 24}
RECORD_HEIGHTS = (18, 15, 15, 13.5)
WIDTHS = {REGION: 38, STORE: 84, ITEM: 64, YEAR: 78, SHARE: 46}
MONTH_WIDTH, QUARTER_WIDTH = 64, 72
WAN = {"type": "formula", "criteria": '=$V$3="万元"'}
PAST_COLOUR, TOTAL_COLOUR = "#EDEDED", "#DCE6F1"


def month_column(month: int) -> int:
    """The column of month 1 to 12; every third is followed by its quarter's."""
    return FIRST + (month - 1) + (month - 1) // 3


def quarter_column(quarter: int) -> int:
    """The column of quarter 1 to 4."""
    return FIRST + quarter * 4 - 1


MONTH_COLUMNS = [month_column(month) for month in range(1, 13)]
QUARTER_COLUMNS = [quarter_column(quarter) for quarter in range(1, 5)]


def amounts(row: int) -> Iterator[tuple[int, str]]:
    """The formulas of a row's quarters and year."""
    for column in QUARTER_COLUMNS:
        first, last = (xl_rowcol_to_cell(row, c) for c in (column - 3, column - 1))
        yield column, f"=SUM({first}:{last})"
    quarters = ",".join(xl_rowcol_to_cell(row, column) for column in QUARTER_COLUMNS)
    yield YEAR, f"=SUM({quarters})"


class Breakdown:
    """The main sheet under the pen."""

    def __init__(self, book: Workbook, style: Styles) -> None:
        self.book, self.style = book, style
        self.sheet: Worksheet = book.add_worksheet(SHEET)

    def draw(self) -> None:
        self._columns()
        self._head()
        self._record()
        self._regions()
        self._total()
        self._gaps()
        self._foot()
        self._inputs()
        self._page()

    def _columns(self) -> None:
        for column in range(FIRST, YEAR):
            width = QUARTER_WIDTH if column in QUARTER_COLUMNS else MONTH_WIDTH
            self.sheet.set_column_pixels(column, column, width)
        for column, width in WIDTHS.items():
            self.sheet.set_column_pixels(column, column, width)
        self.sheet.set_column(SHARE + 1, REGION_KEY, None, None, {"hidden": True})

    def _head(self) -> None:
        sheet, style = self.sheet, self.style
        for row, height in HEAD_HEIGHTS.items():
            sheet.set_row(row, height)
        title = "{{公司}}{{年度}}年度大客户团购目标分解表"
        sheet.merge_range(TITLE, 0, TITLE, SHARE, title, style("title"))
        sheet.merge_range(
            NUMBER, 0, NUMBER, SHARE, "表单编号：KAM-MB-01　　版本：1.0", style("form_no")
        )
        infos = {
            (REGION, ITEM): "部门：{{部门}}",
            (FIRST, 7): "单位：{{单位}}（目标取整到{{取整}}）",
            (8, 12): "实绩截至：{{截至}}",
            (13, 15): "填表人：{{填表人}}",
        }
        for (first, last), text in infos.items():
            sheet.merge_range(INFO, first, INFO, last, text, style("info"))
        sheet.merge_range(INFO, 16, INFO, 17, "编制日期：", style("right"))
        sheet.merge_range(INFO, 18, INFO, SHARE, "{{编制日期}}", style("date", align="left"))
        sheet.write(INFO, SHARE + 1, "{{单位}}")
        sheet.set_row(FLAGS, None, None, {"hidden": True})
        sheet.write(FLAGS, REGION, "可改")
        for month, column in enumerate(MONTH_COLUMNS, start=1):
            sheet.write(FLAGS, column, f"{{{{月份[{month}].可改}}}}")
            sheet.write(MONTHS, column, month, style("head", num_format='0"月"'))
        for column, text in {REGION: "区域", STORE: "门店", ITEM: "项目"}.items():
            sheet.merge_range(HEAD, column, MONTHS, column, text, style("head"))
        sheet.merge_range(HEAD, YEAR, MONTHS, YEAR, "全年", style("head"))
        sheet.merge_range(HEAD, SHARE, MONTHS, SHARE, "占比", style("head"))
        for name, column in zip(QUARTERS, QUARTER_COLUMNS, strict=True):
            sheet.merge_range(HEAD, column - 3, HEAD, column, name, style("head"))
            sheet.write(MONTHS, column, "小计", style("head"))

    def _rows(self, top: int, *parts: str, **look: object) -> None:
        """Item names, quarter and year sums, shares and growth of a record's four rows."""
        sheet = self.sheet
        self._heights(top)
        for offset, item in enumerate(ITEMS):
            row, edge = top + offset, self._edge(offset)
            small = ("small",) if item == "同比增长" else ()
            label = self.style("label", *parts, *small, "shrink", **edge, **look)
            sheet.write(row, ITEM, item, label)
            if item == "同比增长":
                self._growth(top, *parts, **look)
                continue
            sums = self.style("sum", *parts, "money", "shrink", **edge, **look)
            for column, formula in amounts(row):
                sheet.write_formula(row, column, formula, sums)
            share = f"=IF(T${TOTAL + 1 + offset}=0,0,T{row + 1}/T${TOTAL + 1 + offset})"
            sheet.write_formula(
                row, SHARE, share, self.style("sum", *parts, "percent", "shrink", **edge, **look)
            )

    def _heights(self, top: int) -> None:
        for offset, height in enumerate(RECORD_HEIGHTS):
            self.sheet.set_row(top + offset, height)

    @staticmethod
    def _edge(offset: int) -> dict[str, object]:
        """Thin lines inside a record, a firm one above it."""
        return {"top": 2 if offset == 0 else 4, "bottom": 4}

    def _growth(self, top: int, *parts: str, **look: object) -> None:
        row = top + 3
        more: dict[str, Any] = {**self._edge(3), "font_color": "#595959", "italic": True, **look}
        cell = self.style("cell", *parts, "percent", "small", "shrink", **more)
        for column in [*MONTH_COLUMNS, *QUARTER_COLUMNS, YEAR]:
            before, target = (xl_rowcol_to_cell(top + k, column) for k in (0, 1))
            self.sheet.write_formula(
                row, column, f'=IF(AND({before}>0,{target}>0),{target}/{before}-1,"—")', cell
            )
        self.sheet.write_blank(row, SHARE, None, cell)

    def _record(self) -> None:
        sheet, style = self.sheet, self.style
        self._rows(RECORD)
        edge = {"top": 2, "bottom": 4}
        sheet.merge_range(
            RECORD, REGION, RECORD + 3, REGION, "{{门店[].区域}}", style("cell", "center", **edge)
        )
        store = "{{门店[].名称}}\n{{门店[].店号}}\n{{门店[].备注}}"
        sheet.merge_range(
            RECORD, STORE, RECORD + 3, STORE, store, style("cell", "center", "small", **edge)
        )
        for offset, key in enumerate(("去年", "目标", "挑战")):
            look = () if key == "去年" else ("input",)
            cell = style("cell", "money", "shrink", *look, **self._edge(offset))
            for month, column in enumerate(MONTH_COLUMNS, start=1):
                sheet.write(RECORD + offset, column, f"{{{{门店[].{key}[{month}]}}}}", cell)
        for offset, item in enumerate(ITEMS):
            sheet.write(RECORD + offset, STORE_KEY, f"{{{{门店[].编号}}}}/{item}")
            sheet.write(RECORD + offset, REGION_KEY, f"{{{{门店[].区域}}}}/{item}")

    def _regions(self) -> None:
        look: dict[str, Any] = {"bg_color": "#F2F2F2"}
        self._rows(REGIONS, **look)
        self.sheet.merge_range(
            REGIONS, REGION, REGIONS + 3, STORE, "{{区域[].名称}}\n小计",
            self.style("sum", "center", text_wrap=True, top=2, bottom=4),
        )  # fmt: skip
        keys = f"$X${RECORD + 1}:$X${RECORD + 4}"
        for offset, item in enumerate(ITEMS):
            row = REGIONS + offset
            self.sheet.write(row, REGION_KEY, f"{{{{区域[].名称}}}}/{item}")
            if item != "同比增长":
                self._column_sums(row, f"=SUMIF({keys},$X{row + 1},{{values}})", offset, **look)

    def _total(self) -> None:
        look: dict[str, Any] = {"bg_color": TOTAL_COLOUR, "bold": True}
        self._rows(TOTAL, **look)
        self.sheet.merge_range(
            TOTAL, REGION, TOTAL + 3, STORE, "合　计",
            self.style("sum", "center", top=2, bottom=4, bg_color=TOTAL_COLOUR),
        )  # fmt: skip
        keys = f"$C${RECORD + 1}:$C${RECORD + 4}"
        for offset in range(3):
            row = TOTAL + offset
            self._column_sums(row, f"=SUMIF({keys},$C{row + 1},{{values}})", offset, **look)
        for name, offset in {"合计_去年": 0, "合计_目标": 1, "合计_挑战目标": 2}.items():
            cell = xl_rowcol_to_cell(TOTAL + offset, YEAR, row_abs=True, col_abs=True)
            self.book.define_name(name, f"='{SHEET}'!{cell}")

    def _column_sums(self, row: int, formula: str, offset: int, **look: Any) -> None:
        cell = self.style("sum", "money", "shrink", **self._edge(offset), **look)
        for column in MONTH_COLUMNS:
            letter = xl_col_to_name(column)
            values = f"{letter}${RECORD + 1}:{letter}${RECORD + 4}"
            self.sheet.write_formula(row, column, formula.format(values=values), cell)

    def _gaps(self) -> None:
        """How far the stores' sums are from what the company gave, on the sheet 说明."""
        given = {"目标合计－公司目标": (1, "C"), "挑战目标合计－公司挑战目标": (2, "E")}
        for row, (label, (offset, column_there)) in enumerate(given.items(), start=GAPS):
            self.sheet.set_row(row, 15)
            edge: dict[str, Any] = {
                "top": 2 if row == GAPS else 4,
                "bottom": 1 if row > GAPS else 4,
            }
            self.sheet.merge_range(
                row, REGION, row, ITEM, label, self.style("label", "shrink", **edge)
            )
            look = self.style("cell", "money", "shrink", **edge)
            for month, column in enumerate(MONTH_COLUMNS, start=1):
                here = xl_rowcol_to_cell(TOTAL + offset, column)
                there = f"'{NOTES}'!${column_there}${MONTH_TABLE + month + 1}"
                self.sheet.write_formula(row, column, f"=ROUND({here}-{there},2)", look)
            for column, formula in amounts(row):
                self.sheet.write_formula(row, column, formula, look)
            self.sheet.write_blank(row, SHARE, None, look)
        cells = (GAPS, FIRST, GAPS + 1, YEAR)
        red = self.book.add_format({"font_color": "#C00000", "bold": True, "bg_color": "#FFE1E1"})
        self.sheet.conditional_format(
            *cells, {"type": "cell", "criteria": "!=", "value": 0, "format": red}
        )

    def _foot(self) -> None:
        note = (
            "浅黄格可填：以后月份、或还没有定下的月份的目标与挑战目标；灰格是已定的月份，不再改动。"
            "合计、小计、增长率自动计算；“目标合计－公司目标”不为 0 时变红。数字的来历见“说明”页。"
        )
        self.sheet.set_row(NOTE, 15)
        self.sheet.merge_range(NOTE, 0, NOTE, SHARE, note, self.style("note", text_wrap=False))
        signature_row(self.sheet, SIGN, [(0, 6), (7, 13), (14, SHARE)], self.style)

    def _inputs(self) -> None:
        """Refuse what is no number or belongs to a decided month; grey those months."""
        decided = f'D${FLAGS + 1}=0,D$6<>"小计"'
        both = {"bg_color": PAST_COLOUR, "num_format": "#,##0.00"}
        # LibreOffice applies the first rule that holds and no other.
        for rule, look in {
            f'{decided},$V$3="万元"': both,
            decided: {"bg_color": PAST_COLOUR},
        }.items():
            self.sheet.conditional_format(
                RECORD + 1,
                MONTH_COLUMNS[0],
                RECORD + 2,
                MONTH_COLUMNS[-1],
                {
                    "type": "formula",
                    "criteria": f"=AND({rule})",
                    "format": self.book.add_format(look),
                },
            )
        self._validate(1, "目标", f"D{RECORD + 2}>=0", "请填 0 或正数")
        self._validate(2, "挑战目标", f"D{RECORD + 3}>=D{RECORD + 2}", "请填不低于目标的数")
        wan = self.book.add_format({"num_format": "#,##0.00"})
        self.sheet.conditional_format(RECORD, FIRST, RECORD + 2, YEAR, {**WAN, "format": wan})
        self.sheet.conditional_format(REGIONS, FIRST, REGIONS + 2, YEAR, {**WAN, "format": wan})
        self.sheet.conditional_format(TOTAL, FIRST, TOTAL + 2, YEAR, {**WAN, "format": wan})
        self.sheet.conditional_format(GAPS, FIRST, GAPS + 1, YEAR, {**WAN, "format": wan})

    def _validate(self, offset: int, what: str, rule: str, said: str) -> None:
        row = RECORD + offset
        for quarter in range(4):
            first = FIRST + 4 * quarter
            letter = xl_col_to_name(first)
            mine = rule.replace("D", letter)
            self.sheet.data_validation(
                row, first, row, first + 2,
                {
                    "validate": "custom",
                    "value": f"=AND(ISNUMBER({letter}{row + 1}),{mine},{letter}${FLAGS + 1}=1)",
                    "input_title": what,
                    "input_message": f"{said}（单位见表头）。已定的月份不能改。",
                    "error_title": f"{what}不对",
                    "error_message": f"{said}；已定的月份（灰格）不能改。",
                    "ignore_blank": False,
                },
            )  # fmt: skip

    def _page(self) -> None:
        sheet = self.sheet
        print_setup(sheet, landscape=True, header_rows=(TITLE, MONTHS))
        sheet.print_area(0, 0, SIGN, SHARE)
        sheet.freeze_panes(RECORD, FIRST)
        protect(sheet)


MONTH_TABLE = 12
"""0-based row of the header of the company's months on the sheet 说明."""
METHOD = (
    "1. 公司各月目标：账本里有“公司”层级目标的，用账本的；没有的，按去年同月实绩 ×（1＋{{增长率}}）"
    "取整。公司挑战目标没有下达时，按当月目标合计 ×（1＋{{挑战幅度}}）取整。",
    "2. 门店目标：账本里已有门店目标的月份照抄（已定）；其余月份按权重分解到店（本表建议）。"
    "权重是去年同月实绩，退货多于销售的月份按 0 计。",
    "3. 关店：自关店当月起为 0。新店：去年同月没有营业整月的，取本区域老店的去年同月，"
    "按“开业以来销售 ÷ 老店同期销售”缩放；还没有整月销售的，按最小的老店。",
    "4. 挑战目标按各店目标的比例分解，所以不会低于目标。",
    "5. 取整用韦伯斯特法（四舍五入并保证合计）：每月各店之和与公司当月数一分不差，季度、全年、"
    "区域合计因此全部相符；不足一个取整单位的尾差并入当月权重最大的门店。",
    "6. “未登记门店”是账本里有销售、门店表里没有的店：去年实绩列出，使合计与账本一致；不分配目标。",
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
        _growth_cell(sheet, row, style)


def _growth_cell(sheet: Worksheet, row: int, style: Styles) -> None:
    formula = f'=IF(B{row + 1}>0,C{row + 1}/B{row + 1}-1,"—")'
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
    _growth_cell(sheet, row, style)


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
    for column, width in enumerate((86, 104, 104, 150, 104, 150, 104)):
        sheet.set_column_pixels(column, column, width)
    sheet.set_row(0, 28)
    title = "{{公司}}{{年度}}年度目标分解说明"
    sheet.merge_range(0, 0, 0, 6, title, style("title"))
    sheet.merge_range(1, 0, 1, 6, "单位：{{单位}}　　取整：{{取整}}", style("form_no"))
    sheet.merge_range(2, 0, 2, 6, "一、怎么分的", style("block"))
    for row, text in enumerate(METHOD, start=3):
        sheet.set_row(row, 30)
        sheet.merge_range(row, 0, row, 6, text, style("cell", "small", indent=1))
    _company_months(sheet, style)
    _store_notes(sheet, style)
    print_setup(sheet, landscape=False, header_rows=(0, 1))
    protect(sheet)


def _company_months(sheet: Worksheet, style: Styles) -> None:
    sheet.merge_range(MONTH_TABLE - 2, 0, MONTH_TABLE - 2, 6, "二、公司各月目标", style("block"))
    sheet.set_row(MONTH_TABLE - 1, 4)
    heads = ("月份", "去年实绩", "公司目标", "目标来源", "公司挑战目标", "挑战目标来源", "门店目标")
    for column, text in enumerate(heads):
        sheet.write(MONTH_TABLE, column, text, style("head"))
    fields = {2: "公司目标", 3: "目标来源", 4: "公司挑战", 5: "挑战来源", 6: "状态"}
    for month, there in enumerate(MONTH_COLUMNS, start=1):
        row = MONTH_TABLE + month
        sheet.write(row, 0, f"{month}月", style("label"))
        before = f"='{SHEET}'!{xl_rowcol_to_cell(TOTAL, there)}"
        sheet.write_formula(row, 1, before, style("cell", "money", "shrink"))
        for column, field in fields.items():
            kind = ("money", "shrink") if column in (2, 4) else ("center", "small", "shrink")
            sheet.write(row, column, f"{{{{月份[{month}].{field}}}}}", style("cell", *kind))
    row = MONTH_TABLE + 13
    sheet.write(row, 0, "全年", style("sum", "center"))
    for column in range(1, 7):
        letter = xl_col_to_name(column)
        if column in (1, 2, 4):
            span = f"{letter}{MONTH_TABLE + 2}:{letter}{MONTH_TABLE + 13}"
            sheet.write_formula(row, column, f"=SUM({span})", style("sum", "money", "shrink"))
        else:
            sheet.write_blank(row, column, None, style("sum"))


def _store_notes(sheet: Worksheet, style: Styles) -> None:
    top = MONTH_TABLE + 15
    sheet.merge_range(top, 0, top, 6, "三、各店权重（全年合计）与依据", style("block"))
    heads = ("店号", "门店", "权重")
    for column, text in enumerate(heads):
        sheet.write(top + 1, column, text, style("head"))
    sheet.merge_range(top + 1, 3, top + 1, 6, "依据", style("head"))
    row = top + 2
    sheet.set_row(row, 26.25)
    sheet.write(row, 0, "{{说明[].店号}}", style("cell", "center"))
    sheet.write(row, 1, "{{说明[].名称}}", style("cell", "center", "small", "shrink"))
    sheet.write(row, 2, "{{说明[].权重}}", style("cell", "money", "shrink"))
    sheet.merge_range(row, 3, row, 6, "{{说明[].依据}}", style("cell", "small", indent=1))


def main() -> None:
    book, style = new_book(OUT)
    Breakdown(book, style).draw()
    draw_charts(book, style)
    draw_notes(book, style)
    book.close()


if __name__ == "__main__":
    main()
