"""Structured references, ``销售[金额]`` and ``[@金额]``, written as the cells they stand for.

Source: Microsoft, "Using structured references with Excel tables"; in files ``@`` is written
``[#This Row]``, and ``'`` stands before ``[ ] # '`` in a column's name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kamtools.excel.calculation.values import Unknown
from kamtools.excel.calculation.words import NO_TABLE
from kamtools.excel.formulas import read_formula
from kamtools.excel.references import Reference, column_letters, quoted

_PART = re.compile(r"\[((?:'.|[^\[\]'])*)\]")
_SPECIAL = {"#all", "#data", "#headers", "#totals", "#this row"}


@dataclass(frozen=True)
class Table:
    """Where a table stands. ``titles`` are its columns' names, casefolded."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int
    header_rows: int
    totals_rows: int
    titles: tuple[str, ...]

    def rows(self, wanted: frozenset[str], row: int) -> tuple[int, int]:
        """First and last row of the parts that are asked for."""
        first, last = self.top + self.header_rows, self.bottom - self.totals_rows
        if "#this row" in wanted:
            if len(wanted) > 1 or not first <= row <= last:
                raise Unknown("a row outside of its table")
            return row, row
        ends = {"#headers": (self.top, first - 1), "#data": (first, last),
                "#totals": (last + 1, self.bottom), "#all": (self.top, self.bottom)}  # fmt: skip
        found = [ends[one] for one in wanted or ("#data",)]
        if any(low > high for low, high in found) or wanted == {"#headers", "#totals"}:
            raise Unknown("a part that its table doesn't have")
        return min(low for low, _ in found), max(high for _, high in found)

    def column(self, title: str) -> int:
        """The column of a title."""
        if title.casefold() not in self.titles:
            raise Unknown(title)
        return self.left + self.titles.index(title.casefold())


def plain_references(
    text: str, row: int | None, home: Table | None, tables: Mapping[str, Table]
) -> str:
    """The formula with A1 references in place of structured ones.

    ``row`` is the formula's own (None: a name has none), ``home`` the table it stands in. Raises
    ``Unknown`` for what isn't understood.
    """
    if "[" not in text and not any(name in text.casefold() for name in tables):
        return text
    formula = read_formula(text)
    if not formula.readable:
        raise Unknown(text)
    return "".join(
        str(piece)
        if isinstance(piece, Reference)
        else _piece(piece, row, home, tables, formula.names)
        for piece in formula.pieces
    )


def _piece(
    piece: str,
    row: int | None,
    home: Table | None,
    tables: Mapping[str, Table],
    names: tuple[str, ...],
) -> str:
    if piece not in names:
        return piece
    name, bracket, rest = piece.partition("[")
    table = tables.get(name.casefold()) if name else home
    if bracket and "!" in piece and table is None:
        return piece
    if table is None:
        if bracket:
            raise Unknown(NO_TABLE)
        return piece
    return _cells(table, bracket + rest, row)


def _cells(table: Table, inside: str, row: int | None) -> str:
    special, titles = _read(inside)
    top, bottom = table.rows(special, row or 0)
    columns = [table.column(title) for title in titles] or [table.left, table.right]
    left, right = min(columns), max(columns)
    dollar = "" if "#this row" in special else "$"
    first = f"${column_letters(left)}{dollar}{top}"
    last = f"${column_letters(right)}{dollar}{bottom}"
    return f"{quoted(table.sheet)}!{first}" + ("" if first == last else f":{last}")


def _read(inside: str) -> tuple[frozenset[str], list[str]]:
    """The special items and the column titles inside the brackets of a table's name."""
    if inside in ("", "[]"):
        return frozenset(), []
    content = inside[1:-1]
    parts = [inside] if _PART.fullmatch(inside) else _split(content)
    special, titles = set(), []
    for part in parts:
        item = part[1:-1]
        if item.casefold() in _SPECIAL:
            special.add(item.casefold())
        elif item.startswith("@"):
            special.add("#this row")
            titles.append(re.sub(r"'(.)", r"\1", item[1:]))
        else:
            titles.append(re.sub(r"'(.)", r"\1", item))
    return frozenset(special), titles


def _split(content: str) -> list[str]:
    """``[#Data],[一]:[三]`` as its parts."""
    parts, position = [], 0
    content = content.strip()
    while position < len(content):
        found = _PART.match(content, position)
        if found is None:
            raise Unknown(content)
        parts.append(found.group())
        position = found.end()
        gap = re.compile(r"\s*[,:]?\s*").match(content, position)
        position = gap.end() if gap else position
    return parts
