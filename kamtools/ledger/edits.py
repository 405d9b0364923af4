"""Single fields changed by people: looked up, written in one transaction, each in the audit.

An import upserts whole rows; an edit changes one field from a value that must still stand there.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import groupby

import pandas as pd
from duckdb import DuckDBPyConnection

from kamtools.ledger.incoming import typed
from kamtools.ledger.schema import quoted
from kamtools.ledger.tables import TABLES, Table

LedgerValue = str | int | Decimal | date | None

EDIT, ADD, REMOVE = "edit", "add", "remove"
"""Actions in the audit: a field was changed; a row was added for one, or taken away by an undo."""


class Absent(Enum):
    """No value at all: the ledger has no row with that key."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, order=True, slots=True)
class Spot:
    """One field of one row; ``key`` has the row's business key in the order of the table's."""

    table: str
    key: tuple[str, ...]
    column: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One field that is to change from ``old`` to ``new``, and the cell that somebody typed in.

    ``old`` is ``ABSENT`` where a row must be added for it.
    """

    spot: Spot
    old: LedgerValue | Absent
    new: LedgerValue
    file: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def source(self) -> str:
        """Where it was typed, as the audit writes it."""
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


@dataclass(frozen=True)
class Entry:
    """One audit row of an edit. ``key`` is joined with ``|``; a row's entry has no column.

    Values are written as texts of the column's type; of a row, JSON with its key and source.
    """

    action: str
    table: str
    key: str
    column: str | None
    old: str | None
    new: str | None
    source: str | None


@dataclass(frozen=True)
class Applied:
    """What became of each edit: written, standing there already, or refused as it has moved."""

    run: str = ""
    written: list[Edit] = field(default_factory=list)
    standing: list[Edit] = field(default_factory=list)
    moved: list[tuple[Edit, LedgerValue | Absent]] = field(default_factory=list)
    """With the value that stands there now."""


def values_at(
    connection: DuckDBPyConnection, spots: Iterable[Spot]
) -> dict[Spot, LedgerValue | Absent]:
    """What the ledger holds at each spot now: one question a table. ``ABSENT`` without a row."""
    found: dict[Spot, LedgerValue | Absent] = {}
    for name, mine in groupby(sorted(set(spots)), key=lambda spot: spot.table):
        wanted = list(mine)
        columns = sorted({spot.column for spot in wanted})
        rows = _rows(connection, TABLES[name], {spot.key for spot in wanted}, columns)
        for spot in wanted:
            row = rows.get(spot.key)
            found[spot] = ABSENT if row is None else row[columns.index(spot.column)]
    return found


def apply(
    connection: DuckDBPyConnection, edits: Sequence[Edit], stamp: Mapping[str, object]
) -> Applied:
    """Write the edits whose old value still stands; must be called inside a transaction.

    ``stamp`` has the audit's run, at, who and reason. Raises ``ValueDoesNotFit``.
    """
    edits = [_typed(edit) for edit in edits]
    now = values_at(connection, (edit.spot for edit in edits))
    applied = Applied(str(stamp["run"]))
    for edit in edits:
        value = now[edit.spot]
        if value == edit.new and value is not ABSENT:
            applied.standing.append(edit)
        elif value != edit.old:
            applied.moved.append((edit, value))
        else:
            applied.written.append(edit)
    _add_rows(connection, applied.written, stamp)
    for edit in applied.written:
        _write(connection, edit, stamp)
    return applied


def _typed(edit: Edit) -> Edit:
    """The edit with its new value as the column stores it."""
    spot = edit.spot
    table = TABLES[spot.table]
    row = pd.DataFrame({name: [part] for name, part in zip(table.key, spot.key, strict=True)})
    row[spot.column] = pd.Series([edit.new], dtype=object)
    (new,) = typed(table, row).column(spot.column).to_pylist()
    return Edit(spot, edit.old, new, edit.file, edit.sheet, edit.cell)


def _rows(
    connection: DuckDBPyConnection,
    table: Table,
    keys: set[tuple[str, ...]],
    columns: Sequence[str],
) -> dict[tuple[str, ...], tuple[LedgerValue, ...]]:
    """The ``columns`` of the rows with one of ``keys``, by key."""
    key = ", ".join(f"{quoted(name)}::VARCHAR" for name in table.key)
    marks = f"({', '.join('?' * len(table.key))})"
    asked = connection.execute(
        f"SELECT {key}, {', '.join(map(quoted, columns))} FROM {quoted(table.name)}"
        f" WHERE ({key}) IN ({', '.join([marks] * len(keys))})",
        [part for each in keys for part in each],
    )
    width = len(table.key)
    return {row[:width]: row[width:] for row in asked.fetchall()}


def _add_rows(
    connection: DuckDBPyConnection, edits: Iterable[Edit], stamp: Mapping[str, object]
) -> None:
    """A row, with nothing but its key, for each key that edits need."""
    first = {(e.spot.table, e.spot.key): e for e in reversed(list(edits)) if e.old is ABSENT}
    for (name, key), edit in sorted(first.items()):
        record = {"key": key, "source": [edit.file, edit.sheet]}
        insert_row(connection, TABLES[name], record)
        text = json.dumps(record, ensure_ascii=False)
        entry = Entry(ADD, name, "|".join(key), None, None, text, edit.source)
        audit(connection, stamp, entry)


def insert_row(
    connection: DuckDBPyConnection, table: Table, record: Mapping[str, Sequence[str]]
) -> None:
    """Add the row that ``record`` has the key of, and the file and sheet it came from."""
    names = [*table.key, "source_file", "source_sheet"]
    connection.execute(
        f"INSERT INTO {quoted(table.name)} ({', '.join(map(quoted, names))})"
        f" VALUES ({', '.join('?' * len(names))})",
        [*record["key"], *record["source"]],
    )


def _write(connection: DuckDBPyConnection, edit: Edit, stamp: Mapping[str, object]) -> None:
    spot, table = edit.spot, TABLES[edit.spot.table]
    if spot.column in table.key:
        return  # its row was added with it
    key, kind = "|".join(spot.key), table.column(spot.column).kind.sql
    write_field(connection, table, spot.column, key, edit.new)
    old, new = (_text(connection, value, kind) for value in (edit.old, edit.new))
    entry = Entry(EDIT, spot.table, key, spot.column, old, new, edit.source)
    audit(connection, stamp, entry)


def write_field(
    connection: DuckDBPyConnection, table: Table, column: str, key: str, value: LedgerValue
) -> None:
    """Put ``value`` (its own type, or the audit's text of it) into one field; ``key`` is joined."""
    joined = f"concat_ws('|', {', '.join(map(quoted, table.key))})"
    kind = table.column(column).kind.sql
    connection.execute(
        f"UPDATE {quoted(table.name)} SET {quoted(column)} = CAST(? AS {kind}) WHERE {joined} = ?",
        [value, key],
    )


def _text(connection: DuckDBPyConnection, value: LedgerValue | Absent, kind: str) -> str | None:
    """The value as the audit writes it: the column's type as text."""
    if value is None or value is ABSENT:
        return None
    rows = connection.execute(f"SELECT CAST(CAST(? AS {kind}) AS VARCHAR)", [value]).fetchall()
    return str(rows[0][0])


def audit(connection: DuckDBPyConnection, stamp: Mapping[str, object], entry: Entry) -> None:
    """One audit row of ``stamp``'s run."""
    connection.execute(
        "INSERT INTO audit VALUES ($run, $at, $who, $action, $table, $key, $column, $old, $new,"
        " $source, $reason)",
        {**stamp, **asdict(entry)},
    )
