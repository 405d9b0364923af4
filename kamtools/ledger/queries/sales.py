"""What was sold: by store, customer and person, by month, and order by order.

Returns are negative amounts and are included everywhere, so that every split of a month adds up
to ``month_total``; sales without a store, customer or person stand under ``None`` for that reason.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pandas as pd

from kamtools.ledger.queries.frames import Source, collect, month_of, within
from kamtools.periods import Period


def sales_by_store_month(ledger: Source, first: Period, last: Period) -> pd.DataFrame:
    """``[store_id, period, amount]`` of the months ``first`` to ``last``."""
    return _by_month(_sales(ledger, first, last), "store_id")


def sales_by_customer_month(ledger: Source, first: Period, last: Period) -> pd.DataFrame:
    """``[customer_id, period, amount]`` of the months ``first`` to ``last``."""
    return _by_month(_sales(ledger, first, last), "customer_id")


def sales_by_line_month(ledger: Source, first: Period, last: Period) -> pd.DataFrame:
    """``[line, period, amount]``: by product line."""
    return _by_month(_sales(ledger, first, last), "line")


def sales_by_staff_month(ledger: Source, first: Period, last: Period) -> pd.DataFrame:
    """``[staff_id, period, amount]``: whoever the sale names, else the customer's owner."""
    owners = ledger.table("customers").select("customer_id", "owner_id")
    sales = _sales(ledger, first, last).left_join(owners, "customer_id")
    credited = sales.mutate(staff_id=ibis.coalesce(sales.staff_id, sales.owner_id))
    return _by_month(credited, "staff_id")


def sales_within_stores(ledger: Source, first: Period, last: Period, by: str) -> pd.DataFrame:
    """``[store_id, item, amount]``: what each person or line sold in each store.

    ``by`` is ``staff_id`` (whoever the sale names, else the customer's owner) or ``line``.
    """
    owners = ledger.table("customers").select("customer_id", "owner_id")
    sales = _sales(ledger, first, last).left_join(owners, "customer_id")
    item = ibis.coalesce(sales.staff_id, sales.owner_id) if by == "staff_id" else sales[by]
    known = sales.mutate(item=item)
    known = known.filter(known.store_id.notnull(), known.item.notnull())
    totals = known.group_by("store_id", "item").agg(amount=known.amount.sum())
    return collect(totals.order_by("store_id", "item"))


def sales_by_date(ledger: Source, first: Period, last: Period) -> pd.DataFrame:
    """``[date, amount]``: the company's sales by day, of the months ``first`` to ``last``."""
    sales = _sales(ledger, first, last)
    return collect(sales.group_by("date").agg(amount=sales.amount.sum()).order_by("date"))


def orders(ledger: Source, until: date) -> pd.DataFrame:
    """``[customer_id, order_no, date, amount]`` up to and with ``until``, oldest first.

    ``date`` is the order's first day. An order of returns only has an amount below zero.
    """
    sales = ledger.table("sales")
    known = sales.filter(sales.date <= until, sales.customer_id.notnull())
    totals = known.group_by("customer_id", "order_no").agg(
        date=known.date.min(), amount=known.amount.sum()
    )
    return collect(totals.order_by("date", "customer_id", "order_no"))


def month_total(ledger: Source, period: Period) -> Decimal:
    """All sales of the month in 元, returns taken off."""
    sales = _sales(ledger, period, period)
    (amount,) = collect(sales.agg(amount=sales.amount.sum()))["amount"]
    return amount if isinstance(amount, Decimal) else Decimal("0.00")


def sales_months(ledger: Source) -> list[Period]:
    """The months that have sales, in order."""
    month = month_of(ledger.table("sales").date).name("period")
    answer = collect(ledger.table("sales").select(month).distinct().order_by("period"))
    return [Period.parse(text) for text in answer["period"]]


def first_month(ledger: Source) -> Period | None:
    """The first month that has sales; before it nothing is known. ``None`` without sales."""
    sales = ledger.table("sales")
    (day,) = collect(sales.agg(first=sales.date.min()))["first"]
    return Period.of(day) if isinstance(day, date) else None


def _sales(ledger: Source, first: Period, last: Period) -> Any:
    sales = ledger.table("sales")
    return sales.filter(within(sales.date, first, last))


def _by_month(sales: Any, key: str) -> pd.DataFrame:
    totals = sales.group_by(key, period=month_of(sales.date)).agg(amount=sales.amount.sum())
    return collect(totals.order_by(key, "period"))
