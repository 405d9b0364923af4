"""The year divided anew around what a person locked, limited and opened.

Every company month is met exactly, and every store's year too where that is asked for. Decided
amounts stand. What is less than a unit goes to the heaviest store of the month that is free.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from functools import cached_property

import pandas as pd

from kamtools.language import Text
from kamtools.money import NOUGHT, total
from kamtools.periods import Period
from kamtools.targets.breakdown import Breakdown
from kamtools.targets.cells import Cells
from kamtools.targets.division import Division
from kamtools.targets.proposal import Proposal
from kamtools.targets.rebalancing import Limits, Rebalanced, rebalance
from kamtools.targets.seeds import Seeds
from kamtools.widgets.case import Case
from kamtools.widgets.knobs import Cell, Knobs
from kamtools.widgets.question import Question


@dataclass(frozen=True)
class Turned(Rebalanced):
    """A division whose months in ``moved`` somebody divided again at a desk."""

    anew: Breakdown | None = None
    made: Cells = field(default_factory=dict)
    """What came of it, in 元; who moves a cell later tells its story themselves."""
    heirs: Mapping[Period, tuple[str, Decimal]] = field(default_factory=dict)
    """By month in ``moved``: who carries what is less than a unit, and how much."""

    def explain(self, store_id: str, month: Period) -> str:
        """How the number came about, in the language of now."""
        key = store_id, month
        if self.anew is None and month in self.moved and key in self.cells:
            said = {"before": self.before.get(key, NOUGHT), "amount": self.cells[key]}
            return _FOLLOWS.show(**{name: f"{amount:,}" for name, amount in said.items()})
        if self.anew is None or key not in self.made or self.cells[key] != self.made[key]:
            return super().explain(store_id, month)
        company, amount = self.company[month], self.cells[key]
        taken = total(a for (_, m), a in self.settled.items() if m == month)
        heir, tail = self.heirs.get(month, ("", NOUGHT))
        steps = [
            _COMPANY.show(month=month.chinese, amount=f"{company.amount:,}", origin=company.origin),
            *([_TAKEN.show(amount=f"{taken:,}")] if taken else []),
            *self.anew.explain(store_id, month).steps,
            *([_TAIL.show(tail=f"{tail:,}", amount=f"{amount:,}")] if heir == store_id else []),
        ]
        return Text("；", "; ").show().join(steps)


_FOLLOWS = Text(
    "原方案 {before}；公司的合计不变，随这家店的目标一起变，得 {amount}",
    "{before} as proposed; the company's total stays, and it moves with the target: {amount}",
)
_COMPANY = Text("公司{month} {amount}（{origin}）", "the company's {month}: {amount} ({origin})")
_TAKEN = Text("其中已定 {amount}", "of it decided: {amount}")
_TAIL = Text(
    "不足一个单位的尾差 {tail} 并入本店，得 {amount}",
    "plus the {tail} that is less than a unit: {amount}",
)


@dataclass(frozen=True, eq=False)
class Balance:
    """One way to divide the year, and what came of it."""

    case: Case
    knobs: Knobs
    seeds: Seeds
    target: Turned
    weights: Cells
    """Of the cells that are divided, in 元."""

    @property
    def amounts(self) -> pd.DataFrame:
        """Store × month in 元."""
        return self.target.amounts

    def changed(self) -> set[Cell]:
        """The cells that are not as the notebook proposes them."""
        before, now = self.case.base.target.cells, self.target.cells
        return {cell for cell, amount in now.items() if before.get(cell, NOUGHT) != amount}

    def explain(self, cell: Cell) -> list[str]:
        """How the number came about, a sentence each, in the language of now."""
        store, month = cell
        lines = [self.target.explain(store, month)]
        if cell not in self.weights:
            return lines
        if self.knobs.as_proposed:
            base = self.case.base
            before = f"{base.target.cells[cell]:,}"
            lines.append(_AS_PROPOSED.show(amount=before, how=base.target.explain(*cell)))
            if cell in base.target.settled:
                return lines
        return [*lines, _BY_SEEDS.show(seed=self.seeds.explain(store, month))]

    @cached_property
    def proposal(self) -> Proposal:
        """As the form is written: the 挑战目标 of changed months follow the 目标."""
        base, moved = self.case.base, {month for _, month in self.changed()}
        held = {cell: amount for cell, amount in self.target.cells.items() if cell[1] in moved}
        carried, _ = rebalance(base, held, Limits(), {})
        kept = {each.name: getattr(carried.challenge, each.name) for each in fields(Rebalanced)}
        return replace(base, seeds=self.seeds, target=self.target, challenge=Turned(**kept))


_AS_PROPOSED = Text(
    "权重：按原方案的 {amount}；原方案：{how}",
    "its weight: what was proposed, {amount}; the proposal: {how}",
)
_BY_SEEDS = Text("依据：{seed}", "by {seed}")


def balance(case: Case, knobs: Knobs) -> Balance:
    """Divide the year of ``case``. Raises ``Infeasible``, and ``BadMix`` or ``BadLimit``."""
    seeds, fixed = case.seeds(knobs.mix), case.fixed(knobs)
    weights = _weights(case, knobs, seeds, fixed)
    question = Question(case, knobs, fixed, weights)
    broken = question.broken()
    base = case.base.target
    kept = {each.name: getattr(base, each.name) for each in fields(Division)}
    made = question.cells(broken)
    target = Turned(**(kept | {
        "cells": base.cells | made,
        "made": made,
        "before": {**getattr(base, "before", {}), **{cell: base.cells[cell] for cell in made}},
        "settled": {cell: a for cell, a in base.settled.items() if cell not in weights},
        "locks": getattr(base, "locks", {}),
        "moved": frozenset(m for _, m in made) | getattr(base, "moved", frozenset()),
        "anew": broken,
        "heirs": {month: heir for month, heir in question.tails.items() if heir[1]},
    }))  # fmt: skip
    return Balance(case, knobs, seeds, target, weights)


def _weights(case: Case, knobs: Knobs, seeds: Seeds, fixed: Cells) -> Cells:
    """Of the cells that are divided. What nobody said anything of stays as it is proposed."""
    base = case.base.target.cells
    by = base if knobs.as_proposed else seeds.weights
    divided = {month for month in case.months if _is_divided(case, knobs, month)}
    return {
        cell: max(NOUGHT, by.get(cell, NOUGHT))
        for cell in base
        if cell[1] in divided and cell not in fixed
    }


def _is_divided(case: Case, knobs: Knobs, month: Period) -> bool:
    target = case.base.target
    if month in target.unknown:
        return False
    missed = month in knobs.opened and target.gap(month)
    return bool(not knobs.as_proposed or knobs.hold_stores or knobs.says_of(month) or missed)
