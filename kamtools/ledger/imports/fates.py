"""What a row below a header is, when it is not plainly data."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.header import normal
from kamtools.ledger.imports.match import Layout
from kamtools.ledger.imports.reading import is_blank
from kamtools.ledger.tables import Column, Kind


class Fate(Enum):
    """What becomes of a row."""

    DATA = "data"
    BLANK = "blank"
    TOTAL = "total"
    SIGNATURE = "signature"
    NOTE = "note"
    SECTION = "section"
    NUMBERED = "numbered"
    HEADER = "header"


_MARKS = str.maketrans("：（）￥，", ":()¥,")


def _skipped(code: str, zh: str, en: str) -> FindingKind:
    return FindingKind(
        code, Severity.INFO,
        Text(zh + "，没有导入（{count} 行）：{text}", en + " not loaded ({count} rows): {text}"),
        Text("不用处理；如果它是数据，请补全必填的列",
             "nothing; if it is data, fill in the required columns"),
    )  # fmt: skip


SKIPPED = {
    Fate.TOTAL: _skipped("total_row", "合计行", "a row of totals,"),
    Fate.SIGNATURE: _skipped("signature_row", "签字、制表行", "a row for signatures,"),
    Fate.NOTE: _skipped("note_row", "表下的说明文字", "a note beside the table,"),
    Fate.SECTION: _skipped("section_row", "只有一格文字的行", "a row of one text only,"),
    Fate.NUMBERED: _skipped("numbered_row", "只有序号的空行", "an empty row with just a number,"),
    Fate.HEADER: _skipped("repeated_header", "重复的表头", "a repeated header,"),
}

_SUM = r"(?:本?[页月季年周]|累|总|小|合)+计|(?:grand)?(?:sub)?totals?"
_REST = r"(?:\(.*\)|金额|数量?|人民币|大写)*:?[-¥]?[\d.,]*[元笔条]?"
_TOTAL = re.compile(rf"(?:{_SUM}|.*[^会](?:合计|小计|总计)){_REST}")
_BARE_TOTAL = re.compile(rf"(?:{_SUM}):?")
_GRAND_TOTAL = re.compile(rf"(?:(?:本?[月季年周])?[总合]计|(?:grand)?totals?){_REST}")
_SIGNATURE = re.compile(
    r"(?:制表|填表|编制|审核|复核|批准|审批|核准|制单|经办|签字|签名|签章|盖章|负责人|主管|经理|日期)"
    r"[^::]{0,8}[::]|.{0,12}(?:签字|签名|签章|盖章)$"
)
_WORDS = re.compile(r"[\u4e00-\u9fff]")
"""What is no bare code or number."""
_NOTE = re.compile(r"(?:备?注|说明|填表说明|提示|单位|来源|数据来源)[\d一二三]?[::.、]|[※*★●]|note")


def is_total(value: object) -> bool:
    """Whether a cell says that its row is a total: 合计, 小计, 本月合计, 华东区合计, Total."""
    return isinstance(value, str) and len(value) < 30 and bool(_TOTAL.fullmatch(_plain(value)))


def is_grand_total(value: object) -> bool:
    """Whether a cell says that its row is the sum of all: 合计, 总计, 本月合计; 小计 is not."""
    return is_total(value) and bool(_GRAND_TOTAL.fullmatch(_plain(str(value))))


def fate(row: Sequence[Any], layout: Layout, *, complete: bool, heading: bool) -> Fate:
    """What ``row`` is; ``heading`` says that a cell of it is merged across the table.

    A ``complete`` row lacks nothing that is required. It is data, but for a repeated header and
    for a total that only looks complete: its code is none, or its text is just 合计.
    """
    filled = [i for i, cell in enumerate(row) if not is_blank(cell)]
    if not filled:
        return Fate.BLANK
    texts = [row[i] for i in filled if isinstance(row[i], str)]
    if _repeats_header(row, filled, layout):
        return Fate.HEADER
    if complete:
        return Fate.TOTAL if _is_keyed_as_total(row, layout) else Fate.DATA
    if is_total(row[filled[0]]) or any(is_total(row[i]) for i in _keys(layout) if i < len(row)):
        return Fate.TOTAL
    if any(_SIGNATURE.match(_plain(text)) for text in texts):
        return Fate.SIGNATURE
    if texts and (_NOTE.match(_plain(texts[0])) or (heading and len(filled) == 1)):
        return Fate.NOTE
    if len(filled) == len(texts) == 1 and _WORDS.search(texts[0]) and len(layout.sources) > 1:
        return Fate.SECTION
    return _without_data(filled, texts, layout) or Fate.DATA


def _is_keyed_as_total(row: Sequence[Any], layout: Layout) -> bool:
    return any(
        is_total(row[i]) and (column.kind is Kind.CODE or _BARE_TOTAL.fullmatch(_plain(row[i])))
        for i, column in _keys(layout).items()
        if i < len(row)
    )


def _without_data(filled: list[int], texts: list[str], layout: Layout) -> Fate | None:
    """A row that holds nothing in the columns that are loaded, a running number aside."""
    if any(index in filled for index in _loaded(layout)):
        return None
    return Fate.NOTE if any(not text.strip().isdigit() for text in texts) else Fate.NUMBERED


def _repeats_header(row: Sequence[Any], filled: list[int], layout: Layout) -> bool:
    same = [
        isinstance(row[i], str)
        and i < len(layout.labels)
        and normal(row[i]) in layout.labels[i].words
        for i in filled
    ]
    return sum(same) * 2 > len(same)


def _keys(layout: Layout) -> dict[int, Column]:
    key = layout.table.key
    return {i: s.column for s in layout.sources for i in s.indexes if s.column.name in key}


def _loaded(layout: Layout) -> list[int]:
    return [i for s in layout.sources for i in s.indexes if not s.column.numbered_within]


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).translate(_MARKS).lower()
