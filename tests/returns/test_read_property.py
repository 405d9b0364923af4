"""Whatever is done to a filled form, every edit is read back, and nothing that was not done.

A model of the sheet is edited beside the workbook: where each sent cell's content is now, and what
stands where. ``KAM_EXAMPLES=5000`` makes it thorough.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamtools.excel.changes import Cell, Value
from kamtools.excel.references import address
from kamtools.forms.identity import BoundCell, Identity, SentBlock, place_of, sent_blocks
from kamtools.forms.sent_values import is_blank, same
from kamtools.returns.read import ReadBack, read_back
from tests.forms.filled import KEY, filled
from tests.returns.hands import Hands

SHEET = "表"
EXAMPLES = int(os.environ.get("KAM_EXAMPLES", "150"))
At = tuple[int, int]
TYPED = st.one_of(
    st.none(), st.integers(-(10**6), 10**6), st.sampled_from(["", "１２３", "1.2万", "=1+1", "√"]),
    st.decimals(0, 10**6, places=2), st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.booleans(),
    st.text("甲乙丙丁abc 12", min_size=1, max_size=8),
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Sent:
    path: Path
    identity: Identity


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

    @classmethod
    def of(cls, identity: Identity) -> "Model":
        mine = [each for each in identity.cells if each.sheet == SHEET]
        places = {each.name: (place_of(each).row, place_of(each).column) for each in mine}
        edges = {
            name: (cell.row, cell.column)
            for block in sent_blocks(identity)
            for name, cell in block.neighbours.items()
        }
        values = {places[each.name]: each.sent for each in mine}
        return cls({each.name: each for each in mine}, {**places}, {**edges}, values)

    def move(self, axis: int, shift: Callable[[int], int | None]) -> None:
        def moved(at: At | None) -> At | None:
            if at is None or (new := shift(at[axis])) is None:
                return None
            return (new, at[1]) if axis == 0 else (at[0], new)

        self.where = {name: moved(at) for name, at in self.where.items()}
        self.edges = {name: moved(at) for name, at in self.edges.items()}
        pairs = [(moved(at), value) for at, value in self.values.items()]
        self.values = {at: value for at, value in pairs if at}

    def alive(self) -> list[str]:
        return [name for name, at in self.where.items() if at]


class Play:
    """Draws edits and makes them in the workbook and in the model alike."""

    def __init__(self, data: st.DataObject, hands: Hands, model: Model, block: SentBlock) -> None:
        self.data = data
        self.hands = hands
        self.model = model
        self.block = block

    def edit(self) -> None:
        edits = [
            self.type, self.type, self.type_locked, self.insert_rows, self.delete_rows,
            self.insert_columns, self.delete_column, self.sort, self.add_record,
        ]  # fmt: skip
        self.data.draw(st.sampled_from(edits))()

    def type(self) -> None:
        names = [n for n in self.model.alive() if self.model.sent[n].editable]
        if names:
            self._put(self.model.where[self._one(names)], self.data.draw(TYPED))

    def type_locked(self) -> None:
        names = [n for n in self.model.alive() if not self.model.sent[n].editable]
        if names and not self.model.sorted:
            self.model.renamed = True
            self._put(self.model.where[self._one(names)], self._new("L"))

    def insert_rows(self) -> None:
        at, count = self.data.draw(st.integers(1, 16)), self.data.draw(st.integers(1, 2))
        self.hands.insert_rows(SHEET, at, count)
        self.model.move(0, lambda number: number + count if number >= at else number)

    def delete_rows(self) -> None:
        at = self.data.draw(st.integers(1, 16))
        self.hands.delete_rows(SHEET, at)
        self.model.move(0, lambda n: n if n < at else None if n == at else n - 1)

    def insert_columns(self) -> None:
        at = self.data.draw(st.integers(1, 4))
        self.hands.insert_columns(SHEET, at)
        self.model.move(1, lambda number: number + 1 if number >= at else number)

    def delete_column(self) -> None:
        at = self.data.draw(st.integers(3, 6))
        self.hands.delete_columns(SHEET, at)
        self.model.move(1, lambda n: n if n < at else None if n == at else n - 1)

    def sort(self) -> None:
        """Sort the stores, with whatever rows lie among them."""
        rows, columns = self._rows(), sorted(self._columns().values())
        if self.model.renamed or len(rows) < 2 or len(columns) < 2 or self._key_gone():
            return
        order = self.data.draw(st.permutations(rows))
        self.hands.sort_rows(SHEET, order, columns)
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
        self.hands.type(Cell(SHEET, *at), value)
        self.model.values[at] = value

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


def agree(back: ReadBack, model: Model, play: Play) -> None:
    replaced: set[int] = set()
    answered = {each.cell.name: each for each in back.cells}
    assert back.identity
    assert len(back.cells) == len(back.identity.cells) == len(answered)
    for name, at in model.where.items():
        each = answered[name]
        if play.ambiguous(name) and each.state == "missing":
            continue  # reported as deleted: sorted, its key's column gone, all else cleared
        if model.sorted and at is None and each.state == "read":
            # Its row was deleted and an added record sorted into where its names lead: the same
            # as if somebody had typed another key over it; told as a change of its locked key.
            place = each.place.cell or ""
            replaced.add(int("".join(filter(str.isdigit, place))))
            continue
        assert (each.state == "missing") == (at is None), each
        if at:
            value = model.values.get(at)
            assert each.place.cell == address(*at), each
            assert same(value, each.value), (each, value)
            assert each.changed == (not same(each.cell.sent, value)), (each, value)
    found = {int((row.place.cell or "").partition(":")[0]) for row in back.extra_rows}
    if play.ends():  # else the rows before the first and after the last record are anybody's
        assert found == play.expected_rows() - replaced
        assert replaced <= play.expected_rows()
    gone = {cell.name for row in back.deleted_rows for cell in row.cells}
    assert all(model.where[name] is None or play.ambiguous(name) for name in gone)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_edit_is_accounted_for_and_no_other(sent: Sent, data: st.DataObject) -> None:
    hands, model = Hands(sent.path), Model.of(sent.identity)
    block = next(block for block in sent_blocks(sent.identity) if block.name == "门店")
    play = Play(data, hands, model, block)
    for _ in range(data.draw(st.integers(0, 8))):
        play.edit()
    back, _ = read_back(hands.save(sent.path.with_name("returned.xlsx")), key=KEY)
    agree(back, model, play)
