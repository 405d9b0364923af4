"""Values that one file brought and another one has overwritten.

A corrected file that was imported by itself, while the old one still lies in ``data/``, is undone
by the next run: that must not pass in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from kamtools.ledger.schema import quoted
from kamtools.ledger.tables import Table

_DISPLACED = "kam_displaced"


@dataclass(frozen=True)
class Displaced:
    """``count`` values of a column from ``old_file`` that ``file`` has overwritten, and the first.

    ``row`` is the first one's row in ``file``, 1-based.
    """

    table: str
    column: str
    file: str
    sheet: str | None
    old_file: str
    count: int
    row: int
    key: str
    old: str | None
    new: str | None


def note_displaced(
    connection: DuckDBPyConnection, table: Table, names: Sequence[str], changed: str, run: str
) -> None:
    """Remember which values of the rows in ``changed`` came from another file than they do now.

    ``changed`` has new values, ``old NAME`` for each of ``names``, and ``old source_file``.
    """
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {_DISPLACED} (run VARCHAR, table_name VARCHAR,"
        " column_name VARCHAR, file VARCHAR, sheet VARCHAR, n BIGINT, key VARCHAR, old VARCHAR,"
        " new VARCHAR, old_file VARCHAR)"
    )
    key = f"concat_ws('|', {', '.join(quoted(name) for name in table.key)})"
    for name in names:
        old, new = quoted("old " + name), quoted(name)
        connection.execute(
            f"INSERT INTO {_DISPLACED} SELECT $run, $table, $column, source_file, source_sheet,"
            f' source_row, {key}, {old}::VARCHAR, {new}::VARCHAR, "old source_file" FROM {changed}'
            f" WHERE {old} IS NOT NULL AND {old} IS DISTINCT FROM {new}",
            {"run": run, "table": table.name, "column": name},
        )


def displaced(connection: DuckDBPyConnection, run: str) -> list[Displaced]:
    """What the import ``run`` has overwritten, by file and column; edits in forms left out.

    The file of a value is that of its column's last update; else, if its row was never updated,
    the row's.
    """
    if not connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE table_name = $name", {"name": _DISPLACED}
    ).fetchall():
        return []
    found = connection.execute(
        "WITH before AS (SELECT table_name, key, column_name, arg_max(action, rowid) AS last,"
        " arg_max(split_part(source, '!', 1), rowid) AS file FROM audit"
        f" SEMI JOIN (SELECT table_name, key FROM {_DISPLACED}) USING (table_name, key)"
        " WHERE run <> $run AND column_name IS NOT NULL GROUP BY ALL),"
        " touched AS (SELECT DISTINCT table_name, key FROM before),"
        " came AS (SELECT d.* EXCLUDE (old_file), CASE WHEN b.last IS NOT NULL THEN b.file"
        "  WHEN t.key IS NULL THEN d.old_file END AS old_file, b.last"
        f" FROM {_DISPLACED} d LEFT JOIN before b USING (table_name, key, column_name)"
        " LEFT JOIN touched t USING (table_name, key) WHERE d.run = $run)"
        " SELECT table_name, column_name, file, sheet, old_file, count(*), min(n),"
        " arg_min(key, n), first(old ORDER BY n), first(new ORDER BY n) FROM came"
        " WHERE old_file <> file AND last IS DISTINCT FROM 'edit' GROUP BY ALL ORDER BY ALL",
        {"run": run},
    ).fetchall()
    connection.execute(f"DROP TABLE {_DISPLACED}")
    return [Displaced(*row) for row in found]
