"""Actuals against target (团购业绩跟进表): by store, product line, person, customer, or together.

Of each row: what was to be sold and what was, whether that is on pace for the day, what is still
missing and how much of it each remaining working day has to bring, and what it will come to.
Amounts are 元 as ``Decimal``, ratios floats; what cannot be said is ``None``, never 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

import pandas as pd

from kamtools.language import Text
from kamtools.money import NOUGHT, to_fen, total
from kamtools.periods import Period, months_of
from kamtools.rows import rows_of
from kamtools.targets.forecast import Forecast, forecast_month, forecast_year, level
from kamtools.targets.profiles import DayProfile

Key = tuple[str, ...]
ON_PACE = 0.95
"""Attainment over the share expected by now from which a row keeps pace."""
MEASURES = ["target", "challenge", "actual", "attainment", "gap", "run_rate", "expected_share",
            "expected", "ahead", "pace", "needed_a_day", "forecast", "forecast_attainment",
            "method", "standing"]  # fmt: skip
"""The columns of a follow-up after its keys; see ``follow_month``."""


class Standing(Enum):
    """Where a row stands; the value is what the form says."""

    CHALLENGE = Text("已达挑战目标", "challenge met")
    MET = Text("已达目标", "met")
    ON_PACE = Text("跟得上", "on pace")
    BEHIND = Text("落后", "behind")
    MISSED = Text("未完成", "missed")
    NO_TARGET = Text("没有目标", "no target")

    def __str__(self) -> str:
        return self.value.show()


@dataclass(frozen=True)
class Ledgered:
    """Amounts in 元 by row and month: what was sold, and what was to be."""

    actual: Mapping[tuple[Key, Period], Decimal]
    target: Mapping[tuple[Key, Period], Decimal]
    challenge: Mapping[tuple[Key, Period], Decimal] = field(default_factory=dict)
    before: Mapping[tuple[Key, Period], Decimal] = field(default_factory=dict)
    """Last year's sales under this year's months, moved with festivals and working days
    (``Seeds.weights``, or last year × ``Seeds.retiming``); the forecast leans on them."""

    @property
    def keys(self) -> list[Key]:
        """Every row that has a target or sold anything, in order."""
        return sorted({key for key, _ in (*self.actual, *self.target, *self.challenge)})

    @classmethod
    def of(
        cls,
        by: Sequence[str],
        actual: pd.DataFrame,
        target: pd.DataFrame,
        before: pd.DataFrame | None = None,
    ) -> "Ledgered":
        """From frames ``[*by, period, amount]`` and ``[*by, period, target, challenge]``.

        ``period`` is a ``Period`` or ``YYYY-MM``; rows of one key and month add up; with an empty
        ``by`` everything is one row. A blank key is an empty text: sales that name nobody count.
        """
        last = {} if before is None else _sums(before, by, "amount")
        return cls(
            _sums(actual, by, "amount"),
            _sums(target, by, "target"),
            _sums(target, by, "challenge") if "challenge" in target else {},
            last,
        )


def follow_month(
    by: Sequence[str], ledgered: Ledgered, as_of: date, profile: DayProfile | None = None
) -> pd.DataFrame:
    """The month of ``as_of``, whose actuals run to the end of that day; a row for each key.

    Columns after ``by``:

    - ``target``, ``challenge``, ``actual``; ``attainment`` = actual ÷ target; ``gap`` = target -
      actual, 0 once met;
    - ``run_rate``: actual a worked day so far; ``expected_share`` of the month that should be in,
      ``expected`` = target × it, ``ahead`` = actual - expected, ``pace`` = actual ÷ expected;
    - ``needed_a_day``: the gap over the worked days left;
    - ``forecast`` with its ``method``, ``forecast_attainment``; ``standing``.
    """
    profile = profile or DayProfile()
    month = Period.of(as_of)
    share = profile.expected(as_of)
    worked, left = _worked(profile, month.first_day, as_of, month.last_day)

    def row(key: Key) -> dict[str, object]:
        actual = ledgered.actual.get((key, month), NOUGHT)
        said = forecast_month(actual, share, _prior(ledgered, key, month))
        return _row(
            ledgered.target.get((key, month)), ledgered.challenge.get((key, month)), actual,
            share, worked, left, said, over=as_of == month.last_day,
        )  # fmt: skip

    return _frame(by, ledgered, row)


def follow_year(
    by: Sequence[str], ledgered: Ledgered, as_of: date, profile: DayProfile | None = None
) -> pd.DataFrame:
    """The year of ``as_of`` in the columns of ``follow_month``, for the whole of the year.

    A row's ``expected_share`` is what its own targets, with the current month by ``profile``, say
    should be in by now.
    """
    profile = profile or DayProfile()
    now, months = Period.of(as_of), months_of(as_of.year)
    share = profile.expected(as_of)
    worked, left = _worked(profile, months[0].first_day, as_of, months[-1].last_day)

    def row(key: Key) -> dict[str, object]:
        sold = {m: ledgered.actual.get((key, m), NOUGHT) for m in months if m <= now}
        targets = _of(ledgered.target, key, months)
        challenges = _of(ledgered.challenge, key, months)
        whole = total(targets.values()) if targets else None
        said = forecast_year(
            as_of.year, sold, as_of, share, before=_of(ledgered.before, key, months),
            targets=targets,
        )  # fmt: skip
        return _row(
            whole, total(challenges.values()) if challenges else None, total(sold.values()),
            _share_of_year(targets, now, share), worked, left, said,
            over=as_of == months[-1].last_day,
        )  # fmt: skip

    return _frame(by, ledgered, row)


def _row(
    target: Decimal | None,
    challenge: Decimal | None,
    actual: Decimal,
    share: float,
    worked: int,
    left: int,
    said: Forecast,
    *,
    over: bool,
) -> dict[str, object]:
    """The measures of one row."""
    expected = None if target is None else to_fen(target * Decimal(repr(share)))
    gap = None if target is None else max(NOUGHT, target - actual)
    pace = _ratio(actual, expected)
    return {
        "target": target,
        "challenge": challenge,
        "actual": actual,
        "attainment": _ratio(actual, target),
        "gap": gap,
        "run_rate": to_fen(actual / worked) if worked else None,
        "expected_share": share,
        "expected": expected,
        "ahead": None if expected is None else actual - expected,
        "pace": pace,
        "needed_a_day": to_fen(gap / left) if gap is not None and left else None,
        "forecast": said.amount,
        "forecast_attainment": None if said.amount is None else _ratio(said.amount, target),
        "method": str(said.method),
        "standing": str(_standing(target, challenge, actual, expected, over=over)),
    }


def _standing(
    target: Decimal | None,
    challenge: Decimal | None,
    actual: Decimal,
    expected: Decimal | None,
    *,
    over: bool,
) -> Standing:
    if target is None or expected is None:
        return Standing.NO_TARGET
    if challenge is not None and challenge >= target and actual >= challenge > 0:
        return Standing.CHALLENGE
    if actual >= target:
        return Standing.MET
    if over:
        return Standing.MISSED
    keeps = actual >= expected * Decimal(repr(ON_PACE))
    return Standing.ON_PACE if keeps else Standing.BEHIND


def _prior(ledgered: Ledgered, key: Key, month: Period) -> Decimal | None:
    """Last year's month at this year's level; ``None`` where last year is not known."""
    months = months_of(month.year)
    before = _of(ledgered.before, key, months)
    if month not in before or total(before.values()) <= 0:
        return None
    over = {m: ledgered.actual.get((key, m), NOUGHT) for m in months if m < month}
    rate = level(over, before)
    return before[month] if rate is None else before[month] * rate


def _share_of_year(targets: Mapping[Period, Decimal], now: Period, share: float) -> float:
    """What part of the year's targets falls before now; of twelfths where there are none."""
    weights = {month: max(0.0, float(amount)) for month, amount in targets.items()}
    if not sum(weights.values()):
        weights = dict.fromkeys(months_of(now.year), 1.0)
    passed = sum(amount for month, amount in weights.items() if month < now)
    return (passed + weights.get(now, 0.0) * share) / sum(weights.values())


def _worked(profile: DayProfile, first: date, as_of: date, last: date) -> tuple[int, int]:
    """How many days are worked up to ``as_of``, and after it."""
    days = [first + timedelta(step) for step in range((last - first).days + 1)]
    worked = [day for day in days if profile.calendar.is_working(day)]
    passed = sum(1 for day in worked if day <= as_of)
    return passed, len(worked) - passed


def _of(
    amounts: Mapping[tuple[Key, Period], Decimal], key: Key, months: Sequence[Period]
) -> dict[Period, Decimal]:
    return {month: amounts[key, month] for month in months if (key, month) in amounts}


def _ratio(actual: Decimal, base: Decimal | None) -> float | None:
    return float(actual / base) if base is not None and base > 0 else None


def _sums(frame: pd.DataFrame, by: Sequence[str], column: str) -> dict[tuple[Key, Period], Decimal]:
    sums: dict[tuple[Key, Period], Decimal] = {}
    for row in rows_of(frame):
        if row[column] is None:
            continue
        period = row["period"]
        month = period if isinstance(period, Period) else Period.parse(str(period))
        key = tuple("" if row[name] is None else str(row[name]) for name in by), month
        value = row[column]
        amount = value if isinstance(value, Decimal) else Decimal(str(value))
        sums[key] = sums.get(key, NOUGHT) + amount
    return sums


def _frame(
    by: Sequence[str], ledgered: Ledgered, row: Callable[[Key], dict[str, object]]
) -> pd.DataFrame:
    rows = [[*key, *row(key).values()] for key in ledgered.keys]
    return pd.DataFrame(rows, columns=[*by, *MEASURES], dtype=object)
