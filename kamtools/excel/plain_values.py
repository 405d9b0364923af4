"""The values of cells as formulas take them, read when they are asked for."""

from collections.abc import Callable, Sequence
from functools import cached_property

from kamtools.excel.calculation.values import ERRORS, CellValue, ErrorValue
from kamtools.excel.markup import Element
from kamtools.excel.sheet import VALUE, Sheet
from kamtools.excel.values import value_of


class PlainValues:
    """What stands in the cells of sheets; of formulas, the values they carry."""

    def __init__(self, sheets: Sequence[Sheet], strings: Callable[[], list[str]]) -> None:
        self._sheets, self._read_strings = sheets, strings
        self._rows: dict[tuple[int, int], dict[int, CellValue]] = {}
        self._last: dict[int, tuple[int, int]] = {}

    def value(self, sheet: int, row: int, column: int) -> CellValue:
        """The value of a cell; None where nothing stands."""
        values = self._rows.get((sheet, row))
        if values is None:
            cells = self._sheets[sheet].cells_of(row) if sheet < len(self._sheets) else {}
            values = {column: self.of_cell(cell) for column, cell in cells.items()}
            self._rows[sheet, row] = values
        return values.get(column)

    def last(self, sheet: int) -> tuple[int, int]:
        """The last row and column of a sheet."""
        if sheet not in self._last:
            found = self._sheets[sheet] if sheet < len(self._sheets) else None
            self._last[sheet] = (found.last_row(), found.last_column()) if found else (1, 1)
        return self._last[sheet]

    def of_cell(self, cell: Element) -> CellValue:
        """The value that a cell carries."""
        if cell.get("t", "n") == "n":
            text = cell.findtext(VALUE)
            return float(text) if text else None
        value = value_of(cell, self._strings if cell.get("t") == "s" else [])
        if cell.get("t") == "e":
            return ErrorValue(value if value in ERRORS else "#VALUE!")  # type: ignore[arg-type]
        return value if isinstance(value, str | bool) or value is None else float(value)

    @cached_property
    def _strings(self) -> list[str]:
        return self._read_strings()
