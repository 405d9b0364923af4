"""Functions of single values used on several at once, as in array formulas."""

from collections.abc import Callable, Sequence

from kamtools.excel.calculation.values import (
    NA,
    Area,
    Array,
    CellValue,
    ErrorValue,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    scalar,
    sound,
)

MOST_CELLS = 1_000_000
Box = Area | Array


Result = Value | ErrorValue


def several(value: Result, arrays: int) -> bool:
    """Whether a value stands for several, one by one: arrays do, areas only if asked for."""
    if isinstance(value, Area):
        return bool(arrays) and (value.height > 1 or value.width > 1)
    return isinstance(value, Array) and (value.height > 1 or value.width > 1)


def spread(
    use: Callable[[Sequence[CellValue]], Result], values: Sequence[Result], arrays: int
) -> Array:
    """Use a function on every place of the largest value; single rows and columns repeat."""
    taken = [_taken(value, arrays) for value in values]
    boxes = [value for value in taken if isinstance(value, Area | Array)]
    height = max(box.height for box in boxes)
    width = max(box.width for box in boxes)
    if height * width > MOST_CELLS:
        raise Unknown("too many cells")
    for box in boxes:
        if isinstance(box, Area):
            box.grid.spend(height * width)
    return Array(
        tuple(
            tuple(
                _used(use, [_pick(value, row, column) for value in taken])
                for column in range(width)
            )
            for row in range(height)
        )
    )


def _taken(value: Result, arrays: int) -> CellValue | Box:
    if isinstance(value, Area | Array) and several(value, arrays):
        return value
    return single(value)


def single(value: Result) -> CellValue:
    """A single value, an error as a value."""
    try:
        return value if isinstance(value, ErrorValue) else scalar(value)
    except ExcelError as error:
        return ErrorValue(error.code)


def _pick(value: CellValue | Box, row: int, column: int) -> CellValue:
    if not isinstance(value, Area | Array):
        return value
    row = row if value.height > 1 else 0
    column = column if value.width > 1 else 0
    return value.at(row, column) if row < value.height and column < value.width else ErrorValue(NA)


def _used(use: Callable[[Sequence[CellValue]], Result], values: Sequence[CellValue]) -> CellValue:
    try:
        return single(use(values))
    except ExcelError as error:
        return ErrorValue(error.code)


def sounds(values: Sequence[CellValue]) -> list[Scalar]:
    """The values; the first error among them is raised."""
    return [sound(value) for value in values]
