"""Which month a sheet is about: asked for, said by its title, and in its rows."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.dates import periods_in
from kamtools.ledger.imports.extracts import Extract
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


def title_period(texts: Sequence[str]) -> Period | None:
    """The month that a title names, if it names just one."""
    found = {p for text in texts if not _is_stamp(text) for p in periods_in(text)}
    return found.pop() if len(found) == 1 else None


def _is_stamp(text: str) -> bool:
    """A line that says when something was printed or filled in, not what month it is about."""
    return any(word in text for word in ("制表", "打印", "导出", "填表", "填报日期", "日期"))


def title_cell(rows: Sequence[Sequence[Any]], title: Period | None) -> tuple[int, int] | None:
    """The 0-based cell, of those above a header, that names the month ``title``."""
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and not _is_stamp(cell) and title in periods_in(cell):
                return row, column
    return None


def check_month(
    extract: Extract,
    month: Period | None,
    title: Period | None,
    title_at: tuple[int, int] | None = None,
) -> None:
    """Tell of rows outside the month asked for, or outside the title's; refuse a wrong month.

    ``title_at`` is the title's cell; ``None`` if it is the sheet's name.
    """
    months = months_in(extract)
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
        at = title_at or (extract.layout.row, 0)
        extract.tally.add(TITLE_MONTH, *at, found=title, month=common)
    if wanted and len(months) / 2 < count[wanted] < len(months):
        _tell_outside(extract, months, wanted)


def months_in(extract: Extract) -> list[Period]:
    """The month of each row that will be loaded; none if the table has no months."""
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
