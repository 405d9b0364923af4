"""What people changed in forms outlives the next import of the exports it was changed from.

An export is imported again every month. Where a field was edited since, the export's old value
says nothing new: the edit stays. A value that the export did not have before is news, and is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from kamtools.ledger.schema import quoted
from kamtools.ledger.tables import Table

KEPT = "kam_kept"
_HELD = "kam_held"


def keep_edits(
    connection: DuckDBPyConnection, table: Table, names: Sequence[str], incoming: str
) -> str:
    """Name a relation like ``incoming`` in which edited fields keep what the ledger has.

    It is ``incoming`` itself where ``table`` has no edits; else a temporary table, to be dropped.
    """
    edited = [name for name in _find_held(connection, table) if name in names]
    if not edited:
        return incoming
    columns = ", ".join(_column(name, name in edited) for name in names)
    same = " AND ".join(f"t.{quoted(name)} = i.{quoted(name)}" for name in table.key)
    key = f"concat_ws('|', {', '.join(f'i.{quoted(name)}' for name in table.key)})"
    joins = "".join(
        f" LEFT JOIN {_HELD} {_alias(name)} ON {_alias(name)}.key = {key}"
        f" AND {_alias(name)}.column_name = '{name}'"
        for name in edited
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {KEPT} AS SELECT {columns} FROM {incoming} i"
        f" LEFT JOIN {quoted(table.name)} t ON {same}{joins}"
    )
    return KEPT


def _find_held(connection: DuckDBPyConnection, table: Table) -> list[str]:
    """The edited columns; ``kam_held`` has each edited field with what the export said before."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_HELD} AS"
        " WITH mine AS (SELECT rowid AS n, * FROM audit WHERE table_name = $table),"
        " taken AS (SELECT key, column_name, max(n) AS n FROM mine WHERE action = 'update'"
        " GROUP BY key, column_name)"
        " SELECT e.key, e.column_name, first(e.old ORDER BY e.n) AS said FROM mine e"
        " LEFT JOIN taken t ON t.key = e.key AND t.column_name = e.column_name"
        " WHERE e.action = 'edit' AND e.n > coalesce(t.n, -1) GROUP BY e.key, e.column_name",
        {"table": table.name},
    )
    found = connection.execute(f"SELECT DISTINCT column_name FROM {_HELD} ORDER BY 1").fetchall()
    return [row[0] for row in found]


def _column(name: str, edited: bool) -> str:
    column = quoted(name)
    if not edited:
        return f"i.{column}"
    held = _alias(name)
    return (
        f"CASE WHEN {held}.key IS NOT NULL AND t.{quoted(name)} IS DISTINCT FROM i.{column}"
        f" AND i.{column}::VARCHAR IS NOT DISTINCT FROM {held}.said"
        f" THEN t.{column} ELSE i.{column} END AS {column}"
    )


def _alias(name: str) -> str:
    return quoted("held " + name)


@dataclass(frozen=True)
class Overwritten:
    """An edited field that an export had news of: its table, joined key, column and both values."""

    table: str
    key: str
    column: str
    edited: str | None
    news: str | None
    source: str


def overwritten(connection: DuckDBPyConnection, run: str) -> list[Overwritten]:
    """Each edited field that the import ``run`` gave another value."""
    found = connection.execute(
        "WITH before AS (SELECT table_name, key, column_name, arg_max(action, rowid) AS last"
        " FROM audit WHERE run <> $run AND column_name IS NOT NULL GROUP BY ALL)"
        " SELECT u.table_name, u.key, u.column_name, u.old, u.new, u.source FROM audit u"
        " JOIN before b USING (table_name, key, column_name)"
        " WHERE u.run = $run AND u.action = 'update' AND b.last = 'edit' ORDER BY ALL",
        {"run": run},
    )
    return [Overwritten(*row) for row in found.fetchall()]
