"""Columns that are not loaded although they matter: a second table, the same thing once more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.coerce import Array, Values, combined
from kamtools.ledger.imports.header import NO_LABEL, Label
from kamtools.ledger.imports.match import Layout, Source, lacking, meant
from kamtools.ledger.imports.numbers import read_number
from kamtools.ledger.imports.reading import Unreadable, is_blank
from kamtools.ledger.imports.tally import Tally
from kamtools.ledger.tables import TABLES, Kind, Table

TABLE_BESIDE = FindingKind(
    "table_beside", Severity.ERROR,
    Text("这里旁边还有一张“{table}”表（列：{headers}），{count} 行没有导入",
         "another table {table} stands beside the first ({headers}); {count} rows not loaded"),
    Text("把它移到另一个工作表，或移到第一张表的下面，再重新导入",
         "move it to another sheet, or below the first table, and import again"),
)  # fmt: skip
SAME_MEANING = FindingKind(
    "same_meaning", Severity.WARNING,
    Text("“{taken}”和“{column}”都能当作{table}的“{wanted}”，{count} 行的值不同（{value}）；"
         "用的是“{taken}”",
         "{taken} and {column} both may be the {wanted} of {table} and differ in {count} rows"
         " ({value}); {taken} was taken"),
    Text("核对用哪一列；要用“{column}”，把另一列改名或删掉，再重新导入",
         "check which is right; to have {column}, rename or delete the other and import again"),
)  # fmt: skip
REFUNDS_IGNORED = FindingKind(
    "refunds_ignored", Severity.WARNING,
    Text("“{column}”有 {count} 行不是 0，这一列没有导入，金额里没有减去它",
         "{column} is not 0 in {count} rows; it is not loaded, nor subtracted from the amounts"),
    Text("核对“金额”是不是已经扣除了它；没有扣除的，另列负数金额的退货行，再重新导入",
         "check whether the amounts are net of it; if not, add rows of negative amounts"),
)  # fmt: skip

_REFUNDS = ("退货", "退款", "折让", "红冲")
_COMPARED = (Kind.MONEY, Kind.NUMBER, Kind.PHONE, Kind.DATE, Kind.PERIOD)
"""Kinds of which two columns should say the same; a product's name and its number need not."""


Read = Callable[[Source], Values]
"""What a column's cells came to."""


@dataclass(frozen=True)
class Beside:
    """A table to the right of another: its headers, its first column, how many rows it has."""

    table: Table
    headers: tuple[str, ...]
    column: int
    rows: int


def with_spares(layout: Layout, beside: Beside | None) -> Layout:
    """``layout``, its columns knowing the others of their meaning; none if those are a table."""
    if beside:
        return layout
    spares: dict[str, list[Source]] = {}
    for index, label in enumerate(layout.left):
        if label.words:
            alone = (*(NO_LABEL,) * index, label)
            for source in meant(layout.table, alone, layout.titles)[:1]:
                spares.setdefault(source.column.name, []).append(source)
    sources = (
        replace(s, spares=tuple(spares.get(s.column.name, ()))) if len(s.indexes) == 1 else s
        for s in layout.sources
    )
    return replace(layout, sources=tuple(sources))


def find_beside(layout: Layout, rows: Sequence[Sequence[Any]]) -> Beside | None:
    """A table beside ``layout``'s: of the same columns once more, or any whole one behind a gap."""
    choices = [(layout.table, layout.left)]
    if loaded := [s.indexes[0] for s in layout.sources if s.indexes]:
        parts = [part for part in _parts(layout.labels) if not part[min(loaded)].words]
        choices += [(table, part) for part in parts for table in TABLES.values()]
    for table, labels in choices:
        sources = meant(table, labels, layout.titles)
        if len(sources) > 1 and not lacking(table, sources):
            columns = [s.indexes[0] for s in sources if s.column.required]
            filled = [r for r in rows if all(_given(r, index) for index in columns)]
            if filled:
                texts = tuple(labels[s.indexes[0]].text for s in sources)
                return Beside(table, texts, min(columns), len(filled))
    return None


def _parts(labels: Sequence[Label]) -> list[tuple[Label, ...]]:
    """The labels between two gaps, in their columns, one tuple each; none if there is no gap."""
    starts = [i for i, x in enumerate(labels) if x.words and not (i and labels[i - 1].words)]
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(labels)]
    return [
        tuple(x if start <= i < end else NO_LABEL for i, x in enumerate(labels))
        for start, end in zip(starts, ends, strict=True)
    ]


def _given(row: Sequence[Any], index: int) -> bool:
    return index < len(row) and not is_blank(row[index])


def tell_beside(tally: Tally, layout: Layout, beside: Beside) -> None:
    """Tell of a table that is not loaded."""
    headers = "、".join(beside.headers)
    tally.add(
        TABLE_BESIDE, layout.row, beside.column, beside.rows, table=beside.table.zh, headers=headers
    )


def tell_spares(tally: Tally, layout: Layout, first: int, values: "Read", loaded: Array) -> None:
    """Tell of columns of one meaning that differ; ``first`` is the sheet's row of row 0."""
    for source in layout.sources:
        for spare in source.spares if source.column.kind in _COMPARED else ():
            pairs = combined(values(source), values(spare), _both_if_other)
            rows = np.flatnonzero(loaded & ~pairs.missing)
            if rows.size:
                taken, column = (layout.labels[s.indexes[0]].text for s in (source, spare))
                tally.add(
                    SAME_MEANING, first + int(rows[0]), spare.indexes[0], rows.size, taken=taken,
                    column=column, wanted=source.column.zh, table=layout.table.zh,
                    value=pairs.row(int(rows[0])),
                )  # fmt: skip


def tell_refunds(tally: Tally, layout: Layout, rows: Sequence[Sequence[Any]]) -> None:
    """Tell of a column of refunds that is not loaded beside one of money that is."""
    if not any(s.column.kind is Kind.MONEY for s in layout.sources):
        return
    for index, label in enumerate(layout.left):
        if not any(word in label.text for word in _REFUNDS):
            continue
        found = [n for n, row in enumerate(rows) if _given(row, index) and _is_amount(row[index])]
        if found:
            tally.add(
                REFUNDS_IGNORED, layout.data_row + found[0], index, len(found), column=label.text
            )


def _is_amount(cell: object) -> bool:
    number = read_number(cell)
    return isinstance(number, Decimal) and number != 0


def _both_if_other(first: Any, second: Any) -> str | None:
    if second is None or isinstance(second, Unreadable) or first == second:
        return None
    return f"{'空' if first is None or isinstance(first, Unreadable) else first} / {second}"
