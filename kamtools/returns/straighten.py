"""Cells whose hidden names were dragged or cut away from where their field stands on the sheet.

A name moves with its row and column, which is right. It moves as well when somebody drags a cell
onto another or cuts and pastes it, or deletes a cell and lets the next ones move up; then the field
is still where its row and column are, and what a person sees there is what they say. Rows and
columns keep their order whatever is inserted or deleted, so a cell that has left its own is known.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from kamtools.excel.changes import Cell

_T = TypeVar("_T")
Numbers = dict[int, int]
"""A row's (or column's) number as sent → its number now."""


@dataclass(frozen=True)
class _Lines:
    """Where rows (or columns) with living cells stand ``now``; which of them for ``sure``.

    ``apart``: those of one cell that has not moved as the lines around it did.
    """

    now: Numbers
    sure: frozenset[int]
    apart: frozenset[int]
    firm: Numbers

    def guess(self, old: int) -> int:
        """Where it is, or would be if it had moved as the next line that is known."""
        if old in self.now:
            return self.now[old]
        near = min(self.firm, key=lambda each: abs(each - old), default=old)
        return old + self.firm.get(near, near) - near


@dataclass(frozen=True)
class Straightened:
    """Where each field stands; ``strayed``: where the names of cells lead that left theirs.

    ``doubtful``: cells alone in their row or column that may have been dragged, or may have moved
    with it; they are left where their names lead.
    """

    places: dict[str, Cell]
    strayed: dict[str, Cell | None] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)


def straightened(
    sent: Mapping[str, Cell],
    named: Mapping[str, Cell],
    lost: Collection[str],
    filled: Collection[Cell],
    keys: Collection[str] = (),
) -> Straightened:
    """Put the cells of one sheet back in line.

    ``sent``: where each stood; ``named``: where its name leads now; ``lost``: names that lead
    nowhere any more; ``filled``: the cells of the workbook that show anything; ``keys``: those
    that say whose row it is, and still say so where their names lead.
    """
    sheet = _most(cell.sheet for cell in named.values())
    if sheet is None:
        return Straightened(dict(named))
    shown = [each for each in filled if each.sheet == sheet]
    return _LineUp(sent, named, lost, shown, sheet, keys).run()


class _LineUp:
    def __init__(
        self,
        sent: Mapping[str, Cell],
        named: Mapping[str, Cell],
        lost: Collection[str],
        filled: Collection[Cell],
        sheet: str,
        keys: Collection[str],
    ) -> None:
        self.sent, self.named, self.lost, self.sheet = sent, named, lost, sheet
        pairs = [(sent[name], at) for name, at in named.items() if at.sheet == sheet]
        pairs += _overlaid(pairs, [sent[name] for name in lost])
        rows, columns = {cell.row for cell in filled}, {cell.column for cell in filled}
        told = [(sent[name].row, named[name].row) for name in keys if named[name].sheet == sheet]
        self.rows, self.columns = _both(pairs, rows, columns, told)
        self.found = Straightened({})
        self.taken: set[Cell] = set()

    def run(self) -> Straightened:
        doubtful = [name for name in self.named if not self._put_in_line(name)]
        for name in self.lost:
            old = self.sent[name]
            if old.row in self.rows.sure and old.column in self.columns.sure:
                self._place(name, self._guess(name))
        self._put_under(doubtful)
        for name in doubtful:
            if self._place(name, self.named[name]):
                self.found.doubtful.add(name)
            elif self._known(name):
                self._place(name, self._guess(name))
        return self.found

    def _known(self, name: str) -> bool:
        """Whether its row and column are still there."""
        old = self.sent[name]
        return old.row in self.rows.now and old.column in self.columns.now

    def _put_in_line(self, name: str) -> bool:
        """Whether its row and column tell where its field is."""
        old = self.sent[name]
        apart = old.row in self.rows.apart or old.column in self.columns.apart
        return self._known(name) and not apart and self._place(name, self._guess(name))

    def _put_under(self, doubtful: Iterable[str]) -> None:
        """Fields alone in their row whose cell was lost just where a doubtful one's name leads."""
        rows = Counter(cell.row for cell in self.sent.values())
        leads = {self.named[name] for name in doubtful}
        for name in self.lost:
            if rows[self.sent[name].row] == 1 and self._guess(name) in leads:
                self._place(name, self._guess(name))

    def _guess(self, name: str) -> Cell:
        old = self.sent[name]
        return Cell(self.sheet, self.rows.guess(old.row), self.columns.guess(old.column))

    def _place(self, name: str, place: Cell) -> bool:
        """Whether the place was free for it."""
        if place in self.taken or name in self.found.places or place.row < 1 or place.column < 1:
            return False
        self.taken.add(place)
        self.found.places[name] = place
        if self.named.get(name) != place:
            self.found.strayed[name] = self.named.get(name)
        return True


def _overlaid(
    pairs: Sequence[tuple[Cell, Cell]], lost: Collection[Cell]
) -> list[tuple[Cell, Cell]]:
    """Where lost cells stood last: another was moved there, in the row of those beside them."""
    covers = {at: old.row for old, at in pairs}
    mates: dict[int, set[int]] = defaultdict(set)
    for old, at in pairs:
        mates[old.row].add(at.row)
    under = [(old, Cell(old.sheet, row, old.column)) for old in lost for row in mates[old.row]]
    named = {at.sheet for at in covers}
    spots = [(old, Cell(sheet, at.row, at.column)) for old, at in under for sheet in named]
    return [(old, at) for old, at in spots if covers.get(at, old.row) != old.row]


def _both(
    pairs: Sequence[tuple[Cell, Cell]],
    rows: Collection[int],
    columns: Collection[int],
    keys: Sequence[tuple[int, int]],
) -> tuple["_Lines", "_Lines"]:
    """Rows and columns; a cell that has left one of them says nothing about the other.

    ``keys``: where the cells that tell rows apart were, and are.
    """
    across = _lines([(old.column, at.column) for old, at in pairs], columns)
    steady = [each for each in pairs if across.now.get(each[0].column) == each[1].column]
    down = _lines([(old.row, at.row) for old, at in steady], rows, keys)
    steady = [each for each in pairs if down.now.get(each[0].row) == each[1].row]
    told = {old.column for old, _ in steady}
    pushed = Counter(old.column for old, _ in pairs if old.column not in told)
    steady += [each for each in pairs if pushed[each[0].column] > 1]  # all of it moved up or down
    return down, _lines([(old.column, at.column) for old, at in steady], columns)


def _lines(
    votes: Sequence[tuple[int, int]],
    filled: Collection[int],
    keys: Sequence[tuple[int, int]] = (),
) -> _Lines:
    counts = _counted(votes)
    shift = _most(new - old for old, count in counts.items() for new in count.elements()) or 0
    best = {old: _best(old, count, shift) for old, count in counts.items()}
    weights = {old: counts[old][new] for old, new in best.items()}
    for old, new in _by_keys(keys, shift).items():
        if old in best:
            best[old], weights[old] = new, max(2, weights[old])
    firm = in_order(best, weights)
    found: Numbers = {}
    apart = set()
    for old, new in best.items():
        found[old], expected = new, _between(old, firm)
        if weights[old] > 1 or expected == new:
            continue
        if expected in filled:
            found[old] = expected or new
        elif expected is not None:
            apart.add(old)
            found[old] = expected
        elif old not in firm:
            del found[old]
    sure = {old for old, at in firm.items() if found[old] == at and weights[old] > 1}
    shifts = {found[old] - old for old in sure} or {shift}
    sure |= {old for old in found if found[old] - old in shifts}
    return _Lines(found, frozenset(sure), frozenset(apart), firm)


def _counted(votes: Sequence[tuple[int, int]]) -> dict[int, Counter[int]]:
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for old, new in votes:
        counts[old][new] += 1
    return counts


def _by_keys(keys: Sequence[tuple[int, int]], shift: int) -> Numbers:
    """The rows that their keys tell of, against whatever was deleted or dragged beside them.

    A key that moved otherwise than its neighbours was itself dragged, and tells nothing.
    """
    counts = _counted(keys)
    best = {old: _best(old, count, shift) for old, count in counts.items()}
    chain = in_order(best, {old: counts[old][new] for old, new in best.items()})
    olds = sorted(chain)
    near = {old: (olds[at - 1 : at] + olds[at + 1 : at + 2]) for at, old in enumerate(olds)}
    return {
        old: new
        for old, new in chain.items()
        if new - old == shift or any(chain[each] - each == new - old for each in near[old])
    }


def _best(old: int, count: Counter[int], shift: int) -> int:
    """The line that most of its cells are on; of equals, the one that moved as most lines did."""
    return max(count, key=lambda new: (count[new], new - old == shift, -abs(new - old)))


def in_order(best: Numbers, weights: Mapping[int, int]) -> Numbers:
    """The heaviest lines that are still in their order."""
    olds = sorted(best)
    if all(best[one] < best[next_] for one, next_ in pairwise(olds)):
        return best
    heaviest: dict[int, tuple[float, int | None]] = {}
    for at, old in enumerate(olds):
        near = (olds[i] for i in (at - 1, at + 1) if 0 <= i < len(olds))
        steady = sum(best[each] - each == best[old] - old for each in near)
        before = [(heaviest[each][0], each) for each in olds[:at] if best[each] < best[old]]
        weight, last = max(before, default=(0.0, None), key=lambda pair: pair[0])
        heaviest[old] = weight + weights[old] + steady / 4, last
    chain: Numbers = {}
    here = max(heaviest, key=lambda old: heaviest[old][0], default=None)
    while here is not None:
        chain[here] = best[here]
        here = heaviest[here][1]
    return chain


def _between(old: int, known: Numbers) -> int | None:
    """Where a line must be whose neighbours on both sides moved by the same."""
    before = max((each for each in known if each < old), default=None)
    after = min((each for each in known if each > old), default=None)
    if before is None or after is None or known[before] - before != known[after] - after:
        return None
    return old + known[before] - before


def _most(things: Iterable[_T]) -> _T | None:
    best = Counter(things).most_common(1)
    return best[0][0] if best else None
