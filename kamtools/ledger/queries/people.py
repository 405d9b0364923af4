"""The department's master data, whole: stores, staff and customers, each by its id."""

from typing import Any

import pandas as pd

from kamtools.ledger.queries.frames import Source, collect
from kamtools.ledger.tables import TABLES, Table


def stores(ledger: Source) -> pd.DataFrame:
    """Every store with the columns of ``tables.STORES``, closed ones too."""
    return collect(_whole(ledger, TABLES["stores"]))


def staff(ledger: Source) -> pd.DataFrame:
    """Every person with the columns of ``tables.STAFF``, those who left too."""
    return collect(_whole(ledger, TABLES["staff"]))


def customers(ledger: Source) -> pd.DataFrame:
    """Every customer with the columns of ``tables.CUSTOMERS``."""
    return collect(_whole(ledger, TABLES["customers"]))


def contacts(ledger: Source) -> pd.DataFrame:
    """Every contact with the columns of ``tables.CONTACTS``."""
    return collect(_whole(ledger, TABLES["contacts"]))


def _whole(ledger: Source, table: Table) -> Any:
    names = [column.name for column in table.columns]
    return ledger.table(table.name).select(*names).order_by(*table.key)
