"""What the terminal shows of returns: the board, the outcomes, what a merge or an undo did."""

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from kamtools.language import Text
from kamtools.ledger.undo import Undone
from kamtools.returns.apply_review import Merged
from kamtools.returns.board import Line, Status
from kamtools.returns.board_findings import OVERDUE
from kamtools.returns.board_words import STATUSES
from kamtools.returns.collect import Collected
from kamtools.returns.review_rows import ACCEPTABLE, OUTCOMES

_HEADS = [
    Text("状态", "state"), Text("表", "form"), Text("对象", "about"), Text("收件人", "recipient"),
    Text("文件", "file"),
]  # fmt: skip
_COLOURS = {
    Status.RETURNED: "green", Status.LATE: "yellow", Status.DUPLICATE: "yellow",
    Status.COPY: "dim", Status.OLD_VERSION: "yellow", Status.WRONG_MONTH: "red",
    Status.UNKNOWN: "red", Status.UNREADABLE: "red", Status.MISSING: "cyan",
}  # fmt: skip
SHOWN_MISSING = 15
"""Missing forms that the terminal lists; the review has all."""
_MORE = Text("……还有 {count} 份未交，全部列在核对表里", "… {count} more missing; all in the review")
_BOARD = Text(
    "{month} 收表：已收 {back} 份，未交 {missing} 份（过期 {overdue} 份），需要留意 {odd} 份",
    "{month}: {back} returned, {missing} missing ({overdue} overdue), {odd} with something odd",
)
_CELLS = Text("发出的单元格 {sent} 个：", "{sent} cells were sent: ")
_MORE_CELLS = Text(
    "发出的单元格 {sent} 个，加的行里和没有字段的地方 {more} 处：",
    "{sent} cells were sent, {more} written in added rows or where no field is: ",
)
_COMMA = Text("，", ", ")
_ROWS = Text("；加行 {added}，删行 {deleted}", "; rows added {added}, deleted {deleted}")
_ONLY_REVIEW = Text("核对表：{file}", "review: {file}")
_REVIEW = Text("核对表：{file}\n填好“采用？”后运行：kam merge {file}",
               "review: {file}\nfill in “accept?”, then run: kam merge {file}")  # fmt: skip
_NOTHING = Text("没有需要合并的改动", "nothing to merge")
_ANNOTATED = Text("批注副本：{file}（发回给对方改）", "annotated: {file} (send it back)")
_MERGED = Text(
    "写入 {written} 处；账本里已有 {standing} 处，拒绝 {rejected} 处，"
    "未决定 {undecided} 处，没有写入 {refused} 处",
    "{written} written; {standing} there already, {rejected} rejected, {undecided} undecided, "
    "{refused} refused",
)
_RUN = Text("运行编号 {run}，撤销：kam undo {run}", "run {run}; to take it back: kam undo {run}")
_UNDONE = Text(
    "已撤销 {undone}：恢复 {fields} 处，加过的 {rows} 行已去掉\n"
    "运行编号 {run}，反悔：kam undo {run}",
    "{undone} undone: {fields} fields restored, {rows} added rows removed\n"
    "run {run}; to have it back: kam undo {run}",
)


def show_board(console: Console, collected: Collected) -> None:
    """Every file and every missing form, then the counts of the cells."""
    table = Table(*(Column(head.show(), overflow="fold") for head in _HEADS))
    missing = [line for line in collected.board if Status.MISSING in line.statuses]
    back = [line for line in collected.board if Status.MISSING not in line.statuses]
    for line in [*back, *missing[:SHOWN_MISSING]]:
        table.add_row(_state(line), *map(escape, (line.form, line.subject, line.recipient)),
                      escape(line.arrival.path.name if line.arrival else ""))  # fmt: skip
    console.print(table)
    if len(missing) > SHOWN_MISSING:
        console.print(_MORE.show(count=len(missing) - SHOWN_MISSING))
    overdue = sum(each.code == OVERDUE.code for line in missing for each in line.findings)
    odd = sum(line.statuses != (Status.RETURNED,) for line in back)
    usable = sum(line.usable for line in back)
    console.print(
        _BOARD.show(
            month=collected.period, back=usable, missing=len(missing), overdue=overdue, odd=odd
        )
    )
    show_counts(console, collected)


def show_counts(console: Console, collected: Collected) -> None:
    """The outcomes of all bound cells and of what was written besides; they add up.

    They are what the review's head line says.
    """
    counts, sent = collected.all_counts, sum(collected.counts.values())
    parts = _COMMA.show().join(f"{OUTCOMES[each].show()} {counts[each]}" for each in OUTCOMES)
    more = sum(counts.values()) - sent
    total = (_MORE_CELLS if more else _CELLS).show(sent=sent, more=more)
    rows = _ROWS.show(added=collected.added, deleted=collected.deleted)
    console.print(total + parts + rows, soft_wrap=True, markup=False)


def show_review(console: Console, collected: Collected, review: str, annotated: list[str]) -> None:
    """Where the review and the annotated copies are, and what comes next."""
    for file in annotated:
        console.print(_ANNOTATED.show(file=file), soft_wrap=True, markup=False)
    counts = collected.all_counts
    if any(counts[each] for each in ACCEPTABLE):
        console.print(_REVIEW.show(file=review), soft_wrap=True, markup=False)
        return
    console.print(_NOTHING.show())
    console.print(_ONLY_REVIEW.show(file=review), soft_wrap=True, markup=False)


def show_merged(console: Console, merged: Merged) -> None:
    """What was written, and how to take it back."""
    words = _MERGED.show(
        written=merged.written, standing=merged.standing, rejected=merged.rejected,
        undecided=merged.undecided, refused=merged.refused,
    )  # fmt: skip
    console.print(words, soft_wrap=True)
    if merged.run:
        console.print(_RUN.show(run=merged.run), soft_wrap=True, markup=False)


def show_undone(console: Console, run: str, undone: Undone) -> None:
    """What was taken back."""
    words = _UNDONE.show(undone=run, fields=undone.fields, rows=undone.rows, run=undone.run)
    console.print(words, soft_wrap=True, markup=False)


def _state(line: Line) -> str:
    return "、".join(f"[{_COLOURS[each]}]{STATUSES[each].show()}[/]" for each in line.statuses)
