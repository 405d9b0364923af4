"""Loans and values over time: PMT, NPV, IRR, and depreciation."""

import math
from collections.abc import Callable
from itertools import pairwise

from kamtools.excel.calculation.aggregates import MANY, numbers_of
from kamtools.excel.calculation.frame import Frame, Node, function, plain
from kamtools.excel.calculation.values import (
    DIV0,
    NUM,
    Area,
    Areas,
    Array,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    to_number,
)

Numbers = tuple[float, ...]


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ExcelError(NUM)
    return number


def _of_numbers(name: str, least: int, most: int) -> Callable[[Callable[..., float]], None]:
    """Enter a function of numbers, those left out being 0."""

    def enter(body: Callable[..., float]) -> None:
        def called(*values: Scalar) -> Scalar:
            numbers = [to_number(value) for value in values]
            try:
                return _finite(body(*numbers, *[0.0] * (most - len(numbers))))
            except ZeroDivisionError as error:
                raise ExcelError(DIV0) from error
            except (OverflowError, ValueError) as error:
                raise ExcelError(NUM) from error

        plain(name, least, most)(called)

    return enter


def _growth(rate: float, periods: float) -> float:
    return math.pow(1 + rate, periods)


def _payments_worth(rate: float, periods: float, early: float) -> float:
    """What a payment of 1 each period comes to at the end."""
    if rate == 0:
        return periods
    return (1 + rate * (early != 0)) * ((_growth(rate, periods) - 1) / rate)


def future(rate: float, periods: float, payment: float, now: float, early: float) -> float:
    """The value at the end, with the sign of money that comes in."""
    grown, paid = now * _growth(rate, periods), payment * _payments_worth(rate, periods, early)
    if abs(grown + paid) < 1e-4 * abs(grown):
        raise Unknown("a difference of large sums")
    return -(grown + paid)


@_of_numbers("PMT", 3, 5)
def _pmt(rate: float, periods: float, now: float, end: float, early: float) -> float:
    return _payment(rate, periods, now, end, early)


def _payment(rate: float, periods: float, now: float, end: float, early: float) -> float:
    if periods == 0:
        raise ExcelError(NUM)
    return -(now * _growth(rate, periods) + end) / _payments_worth(rate, periods, early)


_of_numbers("FV", 3, 5)(future)


@_of_numbers("PV", 3, 5)
def _pv(rate: float, periods: float, payment: float, end: float, early: float) -> float:
    worth = payment * _payments_worth(rate, periods, early)
    return -(end + worth) / _growth(rate, periods)


@_of_numbers("NPER", 3, 5)
def _nper(rate: float, payment: float, now: float, end: float, early: float) -> float:
    if rate == 0:
        return -(now + end) / payment
    each = payment * (1 + rate * (early != 0)) / rate
    ratio = (each - end) / (each + now)
    return math.log(ratio) / math.log1p(rate)


def _interest(
    rate: float, period: float, periods: float, now: float, end: float, early: float
) -> float:
    if not 1 <= period <= periods:
        raise ExcelError(NUM)
    if early and period == 1:
        return 0.0
    payment = _payment(rate, periods, now, end, early)
    owed = future(rate, period - 1 - (early != 0), payment, now, early)
    return (owed - (payment if early else 0.0)) * rate


_of_numbers("IPMT", 4, 6)(_interest)


@_of_numbers("PPMT", 4, 6)
def _ppmt(
    rate: float, period: float, periods: float, now: float, end: float, early: float
) -> float:
    interest = _interest(rate, period, periods, now, end, early)
    return _payment(rate, periods, now, end, early) - interest


@_of_numbers("SLN", 3, 3)
def _sln(cost: float, salvage: float, life: float) -> float:
    return (cost - salvage) / life


@_of_numbers("SYD", 4, 4)
def _syd(cost: float, salvage: float, life: float, period: float) -> float:
    if not 0 < period <= life or salvage < 0:
        raise ExcelError(NUM)
    return (cost - salvage) * (life - period + 1) * 2 / (life * (life + 1))


@_of_numbers("EFFECT", 2, 2)
def _effect(rate: float, periods: float) -> float:
    if rate <= 0 or int(periods) < 1:
        raise ExcelError(NUM)
    return math.pow(1 + rate / int(periods), int(periods)) - 1


def _present(rate: float, flows: list[float]) -> float:
    return math.fsum(flow / math.pow(1 + rate, at) for at, flow in enumerate(flows))


@function("NPV", 2, MANY)
def _npv(frame: Frame, arguments: list[Node]) -> Value:
    rate = to_number(arguments[0](frame))
    flows = [flow for argument in arguments[1:] for flow in numbers_of(argument(frame))]
    if rate == -1:
        raise ExcelError(DIV0)
    return _finite(_present(rate, [0.0, *flows]))


@function("IRR", 1, 2)
def _irr(frame: Frame, arguments: list[Node]) -> Value:
    """The rate at which flows are worth nothing; only where there is a single one."""
    value = arguments[0](frame)
    if not isinstance(value, Area | Array | Areas):
        raise Unknown("IRR of no cells")
    flows = list(numbers_of(value))
    signs = [flow > 0 for flow in flows if flow]
    turns = sum(left != right for left, right in pairwise(signs))
    if turns == 0:
        raise ExcelError(NUM)
    if turns > 1 or signs[0]:
        raise Unknown("several rates of return")
    low, high = -0.3, 1.0
    if (_present(low, flows) > 0) == (_present(high, flows) > 0):
        raise Unknown("a rate of return far from the usual")
    for _ in range(200):
        middle = (low + high) / 2
        if (_present(middle, flows) > 0) == (_present(low, flows) > 0):
            low = middle
        else:
            high = middle
    return (low + high) / 2
