"""What a formula is computed with, and the table of functions that are known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kamtools.excel.calculation.spreading import several, sounds, spread
from kamtools.excel.calculation.values import (
    CellValue,
    ErrorValue,
    ExcelError,
    Grid,
    Scalar,
    Unknown,
    Value,
    scalar,
)

ONE_BY_ONE, ARRAY_FORMULA = 1, 2


@dataclass(slots=True)  # not frozen, like Area: one is made for every formula
class Frame:
    """Where a formula stands; it is never changed.

    ``arrays``: areas are taken cell by cell, 1 as in SUMPRODUCT, 2 as in an array formula, where
    IF does so too.
    """

    grid: Grid
    sheet: int
    row: int
    column: int
    arrays: int = 0

    def cell_by_cell(self) -> "Frame":
        """The same place, areas taken cell by cell."""
        return self if self.arrays else replace(self, arrays=ONE_BY_ONE)

    @property
    def home(self) -> tuple[int, int] | None:
        """The place beside which a single cell is meant; None where all are."""
        return None if self.arrays else (self.row, self.column)


Node = Callable[[Frame], Value]
Function = Callable[[Frame, list[Node]], Value]
Plain = Callable[..., Scalar]
FUNCTIONS: dict[str, Function] = {}


def function(name: str, least: int, most: int | None = None) -> Callable[[Function], Function]:
    """Enter a function in the table; other numbers of arguments than these are unknown."""

    def enter(body: Function) -> Function:
        def checked(frame: Frame, arguments: list[Node]) -> Value:
            if not least <= len(arguments) <= (least if most is None else most):
                raise Unknown(f"{name} with these arguments")
            return body(frame, arguments)

        FUNCTIONS[name] = checked
        return body

    return enter


def plain(name: str, least: int, most: int | None = None) -> Callable[[Plain], Plain]:
    """Enter a function of single values."""

    def enter(body: Plain) -> Plain:
        def called(frame: Frame, arguments: list[Node]) -> Value:
            return applied(body, frame, arguments)

        function(name, least, most)(called)
        return body

    return enter


def applied(body: Plain, frame: Frame, arguments: list[Node]) -> Value:
    """Use a function of single values, on each of several where they are meant."""
    values = [argument(frame) for argument in arguments]
    if any(several(value, frame.arrays) for value in values):
        return spread(lambda singles: body(*sounds(singles)), values, frame.arrays)
    return body(*(scalar(value) for value in values))


def missing(_: Frame) -> Value:
    """An argument that is left out between its commas; Excel takes a blank cell for 0 instead."""
    return None


def one_by_one(
    name: str, least: int, most: int | None = None, over: Sequence[int] = (0,)
) -> Callable[[Function], Function]:
    """Enter a function some of whose arguments, ``over``, are single values."""

    def enter(body: Function) -> Function:
        def called(frame: Frame, arguments: list[Node]) -> Value:
            places = [place for place in over if place < len(arguments)]
            values = [caught(frame, arguments[place]) for place in places]
            if not any(several(value, frame.arrays) for value in values):
                return body(frame, _with(arguments, places, values))

            def use(singles: Sequence[CellValue]) -> Value:
                return body(frame, _with(arguments, places, singles))

            return spread(use, values, frame.arrays)

        function(name, least, most)(called)
        return body

    return enter


def _with(
    arguments: list[Node], places: Sequence[int], values: Sequence[Value | ErrorValue]
) -> list[Node]:
    given = list(arguments)
    for place, value in zip(places, values, strict=True):
        given[place] = constant(value)
    return given


def constant(value: Value | CellValue) -> Node:
    """An argument that is this value already."""

    def node(_: Frame) -> Value:
        if isinstance(value, ErrorValue):
            raise ExcelError(value.code)
        return value

    return node


def caught(frame: Frame, argument: Node) -> Value | ErrorValue:
    """An argument's value, an error as a value."""
    try:
        return argument(frame)
    except ExcelError as error:
        return ErrorValue(error.code)
