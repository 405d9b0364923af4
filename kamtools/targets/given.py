"""What the ledger already says of a year's 目标 and 挑战目标."""

from decimal import Decimal
from typing import Literal

import pandas as pd

from kamtools.findings import Place
from kamtools.language import Text
from kamtools.money import NOUGHT
from kamtools.periods import Period
from kamtools.rows import place_of, rows_of
from kamtools.targets.cells import Cells

UNLISTED = "未登记"
"""The row of sales and targets whose store is not in the store list."""
COMPANY, STORE = "公司", "门店"
"""Levels of the ledger's targets."""
LEDGER = Place("ledger.duckdb", "targets")
Kind = Literal["target", "challenge"]
KINDS: dict[Kind, Text] = {
    "target": Text("目标", "target"),
    "challenge": Text("挑战目标", "challenge"),
}


class Given:
    """What the ledger already says, by kind: of the company's months, and of stores' months."""

    def __init__(
        self, targets: pd.DataFrame, listed: set[str], year: int, again: set[Period]
    ) -> None:
        self.company: dict[Kind, dict[Period, Decimal]] = {kind: {} for kind in KINDS}
        self.stores: dict[Kind, Cells] = {kind: {} for kind in KINDS}
        self.places: dict[Period, Place] = {}
        self.year = year
        for row in rows_of(targets):
            month = Period.parse(row["period"])
            store = row["item_id"] if row["item_id"] in listed else UNLISTED
            if month.year != year:
                continue
            for kind in (kind for kind in KINDS if row[kind] is not None):
                if row["level"] == COMPANY:
                    self.company[kind][month] = row[kind]
                    self.places[month] = place_of(row, LEDGER)
                elif row["level"] == STORE and month not in again:
                    so_far = self.stores[kind].get((store, month), NOUGHT)
                    self.stores[kind][store, month] = so_far + row[kind]

    def make_way_for(self, locks: Cells) -> None:
        """Forget what was decided of cells that are locked now, and 挑战目标 below the locks."""
        for key, amount in locks.items():
            self.stores["target"].pop(key, None)
            if self.stores["challenge"].get(key, amount) < amount:
                del self.stores["challenge"][key]
