"""Small ledgers for tests: rows as keyword dictionaries, with the place they came from."""

from typing import Any

import pandas as pd

from kamtools.ledger.store import Change
from kamtools.ledger.tables import TABLES


def put(change: Change, table: str, *rows: dict[str, Any]) -> None:
    """Upsert ``rows``; the first is said to stand in row 2 of ``table.xlsx``."""
    frame = pd.DataFrame(rows, dtype=object)
    frame["source_file"], frame["source_sheet"] = f"{table}.xlsx", "Sheet1"
    frame["source_row"] = range(2, 2 + len(frame))
    change.upsert(TABLES[table], frame)
