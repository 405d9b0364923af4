"""What a month, or a year, will come to, and by which method that is said.

- ``run_rate`` (按日均): what came so far, over the days that passed, times the days there are.
- ``pace`` (按节奏): what came so far, over the share that should be in by now (``profiles``).
- ``prior`` (按去年): last year's same month, moved with festivals and working days, at this year's
  level.
- ``blend`` (节奏与去年): what came so far, plus the rest of the month at a level between pace and
  prior. Early in the month it leans on last year, late in it on what came. The default where last
  year is known: ``benchmarks/forecasts.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from kamtools.language import Text
from kamtools.money import NOUGHT, to_fen, total
from kamtools.periods import Period, months_of

PRIOR_COUNTS = 1.0
"""As how much of a month already seen the prior counts in ``blend``: as a whole one
(``benchmarks/forecasts.py``)."""
_SOONEST = 0.05
"""Share of a month from which on its pace alone says anything."""
SPAN = (Decimal("0.25"), Decimal(4))
"""Within which this year's level over last year's is believed."""


class Method(Enum):
    """How a forecast was made; the value is what a form says."""

    BLEND = Text("节奏与去年", "pace and last year")
    PACE = Text("按节奏", "by pace")
    PRIOR = Text("按去年", "by last year")
    RUN_RATE = Text("按日均", "by run rate")
    ACTUAL = Text("已结束", "over")
    TARGET = Text("其余月份按目标", "the remaining months at target")
    NONE = Text("没有依据", "nothing to go by")

    def __str__(self) -> str:
        return self.value.show()


@dataclass(frozen=True)
class Forecast:
    """An amount in 元 to the fen, and how it was found; ``None`` where nothing tells."""

    amount: Decimal | None
    method: Method


def forecast_month(sold: Decimal, share: float, prior: Decimal | None = None) -> Forecast:
    """What the month will come to.

    ``sold`` in 元 so far; ``share`` of the month that should be in by now, 0 to 1; ``prior``: what
    last year, moved and at this year's level, says of the whole month. The forecast is not below
    ``sold`` unless the prior is negative, which counts as 0.
    """
    if share >= 1:
        return Forecast(sold, Method.ACTUAL)
    seen = _exact(max(0.0, share))
    if prior is not None:
        counts = _exact(PRIOR_COUNTS)
        level = (max(NOUGHT, sold) + counts * max(NOUGHT, prior)) / (seen + counts)
        method = Method.BLEND if share > 0 else Method.PRIOR
        return Forecast(to_fen(sold + (1 - seen) * level), method)
    if share < _SOONEST:
        return Forecast(None, Method.NONE)
    return Forecast(to_fen(sold + (1 - seen) * max(NOUGHT, sold) / seen), Method.PACE)


def run_rate(sold: Decimal, passed: int, days: int) -> Forecast:
    """What the month comes to if every day sells alike; ``passed`` of its ``days`` are over."""
    if passed <= 0:
        return Forecast(None, Method.NONE)
    return Forecast(to_fen(sold * days / passed), Method.RUN_RATE)


def level(sold: Mapping[Period, Decimal], before: Mapping[Period, Decimal]) -> Decimal | None:
    """This year's level over last year's in the months of ``sold`` that are over.

    ``before``: last year's sales moved to this year's months. Kept within ``SPAN``; ``None`` where
    no month can be compared, or last year's come to nothing.
    """
    both = [month for month in sold if month in before]
    then = total(before[month] for month in both)
    if then <= 0:
        return None
    low, high = SPAN
    return max(low, min(high, total(sold[month] for month in both) / then))


def forecast_year(
    year: int,
    sold: Mapping[Period, Decimal],
    as_of: date,
    share: float,
    *,
    before: Mapping[Period, Decimal] | None = None,
    targets: Mapping[Period, Decimal] | None = None,
) -> Forecast:
    """What the year will come to.

    ``sold`` in 元 by month, the month of ``as_of`` in part (``share`` of it should be in);
    ``before``: last year's sales moved to this year's months (``Seeds.retiming``). Each month that
    is not over is last year's at this year's level; without last year, the target times what of
    the targets was attained so far; without either, like the mean month so far, once one is over.
    """
    now = Period.of(as_of)
    over = {month: sold.get(month, NOUGHT) for month in months_of(year)
            if month < now or (month == now and share >= 1)}  # fmt: skip
    rest = [month for month in months_of(year) if month not in over]
    done = total(over.values())
    if not rest:
        return Forecast(done, Method.ACTUAL)
    for base, method in ((before or {}, Method.BLEND), (targets or {}, Method.TARGET)):
        if not all(month in base for month in rest) or total(base.values()) <= 0:
            continue
        rate = _level_so_far(over, sold, base, now, share)
        months = [
            _month(sold.get(month, NOUGHT), share if month == now else 0.0, base[month] * rate)
            for month in rest
        ]
        return Forecast(to_fen(done + total(months)), method)
    return _by_twelfths(total(sold.values()), len(over) + max(0.0, share) * (now in rest))


def _by_twelfths(sold: Decimal, passed: float) -> Forecast:
    """Every month like the mean of those ``passed``; less than one says nothing."""
    if passed < 1:
        return Forecast(None, Method.NONE)
    return Forecast(to_fen(sold * 12 / _exact(passed)), Method.RUN_RATE)


def _level_so_far(
    over: Mapping[Period, Decimal],
    sold: Mapping[Period, Decimal],
    base: Mapping[Period, Decimal],
    now: Period,
    share: float,
) -> Decimal:
    """This year's level: of the months that are over, else of what is seen of this one, else 1."""
    found = level(over, base)
    if found is None and share >= _SOONEST and now in base:
        seen = {now: base[now] * _exact(share)}
        found = level({now: sold.get(now, NOUGHT)}, seen)
    return Decimal(1) if found is None else found


def _month(sold: Decimal, share: float, prior: Decimal) -> Decimal:
    amount = forecast_month(sold, share, prior).amount
    return NOUGHT if amount is None else amount


def _exact(share: float) -> Decimal:
    return Decimal(repr(float(share)))
