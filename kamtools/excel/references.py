"""A1 references: cells, ranges, whole rows and columns, as formulas write them."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

LAST_ROW = 1_048_576
LONGEST_COLUMN = len("XFD")
LAST_COLUMN = 16_384

_PREFIX = r"(?:'(?:[^']|'')+'|[^'!:\s\[\]]+)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_REFERENCE = re.compile(
    rf"(?P<prefix>{_PREFIX})?"
    rf"(?:(?P<a>{_CELL})(?::(?P<again>{_PREFIX})?(?P<b>{_CELL}))?"
    r"|(?P<c1>\$?[A-Za-z]{1,3}):(?P<c2>\$?[A-Za-z]{1,3})"
    r"|(?P<r1>\$?[0-9]{1,7}):(?P<r2>\$?[0-9]{1,7}))"
)
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """``A`` is 1, ``AA`` is 27, no letters are 0; raises ``ValueError`` for what is no column."""
    number = 0
    if letters and not (len(letters) <= LONGEST_COLUMN and letters.isascii() and letters.isalpha()):
        raise ValueError(letters[:20])
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(number: int) -> str:
    """1 is ``A``, 27 is ``AA``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """The A1 address of a cell."""
    return f"{column_letters(column)}{row}"


class Corner(NamedTuple):
    """One end of a reference; a whole column has no row, a whole row has no column (0)."""

    column: int
    column_fixed: bool
    row: int
    row_fixed: bool

    def __str__(self) -> str:
        column = ("$" * self.column_fixed + column_letters(self.column)) if self.column else ""
        return column + (("$" * self.row_fixed + str(self.row)) if self.row else "")

    def moved(self, rows: int, columns: int) -> "Corner":
        """The corner as a copied formula sees it: what is not fixed moves along."""
        row = self.row if self.row_fixed or not self.row else (self.row + rows - 1) % LAST_ROW + 1
        column = self.column
        if column and not self.column_fixed:
            column = (column + columns - 1) % LAST_COLUMN + 1
        return self._replace(row=row, column=column)


class Reference(NamedTuple):
    """A cell or a range. ``sheet`` is None where the formula names none."""

    prefix: str
    first: Corner
    last: Corner | None = None

    @property
    def sheet(self) -> str | None:
        """The sheet's name, unquoted."""
        return unquoted(self.prefix[:-1]) if self.prefix else None

    @property
    def end(self) -> Corner:
        """The other corner; of a single cell, the same one."""
        return self.last or self.first

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return bool(self.first.row and self.first.column) and self.end == self.first

    def __str__(self) -> str:
        return f"{self.prefix}{self.first}" + (f":{self.last}" if self.last else "")

    def moved(self, rows: int, columns: int) -> "Reference":
        """The reference in a formula copied that many rows and columns away."""
        last = self.last.moved(rows, columns) if self.last else None
        return self._replace(first=self.first.moved(rows, columns), last=last)

    def box(self) -> tuple[int, int, int, int]:
        """First row, first column, last row, last column; whole rows and columns run to the end."""
        rows = sorted((self.first.row, self.end.row)) if self.first.row else [1, LAST_ROW]
        columns = (
            sorted((self.first.column, self.end.column)) if self.first.column else [1, LAST_COLUMN]
        )
        return rows[0], columns[0], rows[1], columns[1]


Mapping = Callable[[Reference], Reference]
"""Where a reference leads now."""


def unquoted(name: str) -> str:
    """A sheet's name without its quotes."""
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def quoted(name: str) -> str:
    """A sheet's name as formulas quote it."""
    return "'" + name.replace("'", "''") + "'"


@lru_cache(maxsize=1 << 16)
def read_reference(text: str) -> Reference | None:
    """The reference that ``text`` is, or None: a name, a table column, another workbook's cell."""
    found = _REFERENCE.fullmatch(text)
    if not found or "[" in (prefix := found["prefix"] or "") or ":" in prefix.strip("'"):
        return None
    ends = [part for part in found.group("a", "b", "c1", "c2", "r1", "r2") if part]
    corners = [_read_corner(end) for end in ends]
    if any(
        corner.row > LAST_ROW
        or corner.column > LAST_COLUMN
        or (not corner.row and end[-1:].isdigit())  # there is no row 0
        for corner, end in zip(corners, ends, strict=True)
    ):
        return None
    if (again := found["again"]) and again.casefold() != prefix.casefold():
        return None
    return Reference(prefix, corners[0], corners[1] if len(corners) > 1 else None)


def _read_corner(text: str) -> Corner:
    found = _CORNER.fullmatch(text)
    assert found is not None
    first, letters, second, digits = found.groups()
    if not letters:
        return Corner(0, False, int(digits), bool(first or second))
    return Corner(column_number(letters), bool(first), int(digits or 0), bool(second))
