"""What the company's months come to, before they are divided over the stores."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kamtools.money import NOUGHT, total
from kamtools.periods import Period, months_of
from kamtools.targets.cells import Cells
from kamtools.targets.division import CompanyMonth, Origin
from kamtools.targets.given import Given, Kind
from kamtools.targets.rounding import apportion
from kamtools.targets.stated_limits import StatedLimit


@dataclass(frozen=True)
class Ambition:
    """How high to aim where nobody has said: the unit in 元, growth, and the challenge on top.

    ``reserve`` is assigned to the stores beyond what the company asks for (预留); ``floor`` the
    part of last year's month that no store's 目标 lies below (保底); 0 of either is none.
    """

    unit: Decimal
    growth: Decimal
    challenge: Decimal
    reserve: Decimal = NOUGHT
    floor: Decimal = NOUGHT


def company_months(
    kind: Kind,
    stores: list[str],
    base: Cells,
    ambition: Ambition,
    given: Given,
    unknown: Collection[Period],
    limits: Iterable[StatedLimit] = (),
) -> dict[Period, CompanyMonth]:
    """The company's months of ``kind``, and who says so.

    ``base``: last year as this year would have it, or the 目标 that the 挑战目标 goes by; nothing
    is known of the ``unknown`` months. Where ``limits`` say what the company's year or month is,
    only months that nobody gave follow.
    """
    settled = given.stores[kind]
    found: dict[Period, CompanyMonth] = {}
    for month in months_of(given.year):
        decided = [settled[store, month] for store in stores if (store, month) in settled]
        everyone = len(decided) == len(stores)
        raised = _raised(kind, (base.get((store, month), NOUGHT) for store in stores), ambition)
        if month in unknown and month not in given.company[kind] and not everyone:
            raised = CompanyMonth(NOUGHT, Origin.NOBODY)
        said = given.company[kind].get(month)
        found[month] = _company_month(said, decided, everyone=everyone, raised=raised)
    found = _limited(found, list(limits), ambition.unit)
    return _with_reserve(found, ambition) if kind == "target" else found


def _raised(kind: Kind, base: Iterable[Decimal], ambition: Ambition) -> CompanyMonth:
    """What the month should be where nobody says: ``base`` plus the rise, in whole units."""
    if kind == "target":
        return CompanyMonth(_in_units(total(base), ambition.growth, ambition.unit), Origin.GROWN)
    return CompanyMonth(_in_units(total(base), ambition.challenge, ambition.unit), Origin.RAISED)


def _in_units(base: Decimal, rise: Decimal, unit: Decimal) -> Decimal:
    units = (base * (1 + rise) / unit).quantize(Decimal(1), ROUND_HALF_UP)
    return max(NOUGHT, units * unit)


def _company_month(
    said: Decimal | None, settled: list[Decimal], *, everyone: bool, raised: CompanyMonth
) -> CompanyMonth:
    if said is not None:
        return CompanyMonth(said, Origin.GIVEN)
    if everyone or total(settled) > raised.amount:
        return CompanyMonth(total(settled), Origin.SUMMED)
    return raised


_Months = dict[Period, CompanyMonth]


def _limited(months: _Months, limits: list[StatedLimit], unit: Decimal) -> _Months:
    """The months that nobody gave, as the company's limits would have them; longer spans last."""
    for limit in sorted(limits, key=lambda each: (len(each.months), each.span)):
        held = total(months[month].amount for month in limit.months)
        low, high = limit.span_over(None)
        aim = held if high is None else min(held, high)
        aim = aim if low is None else max(aim, low)
        if aim != held:
            months = months | _scaled(months, limit.months, aim, unit)
    return months


def _scaled(
    months: Mapping[Period, CompanyMonth], span: Iterable[Period], aim: Decimal, unit: Decimal
) -> _Months:
    """Those of the span that nobody gave, in proportion, so that the span comes to ``aim``.

    What is less than a unit goes to the largest.
    """
    free = {m: months[m].amount for m in span if months[m].origin in _FREE and months[m].amount}
    fixed = total(months[m].amount for m in span if m not in free)
    left = max(NOUGHT, aim - fixed)
    if not free:
        return {}
    parts = apportion(free, left - left % unit, unit)
    largest = max(free, key=lambda month: (free[month], month))
    origin = Origin.SPREAD if len(list(span)) > 1 else Origin.LIMITED
    return {
        month: CompanyMonth(Decimal(part) + (left % unit if month == largest else NOUGHT), origin)
        for month, part in parts.items()
    }


_FREE = (Origin.GROWN, Origin.SPREAD, Origin.LIMITED)


def _with_reserve(months: _Months, ambition: Ambition) -> _Months:
    """More to divide than the company asks for, in whole units, unless every store is decided."""
    if not ambition.reserve:
        return months
    return {
        month: said if said.origin in (Origin.SUMMED, Origin.NOBODY) else _reserved(said, ambition)
        for month, said in months.items()
    }


def _reserved(said: CompanyMonth, ambition: Ambition) -> CompanyMonth:
    more = _in_units(said.amount, ambition.reserve - 1, ambition.unit)
    return CompanyMonth(said.amount + more, said.origin, more)
