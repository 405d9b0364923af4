"""What people wrote on a form where it has no field: beside it, below it, over what is printed.

Labels move with rows and columns as fields do, so each is looked for where its neighbours went;
what then is left over was not sent.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from kamtools.excel.changes import Cell, Value
from kamtools.excel.returned import Cells, ReadCell
from kamtools.forms.identity import BoundCell, Identity, place_of
from kamtools.forms.printed import Content, Standing
from kamtools.forms.sent_values import is_blank, same, text_of
from kamtools.returns.straighten import in_order

_Sent = dict[Cell, Content]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A cell that is no field and does not show what was sent; ``was``: what was printed there."""

    cell: Cell
    value: Value
    was: Content = None


def elsewhere(
    identity: Identity,
    now: Cells,
    places: Mapping[str, Cell],
    fields: Collection[Cell],
    added: Collection[tuple[str, int]] = (),
) -> list[Elsewhere]:
    """What stands outside ``fields`` and was not sent, in reading order.

    ``places``: where each bound cell stands now, by name. ``added``: sheets and rows of records
    that people added; copies of what is printed mean nothing there. Nothing where the form's print
    is not known; sheets that were renamed without any field on them are left out.
    """
    if identity.printed is None:
        return []
    sent: dict[str, _Sent] = defaultdict(dict)
    for cell, content in identity.printed.sent().items():
        sent[cell.sheet][cell] = content
    bound: dict[str, list[BoundCell]] = defaultdict(list)
    for each in identity.cells:
        bound[each.sheet].append(each)
    here: dict[str, dict[Cell, ReadCell]] = defaultdict(dict)
    for cell, read in now.cells.items():
        if cell not in fields and (read.formula or not _nothing(read.value)):
            here[cell.sheet][cell] = read
    found: list[Elsewhere] = []
    for name in dict.fromkeys([*bound, *sent]):
        target = _target(name, bound[name], places, now)
        if target:
            shift = _Shift.of(target, bound[name], places)
            copied = {_text(content) for content in sent[name].values()}
            found += (
                each
                for each in _left_over(sent[name], here[target], shift)
                if (target, each.cell.row) not in added
                or _shown(here[target][each.cell]) not in copied
            )
    return sorted(found, key=lambda each: (each.cell.sheet, each.cell.row, each.cell.column))


def _nothing(value: Value) -> bool:
    return is_blank(value) or (isinstance(value, str) and not value.strip())


def _target(
    name: str, cells: Iterable[BoundCell], places: Mapping[str, Cell], now: Cells
) -> str | None:
    """The sheet that it is now: where its fields are; one without any must be called the same."""
    cells = list(cells)
    sheets = Counter(places[each.name].sheet for each in cells if each.name in places)
    if sheets:
        return sheets.most_common(1)[0][0]
    return name if not cells and name in now.states else None


@dataclass(frozen=True)
class _Shift:
    """How the rows and columns of a sheet moved, as its fields tell."""

    sheet: str
    rows: Mapping[int, int]
    columns: Mapping[int, int]

    @classmethod
    def of(cls, sheet: str, cells: Iterable[BoundCell], places: Mapping[str, Cell]) -> "_Shift":
        rows: dict[int, Counter[int]] = defaultdict(Counter)
        columns: dict[int, Counter[int]] = defaultdict(Counter)
        for each in cells:
            if (at := places.get(each.name)) and at.sheet == sheet:
                rows[place_of(each).row][at.row] += 1
                columns[place_of(each).column][at.column] += 1
        return cls(sheet, _axis(rows), _axis(columns))

    def candidates(self, old: Cell) -> Iterator[Cell]:
        """Where a cell may stand now, the likeliest first."""
        rows, columns = _moved(old.row, self.rows), _moved(old.column, self.columns)
        return (Cell(self.sheet, *at) for at in product(rows, columns))


def _axis(votes: Mapping[int, Counter[int]]) -> Mapping[int, int]:
    best = {old: count.most_common(1)[0][0] for old, count in votes.items()}
    return in_order(best, {old: votes[old][new] for old, new in best.items()})


def _moved(old: int, known: Mapping[int, int]) -> list[int]:
    """Its line where that has fields, else as far as the lines with fields around it moved."""
    if old in known:
        return [known[old]]
    before = max((each for each in known if each < old), default=None)
    after = min((each for each in known if each > old), default=None)
    near = [each for each in (before, after) if each is not None]
    found = dict.fromkeys(old + known[each] - each for each in near)
    return [at for at in found if at > 0] or [old]


def _left_over(sent: _Sent, here: dict[Cell, ReadCell], shift: _Shift) -> Iterator[Elsewhere]:
    left = dict(here)
    missed: _Sent = {}
    for old, content in sent.items():
        at = next((at for at in shift.candidates(old) if _shows(content, left.get(at))), None)
        if at is None:
            missed[old] = content
        else:
            del left[at]
    _moved_about(missed, left)
    printed = {at: content for old, content in missed.items() for at in shift.candidates(old)}
    for cell, read in left.items():
        yield Elsewhere(cell, read.value, printed.get(cell))


def _moved_about(missed: _Sent, left: dict[Cell, ReadCell]) -> None:
    """Strike out what stands somewhere else than expected: sorted rows, labels that were moved."""
    wanted: dict[str, list[Cell]] = defaultdict(list)
    for old, content in missed.items():
        if content is not Standing.ANYTHING:
            wanted[_text(content)].append(old)
    for cell, read in list(left.items()):
        olds = wanted.get(_shown(read), [])
        if olds:
            del missed[olds.pop()], left[cell]


def _text(content: Content) -> str:
    """A formula is known by being one: programs write the same one in different ways."""
    return "" if isinstance(content, Standing) else text_of(content)


def _shown(read: ReadCell) -> str:
    return "" if read.formula else text_of(read.value)


def _shows(content: Content, read: ReadCell | None) -> bool:
    if read is None:
        return False
    if isinstance(content, Standing):
        return read.formula or content is Standing.ANYTHING
    return not read.formula and same(content, read.value)
