"""What a template's author should know: each placeholder, what it shows, and what is wrong."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from kamtools.errors import KamError
from kamtools.excel.changes import Grow, Value
from kamtools.excel.first_record import only_the_first
from kamtools.excel.references import address
from kamtools.excel.template import Template, TextCell
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms.binding import Unresolved, placeholders, whole_path
from kamtools.forms.blocks import Block, blocks, counts
from kamtools.forms.fill import Example, fill
from kamtools.forms.invented import invented
from kamtools.language import Text

MISSING_NAME = FindingKind(
    "template_name_missing", Severity.ERROR,
    what=Text("缺少名称“{name}”，{label}没法核对",
              "the name {name} is missing, so {label} is not checked"),
    do=Text("选中合计单元格，在名称框里输入 {name}（范围：工作簿）",
            "select the total's cell and give it the name {name} (scope: workbook)"),
)  # fmt: skip
BRACES = FindingKind(
    "template_braces", Severity.WARNING,
    what=Text("“{text}”像占位符，但写法不对，会原样留在表上",
              "{text} looks like a placeholder, but is none; it stays as it is"),
    do=Text("写成 {{{{名称}}}}：两对英文大括号", "write {{{{name}}}}: two pairs of plain braces"),
)  # fmt: skip
NO_PLACEHOLDERS = FindingKind(
    "template_no_placeholders", Severity.WARNING,
    what=Text("没有占位符，填不了任何内容", "it has no placeholders, so nothing is filled"),
    do=Text("在要填的单元格里写 {{客户.全称}} 这样的占位符",
            "write placeholders such as {{客户.全称}} into the cells to be filled"),
)  # fmt: skip
NOTHING_UNLOCKED = FindingKind(
    "template_nothing_unlocked", Severity.INFO,
    what=Text("没有未锁定的占位符单元格：收到的人改了什么，都不会收回",
              "no placeholder's cell is unlocked: nothing the recipients change is taken back"),
    do=Text("要让人填的单元格：设置单元格格式 → 保护 → 去掉“锁定”",
            "for cells people shall fill: Format Cells, Protection, clear Locked"),
)  # fmt: skip
NOT_PROTECTED = FindingKind(
    "template_not_protected", Severity.WARNING,
    what=Text("有未锁定的单元格，但工作表没有保护，锁定的也能改",
              "cells are unlocked, but the sheet is not protected: the locked ones can be changed"),
    do=Text("审阅 → 保护工作表", "Review, Protect Sheet"),
)  # fmt: skip
ONLY_THE_FIRST = FindingKind(
    "template_only_the_first", Severity.WARNING,
    what=Text("公式“={formula}”只取第一条记录", "={formula} takes the first record only"),
    do=Text("要算全部记录，用合计函数，例如 =SUM(…)；一条占几行时，写上这几行的整个范围",
            "for all records use a total such as =SUM(…), over all rows that one record takes"),
)  # fmt: skip
_ONE_BRACE = re.compile(r"(?<!\{)\{[^{}]+\}(?!\})")


class NoSuchForm(KamError):
    """A form is asked for that kamtools does not fill."""

    what = Text("没有叫“{name}”的表单", "there is no form called {name}")
    do = Text("现有：{names}", "there are: {names}")


@dataclass(frozen=True)
class Mark:
    """One placeholder in a template's cell.

    ``whole``: it fills the cell by itself and keeps its type; else it is part of a text.
    ``resolves`` tells whether the form's data has it, ``sample`` what it shows there.
    """

    sheet: str
    cell: str
    path: str
    whole: bool
    repeats: str | None
    unlocked: bool
    resolves: bool
    sample: Value = None


@dataclass(frozen=True)
class Checked:
    """What was found. ``form`` is the one it was matched against; None: with invented data."""

    file: str
    form: str | None
    marks: tuple[Mark, ...]
    blocks: tuple[tuple[Block, int], ...]
    findings: tuple[Finding, ...]


def check_template(
    file: Path,
    examples: Mapping[str, Example],
    *,
    form: str = "",
    data: Mapping[str, object] | None = None,
    out: Path | None = None,
) -> Checked:
    """Check the template ``file`` against the form it belongs to, and fill it with sample data.

    The form is ``form``, else the one that the file is named after, else the one whose data has
    the most of its placeholders; ``data`` takes the place of all of them. ``out`` is where the
    filled sample goes. Raises ``KamError`` when the file can't be opened, ``NoSuchForm``.
    """
    template = Template.open(file)
    texts = list(template.texts())
    cells = [cell for cell in texts if placeholders(cell.text)]
    name, example = (None, Example(data)) if data is not None else _match(
        file, cells, examples, form
    )  # fmt: skip
    marks = tuple(_marks(cells, example.data))
    counted = tuple(
        (block, max(counts(block, example.data).values(), default=0)) for block in blocks(cells)
    )
    repeating = [block for block, _ in counted]
    findings = [
        *_fill_sample(name or file.stem, file, example, out),
        *_missing_names(file, template, example),
        *_almost(file, texts),
        *_protection(file, template, cells),
        *_only_the_first(file, repeating),
    ]
    return Checked(file.name, name, marks, counted, tuple(findings))


def _match(
    file: Path, cells: list[TextCell], examples: Mapping[str, Example], form: str
) -> tuple[str | None, Example]:
    if form and form not in examples:
        raise NoSuchForm(name=form, names="、".join(examples))
    called = max((n for n in examples if file.stem.startswith(n)), key=len, default="")
    if form or called:
        return form or called, examples[form or called]
    hits = {
        name: sum(mark.resolves for mark in _marks(cells, example.data))
        for name, example in examples.items()
    }
    best = max(hits, key=lambda name: hits[name], default="")
    if best and hits[best] * 2 >= sum(len(placeholders(cell.text)) for cell in cells) > 0:
        return best, examples[best]
    return None, Example(invented(cells))


def _marks(cells: Iterable[TextCell], data: Mapping[str, object]) -> Iterator[Mark]:
    for cell in cells:
        whole = whole_path(cell.text) is not None
        where = cell.sheet, address(cell.row, cell.column)
        for each in placeholders(cell.text):
            try:
                sample, resolves = each.resolve(data), True
            except Unresolved:
                sample, resolves = None, False
            yield Mark(*where, each.path, whole, each.repeats, cell.unlocked, resolves, sample)


def _fill_sample(form: str, file: Path, example: Example, out: Path | None) -> list[Finding]:
    if out is not None:
        return list(fill(form, file, example.data, out).findings)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / f"{file.stem}{file.suffix.lower().replace('.xlt', '.xls')}"
        return list(fill(form, file, example.data, scratch).findings)


def _missing_names(file: Path, template: Template, example: Example) -> Iterator[Finding]:
    there = {name.casefold() for name in template.names}
    for tie in example.ties:
        if tie.name.casefold() not in there:
            yield MISSING_NAME.at(Place(file.name), name=tie.name, label=tie.label)


def _almost(file: Path, texts: Iterable[TextCell]) -> Iterator[Finding]:
    """Texts in single braces, which may be meant as they are; half ones are found by filling."""
    found = False
    for cell in texts:
        found = found or bool(placeholders(cell.text))
        if _ONE_BRACE.search(cell.text):
            place = Place(file.name, cell.sheet, address(cell.row, cell.column))
            yield BRACES.at(place, text=cell.text)
    if not found:
        yield NO_PLACEHOLDERS.at(Place(file.name))


def _protection(file: Path, template: Template, cells: list[TextCell]) -> Iterator[Finding]:
    unlocked = dict.fromkeys(cell.sheet for cell in cells if cell.unlocked)
    if cells and not unlocked:
        yield NOTHING_UNLOCKED.at(Place(file.name))
    for sheet in unlocked:
        if sheet not in template.protected:
            yield NOT_PROTECTED.at(Place(file.name, sheet))


def _only_the_first(file: Path, repeating: Iterable[Block]) -> Iterator[Finding]:
    grows = [Grow(each.sheet, each.first_row, each.height, 2) for each in repeating]
    for cell, formula in only_the_first(file, grows):
        place = Place(file.name, cell.sheet, address(cell.row, cell.column))
        yield ONLY_THE_FIRST.at(place, formula=formula)


def kind_of(value: Value) -> Text:
    """What a value is, in a word."""
    if value is None:
        return Text("空", "blank")
    if isinstance(value, bool):
        return Text("是否", "yes/no")
    if isinstance(value, date):
        return Text("日期", "date")
    return (
        Text("数字", "number") if isinstance(value, int | float | Decimal) else Text("文字", "text")
    )
