"""What a formula is computed with, and the table of functions that are known."""

from collections.abc import Callable
from dataclasses import dataclass

from kamtools.excel.calculation.values import Grid, Scalar, Unknown, Value, scalar


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a formula stands. ``arrays``: areas are taken cell by cell, as in SUMPRODUCT."""

    grid: Grid
    sheet: int
    row: int
    column: int
    arrays: bool = False

    def cell_by_cell(self) -> "Frame":
        """The same place, areas taken cell by cell."""
        return Frame(self.grid, self.sheet, self.row, self.column, arrays=True)


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
            return body(*(scalar(argument(frame)) for argument in arguments))

        function(name, least, most)(called)
        return body

    return enter
