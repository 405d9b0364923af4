"""What was read of one table on one sheet, on its way into the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from kamtools.ledger.imports.coerce import Array
from kamtools.ledger.imports.match import Layout
from kamtools.ledger.imports.tally import Tally


@dataclass
class Extract:
    """The rows of one table on one sheet: ``frame`` has what will be loaded.

    ``frame`` has the table's given columns (objects, ``None`` for blank) and ``source_row``,
    1-based. ``unread`` marks, by column, its rows whose cell could not be read. ``keys`` has the
    business keys of all the rows that were read, refused ones too. ``end`` is the first row,
    0-based, that belongs to the next table.
    """

    layout: Layout
    frame: pd.DataFrame
    unread: dict[str, Array]
    keys: pd.DataFrame
    tally: Tally
    read: int
    refused: int
    end: int

    def column_of(self, name: str) -> int:
        """The 0-based sheet column that ``name`` is read from; 0 for one from outside the rows."""
        indexes = next((s.indexes for s in self.layout.sources if s.column.name == name), ())
        return indexes[0] if indexes else 0

    def drop(self, rows: Array, *, refused: bool = True) -> None:
        """Take the rows marked in ``rows`` (a bool each) out of what will be loaded."""
        self.frame = self.frame[~rows].reset_index(drop=True)
        self.unread = {name: marks[~rows] for name, marks in self.unread.items()}
        if refused:
            self.refused += int(rows.sum())

    def parts(self) -> Iterator[pd.DataFrame]:
        """The rows of ``frame``, those together in which the same columns could be read.

        What could not be read is not given, so that the ledger keeps what it has there.
        """
        if not self.unread:
            yield self.frame
            return
        for names, rows in self.frame.groupby(list(self.unread.values()), sort=False):
            lacking = [
                name for name, is_lacking in zip(self.unread, names, strict=True) if is_lacking
            ]
            yield rows.drop(columns=lacking)
