"""A sheet on which no table was recognised: said what it looks like, and what to do."""

from collections.abc import Sequence

from kamtools.excel.reading.grids import Grid
from kamtools.findings import Finding, FindingKind, Severity
from kamtools.language import Text
from kamtools.ledger.imports.match import SEARCHED_ROWS, Layout, find_layout
from kamtools.ledger.imports.reading import is_blank
from kamtools.ledger.imports.report import FileResult
from kamtools.ledger.imports.tally import Tally
from kamtools.ledger.tables import TABLES
from kamtools.settings import Mapping

SHOWN_HEADERS = 12

_RENAME = Text(
    "是数据的话，把列名改成表的列名，或在 kam.toml 里用 [[mapping]] 写明各列对应什么；不是就不用管",
    "if it is data, rename its columns or describe them in kam.toml ([[mapping]]); else leave it",
)
NO_TABLE = FindingKind(
    "no_table", Severity.ERROR,
    Text("没有认出这是哪张表，{rows} 行没有导入；像表头的一行是：{headers}；{closest}",
         "no table was recognised, {rows} rows not loaded; what looks like a header: {headers};"
         " {closest}"),
    _RENAME,
)  # fmt: skip
OTHER_SHEET = FindingKind("other_sheet", Severity.WARNING, NO_TABLE.what, _RENAME)
"""The same of a sheet beside one that was loaded, such as a page of instructions."""
_CLOSEST = Text(
    "最接近的是“{table}”表，还缺：{missing}", "closest is {table}, which lacks: {missing}"
)
_NONE_CLOSE = Text(
    "没有一列是认得的，可导入的表有：{tables}", "no column is known; the tables are: {tables}"
)
MISSING_COLUMN = FindingKind(
    "missing_column", Severity.ERROR,
    Text("看来是“{table}”表，但缺少列：{missing}，{rows} 行没有导入；现有的列：{headers}",
         "this looks like the table {table}, but columns are missing: {missing}; {rows} rows not"
         " loaded; its columns are: {headers}"),
    Text("补上缺的列；如果它叫别的名字，请改成“{first}”，或在 kam.toml 的 [[mapping]] 里写明",
         "add them; if they have other names, rename them or describe them in kam.toml"
         " ([[mapping]])"),
)  # fmt: skip


OTHER_FILES = FindingKind(
    "other_files", Severity.WARNING,
    Text("{count} 个文件不像是导出的数据，没有导入：{files}",
         "{count} files look unlike exports and were not loaded: {files}"),
    Text("不是数据的，移出 data 文件夹就不再提示；是数据的，另存为 .xlsx 或 .csv",
         "move what is no data out of the folder; save what is as .xlsx or .csv"),
)  # fmt: skip
"""Files whose names end like no export's, beside others that were loaded."""


def describe(grid: Grid, mappings: Sequence[Mapping], *, alone: bool) -> tuple[FileResult, Finding]:
    """What a sheet without a table is like, and what comes closest.

    ``alone``: no sheet of its file was loaded. Beside one that was, it weighs less.
    """
    kind = NO_TABLE if alone else OTHER_SHEET
    layout = find_layout(grid, 0, mappings)
    resembling = layout is not None and _resembles(layout)
    header = layout.row if layout is not None and resembling else _widest_text_row(grid)
    rows = filled_rows(grid, header + 1)
    result = FileResult(grid.file, grid.sheet, None, rows, refused=rows)
    place = Tally(grid.file, grid.sheet).place(header, _first_filled(grid.rows[header]))
    values: dict[str, object] = {"rows": rows, "headers": _shown_headers(grid.rows[header])}
    if layout is None:
        tables = "、".join(table.zh for table in TABLES.values())
        return result, kind.at(place, **values, closest=_NONE_CLOSE.show(tables=tables))
    missing = {"table": layout.table.zh, "missing": "、".join(layout.missing)}
    if resembling:
        return result, MISSING_COLUMN.at(place, **values, **missing, first=layout.missing[0])
    return result, kind.at(place, **values, closest=_CLOSEST.show(**missing))


def _resembles(layout: Layout) -> bool:
    """Whether enough is there to say that the sheet is this table, only not whole."""
    table = layout.table
    found = [source.column for source in layout.sources]
    telling = [c for c in found if c.required or c.name in table.key]
    return bool(telling) and len(found) >= max(2, len(layout.missing))


def _widest_text_row(grid: Grid) -> int:
    """The row, among the first, that has most texts: what a person would call the header."""
    rows = grid.rows[:SEARCHED_ROWS]
    texts = [sum(isinstance(c, str) and not is_blank(c) for c in row) for row in rows]
    return texts.index(max(texts))


def _first_filled(row: Sequence[object]) -> int:
    return next((i for i, cell in enumerate(row) if not is_blank(cell)), 0)


def _shown_headers(row: Sequence[object]) -> str:
    texts = [" ".join(str(cell).split())[:20] for cell in row if not is_blank(cell)]
    return "、".join(texts[:SHOWN_HEADERS]) + ("…" if len(texts) > SHOWN_HEADERS else "") or "—"


def filled_rows(grid: Grid, start: int = 0) -> int:
    """How many rows from ``start`` on have something in them."""
    return sum(any(not is_blank(cell) for cell in row) for row in grid.rows[start:])
