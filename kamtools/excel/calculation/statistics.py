"""Spread and relation of numbers: STDEV, VAR, CORREL and their family."""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

from kamtools.excel.calculation.aggregates import MANY, all_numbers, average, numbers_of, total
from kamtools.excel.calculation.frame import Frame, Node, function
from kamtools.excel.calculation.lookups import box_of
from kamtools.excel.calculation.values import (
    DIV0,
    NA,
    NUM,
    Area,
    Areas,
    Array,
    ExcelError,
    Unknown,
    Value,
    sound,
    to_number,
)

Numbers = list[float]


def _squares(numbers: Numbers) -> float:
    """The sum of the squares of the distances from the mean."""
    mean = average(numbers)
    return math.fsum((number - mean) ** 2 for number in numbers)


def variance(numbers: Numbers, less: int) -> float:
    """The mean square distance from the mean; ``less`` is 1 for a sample."""
    if len(numbers) <= less:
        raise ExcelError(DIV0)
    if _equal(numbers):
        return 0.0
    return _squares(numbers) / (len(numbers) - less)


def _equal(numbers: Numbers) -> bool:
    return all(left == right for left, right in pairwise(numbers))


def _mean_distance(numbers: Numbers) -> float:
    if not numbers:
        raise ExcelError(NUM)
    mean = average(numbers)
    return math.fsum(abs(number - mean) for number in numbers) / len(numbers)


def _geometric(numbers: Numbers) -> float:
    if not numbers or min(numbers) <= 0:
        raise ExcelError(NUM)
    return math.exp(math.fsum(map(math.log, numbers)) / len(numbers))


def _harmonic(numbers: Numbers) -> float:
    if not numbers or min(numbers) <= 0:
        raise ExcelError(NUM)
    return len(numbers) / math.fsum(1 / number for number in numbers)


def _of_numbers(name: str, body: Callable[[Numbers], float]) -> None:
    function(name, 1, MANY)(lambda frame, arguments: body(all_numbers(frame, arguments)))


for _name in ("VAR", "VAR.S"):
    _of_numbers(_name, lambda numbers: variance(numbers, 1))
for _name in ("VARP", "VAR.P"):
    _of_numbers(_name, lambda numbers: variance(numbers, 0))
for _name in ("STDEV", "STDEV.S"):
    _of_numbers(_name, lambda numbers: math.sqrt(variance(numbers, 1)))
for _name in ("STDEVP", "STDEV.P"):
    _of_numbers(_name, lambda numbers: math.sqrt(variance(numbers, 0)))
_of_numbers("DEVSQ", lambda numbers: _squares(numbers) if numbers else _none())
_of_numbers("AVEDEV", _mean_distance)
_of_numbers("GEOMEAN", _geometric)
_of_numbers("HARMEAN", _harmonic)


def _none() -> float:
    raise ExcelError(NUM)


def _also_texts(value: Value) -> Iterator[float]:
    """Numbers with texts in cells as 0 and truth values as 0 and 1."""
    if isinstance(value, Area | Array | Areas):
        for cell in value.cells():
            single = sound(cell)
            if single is not None:
                yield 0.0 if isinstance(single, str) else float(single)
    elif isinstance(value, str):
        raise Unknown("a text given as a number")
    else:
        yield to_number(value)


def _of_all(name: str, body: Callable[[Numbers], float]) -> None:
    def called(frame: Frame, arguments: list[Node]) -> Value:
        return body([one for argument in arguments for one in _also_texts(argument(frame))])

    function(name, 1, MANY)(called)


_of_all("AVERAGEA", average)
_of_all("MAXA", lambda numbers: max(numbers, default=0.0))
_of_all("MINA", lambda numbers: min(numbers, default=0.0))


def _pairs(frame: Frame, arguments: list[Node]) -> tuple[Numbers, Numbers]:
    """The numbers of two areas where both have one."""
    first, second = (box_of(frame.cell_by_cell(), argument) for argument in arguments)
    left, right = list(first.cells()), list(second.cells())
    if first.height * first.width != second.height * second.width:
        raise ExcelError(NA)
    if len(left) != len(right):
        raise Unknown("areas that reach past the sheet's end")
    pairs = [(sound(one), sound(two)) for one, two in zip(left, right, strict=True)]
    both = [(a, b) for a, b in pairs if isinstance(a, float) and isinstance(b, float)]
    return [one for one, _ in both], [two for _, two in both]


def _products(left: Numbers, right: Numbers) -> float:
    one, two = average(left), average(right)
    return math.fsum((a - one) * (b - two) for a, b in zip(left, right, strict=True))


def _ratio(above: float, below: float) -> float:
    if below == 0:
        raise ExcelError(DIV0)
    return above / below


def _slope(ys: Numbers, xs: Numbers) -> float:
    return _ratio(_products(ys, xs), 0.0 if _equal(xs) else _squares(xs))


def _correlation(ys: Numbers, xs: Numbers) -> float:
    if _equal(xs) or _equal(ys):
        raise ExcelError(DIV0)
    return _products(ys, xs) / math.sqrt(_squares(ys) * _squares(xs))


def _covariance(ys: Numbers, xs: Numbers, less: int) -> float:
    return _ratio(_products(ys, xs), max(len(xs) - less, 0))


def _intercept(ys: Numbers, xs: Numbers) -> float:
    return average(ys) - _slope(ys, xs) * average(xs)


def _of_pairs(name: str, body: Callable[[Numbers, Numbers], float]) -> None:
    function(name, 2)(lambda frame, arguments: body(*_pairs(frame, arguments)))


_of_pairs("SLOPE", _slope)
_of_pairs("INTERCEPT", _intercept)
_of_pairs("CORREL", _correlation)
_of_pairs("PEARSON", _correlation)
_of_pairs("RSQ", lambda ys, xs: _correlation(ys, xs) ** 2)
_of_pairs("COVAR", lambda ys, xs: _covariance(ys, xs, 0))
_of_pairs("COVARIANCE.P", lambda ys, xs: _covariance(ys, xs, 0))
_of_pairs("COVARIANCE.S", lambda ys, xs: _covariance(ys, xs, 1))


def _forecast(frame: Frame, arguments: list[Node]) -> Value:
    ys, xs = _pairs(frame, arguments[1:])
    return _intercept(ys, xs) + _slope(ys, xs) * to_number(arguments[0](frame))


function("FORECAST", 3)(_forecast)
function("FORECAST.LINEAR", 3)(_forecast)


def _of_squares(name: str, use: Callable[[float, float], float]) -> None:
    def called(frame: Frame, arguments: list[Node]) -> Value:
        left, right = _pairs(frame, arguments)
        if not left:
            raise Unknown("no pairs")
        return total([use(one, two) for one, two in zip(left, right, strict=True)])

    function(name, 2)(called)


_of_squares("SUMX2MY2", lambda x, y: x * x - y * y)
_of_squares("SUMX2PY2", lambda x, y: x * x + y * y)
_of_squares("SUMXMY2", lambda x, y: (x - y) ** 2)


@function("TRIMMEAN", 2)
def _trimmed(frame: Frame, arguments: list[Node]) -> Value:
    numbers = sorted(numbers_of(arguments[0](frame)))
    part = to_number(arguments[1](frame))
    if not numbers or not 0 <= part < 1:
        raise ExcelError(NUM)
    cut = int(len(numbers) * part / 2 + 1e-9)
    return average(numbers[cut : len(numbers) - cut])
