"""The values formulas work with, and how Excel turns one kind into another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

DIV0, NA, NAME, NUM, REF, VALUE = "#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#REF!", "#VALUE!"
ERRORS = (DIV0, NA, NAME, NUM, REF, VALUE, "#NULL!")


class Unknown(Exception):
    """What Excel would make of this is not known for sure; the formula stays without a value."""


class ExcelError(Exception):
    """An error value such as ``#DIV/0!`` on its way up through a formula."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ErrorValue:
    """An error value standing in a cell."""

    code: str


class Residue(float):
    """A difference so small that Excel may or may not take it for 0."""


Scalar = float | str | bool | None
CellValue = float | str | bool | ErrorValue | None


class Grid(Protocol):
    """Where the values of cells come from; row and column count from 1."""

    @property
    def from_1904(self) -> bool:
        """Whether days count from 1904."""
        ...

    def value(self, sheet: int, row: int, column: int) -> CellValue:
        """The value of a cell; raises ``Unknown`` where it can't be computed."""
        ...

    def last_row(self, sheet: int) -> int:
        """The last row of a sheet that holds anything."""
        ...

    def last_column(self, sheet: int) -> int:
        """The last column of a sheet that holds anything."""
        ...

    def sheet_number(self, name: str) -> int:
        """The number of a sheet; raises ``Unknown`` when there is none."""
        ...

    def named(self, name: str, sheet: int) -> str:
        """The formula behind a defined name as seen from a sheet; raises ``Unknown``."""
        ...


@dataclass(frozen=True)
class Area:
    """A rectangle of cells."""

    grid: Grid
    sheet: int
    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """How many rows it has."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.right - self.left + 1

    def at(self, row: int, column: int) -> CellValue:
        """The value at a place counted from 0."""
        return self.grid.value(self.sheet, self.top + row, self.left + column)

    def used(self) -> "Area":
        """The area without the empty rows and columns past the sheet's end; never empty."""
        bottom = max(self.top, min(self.bottom, self.grid.last_row(self.sheet)))
        right = max(self.left, min(self.right, self.grid.last_column(self.sheet)))
        return Area(self.grid, self.sheet, self.top, self.left, bottom, right)

    def cells(self) -> Iterator[CellValue]:
        """The values of all cells up to the sheet's end, row by row."""
        used = self.used()
        for row in range(used.top, used.bottom + 1):
            for column in range(used.left, used.right + 1):
                yield self.grid.value(self.sheet, row, column)


@dataclass(frozen=True)
class Array:
    """Values in rows, made by a constant or by operators on areas."""

    rows: tuple[tuple[CellValue, ...], ...]

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0])

    def at(self, row: int, column: int) -> CellValue:
        """The value at a place counted from 0."""
        return self.rows[row][column]

    def cells(self) -> Iterator[CellValue]:
        """All values, row by row."""
        return (value for row in self.rows for value in row)


Value = Scalar | Area | Array

_PLAIN = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


def scalar(value: Value) -> Scalar:
    """A single value; raises ``ExcelError`` for an error, ``Unknown`` for several cells."""
    if isinstance(value, Area | Array):
        if value.height != 1 or value.width != 1:
            raise Unknown("several cells where one is meant")
        return sound(value.at(0, 0))
    return value


def sound(value: CellValue) -> Scalar:
    """The value, unless it is an error, which is raised."""
    if isinstance(value, ErrorValue):
        raise ExcelError(value.code)
    return value


def plain_number(text: str) -> float | None:
    """The number a text spells in digits that every language reads alike, or None."""
    return float(text) if _PLAIN.fullmatch(text) else None


def to_number(value: Value) -> float:
    """The number a value counts as; raises ``Unknown`` for texts that may or may not be numbers."""
    single = scalar(value)
    if isinstance(single, str):
        number = plain_number(single)
        if number is not None:
            return number
        if any(letter.isnumeric() for letter in single):
            raise Unknown("a text that may be a number")
        raise ExcelError(VALUE)
    return single if isinstance(single, float) else float(single or 0)


def to_text(value: Value) -> str:
    """The text a value counts as, numbers with the 15 digits that Excel shows."""
    single = scalar(value)
    if isinstance(single, bool):
        return "TRUE" if single else "FALSE"
    if isinstance(single, float):
        return number_text(single)
    return single or ""


def number_text(number: float) -> str:
    """A number as ``&`` writes it; raises ``Unknown`` where Excel might write an exponent."""
    if number and not 1e-4 <= abs(number) < 1e15:
        raise Unknown("a number that may need an exponent")
    return format(Decimal(format(number, ".15g")), "f") if number else "0"


def to_bool(value: Value) -> bool:
    """Whether a value counts as true."""
    single = scalar(value)
    if isinstance(single, str):
        raise Unknown("a text as a condition")
    if isinstance(single, Residue):
        raise Unknown("a difference that may be 0")
    return bool(single)


def to_whole(value: Value) -> int:
    """A number cut to a whole one, as counts and positions are."""
    number = to_number(value)
    if number != round(number) and abs(number - round(number)) < 1e-9:
        raise Unknown("a number that is almost whole")
    return int(number)
