"""What 团购业绩跟进表 knows: sales until a day, targets, last year moved, the month's pace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

import pandas as pd

from kamtools.errors import KamError
from kamtools.forms.last_year import LastYear
from kamtools.language import Text
from kamtools.ledger.queries import follow_up as queries
from kamtools.ledger.queries import people, sales
from kamtools.ledger.queries.frames import Source
from kamtools.ledger.queries.targets import targets_of
from kamtools.money import NOUGHT, to_fen, total
from kamtools.periods import Period, months_of
from kamtools.rows import Row, rows_of
from kamtools.targets.calendars import WorkCalendar
from kamtools.targets.cells import Cells, frame_of
from kamtools.targets.factors import YEARS
from kamtools.targets.follow_up import Ledgered
from kamtools.targets.mix import Evidence
from kamtools.targets.profiles import DayProfile, learn_profile
from kamtools.targets.reference import reference_targets
from kamtools.targets.seeds import Seeds, seed
from kamtools.targets.shops import Shop, shops

COMPANY = "公司"
LEVELS = {"store_id": "门店", "staff_id": "员工", "line": "产品线", "customer_id": "客户"}
"""The level of the ledger's targets that a column of the sales answers to."""


def followed_until(ledger: Source, period: Period, calendar: WorkCalendar | None = None) -> date:
    """The day up to which the month's sales are known, as far as the ledger tells.

    Its last day when later sales are known, or when no working day follows the last sale; else the
    day of the last sale. The first day while nothing was sold.
    """
    end = period.last_day
    last = queries.last_sale_in(ledger, period)
    if queries.sells_after(ledger, end):
        return end
    if last is None:
        return period.first_day
    work = calendar or WorkCalendar()
    rest = (last + timedelta(step) for step in range(1, (end - last).days + 1))
    return last if any(work.is_working(day) for day in rest) else end


class NotADayOf(KamError):
    """A day is asked for that does not lie in the month."""

    what = Text("“{text}”不是{month}里的一天", "{text} is not a day of {month}")
    do = Text("写成 {example} 这样，或留空", "write it like {example}, or leave it empty")


@dataclass(frozen=True)
class Facts:
    """The ledger as it stood at the end of the day ``as_of``; what was asked once is kept."""

    ledger: Source
    as_of: date

    @classmethod
    def until(cls, ledger: Source, period: Period, as_of: date | str) -> "Facts":
        """As the month stood at ``as_of``; raises ``NotADayOf``."""
        try:
            day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of.strip())
        except ValueError:
            day = None
        if day is None or Period.of(day) != period:
            raise NotADayOf(text=as_of, month=period.chinese, example=period.last_day)
        return cls(ledger, day)

    @property
    def month(self) -> Period:
        """The month that is followed."""
        return Period.of(self.as_of)

    @property
    def through(self) -> Period | None:
        """The last month of the year that is over at ``as_of``; ``None`` in its first."""
        over = self.as_of == self.month.last_day
        last = self.month if over else self.month.plus(-1)
        return last if last.year == self.month.year else None

    @cached_property
    def profile(self) -> DayProfile:
        """How the days of a month share it: learnt from the days before this month."""
        days = self._days(self.month.plus(-1))
        return learn_profile(days)

    @property
    def share(self) -> float:
        """The share of the month that should be in by ``as_of``."""
        return self.profile.expected(self.as_of)

    def working_days(self) -> tuple[int, int]:
        """The month's working days up to ``as_of``, and after it."""
        first, last = self.month.first_day, self.month.last_day
        days = [first + timedelta(step) for step in range(last.day)]
        worked = [day for day in days if self.profile.calendar.is_working(day)]
        passed = sum(1 for day in worked if day <= self.as_of)
        return passed, len(worked) - passed

    @cached_property
    def seeds(self) -> Seeds:
        """What the stores' months weigh this year, from what was known when it began."""
        year = self.month.year
        now = Period(year - 1, 12)
        first = Period(year - YEARS, 1)
        sold = sales.sales_by_store_month(self.ledger, first, now)
        cells: Cells = {
            (row["store_id"] or "", Period.parse(row["period"])): row["amount"]
            for row in rows_of(sold)
        }
        return seed(cells, self.shops, year, now, evidence=Evidence(days=self._days(now)))

    def store(self, store_id: object) -> Row:
        """The store's row in the ledger; empty for one that is not listed."""
        return self._stores.get(store_id, {})

    @cached_property
    def _stores(self) -> dict[object, Row]:
        return {row["store_id"]: row for row in rows_of(people.stores(self.ledger))}

    @cached_property
    def shops(self) -> list[Shop]:
        """The stores, by region and id."""
        return shops(people.stores(self.ledger))

    def ledgered(self, *by: str) -> Ledgered:
        """Sales and targets by the columns ``by`` (none: the company), with references.

        Product lines and customers that have no targets in the ledger get reference targets, for
        this month only.
        """
        if by not in self._asked:
            actual = self.sold(*by)
            self._asked[by] = Ledgered.of(list(by), actual, self._targets(*by), self._before(*by))
        return self._asked[by]

    def sold(self, *by: str) -> pd.DataFrame:
        """``[*by, period, amount]`` of this year until ``as_of``."""
        return queries.sold_until(self.ledger, by, Period(self.month.year, 1), self.as_of)

    def by_month(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Sales and targets in 元: the stores that have a target this year × the months so far."""
        ledgered = self.ledgered("store_id")
        months = [month for month in months_of(self.month.year) if month <= self.month]
        stores = sorted({key[0] for key, _ in ledgered.target})
        sold = {(key[0], month): amount for (key, month), amount in ledgered.actual.items()}
        goal = {(key[0], month): amount for (key, month), amount in ledgered.target.items()}
        return frame_of(sold, stores, months), frame_of(goal, stores, months)

    def month_total(self) -> Decimal:
        """All sales of the month until ``as_of``."""
        return self.totals("amount", self.sold()).get(self.month, NOUGHT)

    def year_total(self) -> Decimal:
        """All sales of the year until ``as_of``."""
        return total(self.totals("amount", self.sold()).values())

    def last_year_month(self, *by: str) -> dict[str, Decimal] | None:
        """What this month's rows sold in last year's same month; ``None`` where not known."""
        return self._last_year(by, self.month.plus(-12).last_day)

    def last_year_so_far(self, *by: str) -> dict[str, Decimal] | None:
        """The same until the same day of the month; of all of it once this month is over."""
        last = self.month.plus(-12).last_day
        over = self.as_of == self.month.last_day
        day = last.day if over else min(self.as_of.day, last.day)
        return self._last_year(by, last.replace(day=day))

    def _last_year(self, by: tuple[str, ...], until: date) -> dict[str, Decimal] | None:
        if LastYear.of(self.ledger).lacking([self.month]):
            return None
        frame = queries.sold_until(self.ledger, by, self.month.plus(-12), until)
        return {str(row[by[0]] or ""): row["amount"] for row in rows_of(frame)}

    def is_reference(self, by: str) -> bool:
        """Whether nobody decided targets for the rows of ``by``."""
        return self.decided(by).empty

    def company_target(self) -> Decimal | None:
        """The month's target: the company's own, else what the stores' add up to."""
        for level in (COMPANY, LEVELS["store_id"]):
            found = rows_of(targets_of(self.ledger, self.month, self.month, level))
            if found:
                return total(row["target"] for row in found)
        return None

    @staticmethod
    def totals(column: str, frame: pd.DataFrame) -> dict[Period, Decimal]:
        """A frame's ``column`` by month."""
        sums: dict[Period, Decimal] = {}
        for row in rows_of(frame):
            month = Period.parse(str(row["period"]))
            sums[month] = sums.get(month, NOUGHT) + row[column]
        return sums

    def decided(self, *by: str) -> pd.DataFrame:
        """``[*by, period, target, challenge]`` of the year, as the ledger holds them."""
        months = months_of(self.month.year)
        level = LEVELS[by[0]] if by else COMPANY
        found = targets_of(self.ledger, months[0], months[-1], level)
        return found.rename(columns={"item_id": by[0]}) if by else found

    def _targets(self, *by: str) -> pd.DataFrame:
        found = self.decided(*by)
        if found.empty and by and by[0] in ("line", "customer_id"):
            return self._references(by[0])
        return found

    def _references(self, by: str) -> pd.DataFrame:
        """A line's share is of last year's same month, which knows the season; a customer buys
        too seldom for that, so a customer's is of the twelve months before this one."""
        target = self.company_target()
        past = self.last_year_month(by) if by == "line" else self._past_year(by)
        given = {} if target is None else reference_targets(target, past or {})
        rows = [(key, str(self.month), amount, None) for key, amount in given.items()]
        return pd.DataFrame(rows, columns=[by, "period", "target", "challenge"], dtype=object)

    def _past_year(self, by: str) -> dict[str, Decimal]:
        """What each row sold in the twelve months before this one."""
        until = self.month.plus(-1).last_day
        frame = queries.sold_until(self.ledger, (by,), self.month.plus(-12), until)
        sums: dict[str, Decimal] = {}
        for row in rows_of(frame):
            key = str(row[by] or "")
            sums[key] = sums.get(key, NOUGHT) + row["amount"]
        return sums

    def _before(self, *by: str) -> pd.DataFrame:
        """Last year's sales under this year's months, moved; only of the months that are known."""
        first = Period(self.month.year - 1, 1)
        frame = queries.sold_until(self.ledger, by, first, first.plus(11).last_day)
        known = LastYear.of(self.ledger)
        rows = []
        for row in rows_of(frame):
            month = Period.parse(row["period"])
            if known.is_known(month):
                moved = Decimal(repr(self._retiming[month.plus(12)]))
                amount = to_fen(row["amount"] * moved)
                key = [row[name] for name in by]
                gone = by == ("store_id",) and self._is_gone(key[0], month.plus(12))
                rows.append([*key, month.plus(12), NOUGHT if gone else amount])
        return pd.DataFrame(rows, columns=[*by, "period", "amount"], dtype=object)

    def _is_gone(self, store_id: object, month: Period) -> bool:
        """Whether the store closed before the month: it will not sell what it sold last year."""
        return any(shop.store_id == store_id and shop.gone(month) for shop in self.shops)

    @cached_property
    def _asked(self) -> dict[tuple[str, ...], Ledgered]:
        return {}

    @cached_property
    def _retiming(self) -> Mapping[Period, float]:
        return self.seeds.retiming

    def _days(self, last: Period) -> dict[date, float]:
        found = sales.sales_by_date(self.ledger, Period(self.month.year - YEARS, 1), last)
        return {row["date"]: float(row["amount"]) for row in rows_of(found)}
