"""What a filled workbook knows of itself: which form, for whom, and what was sent in every cell.

Each bound cell (one that a placeholder filled) carries a hidden defined name, which moves with it
when people insert rows; the values sent travel in a signed record (see ``record``).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from kamtools.excel.changes import Cell, Value
from kamtools.excel.references import read_reference
from kamtools.forms.binding import Placeholder, paths_in
from kamtools.forms.printed import Printed

NAME = "_kam.{number}"
"""The hidden name of a bound cell."""
FILE_NAME = "_kam.file."
"""The hidden name that ends with the file's id, for the day the hidden sheet is deleted."""
ABOVE, BELOW = "_kam.above.{number}", "_kam.below.{number}"
"""The hidden names of the cells next to a repeating block, which tell where it begins and ends."""
_PRINTED = re.compile(r"(?:版本号?|版号|版次)\s*[：:]\s*([0-9A-Za-z][\w.\-/]*)")


@dataclass(frozen=True, slots=True)
class LedgerField:
    """Where a cell's value lives in the ledger: cell value × ``scale`` = the ledger's value.

    Of a text, the ledger's value is ``prefix`` and the cell's (``扣分：`` and 迟到). A number must
    not be more than ``most``.
    An empty part of ``key`` belongs to a record that the ledger does not have yet (a free row of
    the form); it is what is typed into the cell of the same record that is bound to that column.
    """

    table: str
    key: tuple[str, ...]
    column: str
    scale: Decimal = Decimal(1)
    prefix: str = ""
    most: Decimal | None = None


Bindings = Mapping[tuple[str, int | None], LedgerField]
"""By placeholder path and record, counted from 0 (None: the path stands once): its ledger field."""


@dataclass(frozen=True, slots=True)
class BoundCell:
    """One cell as it was sent.

    ``path`` is the placeholder's (``客户.地址``, ``联系人[].手机``); where other text stands around
    placeholders, the template's text (``编号：{{客户.编号}}``). ``item`` is the record, from 0.
    """

    name: str
    path: str
    item: int | None
    sheet: str
    cell: str
    sent: Value
    editable: bool
    field: LedgerField | None = None


@dataclass(frozen=True)
class Identity:
    """What one file is. ``file_id`` follows from all of it but ``run``: same content, same id.

    ``recipient`` is who gets it, ``subject`` what it is about (customer ``K001``). ``printed`` is
    what else stands on the form; None where that is not known.
    """

    form: str
    template_version: str
    period: str
    recipient: str
    run: str
    file_id: str
    cells: tuple[BoundCell, ...]
    subject: str = ""
    printed: Printed | None = None


@dataclass(frozen=True)
class Letter:
    """To whom a form goes, and where its values live: what ``fill`` needs to mark the file.

    ``key`` signs the record; without one it travels unsigned.
    """

    period: str
    recipient: str
    subject: str = ""
    run: str = ""
    key: bytes | None = None
    bindings: Bindings = field(default_factory=dict)


@dataclass(frozen=True)
class Sender:
    """Who sends: the workspace's key, and the run."""

    key: bytes | None
    run: str

    def to(
        self, recipient: str, *, period: object, subject: str = "", bindings: Bindings | None = None
    ) -> Letter:
        """The letter that goes with one form."""
        return Letter(str(period), recipient, subject, self.run, self.key, bindings or {})


@dataclass(frozen=True)
class SentBlock:
    """The repeating rows of one list as they were sent; records are numbered as in ``item``."""

    number: int
    sheet: str
    name: str
    first_row: int
    height: int
    cells: tuple[BoundCell, ...]

    @property
    def copies(self) -> int:
        """How many records it has."""
        return 1 + max(each.item or 0 for each in self.cells)

    @property
    def items(self) -> list[int]:
        """The numbers of its records."""
        return sorted({each.item or 0 for each in self.cells})

    def records(self) -> dict[int, tuple[BoundCell, ...]]:
        """The cells of each record."""
        found: dict[int, list[BoundCell]] = {}
        for each in self.cells:
            found.setdefault(each.item or 0, []).append(each)
        return {item: tuple(cells) for item, cells in sorted(found.items())}

    def spot(self, cell: BoundCell) -> tuple[int, int]:
        """Which of its record's cells: the row inside the record, from 0, and the column."""
        place = place_of(cell)
        return (place.row - self.first_row) % self.height, place.column

    @property
    def neighbours(self) -> dict[str, Cell]:
        """The cells above and below it, by their hidden names; above row 1 there is none."""
        column = min(place_of(each).column for each in self.cells)
        below = self.first_row + self.height * self.copies
        found = {BELOW.format(number=self.number): Cell(self.sheet, below, column)}
        if self.first_row > 1:
            above = ABOVE.format(number=self.number)
            found[above] = Cell(self.sheet, self.first_row - 1, column)
        return found


def sent_blocks(identity: Identity) -> list[SentBlock]:
    """The repeating blocks of a file, as its bound cells tell."""
    lists: dict[tuple[str, str], list[BoundCell]] = {}
    for each in identity.cells:
        if each.item is not None:
            lists.setdefault((each.sheet, list_of(each)), []).append(each)
    found: list[SentBlock] = []
    for (sheet, name), cells in lists.items():
        for first, height in _runs({place_of(each).row for each in cells if each.item == 0}):
            copies = 1 + max(each.item or 0 for each in cells)
            rows = range(first, first + height * copies)
            mine = tuple(each for each in cells if place_of(each).row in rows)
            found.append(SentBlock(len(found) + 1, sheet, name, first, height, mine))
    return found


def _runs(rows: set[int]) -> list[tuple[int, int]]:
    """Where each run of adjoining rows begins, and how long it is."""
    starts = sorted(row for row in rows if row - 1 not in rows)
    return [
        (start, next(n for n in range(1, len(rows) + 1) if start + n not in rows))
        for start in starts
    ]


def list_of(cell: BoundCell) -> str:
    """The list whose record the cell shows a field of; empty for one that stands once."""
    return _list_in(cell.path)


@lru_cache(maxsize=4096)
def _list_in(text: str) -> str:
    names = (Placeholder(path).repeats for path in paths_in(text))
    return next((name for name in names if name), "")


def place_of(cell: BoundCell) -> Cell:
    """Where the cell stood when it was sent."""
    return cell_at(cell.sheet, cell.cell)


@lru_cache(maxsize=65536)
def cell_at(sheet: str, text: str) -> Cell:
    """The cell at an A1 address."""
    found = read_reference(text)
    assert found is not None, text
    return Cell(sheet, found.first.row, found.first.column)


def template_version(template: Path, texts: Iterable[str]) -> str:
    """The 版本 (版号, 版次) printed on the form, else the first 12 digits of the file's SHA-256."""
    for text in texts:
        if found := _PRINTED.search(text):
            return found[1]
    return hashlib.sha256(template.read_bytes()).hexdigest()[:12]
