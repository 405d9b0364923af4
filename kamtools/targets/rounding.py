"""Dividing a total into whole units in proportion to weights, to the last unit.

Methods and their signposts: Balinski & Young, *Fair Representation* (1982). All arithmetic is
rational, so equal input gives equal output on every machine.
"""

import heapq
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, lcm
from typing import Any, Literal, TypeVar, get_args, overload

import pandas as pd

from kamtools.errors import KamError
from kamtools.language import Text

Number = int | float | Decimal | Fraction
Amount = int | Decimal
Method = Literal[
    "hamilton", "webster", "jefferson", "adams", "huntington-hill", "dean",
    "modified-webster", "quota",
]  # fmt: skip
Key = TypeVar("Key", bound=Hashable)
Signpost = Callable[[int], Fraction]

_SQUARED_SIGNPOSTS: dict[str, Signpost] = {
    "jefferson": lambda k: Fraction((k + 1) ** 2),
    "webster": lambda k: Fraction((2 * k + 1) ** 2, 4),
    "adams": lambda k: Fraction(k**2),
    "huntington-hill": lambda k: Fraction(k * (k + 1)),
    "dean": lambda k: Fraction(2 * k * (k + 1), 2 * k + 1) ** 2,
    "modified-webster": lambda k: Fraction((2 * k + 1) ** 2, 4) if k else Fraction(49, 100),
}
"""Where the (k+1)-th unit is earned, squared (Huntington-Hill's own is irrational)."""
_ALSO_CALLED = {
    "largest-remainder": "hamilton",
    "hare": "hamilton",
    "sainte-lague": "webster",
    "saintelague": "webster",
    "dhondt": "jefferson",
    "huntington": "huntington-hill",
    "hill": "huntington-hill",
    "modified-saintelague": "modified-webster",
    "balinski-young": "quota",
}
"""Names under which the literature knows them, besides ours."""


class UnknownMethod(KamError):
    """A rounding method kamtools does not know."""

    what = Text("没有“{method}”这种取整方法", "there is no rounding method {method}")
    do = Text("可用：{known}", "use one of: {known}")


class BadWeight(KamError):
    """A weight that is negative or no number at all."""

    what = Text("“{name}”的权重是 {weight}", "the weight of {name} is {weight}")
    do = Text("权重必须是 0 或正数", "a weight must be 0 or a positive number")


class BadTotal(KamError):
    """A total that is negative or not a whole number of units."""

    what = Text("总额 {total} 不是 {unit} 的整数倍", "total {total} is no whole number of {unit}")
    do = Text("总额要是 0 或正数，并且能按单位除尽", "give a total ≥ 0 that the unit divides")


class BadUnit(KamError):
    """A unit that is not a positive amount."""

    what = Text("单位不能是 {unit}", "the unit can't be {unit}")
    do = Text("用正数，例如 1、100、10000 或 0.01", "use a positive one: 1, 100, 10000, 0.01")


class NothingToGoBy(KamError):
    """There is an amount to divide and every weight is zero."""

    what = Text("要分 {total}，但所有权重都是 0", "{total} to divide, and every weight is 0")
    do = Text("至少给一个正的权重", "give at least one positive weight")


@overload
def apportion(
    weights: Mapping[Key, Number], total: Amount, unit: Amount = 1, method: Method = "hamilton"
) -> dict[Key, Amount]: ...
@overload
def apportion(
    weights: "pd.Series[Any]", total: Amount, unit: Amount = 1, method: Method = "hamilton"
) -> "pd.Series[Any]": ...
@overload
def apportion(
    weights: Sequence[Number], total: Amount, unit: Amount = 1, method: Method = "hamilton"
) -> list[Amount]: ...
def apportion(
    weights: Any, total: Amount, unit: Amount = 1, method: Method = "hamilton"
) -> "dict[Any, Amount] | list[Amount] | pd.Series[Any]":
    """Divide ``total`` in proportion to ``weights``, in whole multiples of ``unit``, exactly.

    ``weights`` is a mapping or a Series by name, or a plain sequence; the answer has the same
    shape and the type of ``unit``. Whoever weighs nothing gets nothing. The order of the input
    does not matter: between equal claims the larger weight goes first, then the smaller name
    (in a plain sequence, the earlier place).

    ``method`` may be called by its name in the literature too ("dhondt", "largest_remainder").
    The quota method (Balinski & Young 1975) hands out unit by unit and is meant for seats, not
    for millions.

    Raises ``BadWeight``, ``BadTotal``, ``NothingToGoBy`` and ``UnknownMethod``.
    """
    names, values = _named(weights)
    amounts = [count * unit for count in share_out(values, names, total, unit, method)]
    if isinstance(weights, Mapping):
        return dict(zip(names, amounts, strict=True))
    if isinstance(weights, pd.Series):
        return pd.Series(amounts, index=weights.index, dtype=amount_dtype(unit))
    return amounts


def _named(weights: Any) -> tuple[list[Any], list[Number]]:
    if isinstance(weights, Mapping):
        return list(weights), list(weights.values())
    if isinstance(weights, pd.Series):
        return weights.index.tolist(), weights.tolist()
    return list(range(len(weights))), list(weights)


def amount_dtype(unit: Amount) -> Literal["int64", "object"]:
    """How pandas holds multiples of ``unit``: whole numbers, or ``Decimal`` objects."""
    return "int64" if isinstance(unit, int) else "object"


def share_out(
    weights: Sequence[Number], names: Sequence[Any], total: Amount, unit: Amount, method: str
) -> list[int]:
    """How many units each of ``weights`` gets, in their order; the core of ``apportion``."""
    method = method.lower().replace("_", "-").replace(" ", "-").replace("'", "")
    method = _ALSO_CALLED.get(method, method)
    if method not in get_args(Method):
        raise UnknownMethod(method=method, known=", ".join(get_args(Method)))
    seats, whole = units_in(total, unit), exact_weights(weights, names)
    if seats == 0:
        return [0] * len(whole)
    if not any(whole):
        raise NothingToGoBy(total=total)
    ranks = ranks_of(names)
    if method == "hamilton":
        return _largest_remainders(whole, seats, ranks)
    if method == "quota":
        return _quota_method(whole, seats, ranks)
    return _divisor_method(whole, seats, ranks, _SQUARED_SIGNPOSTS[method])


def units_in(total: Amount, unit: Amount) -> int:
    """How many whole units ``total`` is; raises ``BadTotal`` when it is negative or broken."""
    if not unit > 0:
        raise BadUnit(unit=unit)
    try:
        seats = exact(total) / exact(unit)
    except (TypeError, ValueError, OverflowError):
        raise BadTotal(total=total, unit=unit) from None
    if seats < 0 or seats.denominator != 1:
        raise BadTotal(total=total, unit=unit)
    return seats.numerator


def exact_weights(weights: Sequence[Number], names: Sequence[Any]) -> list[int]:
    """``weights`` in their exact proportions as whole numbers; raises ``BadWeight``."""
    fractions = [_fraction(weight, name) for weight, name in zip(weights, names, strict=True)]
    scale = lcm(*(fraction.denominator for fraction in fractions))
    return [int(fraction * scale) for fraction in fractions]


def _fraction(weight: Number, name: object) -> Fraction:
    try:
        fraction = exact(weight)
    except (TypeError, ValueError, OverflowError):
        raise BadWeight(name=name, weight=weight) from None
    if fraction < 0:
        raise BadWeight(name=name, weight=weight)
    return fraction


def exact(number: Any) -> Fraction:
    """``number`` without loss, free of numpy's integers, which overflow."""
    fraction = Fraction(number)
    return Fraction(int(fraction.numerator), int(fraction.denominator))


def ranks_of(names: Sequence[Any]) -> list[int]:
    """The place of each name in sorted order: what decides between equals."""
    places = range(len(names))
    try:
        order = sorted(places, key=lambda place: names[place])
    except TypeError:
        order = sorted(places, key=lambda place: repr(names[place]))
    return [rank for _, rank in sorted(zip(order, places, strict=True))]


def _largest_remainders(weights: list[int], seats: int, ranks: list[int]) -> list[int]:
    whole = sum(weights)
    counts, remainders = zip(*(divmod(weight * seats, whole) for weight in weights), strict=True)
    by_claim = sorted(range(len(weights)), key=lambda i: (-remainders[i], -weights[i], ranks[i]))
    lucky = set(by_claim[: seats - sum(counts)])
    return [count + (i in lucky) for i, count in enumerate(counts)]


def _quota_method(weights: list[int], seats: int, ranks: list[int]) -> list[int]:
    """Jefferson's next unit, but never to who would be more than a unit above the quota then."""
    whole, counts = sum(weights), [0] * len(weights)
    for given in range(1, seats + 1):
        below = [i for i, held in enumerate(counts) if held * whole < weights[i] * given]
        best = max(
            below, key=lambda i: (Fraction(weights[i], counts[i] + 1), weights[i], -ranks[i])
        )
        counts[best] += 1
    return counts


def _divisor_method(
    weights: list[int], seats: int, ranks: list[int], signpost: Signpost
) -> list[int]:
    """Start from the plain divisor's rounding and mend it one unit at a time.

    The start takes only claims strictly above the divisor, so it is a head of the list of all
    claims under any rule for ties, and adding the next or dropping the last stays one.
    """
    whole = sum(weights)
    counts = [_units_earned(Fraction(weight * seats, whole), signpost) for weight in weights]
    claims = _Claims(weights, ranks, signpost)
    claims.add(counts, seats - sum(counts))
    claims.drop(counts, sum(counts) - seats)
    return counts


def _units_earned(quota: Fraction, signpost: Signpost) -> int:
    """How many signposts lie strictly below ``quota``; the k-th lies in [k, k+1]."""
    least = max(ceil(quota) - 1, 0)
    return least + (signpost(least) < quota**2)


class _Claims:
    """The claims of every weight on its next unit, compared without ever dividing floats."""

    def __init__(self, weights: list[int], ranks: list[int], signpost: Signpost) -> None:
        self._weights, self._ranks, self._signpost = weights, ranks, signpost

    def _weakness(self, i: int, count: int) -> tuple[int, Fraction, int, int]:
        """Of the claim of ``i`` on one more than ``count`` units; smaller is stronger."""
        post = self._signpost(count)
        ratio = post / self._weights[i] ** 2
        return (int(post != 0), ratio, -self._weights[i], self._ranks[i])

    def _strength(self, i: int, count: int) -> tuple[int, Fraction, int, int]:
        held, ratio, weight, rank = self._weakness(i, count)
        return (-held, -ratio, -weight, -rank)

    def add(self, counts: list[int], missing: int) -> None:
        """Give ``missing`` units to the strongest claims, one by one."""
        heap = [(self._weakness(i, counts[i]), i) for i, w in enumerate(self._weights) if w]
        heapq.heapify(heap)
        for _ in range(missing):
            i = heap[0][1]
            counts[i] += 1
            heapq.heapreplace(heap, (self._weakness(i, counts[i]), i))

    def drop(self, counts: list[int], surplus: int) -> None:
        """Take ``surplus`` units from the weakest claims, one by one."""
        heap = [(self._strength(i, held - 1), i) for i, held in enumerate(counts) if held]
        heapq.heapify(heap)
        for _ in range(surplus):
            i = heapq.heappop(heap)[1]
            counts[i] -= 1
            if counts[i]:
                heapq.heappush(heap, (self._strength(i, counts[i] - 1), i))
