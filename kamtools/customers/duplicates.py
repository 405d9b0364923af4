"""Customers that are certainly the same: one credit code or one phone under two ids.

Names are left alone: a fuzzy ratio can't tell two branches from one company (design, section 8).
"""

from collections.abc import Iterable, Iterator

import pandas as pd

from kamtools.customers.codes import clean_code, clean_phone

COLUMNS = ("customer_id", "other_id", "by", "value")
_SHORTEST_CODE = 15
"""A business licence number; what is shorter (无, 待补) is no code that two could share."""
_SHORTEST_PHONE = 7


def find_duplicates(customers: pd.DataFrame, contacts: pd.DataFrame | None = None) -> pd.DataFrame:
    """Pairs of customers that share a strong key, each with its evidence.

    ``customers`` has customer_id and credit_code, ``contacts`` customer_id and phone; spacing,
    width and case do not matter. Of a group, every later customer is paired with the first (by id).

    Returns customer_id, other_id (customer_id < other_id), by (信用代码 or 电话) and value.
    """
    codes = _pairs("信用代码", _codes(customers))
    phones = _pairs("电话", _phones(contacts)) if contacts is not None else ()
    return pd.DataFrame([*codes, *phones], columns=list(COLUMNS))


def _codes(customers: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for customer, text in zip(customers["customer_id"], customers["credit_code"], strict=True):
        if isinstance(text, str) and len(code := clean_code(text)) >= _SHORTEST_CODE:
            yield code, customer


def _phones(contacts: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for customer, text in zip(contacts["customer_id"], contacts["phone"], strict=True):
        if isinstance(text, str) and len(phone := clean_phone(text)) >= _SHORTEST_PHONE:
            yield phone, customer


def _pairs(by: str, keyed: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    holders: dict[str, set[str]] = {}
    for value, customer in keyed:
        holders.setdefault(value, set()).add(customer)
    for value, customers in holders.items():
        first, *others = sorted(customers)
        yield from ((first, other, by, value) for other in others)
