"""The month a department works in."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from kamtools.errors import KamError
from kamtools.language import Text


class NotAPeriod(KamError):
    """A text that should name a month does not."""

    what = Text("“{text}”不是月份", "{text} is not a month")
    do = Text("请写成 2026-11 这样", "write it like 2026-11")


@dataclass(frozen=True, order=True)
class Period:
    """One calendar month; ``Period.parse("2026-11")`` reads it, ``str()`` writes it so."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 2999):
            raise NotAPeriod(text=f"{self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``YYYY-MM``; raises ``NotAPeriod`` for anything else."""
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip())
        if not found:
            raise NotAPeriod(text=text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Period":
        """The month that ``day`` lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def quarter(self) -> int:
        """Its quarter, 1 to 4."""
        return (self.month + 2) // 3

    def plus(self, months: int) -> "Period":
        """The month that many months later (earlier when negative)."""
        years, month0 = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Period(years, month0 + 1)

    def back(self, months: int) -> "list[Period]":
        """The ``months`` months that end with this one, oldest first."""
        return [self.plus(-step) for step in range(months - 1, -1, -1)]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def chinese(self) -> str:
        """As a form's title writes it: ``2026年11月``."""
        return f"{self.year}年{self.month}月"


def months_of(year: int) -> list[Period]:
    """The twelve months of ``year``, in order."""
    return [Period(year, month) for month in range(1, 13)]
