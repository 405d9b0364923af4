"""What was sold until a day, and what people said of it: the facts of 团购业绩跟进表 and 任务表."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis
import pandas as pd

from kamtools.ledger.queries.frames import Source, collect, month_of, whole, within
from kamtools.periods import Period


def sold_until(ledger: Source, by: Sequence[str], first: Period, until: date) -> pd.DataFrame:
    """``[*by, period, amount]`` of the sales from ``first`` to the end of the day ``until``.

    ``by``: columns of the sales, none for the company's; ``staff_id`` is whoever the sale names,
    else the customer's owner.
    """
    sales = _credited(ledger, first, until)
    totals = sales.group_by(*by, period=month_of(sales.date)).agg(amount=sales.amount.sum())
    return collect(totals.order_by(*by, "period"))


def sold_by_day(ledger: Source, by: Sequence[str], first: Period, until: date) -> pd.DataFrame:
    """``[*by, date, amount]``, as ``sold_until`` but day by day."""
    sales = _credited(ledger, first, until)
    totals = sales.group_by(*by, "date").agg(amount=sales.amount.sum())
    return collect(totals.order_by(*by, "date"))


def last_sale_in(ledger: Source, period: Period) -> date | None:
    """The last day of the month that has sales; ``None`` without any."""
    sales = ledger.table("sales")
    mine = sales.filter(within(sales.date, period, period))
    (day,) = collect(mine.agg(last=mine.date.max()))["last"]
    return day if isinstance(day, date) else None


def sells_after(ledger: Source, day: date) -> bool:
    """Whether the ledger has sales of a later day."""
    sales = ledger.table("sales")
    (last,) = collect(sales.agg(last=sales.date.max()))["last"]
    return isinstance(last, date) and last > day


def plans_of(ledger: Source, period: Period) -> pd.DataFrame:
    """The month's rows of ``tables.PLANS``, by person and item, and where each came from."""
    plans = whole(ledger, "plans")
    return collect(plans.filter(plans.period == str(period)).order_by("staff_id", "item"))


def _credited(ledger: Source, first: Period, until: date) -> Any:
    sales = ledger.table("sales")
    owners = ledger.table("customers").select("customer_id", "owner_id")
    mine = sales.filter(sales.date >= first.first_day, sales.date <= until)
    named = mine.left_join(owners, "customer_id")
    return named.mutate(staff_id=ibis.coalesce(named.staff_id, named.owner_id))
