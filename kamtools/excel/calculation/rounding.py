"""Rounding and plain arithmetic functions."""

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal

from kamtools.excel.calculation.frame import (
    Frame,
    Node,
    applied,
    constant,
    function,
    missing,
    plain,
)
from kamtools.excel.calculation.operators import power
from kamtools.excel.calculation.values import (
    DIV0,
    NUM,
    ExcelError,
    Residue,
    Scalar,
    Unknown,
    Value,
    to_number,
    to_whole,
)


def fifteen(number: float) -> Decimal:
    """The number as Excel shows it, with 15 digits: what it rounds from."""
    return Decimal(format(number, ".15g"))


def rounded(number: float, places: int, how: str = ROUND_HALF_UP) -> Decimal:
    """Round the 15-digit number to decimal places; negative ones are tens, hundreds …"""
    if not -300 < places < 300:
        raise Unknown("so many places")
    step = Decimal(1).scaleb(-places)
    shown = fifteen(number)
    if places >= -shown.as_tuple().exponent:  # type: ignore[operator]
        return shown
    return (shown / step).quantize(Decimal(1), how) * step


@plain("ROUND", 2)
def _round(number: Scalar, places: Scalar) -> Scalar:
    value, digits = to_number(number), to_whole(places)
    return float(rounded(value, digits)) if abs(value) < 1e15 else _large(value, digits)


def _large(value: float, digits: int) -> float:
    if digits < 0:
        raise Unknown("rounding past the 15th digit")
    return value


def _either_way(value: float, places: int, how: str) -> float:
    """Cut a number; raises ``Unknown`` where noise past the 15th digit would decide."""
    if isinstance(value, Residue):
        raise Unknown("a difference that may be 0")
    cut = rounded(value, places, how)
    if float(fifteen(value)) != value:
        exact = Decimal(value).scaleb(places).quantize(Decimal(1), how).scaleb(-places)
        if exact != cut:
            raise Unknown("a number right at the step")
    return float(cut)


@plain("ROUNDUP", 2)
def _roundup(number: Scalar, places: Scalar) -> Scalar:
    return _either_way(to_number(number), to_whole(places), ROUND_UP)


@plain("ROUNDDOWN", 2)
def _rounddown(number: Scalar, places: Scalar) -> Scalar:
    return _either_way(to_number(number), to_whole(places), ROUND_DOWN)


@plain("TRUNC", 1, 2)
def _trunc(number: Scalar, places: Scalar = None) -> Scalar:
    return _either_way(to_number(number), to_whole(places), ROUND_DOWN)


@plain("INT", 1)
def _int(number: Scalar) -> Scalar:
    return _either_way(to_number(number), 0, ROUND_FLOOR)


@plain("MOD", 2)
def _mod(number: Scalar, divisor: Scalar) -> Scalar:
    value, by = to_number(number), to_number(divisor)
    if by == 0:
        raise ExcelError(DIV0)
    if value == int(value) and by == int(by) and abs(value) <= 2**53:
        return math.fmod(math.fmod(value, by) + by, by)
    if by == 1.0 and abs(value) < 1e9:  # the time of a day
        return value - math.floor(value)
    ratio = value / by
    if abs(ratio - round(ratio)) <= 1e-9 * max(1.0, abs(ratio)) or abs(ratio) > 1e6:
        raise Unknown("the rest of fractions")
    return value - by * math.floor(ratio)


def _multiple(how: str) -> Callable[[Scalar, Scalar], Scalar]:
    def body(number: Scalar, step: Scalar) -> Scalar:
        value, by = to_number(number), to_number(step)
        if value < 0 or by <= 0:
            raise Unknown("steps below 0 differ between versions")
        return float(Decimal(_either_way(value / by, 0, how)) * fifteen(by))

    return body


plain("CEILING", 2)(_multiple(ROUND_CEILING))
plain("FLOOR", 2)(_multiple(ROUND_FLOOR))


@plain("ABS", 1)
def _abs(number: Scalar) -> Scalar:
    value = to_number(number)
    return value if isinstance(value, Residue) else abs(value)


@plain("SIGN", 1)
def _sign(number: Scalar) -> Scalar:
    value = to_number(number)
    if isinstance(value, Residue):
        raise Unknown("a difference that may be 0")
    return float((value > 0) - (value < 0))


@plain("SQRT", 1)
def _sqrt(number: Scalar) -> Scalar:
    value = to_number(number)
    if value < 0:
        raise ExcelError(NUM)
    return math.sqrt(value)


plain("POWER", 2)(power)


@plain("PI", 0)
def _pi() -> Scalar:
    return math.pi


@plain("QUOTIENT", 2)
def _quotient(number: Scalar, divisor: Scalar) -> Scalar:
    value, by = to_number(number), to_number(divisor)
    if by == 0:
        raise ExcelError(DIV0)
    return _either_way(value / by, 0, ROUND_DOWN)


def _stepped(value: float, by: float, how: str) -> float:
    """A multiple of a step."""
    if by == 0:
        return 0.0
    return float(Decimal(_either_way(value / by, 0, how)) * fifteen(by))


def _to_multiple(name: str, most: int, how: str, back: str) -> None:
    """Enter CEILING.MATH or its like; a third argument turns what is below 0 the other way."""

    def body(number: Scalar, step: Scalar = 1.0, mode: Scalar = None) -> Scalar:
        value, by, turns = to_number(number), abs(to_number(step)), to_number(mode) != 0
        return _stepped(value, by, back if turns and value < 0 else how)

    def called(frame: Frame, arguments: list[Node]) -> Value:
        if len(arguments) > 1 and arguments[1] is missing:
            arguments = [arguments[0], constant(1.0), *arguments[2:]]
        return applied(body, frame, arguments)

    function(name, 1, most)(called)


_to_multiple("CEILING.MATH", 3, ROUND_CEILING, ROUND_FLOOR)
_to_multiple("FLOOR.MATH", 3, ROUND_FLOOR, ROUND_CEILING)
for _name in ("CEILING.PRECISE", "ISO.CEILING"):
    _to_multiple(_name, 2, ROUND_CEILING, ROUND_CEILING)
_to_multiple("FLOOR.PRECISE", 2, ROUND_FLOOR, ROUND_FLOOR)


@plain("MROUND", 2)
def _mround(number: Scalar, step: Scalar) -> Scalar:
    value, by = to_number(number), to_number(step)
    if by == 0:
        return 0.0
    if value * by < 0:
        raise ExcelError(NUM)
    ratio = value / by
    if abs(abs(ratio - math.trunc(ratio)) - 0.5) < 1e-9 and not (value * 2 / by).is_integer():
        raise Unknown("a number right between two steps")
    return float(rounded(ratio, 0) * fifteen(by))


def _away_to(odd: int) -> Callable[[Scalar], Scalar]:
    """EVEN and ODD: the next such number away from 0."""

    def body(number: Scalar) -> Scalar:
        value = to_number(number)
        whole = abs(int(_either_way(value, 0, ROUND_UP)))
        whole += (whole % 2) != odd
        return math.copysign(whole, value) if whole else 0.0

    return body


plain("EVEN", 1)(_away_to(0))
plain("ODD", 1)(_away_to(1))
