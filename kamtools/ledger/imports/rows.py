"""The rows below a header → a frame of values; every row that is not in it is told."""

from collections.abc import Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from kamtools.excel.reading.grids import Grid
from kamtools.findings import FindingKind
from kamtools.ledger.imports.codes import written
from kamtools.ledger.imports.coerce import (
    Array,
    Cells,
    Values,
    filled_up,
    multiplied,
    read_cells,
    repeated,
)
from kamtools.ledger.imports.extracts import Extract
from kamtools.ledger.imports.fates import SKIPPED, Fate, fate, is_total
from kamtools.ledger.imports.leftover import tell_spares
from kamtools.ledger.imports.lines import line_numbers
from kamtools.ledger.imports.match import Layout, Source, is_header_word, layout_at
from kamtools.ledger.imports.numbers import ONE
from kamtools.ledger.imports.reading import Context, Unreadable, is_blank
from kamtools.ledger.imports.row_findings import (
    REFUSED_BLANK,
    REFUSED_VALUE,
    ROUNDED,
    SCALED,
    SHIFTED_ROW,
    STANDS_FOR_NOTHING,
    UNKNOWN_CHOICE,
    UNREAD_VALUE,
)
from kamtools.ledger.imports.tally import Tally
from kamtools.ledger.imports.totals import TOTAL_TIES, compare_totals, tell_differences
from kamtools.ledger.tables import Column, Kind
from kamtools.money import FEN
from kamtools.settings import Mapping


def extract(
    grid: Grid, layout: Layout, context: Context, mappings: Sequence[Mapping] = ()
) -> Extract:
    """Read the rows below ``layout``'s header, down to the next header on the sheet."""
    return _Extraction(grid, layout, context, mappings).run()


class _Extraction:
    def __init__(
        self, grid: Grid, layout: Layout, context: Context, mappings: Sequence[Mapping]
    ) -> None:
        self.grid, self.layout, self.context, self.mappings = grid, layout, context, mappings
        self.first = layout.data_row
        self.rows = grid.rows[self.first :]
        self.narrowest = min(map(len, self.rows), default=0)
        self.tally = Tally(grid.file, grid.sheet)
        self.cells: dict[int, Cells] = {}
        self.values: dict[str, Values] = {}
        self.totals: list[int] = []

    def run(self) -> Extract:
        self._read_columns()
        data = self._data_rows()
        loaded = data & ~self._refused(data)
        self._tell_values(loaded)
        self._tell_totals(loaded)
        tell_spares(self.tally, self.layout, self.first, self._values_of, loaded)
        columns = self._columns(data)
        frame = self._frame(columns, loaded)
        keys = pd.DataFrame({n: columns[n][data] for n in self.layout.table.key}, dtype=object)
        read = int(data.sum())
        end = self.first + len(self.rows)
        return Extract(
            self.layout, frame, self._unread(loaded), keys, self.tally, read, read - len(frame), end
        )

    def _read_columns(self) -> None:
        spares = [spare for source in self.layout.sources for spare in source.spares]
        for index in {i for source in (*self.layout.sources, *spares) for i in source.indexes}:
            self.cells[index] = Cells.of(self._column(index))
        for source in self.layout.sources:
            values = self._values(source)
            for spare in source.spares if source.falls_back else ():
                values = filled_up(values, self._values(spare))
            self.values[source.column.name] = values

    def _values_of(self, source: Source) -> Values:
        known = self.values[source.column.name]
        return known if source in self.layout.sources else self._values(source)

    def _column(self, index: int) -> list[Any]:
        if index < self.narrowest:
            column = list(map(itemgetter(index), self.rows))
        else:
            column = [row[index] if index < len(row) else "" for row in self.rows]
        for top, left, bottom, _ in self.grid.merges:
            if left == index and bottom > top >= self.first:
                height = bottom - top + 1
                column[top - self.first : bottom - self.first + 1] = [
                    column[top - self.first]
                ] * height
        return column[: len(self.rows)]

    def _values(self, source: Source) -> Values:
        kind, context = source.column.kind, self.context
        if source.constant is not None:
            (value,) = read_cells(Cells.of([source.constant]), kind, ONE, context).values
            return repeated(value, len(self.rows))
        if len(source.indexes) == 1:
            return read_cells(self.cells[source.indexes[0]], kind, source.scales[0], context)
        first, second = (
            read_cells(self.cells[index], Kind.NUMBER, scale, context)
            for index, scale in zip(source.indexes, source.scales, strict=True)
        )
        return multiplied(first, second)

    def _data_rows(self) -> Array:
        """A bool per row; the rows are cut where the next table begins."""
        data = np.ones(len(self.rows), dtype=bool)
        lacking = self._lacking()
        doubtful = lacking | self._marked()
        for index in np.flatnonzero(doubtful).tolist():
            if self._next_table_at(index):
                self._cut(self._title_above(index, doubtful))
                return data[: len(self.rows)]
            what = self._fate(index, complete=not lacking[index])
            data[index] = what is Fate.DATA
            if what is Fate.TOTAL:
                self.totals.append(index)
            elif what in SKIPPED:
                self._tell_skipped(SKIPPED[what], index)
        return data

    def _fate(self, index: int, *, complete: bool) -> Fate:
        heading = self._is_heading(index)
        return fate(self._row(index), self.layout, complete=complete, heading=heading)

    def _row(self, index: int) -> list[Any]:
        return self.rows[index]

    def _tell_skipped(self, kind: FindingKind, index: int) -> None:
        filled = [(i, cell) for i, cell in enumerate(self._row(index)) if not is_blank(cell)]
        text = " ".join(str(cell).strip() for _, cell in filled)[:40]
        self.tally.add(kind, self.first + index, filled[0][0], text=text)

    def _tell_totals(self, loaded: Array) -> None:
        found = compare_totals(self.layout, self.values, loaded, self.totals)
        for index, differences in found.items():
            row = self.first + index
            ties = tell_differences(self.tally, row, self._row(index), differences)
            if ties is not False:
                self._tell_skipped(TOTAL_TIES if ties else SKIPPED[Fate.TOTAL], index)

    def _lacking(self) -> Array:
        lacking = np.zeros(len(self.rows), dtype=bool)
        for column in self._required():
            lacking |= self.values[column.name].missing
        return lacking | self._too_wide()

    def _required(self) -> list[Column]:
        table = self.layout.table
        return [
            column
            for column in table.columns
            if (column.required or column.name in table.key)
            and not column.numbered_within
            and column.name in self.values
        ]

    def _marked(self) -> Array:
        """Rows whose key says 合计, or is the header of some column."""
        marked = np.zeros(len(self.rows), dtype=bool)
        for source in self.layout.sources:
            if source.column.name in self.layout.table.key and len(source.indexes) == 1:
                marked |= self.cells[source.indexes[0]].where(_is_marked)
        return marked

    def _too_wide(self) -> Array:
        """In text, a row with more cells than the header has lost its quotes."""
        if self.grid.sheet:
            return np.zeros(len(self.rows), dtype=bool)
        width = len(self.layout.labels)
        return np.fromiter(
            (len(row) > width and any(row[width:]) for row in self.rows), bool, len(self.rows)
        )

    def _is_heading(self, index: int) -> bool:
        row = self.first + index
        return any(top == row and right - left >= 2 for top, left, _, right in self.grid.merges)

    def _next_table_at(self, index: int) -> bool:
        cells = [cell for cell in self._row(index) if not is_blank(cell)]
        if len(cells) < 2 or not all(isinstance(cell, str) and len(cell) < 40 for cell in cells):
            return False
        found = layout_at(self.grid, self.first + index, self.mappings)
        return found is not None and found.labels != self.layout.labels

    def _title_above(self, index: int, doubtful: Array) -> int:
        """Where the next table's title begins: rows of at most one cell right above its header."""
        while index > 0 and doubtful[index - 1] and _filled(self._row(index - 1)) <= 1:
            index -= 1
        return index

    def _cut(self, height: int) -> None:
        self.rows = self.rows[:height]
        self.cells = {i: Cells(c.codes[:height], c.distinct) for i, c in self.cells.items()}
        self.values = {n: Values(v.codes[:height], v.distinct) for n, v in self.values.items()}

    def _refused(self, data: Array) -> Array:
        refused = data & self._too_wide()
        width = len(self.layout.labels)
        for index in np.flatnonzero(refused).tolist():
            self.tally.add(
                SHIFTED_ROW, self.first + index, width, cells=len(self._row(index)), width=width
            )
        for column in self._required():
            values = self.values[column.name]
            lacking = data & values.missing & ~refused
            worded = self._worded(column)
            self._tell_blank(column, lacking & ~values.unreadable & ~worded)
            self._tell_unread(REFUSED_VALUE, column, lacking & (values.unreadable | worded))
            refused = refused | lacking
        return refused

    def _tell_blank(self, column: Column, rows: Array) -> None:
        if found := np.flatnonzero(rows).tolist():
            self.tally.add(
                REFUSED_BLANK,
                self.first + found[0],
                self._index(column),
                len(found),
                column=column.zh,
            )

    def _worded(self, column: Column) -> Array:
        """A bool per row: whether its cell, though it comes to nothing, has a dash or 无 in it."""
        worded = np.zeros(len(self.rows), dtype=bool)
        for index in self._indexes(column):
            worded |= self.cells[index].where(lambda cell: not is_blank(cell))
        return worded

    def _tell_unread(self, kind: FindingKind, column: Column, rows: Array) -> None:
        values = self.values[column.name]
        for code in np.unique(values.codes[rows]):
            found = values.distinct[code]
            at = np.flatnonzero(rows & (values.codes == code))
            reason = found.reason if isinstance(found, Unreadable) else STANDS_FOR_NOTHING
            self.tally.add(
                kind, self.first + int(at[0]), self._index(column), len(at),
                column=column.zh, value=self._shown(column, int(at[0])), reason=reason.show(),
            )  # fmt: skip

    def _shown(self, column: Column, index: int) -> str:
        cells = (self.cells[i].row(index) for i in self._indexes(column))
        return " × ".join(written(cell).strip()[:40] for cell in cells)

    def _indexes(self, column: Column) -> tuple[int, ...]:
        return next(s.indexes for s in self.layout.sources if s.column.name == column.name)

    def _index(self, column: Column) -> int:
        return next(iter(self._indexes(column)), 0)

    def _tell_values(self, loaded: Array) -> None:
        required = {column.name for column in self._required()}
        for source in self.layout.sources:
            column = source.column
            if column.name not in required:
                unread = loaded & self.values[column.name].unreadable
                self._tell_unread(UNREAD_VALUE, column, unread)
            if column.choices:
                self._tell_choices(column, loaded)
            if column.kind is Kind.MONEY:
                self._tell_money(source, loaded)

    def _tell_choices(self, column: Column, loaded: Array) -> None:
        values = self.values[column.name]
        for code in np.unique(values.codes[loaded & ~values.missing]):
            value = values.distinct[code]
            if value not in column.choices:
                at = np.flatnonzero(loaded & (values.codes == code))
                self.tally.add(
                    UNKNOWN_CHOICE, self.first + int(at[0]), self._index(column), len(at),
                    column=column.zh, value=value, choices="、".join(column.choices),
                )  # fmt: skip

    def _tell_money(self, source: Source, loaded: Array) -> None:
        column = source.column
        if source.scales and source.scales[0] != ONE:
            scale = f"{source.scales[0].normalize():f}"
            self.tally.add(
                SCALED, self.layout.data_row - 1, self._index(column), column=column.zh, scale=scale
            )
        finer = self.values[column.name].where(_finer_than_fen)
        if (rows := np.flatnonzero(loaded & finer)).size:
            self.tally.add(
                ROUNDED, self.first + int(rows[0]), self._index(column), rows.size, column=column.zh
            )

    def _columns(self, data: Array) -> dict[str, Array]:
        columns = {name: values.values for name, values in self.values.items()}
        for column in self.layout.table.columns:
            if column.numbered_within:
                within = [columns[name] for name in column.numbered_within]
                columns[column.name] = line_numbers(within, columns.get(column.name), data)
        return columns

    def _frame(self, columns: dict[str, Array], loaded: Array) -> pd.DataFrame:
        order = [c.name for c in self.layout.table.columns if c.name in columns]
        series = {name: pd.Series(columns[name][loaded], dtype=object) for name in order}
        series["source_row"] = pd.Series(np.flatnonzero(loaded) + self.first + 1)
        return pd.DataFrame(series)

    def _unread(self, loaded: Array) -> dict[str, Array]:
        marks = {
            column.name: self.values[column.name].unreadable[loaded]
            for column in self.layout.table.columns
            if column.name in self.values and not column.numbered_within
        }
        return {name: mark for name, mark in marks.items() if mark.any()}


def _is_marked(cell: Any) -> bool:
    return is_total(cell) or (isinstance(cell, str) and is_header_word(cell))


def _finer_than_fen(value: Any) -> bool:
    return isinstance(value, Decimal) and value != value.quantize(FEN)


def _filled(row: Sequence[Any]) -> int:
    return sum(not is_blank(cell) for cell in row)
