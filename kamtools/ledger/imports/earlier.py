"""What the ledger has from before: rows that their file has lost, rows that would change month."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import ibis
import pandas as pd

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.extracts import Extract
from kamtools.ledger.imports.months import months_in
from kamtools.ledger.incoming import typed
from kamtools.ledger.store import Ledger
from kamtools.ledger.tables import Kind, Table

NO_LONGER_THERE = FindingKind(
    "no_longer_there", Severity.WARNING,
    Text("账本里有 {count} 行是以前从这里导入的，现在文件里没有了：{key}（原在第 {row} 行）等",
         "the ledger has {count} rows from here that the file no longer has, first {key}"
         " (it stood in row {row})"),
    Text("和出表的人核对。账本不会自己删行：作废的，在文件里补回来、金额写 0；或移走账本，"
         "把全部文件重新导入",
         "check with whoever exported it. The ledger never deletes: put void rows back with"
         " amount 0, or move the ledger away and import all files again"),
)  # fmt: skip
MOVED_MONTH = FindingKind(
    "moved_month", Severity.WARNING,
    Text("{key} 在账本里是 {old} 的，现在改成了 {new} 的，{old} 少了这一行（共 {count} 行）",
         "{key} was of {old} in the ledger and is now of {new}; {old} lost it ({count} rows)"),
    Text("核对是不是两笔业务用了同一个编号；是的话给其中一笔换编号，把两个文件重新导入",
         "if two deals share one number, give one another number and import both files again"),
)  # fmt: skip


def compare_with_ledger(ledger: Ledger, extracts: Sequence[Extract]) -> None:
    """Tell what importing ``extracts`` would leave behind, or move; to be called before it is."""
    for _, those in groupby(sorted(extracts, key=_origin), key=_origin):
        _tell_absent(ledger, list(those), extracts)
    for extract in extracts:
        _tell_moved(ledger, extract)


def _origin(extract: Extract) -> tuple[str, str, str]:
    return extract.tally.file, extract.tally.sheet, extract.layout.table.name


def _tell_absent(ledger: Ledger, sheet: Sequence[Extract], everything: Sequence[Extract]) -> None:
    """Tell which rows of ``sheet``'s former self are nowhere in ``everything`` that is imported.

    A sheet that shares no row with its former self is the next one under the same name.
    """
    extract = sheet[0]
    table, key = extract.layout.table, list(extract.layout.table.key)
    before = _before(ledger, extract, _months(sheet))
    if not (former := before.count().execute()):
        return
    keys = pd.concat([each.keys for each in everything if each.layout.table is table])
    absent = before.anti_join(ibis.memtable(typed(table, keys.dropna().drop_duplicates())), key)
    count = absent.count().execute()
    if 0 < count < former:
        (first,) = absent.order_by("source_row").limit(1).to_pyarrow().to_pylist()
        extract.tally.add(
            NO_LONGER_THERE, extract.layout.row, extract.column_of(key[0]), int(count),
            key=_shown(table, first), row=first["source_row"],
        )  # fmt: skip


def _before(ledger: Ledger, extract: Extract, months: set[str]) -> Any:
    """The ledger's rows from the same sheet; those of ``months``, if the table has months."""
    rows = ledger.table(extract.layout.table.name)
    sheet = extract.tally.sheet
    same = rows.source_sheet == sheet if sheet else rows.source_sheet.isnull()
    rows = rows.filter(rows.source_file == extract.tally.file, same)
    month = _month(extract.layout.table, rows)
    return rows if month is None else rows.filter(month.isin(sorted(months)))


def _tell_moved(ledger: Ledger, extract: Extract) -> None:
    table = extract.layout.table
    name = table.period_column
    if name is None or name in table.key or extract.frame.empty:
        return
    key = list(table.key)
    now = ibis.memtable(typed(table, extract.frame[[*key, name, "source_row"]]))
    before = ledger.table(table.name)
    both = before.select(*key, old=_month(table, before)).inner_join(
        now.select(*key, "source_row", new=_month(table, now)), key
    )
    moved = both.filter(both.old != both.new)
    if count := moved.count().execute():
        (first,) = moved.order_by("source_row").limit(1).to_pyarrow().to_pylist()
        at = first["source_row"] - 1, extract.column_of(name)
        shown = {"key": _shown(table, first), "old": first["old"], "new": first["new"]}
        extract.tally.add(MOVED_MONTH, *at, int(count), **shown)


def _months(extracts: Iterable[Extract]) -> set[str]:
    return {str(month) for extract in extracts for month in set(months_in(extract))}


def _month(table: Table, rows: Any) -> Any:
    """The month of each row as ``YYYY-MM``; ``None`` if the table has no months."""
    if table.period_column is None:
        return None
    column = rows[table.period_column]
    is_day = table.column(table.period_column).kind is Kind.DATE
    return column.strftime("%Y-%m") if is_day else column


def _shown(table: Table, row: dict[str, Any]) -> str:
    return " ".join(str(row[name]) for name in table.key)
