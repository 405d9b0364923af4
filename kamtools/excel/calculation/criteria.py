"""COUNTIF, SUMIF and their family: criteria such as ``">60"`` or ``"星河*"``."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from kamtools.excel.calculation.aggregates import average, total
from kamtools.excel.calculation.comparing import compare_numbers
from kamtools.excel.calculation.frame import Frame, Node, one_by_one
from kamtools.excel.calculation.values import (
    VALUE,
    Area,
    CellValue,
    ErrorValue,
    ExcelError,
    Unknown,
    Value,
    plain_number,
    scalar,
    surely_text,
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


@lru_cache(maxsize=4096, typed=True)
def criterion(value: CellValue) -> Test:
    """The test a criterion stands for; raises ``Unknown`` where Excel may read it otherwise."""
    if isinstance(value, ErrorValue):
        return lambda cell: cell == value
    if isinstance(value, bool):
        return _equals_truth(value)
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
        return _equals_number(number, operand)
    if operand.upper() in ("TRUE", "FALSE") or operand.startswith("#"):
        raise Unknown("a criterion that is no text")
    return _equals_text(operand)


def _equals_truth(truth: bool) -> Test:
    def test(cell: CellValue) -> bool:
        if isinstance(cell, str) and cell.upper() in ("TRUE", "FALSE"):
            raise Unknown("a text that may be a truth value")
        return cell is truth

    return test


def _equals_number(number: float, operand: str = "") -> Test:
    """A number's test; in Excel texts that spell it count as well, by their first 15 digits."""
    if sum(letter.isdigit() for letter in operand) > 15:
        raise Unknown("a number of more than 15 digits")

    def test(cell: CellValue) -> bool:
        if isinstance(cell, str):
            if surely_text(cell):
                return False
            spelled = plain_number(cell)
            if spelled is None or sum(letter.isdigit() for letter in cell) > 15:
                raise Unknown("a text that may be the number")
            return spelled == number
        return isinstance(cell, float) and compare_numbers(cell, number) == 0

    return test


def _equals_text(operand: str) -> Test:
    pattern, plain = wildcard(operand), operand.lower()
    like_a_number = pattern is None and not surely_text(operand)

    def test(cell: CellValue) -> bool:
        if isinstance(cell, str):
            return bool(pattern.fullmatch(cell)) if pattern else cell.lower() == plain
        if like_a_number and isinstance(cell, float):
            raise Unknown("a criterion that may be a date")
        return False

    return test


def _area(frame: Frame, argument: Node) -> Area:
    value = argument(frame)
    if not isinstance(value, Area):
        raise Unknown("no cells to look at")
    return value


@dataclass(frozen=True)
class _Found:
    """The places where all criteria hold, and how many blank ones past the sheet's end do too."""

    size: tuple[int, int]
    places: list[tuple[int, int]]
    beyond: int


def _matches(frame: Frame, arguments: list[Node], target: Area | None = None) -> _Found:
    if len(arguments) % 2:
        raise Unknown("a criterion is missing")
    areas = [_area(frame, argument) for argument in arguments[::2]]
    wanted = [_wanted(frame, argument) for argument in arguments[1::2]]
    whole = areas[0]
    if len({(area.height, area.width) for area in areas}) != 1:
        raise ExcelError(VALUE)
    used = [area.cut() for area in (*areas, *([target] if target else []))]
    height = min(max(area.height for area in used), whole.height)
    width = min(max(area.width for area in used), whole.width)
    kept: list[int] | None = None
    for area, value in zip(areas, wanted, strict=True):
        kept = looked_at(area.part(0, 0, height, width)).places(value, criterion(value), kept)
    beyond = whole.height * whole.width - height * width
    if beyond and not all(criterion(value)(None) for value in wanted):
        beyond = 0
    return _Found((whole.height, whole.width), [divmod(at, width) for at in kept or ()], beyond)


@dataclass
class _Looked:
    """An area's values and where texts and numbers stand in it, for it is asked many times."""

    area: Area
    values: list[CellValue]
    texts: dict[str, list[int]] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    doubtful: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        for at, value in enumerate(self.values):
            if isinstance(value, str):
                self.texts.setdefault(value.lower(), []).append(at)
                if not surely_text(value):
                    self.doubtful.append(at)
            elif type(value) is float:
                self.numbers.setdefault(_digits(value), []).append(at)
            elif value is not None:
                self.doubtful.append(at)

    def places(self, wanted: CellValue, test: Test, among: list[int] | None) -> list[int]:
        """Where a test holds; only those that may are tried."""
        likely = self._likely(wanted)
        if likely is None or (among is not None and len(among) < len(likely)):
            likely = among if among is not None else list(range(len(self.values)))
            among = None
        self.area.grid.spend(len(likely))
        found = [at for at in likely if test(self.values[at])]
        return found if among is None else sorted(set(found) & set(among))

    def _likely(self, wanted: CellValue) -> list[int] | None:
        """The places where a plain text or number may stand; None: anywhere."""
        if type(wanted) is float:
            keys = {_digits(wanted * (1 + sway)) for sway in (0.0, -1e-13, 1e-13)}
            numbers = (at for key in keys for at in self.numbers.get(key, ()))
            return sorted({*self.doubtful, *numbers})
        if not isinstance(wanted, str) or not _is_plain(wanted):
            return None
        return self.texts.get(wanted.lower(), [])


@lru_cache(maxsize=4096)
def _is_plain(wanted: str) -> bool:
    """Whether a criterion is a text that stands for itself only."""
    operator = not wanted or wanted[0] in "<>="
    return not operator and wildcard(wanted) is None and surely_text(wanted)


def _digits(number: float) -> str:
    return format(number, ".12g")


def looked_at(area: Area) -> _Looked:
    """What is known of an area, kept."""
    key = ("looked at", *area.box)
    found = area.grid.indexes.get(key)
    if found is None:
        found = area.grid.indexes[key] = _Looked(area, area.listed())
    return found


def _wanted(frame: Frame, argument: Node) -> CellValue:
    try:
        return scalar(argument(frame))
    except ExcelError as error:
        return ErrorValue(error.code)


def _picked(area: Area, found: _Found) -> list[float]:
    numbers = []
    for row, column in found.places:
        cell = area.at(row, column)
        if isinstance(cell, ErrorValue):
            raise ExcelError(cell.code)
        if isinstance(cell, float):
            numbers.append(cell)
    return numbers


def _count(frame: Frame, arguments: list[Node]) -> Value:
    found = _matches(frame, arguments)
    return float(len(found.places) + found.beyond)


_CRITERIA = range(1, MANY, 2)
one_by_one("COUNTIF", 2, over=(1,))(_count)
one_by_one("COUNTIFS", 2, MANY, over=_CRITERIA)(_count)


def _one_criterion(reckon: Callable[[list[float]], float]) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        looked = _area(frame, arguments[0])
        target = _area(frame, arguments[2]) if len(arguments) > 2 else looked
        bottom, right = target.top + looked.height - 1, target.left + looked.width - 1
        sized = Area(target.grid, target.sheet, target.top, target.left, bottom, right)
        return reckon(_picked(sized, _matches(frame, arguments[:2], sized)))

    return body


def _many_criteria(reckon: Callable[[list[float]], float]) -> Callable[[Frame, list[Node]], Value]:
    def body(frame: Frame, arguments: list[Node]) -> Value:
        target = _area(frame, arguments[0])
        found = _matches(frame, arguments[1:], target)
        if (target.height, target.width) != found.size:
            raise ExcelError(VALUE)
        return reckon(_picked(target, found))

    return body


def _extreme(pick: Callable[..., float]) -> Callable[[list[float]], float]:
    return lambda numbers: pick(numbers, default=0.0)


def _enter(name: str, reckon: Callable[[list[float]], float]) -> None:
    one_by_one(name, 3, MANY, over=range(2, MANY, 2))(_many_criteria(reckon))


one_by_one("SUMIF", 2, 3, over=(1,))(_one_criterion(total))
one_by_one("AVERAGEIF", 2, 3, over=(1,))(_one_criterion(average))
_enter("SUMIFS", total)
_enter("AVERAGEIFS", average)
_enter("MAXIFS", _extreme(max))
_enter("MINIFS", _extreme(min))
