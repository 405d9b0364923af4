"""A file's own totals against the rows that were read: the cheapest proof that none is missing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from operator import eq
from typing import Any

import numpy as np

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.coerce import Array, Values
from kamtools.ledger.imports.fates import is_grand_total
from kamtools.ledger.imports.match import Layout, Source
from kamtools.ledger.imports.numbers import ONE
from kamtools.ledger.imports.tally import Tally
from kamtools.ledger.tables import Column, Kind
from kamtools.money import FEN

TOTAL_TIES = FindingKind(
    "total_ties", Severity.INFO,
    Text("合计行与读入的各行核对一致（{count} 行），合计行本身没有导入：{text}",
         "totals equal the sum of the rows that were read ({count} rows of totals): {text}"),
    Text("不用处理", "nothing"),
)  # fmt: skip
TOTAL_DIFFERS = FindingKind(
    "total_differs", Severity.WARNING,
    Text("“{column}”文件合计 {value}，读入 {found}，差 {difference}",
         "{column}: the file's total is {value}, the rows read come to {found}, {difference} off"),
    Text("核对有没有漏导、没导入或重复的行；合计写错的，改正后重新导入",
         "look for rows that are missing, refused or double; or correct the total"),
)  # fmt: skip

_NO_SUM = re.compile(r"率|比|均|半径|单价")


@dataclass(frozen=True)
class Difference:
    """A column's total in the file, and the sum of the rows that were read."""

    source: Source
    total: Decimal
    found: Decimal


def compare_totals(
    layout: Layout, values: Mapping[str, Values], loaded: Array, totals: Sequence[int]
) -> dict[int, list[Difference] | None]:
    """By row of totals: where it differs, ``None`` if there is nothing it could be compared with.

    ``loaded`` marks the rows that are loaded, ``totals`` are the rows of totals, 0-based like it.
    A total may be that of all rows, of those above it, or of those since the total before it; one
    that is no grand total (小计, 累计) and equals none of these is not compared.
    """
    found: dict[int, list[Difference] | None] = {}
    columns = [source for source in layout.sources if _adds_up(source, layout)]
    for row in totals:
        spans = list(_spans(layout, values, loaded, totals, row))
        given = [(s, t) for s in columns if (t := values[s.column.name].row(row)) is not None]
        compared = [_difference(s, t, values, spans) for s, t in given if isinstance(t, Decimal)]
        found[row] = [each for each in compared if each is not None] if compared else None
    return found


def _shown(column: Column, value: Decimal) -> str:
    """``value`` as people write it: money with its fen."""
    return f"{value:.2f}" if column.kind is Kind.MONEY else f"{value.normalize():f}"


def _is_grand(row: Iterable[Any]) -> bool:
    """Whether a row of totals says that it is of all rows, not of some or of the year so far."""
    return any(is_grand_total(cell) for cell in row)


def _adds_up(source: Source, layout: Layout) -> bool:
    if source.column.kind not in (Kind.MONEY, Kind.NUMBER) or len(source.indexes) != 1:
        return False
    return not _NO_SUM.search(source.column.zh + layout.labels[source.indexes[0]].text)


def _spans(
    layout: Layout, values: Mapping[str, Values], loaded: Array, totals: Sequence[int], row: int
) -> Iterable[Array]:
    """The rows that a total at ``row`` may be the sum of, the likeliest first."""
    index = np.arange(len(loaded))
    yield loaded
    yield loaded & (index < row)
    yield loaded & (index < row) & (index > max((t for t in totals if t < row), default=-1))
    for source in layout.sources:  # a company's target beside those of its stores
        for choice in source.column.choices:
            yield loaded & values[source.column.name].where(partial(eq, choice))


def _difference(
    source: Source, total: Decimal, values: Mapping[str, Values], spans: Sequence[Array]
) -> Difference | None:
    column = values[source.column.name]
    sums = [_sum(column, span) for span in spans]
    # a total typed in 万元 is as fine as its two decimals
    near = FEN * max(source.scales[0], ONE)
    if any(abs(total - each) < near for each in sums):
        return None
    return Difference(source, total, sums[0])


def _sum(values: Values, rows: Array) -> Decimal:
    counts = np.bincount(values.codes[rows], minlength=len(values.distinct))
    pairs = zip(values.distinct, counts.tolist(), strict=True)
    return sum((v * n for v, n in pairs if n and isinstance(v, Decimal)), Decimal(0))


def tell_differences(
    tally: Tally, row: int, cells: Sequence[Any], differences: list[Difference] | None
) -> bool | None:
    """Tell where the total in ``cells``, at sheet row ``row``, differs; whether it ties.

    ``None``: nothing can be said of it.
    """
    if differences == []:
        return True
    if differences is None or not _is_grand(cells):
        return None
    for each in differences:
        column = each.source.column
        tally.add(
            TOTAL_DIFFERS, row, each.source.indexes[0], column=column.zh,
            value=_shown(column, each.total), found=_shown(column, each.found),
            difference=_shown(column, each.total - each.found),
        )  # fmt: skip
    return False
