"""Codes in the whole ledger that are not in their lists, whenever and from wherever they came."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.ledger.imports.registers import NOTHING_TO_CHECK, UNKNOWN_CODE
from kamtools.ledger.imports.tally import MORE_WARNINGS
from kamtools.ledger.queries.frames import Source, collect
from kamtools.ledger.tables import TABLES, Column, Table

SHOWN = 5
"""Codes of one column and file that are named; the others are counted."""
UNLISTED = FindingKind(
    "unlisted_codes", Severity.WARNING,
    Text("以前导入的“{column}”有 {kinds} 个不在{table}表里：{values}（{count} 行，已算在数字里）",
         "{kinds} {column} imported earlier are not in the list of {table}: {values} "
         "({count} rows, counted in the figures)"),
    Text("在{table}表里补上，或改正编号，再导入一次",
         "add them to the list, or correct the codes, and import again"),
)  # fmt: skip


def unlisted_codes(ledger: Source, told: Iterable[Finding]) -> list[Finding]:
    """One finding for each file, sheet and column whose rows in ``ledger`` refer to no list.

    What an import has ``told`` just now is not told again.
    """
    told = list(told)
    values = {(f.values["table"], f.values["value"]) for f in told if f.code == UNKNOWN_CODE.code}
    lists = {f.values["table"] for f in told if f.code == NOTHING_TO_CHECK.code}
    summed = {(f.place.file, f.values["column"]) for f in told if f.code == MORE_WARNINGS.code}
    return [
        finding
        for table in TABLES.values()
        for column in table.columns
        if column.refers and TABLES[column.refers].zh not in lists
        for finding in _of_column(ledger, table, column, values)
        if (finding.place.file, column.zh) not in summed
    ]


def _of_column(
    ledger: Source, table: Table, column: Column, told: set[tuple[object, object]]
) -> Iterator[Finding]:
    listed = TABLES[column.refers or ""]
    found = [
        row
        for row in collect(_unlisted(ledger, table, column, listed)).to_dict("records")
        if (listed.zh, row["code"]) not in told
    ]
    for (file, sheet), group in groupby(found, itemgetter("source_file", "source_sheet")):
        same = list(group)
        codes = [row["code"] for row in same]
        more = " …" if len(codes) > SHOWN else ""
        yield UNLISTED.at(
            Place(file or table.zh, sheet, line=min(row["first"] for row in same)),
            column=column.zh, table=listed.zh, kinds=len(codes),
            values="、".join(codes[:SHOWN]) + more, count=sum(row["count"] for row in same),
        )  # fmt: skip


def _unlisted(ledger: Source, table: Table, column: Column, listed: Table) -> Any:
    """Each unlisted code of a sheet with the count of its rows and the first of them."""
    rows, known = ledger.table(table.name), ledger.table(listed.name)[listed.key[0]]
    code = rows[column.name]
    rows = rows.filter(code.notnull() & ~code.isin(known))
    places = "source_file", "source_sheet"
    return (
        rows.group_by(*places, code=rows[column.name])
        .aggregate(count=rows.count(), first=rows["source_row"].min())
        .order_by(*places, "code")
    )
