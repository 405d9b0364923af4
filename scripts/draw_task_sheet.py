"""Draw templates/任务表.xlsx: one person's quarter, month and weeks on one A4 page.

.venv/bin/python scripts/draw_task_sheet.py
"""

from pathlib import Path

from drawing import new_book, number_validation, print_setup, protect, signature_row
from kamtools.forms.task_sheet import MOST_DONE
from pages import Page, share_of

OUT = Path("templates/任务表.xlsx")
WIDTHS = (9, 13, 8, 12, 12, 9, 11, 9.5, 24, 24)
_SAID = (("完成率", "percent input"), ("原因", "small input"), ("下一步", "small input"))


def said(name: str) -> tuple[tuple[str, str], ...]:
    """The yellow cells of one line."""
    return tuple((f"{{{{{name}.{field}}}}}", look) for field, look in _SAID)


def measured(name: str) -> tuple[tuple[str, str], ...]:
    """Task, actual, attainment and what is lacking."""
    return (
        (f"{{{{{name}.任务}}}}", "money"), (f"{{{{{name}.实绩}}}}", "money"),
        (f'=IF(E#="","",{share_of("E#", "D#")[1:]})', "percent"),
        ('=IF(OR(D#="",E#=""),"",MAX(0,D#-E#))', "money"),
    )  # fmt: skip


def draw(path: Path = OUT) -> None:
    """Draw the template."""
    book, style = new_book(path)
    page = Page(book, style, "任务表", WIDTHS, "{{人员.姓名}}任务表（{{期间}}）")
    sheet = page.sheet
    page.across("表单编号：KAM-07　版本：1.0　　金额单位：元", "form_no")
    for first, last, text in (
        (0, 2, "姓名：{{人员.姓名}}（{{人员.编号}}）"), (3, 4, "岗位：{{人员.岗位}}"),
        (5, 7, "上级：{{人员.上级}}"), (8, 9, "实绩截至：{{截至}}　　黄色格由本人填写"),
    ):  # fmt: skip
        sheet.merge_range(2, first, 2, last, text, style("info"))
    page.row = 3
    _quarter(page)
    _month(page)
    _others(page)
    page.row += 1
    signature_row(sheet, page.row, [(0, 3), (4, 7), (8, 9)], style, ("本人", "上级", "部门负责人"))
    print_setup(sheet, landscape=True, header_rows=(0, 2))
    protect(sheet)
    book.close()


def _quarter(page: Page) -> None:
    page.block("一、季度任务（{{季度}}）")
    page.heads(("月份", "", "", "任务", "实绩", "达成率", "欠数", "", "", ""))
    _join_head(page, 0, 2, "月份")
    _join_head(page, 7, 9, "")
    for number in (1, 2, 3):
        name = f"季[{number}]"
        page.line((("", ""), ("", ""), ("", ""), *measured(name), *[("", "")] * 3))
        page.sheet.merge_range(page.row - 1, 0, page.row - 1, 2, f"{{{{{name}.月份}}}}",
                               page.style("cell", "center"))  # fmt: skip
        page.sheet.merge_range(page.row - 1, 7, page.row - 1, 9, "", page.style("cell"))
    top, last = page.row - 2, page.row
    _sum(page, "季度合计", top, last, "合计_季任务")
    page.sheet.merge_range(page.row - 1, 7, page.row - 1, 9, "", page.style("cell", "sum"))


def _month(page: Page) -> None:
    page.block("二、本月与每周任务（{{周规则}}）")
    page.heads(("周", "起止", "工作日", "任务", "实绩", "达成率", "欠数", "完成率\n（自评）",
                "未完成原因", "下一步"))  # fmt: skip
    row = page.line(
        (("{{周[].名称}}", "center"), ("{{周[].起止}}", "center"), ("{{周[].工作日}}", "whole"),
         *measured("周[]"), *said("周[]")), height=28,
    )  # fmt: skip
    _done_between(page, row)
    _sum(page, "各周合计", row, row, "合计_周任务")
    page.sheet.merge_range(page.row - 1, 7, page.row - 1, 9, "", page.style("cell", "sum"))
    row = page.line(
        (("", ""), ("", ""), ("", ""), *measured("本月"), *said("本月")), height=28,
    )  # fmt: skip
    page.sheet.merge_range(row - 1, 0, row - 1, 2, "本月任务", page.style("label", bold=True))
    _done_between(page, row)


def _others(page: Page) -> None:
    page.block("三、其他工作事项（拜访、回款、客户开发等，一行一项）")
    page.heads(("工作事项", "", "", "", "", "", "", "完成率", "未完成原因", "下一步"))
    _join_head(page, 0, 6, "工作事项")
    row = page.line((*[("", "")] * 7, *said("事项[]")), height=24)
    page.sheet.merge_range(row - 1, 0, row - 1, 6, "{{事项[].内容}}",
                           page.style("cell", "small", "input"))  # fmt: skip
    _done_between(page, row)


def _sum(page: Page, name: str, first: int, last: int, defined: str) -> None:
    row = page.line((
        (name, "center"), ("", ""), ("", ""), (f"=SUM(D{first}:D{last})", "money"),
        (f'=IF(COUNT(E{first}:E{last})=0,"",SUM(E{first}:E{last}))', "money"),
        (f'=IF(E#="","",{share_of("E#", "D#")[1:]})', "percent"),
        ('=IF(E#="","",MAX(0,D#-E#))', "money"), ("", ""), ("", ""), ("", ""),
    ), "cell", "sum")  # fmt: skip
    page.sheet.merge_range(row - 1, 0, row - 1, 2, name, page.style("cell", "sum", "center"))
    page.define(defined, "D", row)


def _done_between(page: Page, row: int) -> None:
    """Done, as a part of the whole: 0 to 200 %."""
    number_validation(
        page.sheet, (row - 1, 7, row - 1, 7), 0, float(MOST_DONE), "完成率（100% 就是 1）"
    )


def _join_head(page: Page, first: int, last: int, text: str) -> None:
    page.sheet.merge_range(page.row - 1, first, page.row - 1, last, text, page.style("head"))


if __name__ == "__main__":
    draw()
