"""Which table a sheet is, and which of its columns are the table's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import PurePath
from typing import Any

from kamtools.excel.reading.grids import Grid
from kamtools.ledger.imports.header import NO_LABEL, Label, labels, normal, sheet_unit
from kamtools.ledger.imports.numbers import ONE
from kamtools.ledger.tables import TABLES, Column, Kind, Table
from kamtools.settings import Constant, Mapping, Product

SEARCHED_ROWS = 40
"""How far below the last table a header may begin."""
A_HUNDREDTH = Decimal("0.01")
"""The unit of a header in %: 目标(%) is no amount of money."""
HINT = 2.0
"""Worth of the table's name in the title, the sheet's or the file's name, in matched columns."""
OWN_NAME, SYNONYM, PENALTY = 1.0, 0.8, 0.5
"""A column by its own name counts more than by a word that other tables use as well."""


@dataclass(frozen=True)
class Source:
    """Where a column's values come from: one cell column, the product of two, or a constant."""

    column: Column
    indexes: tuple[int, ...] = ()
    scales: tuple[Decimal, ...] = ()
    constant: str | None = None
    spares: tuple["Source", ...] = ()
    """Other columns of the same meaning, the best first."""

    @property
    def falls_back(self) -> bool:
        """Whether a blank cell is filled from the spares: any number reaches a person."""
        return self.column.kind is Kind.PHONE


@dataclass(frozen=True)
class Layout:
    """A table found on a sheet: its header begins at ``row`` (0-based) and is ``depth`` high."""

    table: Table
    row: int
    depth: int
    labels: tuple[Label, ...]
    sources: tuple[Source, ...]
    missing: tuple[str, ...]
    """Headers without which the rows can't be loaded."""
    score: float
    titles: tuple[str, ...] = ()
    """The texts above the header."""

    @property
    def data_row(self) -> int:
        """The first row below the header."""
        return self.row + self.depth

    @property
    def ignored(self) -> list[str]:
        """Headers of columns that are not loaded."""
        return [label.text for label in self.left if label.words]

    @property
    def left(self) -> tuple[Label, ...]:
        """The labels in their columns, those of loaded columns blank."""
        used = {index for source in self.sources for index in source.indexes}
        spare = {i for s in self.sources if s.falls_back for x in s.spares for i in x.indexes}
        return tuple(NO_LABEL if i in used | spare else x for i, x in enumerate(self.labels))

    def with_constant(self, column: Column, value: str) -> "Layout":
        """The same, with ``column`` filled from outside the rows."""
        missing = tuple(name for name in self.missing if name != column.zh)
        return replace(
            self, missing=missing, sources=(*self.sources, Source(column, constant=value))
        )


def find_layout(grid: Grid, start: int, mappings: Sequence[Mapping]) -> Layout | None:
    """The best guess of the next table on the sheet at or below row ``start``.

    ``mappings`` are those of ``kam.toml`` for this file; if there are any, only they count. The
    guess may have ``missing`` columns; ``None`` when nothing looks like a header at all.
    """
    end = min(len(grid.rows), start + SEARCHED_ROWS)
    found = [guess for row in range(start, end) for guess in _guesses(grid, start, row, mappings)]
    return max(found, key=lambda guess: (guess.score, -guess.depth, -guess.row), default=None)


def layout_at(grid: Grid, row: int, mappings: Sequence[Mapping]) -> Layout | None:
    """The best guess if a header begins at ``row``, nothing missing; else ``None``."""
    found = [guess for guess in _guesses(grid, row, row, mappings) if not guess.missing]
    return max(found, key=lambda guess: (guess.score, -guess.depth), default=None)


def _guesses(grid: Grid, start: int, row: int, mappings: Sequence[Mapping]) -> Iterable[Layout]:
    titles = tuple(c for r in grid.rows[start:row] for c in r if isinstance(c, str) and c.strip())
    hints = _hinted(grid, titles)
    for depth in (1, 2):
        if row + depth > len(grid.rows):
            break
        found = labels(grid.rows, row, depth)
        if sum(bool(label.words) for label in found) < 2:
            continue
        for table, mapping in _candidates(found, mappings):
            hint = HINT if table.name in hints else 0.0
            yield _layout(table, mapping, row, depth, found, titles, hint)


def _candidates(
    found: Sequence[Label], mappings: Sequence[Mapping]
) -> Iterable[tuple[Table, Mapping | None]]:
    if mappings:
        return [(TABLES[mapping.table], mapping) for mapping in mappings]
    words = {word for label in found for word in label.words}
    names = {name for word in words for name in _tables_of_word().get(word, ())}
    return [(table, None) for table in TABLES.values() if table.name in names]


@cache
def _tables_of_word() -> dict[str, set[str]]:
    tables: dict[str, set[str]] = {}
    for table in TABLES.values():
        for word in _ranks(table):
            tables.setdefault(word, set()).add(table.name)
    return tables


def is_header_word(text: str) -> bool:
    """Whether some table has a column of that name."""
    return len(text) < 20 and normal(text) in _tables_of_word()


@cache
def _ranks(table: Table) -> dict[str, list[tuple[int, Column]]]:
    """By header word: the columns it can mean, and its place among each one's synonyms."""
    ranks: dict[str, list[tuple[int, Column]]] = {}
    for column in table.columns:
        for rank, header in enumerate(column.headers):
            ranks.setdefault(normal(header), []).append((rank, column))
    return ranks


def _layout(
    table: Table, mapping: Mapping | None, row: int, depth: int, found: tuple[Label, ...],
    titles: tuple[str, ...], hint: float,
) -> Layout:  # fmt: skip
    mapped, absent = _mapped(table, mapping, found)
    ranked = _matched(table, found, mapped, sheet_unit(titles))
    sources = (*mapped, *(source for _, source in ranked))
    missing = (*absent, *lacking(table, sources))
    score = len(mapped) + sum(OWN_NAME if rank == 0 else SYNONYM for rank, _ in ranked)
    score += hint - PENALTY * len(missing)
    return Layout(table, row, depth, found, sources, missing, score, titles)


def meant(table: Table, found: Sequence[Label], titles: Sequence[str]) -> list[Source]:
    """The columns of ``table`` that the labels ``found`` mean."""
    return [source for _, source in _matched(table, found, (), sheet_unit(titles))]


def _matched(
    table: Table, found: Sequence[Label], taken: Sequence[Source], unit: Decimal | None
) -> list[tuple[int, Source]]:
    """Columns known by their headers, each with the rank of the word; the best word wins."""
    hits = [
        (rank, place, index, column)
        for index, label in enumerate(found)
        for place, word in enumerate(label.words)
        for rank, column in _ranks(table).get(word, ())
        if not (column.kind is Kind.MONEY and label.unit == A_HUNDREDTH)
    ]
    columns = {source.column.name for source in taken}
    indexes = {index for source in taken for index in source.indexes}
    matched = []
    for rank, _, index, column in sorted(hits, key=lambda hit: hit[:3]):
        if column.name not in columns and index not in indexes:
            columns.add(column.name)
            indexes.add(index)
            scale = _scale(column, found[index], unit)
            matched.append((rank, Source(column, (index,), (scale,))))
    return matched


def _scale(column: Column, label: Label, unit: Decimal | None) -> Decimal:
    if column.kind not in (Kind.MONEY, Kind.NUMBER):
        return ONE
    if label.unit is not None:
        return label.unit
    return unit if unit is not None and column.kind is Kind.MONEY else ONE


def lacking(table: Table, sources: Sequence[Source]) -> list[str]:
    """The headers without which the rows of ``table`` can't be loaded."""
    given = {source.column.name for source in sources}
    return [
        column.zh
        for column in table.columns
        if (column.required or column.name in table.key)
        and not column.numbered_within
        and column.name not in given
    ]


def _mapped(
    table: Table, mapping: Mapping | None, found: Sequence[Label]
) -> tuple[list[Source], list[str]]:
    """The columns that ``kam.toml`` names, and its headers that are not there."""
    index = {word: i for i, label in reversed(list(enumerate(found))) for word in label.words}
    sources, absent = [], []
    for name, rule in (mapping.columns if mapping else {}).items():
        column = column_called(table, name)
        assert column is not None, name  # checked before any file is read
        if isinstance(rule, Constant):
            sources.append(Source(column, constant=rule.constant))
            continue
        headers = rule.product if isinstance(rule, Product) else (rule,)
        absent += [header for header in headers if normal(header) not in index]
        if all(normal(header) in index for header in headers):
            places = tuple(index[normal(header)] for header in headers)
            scales = tuple(_scale(column, found[place], None) for place in places)
            sources.append(Source(column, places, scales))
    return sources, absent


def column_called(table: Table, name: str) -> Column | None:
    """The column that ``kam.toml`` calls ``name``: by its name in code or by any header."""
    for column in table.columns:
        if name in column.headers:
            return column
    return None


def _hinted(grid: Grid, titles: Iterable[Any]) -> set[str]:
    """The tables whose name stands in the title, the sheet's or the file's name."""
    file = PurePath(grid.file).name
    text = " ".join((file, grid.sheet, *titles)).replace("大客户", "")
    return {table.name for table in TABLES.values() if table.zh in text}
