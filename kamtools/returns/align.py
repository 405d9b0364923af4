"""Where cells stand when their names are lost or were left behind: found by what the cells say.

Programs that know nothing of names insert rows without moving them, or drop them. Then every value
sent that stands exactly once in the sheet votes for where its row and its column have gone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from kamtools.excel.changes import Cell
from kamtools.excel.returned import Cells
from kamtools.forms.identity import BoundCell, place_of
from kamtools.forms.sent_values import is_blank, text_of
from kamtools.returns.straighten import in_order

Axis = dict[int, int]
"""A row's (or column's) number as sent → its number now."""


def aligned(cells: Iterable[BoundCell], sheet: str, now: Cells) -> dict[str, Cell]:
    """Where each of the cells of one sent sheet stands on ``sheet`` now, by name.

    A cell is left out where the rows or columns around it went different ways.
    """
    sent = list(cells)
    meetings = list(_meetings(sent, sheet, now))
    rows = _axis(((place_of(each).row, cell.row) for each, cell in meetings), sent, "row")
    columns = _axis(
        ((place_of(each).column, cell.column) for each, cell in meetings), sent, "column"
    )
    found = {}
    for each in sent:
        old = place_of(each)
        if old.row in rows and old.column in columns:
            found[each.name] = Cell(sheet, rows[old.row], columns[old.column])
    return found


def agreement(cells: Iterable[BoundCell], places: Mapping[str, Cell], now: Cells) -> float:
    """The share of what was sent in locked cells (in all, where none is locked) that stands there.

    1.0 where nothing was sent.
    """
    sent = [each for each in cells if not is_blank(each.sent)]
    telling = [each for each in sent if not each.editable] or sent
    if not telling:
        return 1.0
    right = sum(
        each.name in places and text_of(now.at(places[each.name]).value) == text_of(each.sent)
        for each in telling
    )
    return right / len(telling)


def best_sheet(cells: Iterable[BoundCell], now: Cells) -> str | None:
    """The sheet where most of the values sent are found; None where none is."""
    wanted = {text_of(each.sent) for each in cells if not is_blank(each.sent)}
    counts: Counter[str] = Counter()
    for cell, read in now.cells.items():
        counts[cell.sheet] += text_of(read.value) in wanted
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] else None


def _meetings(sent: list[BoundCell], sheet: str, now: Cells) -> Iterable[tuple[BoundCell, Cell]]:
    """Each value that was sent once and stands once now."""
    before: dict[str, list[BoundCell]] = defaultdict(list)
    after: dict[str, list[Cell]] = defaultdict(list)
    for each in sent:
        before[text_of(each.sent)].append(each)
    for cell, read in now.cells.items():
        if cell.sheet == sheet:
            after[text_of(read.value)].append(cell)
    for text, olds in before.items():
        news = after.get(text, [])
        if text and len(olds) == len(news) == 1:
            yield olds[0], news[0]


def _axis(votes: Iterable[tuple[int, int]], sent: list[BoundCell], which: str) -> Axis:
    """Where each row (or column) of the cells went: by its votes, else as its neighbours did."""
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for old, new in votes:
        counts[old][new] += 1
    best = {old: count.most_common(1)[0][0] for old, count in counts.items()}
    known = in_order(best, {old: counts[old][new] for old, new in best.items()})
    numbers = sorted({getattr(place_of(each), which) for each in sent})
    return {number: at for number in numbers if (at := _between(number, known)) is not None}


def _between(number: int, known: Mapping[int, int]) -> int | None:
    if number in known:
        return known[number]
    before = max((old for old in known if old < number), default=None)
    after = min((old for old in known if old > number), default=None)
    shifts = {known[old] - old for old in (before, after) if old is not None}
    at = number + shifts.pop() if len(shifts) == 1 else 0
    return at if at > 0 else None
