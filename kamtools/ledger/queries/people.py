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
    """Every contact."""
    return _by_key(ledger, "contacts")


def _by_key(ledger: Source, name: str) -> pd.DataFrame:
    return collect(whole(ledger, name).order_by(*TABLES[name].key))
