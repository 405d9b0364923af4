"""The operators of formulas, on single values and, inside SUMPRODUCT, on whole areas."""

import math
from collections.abc import Callable

from kamtools.excel.calculation.comparing import compare, equal
from kamtools.excel.calculation.values import (
    DIV0,
    NUM,
    Area,
    Array,
    CellValue,
    ErrorValue,
    ExcelError,
    Residue,
    Scalar,
    Unknown,
    Value,
    scalar,
    sound,
    to_number,
    to_text,
)

Binary = Callable[[Scalar, Scalar], Scalar]
_VANISHING = 2.0**-46


def _add(left: Scalar, right: Scalar) -> Scalar:
    return _settled(to_number(left), to_number(right))


def _subtract(left: Scalar, right: Scalar) -> Scalar:
    return _settled(to_number(left), -to_number(right))


def _settled(left: float, right: float) -> float:
    """A sum; what is left of a difference of equals is 0, as Excel has it."""
    total = left + right
    if total and abs(total) <= _VANISHING * abs(left):
        return Residue(0)
    return _finite(total)


def _multiply(left: Scalar, right: Scalar) -> Scalar:
    return _finite(to_number(left) * to_number(right))


def _divide(left: Scalar, right: Scalar) -> Scalar:
    dividend, divisor = to_number(left), to_number(right)
    if isinstance(divisor, Residue):
        raise Unknown("division by what may be 0")
    if divisor == 0:
        raise ExcelError(DIV0)
    return _finite(dividend / divisor)


def power(left: Scalar, right: Scalar) -> float:
    """``left`` to the power of ``right``."""
    base, exponent = to_number(left), to_number(right)
    if base == 0 and exponent <= 0:
        raise ExcelError(NUM if exponent == 0 else DIV0)
    try:
        result = math.pow(base, exponent)
    except (ValueError, OverflowError) as error:
        raise ExcelError(NUM) from error
    return _finite(result)


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ExcelError(NUM)
    return number


BINARY: dict[str, tuple[int, Binary]] = {
    "=": (1, lambda left, right: equal(left, right)),
    "<>": (1, lambda left, right: not equal(left, right)),
    "<": (1, lambda left, right: compare(left, right) < 0),
    ">": (1, lambda left, right: compare(left, right) > 0),
    "<=": (1, lambda left, right: compare(left, right) <= 0),
    ">=": (1, lambda left, right: compare(left, right) >= 0),
    "&": (2, lambda left, right: to_text(left) + to_text(right)),
    "+": (3, _add),
    "-": (3, _subtract),
    "*": (4, _multiply),
    "/": (4, _divide),
    "^": (5, power),
}


def apply(operate: Binary, left: Value, right: Value, arrays: bool) -> Value:
    """Use an operator; ``arrays`` says whether several cells are meant one by one."""
    if isinstance(left, Area | Array) or isinstance(right, Area | Array):
        if arrays and (_several(left) or _several(right)):
            return _broadcast(operate, left, right)
        return operate(scalar(left), scalar(right))
    return operate(left, right)


def negated(value: Value, arrays: bool) -> Value:
    """The value with its sign turned."""
    return apply(lambda _, number: -to_number(number), 0.0, value, arrays)


def percent(value: Value, arrays: bool) -> Value:
    """A hundredth of the value."""
    return apply(lambda number, _: to_number(number) / 100, value, 0.0, arrays)


def _several(value: Value) -> bool:
    return isinstance(value, Area | Array) and (value.height > 1 or value.width > 1)


def _broadcast(operate: Binary, left: Value, right: Value) -> Array:
    boxes = [value for value in (left, right) if isinstance(value, Area | Array)]
    height = max(box.height for box in boxes)
    width = max(box.width for box in boxes)
    if any(box.height not in (1, height) or box.width not in (1, width) for box in boxes):
        raise Unknown("areas of different size")
    if height * width > 2_000_000:
        raise Unknown("too many cells")

    def at(row: int, column: int) -> CellValue:
        return _one(operate, _pick(left, row, column), _pick(right, row, column))

    return Array(tuple(tuple(at(row, column) for column in range(width)) for row in range(height)))


def _pick(value: Value, row: int, column: int) -> CellValue:
    if not isinstance(value, Area | Array):
        return value
    return value.at(row if value.height > 1 else 0, column if value.width > 1 else 0)


def _one(operate: Binary, left: CellValue, right: CellValue) -> CellValue:
    try:
        return operate(sound(left), sound(right))
    except ExcelError as error:
        return ErrorValue(error.code)
