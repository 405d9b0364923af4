"""The year a desk is about: what stays while somebody turns the knobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kamtools.money import Unit
from kamtools.periods import Period
from kamtools.targets.cells import Cells
from kamtools.targets.given import UNLISTED
from kamtools.targets.mix import Evidence, Mix
from kamtools.targets.proposal import Proposal
from kamtools.targets.seeds import Seeds, seed
from kamtools.targets.shops import Shop
from kamtools.widgets.knobs import Cell, Knobs


@dataclass(frozen=True, eq=False)
class Case:
    """What the notebook proposes, until when sales are known, and what weights rest on.

    The company's months stay what ``base`` has them be, whatever is turned.
    """

    base: Proposal
    now: Period
    names: Mapping[str, str]
    """Stores' names by id."""
    sales: Cells
    """In 元 by store and month, of up to three years before and this one."""
    shops: Sequence[Shop]
    evidence: Evidence
    _seeds: dict[tuple[tuple[str, float], ...], Seeds] = field(default_factory=dict, repr=False)

    @property
    def plain(self) -> Knobs:
        """Nothing turned yet."""
        return Knobs(weights=dict(self.base.seeds.mix.weights))

    @property
    def stores(self) -> list[str]:
        """The rows, ``UNLISTED`` last, if any."""
        return self.base.stores

    @property
    def months(self) -> list[Period]:
        """The columns."""
        return self.base.months

    @property
    def unit(self) -> Decimal:
        """In whole multiples of which targets are given, in 元."""
        return self.base.ambition.unit

    @property
    def shown_unit(self) -> Unit:
        """In which amounts are read and typed: 万元 where targets are whole 万元, else 元."""
        return Unit.WAN if self.unit == Unit.WAN.value else Unit.YUAN

    def name(self, store: str) -> str:
        """As people call the store."""
        return str(self.names.get(store) or store)

    def seeds(self, mix: Mix) -> Seeds:
        """What cells weigh by ``mix``; kept, because sliders come back."""
        key = tuple(sorted((factor.name, weight) for factor, weight in mix.weights.items()))
        if key not in self._seeds:
            year = self.base.year
            now = max((month for _, month in self.sales), default=Period(year - 1, 12))
            self._seeds[key] = seed(
                self.sales, self.shops, year, now, mix=mix, evidence=self.evidence
            )
        return self._seeds[key]

    def fixed(self, knobs: Knobs) -> Cells:
        """What is decided and stands: but for opened months, and what is nobody's to give away."""
        return {
            (store, month): self.base.target.cells[store, month]
            for store, month in self.base.target.settled
            if month not in knobs.opened or store == UNLISTED
        }

    def can_open(self, month: Period) -> bool:
        """Whether a month that is decided may be divided anew: not once it is over."""
        target = self.base.target
        return month > self.now and month not in target.unknown and target.is_settled(month)

    def can_change(self, cell: Cell) -> bool:
        """Whether a person may say something of ``cell``."""
        store, month = cell
        if store == UNLISTED or cell not in self.base.target.cells or not self._is_open(cell):
            return False
        return cell not in self.base.target.settled or self.can_open(month)

    def _is_open(self, cell: Cell) -> bool:
        """Whether the store is open in the month at all."""
        return cell in self.base.weights
