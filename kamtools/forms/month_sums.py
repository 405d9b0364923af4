"""Sales and targets summed over the spans that the month report compares."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from kamtools.forms.last_year import LastYear
from kamtools.ledger.queries.frames import Source
from kamtools.ledger.queries.targets import targets_of
from kamtools.money import NOUGHT, total
from kamtools.periods import Period

Sums = Mapping[object, Decimal]
Record = dict[str, object]
Query = Callable[[Source, Period, Period], pd.DataFrame]


@dataclass(frozen=True)
class Sold:
    """Sales by one key, in the four spans that the form compares.

    A span that reaches back before the ledger's first sale is ``None``: part of it is not it.
    """

    month: Sums
    last_year: Sums | None
    year: Sums
    last_year_so_far: Sums | None

    @classmethod
    def of(cls, frame: pd.DataFrame, key: str, period: Period, known: LastYear) -> "Sold":
        """Sum a ``[key, period, amount]`` frame of this year's and last year's months."""
        so_far = year_so_far(period)

        def before(months: list[Period]) -> Sums | None:
            if known.lacking(months):
                return None
            return sums_of(frame, key, [month.plus(-12) for month in months])

        return cls(
            sums_of(frame, key, [period]), before([period]),
            sums_of(frame, key, so_far), before(so_far),
        )  # fmt: skip

    def keys(self) -> set[object]:
        """Every key with sales in any of the spans."""
        return {*self.month, *self.year, *(self.last_year or {}), *(self.last_year_so_far or {})}

    def record(self, key: object) -> Record:
        """What a row of the form shows of ``key``."""
        return {
            "销售": self.month.get(key, NOUGHT),
            "去年": _of(self.last_year, key),
            "年累计": self.year.get(key, NOUGHT),
            "去年累计": _of(self.last_year_so_far, key),
        }


@dataclass(frozen=True)
class Goal:
    """Targets of one level by item: of the month, and of the year so far."""

    month: Sums
    year: Sums
    challenge: Sums
    year_challenge: Sums

    @classmethod
    def of(cls, ledger: Source, level: str, period: Period) -> "Goal":
        """The targets of ``level`` (公司, 门店, 员工)."""
        so_far = year_so_far(period)
        frame = targets_of(ledger, so_far[0], period, level)
        return cls(
            sums_of(frame, "item_id", [period], "target"),
            sums_of(frame, "item_id", so_far, "target"),
            sums_of(frame, "item_id", [period], "challenge"),
            sums_of(frame, "item_id", so_far, "challenge"),
        )

    def record(self, key: object) -> Record:
        """What a row of the form shows of ``key``; blank without a target."""
        return {"目标": self.month.get(key), "年目标": self.year.get(key)}

    def total(self) -> Decimal | None:
        """The month's targets together, ``None`` without any."""
        return total_if_any(self.month)


def _of(sums: Sums | None, key: object) -> Decimal | None:
    return None if sums is None else sums.get(key, NOUGHT)


def year_so_far(period: Period) -> list[Period]:
    """January to ``period``."""
    return period.back(period.month)


def both_years(query: Query, ledger: Source, period: Period) -> pd.DataFrame:
    """Sales from last year's January to ``period``."""
    return query(ledger, year_so_far(period.plus(-12))[0], period)


def sums_of(
    frame: pd.DataFrame, key: str, months: Iterable[Period], value: str = "amount"
) -> dict[object, Decimal]:
    """``value`` by ``key`` over the rows of ``months``; rows without a value do not count."""
    wanted = {str(month) for month in months}
    sums: dict[object, Decimal] = {}
    for name, period, amount in frame[[key, "period", value]].itertuples(index=False):
        if period in wanted and isinstance(amount, Decimal):
            sums[name] = sums.get(name, NOUGHT) + amount
    return sums


def total_if_any(sums: Sums) -> Decimal | None:
    """Their sum; ``None`` when there are none."""
    return total(sums.values()) if sums else None


def biggest_first(sold: Sold) -> Sequence[object]:
    """The keys by the month's sales."""
    return sorted(sold.keys(), key=lambda key: (-sold.month.get(key, NOUGHT), blank_last(key)))


def blank_last(key: object) -> tuple[bool, str]:
    """Sorts rows without a code to the end."""
    return key is None, str(key)
