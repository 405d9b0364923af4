"""Draw templates/上级KPI分解表.xlsx: parent indicators, the department's, each person's, checked.

.venv/bin/python scripts/draw_kpi_cascade.py
"""

from pathlib import Path

from drawing import (
    PARTS,
    list_validation,
    new_book,
    number_validation,
    print_setup,
    protect,
    signature_row,
)
from kamtools.forms.kpi_cascade import OWN_SALES
from kamtools.targets.cascade import HOWS
from pages import Page

OUT = Path("templates/上级KPI分解表.xlsx")
WIDTHS = (5.5, 25, 19, 12, 10, 9, 13, 7, 9, 10, 13, 15, 32)
HOW = [word for word in HOWS if not word.isascii()]
ROW = 5
"""The row, from 1, of the first indicator."""
PARTS["amount"] = {"num_format": "#,##0.00", "align": "right"}
PARTS["share"] = {"num_format": "0.00%", "align": "right"}
NAMES, PARENTS, WEIGHTS, TARGETS = "BCFG"


def column(letter: str) -> str:
    """All rows of a column."""
    return f"${letter}${ROW}:${letter}${ROW}"


def below(what: str) -> str:
    """The sum of ``what`` over the children of the row's indicator."""
    return f"SUMPRODUCT(({column(PARENTS)}=$B#)*{what})"


CHILDREN = below("1")
WEIGHT = f'=IF(OR($B#="",{CHILDREN}=0),"",IFERROR({below(column(WEIGHTS))},"请填数字"))'
ODD = f'SUMPRODUCT(({column(PARENTS)}=$B#)*({column(TARGETS)}<>"")*({column(TARGETS)}<>$G#))'
MEAN = f"ROUND({below(f'{column(WEIGHTS)}*{column(TARGETS)}')}/$J#,4)"
MADE = (
    f'=IF(OR($B#="",{CHILDREN}=0),"",IFERROR(IF($E#="同口径",IF({ODD}=0,$G#,"不一致"),'
    f'IF($E#="加权平均",{MEAN},{below(column(TARGETS))})),"算不出"))'
)
CHECK = (
    '=IF($J#="","",IF(NOT(ISNUMBER($K#)),"✗ 目标"&$K#,IF(AND($J#<>0,ABS($J#-1)>0.0001),'
    '"✗ 权重不是100%",IF($G#="","✗ 没有目标",IF(ABS($K#-$G#)>0.005,'
    '"✗ 差 "&ROUND($K#-$G#,2),"✓ 相符")))))'
)


def draw(path: Path = OUT) -> None:
    """Draw the template."""
    book, style = new_book(path)
    page = Page(book, style, "KPI分解", WIDTHS, "上级KPI分解表（{{期间}}）")
    sheet = page.sheet
    page.across("表单编号：KAM-08　版本：1.0", "form_no")
    sheet.merge_range(2, 0, 2, 6, "部门：{{部门}}　　黄色格由部门负责人填写", style("info"))
    sheet.merge_range(2, 7, 2, 9, "各人销售目标合计：", style("right"))
    people = f'=SUMPRODUCT(({column(PARENTS)}="{OWN_SALES}")*{column(TARGETS)})'
    sheet.write_formula(2, 10, people, style("money"))
    page.define("合计_人员KPI", "K", 3)
    page.row = 3
    page.heads((
        "层级", "KPI指标", "上级指标", "责任人", "分解方式", "权重", "目标", "单位", "目标来源",
        "下级权重\n合计", "下级目标\n合计／平均", "核对", "关键措施",
    ))  # fmt: skip
    row = page.line((
        ("{{指标[].层级}}", "whole"), ("{{指标[].名称}}", "input"),
        ("{{指标[].上级指标}}", "small input"),
        ("{{指标[].责任人}}", "center shrink input"), ("{{指标[].分解方式}}", "center input"),
        ("{{指标[].权重}}", "share input"), ("{{指标[].目标}}", "amount input"),
        ("{{指标[].单位}}", "center input"), ("{{指标[].来源}}", "center small"),
        (WEIGHT, "share"), (MADE, "amount"), (CHECK, "center"), ("{{指标[].措施}}", "small input"),
    ), height=24)  # fmt: skip
    assert row == ROW
    at = row - 1
    list_validation(sheet, (at, 4, at, 4), HOW, "分解方式")
    number_validation(sheet, (at, 5, at, 5), 0, 1, "权重（100% 就是 1）")
    plain = {"bg_color": "#FFFFFF"}
    for cells, criteria, look in (
        (f"L{row}", f'=LEFT($L{row},1)="✗"', {"font_color": "#C00000", "bold": True}),
        (f"B{row}", f"=$A{row}=1", {"bold": True, **plain}),
        (f"B{row}", f'=$A{row}<>""', plain),
        (f"C{row}:E{row}", f'=$I{row}="目标分解"', plain),
        (f"G{row}:H{row}", f'=$I{row}="目标分解"', plain),
    ):
        sheet.conditional_format(cells, {
            "type": "formula", "criteria": criteria, "format": book.add_format(look),
        })  # fmt: skip
    sheet.set_row(page.row, 44)
    page.across(
        "合计：下级目标相加等于上级；同口径：下级与上级一样；加权平均：下级按权重平均等于上级。"
        "同一上级的权重合计 100%。下级没有填目标的，按权重从上级算出。"
        "销售额的目标来自目标分解，在这里不改；其他指标在空行里填：先填上级指标，"
        "再填本部门和各人的，“上级指标”写上一级的名称。",
        "note", row=page.row,
    )  # fmt: skip
    page.row += 2
    signature_row(sheet, page.row, [(0, 2), (3, 7), (8, 12)], style,
                  ("编制", "部门负责人", "上级"))  # fmt: skip
    sheet.freeze_panes(4, 2)
    print_setup(sheet, landscape=True, header_rows=(0, 3))
    protect(sheet)
    book.close()


if __name__ == "__main__":
    draw()
