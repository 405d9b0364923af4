"""Fill a template with data: resolve its placeholders, grow its repeating rows, write it whole."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from kamtools.excel.changes import Cell, Changes, Grow, Value
from kamtools.excel.references import address
from kamtools.excel.template import TextCell
from kamtools.excel.write import write
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms import record
from kamtools.forms.binding import (
    Unresolved,
    filled_text,
    is_half,
    lists,
    placeholders,
    whole_path,
)
from kamtools.forms.blocks import Block, blocks, counts, places
from kamtools.forms.identity import (
    FILE_NAME,
    NAME,
    BoundCell,
    Identity,
    Letter,
    place_of,
    sent_blocks,
    template_version,
)
from kamtools.forms.opening import texts_of
from kamtools.forms.printed import Printed, printed
from kamtools.forms.sent_values import carried
from kamtools.forms.unresolved import told, told_of_record
from kamtools.language import Text

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
    Severity.INFO,
    what=Text(
        "两个列表并排，记录数不同：{names}；按多的一个重复，少的一个下面留空",
        "lists of different length stand side by side: {names}; below the shorter it is blank",
    ),
    do=Text(
        "不想并排，就让它们各占各的行",
        "give each list rows of its own if they should not stand side by side",
    ),
)
_COUNTED = Text("{name} {count} 条", "{name} {count}")
HALF_A_PLACEHOLDER = FindingKind(
    "half_a_placeholder",
    Severity.ERROR,
    what=Text(
        "“{text}”像占位符，但大括号不对，会原样印在表上",
        "{text} looks like a placeholder, but its braces are wrong; it is printed as it is",
    ),
    do=Text("写成 {{{{名称}}}}：两对英文大括号", "write {{{{name}}}}: two pairs of plain braces"),
)

Key = tuple[str, int | None]
"""A cell by its placeholder's path and its record in a repeating block."""


@dataclass(frozen=True)
class Tie:
    """A promise the report checks: the cell at defined ``name`` equals the ``ledger`` amount."""

    label: str
    name: str
    ledger: Decimal


@dataclass(frozen=True)
class Example:
    """What one form shows, by the names its placeholders use, and the totals it must tie with."""

    data: Mapping[str, object]
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class Filled:
    """One filled workbook: what was noticed on the way, the totals it must tie with, and what was
    sent in it, where it was filled with a letter."""

    form: str
    path: Path
    findings: tuple[Finding, ...] = ()
    ties: tuple[Tie, ...] = ()
    identity: Identity | None = None


def fill(
    form: str,
    template: Path,
    data: Mapping[str, object],
    out: Path,
    *,
    ties: Iterable[Tie] = (),
    letter: Letter | None = None,
    also: Mapping[Cell, Value] | None = None,
    shut: Container[Key] = (),
) -> Filled:
    """Fill ``template`` with ``data`` into ``out``, atomically.

    A list with no records leaves one blank record row. A placeholder that ``data`` has no value
    for keeps standing in its cell and is an ERROR finding; where only some records of a list have
    none, their cells are blank, each with its finding. With a ``letter`` the workbook carries
    its identity (see ``identity``). ``also`` are further cells to set, addressed as they stand in
    ``out``. ``shut`` are cells that the template leaves open and this copy locks.
    Raises ``KamError`` when the template can't be opened.
    """
    texts = texts_of(template)
    cells = [cell for cell in texts if placeholders(cell.text)]
    repeating = blocks(cells)
    findings = [*_overfull(form, template, cells, data), *_mixed(template, repeating, data)]
    findings += _half(template, texts if cells else [])
    copies = {each: max([1, *counts(each, data).values()]) for each in repeating}
    changes = Changes([Grow(b.sheet, b.first_row, b.height, n) for b, n in copies.items()], {})
    filled: list[_FilledCell] = []
    for cell in cells:
        shown, unfilled = _shown(cell, data, copies)
        filled += shown
        findings += _told(cell, unfilled, whole=not shown, form=form, template=template, out=out)
    if also:
        filled = [replace(each, value=also.get(each.where, each.value)) for each in filled]
    filled = [replace(each, editable=each.editable and each.key not in shut) for each in filled]
    changes.values = {each.where: each.value for each in filled} | dict(also or {})
    newly_shut = (each for each in filled if each.source.unlocked and not each.editable)
    changes.locked = dict.fromkeys((each.where for each in newly_shut), True)
    identity = None
    if letter is not None and filled:
        version = template_version(template, (cell.text for cell in texts))
        beside = _printed(template, filled, copies, also or {})
        identity = _identity(form, version, letter, filled, beside)
        _mark(changes, identity, letter.key)
    out.parent.mkdir(parents=True, exist_ok=True)
    findings += write(template, changes, out)
    return Filled(form, out, tuple(findings), tuple(ties), identity)


@dataclass(frozen=True, slots=True)
class _FilledCell:
    """A cell of the filled workbook, and the template's cell that it comes from."""

    source: TextCell
    item: int | None
    where: Cell
    value: Value
    editable: bool

    @property
    def key(self) -> Key:
        """How a form speaks of it: by placeholder path and record."""
        return whole_path(self.source.text) or self.source.text, self.item


_Unfilled = list[tuple[Unresolved, int | None, Cell]]
"""What a placeholder lacks, in which record (from 0), at which cell of the filled workbook."""


def _shown(
    cell: TextCell, data: Mapping[str, object], copies: Mapping[Block, int]
) -> tuple[list[_FilledCell], _Unfilled]:
    """What ``cell`` shows, once per record; nothing where no record has it. And what it lacks."""
    shown: list[_FilledCell] = []
    unfilled: _Unfilled = []
    lacking = 0
    for item, row in places(cell, copies):
        missing: list[Unresolved] = []
        value = filled_text(cell.text, data, item or 0, missing)
        where = Cell(cell.sheet, row, cell.column)
        shown.append(_FilledCell(cell, item, where, value, cell.unlocked))
        unfilled += [(error, item, where) for error in missing]
        lacking += bool(missing)
    hopeless = any(not error.why.lies_in_the_data for error, _, _ in unfilled)
    return ([] if hopeless or lacking == len(shown) else shown), unfilled


def _told(
    cell: TextCell, unfilled: _Unfilled, *, whole: bool, form: str, template: Path, out: Path
) -> Iterator[Finding]:
    """Findings at the template's cell where the ``whole`` of it has no value, else per record."""
    if whole:
        place = Place(template.name, cell.sheet, address(cell.row, cell.column))
        once = {error.path: error for error, _, _ in unfilled}
        yield from (told(error, form, place) for error in once.values())
        return
    for error, item, where in unfilled:
        place = Place(out.name, where.sheet, address(where.row, where.column))
        yield told_of_record(error, item or 0, place)


def _printed(
    template: Path,
    filled: Iterable[_FilledCell],
    copies: Mapping[Block, int],
    also: Mapping[Cell, Value],
) -> Printed | None:
    """What stands on the workbook besides the cells that are its fields."""
    filled = list(filled)
    fields = {Cell(each.source.sheet, each.source.row, each.source.column) for each in filled}
    bound = {each.where for each in filled}
    return printed(template, fields, copies, {at: v for at, v in also.items() if at not in bound})


def _identity(
    form: str, version: str, letter: Letter, filled: list[_FilledCell], beside: Printed | None
) -> Identity:
    cells = tuple(_bound(number, each, letter) for number, each in enumerate(filled, start=1))
    unnumbered = Identity(
        form, version, letter.period, letter.recipient, letter.run, "", cells,
        letter.subject, beside,
    )  # fmt: skip
    return replace(unnumbered, file_id=record.file_id(unnumbered))


def _bound(number: int, filled: _FilledCell, letter: Letter) -> BoundCell:
    text, where = filled.source.text, filled.where
    path, item = filled.key
    return BoundCell(
        NAME.format(number=number),
        path,
        item,
        where.sheet,
        address(where.row, where.column),
        carried(filled.value, text),
        filled.editable,
        letter.bindings.get(filled.key),
    )


def _mark(changes: Changes, identity: Identity, key: bytes | None) -> None:
    """Have the workbook carry its identity: a name for each cell, and the record."""
    changes.names = {each.name: place_of(each) for each in identity.cells}
    changes.names[FILE_NAME + identity.file_id] = place_of(identity.cells[0])
    for block in sent_blocks(identity):
        changes.names |= block.neighbours
    changes.hidden_sheet = record.SHEET, record.to_texts(identity, key)


def _half(template: Path, texts: Iterable[TextCell]) -> Iterator[Finding]:
    for cell in texts:
        if is_half(cell.text):
            place = Place(template.name, cell.sheet, address(cell.row, cell.column))
            yield HALF_A_PLACEHOLDER.at(place, text=cell.text)


def _overfull(
    form: str, template: Path, cells: Sequence[TextCell], data: Mapping[str, object]
) -> Iterator[Finding]:
    slots: dict[tuple[str, str], int] = defaultdict(int)
    repeated = {mark.repeats for cell in cells for mark in placeholders(cell.text)}
    for cell in cells:
        for mark in placeholders(cell.text):
            if numbered := re.match(r"(.+?)\[(\d+)\]", mark.path):
                key = (cell.sheet, numbered[1])
                slots[key] = max(slots[key], int(numbered[2]))
    for (sheet, name), count in slots.items():
        found = max(map(len, lists(data, name)), default=0)
        if found > count > 0 and name not in repeated:
            place = Place(template.name, sheet)
            yield TOO_MANY_RECORDS.at(place, form=form, name=name, count=found, slots=count)


def _mixed(
    template: Path, repeating: Iterable[Block], data: Mapping[str, object]
) -> Iterator[Finding]:
    for block in repeating:
        found = counts(block, data)
        if len(set(found.values())) > 1:
            place = Place(template.name, block.sheet, f"{block.first_row}:{block.last_row}")
            names = "、".join(_COUNTED.show(name=name, count=n) for name, n in found.items())
            yield MIXED_LISTS.at(place, names=names)
