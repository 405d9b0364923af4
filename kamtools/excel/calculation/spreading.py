"""Functions of single values used on several at once, as in array formulas."""

from collections.abc import Callable, Sequence

from kamtools.excel.calculation.values import (
    NA,
    Area,
    Areas,
    Array,
    CellValue,
    ErrorValue,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    scalar,
)

MOST_CELLS = 1_000_000
Box = Area | Array
_NONE = ErrorValue(NA)


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
    columns, width = _columns(values, arrays)
    return _in_rows([_used(use, each) for each in zip(*columns, strict=True)], width)


def spread_pairs(
    operate: Callable[[Scalar, Scalar], Scalar], left: Value, right: Value, arrays: int
) -> Array:
    """The same for an operator, which is used often and on many."""
    (lefts, rights), width = _columns((left, right), arrays)
    found: list[CellValue] = []
    for one, two in zip(lefts, rights, strict=True):
        if isinstance(one, ErrorValue) or isinstance(two, ErrorValue):
            found.append(one if isinstance(one, ErrorValue) else two)
            continue
        try:
            found.append(operate(one, two))
        except ExcelError as error:
            found.append(ErrorValue(error.code))
    return _in_rows(found, width)


def _columns(values: Sequence[Result], arrays: int) -> tuple[list[list[CellValue]], int]:
    """Each value as often as the largest has places, and that one's width."""
    taken = [_taken(value, arrays) for value in values]
    boxes = [value for value in taken if isinstance(value, Area | Array)]
    height = max(box.height for box in boxes)
    width = max(box.width for box in boxes)
    if height * width > MOST_CELLS:
        raise Unknown("too many cells")
    return [_stretched(value, height, width) for value in taken], width


def _in_rows(cells: list[CellValue], width: int) -> Array:
    return Array(tuple(tuple(cells[at : at + width]) for at in range(0, len(cells), width)))


def _stretched(value: CellValue | Box, height: int, width: int) -> list[CellValue]:
    """As many values as the result has, row by row."""
    if not isinstance(value, Area | Array):
        return [value] * (height * width)
    cells = value.listed() if isinstance(value, Area) else list(value.cells())
    if (value.height, value.width) == (height, width):
        return cells
    rows = [cells[at : at + value.width] for at in range(0, len(cells), value.width)]
    wide = [row * width if value.width == 1 else row for row in rows]
    full = [row + [_NONE] * (width - len(row)) for row in wide]
    if value.height == 1:
        full *= height
    return [cell for row in full for cell in row] + [_NONE] * (width * (height - len(full)))


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


def _used(use: Callable[[Sequence[CellValue]], Result], values: Sequence[CellValue]) -> CellValue:
    try:
        found = use(values)
    except ExcelError as error:
        return ErrorValue(error.code)
    return single(found) if isinstance(found, Area | Array | Areas) else found


def sounds(values: Sequence[CellValue]) -> Sequence[Scalar]:
    """The values; the first error among them is raised."""
    for value in values:
        if isinstance(value, ErrorValue):
            raise ExcelError(value.code)
    return values  # type: ignore[return-value]
