"""A year's targets divided again around locks: the stores that were promised a month keep it.

The company's month stays as it was, so the other stores carry the difference, each in proportion to
what it was given. Months without a lock that moves anything stay as they are, to the fen. 挑战目标
follow: the company's stays, a store's moves as its 目标 moved.

Where a month can't hold its locks, the conflict is told, and the month stays at the last numbers
that were issued and add up, or else at the proposal's: never a wrong total.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from kamtools.language import Text
from kamtools.money import FEN, NOUGHT, total
from kamtools.periods import Period
from kamtools.targets.breakdown import break_down
from kamtools.targets.cells import Cells
from kamtools.targets.division import Division, Mark, Origin
from kamtools.targets.given import UNLISTED, Kind
from kamtools.targets.infeasible import Infeasible
from kamtools.targets.proposal import Proposal

Amounts = Mapping[str, Decimal]
"""元 by store, of one month."""


@dataclass(frozen=True)
class Limits:
    """The least and the most that cells may hold, in 元; what is missing has no limit."""

    lower: Cells = field(default_factory=dict)
    upper: Cells = field(default_factory=dict)
    locked: Cells = field(default_factory=dict)
    """What people have locked; an accepted bid goes before it."""

    @classmethod
    def of(cls, division: Division) -> "Limits":
        """Those of the cells of ``division``."""
        bounds = division.bounds
        return cls(bounds.lower, bounds.upper, bounds.locked)


@dataclass(frozen=True)
class Rebalanced(Division):
    """A division whose months in ``moved`` were divided again around accepted bids."""

    before: Cells = field(default_factory=dict)
    locks: Cells = field(default_factory=dict)
    moved: frozenset[Period] = frozenset()

    def explain(self, store_id: str, month: Period) -> str:
        """How the number came about, in the language of now."""
        key = store_id, month
        if month not in self.moved or key not in self.cells:
            return super().explain(store_id, month)
        said = {
            "amount": _shown(self.cells[key]), "before": _shown(self.before.get(key, NOUGHT)),
            "month": month.chinese, "company": _shown(self.total(month)),
            "locked": _shown(total(self.locks.get((s, month), NOUGHT) for s in self.stores)),
        }  # fmt: skip
        return (_HONOURED if key in self.locks else _CARRIED).show(**said)

    def mark(self, store_id: str, month: Period) -> Mark | None:
        """Why the cell is not simply its formula."""
        key = store_id, month
        if month not in self.moved or self.cells.get(key) == self.before.get(key):
            return super().mark(store_id, month)
        return Mark.ACCEPTED if key in self.locks else Mark.MOVED


def _shown(amount: Decimal) -> str:
    return f"{amount:,.2f}".removesuffix(".00")


_HONOURED = Text(
    "原下达 {before}，门店申报 {amount} 已接受，按申报锁定",
    "given {before}; the store's bid of {amount} was accepted and is locked",
)
_CARRIED = Text(
    "原下达 {before}；公司{month} {company} 不变，减去已接受的申报 {locked}，"
    "其余按原下达的比例分，得 {amount}",
    "given {before}; the company's {month} stays {company}; less accepted bids of {locked}, the "
    "rest is divided as it was given: {amount}",
)


def rebalance(
    proposal: Proposal,
    locks: Cells,
    limits: Limits,
    issued: Mapping[Kind, Cells],
) -> tuple[Proposal, dict[Period, Infeasible]]:
    """The proposal with ``locks`` held, and the months in which they can't be, each with why.

    Every month's stores add up to the company's amount, before as after. ``issued`` are the
    numbers that were handed out last.
    """
    target, unit = proposal.target, proposal.ambition.unit
    cells, challenges = dict(target.cells), dict(proposal.challenge.cells)
    conflicts: dict[Period, Infeasible] = {}
    moved = {month for (store, month), a in locks.items() if target.cells.get((store, month)) != a}
    for month in sorted(moved):
        try:
            found = _month(proposal, month, locks, limits)
        except Infeasible as error:
            conflicts[month] = error
            found = _fallen_back(target, month, issued.get("target", {}))
        cells |= found
        challenges |= _challenge(proposal, month, found, unit)
    kept = {key: a for key, a in locks.items() if key[1] not in conflicts}
    held = frozenset(moved - set(conflicts))
    return replace(
        proposal,
        target=_rebalanced(target, cells, kept, held),
        challenge=_rebalanced(proposal.challenge, challenges, {}, held),
    ), conflicts


def _rebalanced(
    division: Division, cells: Cells, locks: Cells, moved: frozenset[Period]
) -> Rebalanced:
    if isinstance(division, Rebalanced):  # what was moved before keeps its story
        before = division.before | {k: a for k, a in division.cells.items() if k[1] in moved}
        held, all_moved = division.locks | locks, division.moved | moved
        return replace(division, cells=cells, before=before, locks=held, moved=all_moved)
    kept = {each.name: getattr(division, each.name) for each in fields(Division)}
    more = {"cells": cells, "before": division.cells, "locks": locks, "moved": moved}
    return Rebalanced(**(kept | more))


def _whole(division: Division, month: Period) -> Decimal:
    """What the month's stores have to add up to: the company's amount."""
    said = division.company[month]
    return division.total(month) if said.origin is Origin.NOBODY else max(NOUGHT, said.amount)


def _month(proposal: Proposal, month: Period, locks: Cells, limits: Limits) -> Cells:
    """One month's 目标, the ``locks`` as they are. Raises ``Infeasible``.

    Where the others were given nothing at all, the seeds say what they weigh.
    """
    target = proposal.target
    weights = _of_month(target.cells, month)
    stood = _of_month(limits.locked, month)
    held = {store: amount for store, amount in stood.items() if store in weights}
    held |= _of_month(locks, month)
    if UNLISTED in weights:  # nobody's to give away
        held = {UNLISTED: weights[UNLISTED]} | held
    free = weights.keys() - held.keys()
    if not any(weights[store] for store in free):
        weights |= {store: proposal.weights.get((store, month), NOUGHT) for store in free}
    lower, upper = (
        {store: amount for store, amount in _of_month(limit, month).items() if store in free}
        for limit in (limits.lower, limits.upper)
    )
    whole = _whole(target, month)
    return _divided(month, weights, whole, proposal.ambition.unit, held, lower, upper)


def _of_month(cells: Cells, month: Period) -> dict[str, Decimal]:
    return {store: amount for (store, m), amount in cells.items() if m == month}


def _divided(
    month: Period,
    weights: Amounts,
    whole: Decimal,
    unit: Decimal,
    held: Amounts,
    lower: Amounts,
    upper: Amounts,
) -> Cells:
    """``whole`` over the stores, in whole units but for what is ``held``.

    What is less than a unit goes to the heaviest store that is free and has room for it; where
    whole units won't do, all are divided to the fen. Raises ``Infeasible``, in the amounts held.
    """
    try:
        found = _in_units(month, weights, whole, unit, held, lower, upper)
    except Infeasible:
        found = None
    return found or _in_units(month, weights, whole, FEN, held, lower, upper) or {}


def _in_units(
    month: Period,
    weights: Amounts,
    whole: Decimal,
    unit: Decimal,
    held: Amounts,
    lower: Amounts,
    upper: Amounts,
) -> Cells | None:
    """None where nobody can take what is less than a unit; raises ``Infeasible``."""
    tails = {store: amount % unit for store, amount in held.items()}
    rest = whole - total(tails.values())
    if rest < 0:
        return None
    tail = rest % unit
    ideal = pd.DataFrame({month: list(weights.values())}, index=list(weights), dtype=object)
    bounds: list[Any] = [
        {(store, month): amount for store, amount in limit.items()} for limit in (lower, upper)
    ]
    broken = break_down(
        ideal,
        column_totals=pd.Series([rest - tail], index=[month], dtype=object),
        unit=unit,
        locked={(store, month): amount - tails[store] for store, amount in held.items()},
        lower=bounds[0],
        upper=bounds[1],
    )
    amounts: Any = broken.amounts
    found: dict[str, Decimal] = {s: amounts.at[s, month] for s in weights} | dict(held)
    if tail:
        heir = _heir(found, weights, tail, held, upper)
        if heir is None:
            return None
        found[heir] += tail
    return {(store, month): amount for store, amount in found.items()}


def _heir(
    found: Amounts, weights: Amounts, tail: Decimal, held: Amounts, upper: Amounts
) -> str | None:
    """The heaviest free store that can take ``tail`` as well."""
    free = [
        store
        for store in weights
        if store not in held
        and weights[store] > 0
        and (store not in upper or found[store] + tail <= upper[store])
    ]
    return min(free, key=lambda store: (-weights[store], store), default=None)


def _fallen_back(target: Division, month: Period, issued: Cells) -> Cells:
    """The month as it was last issued, if that still adds up; else as it is proposed."""
    proposed, last = _of_month(target.cells, month), _of_month(issued, month)
    same = last.keys() == proposed.keys() and total(last.values()) == _whole(target, month)
    return {(store, month): a for store, a in (last if same else proposed).items()}


def _challenge(proposal: Proposal, month: Period, found: Cells, unit: Decimal) -> Cells:
    """The month's 挑战目标, each moved as its 目标 moved, and not below it where that can be."""
    division, before = proposal.challenge, proposal.target.cells
    standing = _of_month(division.cells, month)
    if not standing:
        return {}
    now = _of_month(found, month)
    held = {store: amount for store, amount in standing.items() if store == UNLISTED}
    weights = {
        store: _moved(amount, before.get((store, month)), now.get(store, NOUGHT))
        for store, amount in standing.items()
    } | held
    whole = _whole(division, month)
    for least in (
        {store: a for store, a in now.items() if store in weights.keys() - held.keys()},
        {},
    ):
        try:
            return _divided(month, weights, whole, unit, held, least, {})
        except Infeasible:
            continue
    return {}


def _moved(challenge: Decimal, before: Decimal | None, now: Decimal) -> Decimal:
    return challenge * now / before if challenge and before else now
