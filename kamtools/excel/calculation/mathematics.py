"""Logarithms, angles, and counting in how many ways."""

import math
from collections.abc import Callable, Iterator

from kamtools.excel.calculation.aggregates import MANY
from kamtools.excel.calculation.frame import Frame, Node, function, plain
from kamtools.excel.calculation.lookups import box_of
from kamtools.excel.calculation.spreading import Box
from kamtools.excel.calculation.values import (
    DIV0,
    NUM,
    VALUE,
    Area,
    Areas,
    Array,
    ExcelError,
    Residue,
    Scalar,
    Unknown,
    Value,
    sound,
    surely_text,
    to_number,
    to_whole,
)

_LARGEST_ANGLE = 2.0**27


def _real(use: Callable[[float], float]) -> Callable[[Scalar], Scalar]:
    """A function of a number; outside of what it is defined for stands ``#NUM!``."""

    def body(number: Scalar) -> Scalar:
        value = to_number(number)
        if isinstance(value, Residue):
            raise Unknown("a difference that may be 0")
        try:
            result = use(value)
        except (ValueError, OverflowError) as error:
            raise ExcelError(NUM) from error
        if not math.isfinite(result):
            raise ExcelError(NUM)
        return result

    return body


def _of_angle(use: Callable[[float], float]) -> Callable[[float], float]:
    def body(angle: float) -> float:
        if abs(angle) >= _LARGEST_ANGLE:
            raise ExcelError(NUM)
        return use(angle)

    return body


for _name, _use in {
    "EXP": math.exp, "LN": math.log, "LOG10": math.log10,
    "SIN": _of_angle(math.sin), "COS": _of_angle(math.cos), "TAN": _of_angle(math.tan),
    "ASIN": math.asin, "ACOS": math.acos, "ATAN": math.atan, "SINH": math.sinh,
    "COSH": math.cosh, "TANH": math.tanh, "ASINH": math.asinh, "ACOSH": math.acosh,
    "ATANH": math.atanh, "RADIANS": lambda degrees: degrees / 180 * math.pi,
    "DEGREES": lambda radians: radians / math.pi * 180,
    "FACT": lambda number: float(math.factorial(_up_to(170, number))),
    "SQRTPI": lambda number: math.sqrt(number * math.pi),
}.items():  # fmt: skip
    plain(_name, 1)(_real(_use))


def _up_to(most: int, number: float) -> int:
    whole = to_whole(number)
    if not 0 <= whole <= most:
        raise ExcelError(NUM)
    return whole


@plain("LOG", 1, 2)
def _log(number: Scalar, base: Scalar = 10.0) -> Scalar:
    value, to = to_number(number), to_number(base)
    if value <= 0 or to <= 0:
        raise ExcelError(NUM)
    if to == 1:
        raise ExcelError(DIV0)
    return math.log10(value) if to == 10 else math.log(value) / math.log(to)


@plain("ATAN2", 2)
def _atan2(x: Scalar, y: Scalar) -> Scalar:
    across, up = to_number(x), to_number(y)
    if not across and not up:
        raise ExcelError(DIV0)
    return math.atan2(up, across)


def _ways(count: Callable[[int, int], int]) -> Callable[[Scalar, Scalar], Scalar]:
    def body(number: Scalar, chosen: Scalar) -> Scalar:
        whole, part = to_whole(number), to_whole(chosen)
        if part < 0 or whole < part:
            raise ExcelError(NUM)
        if whole > 1_000:
            raise Unknown("so many things to choose from")
        try:
            return float(count(whole, part))
        except OverflowError as error:
            raise ExcelError(NUM) from error

    return body


plain("COMBIN", 2)(_ways(math.comb))
plain("PERMUT", 2)(_ways(math.perm))


def _each(value: Value) -> Iterator[Scalar]:
    """The values that GCD and LCM take; a text among them is none they leave out."""
    if not isinstance(value, Area | Array | Areas):
        yield value
        return
    for cell in value.cells():
        if isinstance(cell, bool) or (isinstance(cell, str) and not surely_text(cell)):
            raise Unknown("a cell that may be a number")
        if cell is not None:
            yield sound(cell)


def _of_whole(name: str, use: Callable[..., int]) -> None:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        numbers = [to_whole(one) for argument in arguments for one in _each(argument(frame))]
        if any(number < 0 for number in numbers):
            raise ExcelError(NUM)
        found = use(*numbers)
        if not numbers or found >= 2**53:
            raise Unknown(name)
        return float(found)

    function(name, 1, MANY)(body)


_of_whole("GCD", math.gcd)
_of_whole("LCM", math.lcm)


def _matrix(box: Box) -> list[list[float]]:
    if box.height * box.width > 10_000:
        raise Unknown("too many cells")
    rows = [
        [sound(box.at(row, column)) for column in range(box.width)] for row in range(box.height)
    ]
    if not all(isinstance(cell, float) for row in rows for cell in row):
        raise ExcelError(VALUE)
    return [[cell for cell in row if isinstance(cell, float)] for row in rows]


@function("MMULT", 2)
def _mmult(frame: Frame, arguments: list[Node]) -> Value:
    left, right = (_matrix(box_of(frame.cell_by_cell(), argument)) for argument in arguments)
    if len(left[0]) != len(right):
        raise ExcelError(VALUE)
    columns = list(zip(*right, strict=True))
    return Array(tuple(
        tuple(math.fsum(a * b for a, b in zip(row, column, strict=True)) for column in columns)
        for row in left
    ))  # fmt: skip
