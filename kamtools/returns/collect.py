"""``kam collect``: what came back, compared three ways with what was sent and what is now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from kamtools.errors import KamError
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms.identity import LedgerField
from kamtools.forms.sent import damaged_posts, known_forms, take_in
from kamtools.language import Text
from kamtools.ledger.edits import Absent, LedgerValue, Spot
from kamtools.ledger.queries import returns
from kamtools.ledger.store import Ledger
from kamtools.ledger.tables import RETURNED_FORMS
from kamtools.periods import Period
from kamtools.returns.arrivals import files_in, read_all, without_annotated
from kamtools.returns.board import Arrival, Expected, Line, make_board
from kamtools.returns.merge import (
    CellOutcome,
    Outcome,
    compare,
    compare_added,
    compare_beside,
    counts,
)
from kamtools.returns.rivals import contested
from kamtools.returns.strangers import doubted, with_owner
from kamtools.workspace import Workspace, user


class NothingSent(KamError):
    """Returns are collected of a workspace that has sent nothing."""

    what = Text("还没有发出过表，不知道要收哪个月的", "no forms were sent, so no month is known")
    do = Text(
        "先运行 kam run 2026-10，或写明月份：kam collect --month 2026-10",
        "run kam run 2026-10 first, or name the month: kam collect --month 2026-10",
    )


NOTHING_SENT_THEN = FindingKind(
    "collect_nothing_sent", Severity.ERROR,
    Text("{month} 没有发过表；发过的月份：{months}",
         "no forms were sent for {month}; months with forms: {months}"),
    Text("写对月份再收一次", "collect again with the right month"),
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """One return with what becomes of each bound cell, and of what stands beside them.

    ``added``: the cells of inserted rows; ``beside``: what was written where no field is.
    """

    arrival: Arrival
    cells: tuple[CellOutcome, ...]
    added: tuple[CellOutcome, ...] = ()
    beside: tuple[CellOutcome, ...] = ()

    @property
    def all(self) -> tuple[CellOutcome, ...]:
        """All of them."""
        return (*self.cells, *self.added, *self.beside)

    @property
    def findings(self) -> list[Finding]:
        """What was noticed of the cells; that a row was deleted is told once, with the file."""
        gone = {cell.name for row in self.arrival.read.deleted_rows for cell in row.cells}
        return [
            each.finding for each in self.all if each.finding
            and not (each.outcome is Outcome.MISSING and each.returned.cell.name in gone)
        ]  # fmt: skip

    @property
    def wrong(self) -> list[CellOutcome]:
        """What the sender must put right."""
        return [e for e in self.all if e.outcome in (Outcome.INVALID, Outcome.NOT_ALLOWED)]


@dataclass(frozen=True)
class Collected:
    """The month's board, and the returns that can be merged."""

    period: Period
    board: tuple[Line, ...]
    returns: tuple[Judged, ...]
    copies: tuple[Path, ...] = ()
    """Annotated copies from before that lie among the returns."""
    noticed: tuple[Finding, ...] = ()
    """What is wrong with the month, or with the workspace's own memory of what it sent."""

    @property
    def unsent(self) -> bool:
        """Whether no forms were sent for the month, so that there is nothing to review."""
        return any(each.code == NOTHING_SENT_THEN.code for each in self.noticed)

    @property
    def counts(self) -> dict[Outcome, int]:
        """Bound cells by outcome; they add up to all bound cells of the returns."""
        return counts(each for judged in self.returns for each in judged.cells)

    @property
    def all_counts(self) -> dict[Outcome, int]:
        """By outcome, with what stands beside the bound cells: as many as the review has rows."""
        return counts(each for judged in self.returns for each in judged.all)

    @property
    def added(self) -> int:
        """How many rows people inserted."""
        return sum(len(judged.arrival.read.extra_rows) for judged in self.returns)

    @property
    def deleted(self) -> int:
        """How many rows of lists people deleted."""
        return sum(len(judged.arrival.read.deleted_rows) for judged in self.returns)

    @property
    def findings(self) -> list[Finding]:
        """All that was noticed on the files that came back, and in their cells.

        What is missing is on the board.
        """
        back = [line for line in self.board if line.arrival]
        of_files = [f for line in back if line.arrival for f in line.arrival.findings]
        of_board = [finding for line in back for finding in line.findings]
        of_cells = [finding for judged in self.returns for finding in judged.findings]
        return [*self.noticed, *of_files, *of_board, *of_cells]


def collect(
    space: Workspace,
    paths: Sequence[Path] = (),
    *,
    month: Period | None = None,
    due: date | None = None,
    passwords: Sequence[str] = (),
) -> Collected:
    """Read the returns under ``paths`` (default: ``returned/``) and compare them with the ledger.

    Without a ``month``, that of the forms sent last; ``passwords`` open encrypted files. The ledger
    only learns which files came back; nothing else of it changes. Raises ``NothingSent``,
    ``NoSuchReturns`` or the ledger's errors.
    """
    files = files_in(paths or [space.returned])
    take_in(space)
    key, sent = space.key(), known_forms(space)
    with Ledger.open(space.ledger_file) as ledger:
        months = returns.months(ledger)
        if not months:
            raise NothingSent
        period = month or max(months)
        before = _received(ledger)
        waited_for = _expected(ledger, period)
    reading = read_all(files, key=key, sent=sent, received=before, passwords=passwords)
    arrivals, copies = without_annotated(list(reading))
    arrivals = [with_owner(each, waited_for) for each in arrivals]
    board = make_board(waited_for, arrivals, period, due=due)
    with Ledger.open(space.ledger_file) as ledger:
        judged = _judge([line.arrival for line in board if line.arrival and line.usable], ledger)
        _remember(ledger, board, before)
    noticed = (*_unsent(period, months), *damaged_posts(space))
    return Collected(period, tuple(board), tuple(judged), tuple(copies), noticed)


def _unsent(period: Period, months: Sequence[Period]) -> list[Finding]:
    """What to say of a month for which no forms were sent."""
    if period in months:
        return []
    named = "、".join(map(str, months))
    return [NOTHING_SENT_THEN.at(Place(str(period)), month=period, months=named)]


def _expected(ledger: Ledger, period: Period) -> list[Expected]:
    return [
        Expected(
            row["form"], row["subject"] or "", row["recipient"] or "",
            row["template_version"] or "", row["file"] or "",
        )
        for row in returns.expected(ledger, period).to_dict("records")
    ]  # fmt: skip


def _received(ledger: Ledger) -> dict[str, date]:
    found = returns.received_before(ledger).to_dict("records")
    return {row["digest"]: row["received"] for row in found}


def _judge(arrivals: Iterable[Arrival], ledger: Ledger) -> list[Judged]:
    arrivals = list(arrivals)
    current = current_values(ledger, arrivals)
    judged = [
        Judged(
            each,
            doubted(each, compare(each.read, current)),
            doubted(each, compare_added(each.read, current)),
            tuple(compare_beside(each.read)),
        )
        for each in arrivals
    ]
    settled = iter(contested([(each.arrival, (*each.cells, *each.added)) for each in judged]))
    found = []
    for each in judged:
        outcomes = next(settled)
        width = len(each.cells)
        found.append(replace(each, cells=outcomes[:width], added=outcomes[width:]))
    return found


def current_values(
    ledger: Ledger, arrivals: Iterable[Arrival]
) -> Callable[[LedgerField], LedgerValue | Absent]:
    """What the ledger holds now at any field: all that are bound are asked for at once."""
    bound = {
        spot_of(cell.cell.field)
        for each in arrivals
        for cell in each.read.cells
        if cell.cell.field and all(cell.cell.field.key)
    }
    known = ledger.values_at(bound)

    def current(field: LedgerField) -> LedgerValue | Absent:
        spot = spot_of(field)
        if spot not in known:
            known.update(ledger.values_at([spot]))
        return known[spot]

    return current


def spot_of(field: LedgerField) -> Spot:
    """The ledger's own name of a field."""
    return Spot(field.table, field.key, field.column)


def _remember(ledger: Ledger, board: Iterable[Line], before: dict[str, date]) -> None:
    """Note the day on which each return was received, once."""
    rows = {
        line.arrival.digest: {
            "file_id": line.arrival.identity.file_id, "digest": line.arrival.digest,
            "file": line.arrival.path.name, "received": line.arrival.received,
        }
        for line in board
        if line.arrival and line.arrival.identity and line.arrival.digest not in before
    }  # fmt: skip
    if rows:
        with ledger.change(who=user(), reason="collect") as change:
            change.upsert(RETURNED_FORMS, pd.DataFrame(list(rows.values()), dtype=object))
