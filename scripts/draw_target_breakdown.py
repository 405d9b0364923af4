"""Draw templates/目标分解表.xlsx: the year's targets of every store by month.

Run it from the top of the checkout: ``python scripts/draw_target_breakdown.py``.

It prints at 90 % on two A4 pages side by side, the first half of the year and the second with the
year, both with the store's columns: on one page's width it was 76 % (LibreOffice, without Calibri,
56 %), too small to read. Titles, notes and signatures keep to one of the halves.

No page may end in the middle of a store. A page break can't be told to keep rows together, so the
heights see to it: at 90 % an A4 page has room for 573 pt of rows, and the repeated head with
113.25 pt and records of 64.5 pt fill it with 7 whole records and 8 pt to spare, which is less than
a record's first row needs. The subtotals begin a new page, so that they stand together.
"""

from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import Styles, new_book, print_setup, protect, signature_row
from target_breakdown_layout import (
    FIRST,
    FLAGS,
    GAPS,
    HEAD,
    HEAD_HEIGHTS,
    INFO,
    ITEM,
    ITEMS,
    KNOWN_FROM,
    MONTH_COLUMNS,
    MONTH_TABLE,
    MONTH_WIDTH,
    MONTHS,
    NOTE,
    NOTES,
    NUMBER,
    PAST_COLOUR,
    QUARTER_COLUMNS,
    QUARTER_WIDTH,
    QUARTERS,
    RECORD,
    RECORD_HEIGHTS,
    REGION,
    REGION_KEY,
    REGIONS,
    SHARE,
    SHEET,
    SIGN,
    STORE,
    STORE_KEY,
    TITLE,
    TOTAL,
    TOTAL_COLOUR,
    WAN,
    WIDTHS,
    YEAR,
    amounts,
    if_known,
    spans,
)
from target_breakdown_parts import draw_limits, draw_people
from target_breakdown_sides import draw_charts, draw_notes
from target_breakdown_sums import draw_sums

HALVES = ((FIRST, QUARTER_COLUMNS[1]), (MONTH_COLUMNS[6], SHARE))
"""The columns of the two pages, besides those that repeat."""
OUT = Path("templates/目标分解表.xlsx")


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
        for (first, last), half in zip(HALVES, ("（上半年）", "（下半年、全年）"), strict=True):
            sheet.merge_range(TITLE, first, TITLE, last, title + half, style("title"))
            number = "表单编号：KAM-MB-01　　版本：2.0"
            sheet.merge_range(NUMBER, first, NUMBER, last, number, style("form_no"))
        infos = {
            (REGION, ITEM): "部门：{{部门}}",
            (FIRST, 7): "单位：{{单位}}（目标取整到{{取整}}）",
            (8, 10): "实绩截至：{{截至}}",
            (11, 14): "填表人：{{填表人}}",
        }
        for (first, last), text in infos.items():
            sheet.merge_range(INFO, first, INFO, last, text, style("info"))
        sheet.merge_range(INFO, 15, INFO, 16, "编制日期：", style("right"))
        sheet.merge_range(INFO, 17, INFO, SHARE, "{{编制日期}}", style("date", align="left"))
        sheet.write(INFO, SHARE + 1, "{{单位}}")
        sheet.write(INFO, STORE_KEY, "{{去年数据.始月}}")
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
                known = if_known(column, formula) if offset == 0 else formula
                sheet.write_formula(row, column, known, sums)
            share = f"=IF(T${TOTAL + 1 + offset}=0,0,T{row + 1}/T${TOTAL + 1 + offset})"
            share = if_known(YEAR, share) if offset == 0 else share
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
        for column, first, _ in spans():
            before, target = (xl_rowcol_to_cell(top + k, column) for k in (0, 1))
            known = f'IF(AND({before}>0,{target}>0),{target}/{before}-1,"—")'
            self.sheet.write_formula(row, column, f'=IF({KNOWN_FROM}>{first},"—",{known})', cell)
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
            summed = formula.format(values=values)
            summed = if_known(column, summed) if offset == 0 else summed
            self.sheet.write_formula(row, column, summed, cell)

    def _gaps(self) -> None:
        """How far the stores' sums are from what the company gave, on the sheet 说明."""
        given = {"目标合计－应分解": (1, "F"), "挑战目标合计－公司挑战目标": (2, "G")}
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
            "合计、小计、增长率自动计算；“目标合计－应分解”不为 0 时变红。数字的来历见“说明”页。"
            "{{去年数据.说明}}"
        )
        self.sheet.set_row(NOTE, 42)
        for first, last in HALVES:
            self.sheet.merge_range(NOTE, first, NOTE, last, note, self.style("note"))
        signature_row(self.sheet, SIGN, [(3, 6), (7, 10), (11, 15)], self.style)

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
        sheet.set_print_scale(90)
        sheet.repeat_columns(REGION, ITEM)
        sheet.set_v_pagebreaks([HALVES[1][0]])
        sheet.print_across()
        sheet.print_area(0, 0, SIGN, SHARE)
        sheet.set_h_pagebreaks([REGIONS])
        sheet.freeze_panes(RECORD, FIRST)
        protect(sheet)


def main() -> None:
    book, style = new_book(OUT)
    Breakdown(book, style).draw()
    draw_charts(book, style)
    draw_sums(book, style, "测算", "目标", "", "F")
    draw_sums(book, style, "测算_挑战", "挑战目标", "挑战", "G")
    draw_limits(book, style)
    draw_people(book, style)
    draw_notes(book, style)
    book.close()


if __name__ == "__main__":
    main()
