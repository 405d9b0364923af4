"""Which cells a formula may need, also one that nobody here can compute.

An answer may name too much, never too little: what can't be told counts as needing anything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kamtools.excel.book import Book
from kamtools.excel.calculation.tables import Table
from kamtools.excel.calculation.words import Box
from kamtools.excel.formulas import Formula, read_formula
from kamtools.excel.markup import main, number_in
from kamtools.excel.references import Reference, read_reference
from kamtools.excel.strings import unescape

_DEEPEST = 8
_ANYWHERE = frozenset(("OFFSET", "INDIRECT", "EVALUATE", "GET.CELL", "CALL"))
_RESIZING = frozenset(("SUMIF", "AVERAGEIF"))
"""They read as many cells of the third argument as the first has, whatever it says."""
UNSTEADY = re.compile(
    r"(?<![\w.])(?:_xlfn\.)?(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|CELL|INFO)\(", re.IGNORECASE
)
"""Functions of the hour, of chance, or of the file's name."""

Names = Mapping[tuple[str, int | None], str]
Needed = list[Box] | None
"""Areas (sheet, top, left, bottom, right; sheet None is the formula's own); None: may be any."""


@dataclass
class Needs:
    """What formulas need, seen through a workbook's names (by name and sheet) and tables."""

    names: Names
    tables: Mapping[str, Table]

    def of(self, text: str, sheet: int, depth: int = 0) -> Needed:
        """The areas that a formula (without ``=``) of a sheet may need."""
        formula = read_formula(text)
        if not _plain(formula) or depth > _DEEPEST:
            return None
        if depth and not all(_fixed(reference) for reference in formula.references):
            return None  # a name that means another cell wherever it is used
        found: list[Box] = [(one.sheet, *one.box()) for one in formula.references]
        for operand in formula.names:
            more = self._operand(operand, sheet, depth)
            if more is None:
                return None
            found += more
        return found

    def of_name(self, name: str, sheet: int, depth: int = 0) -> Needed:
        """The areas behind a defined name; one that is not defined needs nothing."""
        for scope in (sheet, None):
            target = self.names.get((name.casefold(), scope))
            if target is not None:
                return self.of(target, sheet, depth + 1)
        return []

    def _operand(self, text: str, sheet: int, depth: int) -> Needed:
        if text.startswith(("[", "'[")) and "]" in text and "!" in text:
            return []  # another workbook's cell
        if "[" in text:
            table = self.tables.get(text.partition("[")[0].casefold())
            return None if table is None else [_box(table)]
        if "!" in text:
            return None
        if text.casefold() in self.tables:
            return [_box(self.tables[text.casefold()])]
        return self.of_name(text, sheet, depth)

    @cached_property
    def _unsteady_names(self) -> frozenset[str]:
        found: set[str] = set()
        while True:
            more = {
                name for (name, _), text in self.names.items()
                if name not in found and (_unsteady(text) or _uses(text, found))
            }  # fmt: skip
            if not more:
                return frozenset(found)
            found |= more

    def unsteady(self, text: str) -> bool:
        """Whether a formula has another value at another hour."""
        return _unsteady(text) or (bool(self._unsteady_names) and _uses(text, self._unsteady_names))


def _box(table: Table) -> Box:
    return table.sheet, table.top, table.left, table.bottom, table.right


@lru_cache(maxsize=1 << 14)
def _unsteady(text: str) -> bool:
    return UNSTEADY.search(text) is not None


def _uses(text: str, names: Iterable[str]) -> bool:
    return bool(names) and any(name.casefold() in names for name in read_formula(text).names)


def _plain(formula: Formula) -> bool:
    """Whether a formula leads only where its operands say."""
    far = any(
        name.removeprefix("_XLFN.") in _ANYWHERE or name[:1] == ":" for name in formula.functions
    )
    resized = bool(_RESIZING & formula.functions)
    return formula.readable and not far and not resized and ":" not in formula.pieces


def _fixed(reference: Reference) -> bool:
    return all(
        (corner.row_fixed or not corner.row) and (corner.column_fixed or not corner.column)
        for corner in (reference.first, reference.end)
    )


def tables_of(book: Book) -> dict[str, Table]:
    """The tables of a workbook, by casefolded name."""
    return {
        name: table
        for sheet, part in book.sheets.items()
        for name, table in _tables(book, sheet, part)
    }


def _tables(book: Book, sheet: str, part: str) -> Iterator[tuple[str, Table]]:
    for stored in book.related(part, "table"):
        root = book.tree(stored)
        place = read_reference(root.get("ref", ""))
        if place is None:
            continue
        titles = tuple(
            unescape(column.get("name", "")).casefold()
            for column in root.iterfind(f"{main('tableColumns')}/{main('tableColumn')}")
        )
        rows = int(number_in(root, "headerRowCount", 1)), int(number_in(root, "totalsRowCount"))
        for name in {root.get("name", ""), root.get("displayName", "")}:
            yield name.casefold(), Table(sheet, *place.box(), *rows, titles)
