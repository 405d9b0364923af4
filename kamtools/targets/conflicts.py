"""From a question that has no answer to the conflict, in the caller's names and amounts."""

from typing import Any

import numpy as np

from kamtools.targets.answer import Answer, NoAnswer
from kamtools.targets.infeasible import Change, ChangeKind, Conflict
from kamtools.targets.question import Question
from kamtools.targets.rounding import Amount
from kamtools.targets.solving.arrays import Counts, Flags


def unanswered(question: Question, found: NoAnswer) -> Conflict:
    """What the minimum cut says, and both ways out."""
    teller, cut = _Teller(question), found.block
    part = question.cells.at(np.ix_(cut.lines, cut.places))
    binding = (part.lower > 0) | (cut.side == "upper")
    return Conflict(
        rows=teller.rows(cut.lines),
        columns=teller.columns(cut.places),
        side=cut.side,
        needed=teller.amount(cut.needed),
        limit=teller.amount(cut.limit),
        relaxation=teller.limits(found.relaxed),
        totals=teller.totals(found.kept),
        named=(
            teller.rows(_part(cut.lines, np.asarray(binding.any(axis=1)))),
            teller.columns(_part(cut.places, np.asarray(binding.any(axis=0)))),
        ),
        weighs=bool((part.weights > 0).any() or part.upper.any()),
    )


def crossed(question: Question, found: Answer | NoAnswer) -> Conflict:
    """Minimums above maximums, where ``found`` answers the question with those raised."""
    teller, cells = _Teller(question), question.cells
    gaps = np.maximum(cells.lower - cells.upper, 0)
    row, column = np.unravel_index(int(gaps.argmax()), gaps.shape)
    counts = found.counts if isinstance(found, Answer) else found.relaxed
    return Conflict(
        rows=teller.rows(np.arange(gaps.shape[0]) == row),
        columns=teller.columns(np.arange(gaps.shape[1]) == column),
        side="lower",
        needed=teller.amount(cells.upper[row, column]),
        limit=teller.amount(cells.lower[row, column]),
        relaxation=teller.limits(counts),
        crossed=True,
    )


def margins_apart(question: Question) -> Conflict | None:
    """Row totals that add up to something else than the column totals; ``None`` if they agree."""
    rows, columns = question.row_totals, question.column_totals
    if rows is None or columns is None or (by := int(columns.sum() - rows.sum())) == 0:
        return None
    teller = _Teller(question)
    return Conflict(
        rows=teller.rows(rows >= 0),
        columns=teller.columns(columns >= 0),
        side="margins",
        needed=teller.amount(rows.sum()),
        limit=teller.amount(columns.sum()),
        relaxation=teller.changes("row_total", rows, _added(rows, by)),
        totals=teller.changes("column_total", columns, _added(columns, -by)),
    )


def _part(flags: Flags, within: Flags) -> Flags:
    """Of what is flagged, what is flagged again."""
    found = flags.copy()
    found[flags] = within
    return found


def _added(totals: Counts, by: int) -> Counts:
    """``totals`` with ``by`` units more on the largest, or fewer on the largest ones."""
    order = np.argsort(-totals, kind="stable")
    found = totals.copy()
    if by >= 0:
        found[order[:1]] += by
        return found
    taken = np.minimum(np.cumsum(found[order]), -by)
    found[order] -= np.diff(taken, prepend=0)
    return found


def _size(change: Change) -> Any:
    return abs(change.by)


class _Teller:
    """Speaks of a question's cells in the caller's names, order and amounts."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._names = question.ideal.index, question.ideal.columns

    def amount(self, units: Any) -> Amount:
        """Units as an amount."""
        return int(units) * self._question.unit

    def rows(self, flags: Flags) -> list[Any]:
        """The names of rows, as the caller sorts them."""
        return [self._names[0][at] for at in sorted(self._question.rows[flags].tolist())]

    def columns(self, flags: Flags) -> list[Any]:
        """The names of columns, as the caller sorts them."""
        return [self._names[1][at] for at in sorted(self._question.columns[flags].tolist())]

    def limits(self, counts: Counts) -> tuple[Change, ...]:
        """The limits that ``counts`` break, largest change first."""
        cells, found = self._question.cells, []
        for place in np.argwhere((counts < cells.lower) | (counts > cells.upper)):
            at: tuple[int, ...] = tuple(place.tolist())
            count = int(counts[at])
            low, high = int(cells.lower[at]), int(cells.upper[at])
            if count < low:
                found.append(self._limit("lower", at, low, count))
            if count > high:
                found.append(self._limit("upper", at, high, count))
        return tuple(sorted(found, key=_size, reverse=True))

    def _limit(self, kind: ChangeKind, at: tuple[int, ...], before: int, after: int) -> Change:
        row, column = self._question.rows[at[0]], self._question.columns[at[1]]
        if self._question.locked[at]:
            kind = "locked"
        elif kind == "upper" and not self._question.cells.weights[at] > 0:
            kind = "unweighted"
        where: tuple[Any, Any] = self._names[0][row], self._names[1][column]
        return Change(kind, *where, self.amount(before), self.amount(after))

    def totals(self, kept: Counts) -> tuple[Change, ...]:
        """The totals that ``kept`` does not meet."""
        question = self._question
        found: list[Change] = []
        if question.row_totals is not None:
            found += self.changes("row_total", question.row_totals, kept.sum(axis=1))
        if question.column_totals is not None:
            found += self.changes("column_total", question.column_totals, kept.sum(axis=0))
        if question.scope == "total" and question.total is not None:
            sums = self.amount(question.total), self.amount(kept.sum())
            found.append(Change("total", None, None, *sums))
        return tuple(found)

    def changes(self, kind: ChangeKind, before: Counts, after: Counts) -> tuple[Change, ...]:
        """The totals of rows or of columns that differ."""
        by_row = kind == "row_total"
        places = self._question.rows if by_row else self._question.columns
        found = []
        for at in np.flatnonzero(before != after).tolist():
            name = self._names[0 if by_row else 1][places[at]]
            names: tuple[Any, Any] = (name, None) if by_row else (None, name)
            amounts = self.amount(before[at]), self.amount(after[at])
            found.append(Change(kind, *names, *amounts))
        return tuple(found)
