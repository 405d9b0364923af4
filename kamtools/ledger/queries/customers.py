"""What is known of all customers at once: a few questions, however many cards are written."""

from datetime import date
from typing import Any

import ibis
import pandas as pd

from kamtools.ledger.queries.frames import Source, collect, within
from kamtools.periods import Period

ENDED = ("终止", "已终止", "解除", "已解除", "作废", "已作废")
"""Contract states that are over whatever the dates say."""


def open_complaints(ledger: Source, as_of: date) -> pd.DataFrame:
    """``[customer_id, complaint_id, date, content, handler, due]`` not closed at ``as_of``.

    ``handler`` is the name, or the id of someone who is not in the staff list. Oldest first.
    """
    rows = ledger.table("complaints")
    still = rows.closed.isnull() | (rows.closed > as_of)
    named = _named(ledger, rows.filter(rows.date <= as_of, still), "owner_id", "handler")
    fields = ("customer_id", "complaint_id", "date", "content", "handler", "due")
    return collect(named.select(*fields).order_by("date", "complaint_id"))


def recent_visits(ledger: Source, as_of: date, count: int) -> pd.DataFrame:
    """``[customer_id, done, visitor, purpose, result, next_step]``: each customer's last visits.

    At most ``count`` a customer, made up to ``as_of``; latest first.
    """
    rows = ledger.table("visits")
    made = rows.filter(rows.done <= as_of, rows.customer_id.notnull())
    latest = ibis.window(
        group_by=made.customer_id, order_by=[made.done.desc(), made.visit_id.desc()]
    )
    last = made.mutate(place=ibis.row_number().over(latest))
    named = _named(ledger, last.filter(last.place < count), "staff_id", "visitor")
    fields = ("customer_id", "done", "visitor", "purpose", "result", "next_step", "place")
    return collect(named.select(*fields).order_by("customer_id", "place")).drop(columns="place")


def contracts_in_force(ledger: Source, as_of: date) -> pd.DataFrame:
    """``[customer_id, contract_no, ends, value]`` of contracts that run at ``as_of``."""
    rows = ledger.table("contracts")
    running = rows.filter(
        rows.starts.isnull() | (rows.starts <= as_of),
        rows.ends.isnull() | (rows.ends >= as_of),
        rows.status.isnull() | rows.status.notin(ENDED),
        rows.customer_id.notnull(),
    )
    fields = ("customer_id", "contract_no", "ends", "value")
    return collect(running.select(*fields).order_by("customer_id", "ends", "contract_no"))


def receipts_by_customer(ledger: Source, first: Period, last: Period) -> pd.DataFrame:
    """``[customer_id, amount, count, latest]`` of money received in ``first`` to ``last``."""
    rows = ledger.table("receipts")
    mine = rows.filter(within(rows.date, first, last), rows.customer_id.notnull())
    totals = mine.group_by("customer_id").agg(
        amount=mine.amount.sum(), count=mine.count(), latest=mine.date.max()
    )
    return collect(totals.order_by("customer_id"))


def _named(ledger: Source, rows: Any, staff_id: str, name: str) -> Any:
    """``rows`` with the name of the person in column ``staff_id``, or the id where unknown."""
    people = ledger.table("staff").select(person_id="staff_id", person_name="name")
    joined = rows.left_join(people, rows[staff_id] == people.person_id)
    return joined.mutate(**{name: ibis.coalesce(joined.person_name, joined[staff_id])})
