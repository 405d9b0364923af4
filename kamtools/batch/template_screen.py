"""What ``kam template check`` shows of a template."""

from collections.abc import Iterable
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kamtools.forms.template_check import Checked, Mark, kind_of
from kamtools.language import Text

_MATCHED = Text(
    "按表单“{form}”检查，示例是示例部门的数据", "checked as {form}, with the sample's data"
)
_GIVEN = Text("用 {file} 的数据检查", "checked with the data of {file}")
_INVENTED = Text(
    "不是 kamtools 自带的表单：示例数据是按占位符的名字编的（有数据文件可以用 --data）",
    "no form of kamtools: the sample's data are made up of the names (or give --data)",
)
_COUNTS = Text(
    "占位符 {all} 个，有数据 {good} 个，收到的人可以改 {open} 个",
    "{all} placeholders, {good} of them with data, {open} in cells that recipients may edit",
)
_BLOCK = Text(
    "重复行 {sheet}!{first}:{last}：每条“{name}”{height} 行，示例有 {count} 条",
    "rows {sheet}!{first}:{last} repeat for each of {name}, {height} at a time; {count} here",
)
_HEADS = (
    Text("单元格", "cell"), Text("占位符", "placeholder"), Text("类型", "kind"),
    Text("重复", "repeats"), Text("可改", "open"), Text("示例", "sample"),
)  # fmt: skip
_IN_TEXT = Text("在文字里", "in a text")
_NO_DATA = Text("没有数据", "no data")
_LONGEST = 40


def show_template(console: Console, checked: Checked, *, given: str = "") -> None:
    """Its placeholders sheet by sheet, its repeating rows, and what it was matched against."""
    if given:
        console.print(_GIVEN.show(file=given), markup=False)
    elif checked.form:
        console.print(_MATCHED.show(form=checked.form), markup=False)
    else:
        console.print(_INVENTED.show(), markup=False)
    for sheet, marks in groupby(checked.marks, lambda mark: mark.sheet):
        console.print(_table(sheet, marks))
    for block, count in checked.blocks:
        line = _BLOCK.show(
            sheet=block.sheet, first=block.first_row, last=block.last_row, name=block.name,
            height=block.height, count=count,
        )  # fmt: skip
        console.print(line, markup=False)
    good = sum(mark.resolves for mark in checked.marks)
    unlocked = sum(mark.unlocked for mark in checked.marks)
    console.print(_COUNTS.show(all=len(checked.marks), good=good, open=unlocked), markup=False)


def _table(sheet: str, marks: Iterable[Mark]) -> Table:
    table = Table(*(head.show() for head in _HEADS), title=escape(sheet), title_justify="left")
    for mark in marks:
        kind = kind_of(mark.sample).show() if mark.whole else _IN_TEXT.show()
        table.add_row(
            mark.cell, escape(mark.path), kind if mark.resolves else _NO_DATA.show(),
            escape(mark.repeats or ""), "✓" if mark.unlocked else "", escape(_shown(mark)),
            style=None if mark.resolves else "red",
        )  # fmt: skip
    return table


def _shown(mark: Mark) -> str:
    text = "" if mark.sample is None else str(mark.sample).replace("\n", " ")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
