"""Ranks and places in numbers that are put in order."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable

from kamtools.excel.calculation.aggregates import MANY, numbers_of
from kamtools.excel.calculation.comparing import near
from kamtools.excel.calculation.frame import Frame, Node, caught, function, one_by_one
from kamtools.excel.calculation.values import (
    NA,
    NUM,
    Area,
    Array,
    ExcelError,
    Unknown,
    Value,
    to_number,
    to_whole,
)


def _ordered(value: Value) -> list[float]:
    """The numbers in order; those of an area are kept."""
    if not isinstance(value, Area):
        return sorted(numbers_of(value))
    key = ("ordered", *value.box)
    found = value.grid.indexes.get(key)
    if found is None:
        found = value.grid.indexes[key] = sorted(numbers_of(value))
    return found


def _ranked(evenly: bool) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        number = to_number(arguments[0](frame))
        numbers = _ordered(arguments[1](frame))
        upwards = len(arguments) > 2 and to_number(arguments[2](frame)) != 0
        low, high = bisect_left(numbers, number), bisect_right(numbers, number)
        beside = (*numbers[max(low - 1, 0) : low], *numbers[high : high + 1])
        if any(near(number, other) for other in beside):
            raise Unknown("numbers that differ past the 15th digit")
        if low == high:
            raise ExcelError(NA)
        first = 1.0 + (low if upwards else len(numbers) - high)
        return first + (high - low - 1) / 2 if evenly else first

    return body


one_by_one("RANK", 2, 3)(_ranked(evenly=False))
one_by_one("RANK.EQ", 2, 3)(_ranked(evenly=False))
one_by_one("RANK.AVG", 2, 3)(_ranked(evenly=True))


def _nth(*, descending: bool) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        numbers, at = _ordered(arguments[0](frame)), to_number(arguments[1](frame))
        if at != int(at):
            raise Unknown("a place between two")
        if not 1 <= at <= len(numbers):
            raise ExcelError(NUM)
        return numbers[-int(at) if descending else int(at) - 1]

    return body


one_by_one("LARGE", 2, over=(1,))(_nth(descending=True))
one_by_one("SMALL", 2, over=(1,))(_nth(descending=False))


def within(numbers: list[float], part: float) -> float:
    """The number that a part of the others (0 to 1) lies below, between two if need be."""
    if not numbers or not 0 <= part <= 1:
        raise ExcelError(NUM)
    return _between(sorted(numbers), part * (len(numbers) - 1))


def without(numbers: list[float], part: float) -> float:
    """The same with the ends left out, as ``PERCENTILE.EXC`` has it."""
    place = part * (len(numbers) + 1) - 1
    if not numbers or not 0 < part < 1 or not 0 <= place <= len(numbers) - 1:
        raise ExcelError(NUM)
    return _between(sorted(numbers), place)


def _between(ordered: list[float], place: float) -> float:
    if abs(place - round(place)) < 1e-9:
        return ordered[round(place)]
    below = int(place)
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def _part(
    find: Callable[[list[float], float], float], quarters: bool
) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        numbers = list(numbers_of(arguments[0](frame)))
        part = arguments[1](frame)
        return find(numbers, to_whole(part) / 4 if quarters else to_number(part))

    return body


for _name, _find in (("", within), (".INC", within), (".EXC", without)):
    one_by_one(f"PERCENTILE{_name}", 2, over=(1,))(_part(_find, quarters=False))
    one_by_one(f"QUARTILE{_name}", 2, over=(1,))(_part(_find, quarters=True))


def _mode(frame: Frame, arguments: list[Node]) -> Value:
    values = [caught(frame, argument) for argument in arguments]
    boxes = [value for value in values if isinstance(value, Area | Array)]
    if len(boxes) < len(values) or any(box.height * box.width < 2 for box in boxes):
        raise Unknown("MODE of single values")
    return commonest([number for box in boxes for number in numbers_of(box)])


def commonest(numbers: list[float]) -> float:
    """The number that comes most often, of several the first; raises ``#N/A`` of different ones."""
    found = Counter(numbers).most_common(1)
    if not found or found[0][1] < 2:
        raise ExcelError(NA)
    return found[0][0]


function("MODE", 1, MANY)(_mode)
function("MODE.SNGL", 1, MANY)(_mode)


@function("FREQUENCY", 2)
def _frequency(frame: Frame, arguments: list[Node]) -> Value:
    """How many numbers fall up to each limit, and how many past the last."""
    numbers = list(numbers_of(arguments[0](frame.cell_by_cell())))
    limits = list(numbers_of(arguments[1](frame.cell_by_cell())))
    if limits != sorted(set(limits)):
        raise Unknown("limits that don't ascend")
    counts = [0.0] * (len(limits) + 1)
    for number in numbers:
        counts[bisect_left(limits, number)] += 1
    return Array(tuple((count,) for count in counts))
