"""Draw templates/门店目标表.xlsx: one store's year, for it to answer, on one A4 page.

Run it from the top of the checkout: ``python scripts/draw_store_targets.py``.
"""

from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import Styles, growth, new_book, print_setup, protect, signature_row

OUT = Path(__file__).parent.parent / "templates" / "门店目标表.xlsx"
SHEET = "门店目标表"
COLUMNS = (
    ("月份", 7), ("去年实绩", 12), ("下达目标", 12), ("同比增长", 9.5), ("下达\n挑战目标", 12),
    ("申报目标", 13), ("申报差额", 12), ("理由（要改就写）", 34), ("决定", 9), ("答复", 26),
    ("提示", 11),
)  # fmt: skip
A, B, C, D, E, F, G, H, I, J, K, STATE = range(12)  # noqa: E741  columns as Excel calls them
HEAD, FIRST, LAST, SUM, NOTE, SIGN, CHART = 4, 5, 16, 17, 18, 19, 21
OPEN = "可申报"
WAN = '=$L$3="万元"'
GREY = "#EDEDED"
NOTE_TEXT = (
    "只填要改的月份：在浅黄格“申报目标”里填贵店认为合适的数（单位见表头），并在“理由”里写明依据；"
    "不填就是同意下达的数。灰色月份不能改。填好后直接交回本文件；申报被接受以前，以下达的数为准。"
    "要撤回以前的申报，把“申报目标”改成与“下达目标”相同。"
)


def main() -> None:
    book, style = new_book(OUT)
    sheet = book.add_worksheet(SHEET)
    for column, (_, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
    sheet.set_column(STATE, STATE, None, None, {"hidden": True})
    _head(sheet, style)
    for month in range(1, 13):
        _month(sheet, style, month)
    _sums(book, sheet, style)
    _inputs(book, sheet)
    _chart(book, sheet)
    sheet.set_row(NOTE, 30)
    sheet.merge_range(NOTE, A, NOTE, K, NOTE_TEXT, style("note"))
    labels = ("门店负责人", "区域负责人", "大客户部")
    signature_row(sheet, SIGN, [(A, D), (E, H), (I, K)], style, labels)
    print_setup(sheet, landscape=True, header_rows=None, pages_high=1)
    sheet.print_area(0, A, CHART + 15, K)
    sheet.freeze_panes(FIRST, B)
    protect(sheet)
    book.close()


def _head(sheet: Worksheet, style: Styles) -> None:
    sheet.set_row(0, 32)
    title = "{{公司}}{{门店.名称}}　{{年度}}年度团购目标"
    sheet.merge_range(0, A, 0, K, title, style("title"))
    sheet.merge_range(1, A, 1, K, "表单编号：KAM-MB-02　　版本：1.0", style("form_no"))
    sheet.set_row(2, 18)
    sheet.set_row(3, 18)
    infos = {
        (2, A, D): "门店：{{门店.编号}} {{门店.名称}}（{{门店.区域}}）",
        (2, E, H): "负责人：{{门店.负责人}}　　发出：{{部门}}",
        (2, I, K): "单位：{{单位}}",
        (3, A, D): "目标{{版本}}",
        (3, E, H): "实绩截至：{{截至}}",
    }
    for (row, first, last), text in infos.items():
        sheet.merge_range(row, first, row, last, text, style("info", "shrink"))
    sheet.write(3, I, "编制日期：", style("info"))
    sheet.merge_range(3, J, 3, K, "{{编制日期}}", style("date", align="left"))
    sheet.write(2, STATE, "{{单位}}")
    sheet.set_row(HEAD, 30)
    for column, (text, _) in enumerate(COLUMNS):
        sheet.write(HEAD, column, text, style("head"))


def _month(sheet: Worksheet, style: Styles, month: int) -> None:
    row = FIRST + month - 1
    n = row + 1
    sheet.set_row(row, 24)
    money, text = style("cell", "money", "shrink"), style("cell", "small", indent=1)
    sheet.write(row, A, f"{month}月", style("label"))
    for column, field in {B: "去年", C: "目标", E: "挑战"}.items():
        sheet.write(row, column, f"{{{{月份[{month}].{field}}}}}", money)
    sheet.write_formula(row, D, f'=IF(C{n}="","—",{growth(f"C{n}", f"B{n}")})',
                        style("cell", "percent"))  # fmt: skip
    sheet.write(row, F, f"{{{{月份[{month}].申报}}}}", style("cell", "money", "input"))
    gap = style("cell", "shrink", num_format="+#,##0;-#,##0;0", align="right")
    sheet.write_formula(row, G, f'=IF(ISNUMBER(F{n}),F{n}-C{n},"")', gap)
    sheet.write(row, H, f"{{{{月份[{month}].理由}}}}", style("cell", "small", "input", indent=1))
    sheet.write(row, I, f"{{{{月份[{month}].决定}}}}", style("cell", "center"))
    sheet.write(row, J, f"{{{{月份[{month}].答复}}}}", text)
    sheet.write(row, STATE, f"{{{{月份[{month}].状态}}}}")
    filled = f'IF(ISNUMBER(F{n}),IF(AND(F{n}<>C{n},H{n}=""),"请写理由","已申报"),"请填数字")'
    hint = f'=IF(L{n}<>"{OPEN}",L{n},IF(F{n}="","{OPEN}",{filled}))'
    sheet.write_formula(row, K, hint, style("cell", "small", "center"))


def _sums(book: Workbook, sheet: Worksheet, style: Styles) -> None:
    n = SUM + 1
    span = f"{{0}}{FIRST + 1}:{{0}}{LAST + 1}"
    sheet.set_row(SUM, 26)
    sheet.write(SUM, A, "全年", style("sum", "center"))
    money = style("sum", "money", "shrink")
    for letter, column in {"B": B, "C": C, "E": E}.items():
        cells = span.format(letter)
        sheet.write_formula(SUM, column, f'=IF(COUNT({cells})=0,"",SUM({cells}))', money)
    known = f"COUNT({span.format('B')})<12"
    sheet.write_formula(SUM, D, f"={growth(f'C{n}', f'B{n}', unless=known)}",
                        style("sum", "percent"))  # fmt: skip
    sheet.write_formula(SUM, F, f"=SUM({span.format('C')})+G{n}", money)
    gap = style("sum", "shrink", num_format="+#,##0;-#,##0;0", align="right")
    sheet.write_formula(SUM, G, f"=SUM({span.format('G')})", gap)
    said = "“申报目标”的全年＝下达目标合计＋申报差额合计"
    sheet.merge_range(SUM, H, SUM, K, said, style("sum", "small", bold=False, indent=1))
    for name, cell in {"合计_目标": f"$C${n}", "合计_挑战目标": f"$E${n}"}.items():
        book.define_name(name, f"='{SHEET}'!{cell}")


def _inputs(book: Workbook, sheet: Worksheet) -> None:
    """Refuse what is no number; grey what is shut; say where a reason is missing."""
    shut = f'$L{FIRST + 1}<>"{OPEN}"'
    wan: dict[str, Any] = {"num_format": "#,##0.00"}
    for column in (F, H):
        _rule(book, sheet, (FIRST, column, LAST, column), f"={shut}", {"bg_color": GREY} | wan)
    gap = {"num_format": "+#,##0.00;-#,##0.00;0.00"}
    _rule(book, sheet, (FIRST, B, SUM, C), WAN, wan)
    _rule(book, sheet, (FIRST, E, SUM, F), WAN, wan)
    _rule(book, sheet, (FIRST, G, SUM, G), WAN, gap)
    red = {"font_color": "#C00000", "bold": True}
    wrong = f'=OR($K{FIRST + 1}="请写理由",$K{FIRST + 1}="请填数字")'
    _rule(book, sheet, (FIRST, K, LAST, K), wrong, red)
    said = "填贵店认为合适的数（单位见表头）；不改就空着。"
    sheet.data_validation(FIRST, F, LAST, F, {
        "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 10**11,
        "input_title": "申报目标", "input_message": said,
        "error_title": "申报目标不对", "error_message": "请填 0 或正数，单位见表头。",
    })  # fmt: skip
    sheet.data_validation(FIRST, H, LAST, H, {
        "validate": "length", "criteria": "<=", "value": 200,
        "input_title": "理由", "input_message": "申报与下达不同就要写：合同、活动、商圈变化……",
        "error_title": "理由太长", "error_message": "请写在 200 字以内。",
    })  # fmt: skip


def _rule(
    book: Workbook, sheet: Worksheet, cells: tuple[int, int, int, int], rule: str, look: Any
) -> None:
    how = {"type": "formula", "criteria": rule, "format": book.add_format(look)}
    sheet.conditional_format(*cells, how)


def _chart(book: Workbook, sheet: Worksheet) -> None:
    chart = book.add_chart({"type": "column"})
    for column, colour in {B: "#A6B4C3", C: "#1F6FB2", F: "#D9822B"}.items():
        chart.add_series({
            "name": [SHEET, HEAD, column],
            "categories": [SHEET, FIRST, A, LAST, A],
            "values": [SHEET, FIRST, column, LAST, column],
            "fill": {"color": colour}, "border": {"none": True}, "gap": 60, "overlap": -5,
        })  # fmt: skip
    font = {"name": "宋体", "size": 10}
    title = {
        "name": "各月：去年实绩、下达目标与申报目标",
        "name_font": {"name": "黑体", "size": 12},
    }
    chart.set_title({**title, "overlay": False})
    chart.set_legend({"position": "right", "font": font})
    chart.set_x_axis({"num_font": font})
    lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_y_axis({"num_font": font, "num_format": "#,##0", "major_gridlines": lines,
                      "line": {"none": True}})  # fmt: skip
    chart.set_size({"width": 1150, "height": 290})
    sheet.insert_chart(CHART, A, chart, {"x_offset": 4, "object_position": 3})


if __name__ == "__main__":
    main()
