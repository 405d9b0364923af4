"""``review.xlsx``: the changes to decide on, as a workbook that a clerk can filter and print."""

import os
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from kamtools.forms import record
from kamtools.language import Text
from kamtools.returns.board import Line
from kamtools.returns.board_words import STATUSES, to_do
from kamtools.returns.outcomes import Outcome
from kamtools.returns.review_rows import ACCEPT, OUTCOMES, REJECT, ReviewRow, encode

SHEET, BOARD, HIDDEN = Text("核对", "review"), Text("收表情况", "board"), "_kam_review"
TITLE = "kamtools review 1 · 本页由程序使用，请勿修改 · used by the program, please leave as it is"
NUMBER, OUTCOME, DECISION = Text("序号", "no."), Text("结果", "outcome"), Text("采用？", "accept?")
HEADS = (
    NUMBER, Text("收件人", "recipient"), Text("表", "form"), Text("对象", "about"),
    Text("字段", "field"), Text("位置", "where"), Text("发出时", "sent"), Text("收回", "returned"),
    Text("账本现在", "ledger now"), OUTCOME, Text("说明", "note"), DECISION,
)  # fmt: skip
_WIDTHS = (5, 11, 12, 7, 16, 24, 16, 16, 16, 9, 38, 9)
_BOARD_HEADS = (
    Text("状态", "state"), Text("表", "form"), Text("对象", "about"), Text("收件人", "recipient"),
    Text("文件", "file"), Text("说明", "note"),
)  # fmt: skip
_BOARD_WIDTHS = (14, 16, 8, 14, 32, 70)
_COLOURS = {
    Outcome.APPLIED: "#E2F0D9",
    Outcome.CONFLICT: "#FFE699",
    Outcome.INVALID: "#F8CBAD",
    Outcome.NOT_ALLOWED: "#F8CBAD",
    Outcome.MISSING: "#E7E6E6",
    Outcome.ELSEWHERE: "#DDEBF7",
}
_PIECE = 16_000
_LINE, _HIGHEST = 13.0, 400.0
"""Points of a line, and of the highest row that Excel takes."""
_HOW = Text(
    "只填“采用？”这一列：接受 或 拒绝；保存后运行 kam merge。别的列不要改。",
    "Fill in the column “accept?” only: accept or reject; save, then run kam merge.",
)
_CHOICES = Text(
    "接受：写入账本。拒绝：不写。空：以后再说。",
    "accept: into the ledger. reject: not. blank: decide later.",
)
_NOT_A_CHOICE = Text("请选 接受 或 拒绝", "choose accept or reject")
_NO_CHANGES = Text("没有改动", "no changes")
_FOOTER = Text("&L&A&C第 &P 页 / 共 &N 页&R&D", "&L&A&Cpage &P of &N&R&D")
HEAD_ROW = 3
"""0-based; above it stand the title and what to do."""


def write_review(
    out: Path,
    rows: Sequence[ReviewRow],
    board: Sequence[Line],
    *,
    title: str,
    key: bytes,
    decided: Mapping[tuple[object, ...], str] | None = None,
) -> None:
    """Write the review to ``out`` in one step.

    A very hidden sheet ties each row to its file, cell and ledger field, signed with ``key``.
    ``decided`` are decisions from before, by ``ReviewRow.same_as``.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        with xlsxwriter.Workbook(unfinished, {"strings_to_formulas": False,
                                              "strings_to_urls": False}) as book:  # fmt: skip
            formats = _Formats(book)
            _write_rows(book.add_worksheet(SHEET.show()), formats, rows, title, decided or {})
            _write_board(book.add_worksheet(BOARD.show()), formats, board, title)
            _write_hidden(book.add_worksheet(HIDDEN), rows, key)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


class _Formats:
    def __init__(self, book: Any) -> None:
        font = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True}
        boxed = font | {"border": 1, "border_color": "#BFBFBF"}
        self.title = book.add_format(font | {"font_size": 14, "bold": True, "text_wrap": False})
        self.words = book.add_format(font | {"text_wrap": False, "font_color": "#595959"})
        self.head = book.add_format(boxed | {"bold": True, "bg_color": "#D9E1F2",
                                             "align": "center", "valign": "vcenter"})  # fmt: skip
        self.cell = book.add_format(boxed)
        self.number = book.add_format(boxed | {"align": "center"})
        self.off = book.add_format(boxed | {"bg_color": "#EDEDED", "align": "center"})
        self.decision = book.add_format(boxed | {"bg_color": "#FFFFE0", "bold": True,
                                                 "align": "center"})  # fmt: skip
        self.outcomes = {
            outcome: book.add_format(boxed | {"bg_color": colour, "align": "center"})
            for outcome, colour in _COLOURS.items()
        }


def _write_rows(
    sheet: Any,
    formats: _Formats,
    rows: Sequence[ReviewRow],
    title: str,
    decided: Mapping[tuple[object, ...], str],
) -> None:
    _set_up(sheet, formats, HEADS, _WIDTHS, title, len(rows))
    sheet.write_string(1, 0, _summary(rows), formats.words)
    sheet.write_string(2, 0, _HOW.show(), formats.words)
    for at, row in enumerate(rows, start=HEAD_ROW + 1):
        _write_row(sheet, formats, at, row, decided.get(row.same_as))


def _write_row(sheet: Any, formats: _Formats, at: int, row: ReviewRow, decided: str | None) -> None:
    sheet.set_row(at, height_of(row.shown, _WIDTHS))
    sheet.write_number(at, 0, row.number, formats.number)
    for column, text in enumerate(row.shown[1:], start=1):
        by_outcome = HEADS[column] is OUTCOME
        sheet.write_string(
            at, column, text, formats.outcomes[row.outcome] if by_outcome else formats.cell
        )
    last = len(HEADS) - 1
    if not row.acceptable:
        sheet.write_string(at, last, "—", formats.off)
        return
    sheet.write_string(at, last, row.proposed if decided is None else decided, formats.decision)
    sheet.data_validation(at, last, at, last, {
        "validate": "list", "source": [ACCEPT.show(), REJECT.show()],
        "input_title": DECISION.show(), "input_message": _CHOICES.show(),
        "error_title": DECISION.show(), "error_message": _NOT_A_CHOICE.show(),
    })  # fmt: skip


def _summary(rows: Sequence[ReviewRow]) -> str:
    if not rows:
        return _NO_CHANGES.show()
    counts = {outcome: sum(row.outcome is outcome for row in rows) for outcome in OUTCOMES}
    return Text("，", ", ").show().join(
        f"{words.show()} {counts[outcome]}" for outcome, words in OUTCOMES.items()
        if outcome is not Outcome.UNCHANGED
    )  # fmt: skip


def _write_board(sheet: Any, formats: _Formats, board: Sequence[Line], title: str) -> None:
    _set_up(sheet, formats, _BOARD_HEADS, _BOARD_WIDTHS, title, len(board))
    for at, line in enumerate(board, start=HEAD_ROW + 1):
        status = "、".join(STATUSES[each].show() for each in line.statuses)
        file = line.arrival.path.name if line.arrival else line.file
        cells = (status, line.form, line.subject, line.recipient, file, to_do(line))
        sheet.set_row(at, height_of(cells, _BOARD_WIDTHS))
        for column, text in enumerate(cells):
            sheet.write_string(at, column, text, formats.cell)


def _set_up(
    sheet: Any,
    formats: _Formats,
    heads: Sequence[Text],
    widths: Sequence[int],
    title: str,
    rows: int,
) -> None:
    """Title, header, widths, filter, frozen panes; A4 across, one page wide, header on each."""
    sheet.write_string(0, 0, title, formats.title)
    sheet.set_row(0, 24)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD_ROW, column, head.show(), formats.head)
    sheet.set_row(HEAD_ROW, 24)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(rows, 1), len(heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer(_FOOTER.show())


def height_of(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points that a row needs for its wrapped texts; programs differ in whether they adjust it."""
    lines = max(
        sum(max(1, -(-_units(line) // width)) for line in (text.split("\n") or [""]))
        for text, width in zip(texts, widths, strict=False)
    )
    return min(_LINE * lines + 3, _HIGHEST)


def _units(line: str) -> int:
    """How wide a line is, in digits; a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(mark) in "WFA" else 1 for mark in line)


def _write_hidden(sheet: Any, rows: Sequence[ReviewRow], key: bytes) -> None:
    text = encode(rows)
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    for at, piece in enumerate([TITLE, record.sign(text, key), *pieces]):
        sheet.write_string(at, 0, piece)
    sheet.very_hidden()
