"""Taking back what people's edits of one run did, through the audit; itself in the audit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from duckdb import DuckDBPyConnection

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.ledger.edits import ADD, EDIT, REMOVE, Entry, audit, insert_row, write_field
from kamtools.ledger.schema import quoted
from kamtools.ledger.tables import TABLES

REASON = "undo {run}"
"""The audit's reason of a run that undid another; by it, what was undone is known."""
_SHOWN = 5


class UnknownRun(KamError):
    """The audit has no run of that id."""

    what = Text("账本里没有 {run} 这次运行", "the ledger knows no run {run}")
    do = Text("编号在 kam merge 的最后一行；最近的是：{latest}", "the latest are: {latest}")


class NotAMerge(KamError):
    """The run was an import."""

    what = Text("{run} 是导入，不能这样撤销", "{run} is an import, which can't be undone")
    do = Text("改正导出的文件后重新导入", "correct the exported files and import them again")


class AlreadyUndone(KamError):
    """The run was undone before."""

    what = Text("{run} 已经撤销过了", "{run} was undone already")
    do = Text("要恢复它的修改，撤销那次撤销：kam undo {by}", "to have it back: kam undo {by}")


class ChangedSince(KamError):
    """A later run touched what this one changed."""

    what = Text(
        "{run} 改过的 {count} 处后来又被改过：{fields}",
        "{count} fields that {run} changed were changed again: {fields}",
    )
    do = Text(
        "先撤销后来的：{later}；如果后来是导入，请在表里直接改",
        "undo the later runs first: {later}; where one was an import, edit the form instead",
    )


@dataclass(frozen=True)
class Undone:
    """What an undo did: its own run, and how many fields and added rows it took back."""

    run: str
    fields: int
    rows: int


def undo(connection: DuckDBPyConnection, run: str, stamp: Mapping[str, object]) -> Undone:
    """Restore every field that the edits of ``run`` changed; must be called inside a transaction.

    An undo can be undone too. Raises ``UnknownRun``, ``NotAMerge``, ``AlreadyUndone`` or
    ``ChangedSince``, before anything is written.
    """
    entries = _entries(connection, run)
    undone = _undone(connection)
    if run in undone:
        raise AlreadyUndone(run=run, by=undone[run])
    _refuse_later(connection, run, entries, {*undone, *undone.values()})
    done = {ADD: 0, EDIT: 0, REMOVE: 0}
    for entry in reversed(entries):
        _take_back(connection, entry, stamp)
        done[entry.action] += 1
    return Undone(str(stamp["run"]), done[EDIT], done[ADD] + done[REMOVE])


def _entries(connection: DuckDBPyConnection, run: str) -> list[Entry]:
    """The run's audit rows in the order they were written."""
    found = connection.execute(
        "SELECT action, table_name, key, column_name, old, new, source FROM audit"
        " WHERE run = ? ORDER BY rowid",
        [run],
    ).fetchall()
    if not found:
        raise UnknownRun(run=run, latest=_latest(connection))
    entries = [Entry(*row) for row in found]
    if any(entry.action not in (ADD, EDIT, REMOVE) for entry in entries):
        raise NotAMerge(run=run)
    return entries


def _latest(connection: DuckDBPyConnection) -> str:
    rows = connection.execute(
        "SELECT run FROM audit WHERE action IN (?, ?, ?) GROUP BY run"
        " ORDER BY max(rowid) DESC LIMIT ?",
        [ADD, EDIT, REMOVE, _SHOWN],
    ).fetchall()
    return "、".join(row[0] for row in rows) or "—"


def _undone(connection: DuckDBPyConnection) -> dict[str, str]:
    """The runs that were undone, each with the run that undid it; the two cancel each other."""
    undos = connection.execute(
        "SELECT run, any_value(reason) FROM audit WHERE action IN (?, ?, ?) AND reason LIKE ?"
        " GROUP BY run ORDER BY max(rowid) DESC",
        [ADD, EDIT, REMOVE, REASON.format(run="%")],
    ).fetchall()
    undone: dict[str, str] = {}
    for by, reason in undos:  # the latest first: an undo that was itself undone counts for nothing
        if by not in undone:
            undone[reason.removeprefix(REASON.format(run=""))] = by
    return undone


def _refuse_later(
    connection: DuckDBPyConnection, run: str, entries: list[Entry], cancelled: set[str]
) -> None:
    """Raise ``ChangedSince`` where a later run touched a field, or a row that this one added."""
    later = connection.execute(
        "SELECT DISTINCT l.run, m.table_name, m.key, coalesce(m.column_name, l.column_name)"
        " FROM audit m JOIN audit l ON l.table_name = m.table_name AND l.key = m.key"
        " AND (l.column_name = m.column_name OR m.column_name IS NULL OR l.column_name IS NULL)"
        " WHERE m.run = $run AND l.run <> $run AND NOT list_contains($cancelled, l.run)"
        " AND l.rowid > (SELECT max(rowid) FROM audit WHERE run = $run)"
        " ORDER BY ALL",
        {"run": run, "cancelled": sorted(cancelled)},
    ).fetchall()
    moved = [(None, e.table, e.key, e.column) for e in entries if _moved(connection, e)]
    if later or moved:
        spots = sorted({_shown(*each) for _, *each in [*later, *moved]})
        runs = "、".join(sorted({each[0] for each in later}, reverse=True)) or "—"
        fields = "、".join(spots[:_SHOWN])
        raise ChangedSince(run=run, count=len(spots), fields=fields, later=runs)


def _shown(table: str, key: str, column: str | None) -> str:
    """``客户 K001 地址``, as people call it."""
    found = TABLES[table]
    return " ".join([found.zh, key.replace("|", " "), found.column(column).zh if column else ""])


def _moved(connection: DuckDBPyConnection, entry: Entry) -> bool:
    """Whether a field no longer holds what the run put there, whatever the audit says."""
    if entry.column is None:
        return False
    rows = connection.execute(
        f"SELECT {quoted(entry.column)}::VARCHAR FROM {quoted(entry.table)}"
        f" WHERE {_joined(entry)} = ?",
        [entry.key],
    ).fetchall()
    return rows != [(entry.new,)] and not (not rows and entry.new is None)


def _joined(entry: Entry) -> str:
    return f"concat_ws('|', {', '.join(map(quoted, TABLES[entry.table].key))})"


def _take_back(connection: DuckDBPyConnection, entry: Entry, stamp: Mapping[str, object]) -> None:
    table = TABLES[entry.table]
    action = {ADD: REMOVE, REMOVE: ADD, EDIT: EDIT}[entry.action]
    if entry.column is not None:
        write_field(connection, table, entry.column, entry.key, entry.old)
    elif action == REMOVE:
        connection.execute(
            f"DELETE FROM {quoted(table.name)} WHERE {_joined(entry)} = ?", [entry.key]
        )
    else:
        insert_row(connection, table, json.loads(entry.old or "{}"))
    back = replace(entry, action=action, old=entry.new, new=entry.old)
    audit(connection, stamp, back)
