"""What a person can change of a year's breakdown: weights, locks, limits, and the months open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kamtools.periods import Period
from kamtools.targets.factors import Factor
from kamtools.targets.mix import Mix

Cell = tuple[str, Period]
"""A store's month."""


@dataclass(frozen=True)
class Limit:
    """What a person said of one cell, in 元; a lock stands before the others."""

    locked: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def __bool__(self) -> bool:
        return (self.locked, self.minimum, self.maximum) != (None, None, None)


NO_LIMIT = Limit()


@dataclass(frozen=True)
class Knobs:
    """One way to divide the year. Every change makes a new one, so that undoing is easy."""

    weights: Mapping[Factor, float]
    limits: Mapping[Cell, Limit] = field(default_factory=dict)
    opened: frozenset[Period] = frozenset()
    """Months that are divided anew although the ledger has decided them."""
    as_proposed: bool = True
    """Whether what is divided goes by the amounts of the proposal, or by the weights."""
    hold_stores: bool = False
    """Whether every store's year stays as it is."""

    @property
    def mix(self) -> Mix:
        """The weights as the seeds take them; raises ``BadMix``."""
        return Mix(self.weights)

    def limit(self, cell: Cell) -> Limit:
        """What was said of ``cell``."""
        return self.limits.get(cell, NO_LIMIT)

    def limited(self, changes: Mapping[Cell, Limit]) -> "Knobs":
        """With other limits for some cells."""
        limits = {cell: limit for cell, limit in {**self.limits, **changes}.items() if limit}
        return replace(self, limits=limits)

    def weighing(self, weights: Mapping[Factor, float]) -> "Knobs":
        """With other weights, and going by them: or nobody would see it."""
        return replace(self, weights={**self.weights, **weights}, as_proposed=False)

    def says_of(self, month: Period) -> bool:
        """Whether any cell of ``month`` is locked or limited."""
        return any(each == month for _, each in self.limits)

    def opening(self, months: Iterable[Period]) -> "Knobs":
        """With ``months`` divided anew too."""
        return replace(self, opened=self.opened | frozenset(months))

    def shutting(self, months: Iterable[Period]) -> "Knobs":
        """With ``months`` as they were decided."""
        return replace(self, opened=self.opened - frozenset(months))
