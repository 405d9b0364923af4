"""Import files: read them all, check them all, then write what can be loaded, all or nothing."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

from kamtools.excel.reading.grids import Grid
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.ledger.displaced import Displaced
from kamtools.ledger.held import Overwritten
from kamtools.ledger.imports.dates import YEAR
from kamtools.ledger.imports.days import check_days
from kamtools.ledger.imports.earlier import compare_with_ledger
from kamtools.ledger.imports.extracts import Extract
from kamtools.ledger.imports.leftover import find_beside, tell_beside, tell_refunds, with_spares
from kamtools.ledger.imports.mappings import check_mappings
from kamtools.ledger.imports.match import Layout, find_layout
from kamtools.ledger.imports.months import check_month, title_cell, title_period
from kamtools.ledger.imports.reading import Context
from kamtools.ledger.imports.registers import check_codes, registers, settle_keys
from kamtools.ledger.imports.repeats import check_keys, check_lines
from kamtools.ledger.imports.report import FileResult, ImportReport
from kamtools.ledger.imports.rows import extract
from kamtools.ledger.imports.sources import EXPORTS, names_of, read_source
from kamtools.ledger.imports.strangers import (
    MISSING_COLUMN,
    OTHER_FILES,
    SHOWN_HEADERS,
    describe,
    filled_rows,
)
from kamtools.ledger.store import Change, Counts, Ledger
from kamtools.ledger.tables import TABLES, Kind
from kamtools.periods import Period
from kamtools.settings import Mapping, Settings

NO_ROWS = FindingKind(
    "no_rows", Severity.ERROR,
    Text("文件里一行数据也没有", "the file has no row of data at all"),
    Text("检查是否发错了文件，或没有导出内容",
         "check that it is the right file and was exported whole"),
)  # fmt: skip
HEADER_ONLY = FindingKind(
    "header_only", Severity.WARNING,
    Text("“{table}”表只有表头，没有数据行", "the table {table} has a header and no rows"),
    Text("检查导出的条件", "check what was exported"),
)  # fmt: skip
HIDDEN_SHEET = FindingKind(
    "hidden_sheet", Severity.INFO,
    Text("隐藏的工作表没有导入（{rows} 行）", "a hidden sheet was not loaded ({rows} rows)"),
    Text("如果里面是要导入的数据，请取消隐藏后重新导入",
         "if it is data, unhide it and import again"),
)  # fmt: skip
IGNORED_COLUMNS = FindingKind(
    "ignored_columns", Severity.INFO,
    Text("“{table}”表没有用到这些列：{headers}", "columns not used for {table}: {headers}"),
    Text("不用处理；如果要导入，请改成表的列名",
         "nothing; to load them give them the table's names"),
)  # fmt: skip
EDIT_REPLACED = FindingKind(
    "edit_replaced", Severity.WARNING,
    Text("{table} {key} 的“{column}”在表里改成过“{edited}”，导出的文件有新值“{news}”，已用新值",
         "{table} {key}: {column} was edited to {edited} in a form; the export has news: {news}"),
    Text("核对以哪个为准；要用表里的，在表里再改一次",
         "check which is right; to have the form's, edit it there again"),
)  # fmt: skip


OTHER_FILE_S_VALUES = FindingKind(
    "other_file_s_values", Severity.WARNING,
    Text("“{column}”有 {count} 个值被 {file} 覆盖（原来来自 {old_file}），例：{key} {old} → {new}",
         "{count} values of {column} from {old_file} were overwritten by {file},"
         " e.g. {key}: {old} → {new}"),
    Text("核对以哪个文件为准；改正过的文件要放进 data 文件夹，把旧的换下来，再重新导入",
         "check which file is right; put the corrected one into data/ in place of the old one"),
)  # fmt: skip


@dataclass
class _Intake:
    """What has been read so far."""

    month: Period | None
    extracts: list[Extract] = field(default_factory=list)
    results: list[FileResult] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, other: "_Intake") -> None:
        self.extracts += other.extracts
        self.results += other.results
        self.findings += other.findings


def import_files(
    ledger: Ledger,
    paths: Sequence[Path],
    *,
    settings: Settings,
    month: Period | None = None,
    who: str = "",
) -> ImportReport:
    """Load ``paths`` into ``ledger`` in one transaction; every row is loaded or listed.

    A file's table is known by its headers, or by a ``[[mapping]]`` of ``settings``. With
    ``month``, a sheet that holds only another month is refused. Importing twice changes nothing.
    """
    intake = _Intake(month, findings=check_mappings(settings))
    names = names_of(paths)
    if not intake.findings:
        _take_files(intake, names, settings)
    settle_keys(ledger, intake.extracts)
    lists = registers(ledger, intake.extracts)
    for found in intake.extracts:
        check_codes(found, lists)
        check_days(found, date.today())
        check_lines(found)
    check_keys(intake.extracts)
    compare_with_ledger(ledger, intake.extracts)
    _write(ledger, intake, who)
    for found in intake.extracts:
        intake.findings += found.tally.findings()
    return ImportReport(tuple(intake.results), tuple(_in_order(intake.findings, names.values())))


def _take_files(intake: _Intake, names: MappingOf[Path, str], settings: Settings) -> None:
    others: dict[str, _Intake] = {}
    for path, name in names.items():
        mappings = [m for m in settings.mapping if fnmatch(path.name, m.files)]
        taken = _Intake(intake.month)
        _take_file(taken, path, name, mappings)
        if path.suffix.lower() in EXPORTS or not _is_other(taken):
            intake.add(taken)
        else:
            others[name] = taken
    if others and intake.extracts:
        place, files = Place(next(iter(others))), "、".join(others)
        intake.findings.append(OTHER_FILES.at(place, count=len(others), files=files))
    else:
        for taken in others.values():
            intake.add(taken)


def _is_other(taken: _Intake) -> bool:
    """Whether a file shows no table at all, not even one that lacks a column."""
    return not taken.extracts and all(f.kind is not MISSING_COLUMN for f in taken.findings)


def _take_file(intake: _Intake, path: Path, name: str, mappings: Sequence[Mapping]) -> None:
    found, findings = read_source(path)
    grids = [replace(grid, file=name) for grid in found]
    intake.findings += [replace(f, place=replace(f.place, file=name)) for f in findings]
    visible = [grid for grid in grids if grid.rows and not grid.hidden]
    strangers = [grid for grid in visible if not _take_sheet(intake, grid, mappings)]
    for grid in strangers:
        result, finding = describe(grid, mappings, alone=strangers == visible)
        intake.results.append(result)
        intake.findings.append(finding)
    for grid in grids:
        if grid.hidden and grid.rows:
            place = Place(grid.file, grid.sheet)
            intake.findings.append(HIDDEN_SHEET.at(place, rows=filled_rows(grid)))
    if not visible and not findings:
        intake.findings.append(NO_ROWS.at(Place(name)))


def _take_sheet(intake: _Intake, grid: Grid, mappings: Sequence[Mapping]) -> bool:
    """Read the tables on a sheet, one below the other; whether there was any."""
    start = 0
    while (layout := find_layout(grid, start, mappings)) is not None:
        layout, title = _dated(intake, grid, layout)
        if layout.missing:
            break
        rows = grid.rows[layout.data_row :]
        beside = None if mappings else find_beside(layout, rows)
        layout = layout if mappings else with_spares(layout, beside)
        found = extract(grid, layout, _context(layout, title or intake.month), mappings)
        intake.extracts.append(found)
        _tell_layout(found)
        if beside:
            tell_beside(found.tally, layout, beside)
        tell_refunds(found.tally, layout, rows[: found.end - layout.data_row])
        above = [row if n >= start else [] for n, row in enumerate(grid.rows[: layout.row])]
        check_month(found, intake.month, title, title_cell(above, title))
        start = found.end
    return start > 0


def _dated(intake: _Intake, grid: Grid, layout: Layout) -> tuple[Layout, Period | None]:
    """The layout with its month from the title where no column says it, and the title's month."""
    title = title_period((grid.sheet, *layout.titles))
    name = layout.table.period_column
    if name is None:
        return layout, title
    column, month = layout.table.column(name), title or intake.month
    if column.kind is Kind.PERIOD and column.zh in layout.missing and month:
        return layout.with_constant(column, str(month)), title
    return layout, title


def _context(layout: Layout, month: Period | None) -> Context:
    years = {int(y) for text in layout.titles for y in YEAR.findall(text)}
    return Context(month.year if month else years.pop() if len(years) == 1 else None)


def _tell_layout(found: Extract) -> None:
    layout, tally = found.layout, found.tally
    if layout.ignored:
        headers = "、".join(layout.ignored[:SHOWN_HEADERS])
        tally.add(IGNORED_COLUMNS, layout.row, 0, table=layout.table.zh, headers=headers)
    if not found.read:
        tally.add(HEADER_ONLY, layout.row, 0, table=layout.table.zh)


def _write(ledger: Ledger, intake: _Intake, who: str) -> None:
    loadable = [found for found in intake.extracts if len(found.frame)]
    counts: dict[int, Counts] = {}
    if loadable:
        with ledger.change(who=who, reason="import") as change:
            for found in sorted(loadable, key=_table_order):
                counts[id(found)] = _upsert(change, found)
            intake.findings += map(_replaced, change.overwritten())
            intake.findings += map(_displaced, change.displaced())
    intake.results += [_result(found, counts.get(id(found), Counts())) for found in intake.extracts]


def _replaced(lost: Overwritten) -> Finding:
    table = TABLES[lost.table]
    file, _, rest = lost.source.partition("!")
    sheet, _, row = rest.rpartition("!")
    place = Place(file, sheet or None, line=int(row) if row.isdigit() else None)
    return EDIT_REPLACED.at(
        place, table=table.zh, key=lost.key.replace("|", " "),
        column=table.column(lost.column).zh, edited=lost.edited or "", news=lost.news or "",
    )  # fmt: skip


def _displaced(lost: Displaced) -> Finding:
    column = TABLES[lost.table].column(lost.column).zh
    return OTHER_FILE_S_VALUES.at(
        Place(lost.file, lost.sheet, line=lost.row), column=column,
        count=lost.count, file=lost.file, old_file=lost.old_file, key=lost.key.replace("|", " "),
        old=lost.old or "空", new=lost.new or "空",
    )  # fmt: skip


def _table_order(found: Extract) -> int:
    return list(TABLES).index(found.layout.table.name)


def _upsert(change: Change, found: Extract) -> Counts:
    source = {"source_file": found.tally.file, "source_sheet": found.tally.sheet or None}
    counts = [change.upsert(found.layout.table, part.assign(**source)) for part in found.parts()]
    return sum(counts, Counts())


def _result(found: Extract, counts: Counts) -> FileResult:
    repeats = found.read - found.refused - len(found.frame)
    return FileResult(
        found.tally.file, found.tally.sheet, found.layout.table.name, found.read,
        counts.inserted, counts.changed, counts.unchanged + repeats, found.refused,
    )  # fmt: skip


def _in_order(findings: Iterable[Finding], names: Iterable[str]) -> list[Finding]:
    """By file as given, weightiest first within a file."""
    files = {name: index for index, name in enumerate(names)}
    weight = list(Severity)[::-1]
    return sorted(findings, key=lambda f: (files.get(f.place.file, -1), weight.index(f.severity)))
