"""The operators of formulas, on single values and, in array formulas, on many."""

import math
from collections.abc import Callable

from kamtools.excel.calculation.comparing import compare, equal
from kamtools.excel.calculation.spreading import several, spread_pairs
from kamtools.excel.calculation.values import (
    DIV0,
    NUM,
    Array,
    ExcelError,
    Residue,
    Scalar,
    Unknown,
    Value,
    scalar,
    to_number,
    to_text,
)

Binary = Callable[[Scalar, Scalar], Scalar]
_VANISHING = 2.0**-46
_TINY = 1e-6


def _add(left: Scalar, right: Scalar) -> Scalar:
    return _settled(to_number(left), to_number(right))


def _subtract(left: Scalar, right: Scalar) -> Scalar:
    return _settled(to_number(left), -to_number(right))


def _settled(left: float, right: float) -> float:
    """A sum; what is left of a difference of equals is 0, as Excel has it."""
    total = left + right
    vague = isinstance(left, Residue) or isinstance(right, Residue)
    if total and abs(total) <= _VANISHING * abs(left):
        return Residue.of_difference(total)
    return Residue(total) if vague and abs(total) <= _TINY else _finite(total)


def _multiply(left: Scalar, right: Scalar) -> Scalar:
    first, second = to_number(left), to_number(right)
    product = _finite(first * second) or 0.0
    if isinstance(first, Residue) or isinstance(second, Residue):
        sure = any(not part and not isinstance(part, Residue) for part in (first, second))
        return 0.0 if sure else Residue(product)
    return product


def _divide(left: Scalar, right: Scalar) -> Scalar:
    dividend, divisor = to_number(left), to_number(right)
    if isinstance(divisor, Residue):
        raise Unknown("division by what may be 0")
    if divisor == 0:
        raise ExcelError(DIV0)
    quotient = _finite(dividend / divisor)
    return Residue(quotient) if isinstance(dividend, Residue) else quotient


def power(left: Scalar, right: Scalar) -> float:
    """``left`` to the power of ``right``."""
    base, exponent = to_number(left), to_number(right)
    if isinstance(base, Residue):
        raise Unknown("a power of what may be 0")
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


def apply(operate: Binary, left: Value, right: Value, arrays: int) -> Value:
    """Use an operator; ``arrays`` says whether the cells of areas are meant one by one."""
    maybe = arrays or isinstance(left, Array) or isinstance(right, Array)
    if maybe and (several(left, arrays) or several(right, arrays)):
        return spread_pairs(operate, left, right, arrays)
    return operate(scalar(left), scalar(right))


def negated(value: Value, arrays: int) -> Value:
    """The value with its sign turned."""
    return apply(lambda number, _: _multiply(number, -1.0), value, 0.0, arrays)


def percent(value: Value, arrays: int) -> Value:
    """A hundredth of the value."""
    return apply(lambda number, _: _divide(number, 100.0), value, 0.0, arrays)
