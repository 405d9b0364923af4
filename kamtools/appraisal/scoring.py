"""From marks and attainment to a score: nothing that is missing counts as 0."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from kamtools.appraisal.bands import points, whole_score
from kamtools.appraisal.structure import Item, Role


@dataclass(frozen=True)
class Mark:
    """What a person and the manager gave for one item; ``None`` = not given."""

    self_mark: Decimal | None = None
    manager: Decimal | None = None


@dataclass(frozen=True)
class Measure:
    """Actual and target of a measured item, in the same unit; ``None`` = not known."""

    actual: Decimal | None = None
    target: Decimal | None = None
    scope: str = "本人"
    """Whose sales these are, as the form says it."""

    @property
    def attainment(self) -> Decimal | None:
        """Actual ÷ target, unrounded; ``None`` while either is unknown or the target is not > 0."""
        if self.actual is None or self.target is None or self.target <= 0:
            return None
        return self.actual / self.target


@dataclass(frozen=True)
class Deduction:
    """Points taken off the total (扣分项), with the reason; ``item`` as the scores have it."""

    reason: str
    points: Decimal
    item: str = ""


@dataclass(frozen=True)
class Inputs:
    """All that a score is made of; ``marks`` and ``measures`` by the item's name."""

    marks: Mapping[str, Mark] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    deductions: tuple[Deduction, ...] = ()


class Gap(Enum):
    """Why an item has no points yet."""

    NOT_MARKED = "not marked"
    OUT_OF_RANGE = "out of range"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class ScoredItem:
    """One item with its points, or the ``gap`` that keeps it from having any."""

    item: Item
    category: str
    mark: Mark
    measure: Measure
    points: Decimal | None
    gap: Gap | None = None


@dataclass(frozen=True)
class Appraisal:
    """A person's score sheet. ``score`` is ``None`` until every item has points."""

    role: Role
    items: tuple[ScoredItem, ...]
    deductions: tuple[Deduction, ...] = ()

    @property
    def gaps(self) -> tuple[ScoredItem, ...]:
        """The items that have no points yet."""
        return tuple(item for item in self.items if item.points is None)

    @property
    def deducted(self) -> Decimal:
        """Points taken off, each deduction rounded to 0.01."""
        return sum((points(deduction.points) for deduction in self.deductions), Decimal(0))

    @property
    def score(self) -> Decimal | None:
        """Sum of the items less deductions, 0.01 steps from 0 to 100; ``None`` with gaps."""
        if self.gaps:
            return None
        return whole_score(self.points_so_far - self.deducted)

    @property
    def points_so_far(self) -> Decimal:
        """The points of the items that have any, before deductions."""
        return sum((item.points for item in self.items if item.points is not None), Decimal(0))

    def subtotal(self, category: str) -> Decimal | None:
        """The points of one category; ``None`` while an item of it has none."""
        mine = [item.points for item in self.items if item.category == category]
        known = [value for value in mine if value is not None]
        return sum(known, Decimal(0)) if len(known) == len(mine) else None


def score_sheet(role: Role, inputs: Inputs, *, attainment_cap: Decimal) -> Appraisal:
    """Score ``role``'s sheet.

    A measured item earns ``maximum × attainment``, linear, no floor but 0, nothing more above
    ``attainment_cap`` (I07: the source gives no mapping). A mark outside 0…maximum gives no points
    and a gap; it is not cut to size.
    """
    return Appraisal(role, tuple(_items(role, inputs, attainment_cap)), inputs.deductions)


def _items(role: Role, inputs: Inputs, cap: Decimal) -> Iterator[ScoredItem]:
    for category in role.categories:
        for item in category.items:
            mark = inputs.marks.get(item.name, Mark())
            measure = inputs.measures.get(item.name, Measure())
            earned = _by_measure(item, measure, cap) if item.measured else _by_mark(item, mark)
            value, gap = (earned, None) if isinstance(earned, Decimal) else (None, earned)
            yield ScoredItem(item, category.name, mark, measure, value, gap)


def _by_mark(item: Item, mark: Mark) -> Decimal | Gap:
    if mark.manager is None:
        return Gap.NOT_MARKED
    return points(mark.manager) if 0 <= mark.manager <= item.maximum else Gap.OUT_OF_RANGE


def _by_measure(item: Item, measure: Measure, cap: Decimal) -> Decimal | Gap:
    if measure.attainment is None or measure.actual is None or measure.target is None:
        return Gap.NOT_MEASURED
    earned = item.maximum * measure.actual / measure.target
    return points(max(Decimal(0), min(item.maximum * cap, earned)))
