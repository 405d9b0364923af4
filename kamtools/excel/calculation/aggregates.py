"""Functions over many values: sums, counts, extremes."""

import math
import statistics
from collections.abc import Callable, Iterator, Sequence

from kamtools.excel.calculation.frame import Frame, Node, caught, function
from kamtools.excel.calculation.values import (
    DIV0,
    NUM,
    VALUE,
    Area,
    Areas,
    Array,
    CellValue,
    ErrorValue,
    ExcelError,
    Residue,
    Unknown,
    Value,
    to_number,
)

MANY = 255
_VANISHING, _TINY = 2.0**-46, 1e-6
MOST_CELLS = 2_000_000


def numbers_of(value: Value) -> Iterator[float]:
    """The numbers in a value. In cells only numbers count, given directly also texts of digits."""
    if isinstance(value, Area | Array | Areas):
        for cell in value.cells():
            if isinstance(cell, float):
                yield cell
            elif isinstance(cell, ErrorValue):
                raise ExcelError(cell.code)
    else:
        yield to_number(value)


def all_numbers(frame: Frame, arguments: list[Node]) -> list[float]:
    """The numbers of all arguments."""
    found: list[float] = []
    for argument in arguments:
        found.extend(numbers_of(argument(frame)))
    return found


def total(numbers: Sequence[float]) -> float:
    """The sum, added up one by one from the left as Excel does, with what gets lost on the way."""
    result = float(sum(numbers))
    if not math.isfinite(result):
        raise ExcelError(NUM)
    largest = max(map(abs, numbers), default=0.0)
    if abs(result) > _VANISHING * largest and largest > _TINY:
        return result
    exact = all(number.is_integer() and not isinstance(number, Residue) for number in numbers)
    left_over = abs(result) <= _VANISHING * largest or any(
        isinstance(number, Residue) for number in numbers
    )
    return Residue(result) if left_over and not exact else result


def average(numbers: list[float]) -> float:
    """The mean; raises ``#DIV/0!`` of none."""
    if not numbers:
        raise ExcelError(DIV0)
    found = total(numbers)
    mean = found / len(numbers)
    return Residue(mean) if isinstance(found, Residue) else mean


def _enter(name: str, body: Callable[[list[float]], float]) -> None:
    function(name, 1, MANY)(lambda frame, arguments: body(all_numbers(frame, arguments)))


def median(numbers: list[float]) -> float:
    """The middle number; raises ``#NUM!`` of none."""
    if not numbers:
        raise ExcelError(NUM)
    return statistics.median(numbers)


def _product(numbers: list[float]) -> float:
    result = (math.prod(numbers) if numbers else 0.0) or 0.0
    if not math.isfinite(result):
        raise ExcelError(NUM)
    return result


def _extreme(pick: Callable[..., float]) -> Callable[[list[float]], float]:
    return lambda numbers: pick(numbers, default=0.0)


_enter("SUM", total)
_enter("AVERAGE", average)
_enter("MIN", _extreme(min))
_enter("MAX", _extreme(max))
_enter("PRODUCT", _product)
_enter("MEDIAN", median)
_enter("SUMSQ", lambda numbers: total([number * number for number in numbers]))


def counted(frame: Frame, arguments: list[Node], counts: Callable[[CellValue], bool]) -> float:
    """How many of the cells count; single values are in doubt unless they are numbers."""
    found = 0
    for argument in arguments:
        value = caught(frame, argument)
        if isinstance(value, Area | Array | Areas):
            found += sum(counts(cell) for cell in value.cells())
        elif isinstance(value, str | None):
            raise Unknown("a count of single values")
        else:
            found += counts(float(value) if isinstance(value, bool) else value)
    return float(found)


@function("COUNT", 1, MANY)
def _count(frame: Frame, arguments: list[Node]) -> Value:
    return counted(frame, arguments, lambda cell: isinstance(cell, float))


@function("COUNTA", 1, MANY)
def _counta(frame: Frame, arguments: list[Node]) -> Value:
    return counted(frame, arguments, lambda cell: cell is not None)


@function("COUNTBLANK", 1)
def _countblank(frame: Frame, arguments: list[Node]) -> Value:
    value = arguments[0](frame)
    if not isinstance(value, Area):
        raise Unknown("COUNTBLANK of no cells")
    filled = sum(cell is not None and cell != "" for cell in value.cells())
    return float(value.height * value.width - filled)


@function("SUMPRODUCT", 1, MANY)
def _sumproduct(frame: Frame, arguments: list[Node]) -> Value:
    factors = [argument(frame.cell_by_cell()) for argument in arguments]
    if len(factors) == 1 and isinstance(factors[0], Area):
        factors = [factors[0].used()]
    if len({_size(factor) for factor in factors}) != 1:
        raise ExcelError(VALUE)
    columns = [_factors(factor) for factor in factors]
    return total([math.prod(row) for row in zip(*columns, strict=True)])


def _size(value: Value) -> tuple[int, int]:
    if isinstance(value, Areas):
        raise Unknown("several areas")
    return (value.height, value.width) if isinstance(value, Area | Array) else (1, 1)


def _factors(value: Value) -> list[float]:
    if not isinstance(value, Area | Array):
        return [_counts_as(value)]  # type: ignore[arg-type]
    if value.height * value.width > MOST_CELLS:
        raise Unknown("too many cells")
    if isinstance(value, Area):
        value.grid.spend(value.height * value.width)
    rows, columns = range(value.height), range(value.width)
    cells = [value.at(row, column) for row in rows for column in columns]
    if cells and len(cells) == 1 and isinstance(cells[0], str):
        raise Unknown("SUMPRODUCT of a single text")
    return [_counts_as(cell) for cell in cells]


def _counts_as(cell: CellValue) -> float:
    if isinstance(cell, ErrorValue):
        raise ExcelError(cell.code)
    return cell if isinstance(cell, float) else 0.0
