"""The values formulas work with, and how Excel turns one kind into another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

DIV0, NA, NAME, NUM, REF, VALUE = "#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#REF!", "#VALUE!"
_FEW = 1024
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
    """What is left of equals: so little that programs differ on whether it is 0.

    Excel keeps it, except as the result of the whole formula's last ``+`` or ``-``: ``last``.
    """

    last = False

    @classmethod
    def of_difference(cls, number: float) -> "Residue":
        """What a ``+`` or ``-`` leaves."""
        found = cls(number)
        found.last = True
        return found


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

    def values(
        self, sheet: int, top: int, left: int, bottom: int, right: int
    ) -> Iterator[CellValue]:
        """The values of a rectangle of cells, row by row."""
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

    @property
    def kept(self) -> "dict[tuple[int, int, int], Value]":
        """The results of array formulas by their first cell."""
        ...

    @property
    def indexes(self) -> dict[tuple[object, ...], Any]:
        """What is known of areas that are searched again and again."""
        ...

    def spend(self, cells: int) -> None:
        """Note that so many cells are looked at; raises ``Unknown`` when they are too many."""
        ...

    def hidden(self, sheet: int, row: int) -> bool:
        """Whether a row doesn't show."""
        ...

    def filtered(self, sheet: int) -> bool:
        """Whether a filter hides rows of a sheet."""
        ...

    def calls(self, sheet: int, row: int, column: int) -> frozenset[str]:
        """The functions that the formula of a cell calls."""
        ...


@dataclass(slots=True)  # not frozen: one is made for every reference, in a third of the time
class Area:
    """A rectangle of cells; it is never changed.

    ``home`` is the row and column of a formula that means one of the cells, the one beside it
    ("implicit intersection"), where it needs a single value.
    """

    grid: Grid
    sheet: int
    top: int
    left: int
    bottom: int
    right: int
    home: tuple[int, int] | None = None

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

    def part(self, top: int, left: int, height: int = 1, width: int = 1) -> "Area":
        """The part that begins at a place counted from 0."""
        row, column = self.top + top, self.left + left
        bottom, right = row + height - 1, column + width - 1
        return Area(self.grid, self.sheet, row, column, bottom, right, self.home)

    def beside(self) -> CellValue:
        """The one cell that is meant where a single value is needed."""
        if self.top == self.bottom and self.left == self.right:
            return self.grid.value(self.sheet, self.top, self.left)
        if self.home is None:
            raise Unknown("several cells where one is meant")
        row, column = self.home
        if self.width == 1 and self.top <= row <= self.bottom:
            return self.at(row - self.top, 0)
        if self.height == 1 and self.left <= column <= self.right:
            return self.at(0, column - self.left)
        return ErrorValue(VALUE)

    def used(self) -> "Area":
        """The area without the empty rows and columns past the sheet's end; never empty."""
        bottom = max(self.top, min(self.bottom, self.grid.last_row(self.sheet)))
        right = max(self.left, min(self.right, self.grid.last_column(self.sheet)))
        return Area(self.grid, self.sheet, self.top, self.left, bottom, right)

    def cut(self) -> "Area":
        """``used``, but a small area as it is: its cells are read before a sheet's end is found."""
        few = (self.bottom - self.top + 1) * (self.right - self.left + 1) <= _FEW
        return self if few else self.used()

    @property
    def box(self) -> tuple[int, int, int, int, int]:
        """Its sheet and corners."""
        return self.sheet, self.top, self.left, self.bottom, self.right

    def listed(self) -> list[CellValue]:
        """The values of all its cells, row by row, kept for whoever asks for the same area."""
        key = ("cells", *self.box)
        found = self.grid.indexes.get(key)
        if found is None:
            rows, columns = range(self.top, self.bottom + 1), range(self.left, self.right + 1)
            self.grid.spend(self.height * self.width)
            found = [self.grid.value(self.sheet, row, column) for row in rows for column in columns]
            self.grid.indexes[key] = found
        return found

    def cells(self) -> Iterator[CellValue]:
        """The values of all cells up to the sheet's end, row by row."""
        used = self.cut()
        self.grid.spend(used.height * used.width)
        return self.grid.values(used.sheet, used.top, used.left, used.bottom, used.right)


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


@dataclass(frozen=True)
class Areas:
    """Several areas as one argument: ``(A1:A3,C1)``, or the same area of several sheets."""

    areas: tuple[Area, ...]

    def cells(self) -> Iterator[CellValue]:
        """The values of all cells, area by area."""
        return (value for area in self.areas for value in area.cells())


Value = Scalar | Area | Array | Areas
_SEVERAL = (Array, Areas)  # a union would be made anew in every test

_PLAIN = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


def scalar(value: Value) -> Scalar:
    """A single value; raises ``ExcelError`` for an error, ``Unknown`` for several cells."""
    if isinstance(value, Area):
        return sound(value.beside())
    if isinstance(value, _SEVERAL):
        if isinstance(value, Areas) or value.height != 1 or value.width != 1:
            raise Unknown("several values where one is meant")
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


_MAY_BE_A_NUMBER = re.compile(
    r"(?:[\d\s.,:/\-+−－—%％‰()（）$￥¥€£年月日号时時分秒点上下午中早晚元eE＋．，：／'’]"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|am|pm|[一二三四五六七八九十〇零百千万亿])*",
    re.IGNORECASE,
)


def surely_text(text: str) -> bool:
    """Whether no program takes a text for a number, a day or a time."""
    return not any(letter.isnumeric() for letter in text) or not _MAY_BE_A_NUMBER.fullmatch(text)


def to_number(value: Value) -> float:
    """The number a value counts as; raises ``Unknown`` for texts that may or may not be numbers."""
    if isinstance(value, float):
        return value
    single = scalar(value)
    if isinstance(single, str):
        number = plain_number(single)
        if number is not None:
            return number
        if not surely_text(single):
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
