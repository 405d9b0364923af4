"""Top-down against bottom-up: what stores ask for, and what honouring it does to the others.

- A bid (申报) is what a store wants a month's 目标 to be. It decides nothing: the manager accepts
  it or not. A decision counts for the amount it was made on, no longer once the store asks anew.
- An accepted bid is a lock (see ``rebalancing``). The proposal is always the start: the same bids
  give the same numbers, in whatever order they came.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import pandas as pd

from kamtools.findings import Finding, Place
from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.rows import place_of, rows_of
from kamtools.targets.cells import Cells
from kamtools.targets.division import Origin
from kamtools.targets.given import Kind
from kamtools.targets.infeasible import Infeasible
from kamtools.targets.limit_standing import Standing, State, broken
from kamtools.targets.negotiation_findings import (
    BID_NOT_OPEN,
    BID_WITHOUT_REASON,
    BIDS_IN_CONFLICT,
    BIDS_LEDGER,
    DECISION_OUTDATED,
)
from kamtools.targets.proposal import Proposal
from kamtools.targets.rebalancing import Limits, rebalance
from kamtools.targets.shops import Shop, shops

ACCEPTED, REFUSED = "接受", "不接受"
"""What a manager decides; they stand in the ledger and on the form."""


@dataclass(frozen=True)
class Bid:
    """What one store asks of one month, in 元; ``decision`` is empty while nobody has decided."""

    store_id: str
    month: Period
    amount: Decimal
    reason: str = ""
    decision: str = ""
    reply: str = ""
    round: int | None = None
    """In which round it was answered; None: not yet."""
    place: Place = BIDS_LEDGER

    @property
    def key(self) -> tuple[str, Period]:
        """Its cell."""
        return self.store_id, self.month


@dataclass(frozen=True)
class Shift:
    """One store's month whose amount differs between two sets of targets, in 元."""

    store_id: str
    month: Period
    before: Decimal | None
    after: Decimal | None

    @property
    def by(self) -> Decimal:
        """How much more, or less."""
        return (self.after or NOUGHT) - (self.before or NOUGHT)


@dataclass(frozen=True)
class Negotiation:
    """Where the talk with the stores stands; ``outcome`` has the numbers as they are now."""

    base: Proposal
    """What the company proposes before any bid."""
    outcome: Proposal
    """The same once accepted bids are honoured."""
    bids: tuple[Bid, ...]
    """Those that may be decided, by month and store."""
    honoured: tuple[Bid, ...]
    conflicts: Mapping[Period, Infeasible]
    """By month: why what was accepted there can't be had."""
    findings: tuple[Finding, ...]

    @cached_property
    def by_cell(self) -> dict[tuple[str, Period], Bid]:
        """The bids by store and month."""
        return {bid.key: bid for bid in self.bids}

    @property
    def undecided(self) -> list[Bid]:
        """The bids that wait for an answer."""
        return [bid for bid in self.bids if not bid.decision]

    def given(self, bid: Bid) -> Decimal:
        """What the store was given where it bids: before its own bid was honoured."""
        cells = self.base.target.cells if bid.decision == ACCEPTED else self.outcome.target.cells
        return cells.get(bid.key, NOUGHT)

    def asked(self, store_id: str, month: Period) -> Decimal:
        """Bottom-up: the bid, and what was given where the store did not ask for anything else."""
        bid = self.by_cell.get((store_id, month))
        return self.base.target.cells.get((store_id, month), NOUGHT) if bid is None else bid.amount

    def gap(self, stores: Iterable[str], months: Collection[Period]) -> Decimal:
        """Bottom-up less top-down over ``stores`` × ``months``."""
        return total(
            self.asked(store, month) - self.base.target.cells.get((store, month), NOUGHT)
            for store in stores
            for month in months
        )

    @property
    def shifts(self) -> list[Shift]:
        """What honouring the accepted bids has moved: the bids, and who carries the difference."""
        return shifts(self.base.target.cells, self.outcome.target.cells)


def shifts(before: Cells, after: Cells) -> list[Shift]:
    """The cells that differ, by month and store; a cell that is only in one of them differs."""
    keys = sorted({*before, *after}, key=lambda key: (key[1], key[0]))
    return [
        Shift(*key, before.get(key), after.get(key))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def bids_of(frame: pd.DataFrame) -> list[Bid]:
    """The ledger's rows ``[period, store_id, bid, reason, decision, reply, round, outdated]``.

    An ``outdated`` decision was made before the bid was last changed, and is none.
    """
    return [
        Bid(
            row["store_id"], Period.parse(row["period"]), row["bid"], row["reason"] or "",
            "" if row.get("outdated") else row["decision"] or "", row["reply"] or "",
            row["round"], place_of(row, BIDS_LEDGER),
        )
        for row in rows_of(frame)
        if row["bid"] is not None
    ]  # fmt: skip


def is_open(proposal: Proposal, period: Period, shop: Shop, month: Period) -> bool:
    """Whether a store may still bid for ``month`` when the numbers up to ``period`` are in.

    The month is not over (of the last one: nobody has set it yet), the store is open in it, and
    there is a number to bid against.
    """
    target = proposal.target
    return (
        (month > period or (month == period and not target.is_settled(month)))
        and shop.open_in(month)
        and (shop.store_id, month) in target.cells
        and target.company[month].origin is not Origin.NOBODY
    )


def negotiate(
    proposal: Proposal,
    frame: pd.DataFrame,
    stores: pd.DataFrame,
    period: Period,
    *,
    limits: Limits | None = None,
    issued: Mapping[Kind, Cells] | None = None,
) -> Negotiation:
    """Lay the bids in ``frame`` (see ``bids_of``) beside ``proposal``, and honour the accepted.

    ``stores``: ``[store_id, region, opened, closed]``; ``period``: the last month whose numbers are
    in; ``limits``: the proposal's own unless given; ``issued``: the numbers of the last version,
    where a month falls back to that can't hold what was accepted.
    """
    listed = {shop.store_id: shop for shop in shops(stores)}
    everything = [bid for bid in bids_of(frame) if bid.month.year == proposal.year]
    bids = [
        bid
        for bid in sorted(everything, key=lambda bid: (bid.month, bid.store_id))
        if bid.store_id in listed and is_open(proposal, period, listed[bid.store_id], bid.month)
    ]
    accepted = [bid for bid in bids if bid.decision == ACCEPTED]
    locks = {bid.key: bid.amount for bid in accepted}
    limits = limits or Limits.of(proposal.target)
    outcome, conflicts = rebalance(proposal, locks, limits, issued or {})
    findings = [
        *(BID_NOT_OPEN.at(bid.place, **_said(bid)) for bid in everything if bid not in bids),
        *_outdated(frame, bids),
        *(BID_WITHOUT_REASON.at(bid.place, **_said(bid)) for bid in bids if _unreasoned(bid)),
        *_told(conflicts),
        *_broken(proposal, outcome),
    ]
    honoured = tuple(bid for bid in accepted if bid.month not in conflicts)
    return Negotiation(proposal, outcome, tuple(bids), honoured, conflicts, tuple(findings))


def _unreasoned(bid: Bid) -> bool:
    return not bid.decision and not bid.reason.strip()


def _outdated(frame: pd.DataFrame, bids: Collection[Bid]) -> Iterable[Finding]:
    known = {bid.key: bid for bid in bids}
    for row in rows_of(frame):
        bid = known.get((row["store_id"], Period.parse(row["period"])))
        if bid and row.get("outdated"):
            yield DECISION_OUTDATED.at(bid.place, **_said(bid), decision=row["decision"])


def _told(conflicts: Mapping[Period, Infeasible]) -> Iterable[Finding]:
    for month, error in sorted(conflicts.items()):
        yield BIDS_IN_CONFLICT.at(
            BIDS_LEDGER, month=month.chinese, conflict=error.conflict, advice=error.conflict.advice
        )


def _broken(before: Proposal, after: Proposal) -> list[Finding]:
    """The limits of quarters and years that were kept, and are not once bids are honoured."""
    known = {(each.limit.place, each.limit) for each in before.standings() if _breaks(each)}
    now = (each for each in after.standings() if _breaks(each))
    return list(broken(each for each in now if (each.limit.place, each.limit) not in known))


def _breaks(each: Standing) -> bool:
    return each.state is State.BROKEN


def _said(bid: Bid) -> dict[str, object]:
    return {"store": bid.store_id, "month": bid.month.chinese, "amount": f"{bid.amount:,}"}
