"""What the month report needs beyond sales and targets: the days, complaints, visits."""

import ibis
import pandas as pd

from kamtools.ledger.queries.frames import Source, collect, within
from kamtools.periods import Period


def sales_by_day(ledger: Source, period: Period) -> pd.DataFrame:
    """``[date, amount]`` of the days of the month that have sales."""
    rows = ledger.table("sales")
    mine = rows.filter(within(rows.date, period, period))
    return collect(mine.group_by("date").agg(amount=mine.amount.sum()).order_by("date"))


def complaints_at(ledger: Source, period: Period) -> pd.DataFrame:
    """Complaints of the month, and older ones still open at its end, oldest first.

    ``[complaint_id, date, customer_id, customer, content, handler, due, closed]``; ``closed`` is
    empty when it was closed after the month. Names stand where they are known, else ids.
    """
    rows = ledger.table("complaints")
    until = period.last_day
    known = rows.filter(rows.date <= until).mutate(
        closed=ibis.ifelse(rows.closed > until, ibis.null("date"), rows.closed)
    )
    mine = known.filter((known.date >= period.first_day) | known.closed.isnull())
    people = ledger.table("staff").select(owner_id="staff_id", person="name")
    firms = ledger.table("customers").select(customer_id="customer_id", firm="name")
    joined = mine.left_join(people, "owner_id").left_join(firms, "customer_id")
    named = joined.mutate(
        customer=ibis.coalesce(joined.firm, joined.customer_id),
        handler=ibis.coalesce(joined.person, joined.owner_id),
    )
    fields = ("complaint_id", "date", "customer_id", "customer", "content", "handler", "due")
    return collect(named.select(*fields, "closed").order_by("date", "complaint_id"))


def visits_by_staff(ledger: Source, period: Period) -> pd.DataFrame:
    """``[staff_id, planned, kept, done, customers]``: visits of the month, by person.

    ``planned`` counts visits planned for the month and ``kept`` those of them that were made by
    its end; ``done`` counts all visits made in it, to so many ``customers``.
    """
    rows = ledger.table("visits")
    planned = within(rows.planned, period, period).fill_null(False)
    made = within(rows.done, period, period).fill_null(False)
    mine = rows.filter(planned | made).mutate(
        is_planned=planned.cast("int"),
        is_kept=(planned & (rows.done <= period.last_day).fill_null(False)).cast("int"),
        is_made=made.cast("int"),
        seen=ibis.ifelse(made, rows.customer_id, ibis.null("string")),
    )
    return collect(
        mine.group_by("staff_id")
        .agg(
            planned=mine.is_planned.sum(),
            kept=mine.is_kept.sum(),
            done=mine.is_made.sum(),
            customers=mine.seen.nunique(),
        )
        .order_by("staff_id")
    )
