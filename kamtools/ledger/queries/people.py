"""The department's master data, whole: stores, staff, customers and contacts, each by its id.

Every frame has the columns of its table in ``ledger.tables``, and source_file, source_sheet and
source_row: where each row came from.
"""

import pandas as pd

from kamtools.ledger.queries.frames import Source, collect, whole
from kamtools.ledger.tables import TABLES


def stores(ledger: Source) -> pd.DataFrame:
    """Every store, closed ones too."""
    return _by_key(ledger, "stores")


def staff(ledger: Source) -> pd.DataFrame:
    """Every person, those who left too."""
    return _by_key(ledger, "staff")


def customers(ledger: Source) -> pd.DataFrame:
    """Every customer."""
    return _by_key(ledger, "customers")


def contacts(ledger: Source) -> pd.DataFrame:
    """Every contact, in the order in which the export lists them; those added since come last."""
    rows = whole(ledger, "contacts")
    listed = rows.source_row.asc(nulls_first=False)
    return collect(rows.order_by("customer_id", listed, "name"))


def trade_areas(ledger: Source) -> pd.DataFrame:
    """Every survey of a store's trade area."""
    return _by_key(ledger, "trade_areas")


def _by_key(ledger: Source, name: str) -> pd.DataFrame:
    return collect(whole(ledger, name).order_by(*TABLES[name].key))
