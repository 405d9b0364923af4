"""Codes that refer to a list: known, known by another name, or unknown."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.extracts import Extract
from kamtools.ledger.store import Ledger
from kamtools.ledger.tables import TABLES, Column

UNKNOWN_CODE = FindingKind(
    "unknown_code", Severity.WARNING,
    Text("“{column}”{value} 不在{table}表里，{count} 行（已导入）",
         "{column} {value} is not in the list of {table}; {count} rows (loaded)"),
    Text("在{table}表里补上 {value}，或改正编号，再重新导入",
         "add {value} to the list, or correct the code, and import again"),
)  # fmt: skip
NOTHING_TO_CHECK = FindingKind(
    "nothing_to_check_against", Severity.WARNING,
    Text("{table}表还是空的，“{column}”没有核对，{count} 行（已导入）",
         "the list of {table} is empty, so {column} was not checked; {count} rows (loaded)"),
    Text("先导入{table}表，或和它一起导入", "import that list first, or together with this file"),
)  # fmt: skip
RESOLVED = FindingKind(
    "code_resolved", Severity.INFO,
    Text("“{column}”写的是“{value}”，按编号 {code} 导入（{count} 行）",
         "{column} says {value!r}, loaded as code {code} ({count} rows)"),
    Text("不用处理；不对的话请改写成编号", "nothing; if it is wrong, write the code instead"),
)  # fmt: skip


@dataclass
class Register:
    """The codes that one list knows, and what else they are called."""

    codes: set[str] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, rows: pd.DataFrame, key: str) -> None:
        """Learn the codes and names of ``rows``."""
        self.codes.update(rows[key])
        for column in ("name", "short_name"):
            if column in rows:
                for name, code in zip(rows[column], rows[key], strict=True):
                    if name:
                        self.names[name].add(code)

    def resolve(self, text: str) -> str | None:
        """The only code that ``text`` can mean: as a name, or as ``same_code`` does."""
        found = {*self._alike.get(_bare(text), ()), *self.names.get(text, ())}
        return next(iter(found)) if len(found) == 1 else None

    def same_code(self, code: str) -> str | None:
        """The only code that ``code`` is but for its case, or for leading zeros that it lost."""
        found = self._alike.get(_bare(code), ())
        return found[0] if len(found) == 1 else None

    @cached_property
    def _alike(self) -> Mapping[str, list[str]]:
        alike: dict[str, list[str]] = defaultdict(list)
        for code in self.codes:
            alike[_bare(code)].append(code)
        return alike


def _bare(code: str) -> str:
    return code.lstrip("0") if code.isdigit() else code.casefold()


def registers(ledger: Ledger, extracts: Sequence[Extract]) -> dict[str, Register]:
    """What each list knows, after this import: the ledger's rows and those about to be loaded."""
    named = {c.refers for e in extracts for c in e.layout.table.columns if c.refers}
    found = {}
    for name in sorted(named):
        (key,) = TABLES[name].key
        names = [n for n in (key, "name", "short_name") if _has(name, n)]
        register = Register()
        register.add(ledger.table(name).select(names).to_pandas(), key)
        for extract in extracts:
            if extract.layout.table.name == name:
                register.add(extract.frame, key)
        found[name] = register
    return found


def settle_keys(ledger: Ledger, extracts: Sequence[Extract]) -> None:
    """In lists, codes that lost their zeros or their case become those that the ledger has.

    Else staff 1 would stand in the ledger beside 001. To be called before ``registers``.
    """
    for extract in extracts:
        table = extract.layout.table
        if table.name in _LISTS and len(extract.frame):
            known = Register(codes=ledger.keys(table.name))
            (key,) = table.key
            _replace(extract, table.column(key), known.codes, known.same_code, table.zh)


_LISTS = {c.refers for table in TABLES.values() for c in table.columns if c.refers}


def _has(table: str, column: str) -> bool:
    return any(c.name == column for c in TABLES[table].columns)


def check_codes(extract: Extract, lists: Mapping[str, Register]) -> None:
    """Tell of codes that their list does not know; names and lost zeros become their codes."""
    for column in extract.layout.table.columns:
        if column.refers and column.name in extract.frame:
            _check_column(extract, column, lists[column.refers])


def _check_column(extract: Extract, column: Column, known: Register) -> None:
    table = TABLES[column.refers or ""].zh
    if not known.codes:
        if (given := np.flatnonzero(extract.frame[column.name].notna())).size:
            values = {"column": column.zh, "table": table}
            _tell(extract, NOTHING_TO_CHECK, column, given, values)
        return
    for value, rows in _replace(extract, column, known.codes, known.resolve, table).items():
        values = {"column": column.zh, "table": table, "value": value}
        _tell(extract, UNKNOWN_CODE, column, rows, values)


def _replace(
    extract: Extract, column: Column, known: set[str], resolve: Callable[[str], str | None],
    table: str,
) -> dict[str, Any]:  # fmt: skip
    """Put in place the codes that ``resolve`` finds; the rows of each value it does not know."""
    codes, distinct = pd.factorize(extract.frame[column.name].to_numpy(dtype=object))
    replaced, unknown = distinct.copy(), {}
    for index, value in enumerate(distinct):
        if value in known:
            continue
        rows = np.flatnonzero(codes == index)
        if code := resolve(value):
            replaced[index] = code
            values = {"column": column.zh, "table": table, "value": value, "code": code}
            _tell(extract, RESOLVED, column, rows, values)
        else:
            unknown[value] = rows
    taken = [replaced[code] if code >= 0 else None for code in codes]
    extract.frame[column.name] = pd.Series(taken, dtype=object)
    return unknown


def _tell(
    extract: Extract, kind: FindingKind, column: Column, rows: Any, values: Mapping[str, object]
) -> None:
    row = int(extract.frame["source_row"].iloc[int(rows[0])]) - 1
    extract.tally.add(kind, row, extract.column_of(column.name), len(rows), **values)
