"""One frame merged into one table by its business key, set-based, with its audit rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from kamtools.ledger.displaced import note_displaced
from kamtools.ledger.held import KEPT, keep_edits
from kamtools.ledger.incoming import DuplicateKeys
from kamtools.ledger.schema import SOURCE, quoted
from kamtools.ledger.tables import Table

_INCOMING, _CHANGED, _FRESH = "kam_incoming", "kam_changed", "kam_fresh"


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one frame; they add up to its length."""

    inserted: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.inserted + other.inserted,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


def merge(
    connection: DuckDBPyConnection, table: Table, arrow: Any, stamp: Mapping[str, object]
) -> Counts:
    """Insert the rows of ``arrow`` whose key is new, update changed fields of the others.

    What people changed in forms since the last import stays, unless ``arrow`` has news of it.
    ``stamp`` has the audit's run, at, who and reason. Must be called inside a transaction.
    Raises ``DuplicateKeys``.
    """
    connection.register(_INCOMING, arrow)
    try:
        names = tuple(arrow.column_names)
        incoming = keep_edits(connection, table, names, _INCOMING)
        return _Merge(connection, table, names, stamp, incoming).run()
    finally:
        connection.unregister(_INCOMING)


@dataclass(frozen=True)
class _Merge:
    connection: DuckDBPyConnection
    table: Table
    names: tuple[str, ...]
    """Columns of the incoming rows; others keep what the ledger has."""
    stamp: Mapping[str, object]
    incoming: str

    def run(self) -> Counts:
        self._refuse_duplicates()
        self._compare()
        for name in self._given:
            self._audit_update(name)
        self._audit_inserts()
        run = str(self.stamp["run"])
        note_displaced(self.connection, self.table, self._given, _CHANGED, run)
        self._write()
        return self._counts()

    @property
    def _given(self) -> list[str]:
        sources = {column.name for column in SOURCE}
        return [name for name in self.names if name not in {*self.table.key, *sources}]

    @property
    def _target(self) -> str:
        return quoted(self.table.name)

    @property
    def _same_key(self) -> str:
        return " AND ".join(f"t.{quoted(name)} = i.{quoted(name)}" for name in self.table.key)

    def _refuse_duplicates(self) -> None:
        columns = _list(self.table.key)
        found = self.connection.execute(
            f"SELECT {_joined(self.table.key)}, count(*) FROM {self.incoming}"
            f" GROUP BY {columns} HAVING count(*) > 1 LIMIT 1"
        ).fetchall()
        for key, times in found:
            raise DuplicateKeys(table=self.table.name, key=key, times=times)

    def _compare(self) -> None:
        """Lay the changed rows with their old values, and the fresh rows, into two tables."""
        compared = [*self._given, "source_file"]
        old = "".join(f", t.{quoted(name)} AS {quoted('old ' + name)}" for name in compared)
        differs = " OR ".join(f"t.{quoted(n)} IS DISTINCT FROM i.{quoted(n)}" for n in self._given)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {_CHANGED} AS SELECT i.*{old} FROM {self.incoming} i"
            f" JOIN {self._target} t ON {self._same_key} WHERE {differs or 'FALSE'}"
        )
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {_FRESH} AS SELECT i.* FROM {self.incoming} i"
            f" ANTI JOIN {self._target} t ON {self._same_key}"
        )

    def _audit_update(self, name: str) -> None:
        old, new = quoted("old " + name), quoted(name)
        self.connection.execute(
            "INSERT INTO audit SELECT $run, $at, $who, 'update', $table,"
            f" {_joined(self.table.key)}, $column, {old}::VARCHAR, {new}::VARCHAR,"
            " concat_ws('!', source_file, source_sheet, source_row), $reason"
            f" FROM {_CHANGED} WHERE {old} IS DISTINCT FROM {new}",
            {**self.stamp, "table": self.table.name, "column": name},
        )

    def _audit_inserts(self) -> None:
        self.connection.execute(
            "INSERT INTO audit SELECT $run, $at, $who, 'insert', $table, NULL, NULL, NULL,"
            f" count(*)::VARCHAR, source_file, $reason FROM {_FRESH} GROUP BY source_file",
            {**self.stamp, "table": self.table.name},
        )

    def _write(self) -> None:
        names = _list(self.names)
        written = [name for name in self.names if name not in self.table.key]
        assigned = ", ".join(f"{quoted(name)} = i.{quoted(name)}" for name in written)
        self.connection.execute(
            f"UPDATE {self._target} t SET {assigned} FROM {_CHANGED} i WHERE {self._same_key}"
        )
        self.connection.execute(
            f"INSERT INTO {self._target} ({names}) SELECT {names} FROM {_FRESH}"
        )

    def _counts(self) -> Counts:
        rows = self.connection.execute(
            f"SELECT (SELECT count(*) FROM {self.incoming}), (SELECT count(*) FROM {_CHANGED}),"
            f" (SELECT count(*) FROM {_FRESH})"
        ).fetchall()
        ((total, changed, inserted),) = rows
        self.connection.execute(f"DROP TABLE IF EXISTS {KEPT}")
        self.connection.execute(f"DROP TABLE {_CHANGED}")
        self.connection.execute(f"DROP TABLE {_FRESH}")
        return Counts(inserted, changed, total - changed - inserted)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(quoted(name) for name in names)


def _joined(key: tuple[str, ...]) -> str:
    return f"concat_ws('|', {_list(key)})"
