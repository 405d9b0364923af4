"""The ledger: one DuckDB file, read through Ibis, changed in whole transactions only."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

import duckdb
import ibis
import pandas as pd

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.ledger import edits as editing
from kamtools.ledger.displaced import Displaced, displaced
from kamtools.ledger.edits import Absent, Applied, Edit, LedgerValue, Spot
from kamtools.ledger.held import Overwritten, overwritten
from kamtools.ledger.incoming import typed
from kamtools.ledger.merge import Counts, merge
from kamtools.ledger.schema import prepare
from kamtools.ledger.tables import TABLES, Table
from kamtools.ledger.undo import REASON, Undone, undo

__all__ = ["Change", "Counts", "Ledger"]


class NoLedger(KamError):
    """A ledger was opened for reading before anything was imported."""

    what = Text("还没有账本 {file}", "there is no ledger {file} yet")
    do = Text("先运行 kam import 导入数据", "run kam import first")


class LedgerLocked(KamError):
    """Another program has the ledger open."""

    what = Text(
        "账本 {file} 正被另一个程序使用（进程 {process}）",
        "ledger {file} is in use by another program (process {process})",
    )
    do = Text(
        "等正在运行的 kam 结束，或关闭用着账本的笔记本（菜单：内核 → 关闭内核），再试一次",
        "wait for the running kam to end, or shut down the notebook's kernel, and try again",
    )


class NotALedger(KamError):
    """The file can't be opened as a ledger."""

    what = Text("打不开账本 {file}：{reason}", "can't open ledger {file}: {reason}")
    do = Text(
        "检查文件夹是否存在、可写；文件若已损坏，请从备份恢复，或移走它后重新导入",
        "check that its folder exists and is writable; restore it, or move it and import again",
    )


class LedgerIsReadOnly(KamError):
    """A change was begun on a ledger opened for reading."""

    what = Text("账本是只读打开的，不能修改", "the ledger was opened read-only")
    do = Text("以可写方式打开账本", "open it for writing")


class ChangeUnderWay(KamError):
    """A change was begun inside another one."""

    what = Text("上一次修改还没有结束", "another change is still under way")
    do = Text("先结束上一次修改", "finish it first")


@dataclass(frozen=True)
class Change:
    """One transaction under way; ``run`` is the id that its audit rows share."""

    run: str
    who: str
    reason: str
    at: datetime
    _connection: duckdb.DuckDBPyConnection

    def upsert(self, table: Table, rows: pd.DataFrame) -> Counts:
        """Insert the rows whose business key is new, update changed fields of the others.

        ``rows`` has columns of ``table`` and ``source_file``, ``source_sheet``, ``source_row``.
        A column that is missing keeps its old values; an empty value in a given column is a
        value. Money is rounded half up to fen. Raises ``UnknownColumns``, ``KeyNotGiven``,
        ``DuplicateKeys`` or ``ValueDoesNotFit``, before anything of ``rows`` is written.
        """
        return merge(self._connection, table, typed(table, rows), self._stamp)

    def edit(self, edits: Sequence[Edit]) -> Applied:
        """Change single fields, each only where its old value still stands; tell what became.

        Later imports keep them (see ``ledger.merge``). Raises ``ValueDoesNotFit``.
        """
        return editing.apply(self._connection, edits, self._stamp)

    def overwritten(self) -> list[Overwritten]:
        """The fields which people had edited, and to which this change's rows brought news."""
        return overwritten(self._connection, self.run)

    def displaced(self) -> list[Displaced]:
        """The values which another file had brought, and which this change's rows overwrote."""
        return displaced(self._connection, self.run)

    def undo(self, run: str) -> Undone:
        """Restore what the edits of ``run`` changed.

        Raises ``UnknownRun``, ``NotAMerge`` or ``ChangedSince``, before anything is written.
        """
        return undo(self._connection, run, self._stamp)

    @property
    def _stamp(self) -> dict[str, object]:
        return {"run": self.run, "at": self.at, "who": self.who, "reason": self.reason}


class Ledger:
    """The department's data. A context manager; closing it twice does no harm."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, read_only: bool) -> None:
        self._connection = connection
        self._backend = ibis.duckdb.from_connection(connection)
        self._read_only = read_only
        self._changing = False

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> "Ledger":
        """Open the ledger at ``path``, its tables made or grown to this version's.

        Raises ``NoLedger``, ``LedgerLocked``, ``NotALedger``, ``LedgerOfAnotherVersion`` or
        ``LedgerOutdated``.
        """
        connection = _connect(path, read_only=read_only)
        try:
            prepare(connection, path.name, read_only=read_only)
            return cls(connection, read_only=read_only)
        except BaseException:
            connection.close()
            raise

    def table(self, name: str) -> Any:
        """The table as an Ibis expression, ``audit`` included."""
        return self._backend.table(name)

    def keys(self, name: str) -> set[str]:
        """The values of a table's business key; ``ValueError`` if it has several columns."""
        (key,) = TABLES[name].key
        rows = self._connection.execute(f'SELECT "{key}" FROM "{name}"').fetchall()
        return {row[0] for row in rows}

    def values_at(self, spots: Iterable[Spot]) -> dict[Spot, LedgerValue | Absent]:
        """What the ledger holds at each spot; ``ABSENT`` where it has no such row."""
        return editing.values_at(self._connection, spots)

    def undo(self, run: str, *, who: str) -> Undone:
        """Take back the edits of ``run`` in a change of its own; raises as ``Change.undo``."""
        with self.change(who=who, reason=REASON.format(run=run)) as change:
            return change.undo(run)

    @contextmanager
    def change(self, *, who: str, reason: str) -> Iterator[Change]:
        """One transaction: all of it is kept, or, after any exception or a kill, none of it.

        Raises ``LedgerIsReadOnly`` or ``ChangeUnderWay``.
        """
        if self._read_only:
            raise LedgerIsReadOnly()
        if self._changing:
            raise ChangeUnderWay()
        at = datetime.now(UTC).replace(tzinfo=None)
        run = f"{at:%Y%m%d-%H%M%S}-{uuid4().hex[:8]}"
        self._changing = True
        self._connection.begin()
        try:
            yield Change(run, who, reason, at, self._connection)
        except BaseException:
            self._connection.rollback()
            raise
        else:
            self._connection.commit()
        finally:
            self._changing = False

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


_IN_USE = re.compile(
    r"already open|Conflicting lock|used by another process|另一[个個]程序正在使用"
)
"""How DuckDB, and Windows in its own language, say that another program holds the file."""


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    if read_only and not path.exists():
        raise NoLedger(file=path.name)
    try:
        # Nothing is ever fetched from the net in the middle of a month.
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False
        }
        return duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.ConnectionException as error:  # open in this very process, in the other mode
        raise LedgerLocked(file=path.name, process=os.getpid()) from error
    except duckdb.IOException as error:
        said = re.sub(r'"[^"]*"', "", str(error).replace(str(path), ""))  # no folder's name counts
        found = re.search(r"PID (\d+)", said)
        if found or _IN_USE.search(said):
            raise LedgerLocked(file=path.name, process=found[1] if found else "?") from error
        raise NotALedger(file=path.name, reason=str(error).splitlines()[0]) from error
