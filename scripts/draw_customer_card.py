"""Draw templates/大客户档案.xlsx: one customer, one A4 page.

Run it again after a change here: ``.venv/bin/python scripts/draw_customer_card.py``.
"""

from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import PARTS, growth, list_validation, new_book, print_setup, protect, signature_row

OUT = Path(__file__).parent.parent / "templates" / "大客户档案.xlsx"
SHEET = "大客户档案"
WIDTHS = (10.5, 14, 14, 11.5, 13.5, 12.5, 13, 15)
LINE, TWO_LINES, MONTH, HEAD = 18, 29, 15, 15

TYPES = ("机关", "事业单位", "国企", "民企", "外企", "部队", "社会团体", "其他")
SOURCES = (
    "上门拜访", "电话拜访", "客户转介绍", "门店推荐", "网上留言", "展会", "招投标", "其他",
)  # fmt: skip
ROLES = ("决策", "影响", "使用", "采购")

# numbers among texts stand as the texts do
PARTS["limit"] = PARTS["money"] | {"align": "left"}
PARTS["part"] = PARTS["percent"] | {"align": "center"}
LAST = len(WIDTHS) - 1
_NO_INDENT = {"part", "center", "date", "whole", "fen", "money", "percent"}
"""Parts of a style that center or align right; texts keep a step from the border."""
Span = tuple[int, int]


class Card:
    """The sheet, drawn downwards: every method fills the next row (0-based ``row``)."""

    def __init__(self, book: Workbook, style: Any) -> None:
        self.book, self.style = book, style
        self.sheet: Worksheet = book.add_worksheet(SHEET)
        self.row = 0
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width)

    def put(self, span: Span | int, text: str, *parts: str, **more: Any) -> None:
        """Write ``text`` over the columns of ``span`` in the present row; ``=`` is a formula."""
        first, last = span if isinstance(span, tuple) else (span, span)
        if "cell" in parts and not _NO_INDENT & {*parts, more.get("align")}:
            more = {"indent": 1} | more
        form = self.style(*parts, **more)
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", form)
        if text.startswith("="):
            self.sheet.write_formula(self.row, first, text, form)
        else:
            self.sheet.write_string(self.row, first, text, form)

    def next(self, height: float = LINE) -> None:
        """Finish the row at ``height`` points."""
        self.sheet.set_row(self.row, height)
        self.row += 1

    def block(self, text: str) -> None:
        """A block's heading over all columns."""
        self.put((0, LAST), text, "block")
        self.next(HEAD)

    def facts(self, *facts: tuple[Span | int, str, str, tuple[str, ...]], height: float) -> None:
        """Pairs of label and value: (span of the value, label, value, parts of its style)."""
        for span, label, value, parts in facts:
            first = span[0] if isinstance(span, tuple) else span
            self.put(first - 1, label, "label")
            self.put(span, value, "cell", *parts)
        self.next(height)

    def heads(self, *heads: tuple[Span | int, str]) -> None:
        """A table's header row."""
        for span, text in heads:
            self.put(span, text, "head")
        self.next(HEAD)


def draw(path: Path = OUT) -> None:
    """Draw the whole form to ``path``."""
    book, style = new_book(path)
    book.formats[0].set_font_name("宋体")  # what column widths are counted in, also without Calibri
    card = Card(book, style)
    _title(card)
    _basics(card)
    _contacts(card)
    waiting = _standing(card)
    total = _history(card, waiting)
    _complaints(card)
    _visits(card)
    _money(card, total)
    _close(card)
    protect(card.sheet)
    print_setup(card.sheet, landscape=False, header_rows=(0, 2))
    card.sheet.print_area(0, 0, card.row - 1, LAST)
    book.close()


def _title(card: Card) -> None:
    card.put((0, LAST), "{{公司}}大客户档案", "title")
    card.next(26)
    card.put((0, LAST), "表单编号：KAM-03　　版本：1.0　　金额单位：元", "form_no")
    card.next(13)
    for span, text in (
        ((0, 1), "客户编号：{{客户.编号}}"),
        ((2, 3), "建档日期：{{客户.建档日期}}"),
        ((4, 5), "更新日期：{{客户.更新日期}}"),
        ((6, 7), "负责人：{{客户.负责人}}"),
    ):
        card.put(span, text, "info")
    card.next()


def _basics(card: Card) -> None:
    card.block("一、基本信息（黄色格子可修改）")
    card.facts(
        ((1, 4), "客户全称", "{{客户.全称}}", ()),
        ((6, 7), "客户简称", "{{客户.简称}}", ()),
        height=TWO_LINES,
    )
    list_validation(card.sheet, (card.row, 4, card.row, 4), TYPES, "客户类型")
    card.facts(
        ((1, 2), "信用代码", "{{客户.信用代码}}", ("text",)),
        (4, "客户类型", "{{客户.类型}}", ("input",)),
        ((6, 7), "所属行业", "{{客户.行业}}", ("input",)),
        height=LINE,
    )
    card.facts(
        ((1, 2), "所在区域", "{{客户.区域}}", ()),
        (4, "归属门店", "{{客户.门店}}", ("shrink",)),
        ((6, 7), "负责人", "{{客户.负责人}}", ()),
        height=LINE,
    )
    list_validation(card.sheet, (card.row, 4, card.row, 4), SOURCES, "客户来源")
    card.facts(
        ((1, 2), "信用额度", "{{客户.信用额度}}", ("limit",)),
        (4, "客户来源", "{{客户.来源}}", ("input",)),
        ((6, 7), "负责人电话", "{{客户.负责人电话}}", ("text",)),
        height=LINE,
    )
    card.facts(((1, LAST), "地　　址", "{{客户.地址}}", ("input",)), height=TWO_LINES)
    card.facts(((1, LAST), "主要需求", "{{客户.需求}}", ("input",)), height=TWO_LINES)


def _contacts(card: Card) -> None:
    card.block("二、联系人（请补全；决策角色：决策、影响、使用、采购）")
    fields: tuple[tuple[Span | int, str], ...] = (
        (0, "姓名"), (1, "职务"), (2, "部门"), (3, "决策角色"),
        (4, "手机"), (5, "微信"), ((6, 7), "备注"),
    )  # fmt: skip
    card.heads(*fields)
    list_validation(card.sheet, (card.row, 3, card.row, 3), ROLES, "决策角色")
    card.sheet.data_validation(
        card.row, 4, card.row, 4,
        {
            "validate": "length", "criteria": "between", "minimum": 7, "maximum": 20,
            "input_title": "手机", "input_message": "11 位手机号；座机请带区号",
            "error_title": "手机不对", "error_message": "请输入 11 位手机号，或带区号的座机",
        },
    )  # fmt: skip
    for span, name in fields:
        card.put(span, f"{{{{联系人[].{name}}}}}", "cell", "input", "text", "center")
    card.next()


def _standing(card: Card) -> int:
    """Grade and status; returns the row that waits for the history's totals."""
    card.block("三、等级与状态（截至{{客户.更新日期}}）")
    big = {"bold": True, "font_size": 12, "align": "center"}
    for what in ("等级", "状态"):
        card.put(0, f"客户{what}", "label")
        card.put(1, f"{{{{评定.{what}}}}}", "cell", **big)
        card.put(2, f"{what}依据", "label")
        card.put((3, LAST), f"{{{{评定.{what}依据}}}}", "cell")
        card.next(18)
    card.facts(
        (1, "最近下单", "{{评定.最近下单}}", ("date",)),
        (3, "距今天数", "{{评定.天数}}", ("whole",)),
        (5, "销售排名", "{{评定.排名}}", ("center",)),
        (7, "占全部客户", "{{评定.占比}}", ("part",)),
        height=LINE,
    )
    waiting = card.row
    card.facts(
        (1, "近12个月销售", "", ()), (3, "去年同期", "", ()), (5, "同比增减", "", ()),
        (7, "下单次数", "{{评定.下单次数}}", ("whole",)),
        height=LINE,
    )  # fmt: skip
    return waiting


def _history(card: Card, waiting: int) -> int:
    """The 12 months, their chart and totals; returns the totals' row."""
    card.block("四、近12个月合作{{去年.说明}}")
    card.heads((0, "月份"), (1, "金额"), (2, "去年同期"), (3, "同比增减"), ((4, LAST), "走势"))
    first = card.row
    for month in range(1, 13):
        card.put(0, f"{{{{月度[{month}].月份}}}}", "cell", "center")
        card.put(1, f"{{{{月度[{month}].金额}}}}", "cell", "fen")
        card.put(2, f"{{{{月度[{month}].去年同期}}}}", "cell", "fen")
        card.put(3, "=" + growth(f"B{card.row + 1}", f"C{card.row + 1}"), "cell", "percent")
        card.next(MONTH)
    card.put(0, "合计", "sum", "center")
    known = f"COUNT(C{first + 1}:C{card.row})"
    sums = {"B": "SUM(B{0}:B{1})", "C": f'IF({known}=0,"",SUM(C{{0}}:C{{1}}))'}
    for letter, name in {"B": "合计_近12个月", "C": "合计_去年同期"}.items():
        text = "=" + sums[letter].format(first + 1, card.row)
        card.put("ABC".index(letter), text, "sum", "fen")
        card.book.define_name(name, f"='{SHEET}'!${letter}${card.row + 1}")
    now, before = f"B{card.row + 1}", f"C{card.row + 1}"
    card.put(3, "=" + growth(now, before, unless=f"{known}<12"), "sum", "percent")
    card.sheet.merge_range(first, 4, card.row, LAST, "", card.style("cell"))
    _chart(card, first, card.row)
    _link_totals(card, waiting, card.row, known)
    card.next(HEAD)
    return card.row - 1


def _link_totals(card: Card, row: int, total: int, known: str) -> None:
    """Show the history's totals in the block above as well; last year's as far as it is known."""
    before = f"C{total + 1}"
    part = f'IF({known}=0,"无数据",TEXT({before},"#,##0.00")&"（不全）")'
    shown = (
        (1, f"=B{total + 1}", "fen"), (3, f"=IF({known}=12,{before},{part})", "fen"),
        (5, f"=D{total + 1}", "percent"),
    )  # fmt: skip
    for column, formula, look in shown:
        card.sheet.write_formula(row, column, formula, card.style("cell", look, "shrink"))


def _chart(card: Card, first: int, total: int) -> None:
    """Columns for this year, a line for last, beside the months."""
    months = [SHEET, first, 0, total - 1, 0]
    bars = card.book.add_chart({"type": "column"})
    bars.add_series({
        "name": [SHEET, first - 1, 1], "categories": months,
        "values": [SHEET, first, 1, total - 1, 1], "fill": {"color": "#1F6FB2"}, "gap": 60,
    })  # fmt: skip
    line = card.book.add_chart({"type": "line"})
    line.add_series({
        "name": [SHEET, first - 1, 2], "categories": months,
        "values": [SHEET, first, 2, total - 1, 2],
        "line": {"color": "#D9822B", "width": 2},
        "marker": {"type": "circle", "size": 4, "fill": {"color": "#D9822B"},
                   "border": {"color": "#D9822B"}},
    })  # fmt: skip
    bars.combine(line)
    small = {"name": "宋体", "size": 8}
    bars.set_x_axis({"num_font": small | {"rotation": -45}, "label_position": "low"})
    bars.set_y_axis({
        "num_font": small, "num_format": "#,##0", "major_gridlines": {
            "visible": True, "line": {"color": "#D9D9D9", "width": 0.5}},
        "line": {"none": True},
    })  # fmt: skip
    bars.set_legend({"position": "top", "font": small | {"size": 9}})
    bars.set_chartarea({"border": {"none": True}})
    bars.set_size(
        {"width": _pixels(4, LAST) - 8, "height": round((12 * MONTH + HEAD) * 4 / 3) - 14}
    )
    card.sheet.insert_chart(first, 4, bars, {"x_offset": 4, "y_offset": 4, "object_position": 1})


def _pixels(first: int, last: int) -> int:
    """The width of those columns as xlsxwriter counts it, so that the anchor ends in ``last``."""
    return sum(round(7 * width) + 5 for width in WIDTHS[first : last + 1])


def _complaints(card: Card) -> None:
    card.block("五、未结投诉")
    card.heads(
        (0, "编号"), (1, "投诉日期"), ((2, 4), "投诉内容"), (5, "处理人"), (6, "应办结日期"),
        (7, "超期天数"),
    )  # fmt: skip
    _record(
        card, "投诉", (0, "编号", "center"), (1, "日期", "date"), ((2, 4), "内容", "small"),
        (5, "处理人", "center"), (6, "应办结", "date"), (7, "超期天数", "whole"),
    )  # fmt: skip


def _visits(card: Card) -> None:
    card.block("六、近期拜访（最近5次）")
    card.heads((0, "拜访日期"), (1, "拜访人"), (2, "目的"), ((3, 5), "结果"), ((6, 7), "下一步"))
    _record(
        card, "拜访", (0, "日期", "date"), (1, "拜访人", "center"), (2, "目的", "small"),
        ((3, 5), "结果", "small"), ((6, 7), "下一步", "small"),
    )  # fmt: skip


def _record(card: Card, name: str, *fields: tuple[Span | int, str, str]) -> None:
    """The one row that repeats for every record of the list ``name``."""
    for span, field, part in fields:
        card.put(span, f"{{{{{name}[].{field}}}}}", "cell", part)
    card.next()


def _money(card: Card, total: int) -> None:
    card.block("七、合同与回款（近12个月）")
    card.facts(
        (1, "有效合同", "{{合同.份数}}", ("whole",)),
        (3, "合同金额", "{{合同.金额}}", ("money",)),
        (5, "最近到期", "{{合同.到期}}", ("date",)),
        (7, "合同编号", "{{合同.编号}}", ("center",)),
        height=LINE,
    )
    sold, receipts = f"B{total + 1}", f"B{card.row + 1}"
    card.facts(
        (1, "回款金额", "{{回款.金额}}", ("fen",)),
        (3, "回款占销售", f'=IF({sold}>0,{receipts}/{sold},"—")', ("percent",)),
        (5, "最近回款", "{{回款.最近}}", ("date",)),
        (7, "回款笔数", "{{回款.笔数}}", ("whole",)),
        height=LINE,
    )


def _close(card: Card) -> None:
    card.facts(((1, LAST), "备　　注", "{{客户.备注}}", ("input",)), height=TWO_LINES)
    signature_row(card.sheet, card.row, ((0, 2), (3, 5), (6, LAST)), card.style)
    card.row += 1


if __name__ == "__main__":
    draw()
