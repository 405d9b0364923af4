"""What a store's targets depend on besides its sales: when it opened, and when it closes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from kamtools.language import Text
from kamtools.money import to_fen
from kamtools.periods import Period
from kamtools.rows import rows_of


@dataclass(frozen=True)
class Note:
    """Something about a store's weights that whoever signs the form should know."""

    store_id: str
    what: Text
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.what.show(**self.values)


@dataclass(frozen=True)
class Shop:
    """A store: a date that is not known is no limit."""

    store_id: str
    region: str
    opened: date | None
    closed: date | None

    def whole(self, month: Period) -> bool:
        """Whether it was open on every day of the month."""
        opened, closed = self.opened, self.closed
        return (opened is None or opened <= month.first_day) and (
            closed is None or closed >= month.last_day
        )

    def whole_year(self, year: int) -> bool:
        """Whether it was open on every day of the year."""
        return self.whole(Period(year, 1)) and self.whole(Period(year, 12))

    def open_days(self, month: Period) -> int:
        """On how many days of the month it is open; the days it opens and closes are open."""
        if self.opened is None and self.closed is None:
            return month.last_day.day
        first = max(self.opened or month.first_day, month.first_day)
        last = min(self.closed or month.last_day, month.last_day)
        return max(0, (last - first).days + 1)

    def open_part(self, month: Period) -> float:
        """On what part of the month's days it is open, 0 to 1."""
        return self.open_days(month) / month.last_day.day

    def gone(self, month: Period) -> bool:
        """Whether it closed before the month."""
        return self.closed is not None and self.closed < month.first_day

    def open_in(self, month: Period) -> bool:
        """Whether it may have a target in the month."""
        return self.open_days(month) > 0

    def part_of(self, month: Period, amount: Decimal) -> Decimal:
        """Of a whole month's ``amount`` in 元 what the open days come to."""
        days = self.open_days(month)
        whole = month.last_day.day
        return amount if days == whole else to_fen(amount * days / whole)

    def is_new(self, month: Period) -> bool:
        """Whether it is open in the month and was not for the whole of it a year before."""
        before = month.plus(-12).first_day
        return self.open_in(month) and self.opened is not None and self.opened > before


def shops(stores: pd.DataFrame) -> list[Shop]:
    """The stores of the ledger's frame ``[store_id, region, opened, closed]``, by region and id."""
    found = [
        Shop(row["store_id"], row["region"] or "", _day(row["opened"]), _day(row["closed"]))
        for row in rows_of(stores)
    ]
    return sorted(found, key=lambda shop: (shop.region, shop.store_id))


def _day(value: date | None) -> date | None:
    """A timestamp's day; pandas hands them out where a frame holds dates."""
    return value.date() if isinstance(value, datetime) else value
