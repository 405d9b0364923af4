"""Putting all values of a change into their cells, with what was wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kamtools.excel.book import Book
from kamtools.excel.cells import content_of, filled, put
from kamtools.excel.changes import Cell, Value
from kamtools.excel.markup import Element, child
from kamtools.excel.references import Reference, address, read_reference
from kamtools.excel.repeated_rows import RepeatedRows, Slot
from kamtools.excel.shared_formulas import write_out_shared
from kamtools.excel.sheet import FORMULA, Sheet, merges_of
from kamtools.excel.styles import Styles
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

Boxed = tuple[Reference, tuple[int, int, int, int]]
_MANY = 1000
PART_OF_AN_ARRAY = FindingKind(
    "part_of_an_array",
    Severity.ERROR,
    what=Text(
        "该单元格属于数组公式 {range}，没有写入",
        "the cell is part of the array formula {range} and was not written",
    ),
    do=Text("请在模板里把数组公式换成普通公式", "use ordinary formulas in the template"),
)
HIDDEN_BY_A_MERGE = FindingKind(
    "hidden_by_a_merge",
    Severity.WARNING,
    what=Text(
        "该单元格被合并区域 {range} 盖住，写入的值看不见", "the merged cells {range} hide the value"
    ),
    do=Text("请填合并区域左上角的单元格", "fill the top left cell of the merged cells"),
)


@dataclass
class Filler:
    """Fills the cells of one book; ``formulas_gone`` tells whether any formula was replaced."""

    book: Book
    sheets: list[Sheet]
    findings: list[Finding] = field(default_factory=list)
    formulas_gone: bool = False

    def __post_init__(self) -> None:
        self.styles = Styles(self.book)

    def fill(self, values: Mapping[Cell, Value]) -> None:
        """Put all values; raises ``NoSuchSheet``."""
        by_name: dict[str, list[tuple[Cell, Value]]] = {}
        for cell, value in values.items():
            by_name.setdefault(cell.sheet, []).append((cell, value))
        by_part: dict[str, list[tuple[Cell, Value]]] = {}
        for name, some in by_name.items():
            by_part.setdefault(self.book.sheet_part(name), []).extend(some)
        for sheet in self.sheets:
            if sheet.part in by_part:
                self._fill_sheet(sheet, by_part[sheet.part])
                self.book.touch(sheet.part)

    def lock(self, cells: Mapping[Cell, bool]) -> None:
        """Lock and unlock cells; raises ``NoSuchSheet``."""
        sheets = {sheet.part: sheet for sheet in self.sheets}
        for cell, locked in cells.items():
            sheet = sheets[self.book.sheet_part(cell.sheet)]
            kept = sheet.kept(cell.row)
            if kept is not None and kept.is_filled(cell.row, cell.column):
                style = self.styles.locked(kept.style(cell.row, cell.column), locked)
                kept.restyle(cell.row, cell.column, style)
            else:
                self._lock_element(sheet.ensure(cell.row, cell.column), locked)
            self.book.touch(sheet.part)

    def _lock_element(self, element: Element, locked: bool) -> None:
        style = self.styles.locked(element.get("s"), locked)
        if style is not None:
            element.set("s", style)

    def _fill_sheet(self, sheet: Sheet, values: list[tuple[Cell, Value]]) -> None:
        merges = _Merges(merges_of(sheet.root))
        arrays = [(one, one.box()) for one in _arrays(sheet)]
        for cell, value in values:
            if arrays and (covering := _covering(arrays, cell)):
                self._note(PART_OF_AN_ARRAY, cell, range=covering)
                continue
            if value is not None and (covering := merges.over(cell)):
                self._note(HIDDEN_BY_A_MERGE, cell, range=covering)
            self._put(sheet, cell, value)
        sheet.widen_dimension(
            (cell.row, cell.column) for cell, value in values if value is not None
        )

    def _put(self, sheet: Sheet, cell: Cell, value: Value) -> None:
        kept = sheet.kept(cell.row)
        slot = kept.slots(cell.row).get(cell.column) if kept else None
        if kept and slot:
            self._put_kept(kept, slot, cell, value)
            return
        if value is None and sheet.cell(cell.row, cell.column) is None:
            return
        element = sheet.ensure(cell.row, cell.column)
        self._drop_formula(sheet, element)
        if isinstance(value, date):
            self._show_date(element, value)
        for kind, details in put(element, value, self.book.from_1904):
            self._note(kind, cell, **details)

    def _put_kept(self, rows: RepeatedRows, slot: Slot, cell: Cell, value: Value) -> None:
        """Put a value into a row that is kept as text."""
        style = slot.style
        if isinstance(value, date):
            style = self.styles.dated(style, isinstance(value, datetime))
        if slot.formula is not None:
            self.formulas_gone = True
        content, wrong = content_of(value, self.book.from_1904)
        if content is not None:
            rows.put(cell.row, cell.column, filled(style, content))
        for kind, details in wrong:
            self._note(kind, cell, **details)

    def _show_date(self, element: Element, value: date) -> None:
        style = self.styles.dated(element.get("s"), isinstance(value, datetime))
        if style is not None:
            element.set("s", style)

    def _drop_formula(self, sheet: Sheet, element: Element) -> None:
        formula = child(element, FORMULA)
        if formula is None:
            return
        if formula.get("t") == "shared":
            write_out_shared(sheet)
        self.formulas_gone = True

    def _note(self, kind: FindingKind, cell: Cell, **details: object) -> None:
        place = Place(self.book.path.name, cell.sheet, address(cell.row, cell.column))
        self.findings.append(kind.at(place, **details))


def _arrays(sheet: Sheet) -> list[Reference]:
    """The ranges of array formulas that fill more than their own cell."""
    texts = (
        formula.get("ref", "")
        for formula in sheet.formulas()
        if formula.get("t") in ("array", "dataTable")
    )
    found = (read_reference(text) for text in texts)
    return [one for one in found if one is not None and one.last not in (None, one.first)]


def _covering(ranges: list[Boxed], cell: Cell) -> Reference | None:
    for one, (top, left, bottom, right) in ranges:
        if top <= cell.row <= bottom and left <= cell.column <= right:
            return one
    return None


class _Merges:
    """Finds the merged cells that hide a cell; a form may have two in every one of its records."""

    def __init__(self, ranges: Iterator[Reference]) -> None:
        self._large: list[Boxed] = []
        self._hidden: dict[tuple[int, int], Reference] = {}
        for one in ranges:
            top, left, bottom, right = one.box()
            if (bottom - top + 1) * (right - left + 1) > _MANY:
                self._large.append((one, one.box()))
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        self._hidden.setdefault((row, column), one)

    def over(self, cell: Cell) -> Reference | None:
        """The merged cells that a cell is one of, unless it is the one that shows."""
        found = self._hidden.get((cell.row, cell.column))
        if found or not self._large:
            return found
        large = _covering(self._large, cell)
        shows = large and large.box()[:2] == (cell.row, cell.column)
        return None if shows else large
