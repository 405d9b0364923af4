"""COUNTIF, SUMIF and their family: criteria such as ``">60"`` or ``"星河*"``."""

import re
from collections.abc import Callable

from kamtools.excel.calculation.aggregates import total
from kamtools.excel.calculation.comparing import compare_numbers
from kamtools.excel.calculation.frame import Frame, Node, function
from kamtools.excel.calculation.values import (
    DIV0,
    VALUE,
    Area,
    CellValue,
    ErrorValue,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    plain_number,
    scalar,
)

Test = Callable[[CellValue], bool]
_OPERATOR = re.compile(r"(<>|<=|>=|=|<|>)?(.*)", re.DOTALL)
_SIGNS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}
MANY = 255


def wildcard(pattern: str) -> re.Pattern[str] | None:
    """A pattern with ``*``, ``?`` and ``~`` as an expression; None when it has none of them."""
    if not any(sign in pattern for sign in "*?~"):
        return None
    parts = re.split(r"(~[*?~]|\*|\?)", pattern)
    told = {"*": ".*", "?": "."}
    text = "".join(
        told.get(part) or re.escape(part[1:] if re.fullmatch(r"~[*?~]", part) else part)
        for part in parts
    )
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def criterion(value: Scalar) -> Test:
    """The test a criterion stands for; raises ``Unknown`` where Excel may read it otherwise."""
    if isinstance(value, bool):
        raise Unknown("a truth value as a criterion")
    if value is None:
        return _equals_number(0.0)
    if isinstance(value, float):
        return _equals_number(value)
    found = _OPERATOR.fullmatch(value)
    assert found is not None
    sign, operand = found[1] or "", found[2]
    if sign in _SIGNS:
        return _ordered(_SIGNS[sign], operand)
    same = _equals(operand, bare=not sign)
    return (lambda cell: not same(cell)) if sign == "<>" else same


def _ordered(holds: Callable[[int], bool], operand: str) -> Test:
    number = plain_number(operand)
    if number is None:
        raise Unknown("the order of texts")
    return lambda cell: isinstance(cell, float) and holds(compare_numbers(cell, number))


def _equals(operand: str, bare: bool) -> Test:
    if operand == "":
        return (lambda cell: cell is None or cell == "") if bare else (lambda cell: cell is None)
    number = plain_number(operand)
    if number is not None:
        return _equals_number(number)
    if operand.upper() in ("TRUE", "FALSE") or operand.startswith("#"):
        raise Unknown("a criterion that is no text")
    return _equals_text(operand)


def _equals_number(number: float) -> Test:
    def test(cell: CellValue) -> bool:
        if isinstance(cell, str) and any(letter.isnumeric() for letter in cell):
            spelled = plain_number(cell)
            if spelled is None or spelled == number:
                raise Unknown("a text that may be the number")
        return isinstance(cell, float) and compare_numbers(cell, number) == 0

    return test


def _equals_text(operand: str) -> Test:
    pattern, plain = wildcard(operand), operand.lower()
    like_a_number = pattern is None and any(letter.isnumeric() for letter in operand)

    def test(cell: CellValue) -> bool:
        if isinstance(cell, str):
            return bool(pattern.fullmatch(cell)) if pattern else cell.lower() == plain
        if like_a_number and isinstance(cell, float) and _may_be_a_date(operand):
            raise Unknown("a criterion that may be a date")
        return False

    return test


def _may_be_a_date(text: str) -> bool:
    return not re.search(r"[A-Za-z一-鿿]", re.sub(r"[年月日时分秒万亿元]", "", text))


def _area(frame: Frame, argument: Node) -> Area:
    value = argument(frame)
    if not isinstance(value, Area):
        raise Unknown("no cells to look at")
    return value


def _matches(frame: Frame, arguments: list[Node]) -> tuple[Area, list[tuple[int, int]]]:
    """The first area and the places in it where all criteria hold."""
    if len(arguments) % 2:
        raise Unknown("a criterion is missing")
    areas = [_area(frame, argument) for argument in arguments[::2]]
    tests = [_test(frame, argument) for argument in arguments[1::2]]
    if len({(area.height, area.width) for area in areas}) != 1:
        raise ExcelError(VALUE)
    height = max(area.used().height for area in areas)
    width = max(area.used().width for area in areas)
    places = [
        (row, column)
        for row in range(height)
        for column in range(width)
        if all(test(area.at(row, column)) for area, test in zip(areas, tests, strict=True))
    ]
    _no_blanks_beyond(areas[0], height, width, tests)
    return areas[0], places


def _no_blanks_beyond(area: Area, height: int, width: int, tests: list[Test]) -> None:
    if (area.height > height or area.width > width) and all(test(None) for test in tests):
        raise Unknown("blank cells past the end of the sheet")


def _test(frame: Frame, argument: Node) -> Test:
    return criterion(scalar(argument(frame)))


def _picked(area: Area, places: list[tuple[int, int]]) -> list[float]:
    numbers = []
    for row, column in places:
        cell = area.at(row, column)
        if isinstance(cell, ErrorValue):
            raise ExcelError(cell.code)
        if isinstance(cell, float):
            numbers.append(cell)
    return numbers


def _mean(numbers: list[float]) -> float:
    if not numbers:
        raise ExcelError(DIV0)
    return total(numbers) / len(numbers)


def _count(frame: Frame, arguments: list[Node]) -> Value:
    return float(len(_matches(frame, arguments)[1]))


function("COUNTIF", 2)(_count)
function("COUNTIFS", 2, MANY)(_count)


def _one_criterion(reckon: Callable[[list[float]], float]) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        looked, places = _matches(frame, arguments[:2])
        target = _area(frame, arguments[2]) if len(arguments) > 2 else looked
        return reckon(_picked(target, places))

    return body


def _many_criteria(reckon: Callable[[list[float]], float]) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        target = _area(frame, arguments[0])
        looked, places = _matches(frame, arguments[1:])
        if (target.height, target.width) != (looked.height, looked.width):
            raise ExcelError(VALUE)
        return reckon(_picked(target, places))

    return body


function("SUMIF", 2, 3)(_one_criterion(total))
function("AVERAGEIF", 2, 3)(_one_criterion(_mean))
function("SUMIFS", 3, MANY)(_many_criteria(total))
function("AVERAGEIFS", 3, MANY)(_many_criteria(_mean))
