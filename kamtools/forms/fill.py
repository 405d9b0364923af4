"""Fill a template with data: resolve its placeholders, grow its repeating rows, write it whole."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kamtools.excel.changes import Cell, Changes, Grow, Value
from kamtools.excel.references import address
from kamtools.excel.template import Template, TextCell
from kamtools.excel.write import write
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms.binding import Unresolved, filled_text, placeholders, records
from kamtools.language import Text

UNKNOWN_PLACEHOLDER = FindingKind(
    "unknown_placeholder",
    Severity.ERROR,
    what=Text("表单“{form}”没有“{path}”这项数据", "form {form} has no data called {path}"),
    do=Text("改正模板里的占位符", "correct the placeholder in the template"),
)
TOO_MANY_RECORDS = FindingKind(
    "too_many_records",
    Severity.ERROR,
    what=Text(
        "“{name}”有 {count} 条，模板只有 {slots} 个位置",
        "{name} has {count} records for {slots} slots",
    ),
    do=Text("在模板里加位置，或改用 [] 重复行", "add slots to the template, or use [] rows"),
)
MIXED_LISTS = FindingKind(
    "mixed_lists",
    Severity.ERROR,
    what=Text("同一行里重复了两个列表：{names}", "one row repeats two lists: {names}"),
    do=Text("一行只能重复一个列表", "let a row repeat one list only"),
)


@dataclass(frozen=True)
class Tie:
    """A promise the report checks: the cell at defined ``name`` equals the ``ledger`` amount."""

    label: str
    name: str
    ledger: Decimal


@dataclass(frozen=True)
class Filled:
    """One filled workbook, what was noticed on the way, and the totals it must tie with."""

    form: str
    path: Path
    findings: tuple[Finding, ...] = ()
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class _Block:
    """Consecutive template rows that repeat for each record of one list."""

    sheet: str
    name: str
    first_row: int
    last_row: int

    @property
    def height(self) -> int:
        return self.last_row - self.first_row + 1


def fill(
    form: str, template: Path, data: Mapping[str, object], out: Path, *, ties: Iterable[Tie] = ()
) -> Filled:
    """Fill ``template`` with ``data`` into ``out``, atomically.

    A list with no records leaves one blank record row. A placeholder that ``data`` has no value
    for keeps standing in its cell and is an ERROR finding. Raises ``KamError`` when the template
    can't be opened.
    """
    cells = [cell for cell in Template.open(template).texts() if placeholders(cell.text)]
    findings = [*_overfull(form, template, cells, data), *_mixed(template, cells)]
    copies: dict[_Block, int] = {}
    for block in _blocks(cells):
        try:
            copies[block] = max(1, len(records(data, block.name)))
        except Unresolved:
            copies[block] = 1
    changes = Changes([Grow(b.sheet, b.first_row, b.height, n) for b, n in copies.items()], {})
    for cell in cells:
        findings += _put(cell, form, template, data, copies, changes.values)
    out.parent.mkdir(parents=True, exist_ok=True)
    findings += write(template, changes, out)
    return Filled(form, out, tuple(findings), tuple(ties))


def _put(
    cell: TextCell,
    form: str,
    template: Path,
    data: Mapping[str, object],
    copies: Mapping[_Block, int],
    values: dict[Cell, Value],
) -> list[Finding]:
    """Add what ``cell`` shows to ``values``, once per record; a finding when there is nothing."""
    for item, row in _rows(cell, copies):
        try:
            values[Cell(cell.sheet, row, cell.column)] = filled_text(cell.text, data, item)
        except Unresolved:
            place = Place(template.name, cell.sheet, address(cell.row, cell.column))
            return [UNKNOWN_PLACEHOLDER.at(place, form=form, path=cell.text)]
    return []


def _list_names(cell: TextCell) -> set[str]:
    return {mark.repeats for mark in placeholders(cell.text) if mark.repeats}


def _blocks(cells: Iterable[TextCell]) -> list[_Block]:
    """The repeating blocks, top to bottom: adjoining rows that show the same list are one."""
    rows: dict[tuple[str, int], str] = {}
    for cell in cells:
        for name in sorted(_list_names(cell))[:1]:
            rows.setdefault((cell.sheet, cell.row), name)
    blocks: list[_Block] = []
    for (sheet, row), name in sorted(rows.items()):
        last = blocks[-1] if blocks else None
        if last and (last.sheet, last.name, last.last_row + 1) == (sheet, name, row):
            blocks[-1] = _Block(sheet, name, last.first_row, row)
        else:
            blocks.append(_Block(sheet, name, row, row))
    return blocks


def _rows(cell: TextCell, copies: Mapping[_Block, int]) -> Iterator[tuple[int, int]]:
    """Each (record, row after growth) that a template cell stands at."""
    moved = cell.row
    for block, count in copies.items():
        if block.sheet != cell.sheet:
            continue
        if block.last_row < cell.row:
            moved += block.height * (count - 1)
        elif block.first_row <= cell.row:
            for item in range(count):
                yield item, moved + item * block.height
            return
    yield 0, moved


def _overfull(
    form: str, template: Path, cells: Iterable[TextCell], data: Mapping[str, object]
) -> Iterator[Finding]:
    slots: dict[tuple[str, str], int] = defaultdict(int)
    for cell in cells:
        for mark in placeholders(cell.text):
            if numbered := re.match(r"(.+?)\[(\d+)\]", mark.path):
                key = (cell.sheet, numbered[1])
                slots[key] = max(slots[key], int(numbered[2]))
    for (sheet, name), count in slots.items():
        try:
            found = len(records(data, name))
        except Unresolved:
            continue
        if found > count:
            place = Place(template.name, sheet)
            yield TOO_MANY_RECORDS.at(place, form=form, name=name, count=found, slots=count)


def _mixed(template: Path, cells: Iterable[TextCell]) -> Iterator[Finding]:
    names: dict[tuple[str, int], set[str]] = defaultdict(set)
    for cell in cells:
        names[cell.sheet, cell.row] |= _list_names(cell)
    for (sheet, row), lists in names.items():
        if len(lists) > 1:
            yield MIXED_LISTS.at(
                Place(template.name, sheet, f"{row}:{row}"), names="、".join(sorted(lists))
            )
