"""Read a returned workbook: what it is, and what stands now in every cell that was sent.

Nothing of it is taken from the file's name. Every bound cell is answered for: read, missing, or a
formula whose result the file does not carry.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kamtools.errors import KamError
from kamtools.excel.changes import Cell, Value
from kamtools.excel.formulas_typed import formulas_at
from kamtools.excel.opening.encryption import opened
from kamtools.excel.opening.refusals import MayNotBeOpened
from kamtools.excel.references import address
from kamtools.excel.returned import Cells, read_cells
from kamtools.findings import Finding, Place
from kamtools.forms import record
from kamtools.forms.binding import texts_back
from kamtools.forms.identity import (
    NAME,
    BoundCell,
    Identity,
    SentBlock,
    sent_blocks,
)
from kamtools.forms.printed import Content
from kamtools.forms.record import Signature
from kamtools.forms.sent_values import is_blank, same, text_of
from kamtools.returns import read_findings as say
from kamtools.returns.beside import grouped
from kamtools.returns.elsewhere import elsewhere
from kamtools.returns.locate import Located, SpareRow, locate
from kamtools.returns.other_sheets import ids_in, look_alikes, other_forms

State = Literal["read", "missing", "uncomputed"]
_FIELDS = NAME.format(number="")
Sent = Callable[[str], Identity | None]
"""What the ledger knows of a file, by its id."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One bound cell as it came back; ``place`` is where it stands now (missing: where it stood).

    ``missing``: its name and its row are gone. ``uncomputed``: it holds a formula whose result the
    file does not carry, so its value is not known; it must not be read as blank. ``formula``: what
    was typed (``=1000+200``) where ``value`` is what it comes to.
    """

    cell: BoundCell
    value: Value
    place: Place
    state: State
    formula: str = ""

    @property
    def changed(self) -> bool:
        """Whether it is anything else than what was sent."""
        return self.state != "read" or not same(self.cell.sent, self.value)


@dataclass(frozen=True)
class ExtraRow:
    """A record that people added to the list called ``name``, in rows that they inserted.

    ``values`` and ``places`` by placeholder path; ``pattern`` has a sent record's cells by path,
    which tell the table and column that each value belongs to.
    """

    name: str
    place: Place
    values: Mapping[str, Value]
    places: Mapping[str, Place]
    pattern: Mapping[str, BoundCell]


@dataclass(frozen=True)
class DeletedRow:
    """A record of the list called ``name`` whose rows are gone; its cells count as missing."""

    name: str
    item: int
    place: Place
    cells: tuple[BoundCell, ...]

    @property
    def blank(self) -> bool:
        """Whether it was sent as a free row, so that nothing is lost with it."""
        return all(is_blank(each.sent) for each in self.cells)


@dataclass(frozen=True)
class Beside:
    """What somebody wrote where the form has no field; ``was``: what is printed there, if that.

    Several cells next to each other are one, with their texts in ``value``.
    """

    place: Place
    value: Value
    was: Content = None


@dataclass(frozen=True)
class ReadBack:
    """What one file says. ``identity`` is None when it is none of ours, or no longer known."""

    identity: Identity | None
    cells: tuple[Returned, ...] = ()
    extra_rows: tuple[ExtraRow, ...] = ()
    deleted_rows: tuple[DeletedRow, ...] = ()
    signature: Signature = "absent"
    beside: tuple[Beside, ...] = ()


def read_back(
    path: Path,
    *,
    key: bytes | None = None,
    sent: Sent | None = None,
    passwords: Sequence[str] = (),
) -> tuple[ReadBack, list[Finding]]:
    """Read the workbook at ``path``.

    ``key`` (the workspace's) checks the hidden record; ``sent`` finds what the ledger knows of a
    file, for the day the record is lost or changed; ``passwords`` are tried on an encrypted one. A
    file that can't be opened is a finding.
    """
    try:
        with opened(path, passwords) as plain:
            now = read_cells(plain)
            formulas = formulas_at(plain, _typed_formulas(now))
    except MayNotBeOpened as error:
        return ReadBack(None), [error.finding]
    except KamError as error:
        reason, remedy = error.what.show(**error.values), error.do.show(**error.values)
        return ReadBack(None), [say.UNREADABLE.at(Place(path.name), reason=reason, remedy=remedy)]
    identity, signature, findings = _recognise(path.name, now, key, sent)
    if identity is None:
        return ReadBack(None, signature=signature), findings
    located = locate(identity, now)
    reading = _Reading(path.name, identity, now, located, formulas)
    read, more = reading.all()
    beside = reading.beside()
    more += [
        *map(say.of_beside, beside),
        *other_forms(path.name, identity, now),
        *look_alikes(path.name, now, located.places),
    ]
    return ReadBack(identity, *read, signature, beside), findings + more


def _deleted(row: DeletedRow) -> Finding:
    if row.blank:
        return say.BLANK_DELETED.at(row.place, name=row.name)
    return say.DELETED.at(row.place, name=row.name, number=row.item + 1)


def _typed_formulas(now: Cells) -> set[Cell]:
    """The fields that hold a formula now; none does when a form is sent."""
    leads = (named.cell for name, named in now.names.items() if name.startswith(_FIELDS))
    return {cell for cell in leads if cell and now.at(cell).formula}


def _recognise(
    file: str, now: Cells, key: bytes | None, sent: Sent | None
) -> tuple[Identity | None, Signature, list[Finding]]:
    """What the file is, by its hidden record, else by its id and what the ledger knows."""
    place = Place(file)
    found, signature = _record(now, key)
    if found and signature != "changed":
        return found, signature, []
    ids = ids_in(now)
    if not found and len(ids) > 1:
        return None, signature, [say.TWO_FORMS.at(place, ids="、".join(ids))]
    number = found.file_id if found else "".join(ids)
    known = sent(number) if sent and number else None
    if signature == "changed":
        kind = say.RECORD_CHANGED if known else say.RECORD_NOT_TO_BE_TRUSTED
        return known or found, "changed", [kind.at(place)]
    if known:
        return known, "absent", [say.RECORD_LOST.at(place)]
    kind = say.NOT_IN_LEDGER if number else say.NOT_OURS
    return None, "absent", [kind.at(place, id=number)]


def _record(now: Cells, key: bytes | None) -> tuple[Identity | None, Signature]:
    """The hidden record, on whichever sheet it stands now, and what its signature says."""
    for sheet in now.states:
        if not record.is_record(now.at(Cell(sheet, 1, 1)).value):
            continue
        count = sum(cell.sheet == sheet for cell in now.cells)
        column = (now.at(Cell(sheet, row, 1)).value for row in range(1, count + 1))
        try:
            text, signature = record.from_texts(record.texts_below(column))
            checked = record.check(text, signature, key)
            return record.decode(text), checked
        except record.BrokenRecord:
            return None, "changed"
    return None, "absent"


@dataclass(frozen=True)
class _Reading:
    file: str
    identity: Identity
    now: Cells
    located: Located
    formulas: Mapping[Cell, str]

    def all(
        self,
    ) -> tuple[
        tuple[tuple[Returned, ...], tuple[ExtraRow, ...], tuple[DeletedRow, ...]], list[Finding]
    ]:
        cells = tuple(self._returned(each) for each in self.identity.cells)
        extra = tuple(self._extra(row) for row in self.located.spare)
        deleted = tuple(self._deleted())
        return (cells, extra, deleted), [*self._findings(cells, extra, deleted)]

    def _returned(self, cell: BoundCell) -> Returned:
        where = self.located.places.get(cell.name)
        if where is None:
            return Returned(cell, None, Place(self.file, cell.sheet, cell.cell), "missing")
        read = self.now.at(where)
        unknown = read.formula and read.kind == "blank"
        state: State = "uncomputed" if unknown else "read"
        return Returned(cell, read.value, self._place(where), state, self.formulas.get(where, ""))

    def _place(self, cell: Cell) -> Place:
        return Place(self.file, cell.sheet, address(cell.row, cell.column))

    def _extra(self, row: SpareRow) -> ExtraRow:
        pattern = {each.path: each for each in row.block.cells if each.item == row.block.items[0]}
        cells = {
            path: row.slot[row.block.spot(each)]
            for path, each in pattern.items()
            if row.block.spot(each) in row.slot
        }
        values = {path: self.now.at(cell).value for path, cell in cells.items()}
        places = {path: self._place(cell) for path, cell in cells.items()}
        last = row.row + row.block.height - 1
        place = Place(self.file, row.sheet, f"{row.row}:{last}")
        return ExtraRow(row.block.name, place, values, places, pattern)

    def _deleted(self) -> list[DeletedRow]:
        """Records of which nothing is left; where a whole sheet is unknown, it is that."""
        found = []
        for block in sent_blocks(self.identity):
            if block.sheet in self.located.unknown:
                continue
            for item, cells in block.records().items():
                if not any(each.name in self.located.places for each in cells):
                    place = Place(self.file, block.sheet, cells[0].cell)
                    found.append(DeletedRow(block.name, item, place, cells))
        return found

    def beside(self) -> tuple[Beside, ...]:
        """What was written where no field is, but for cells that were dragged there."""
        here = self.located
        fields = {*here.places.values(), *(at for _, at in here.strayed.values() if at)}
        fields |= {cell for row in here.spare for cell in row.slot.values()}
        added = {(cell.sheet, cell.row) for row in here.spare for cell in row.slot.values()}
        found = elsewhere(self.identity, self.now, here.places, fields, added)
        return tuple(
            Beside(Place(self.file, each.sheet, each.area), each.value, each.was)
            for each in grouped(found)
        )

    def _findings(
        self,
        cells: tuple[Returned, ...],
        extra: tuple[ExtraRow, ...],
        deleted: tuple[DeletedRow, ...],
    ) -> list[Finding]:
        here = self.located
        gone = {each.name for row in deleted for each in row.cells}
        lost = [
            each
            for each in cells
            if each.state == "missing"
            and each.cell.name not in gone
            and each.cell.sheet not in here.unknown
        ]
        return [
            *(say.SHEET_UNKNOWN.at(Place(self.file, sheet)) for sheet in here.unknown),
            *(say.NAMES_LOST.at(Place(self.file, sheet)) for sheet in here.unnamed),
            *(say.SORTED.at(self._at(block), name=block.name) for block in here.sorted),
            *self._strayed(),
            *(say.MISSING.at(each.place, path=each.cell.path) for each in lost),
            *map(_deleted, deleted),
            *(say.ADDED.at(row.place, name=row.name) for row in extra),
            *(say.UNCOMPUTED.at(each.place) for each in cells if each.state == "uncomputed"),
            *self._tampered(cells),
        ]

    def _tampered(self, cells: Sequence[Returned]) -> Iterator[Finding]:
        """Changes of what only the form should say; where nothing is open, nothing is locked."""
        locks = any(each.cell.editable for each in cells)
        for each in cells:
            path = each.cell.path
            if each.state != "read" or not each.changed:
                continue
            if locks and not each.cell.editable:
                sent, value = text_of(each.cell.sent), text_of(each.value)
                yield say.LOCKED_CHANGED.at(each.place, path=path, sent=sent, value=value)
            elif "{{" in path and texts_back(path, text_of(each.value)) is None:
                yield say.WORDS_LOST.at(each.place, path=path, value=text_of(each.value))

    def _strayed(self) -> Iterator[Finding]:
        by_name = {each.name: each for each in self.identity.cells}
        for name, (place, at) in self.located.strayed.items():
            path, where = by_name[name].path, self._place(place)
            if at is None:
                yield say.OVERLAID.at(where, path=path)
            else:
                yield say.STRAYED.at(where, path=path, to=self._place(at).within)
        for name, place in self.located.doubtful.items():
            yield say.APART.at(self._place(place), path=by_name[name].path)

    def _at(self, block: SentBlock) -> Place:
        places = [self.located.places.get(each.name) for each in block.cells]
        rows = [cell for cell in places if cell]
        first, last = min(cell.row for cell in rows), max(cell.row for cell in rows)
        return Place(self.file, rows[0].sheet, f"{first}:{last}")
