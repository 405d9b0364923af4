"""The tables in DuckDB: made from ``ledger.tables``, checked, grown when the definitions grow."""

from duckdb import DuckDBPyConnection

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.ledger.tables import TABLES, Column, Kind, Table

SCHEMA_VERSION = 1
"""Raised when a change is more than new tables and columns, which an old ledger just receives."""

SOURCE = (
    Column("source_file", "来源文件"),
    Column("source_sheet", "来源工作表"),
    Column("source_row", "来源行", Kind.INTEGER),
)
"""Where a row was read; every table has these after its own columns."""

_AUDIT = {
    "run": "VARCHAR NOT NULL",  # one transaction
    "at": "TIMESTAMP NOT NULL",  # UTC
    "who": "VARCHAR",
    "action": "VARCHAR NOT NULL",  # insert: one row per table and file; update: one per field
    "table_name": "VARCHAR NOT NULL",
    "key": "VARCHAR",  # the business key, its parts joined with |
    "column_name": "VARCHAR",
    "old": "VARCHAR",
    "new": "VARCHAR",  # of an insert: how many rows
    "source": "VARCHAR",  # file!sheet!row
    "reason": "VARCHAR",
}


class LedgerOfAnotherVersion(KamError):
    """The ledger was written by a kamtools whose tables differ by more than new columns."""

    what = Text(
        "账本 {file} 是第 {found} 版结构，本程序用第 {wanted} 版",
        "ledger {file} has schema version {found}, this program uses {wanted}",
    )
    do = Text(
        "请用写它的那一版 kamtools，或改名保存后重新导入",
        "use the kamtools that wrote it, or rename it and import again",
    )


class LedgerOutdated(KamError):
    """A ledger opened for reading lacks tables or columns that this version has."""

    what = Text("账本 {file} 缺少本版本的表或列", "ledger {file} lacks tables or columns")
    do = Text("先运行一次 kam import，账本会自动补齐", "run kam import once, it adds them")


def prepare(connection: DuckDBPyConnection, file: str, *, read_only: bool) -> None:
    """Make or grow the tables; raises ``LedgerOfAnotherVersion`` or ``LedgerOutdated``."""
    existing = _existing(connection)
    if "ledger_schema" in existing:
        _check_version(connection, file)
    statements = _missing(existing)
    if not statements:
        return
    if read_only:
        raise LedgerOutdated(file=file)
    connection.begin()
    for statement in statements:
        connection.execute(statement)
    connection.commit()


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of ``table`` as the ledger stores it."""
    return (*table.columns, *SOURCE)


def quoted(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _existing(connection: DuckDBPyConnection) -> dict[str, set[str]]:
    """The columns of every table in the file, by table."""
    rows = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    existing: dict[str, set[str]] = {}
    for table, column in rows:
        existing.setdefault(table, set()).add(column)
    return existing


def _check_version(connection: DuckDBPyConnection, file: str) -> None:
    ((found,),) = connection.execute("SELECT max(version) FROM ledger_schema").fetchall()
    if found != SCHEMA_VERSION:
        raise LedgerOfAnotherVersion(file=file, found=found, wanted=SCHEMA_VERSION)


def _missing(existing: dict[str, set[str]]) -> list[str]:
    """The statements that bring a file with the ``existing`` columns up to the definitions."""
    statements = []
    if "ledger_schema" not in existing:
        statements.append("CREATE TABLE ledger_schema (version INTEGER NOT NULL)")
        statements.append(f"INSERT INTO ledger_schema VALUES ({SCHEMA_VERSION})")
    if "audit" not in existing:
        body = ", ".join(f"{quoted(name)} {sql}" for name, sql in _AUDIT.items())
        statements.append(f"CREATE TABLE audit ({body})")
    for table in TABLES.values():
        statements += _missing_of(table, existing.get(table.name))
    return statements


def _missing_of(table: Table, existing: set[str] | None) -> list[str]:
    if existing is None:
        return [_create(table)]
    return [
        f"ALTER TABLE {quoted(table.name)} ADD COLUMN {quoted(column.name)} {column.kind.sql}"
        for column in columns_of(table)
        if column.name not in existing
    ]


def _create(table: Table) -> str:
    body = ", ".join(f"{quoted(column.name)} {column.kind.sql}" for column in columns_of(table))
    key = ", ".join(quoted(name) for name in table.key)
    return f"CREATE TABLE {quoted(table.name)} ({body}, PRIMARY KEY ({key}))"
