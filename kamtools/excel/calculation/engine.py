"""A workbook's cells and formulas, computed on demand; each cell at most once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from kamtools.errors import KamError
from kamtools.excel.calculation import (  # noqa: F401 - each enters its functions in the table
    aggregates,
    bases,
    criteria,
    dates,
    dynamic,
    finance,
    kinds,
    logic,
    lookups,
    mathematics,
    ranking,
    rounding,
    statistics,
    subtotals,
    texts,
    times,
    workdays,
)
from kamtools.excel.calculation.frame import Frame, Node
from kamtools.excel.calculation.reasons import told
from kamtools.excel.calculation.syntax import compiled
from kamtools.excel.calculation.values import (
    VALUE,
    Array,
    CellValue,
    ErrorValue,
    ExcelError,
    Unknown,
    Value,
    scalar,
    sound,
)
from kamtools.excel.calculation.words import Words

Place = tuple[int, int, int]
DEEPEST = 40
LONGEST_TEXT = 32_767
MOST_READ = 2_000_000
"""How many cells one formula may look at: a second or two."""
MOST_READ_IN_ALL = 40_000_000
_NOT_YET = object()


class Cells(Protocol):
    """Where the values of cells without formulas come from."""

    def value(self, sheet: int, row: int, column: int) -> CellValue:
        """The value of a cell."""
        ...

    def row(self, sheet: int, row: int) -> Mapping[int, CellValue]:
        """The values of a row's cells by column."""
        ...

    def last(self, sheet: int) -> tuple[int, int]:
        """The last row and column of a sheet."""
        ...

    def hidden(self, sheet: int, row: int) -> bool:
        """Whether a row doesn't show."""
        ...

    def filtered(self, sheet: int) -> bool:
        """Whether a filter hides rows of a sheet."""
        ...


class _Deeper(Exception):
    """A cell must be computed first, for the chain of formulas grows too deep."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


@dataclass
class Engine:
    """Computes cells by (sheet number, row, column). ``known`` are cells that stand as they are.

    The values of others that are no formulas are asked of ``cells``, if given.
    """

    sheets: Mapping[str, int]
    names: Mapping[tuple[str, int | None], str]
    known: dict[Place, CellValue]
    formulas: Mapping[Place, Words]
    from_1904: bool = False
    cells: Cells | None = None
    doubts: dict[Place, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kept: dict[tuple[int, int, int], Value] = {}
        self.indexes: dict[tuple[object, ...], Any] = {}
        self._read = self._read_in_all = 0
        self._open: set[Place] = set()
        self._nodes: dict[int, Node] = {}
        self._last: dict[int, tuple[int, int]] = {}
        for sheet, row, column in () if self.cells else (*self.known, *self.formulas):
            rows, columns = self._last.get(sheet, (1, 1))
            self._last[sheet] = max(rows, row), max(columns, column)

    def _edge(self, sheet: int) -> tuple[int, int]:
        if sheet not in self._last:
            self._last[sheet] = self.cells.last(sheet) if self.cells else (1, 1)
        return self._last[sheet]

    def last_row(self, sheet: int) -> int:
        """The last row of a sheet that holds anything."""
        return self._edge(sheet)[0]

    def last_column(self, sheet: int) -> int:
        """The last column of a sheet that holds anything."""
        return self._edge(sheet)[1]

    def sheet_number(self, name: str) -> int:
        """The number of a sheet; raises ``Unknown`` when there is none."""
        number = self.sheets.get(name.casefold())
        if number is None:
            raise Unknown(name)
        return number

    def named(self, name: str, sheet: int) -> str:
        """The formula behind a defined name, the sheet's own before the workbook's."""
        for scope in (sheet, None):
            text = self.names.get((name.casefold(), scope))
            if text is not None:
                return text
        raise Unknown(name)

    def spend(self, cells: int) -> None:
        """Note that so many cells are looked at; raises ``Unknown`` when they are too many."""
        self._read += cells
        self._read_in_all += cells
        if self._read > MOST_READ or self._read_in_all > MOST_READ_IN_ALL:
            raise Unknown("too many cells")

    def hidden(self, sheet: int, row: int) -> bool:
        """Whether a row doesn't show."""
        return self.cells is not None and self.cells.hidden(sheet, row)

    def filtered(self, sheet: int) -> bool:
        """Whether a filter hides rows of a sheet."""
        return self.cells is not None and self.cells.filtered(sheet)

    def calls(self, sheet: int, row: int, column: int) -> frozenset[str]:
        """The functions that the formula of a cell calls, in capitals."""
        words = self.formulas.get((sheet, row, column), ())
        called = (str(word)[:-1].upper() for kind, word in words if kind == "function")
        return frozenset(name.removeprefix("_XLFN.") for name in called)

    def compute(self, places: Iterable[Place]) -> None:
        """Compute these cells; results come into ``known``, reasons why not into ``doubts``."""
        for place in places:
            waiting = [place]
            while waiting:
                try:
                    self._settle(waiting[-1])
                    waiting.pop()
                except _Deeper as deeper:
                    self._open.clear()
                    if deeper.place in waiting:
                        self._doubt(deeper.place, "circle")
                    waiting.append(deeper.place)
        self.kept.clear()  # areas lead back here: memory would wait for the collector
        self.indexes.clear()

    def value(self, sheet: int, row: int, column: int) -> CellValue:
        """The value of a cell; raises ``Unknown`` where it can't be computed."""
        place = (sheet, row, column)
        found = self.known.get(place, _NOT_YET)
        if found is not _NOT_YET:
            return found  # type: ignore[return-value]
        if place not in self.formulas:
            return self.cells.value(sheet, row, column) if self.cells else None
        if place not in self.doubts:
            if len(self._open) >= DEEPEST and place not in self._open:
                raise _Deeper(place)
            self._settle(place)
        if place in self.doubts:
            raise Unknown(self.doubts[place])
        return self.known[place]

    def values(
        self, sheet: int, top: int, left: int, bottom: int, right: int
    ) -> Iterator[CellValue]:
        """The values of a rectangle of cells, row by row; each is asked for when it is due."""
        known, formulas = self.known, self.formulas
        for row in range(top, bottom + 1):
            plain = self.cells.row(sheet, row) if self.cells else {}
            for column in range(left, right + 1):
                place = (sheet, row, column)
                found = known.get(place, _NOT_YET)
                if found is not _NOT_YET:
                    yield found  # type: ignore[misc]
                elif place in formulas:
                    yield self.value(sheet, row, column)
                else:
                    yield plain.get(column)

    def shown(self, place: Place) -> CellValue:
        """What is known of a cell; None for a formula that could not be computed."""
        if place in self.known or place in self.formulas or not self.cells:
            return self.known.get(place)
        return self.cells.value(*place)

    def _settle(self, place: Place) -> None:
        if place in self.known or place in self.doubts:
            return
        if place in self._open:
            self._doubt(place, "circle")
            return
        self._open.add(place)
        read, self._read = self._read, 0
        try:
            result = self._run(place)
            if place not in self.doubts:
                self.known[place] = result
        except Unknown as doubt:
            self._doubt(place, str(doubt))
        except RecursionError:
            self._doubt(place, "too deep")
        except (_Deeper, KamError):
            raise
        except Exception as error:  # a fault of one function must not cost the whole workbook
            self._doubt(place, type(error).__name__)
        finally:
            self._open.discard(place)
            self._read = read

    def _doubt(self, place: Place, why: str) -> None:
        self.doubts.setdefault(place, told(why))

    def _run(self, place: Place) -> CellValue:
        sheet, row, column = place
        words = self.formulas[place]
        node = self._nodes.get(id(words))
        if node is None:
            node = self._nodes[id(words)] = compiled(words)
        try:
            value = node(Frame(self, sheet, row, column))
            result = sound(value.at(0, 0)) if isinstance(value, Array) else scalar(value)
        except ExcelError as error:
            return ErrorValue(error.code)
        if isinstance(result, str) and len(result) > LONGEST_TEXT:
            return ErrorValue(VALUE)
        return 0.0 if result is None else result
