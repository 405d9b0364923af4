"""``kam collect``, ``kam merge``, ``kam undo``: what came back, into the ledger and out again."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from kamtools.errors import KamError
from kamtools.findings import has_errors
from kamtools.language import Text
from kamtools.periods import Period
from kamtools.workspace import NoWorkspace, Workspace, user

_FILE = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_HELP = {
    "collect": Text(
        "收表：读 PATH（不写就是 returned 文件夹）里交回的表，列出谁交了、改了什么，写出核对表。",
        "Read the returns in PATH (default: returned/): who sent what back, and what changed.",
    ),
    "month": Text(
        "收哪个月的，例如 2026-10；不写就是最近发出的", "the month, else the latest sent"
    ),
    "due": Text("截止日，例如 2026-11-05；晚于它的算迟交", "the day after which returns are late"),
    "merge": Text(
        "把核对表 REVIEW（out/月份/review.xlsx）里接受的改动写入账本。",
        "Write what was accepted in REVIEW (out/MONTH/review.xlsx) into the ledger.",
    ),
    "undo": Text(
        "撤销一次合并；RUN 是 kam merge 最后一行的编号。",
        "Take one merge back; RUN is on the last line of kam merge.",
    ),
    "history": Text(
        "查修改记录：一条数据的（kam history 客户 K001），或一次运行的（kam history 编号）。",
        "What became of one row (kam history customers K001), or what one run changed.",
    ),
    "workspace": Text("工作区；不写就是当前文件夹所在的", "else the current folder's"),
    "password_file": Text(
        "文件有打开密码时：写着密码的文本文件，一行一个（也可以用 KAM_PASSWORD 或 kam.toml）",
        "the passwords of encrypted files, one a line (or KAM_PASSWORD, or kam.toml)",
    ),
}


class NoHistory(KamError):
    """The audit knows nothing of it."""

    what = Text("账本里没有“{words}”的修改记录", "the ledger has no changes of {words}")
    do = Text(
        "按“表 主键”查，例如 kam history 客户 K001；或按 kam merge 最后一行的编号",
        "ask by table and key, as kam history customers K001, or by a run's number",
    )


class NoSuchTable(KamError):
    """The ledger has no table of that name."""

    what = Text("账本里没有“{name}”这个表", "the ledger has no table {name}")
    do = Text("可以查：{names}", "there are: {names}")


def _help(name: str) -> str:
    return _HELP[name].show()


@click.command("collect", help=_help("collect"))
@click.argument("paths", nargs=-1, type=_FILE, metavar="[PATH]...")
@click.option("--month", "month", help=_help("month"))
@click.option("--due", "due", type=_DAY, help=_help("due"))
@click.option("--password-file", type=_FILE, help=_help("password_file"))
@click.option("--workspace", "workspace", type=_FILE, help=_help("workspace"))
def collect(
    paths: Sequence[Path],
    month: str | None,
    due: datetime | None,
    password_file: Path | None,
    workspace: Path | None,
) -> int:
    """Show the board and the outcomes; write the review and the annotated copies."""
    from kamtools.batch.returns_screen import show_board, show_review
    from kamtools.batch.screen import show_findings
    from kamtools.returns.collect import collect as collect_returns
    from kamtools.returns.passwords import passwords_of
    from kamtools.returns.reviewing import write_outcome

    space, console = Workspace.locate(workspace or ""), _console()
    period = Period.parse(month) if month else None
    passwords, last = passwords_of(password_file, space), due.date() if due else None
    found = collect_returns(space, paths, month=period, due=last, passwords=passwords)
    if found.unsent:
        show_findings(console, found.findings)
        return 1
    written = write_outcome(space, found, passwords)
    findings = [*found.findings, *written.findings]
    show_board(console, found)
    show_findings(console, findings)
    show_review(console, found, str(written.review), [str(file) for file in written.annotated])
    return 1 if has_errors(findings) else 0


@click.command("merge", help=_help("merge"))
@click.argument("review", type=_FILE)
@click.option("--password-file", type=_FILE, help=_help("password_file"))
@click.option("--workspace", "workspace", type=_FILE, help=_help("workspace"))
def merge(review: Path, password_file: Path | None, workspace: Path | None) -> int:
    """Apply a review."""
    from kamtools.batch.returns_screen import show_merged
    from kamtools.batch.screen import show_findings
    from kamtools.returns.apply_review import merge_review
    from kamtools.returns.passwords import passwords_of

    space = _workspace_of(review, workspace)
    passwords = passwords_of(password_file, space)
    done = merge_review(space, review, who=user(), passwords=passwords)
    show_findings(_console(), done.findings)
    show_merged(_console(), done)
    return 1 if has_errors(done.findings) else 0


@click.command("undo", help=_help("undo"))
@click.argument("run")
@click.option("--workspace", "workspace", type=_FILE, help=_help("workspace"))
def undo(run: str, workspace: Path | None) -> int:
    """Take a merge back."""
    from kamtools.batch.returns_screen import show_undone
    from kamtools.ledger.store import Ledger

    space = Workspace.locate(workspace or "")
    with Ledger.open(space.ledger_file) as ledger:
        undone = ledger.undo(run, who=user())
    show_undone(_console(), run, undone)
    return 0


@click.command("history", help=_help("history"))
@click.argument("words", nargs=-1, required=True, metavar="RUN | TABLE KEY...")
@click.option("--workspace", "workspace", type=_FILE, help=_help("workspace"))
def history(words: Sequence[str], workspace: Path | None) -> int:
    """Show the audit of one row, or of one run."""
    from kamtools.batch.history_screen import show_history
    from kamtools.ledger.queries.history import changes_of, history_of
    from kamtools.ledger.store import Ledger

    space = Workspace.locate(workspace or "")
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        first, *key = words
        told = history_of(ledger, _table(first), *key) if key else changes_of(ledger, first)
    if told.empty:
        raise NoHistory(words=" ".join(words))
    show_history(_console(), told)
    return 0


COMMANDS: tuple[click.Command, ...] = (collect, merge, undo, history)


def _table(said: str) -> str:
    """The table that is called so, in Chinese or in code."""
    from kamtools.ledger.tables import TABLES

    names = {table.zh: name for name, table in TABLES.items()} | {name: name for name in TABLES}
    if said not in names:
        raise NoSuchTable(name=said, names="、".join(table.zh for table in TABLES.values()))
    return names[said]


def _workspace_of(review: Path, named: Path | None) -> Workspace:
    """The one named, else the one that the review lies in, else the current folder's."""
    if named is not None:
        return Workspace.locate(named)
    try:
        return Workspace.find(review)
    except NoWorkspace:
        return Workspace.locate()


def _console() -> Console:
    return Console(highlight=False)
