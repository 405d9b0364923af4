"""Draw 月度绩效考核表 (sales staff), 月度绩效考核表_内勤 and 绩效汇总表 into templates/.

Layout: 类别 | 考核项目 | 分值 | 考核标准 | 自评 | 上级评分 | 得分, then 扣分项, 总分, the payout
block and the signatures. Every number that kamtools computes is a live formula here, and the two
must agree to the fen (tests/forms/test_appraisal_form.py).

    .venv/bin/python scripts/draw_appraisal.py [FOLDER]
"""

import sys
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from drawing import PARTS, list_validation, new_book, number_validation, print_setup, protect
from kamtools.appraisal.bands import Band
from kamtools.appraisal.results import SIGNING
from kamtools.appraisal.standard import CLERKS, SALES, standard_scheme
from kamtools.appraisal.structure import Category, Item, Role
from kamtools.appraisal.team import STATE_WORDS

SCHEME = standard_scheme()
OPEN = "待评"
A, B, C, D, E, F, G = range(7)
WIDTHS = (8.5, 15, 6.5, 36, 9.5, 9.5, 11)
DEDUCTIONS = 3
PARTS["large"] = {"font_size": 12}
# a number's distance from the border: LibreOffice forgets the indent of some right-aligned cells
PARTS["padded"] = {"num_format": "#,##0.00_ ;-#,##0.00_ ;0.00_ ;@_ ", "align": "right"}
PARTS["left"] = {"indent": 1, "align": "left"}
PARTS["rate"] = {"num_format": "0.00%_ ;-0.00%_ ;0.00%_ ;@_ ", "align": "right"}


def cell(row: int, column: int) -> str:
    """A1 name of 0-based ``row`` and ``column``."""
    return str(xl_rowcol_to_cell(row, column))


class Form:
    """One appraisal form under the pen: ``row`` is the next free 0-based row."""

    def __init__(self, path: Path, role: Role, form_no: str) -> None:
        self.book, self.style = new_book(path)
        self.sheet = self.book.add_worksheet("绩效考核表")
        self.role, self.form_no = role, form_no
        self.row = 0
        self.subtotals: list[str] = []
        self.measured: tuple[str, str] | None = None
        """Where 目标 and 实绩 stand, on the form of whoever is measured by sales."""

    def draw(self) -> None:
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width)
        self._head()
        for category in self.role.categories:
            self._category(category)
        deductions = self._deductions()
        score = self._total(deductions)
        self._payout(score)
        self._signatures()
        self._finish()

    def next(self, height: float) -> int:
        self.row += 1
        self.sheet.set_row(self.row - 1, height)
        return self.row - 1

    def name(self, name: str, address: str) -> None:
        column, row = address[0], address[1:]
        self.book.define_name(name, f"='{self.sheet.name}'!${column}${row}")

    def _head(self) -> None:
        style, sheet = self.style, self.sheet
        title = f"{{{{公司}}}}{{{{部门.名称}}}}　{{{{期间}}}}绩效考核表（{self.role.name}）"
        row = self.next(34)
        sheet.merge_range(row, A, row, G, title, style("title"))
        row = self.next(16)
        sheet.merge_range(
            row,
            A,
            row,
            D,
            "考核方案：{{方案.名称}}　　黄色格由本人、上级填写",
            style("info", "small"),
        )
        sheet.merge_range(row, E, row, G, f"表单编号：{self.form_no}　版本：A/0", style("form_no"))
        for fields in (
            ("部　门", "部门.名称", "岗位", "人员.岗位", "姓　名", "人员.姓名"),
            ("工　号", "人员.编号", "直属上级", "人员.上级", "考核月份", "期间"),
        ):
            self._info_row(fields)
        row = self.next(30)
        heads = ("类别", "考核项目", "分值", "考核标准", "自评", "上级评分\n（权重100%）", "得分")
        for column, text in enumerate(heads):
            sheet.write(row, column, text, style("head", "small" if column == F else "head"))

    def _info_row(self, fields: tuple[str, ...]) -> None:
        row = self.next(21)
        for column, index in ((A, 0), (C, 2), (E, 4)):
            self.sheet.write(
                row, column, fields[index], self.style("label", shrink=True, text_wrap=False)
            )
        value = self.style("cell", "center", "shrink")
        self.sheet.write(row, B, f"{{{{{fields[1]}}}}}", value)
        self.sheet.write(row, D, f"{{{{{fields[3]}}}}}", value)
        self.sheet.merge_range(row, F, row, G, f"{{{{{fields[5]}}}}}", value)

    def _category(self, category: Category) -> None:
        first = self.row
        for item in category.items:
            if item.measured:
                self._measured(item)
            else:
                self._marked(item)
        self._subtotal(category, first)
        self.sheet.merge_range(
            first, A, self.row - 1, A, category.name, self.style("label", bold=True)
        )

    def _marked(self, item: Item) -> None:
        sheet, style, row = self.sheet, self.style, self.next(29)
        sheet.write(row, B, item.name, style("cell", "center"))
        sheet.write(row, C, float(item.maximum), style("cell", "whole"))
        sheet.write(row, D, item.standard, style("cell", "small", indent=1))
        for column, field in ((E, "自评"), (F, "上级评分")):
            sheet.write(
                row, column, f"{{{{项目.{item.name}.{field}}}}}", style("cell", "score", "input")
            )
            what = f"{item.name}{field}"
            number_validation(sheet, (row, column, row, column), 0, float(item.maximum), what)
        mark, top = cell(row, F), cell(row, C)
        formula = f'=IF({mark}="","{OPEN}",IF(OR({mark}<0,{mark}>{top}),"{OPEN}",ROUND({mark},2)))'
        sheet.write_formula(row, G, formula, style("cell", "score"))

    def _measured(self, item: Item) -> None:
        """Four lines: 目标, 实绩, 达成率 and its cap, beside the item's name, points and 得分."""
        sheet, style = self.sheet, self.style
        first = self.row
        lines = (
            ("本月目标（元，{{业绩.口径}}）", "{{业绩.目标}}", "fen"),
            ("本月实绩（元，{{业绩.口径}}，已减退货）", "{{业绩.实绩}}", "fen"),
            ("达成率＝实绩÷目标", "", "percent"),
            ("计分封顶（达成率超过它不再加分）", "{{方案.封顶}}", "percent"),
        )
        target, actual, rate, cap = (cell(first + n, E) for n in range(4))
        for text, value, kind in lines:
            row = self.next(21)
            sheet.write(row, D, text, style("cell", "small", indent=1))
            sheet.merge_range(
                row, E, row, F, value, style("cell", kind, num_format=_number(kind), indent=1)
            )
        known = f'OR({target}="",{actual}="")'
        sheet.write_formula(
            rate, f'=IF({known},"{OPEN}",IF({target}<=0,"{OPEN}",{actual}/{target}))',
            style("cell", "percent", num_format="0.00%", indent=1),
        )  # fmt: skip
        last = self.row - 1
        sheet.merge_range(first, B, last, B, item.name, style("cell", "center"))
        sheet.merge_range(first, C, last, C, float(item.maximum), style("cell", "whole"))
        top = cell(first, C)
        earned = f"ROUND(MAX(0,MIN({top}*{cap},{top}*{actual}/{target})),2)"
        formula = f'=IF({known},"{OPEN}",IF({target}<=0,"{OPEN}",{earned}))'
        sheet.merge_range(first, G, last, G, "", style("cell", "score"))
        sheet.write_formula(first, G, formula, style("cell", "score"))
        self.measured = target, actual
        self.name("目标", target)
        self.name("实绩", actual)

    def _subtotal(self, category: Category, first: int) -> None:
        sheet, style, last = self.sheet, self.style, self.row - 1
        row = self.next(22)
        points = f"{cell(first, G)}:{cell(last, G)}"
        sheet.write(row, B, "小计", style("sum", "center"))
        sheet.write_formula(
            row, C, f"=SUM({cell(first, C)}:{cell(last, C)})", style("sum", "whole")
        )
        sheet.write(row, D, "", style("sum"))
        self._sums(category, first, last, row)
        formula = f'=IF(COUNTIF({points},"{OPEN}")>0,"{OPEN}",SUM({points}))'
        sheet.write_formula(row, G, formula, style("sum", "score"))
        self.subtotals.append(cell(row, G))

    def _sums(self, category: Category, first: int, last: int, row: int) -> None:
        """What the two columns of marks add up to, for reading; only 得分 counts."""
        for column in (E, F):
            if any(item.measured for item in category.items):
                self.sheet.write(row, column, "", self.style("sum"))
            else:
                span = f"{cell(first, column)}:{cell(last, column)}"
                formula = f'=IF(COUNTIF({span},">=0")=0,"",SUM({span}))'
                self.sheet.write_formula(row, column, formula, self.style("sum", "score"))

    def _deductions(self) -> str:
        """The 扣分项 block; returns the range of its (negative) points."""
        sheet, style, first = self.sheet, self.style, self.row
        row = self.next(18)
        sheet.merge_range(row, B, row, E, "事由（时间、条件、依据）", style("head", "small"))
        sheet.write(row, F, "扣分", style("head", "small"))
        sheet.write(row, G, "得分", style("head", "small"))
        for number in range(1, DEDUCTIONS + 1):
            row = self.next(21)
            reason = f"{{{{扣分[{number}].事由}}}}"
            sheet.merge_range(row, B, row, E, reason, style("cell", "input", "small", indent=1))
            sheet.write(row, F, f"{{{{扣分[{number}].分}}}}", style("cell", "score", "input"))
            number_validation(sheet, (row, F, row, F), 0, 100, "扣分")
            points = style("cell", "score", num_format='0.00;-0.00;""')
            sheet.write_formula(
                row, G, f'=IF({cell(row, F)}="",0,-ROUND(ABS({cell(row, F)}),2))', points
            )
        sheet.merge_range(first, A, row, A, "扣分项", style("label", bold=True))
        return f"{cell(first + 1, G)}:{cell(row, G)}"

    def _total(self, deductions: str) -> str:
        sheet, style, row = self.sheet, self.style, self.next(27)
        note = "各项得分合计减扣分；四舍五入到 0.01，最低 0 分，最高 100 分"
        sheet.merge_range(row, A, row, B, "总　分", style("sum", "center", "large"))
        sheet.write(row, C, float(self.role.maximum), style("sum", "whole"))
        sheet.merge_range(row, D, row, F, note, style("sum", "small", bold=False, indent=1))
        open_ = ",".join(f'{subtotal}="{OPEN}"' for subtotal in self.subtotals)
        summed = "+".join(self.subtotals)
        formula = f"ROUND(MIN(100,MAX(0,{summed}+SUM({deductions}))),2)"
        sheet.write_formula(
            row, G, f'=IF(OR({open_}),"{OPEN}",{formula})', style("sum", "score", "large")
        )
        self.name("考核得分", cell(row, G))
        return cell(row, G)

    def _line(self, label: str, note: str, value: str, *kinds: str, height: float = 23) -> str:
        """One line of the payout block; returns the address of its value."""
        sheet, style, row = self.sheet, self.style, self.next(height)
        sheet.merge_range(row, B, row, C, label, style("cell", "center"))
        sheet.write(row, D, note, style("cell", "small", indent=1))
        look = style("cell", *kinds, align="right", indent=1)
        sheet.merge_range(row, E, row, G, "", look)
        if value.startswith("="):
            sheet.write_formula(row, E, value, look)
        else:
            sheet.write(row, E, value, look)
        return cell(row, E)

    def _payout(self, score: str) -> None:
        first = self.row
        base = self._line("绩效工资基数", "元／月", "{{人员.绩效工资}}", "fen")
        points = self._line("考核得分", "即上面的总分", f"={score}", "score")
        bands = "；".join(band.words for band in SCHEME.bands)
        rate = self._line("发放比例", bands, self._rate(points), "percent", height=38)
        self.sheet.write_formula(
            rate,
            self._rate(points),
            self.style("cell", num_format="0.00%", align="right", indent=1),
        )
        paid = self._line(
            "发放金额", "绩效工资基数 × 发放比例，四舍五入到分",
            f'=IF(OR({rate}="{OPEN}",{base}=""),"{OPEN}",ROUND({base}*{rate},2))', "fen",
        )  # fmt: skip
        state = self._line("部门目标状态", "{{部门.说明}}", "{{部门.状态}}", height=28)
        where = (self.row - 1, E, self.row - 1, E)
        list_validation(self.sheet, where, [*STATE_WORDS.values(), "待定"], "部门目标状态")
        of, extra = self._team_lines(base, paid, state)
        total = self._line(
            "应发合计（元）", "发放金额＋部门增减，最低 0 元",
            f'=IF({extra}="{OPEN}","{OPEN}",MAX(0,ROUND({paid}+{extra},2)))',
            "sum", "fen", "large", height=28,
        )  # fmt: skip
        self.sheet.merge_range(
            first, A, self.row - 1, A, "绩效\n工资", self.style("label", bold=True)
        )
        self._explanation(points, base, rate, paid, state, of, extra, total)
        for name, address in (("发放金额", paid), ("应发合计", total)):
            self.name(name, address)

    def _rate(self, points: str) -> str:
        chain = "0"
        for band in sorted(SCHEME.bands, key=lambda band: band.low):
            chain = f"IF({points}>={band.low:f},{_share(band, points)},{chain})"
        return f'=IF({points}="{OPEN}","{OPEN}",{chain})'

    def _team_lines(self, base: str, paid: str, state: str) -> tuple[str, str]:
        """The amount that the 5% is taken of, and the 5%."""
        percent = f"{SCHEME.team.rate * 100:f}".rstrip("0").rstrip(".")
        self._line(f"±{percent}% 的基数", "{{方案.加减基数}}", "", "fen")
        row = self.row - 1
        of = cell(row, E)
        formula = f'=IF({cell(row, D)}="绩效工资基数",IF({base}="","{OPEN}",{base}),{paid})'
        self.sheet.write_formula(of, formula, self.style("cell", "fen", indent=1))
        unmet, met, challenge = (STATE_WORDS[s] for s in ("unmet", "met", "challenge"))
        rate = SCHEME.team.rate
        sign = f'IF({state}="{challenge}",{rate},IF({state}="{unmet}",-{rate},0))'
        known = f'OR({state}="{unmet}",{state}="{met}",{state}="{challenge}")'
        extra = self._line(
            f"部门±{percent}%",
            f"{challenge}（达到挑战目标）＋{percent}%，{met} 0，{unmet}－{percent}%",
            f'=IF({paid}="{OPEN}","{OPEN}",IF({known},ROUND({of}*{sign},2),"{OPEN}"))', "fen",
        )  # fmt: skip
        return of, extra

    def _explanation(
        self, points: str, base: str, rate: str, paid: str, state: str, of: str, extra: str,
        total: str,
    ) -> None:  # fmt: skip
        row = self.next(30)

        def yuan(address: str) -> str:
            return f'TEXT({address},"#,##0.00")'

        percent = f"{SCHEME.team.rate * 100:.0f}%"
        verb = f'IF({state}="{STATE_WORDS["challenge"]}","加 ","减 ")'
        team = (
            f'IF({state}="{STATE_WORDS["met"]}","不加不减",{verb}&{yuan(of)}&" × {percent} = "'
            f"&{yuan(f'ABS({extra})')})"
        )
        floor = f'IF({paid}+{extra}<0,"；应发不低于 0，补 "&{yuan(f"-({paid}+{extra})")},"")'
        chain = (
            f'TEXT({points},"0.00")&" 分，"&{yuan(base)}&" × "&TEXT({rate},"0.00%")&" = "'
            f'&{yuan(paid)}&"；部门目标"&{state}&"，"&{team}&{floor}&"；应发 "&{yuan(total)}&" 元"'
        )
        formula = f'=IF({total}="{OPEN}","{OPEN}："&{self._missing(points, base)},{chain})'
        self.sheet.write(row, A, "计算说明", self.style("label", "small"))
        look = self.style("cell", indent=1)
        self.sheet.merge_range(row, B, row, G, "", look)
        self.sheet.write_formula(row, B, formula, look)
        self.name("计算说明", cell(row, B))

    def _missing(self, points: str, base: str) -> str:
        """What keeps the payout open, as a formula: the first thing that somebody must see to."""
        reasons = {
            f'{points}="{OPEN}"': "补齐评分后自动计算",
            f'{base}=""': "员工表里没有绩效工资基数",
        }
        if self.measured:
            target, actual = self.measured
            reasons = {
                f'{target}=""': "没有本月的销售目标",
                f"{target}<=0": "本月的销售目标不大于 0，达成率算不出来，要先改目标",
                f'{actual}=""': "还没有本月的销售数据",
            } | reasons
        chain = '"部门目标状态还没有定"'
        for test, reason in reversed(reasons.items()):
            chain = f'IF({test},"{reason}",{chain})'
        return chain

    def _signatures(self) -> None:
        sheet, style, row = self.sheet, self.style, self.next(18)
        text = "绩效面谈确认：考核人已就以上得分与被考核人当面沟通，双方签字后生效。"
        sheet.merge_range(row, A, row, G, text, style("cell", "small", indent=1))
        for who in SIGNING:
            row = self.next(46)
            sheet.write(row, A, f"{who}\n意　见", style("label", "small"))
            sheet.merge_range(
                row, B, row, D, f"{{{{意见.{who}}}}}",
                style("cell", "input", "small", valign="top", indent=1),
            )  # fmt: skip
            sign = f"{{{{签字.{who}}}}}"
            sheet.merge_range(row, E, row, G, sign, style("cell", locked=False, indent=1))

    def _finish(self) -> None:
        red = self.book.add_format({"font_color": "#C00000", "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{OPEN}"', "format": red}
        self.sheet.conditional_format(4, E, self.row - 1, G, rule)
        self.sheet.ignore_errors({"formula_differs": f"A1:G{self.row}"})
        self.sheet.print_area(0, A, self.row - 1, G)
        print_setup(self.sheet, landscape=False, header_rows=None, pages_high=1)
        self.sheet.center_horizontally()
        protect(self.sheet)
        self.book.close()


def _share(band: Band, points: str) -> str:
    return f"{points}/100" if band.share is None else f"{band.share.normalize():f}"


def _number(kind: str) -> str:
    return "#,##0.00" if kind == "fen" else "0.00%"


def draw_summary(path: Path) -> None:
    """绩效汇总表: one line per person, totals, three signatures."""
    book, style = new_book(path)
    sheet = book.add_worksheet("绩效汇总")
    columns = (
        ("序号", 5, "序号", ("whole",)),
        ("工号", 7, "编号", ("center",)),
        ("姓名", 9, "姓名", ("center", "shrink")),
        ("岗位", 12, "岗位", ("center", "shrink")),
        ("考核得分", 10, "得分", ("score",)),
        ("等级", 8, "等级", ("center",)),
        ("绩效工资\n基数（元）", 12, "基数", ("padded",)),
        ("发放比例", 10, "比例", ("rate",)),
        ("发放金额\n（元）", 12, "发放", ("padded",)),
        ("部门±5%\n（元）", 11, "增减", ("padded",)),
        ("应发合计\n（元）", 13, "应发", ("padded",)),
        ("备注", 30, "备注", ("small", "left")),
    )
    last = len(columns) - 1
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, last, "{{公司}}{{部门.名称}}　{{期间}}绩效汇总表", style("title"))
    sheet.set_row(1, 18)
    sheet.merge_range(
        1, 0, 1, 7, "部门目标：{{部门.状态}}（{{部门.说明}}）", style("info", "small")
    )
    sheet.merge_range(1, 8, 1, last, "表单编号：KAM-KH-03　版本：A/0", style("form_no"))
    sheet.set_row(2, 32)
    sheet.set_row(3, 22)
    for column, (head, width, field, kinds) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write(2, column, head, style("head"))
        sheet.write(3, column, f"{{{{人员[].{field}}}}}", style("cell", *kinds))
    sheet.set_row(4, 24)
    sheet.merge_range(4, 0, 4, 5, "合　计", style("sum", "center"))
    for column in range(6, last):
        letter = chr(65 + column)
        if column == 7:
            sheet.write(4, column, "", style("sum"))
        else:
            sheet.write_formula(
                4, column, f"=ROUND(SUM({letter}4:{letter}4),2)", style("sum", "padded")
            )
    sheet.write(4, last, "{{合计.备注}}", style("sum", "small", "left", bold=False))
    book.define_name("合计_应发", "='绩效汇总'!$K$5")
    sheet.set_row(5, 34)
    for label, first, end in (("制表", 0, 3), ("审核", 5, 8), ("批准", 9, last)):
        sheet.merge_range(5, first, 5, end, f"{label}：　　　　　　年　　月　　日", style("info"))
    print_setup(sheet, landscape=True, header_rows=(0, 2))
    protect(sheet)
    book.close()


def main(folder: Path) -> None:
    Form(folder / "月度绩效考核表.xlsx", SCHEME.role(SALES), "KAM-KH-01").draw()
    Form(folder / "月度绩效考核表_内勤.xlsx", SCHEME.role(CLERKS), "KAM-KH-02").draw()
    draw_summary(folder / "绩效汇总表.xlsx")


if __name__ == "__main__":
    default = Path(__file__).parent.parent / "templates"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
