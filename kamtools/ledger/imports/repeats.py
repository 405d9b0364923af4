"""Business keys that stand twice in one import: repeats, contradictions, additions."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.extracts import Extract

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

EQUAL_LINES = FindingKind(
    "equal_lines", Severity.WARNING,
    Text("有 {count} 行与前面的行各列都相同（{key} 等），都已导入、都计入金额",
         "{count} rows equal an earlier one in every column ({key} and others); all are loaded"),
    Text("核对是不是重复导出或重复粘贴；重复的删掉后重新导入，真是两笔的不用管",
         "check whether they were exported or pasted twice; delete those, leave real ones"),
)  # fmt: skip


def check_lines(extract: Extract) -> None:
    """Tell, once, of lines of an order that are equal and that the file does not number."""
    table = extract.layout.table
    numbered = next((c for c in table.columns if c.numbered_within), None)
    if numbered is None or any(s.column is numbered for s in extract.layout.sources):
        return
    within = list(numbered.numbered_within)
    again = extract.frame[extract.frame[numbered.name] > 1]
    if again.empty:
        return
    some = extract.frame[extract.frame[within[0]].isin(set(again[within[0]]))]
    equal = some[some.drop(columns=[numbered.name, "source_row"]).duplicated()]
    if len(equal):
        first = equal.iloc[0]
        at = int(first["source_row"]) - 1, extract.column_of(within[0])
        key = " ".join(str(first[name]) for name in within)
        extract.tally.add(EQUAL_LINES, *at, len(equal), key=key)


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
