"""What one cell can't tell: the wrong month, codes that no list knows, keys that stand twice."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.dates import periods_in
from kamtools.ledger.imports.rows import Extract
from kamtools.ledger.store import Ledger
from kamtools.ledger.tables import TABLES, Column
from kamtools.periods import Period

WRONG_MONTH = FindingKind(
    "wrong_month", Severity.ERROR,
    Text("要导入的是 {month}，这里却是 {found}，{count} 行没有导入",
         "{month} was asked for, but this is {found}; {count} rows not loaded"),
    Text("换成 {month} 的文件；确实要导入 {found} 的，请改为指定 {found}，或不指定月份",
         "take the file of {month}; to load {found}, ask for it or for no month"),
)  # fmt: skip
TITLE_MONTH = FindingKind(
    "title_month", Severity.WARNING,
    Text("标题写的是 {found}，数据是 {month} 的",
         "the title says {found}, the rows are of {month}"),
    Text("核对是否拿错了文件，并改正标题",
         "check that it is the right file, and correct the title"),
)  # fmt: skip
MONTH_ABSENT = FindingKind(
    "month_absent", Severity.WARNING,
    Text("没有 {month} 的行（有 {first} 到 {last}，已导入）",
         "no rows of {month} (it has {first} to {last}, which are loaded)"),
    Text("核对导出的日期范围", "check the range of days that was exported"),
)  # fmt: skip
OUTSIDE_MONTH = FindingKind(
    "outside_month", Severity.WARNING,
    Text("“{column}”不在 {month}：{value} 等 {count} 行（已导入）",
         "{column} is not in {month}: {value} and others, {count} rows (loaded)"),
    Text("核对日期，打错的改正后重新导入", "check the days, correct them and import again"),
)  # fmt: skip
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
REPEATED_ROW = FindingKind(
    "repeated_row", Severity.INFO,
    Text("与 {first} 完全相同，只导入一次（{count} 行）",
         "the same as {first}, loaded once ({count} rows)"),
    Text("不用处理；如果是两笔业务，请用不同的编号", "nothing; two deals need two numbers"),
)  # fmt: skip
CONFLICTING_ROW = FindingKind(
    "conflicting_row", Severity.ERROR,
    Text("{key} 在 {first} 已有一行，内容不同（{differs}），这一行没有导入",
         "{key} stands at {first} already with another {differs}; this row was not loaded"),
    Text("保留对的一行，或给其中一行换编号，再重新导入",
         "keep the right one, or give one another number, and import again"),
)  # fmt: skip


def title_period(texts: Sequence[str]) -> Period | None:
    """The month that a title names, if it names just one."""
    found = {p for text in texts if not _is_stamp(text) for p in periods_in(text)}
    return found.pop() if len(found) == 1 else None


def _is_stamp(text: str) -> bool:
    """A line that says when something was printed or filled in, not what month it is about."""
    return any(word in text for word in ("制表", "打印", "导出", "填表", "填报日期", "日期"))


def check_month(extract: Extract, month: Period | None, title: Period | None) -> None:
    """Tell of rows outside the month asked for, or outside the title's; refuse a wrong month."""
    months = _months(extract)
    if not months:
        return
    count = Counter(months)
    wanted = month or title
    if month and month not in count and len(count) == 1:
        _refuse_all(extract, month, next(iter(count)))
        return
    if month and month not in count:
        place = extract.layout.row, _period_index(extract)
        values = {"first": min(count), "last": max(count)}
        extract.tally.add(MONTH_ABSENT, *place, month=month, **values)
    elif wanted and title and title not in count:
        common = count.most_common(1)[0][0]
        extract.tally.add(TITLE_MONTH, extract.layout.row, 0, found=title, month=common)
    if wanted and len(months) / 2 < count[wanted] < len(months):
        _tell_outside(extract, months, wanted)


def _months(extract: Extract) -> list[Period]:
    name = extract.layout.table.period_column
    if name is None or name not in extract.frame:
        return []
    codes, distinct = pd.factorize(extract.frame[name].to_numpy(dtype=object))
    months = [Period.of(v) if isinstance(v, date) else Period.parse(v) for v in distinct]
    return [months[code] for code in codes]


def _period_index(extract: Extract) -> int:
    return extract.column_of(extract.layout.table.period_column or "")


def _refuse_all(extract: Extract, month: Period, found: Period) -> None:
    rows = len(extract.frame)
    row = int(extract.frame["source_row"].iloc[0]) - 1
    extract.tally.add(WRONG_MONTH, row, _period_index(extract), rows, month=month, found=found)
    extract.drop(np.ones(rows, dtype=bool))


def _tell_outside(extract: Extract, months: list[Period], wanted: Period) -> None:
    name = extract.layout.table.period_column or ""
    outside = [i for i, found in enumerate(months) if found != wanted]
    row = int(extract.frame["source_row"].iloc[outside[0]]) - 1
    extract.tally.add(
        OUTSIDE_MONTH, row, _period_index(extract), len(outside), month=wanted,
        column=extract.layout.table.column(name).zh, value=extract.frame[name].iloc[outside[0]],
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
        """The only code that ``text`` can mean: as a name, or with its leading zeros lost."""
        found = {*self._by_number.get(text.lstrip("0"), ()), *self.names.get(text, ())}
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _by_number(self) -> Mapping[str, list[str]]:
        stripped: dict[str, list[str]] = defaultdict(list)
        for code in self.codes:
            if code.isdigit():
                stripped[code.lstrip("0")].append(code)
        return stripped


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


def _has(table: str, column: str) -> bool:
    return any(c.name == column for c in TABLES[table].columns)


def check_codes(extract: Extract, lists: Mapping[str, Register]) -> None:
    """Tell of codes that their list does not know; names and lost zeros become their codes."""
    for column in extract.layout.table.columns:
        if column.refers and column.name in extract.frame:
            _check_column(extract, column, lists[column.refers])


def _check_column(extract: Extract, column: Column, known: Register) -> None:
    codes, distinct = pd.factorize(extract.frame[column.name].to_numpy(dtype=object))
    values = {"column": column.zh, "table": TABLES[column.refers or ""].zh}
    if not known.codes:
        if (given := np.flatnonzero(codes >= 0)).size:
            _tell(extract, NOTHING_TO_CHECK, column, given, values)
        return
    replaced = distinct.copy()
    for index, value in enumerate(distinct):
        if value in known.codes:
            continue
        rows = np.flatnonzero(codes == index)
        if code := known.resolve(value):
            replaced[index] = code
            _tell(extract, RESOLVED, column, rows, {**values, "value": value, "code": code})
        else:
            _tell(extract, UNKNOWN_CODE, column, rows, {**values, "value": value})
    taken = [replaced[code] if code >= 0 else None for code in codes]
    extract.frame[column.name] = pd.Series(taken, dtype=object)


def _tell(
    extract: Extract, kind: FindingKind, column: Column, rows: Any, values: Mapping[str, object]
) -> None:
    row = int(extract.frame["source_row"].iloc[int(rows[0])]) - 1
    extract.tally.add(kind, row, extract.column_of(column.name), len(rows), **values)


def check_keys(extracts: Sequence[Extract]) -> None:
    """Within one import, a business key stands for one row: repeats are told, conflicts refused."""
    tables = {extract.layout.table.name for extract in extracts}
    for name in sorted(tables):
        _check_table([e for e in extracts if e.layout.table.name == name and len(e.frame)])


def _check_table(extracts: Sequence[Extract]) -> None:
    if not extracts:
        return
    key = list(extracts[0].layout.table.key)
    keys = pd.concat([extract.frame[key] for extract in extracts], ignore_index=True)
    if not keys.duplicated().any():
        return
    codes = keys.groupby(key, sort=False).ngroup().to_numpy()
    _, firsts, inverse = np.unique(codes, return_index=True, return_inverse=True)
    origin = [(extract, row) for extract in extracts for row in range(len(extract.frame))]
    marks = {id(extract): np.zeros(len(extract.frame), dtype=bool) for extract in extracts}
    same = {id(extract): 0 for extract in extracts}
    for index in np.flatnonzero(firsts[inverse] != np.arange(len(codes))):
        extract, row = origin[index]
        first, first_row = origin[firsts[inverse[index]]]
        gone = _compare(first, first_row, extract, row)
        marks[id(extract)][row] = gone is not None
        same[id(extract)] += gone is False
    for extract in extracts:
        extract.refused -= same[id(extract)]  # a repeat is no refusal
        extract.drop(marks[id(extract)])


def _compare(first: Extract, first_row: int, second: Extract, row: int) -> bool | None:
    """Tell how a row relates to an earlier one of its key.

    ``True``: it contradicts it. ``False``: it repeats it. ``None``: it stands on another sheet
    and does not contradict it, so that it may add columns.
    """
    key = second.layout.table.key
    a, b = first.frame.iloc[first_row], second.frame.iloc[row]
    shared = [n for n in b.index if n in a.index and n != "source_row"]
    differs = [name for name in shared if a[name] != b[name]]
    where = first.tally.place(int(a["source_row"]) - 1, first.column_of(key[0]))
    at = int(b["source_row"]) - 1, second.column_of(key[0])
    if differs:
        names = "、".join(second.layout.table.column(name).zh for name in differs)
        shown = " ".join(str(b[name]) for name in key)
        second.tally.add(CONFLICTING_ROW, *at, key=shown, first=where, differs=names, value=shown)
        return True
    if first is second:
        second.tally.add(REPEATED_ROW, *at, first=where)
        return False
    return None
