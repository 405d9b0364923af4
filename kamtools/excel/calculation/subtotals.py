"""SUBTOTAL and AGGREGATE: a reckoning over the rows that show, without other subtotals."""

import math
from collections.abc import Callable, Iterator

from kamtools.excel.calculation.aggregates import MANY, average, median, total
from kamtools.excel.calculation.frame import Frame, Node, function
from kamtools.excel.calculation.ranking import commonest, within, without
from kamtools.excel.calculation.statistics import variance
from kamtools.excel.calculation.values import (
    NUM,
    VALUE,
    Area,
    Areas,
    CellValue,
    ErrorValue,
    ExcelError,
    Unknown,
    Value,
    sound,
    to_number,
    to_whole,
)

Numbers = list[float]
_NESTED = frozenset(("SUBTOTAL", "AGGREGATE"))


def _deviation(less: int) -> Callable[[Numbers], float]:
    return lambda numbers: math.sqrt(variance(numbers, less))


def _variance(less: int) -> Callable[[Numbers], float]:
    return lambda numbers: variance(numbers, less)


_RECKONINGS: dict[int, Callable[[Numbers], float]] = {
    1: average, 4: lambda numbers: max(numbers, default=0.0),
    5: lambda numbers: min(numbers, default=0.0),
    6: lambda numbers: math.prod(numbers) if numbers else 0.0,
    7: _deviation(1), 8: _deviation(0), 9: total, 10: _variance(1), 11: _variance(0),
}  # fmt: skip


def _areas(value: Value) -> list[Area]:
    if isinstance(value, Area):
        return [value]
    if isinstance(value, Areas):
        return list(value.areas)
    raise Unknown("a subtotal of no cells")


def _shown(frame: Frame, area: Area, *, hidden_too: bool, nested_too: bool) -> Iterator[CellValue]:
    """The cells that count."""
    used, grid = area.used(), frame.grid
    grid.spend(used.height * used.width)
    for row in range(used.top, used.bottom + 1):
        if grid.hidden(area.sheet, row):
            if hidden_too and grid.filtered(area.sheet):
                raise Unknown("rows that a filter or somebody hides")
            if not hidden_too:
                continue
        for column in range(used.left, used.right + 1):
            if nested_too or not _is_nested(grid.calls(area.sheet, row, column)):
                yield grid.value(area.sheet, row, column)


def _is_nested(calls: frozenset[str]) -> bool:
    if calls & _NESTED and not calls <= _NESTED:
        raise Unknown("a subtotal inside another function")
    return bool(calls & _NESTED)


def _reckoned(kind: int, cells: list[CellValue]) -> float:
    if kind == 2:
        return float(sum(isinstance(cell, float) for cell in cells))
    if kind == 3:
        return float(sum(cell is not None for cell in cells))
    numbers = [single for single in map(sound, cells) if isinstance(single, float)]
    return _RECKONINGS[kind](numbers)


@function("SUBTOTAL", 2, MANY)
def _subtotal(frame: Frame, arguments: list[Node]) -> Value:
    kind = to_whole(arguments[0](frame))
    if kind % 100 not in range(1, 12) or kind > 111:
        raise ExcelError(VALUE)
    areas = [area for argument in arguments[1:] for area in _areas(argument(frame))]
    hidden_too = kind < 100
    cells = [cell for area in areas
             for cell in _shown(frame, area, hidden_too=hidden_too, nested_too=False)]  # fmt: skip
    return _reckoned(kind % 100, cells)


_PLACED: dict[int, Callable[[Numbers, float], float]] = {
    14: lambda numbers, at: _nth(sorted(numbers, reverse=True), at),
    15: lambda numbers, at: _nth(sorted(numbers), at),
    16: within, 17: lambda numbers, at: within(numbers, int(at) / 4),
    18: without, 19: lambda numbers, at: without(numbers, int(at) / 4),
}  # fmt: skip


def _nth(ordered: Numbers, at: float) -> float:
    if at != int(at):
        raise Unknown("a place between two")
    if not 1 <= at <= len(ordered):
        raise ExcelError(NUM)
    return ordered[int(at) - 1]


@function("AGGREGATE", 3, MANY)
def _aggregate(frame: Frame, arguments: list[Node]) -> Value:
    kind, leaves_out = to_whole(arguments[0](frame)), to_whole(arguments[1](frame))
    if kind not in range(1, 20) or leaves_out not in range(8):
        raise ExcelError(VALUE)
    placed = kind in _PLACED
    given = arguments[2:3] if placed else arguments[2:]
    cells = [cell for argument in given for cell in _left(frame, argument, leaves_out, placed)]
    if leaves_out in (2, 3, 6, 7):
        cells = [cell for cell in cells if not isinstance(cell, ErrorValue)]
    if not placed:
        return _mode_or_median(kind, cells) if kind in (12, 13) else _reckoned(kind, cells)
    if len(arguments) != 4:
        raise Unknown("AGGREGATE with these arguments")
    numbers = [single for single in map(sound, cells) if isinstance(single, float)]
    return _PLACED[kind](numbers, to_number(arguments[3](frame)))


def _left(frame: Frame, argument: Node, leaves_out: int, placed: bool) -> Iterator[CellValue]:
    value = argument(frame.cell_by_cell() if placed else frame)
    if not isinstance(value, Area | Areas):
        if not placed or isinstance(value, str | float | bool | None):
            raise Unknown("AGGREGATE of no cells")
        yield from value.cells()
        return
    hidden_too, nested_too = leaves_out % 2 == 0, leaves_out >= 4
    for area in _areas(value):
        yield from _shown(frame, area, hidden_too=hidden_too, nested_too=nested_too)


def _mode_or_median(kind: int, cells: list[CellValue]) -> float:
    numbers = [single for single in map(sound, cells) if isinstance(single, float)]
    return median(numbers) if kind == 12 else commonest(numbers)
