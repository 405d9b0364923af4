"""What changed in the ledger, when, by whom and from which file."""

import pandas as pd

from kamtools.ledger.queries.frames import Source, collect


def history_of(ledger: Source, table: str, *key: str) -> pd.DataFrame:
    """The audit rows of one row of ``table``, oldest first; ``key`` is its business key."""
    audit = ledger.table("audit")
    mine = audit.filter(audit.table_name == table, audit.key == "|".join(key))
    return collect(mine.order_by("at", "column_name"))


def changes_of(ledger: Source, run: str) -> pd.DataFrame:
    """The audit rows of one transaction."""
    audit = ledger.table("audit")
    mine = audit.filter(audit.run == run)
    return collect(mine.order_by("table_name", "key", "column_name"))
