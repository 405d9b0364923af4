"""Functions over many values: sums, counts, extremes, ranks."""

import math
import statistics
from collections.abc import Callable, Iterator

from kamtools.excel.calculation.comparing import near
from kamtools.excel.calculation.frame import Frame, Node, function
from kamtools.excel.calculation.values import (
    DIV0,
    NA,
    NUM,
    Area,
    Array,
    ErrorValue,
    ExcelError,
    Unknown,
    Value,
    sound,
    to_number,
    to_whole,
)

MANY = 255
MOST_CELLS = 2_000_000


def numbers_of(value: Value) -> Iterator[float]:
    """The numbers in a value. In cells only numbers count; a text given directly is in doubt."""
    if isinstance(value, Area | Array):
        for cell in value.cells():
            single = sound(cell)
            if isinstance(single, float):
                yield single
    elif isinstance(value, str):
        raise Unknown("a text given as a number")
    else:
        yield to_number(value)


def _all(frame: Frame, arguments: list[Node]) -> list[float]:
    return [number for argument in arguments for number in numbers_of(argument(frame))]


def total(numbers: list[float]) -> float:
    """The sum, rounded once; what is left of equals is 0."""
    try:
        result = math.fsum(numbers)
    except OverflowError as error:
        raise ExcelError(NUM) from error
    largest = max(map(abs, numbers), default=0.0)
    return 0.0 if abs(result) <= 2.0**-46 * largest else result


def _enter(name: str, body: Callable[[list[float]], float]) -> None:
    function(name, 1, MANY)(lambda frame, arguments: body(_all(frame, arguments)))


def _average(numbers: list[float]) -> float:
    if not numbers:
        raise ExcelError(DIV0)
    return total(numbers) / len(numbers)


def _median(numbers: list[float]) -> float:
    if not numbers:
        raise ExcelError(NUM)
    return statistics.median(numbers)


_enter("SUM", total)
_enter("AVERAGE", _average)
_enter("MIN", lambda numbers: min(numbers, default=0.0))
_enter("MAX", lambda numbers: max(numbers, default=0.0))
_enter("PRODUCT", lambda numbers: math.prod(numbers) if numbers else 0.0)
_enter("MEDIAN", _median)


@function("COUNT", 1, MANY)
def _count(frame: Frame, arguments: list[Node]) -> Value:
    found = 0
    for argument in arguments:
        value = argument(frame)
        if not isinstance(value, Area | Array):
            raise Unknown("COUNT of no cells")
        found += sum(isinstance(cell, float) for cell in value.cells())
    return float(found)


@function("COUNTA", 1, MANY)
def _counta(frame: Frame, arguments: list[Node]) -> Value:
    found = 0
    for argument in arguments:
        value = argument(frame)
        if not isinstance(value, Area | Array):
            raise Unknown("COUNTA of no cells")
        found += sum(cell is not None for cell in value.cells())
    return float(found)


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
    columns = [_factors(factor) for factor in factors]
    if len({len(column) for column in columns}) != 1:
        raise Unknown("areas of different size")
    return total([math.prod(row) for row in zip(*columns, strict=True)])


def _factors(value: Value) -> list[float]:
    if not isinstance(value, Area | Array):
        return [to_number(value)]
    if value.height * value.width > MOST_CELLS:
        raise Unknown("too many cells")
    rows, columns = range(value.height), range(value.width)
    return [_counts_as(value.at(row, column)) for row in rows for column in columns]


def _counts_as(cell: object) -> float:
    if isinstance(cell, ErrorValue):
        raise ExcelError(cell.code)
    return cell if isinstance(cell, float) else 0.0


def _rank(frame: Frame, arguments: list[Node]) -> Value:
    number = to_number(arguments[0](frame))
    numbers = list(numbers_of(arguments[1](frame)))
    upwards = len(arguments) > 2 and to_number(arguments[2](frame)) != 0
    if any(near(number, other) for other in numbers):
        raise Unknown("numbers that differ past the 15th digit")
    if number not in numbers:
        raise ExcelError(NA)
    return 1.0 + sum(other < number if upwards else other > number for other in numbers)


function("RANK", 2, 3)(_rank)
function("RANK.EQ", 2, 3)(_rank)


def _nth(descending: bool) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        numbers = sorted(numbers_of(arguments[0](frame)), reverse=descending)
        at = to_whole(arguments[1](frame))
        if not 1 <= at <= len(numbers):
            raise ExcelError(NUM)
        return numbers[at - 1]

    return body


function("LARGE", 2)(_nth(True))
function("SMALL", 2)(_nth(False))
