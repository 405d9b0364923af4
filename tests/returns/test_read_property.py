"""Whatever is done to a filled form, every edit is read back, and nothing that was not done.

A model of the sheet is edited beside the workbook: where each sent cell's content is now, and what
stands where. ``KAM_EXAMPLES=5000`` makes it thorough.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamtools.excel.changes import Cell, Value
from kamtools.excel.references import address, read_reference
from kamtools.excel.returned import Cells, read_cells
from kamtools.findings import Finding
from kamtools.forms.identity import (
    BoundCell,
    Identity,
    SentBlock,
    list_of,
    place_of,
    sent_blocks,
)
from kamtools.forms.printed import Content, Standing
from kamtools.forms.sent_values import is_blank, same, text_of
from kamtools.returns import read_findings as say
from kamtools.returns.read import ReadBack, Returned, read_back
from tests.forms.filled import KEY, filled
from tests.returns.hands import Hands

SHEET = "表"
EXAMPLES = int(os.environ.get("KAM_EXAMPLES", "150"))
At = tuple[int, int]
HABITS = [
    "", "１２３", "1.2万", "=1+1", "√", "2603月", "3月", "Q1", "2026.5.1-2026.5.31", "x月", "二十",
    "0012", "□是 ☑否", "签字：张三\n2026年11月2日", "年    月    日", "第2周 05.04-05.10", "同上",
    "／", "—", "≥100%", "5000-8000户 □", "\t制表", "长" * 600, 45866, Decimal("0.25"), "25%", "万",
    "@小王", "+86 138",
]  # fmt: skip
"""What people type into forms (the habits of forms_layouts.md)."""
TYPED = st.one_of(
    st.none(), st.integers(-(10**6), 10**6), st.sampled_from(HABITS),
    st.decimals(0, 10**6, places=2), st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.booleans(),
    st.text("甲乙丙丁abc 12", min_size=1, max_size=8),
)  # fmt: skip


ASTRAY = {say.STRAYED.code, say.OVERLAID.code, say.APART.code, say.MISSING.code}
KEYS = {"S01", "S02", "S03"}
UNKNOWN: Any = object()
"""What a formula without its result shows."""


class Sent:
    """No dataclass: hypothesis would print all of it with every failure."""

    def __init__(self, path: Path, identity: Identity) -> None:
        self.path, self.identity, self.now = path, identity, read_cells(path)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    done = filled(tmp_path_factory.mktemp("sent"))
    assert done.identity
    return Sent(done.path, done.identity)


@dataclass
class Model:
    """The sheet as a person sees it: where the content of each sent cell is; what stands where."""

    sent: dict[str, BoundCell]
    where: dict[str, At | None]
    edges: dict[str, At | None]
    values: dict[At, Value] = field(default_factory=dict)
    renamed: bool = False
    sorted: bool = False
    copied: bool = False
    """Rows look like others: one that lost its key too might be any of them."""
    dragged: set[str] = field(default_factory=set)
    drags: int = 0
    torn: set[At] = field(default_factory=set)
    """Where cells were dragged from or to."""
    printed: dict[At, Content] = field(default_factory=dict)
    """What is printed beside the fields, where it stands now."""
    words: set[str] = field(default_factory=set)
    """All that was printed: such words somewhere else were moved there, for all one can tell."""
    nameless: bool = False
    moved: bool = False
    """Anything but single cells was changed."""

    @classmethod
    def of(cls, identity: Identity, now: Cells) -> "Model":
        mine = [each for each in identity.cells if each.sheet == SHEET]
        places = {each.name: (place_of(each).row, place_of(each).column) for each in mine}
        edges = {
            name: (cell.row, cell.column)
            for block in sent_blocks(identity)
            for name, cell in block.neighbours.items()
        }
        here = [cell for cell in now.cells if cell.sheet == SHEET]
        values: dict[At, Value] = {(c.row, c.column): now.cells[c].value for c in here}
        values |= {places[each.name]: each.sent for each in mine}
        model = cls({each.name: each for each in mine}, {**places}, {**edges}, values)
        assert identity.printed
        printed = identity.printed.sent().items()
        model.printed = {(c.row, c.column): held for c, held in printed if c.sheet == SHEET}
        model.words = {text_of(h) for h in model.printed.values() if not isinstance(h, Standing)}
        return model

    def move(self, axis: int, shift: Callable[[int], int | None]) -> None:
        def moved(at: At | None) -> At | None:
            if at is None or (new := shift(at[axis])) is None:
                return None
            return (new, at[1]) if axis == 0 else (at[0], new)

        self.where = {name: moved(at) for name, at in self.where.items()}
        self.edges = {name: moved(at) for name, at in self.edges.items()}
        pairs = [(moved(at), value) for at, value in self.values.items()]
        self.values = {at: value for at, value in pairs if at}
        held = [(moved(at), content) for at, content in self.printed.items()]
        self.printed = {at: content for at, content in held if at}
        self.torn = {new for at in self.torn if (new := moved(at))}
        self.moved = True

    def tells(self, name: str, codes: set[str], everywhere: set[str]) -> bool:
        """Whether findings leave open what a cell says: it may have been dragged, or was lost.

        Of rows torn apart more than once, it is open which half is the row; so it is of a cell that
        was overlaid where the only other one of its row may have been dragged.
        """
        apart = name in self.dragged and codes & {say.APART.code, say.MISSING.code}
        under = name in self.dragged and say.OVERLAID.code in codes and say.APART.code in everywhere
        return bool(apart or under or (self.drags > 1 and codes & ASTRAY))

    def bound(self, at: At) -> BoundCell | None:
        """The field that stands there, if any."""
        return next((self.sent[name] for name, here in self.where.items() if here == at), None)

    def alive(self) -> list[str]:
        return [name for name, at in self.where.items() if at]


class Play:
    """Draws edits and makes them in the workbook and in the model alike."""

    def __init__(self, data: st.DataObject, hands: Hands, model: Model, block: SentBlock) -> None:
        self.data = data
        self.hands = hands
        self.model = model
        self.block = block
        self.sheet = SHEET
        self.copies = 0
        self.record_lost = False

    def edit(self) -> None:
        harmless = [
            self.type, self.rename_sheet, self.move_sheets, self.show_sheets, self.hide_sheet,
            self.copy_sheet, self.paste_formats, self.paste_over_rules,
        ]  # fmt: skip
        if self.model.nameless:
            self.data.draw(st.sampled_from(harmless))()
            return
        edits = [
            *harmless, self.lose_record, self.strip_names, self.merge,
            self.type, self.type, self.type_locked, self.insert_rows, self.delete_rows,
            self.insert_columns, self.delete_column, self.sort, self.add_record,
            self.paste_block, self.drag_fill, self.clear_block, self.copy_row, self.replace_all,
            self.formula, self.uncomputed, self.to_text, self.paste_formats, self.paste_over_rules,
            self.cut, self.cut, self.delete_cell,
        ]  # fmt: skip
        self.data.draw(st.sampled_from(edits))()

    def type(self) -> None:
        names = [n for n in self.model.alive() if self.model.sent[n].editable]
        if names:
            self._put(self.model.where[self._one(names)], self.data.draw(TYPED))

    def type_locked(self) -> None:
        names = [n for n in self.model.alive() if not self.model.sent[n].editable]
        if names and not self.model.sorted and not self.model.copied:
            self.model.renamed = True
            self._put(self.model.where[self._one(names)], self._new("L"))

    def rename_sheet(self) -> None:
        names = ["十月's 表", "Sheet1", "改 名", "表(1)", SHEET]
        new = self.data.draw(st.sampled_from(names))
        if new not in self.hands.book.sheets and not self.model.nameless:
            self.hands.rename_sheet(self.sheet, new)
            self.sheet = new

    def move_sheets(self) -> None:
        self.hands.move_last_sheet_first()

    def show_sheets(self) -> None:
        self.hands.show_all_sheets()

    def hide_sheet(self) -> None:
        self.hands.hide_sheet(self.data.draw(st.sampled_from([self.sheet, "附 页"])))

    def copy_sheet(self) -> None:
        """Copy the form's sheet; what is done afterwards is done to the first."""
        if not self.copies and not self.model.nameless:
            self.copies = 1
            self.hands.copy_sheet(self.sheet, "副本")

    def lose_record(self) -> None:
        """Delete the hidden sheet; the ledger knows the form."""
        if not self.record_lost:
            self.record_lost = True
            self.hands.delete_sheet("_kam")

    def strip_names(self) -> None:
        """Save with a program that knows no names, before anything was moved."""
        model, plain = self.model, self.sheet == SHEET and not self.copies
        touched = model.moved or model.renamed or model.sorted or model.copied or model.drags
        if plain and not touched and not self.record_lost:
            model.nameless = True
            self.hands.drop_names()

    def merge(self) -> None:
        """Merge cells: the first one's value stays."""
        area = self._block()
        for at in area[1:]:
            self._overwrite(at, None)
        self.hands.merge(self.sheet, area[0], area[-1])

    def insert_rows(self) -> None:
        at, count = self.data.draw(st.integers(1, 16)), self.data.draw(st.integers(1, 2))
        self.hands.insert_rows(self.sheet, at, count)
        self.model.move(0, lambda number: number + count if number >= at else number)

    def delete_rows(self) -> None:
        at = self.data.draw(st.integers(1, 16))
        self.hands.delete_rows(self.sheet, at)
        self.model.move(0, lambda n: n if n < at else None if n == at else n - 1)

    def insert_columns(self) -> None:
        at = self.data.draw(st.integers(1, 4))
        self.hands.insert_columns(self.sheet, at)
        self.model.move(1, lambda number: number + 1 if number >= at else number)

    def delete_column(self) -> None:
        at = self.data.draw(st.integers(3, 6))
        self.hands.delete_columns(self.sheet, at)
        self.model.move(1, lambda n: n if n < at else None if n == at else n - 1)

    def sort(self) -> None:
        """Sort the stores, with whatever rows lie among them."""
        rows, columns = self._rows(), sorted(self._columns().values())
        if self.model.renamed or len(rows) < 2 or len(columns) < 2 or self._key_gone():
            return
        order = self.data.draw(st.permutations(rows))
        self.hands.sort_rows(self.sheet, order, columns)
        self.model.sorted = True
        new = {source: target for target, source in zip(sorted(rows), order, strict=True)}
        before = dict(self.model.values)
        for row in rows:
            for column in columns:
                self.model.values[new[row], column] = before.get((row, column))
        mine = {each.name for each in self.block.cells}
        for name, at in self.model.where.items():
            if name in mine and at:
                self.model.where[name] = new[at[0]], at[1]

    def add_record(self) -> None:
        """Type a record into a blank row among the stores, if there is one."""
        taken = {at[0] for name in self.model.alive() if (at := self.model.where[name])}
        free = [row for row in self._rows() if row not in taken]
        for path, column in self._columns().items() if free else ():
            new = self._new("X") if path.endswith("编号") else self.data.draw(TYPED)
            self._put((free[0], column), new)

    def paste_block(self) -> None:
        """Paste what was copied elsewhere over several cells."""
        for at in self._block():
            self._overwrite(at, self.data.draw(TYPED))

    def clear_block(self) -> None:
        for at in self._block():
            self._overwrite(at, None)

    def drag_fill(self) -> None:
        """Drag a cell's corner down: its value in those below."""
        top, *below = self._block(wide=1)
        for at in below:
            self._copy(at, self.model.values.get(top))

    def copy_row(self) -> None:
        """Copy a row's cells over another's."""
        source, target = self._at(), self._at()
        for column in range(1, 4):
            value = self.model.values.get((source[0], column))
            self._copy((target[0], column), value)

    def replace_all(self) -> None:
        """Find and replace in the whole sheet, where cells are not locked."""
        old = self.data.draw(st.sampled_from(["开", "S0", "林", "甲", "1"]))
        for name in self.model.alive():
            at = self.model.where[name]
            assert at
            text = self.model.values.get(at)
            if self.model.sent[name].editable and isinstance(text, str) and old in text:
                self._put(at, text.replace(old, "新"))

    def formula(self) -> None:
        """Type a formula; what it comes to counts."""
        at, result = self._editable(), self.data.draw(st.integers(-999, 9999))
        if at:
            self.hands.type_formula(Cell(self.sheet, *at), f"{result}+0", str(result))
            self.model.values[at] = result

    def uncomputed(self) -> None:
        """A formula that some program wrote without its result."""
        if at := self._editable():
            self.hands.type_formula(Cell(self.sheet, *at), "1+1", None)
            self.model.values[at] = UNKNOWN

    def to_text(self) -> None:
        """Number stored as text, as a paste from a web page or a system leaves it."""
        for name in self.model.alive():
            at = self.model.where[name]
            value = self.model.values.get(at) if at else None
            if at and isinstance(value, Decimal | int) and not isinstance(value, bool):
                if abs(value) < 10**12:
                    self._put(at, f"{value:,}" if self.data.draw(st.booleans()) else f"{value:f}")
            elif at and isinstance(value, date):
                self._put(at, value.isoformat()[:10])

    def paste_formats(self) -> None:
        """Paste another cell's format: numbers show as days, days as numbers."""
        for at in self._block():
            if at in self.model.values:
                style = self.data.draw(st.integers(0, self.hands.styles - 1))
                self.hands.restyle(Cell(self.sheet, *at), style)

    def paste_over_rules(self) -> None:
        self.hands.strip_rules(self.sheet)

    def cut(self) -> None:
        """Cut a cell and paste it over another: the hidden name goes along."""
        source, target = self._at(), self._at()
        if source != target and self._may_move(source) and self._may_move(target):
            self.hands.cut(Cell(self.sheet, *source), Cell(self.sheet, *target))
            self._dragged(source, target)
            self.model.values[target] = self.model.values.pop(source, None)

    def delete_cell(self) -> None:
        """Delete one cell of a column; those below it move up to the list's end."""
        at, ends = self._at(), self.ends()
        if not ends or not ends[0] < at[0] < ends[1]:
            return
        column = [(row, at[1]) for row in range(at[0], ends[1])]
        if all(map(self._may_move, column)):
            self.hands.delete_cell(Cell(self.sheet, *at), ends[1] - 1)
            self._dragged(*column)
            for this, below in zip(column, [*column[1:], None], strict=True):
                self.model.values[this] = self.model.values.get(below) if below else None

    def ends(self) -> tuple[int, int] | None:
        """The rows above and below the stores, if both are there."""
        top, end = (self.model.edges[name] for name in sorted(self.block.neighbours))
        return (top[0], end[0]) if top and end else None

    def _rows(self) -> list[int]:
        ends = self.ends()
        return list(range(ends[0] + 1, ends[1])) if ends else []

    def _columns(self) -> dict[str, int]:
        found = {}
        for each in self.block.cells:
            if at := self.model.where[each.name]:
                found[each.path] = at[1]
        return found

    def _key_gone(self) -> bool:
        return "门店[].编号" not in self._columns()

    def _put(self, at: At | None, value: Value) -> None:
        assert at
        self.hands.type(Cell(self.sheet, *at), value)
        self.model.values[at] = value

    def _copy(self, at: At, value: Value) -> None:
        if not self.model.renamed:
            self.model.copied = True
            self._overwrite(at, value)

    def _overwrite(self, at: At, value: Value) -> None:
        """Put a value anywhere, where the model can tell what it means."""
        if value is UNKNOWN or not self._may_change(at):
            return
        bound = self.model.bound(at)
        if bound and not bound.editable and not same(self.model.values.get(at), value):
            if value in KEYS or self.model.copied:
                return  # the row says that it is another record: the same as sorting
            self.model.renamed = True
        self._put(at, value)

    def _may_change(self, at: At) -> bool:
        """Once sorted, what tells records apart must stay; ends of lists must stay too."""
        bound = self.model.bound(at)
        return at not in self.model.edges.values() and not (
            self.model.sorted and (bound is None or not bound.editable)
        )

    def _may_move(self, at: At) -> bool:
        """What tells records apart is not moved: that would be sorting."""
        bound = self.model.bound(at)
        is_key = bound is not None and bound.path == "门店[].编号"
        return not is_key and self.model.values.get(at) not in KEYS and self._may_change(at)

    def _dragged(self, *places: At) -> None:
        self.model.drags += 1
        self.model.torn |= set(places)
        for at in places:
            if bound := self.model.bound(at):
                self.model.dragged.add(bound.name)
        self.model.renamed = True

    def _at(self) -> At:
        return self.data.draw(st.integers(1, 16)), self.data.draw(st.integers(1, 4))

    def _block(self, wide: int = 2) -> list[At]:
        row, column = self._at()
        height, width = self.data.draw(st.integers(1, 3)), self.data.draw(st.integers(1, wide))
        return [(row + r, column + c) for r in range(height) for c in range(width)]

    def _editable(self) -> At | None:
        names = [n for n in self.model.alive() if self.model.sent[n].editable]
        return self.model.where[self._one(names)] if names else None

    def _one(self, names: list[str]) -> str:
        return self.data.draw(st.sampled_from(names))

    def _new(self, letter: str) -> str:
        return f"{letter}{len(self.model.values)}-{self.data.draw(st.integers(0, 10**9))}"

    def ambiguous(self, name: str) -> bool:
        """Whether a record was sorted away, and nothing of it is left to know it by."""
        if not self.model.sorted or not self._key_gone():
            return False
        item = self.model.sent[name].item
        mine = [each for each in self.block.cells if each.item == item]
        places = [self.model.where[each.name] for each in mine]
        return name in {each.name for each in mine} and all(
            is_blank(self.model.values.get(at)) for at in places if at
        )

    def emptied(self, name: str) -> bool:
        """Whether all cells of its record show nothing."""
        sent = self.model.sent
        mine = [
            at
            for other, at in self.model.where.items()
            if at and sent[other].item == sent[name].item is not None
            and list_of(sent[other]) == list_of(sent[name])
        ]  # fmt: skip
        return bool(mine) and all(is_blank(self.model.values.get(at)) for at in mine)

    def expected_rows(self) -> set[int]:
        """Rows among the stores that are none of them and hold something."""
        taken = {at[0] for name in self.model.alive() if (at := self.model.where[name])}
        columns = self._columns().values()
        return {
            row
            for row in self._rows()
            if row not in taken
            and any(not is_blank(self.model.values.get((row, column))) for column in columns)
        }


def excused(name: str, each: Returned, gone: set[str], model: Model, play: Play) -> bool:
    """Whether it is reported as deleted, and nothing is left by which it could be told."""
    if play.ambiguous(name) and each.state == "missing":
        return True  # sorted, its key's column gone, all else cleared
    if model.where[name] and name in gone and play.emptied(name):
        return True  # nothing shows, not even what is locked
    return name in gone and name in model.dragged  # a cell was cut onto it; all others are gone


def agree(back: ReadBack, findings: list[Finding], model: Model, play: Play) -> None:
    replaced: set[int] = set()
    answered = {each.cell.name: each for each in back.cells}
    assert back.identity
    assert len(back.cells) == len(back.identity.cells) == len(answered)
    told = {(each.code, each.values.get("path"), each.place.cell) for each in findings}
    gone = {cell.name for row in back.deleted_rows for cell in row.cells}
    for name, at in model.where.items():
        each = answered[name]
        if excused(name, each, gone, model, play):
            continue
        if model.sorted and at is None and each.state == "read":
            # Its row was deleted and an added record sorted into where its names lead: the same
            # as if somebody had typed another key over it; told as a change of its locked key.
            place = each.place.cell or ""
            replaced.add(int("".join(filter(str.isdigit, place))))
            continue
        here = {
            code for code, path, cell in told if (path, cell) == (each.cell.path, each.place.cell)
        }
        if model.tells(name, here, {code for code, _, _ in told}):
            continue
        if not model.sorted and at:  # else the finding is on what stood there before
            assert name in model.dragged or not here & {say.STRAYED.code, say.OVERLAID.code}
        assert (each.state == "missing") == (at is None), each
        if at and (value := model.values.get(at)) is UNKNOWN:
            assert each.state == "uncomputed", each
            assert say.UNCOMPUTED.code in {f.code for f in findings if f.place == each.place}
        elif at:
            # a blank cell cut over the next one looks like rows that moved; the other is missed
            elsewhere = name in model.dragged and say.MISSING.code in {code for code, _, _ in told}
            assert elsewhere or each.place.cell == address(*at), each
            assert same(value, each.value), (each, value)
            assert each.changed == (not same(each.cell.sent, value)), (each, value)
    if not model.drags:
        assert not {each.code for each in findings} & {say.STRAYED.code, say.OVERLAID.code}
        agree_beside(back, model, play)
    agree_rows(back, model, play, replaced)
    assert all(
        model.where[name] is None or play.ambiguous(name) or play.emptied(name)
        for name in gone - model.dragged
    )


def agree_rows(back: ReadBack, model: Model, play: Play, replaced: set[int]) -> None:
    """Rows that people added are found, and no others; ``replaced`` are told otherwise."""
    mine = [row for row in back.extra_rows if row.name == play.block.name]
    found = {int((row.place.cell or "").partition(":")[0]) for row in mine}
    if play.ends():
        torn = {row for row, _ in model.torn}  # of these it is open whose they are
        assert found - torn == play.expected_rows() - replaced - torn
        assert replaced - torn <= play.expected_rows()


def agree_beside(back: ReadBack, model: Model, play: Play) -> None:
    """All that stands beside the fields and was not sent is told, and nothing that was."""
    told = {
        (row, column)
        for each in back.beside
        if each.place.sheet == play.sheet
        for row, column in _area(each.place.cell or "")
    }
    bound = {at for at in model.where.values() if at}
    listed = {at for row in back.extra_rows for place in row.places.values()
              for at in _area(place.cell or "")}  # fmt: skip
    for at, value in model.values.items():
        if at in bound or at in listed or value is UNKNOWN or not text_of(value).strip():
            continue
        printed = model.printed.get(at)
        if isinstance(printed, Standing):
            continue
        if printed is not None and same(printed, value):
            assert at not in told, (at, value)
        elif text_of(value) not in model.words:
            assert at in told, (at, value)
    held = {at for at, value in model.values.items() if value is UNKNOWN or text_of(value).strip()}
    assert told <= held - bound, told - (held - bound)


def _area(text: str) -> list[At]:
    found = read_reference(text)
    assert found
    last = found.last or found.first
    return [
        (row, column)
        for row in range(found.first.row, last.row + 1)
        for column in range(found.first.column, last.column + 1)
    ]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_edit_is_accounted_for_and_no_other(sent: Sent, data: st.DataObject) -> None:
    hands, model = Hands(sent.path), Model.of(sent.identity, sent.now)
    block = next(block for block in sent_blocks(sent.identity) if block.name == "门店")
    play = Play(data, hands, model, block)
    for _ in range(data.draw(st.integers(0, 8))):
        play.edit()
    file = hands.save(sent.path.with_name("returned.xlsx"))
    ledger = {sent.identity.file_id: sent.identity}
    back, findings = read_back(file, key=KEY, sent=ledger.get)
    assert play.record_lost == (say.RECORD_LOST.code in {each.code for each in findings})
    agree(back, findings, model, play)
