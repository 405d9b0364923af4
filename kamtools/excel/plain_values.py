"""The values of cells as formulas take them, read when they are asked for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import InvalidOperation
from functools import cached_property

from kamtools.excel.calculation.values import ERRORS, CellValue, ErrorValue
from kamtools.excel.cells import to_serial
from kamtools.excel.markup import BrokenPart, Element, child, main
from kamtools.excel.sheet import VALUE, Sheet
from kamtools.excel.values import value_of


class PlainValues:
    """What stands in the cells of sheets; of formulas, the values they carry."""

    def __init__(
        self,
        sheets: Sequence[Sheet],
        strings: Callable[[], list[str]],
        from_1904: bool = False,
    ) -> None:
        self._from_1904 = from_1904
        self._sheets, self._read_strings = sheets, strings
        self._rows: dict[tuple[int, int], dict[int, CellValue]] = {}
        self._last: dict[int, tuple[int, int]] = {}

    def value(self, sheet: int, row: int, column: int) -> CellValue:
        """The value of a cell; None where nothing stands."""
        return self.row(sheet, row).get(column)

    def row(self, sheet: int, row: int) -> dict[int, CellValue]:
        """The values of a row's cells by column."""
        values = self._rows.get((sheet, row))
        if values is None:
            values = self._rows[sheet, row] = self._values(sheet, row)
        return values

    def _values(self, sheet: int, row: int) -> dict[int, CellValue]:
        if sheet >= len(self._sheets):
            return {}
        kept = self._sheets[sheet].kept(row)
        if kept is not None:
            return kept.values(row, self.of_cell)
        cells = self._sheets[sheet].cells_of(row)
        return {column: self.of_cell(cell) for column, cell in cells.items()}

    def last(self, sheet: int) -> tuple[int, int]:
        """The last row and column of a sheet."""
        if sheet not in self._last:
            found = self._sheets[sheet] if sheet < len(self._sheets) else None
            self._last[sheet] = (found.last_row(), found.last_column()) if found else (1, 1)
        return self._last[sheet]

    def hidden(self, sheet: int, row: int) -> bool:
        """Whether a row doesn't show."""
        return sheet < len(self._sheets) and self._sheets[sheet].hidden(row)

    def filtered(self, sheet: int) -> bool:
        """Whether a sheet or a table on it is filtered, which hides rows in a way of its own."""
        if sheet >= len(self._sheets):
            return False
        root = self._sheets[sheet].root
        return root.find(f".//{main('filterColumn')}") is not None or (
            root.find(main("tableParts")) is not None
        )

    def of_cell(self, cell: Element) -> CellValue:
        """The value that a cell carries; raises ``BrokenPart`` where that is no value."""
        try:
            return self._of_cell(cell)
        except (ValueError, IndexError, InvalidOperation) as error:
            why = f"{cell.findtext(VALUE)!r:.40} ({error})"
            raise BrokenPart(part=f"<c r={cell.get('r')}>", why=why) from error

    def _of_cell(self, cell: Element) -> CellValue:
        if not len(cell):
            return None
        kind = cell.get("t", "n")
        if kind in ("n", "s"):
            found = child(cell, VALUE)
            text = None if found is None else found.text
            if not text:
                return None
            return float(text) if kind == "n" else self._strings[int(text)]
        value = value_of(cell, [])
        if kind == "e":
            return ErrorValue(value if value in ERRORS else "#VALUE!")  # type: ignore[arg-type]
        if kind == "d" and isinstance(value, str):
            return self._of_day(value)
        return value if isinstance(value, str | bool) or value is None else float(value)

    def _of_day(self, text: str) -> CellValue:
        """The number of a day that stands there in letters (ISO 8601), as few programs write it."""
        serial = to_serial(datetime.fromisoformat(text), self._from_1904)
        return None if serial is None else float(serial)

    @cached_property
    def _strings(self) -> list[str]:
        return self._read_strings()
