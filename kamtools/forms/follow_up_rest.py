"""The sheet 其余月份 of 团购业绩跟进表: what was sold is locked, the rest is divided anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from kamtools.forms.follow_up_facts import Facts
from kamtools.money import NOUGHT, Unit, total
from kamtools.periods import Period, months_of
from kamtools.rows import rows_of
from kamtools.settings import Settings
from kamtools.targets import break_down
from kamtools.targets.cells import Cells, cells_of
from kamtools.targets.rest_of_year import POLICIES, rest_of_year

_NOTHING_OVER = "今年还没有结束的月份，各月按原目标"
_ALL_OVER = "今年已经结束，没有月份可以再分解"
_CHAIN = ["target", "original_rest", "actual", "ahead", "relief", "rest"]


@dataclass(frozen=True)
class RestSheet:
    """The stores that have targets this year, by month: sold, or to be sold."""

    words: str
    """The policy for those over target, as the form states it."""
    months: tuple[Period, ...]
    left: frozenset[Period]
    """The months that are not over."""
    cells: Cells
    """元: what was sold in the months that are over, the new targets in those that are left."""
    chain: Mapping[str, Mapping[str, Decimal]]
    """By store: target, original_rest, actual, ahead, relief, rest (``RestOfYear.rows``)."""

    @classmethod
    def of(cls, facts: Facts, settings: Settings) -> "RestSheet":
        """Divide the rest of the year by ``[targets]`` of ``kam.toml``: unit, over_target."""
        year, through = facts.month.year, facts.through
        months = months_of(year)
        targets = _cells(facts.decided("store_id"), "target")
        stores = sorted({store for store, _ in targets})
        sold = _cells(facts.sold("store_id"), "amount")
        if not stores or through is None or through == months[-1]:
            return cls._plain(facts, stores, targets, sold)
        plan = rest_of_year(
            stores, targets, sold, through,
            unit=next(unit.value for unit in Unit if unit.chinese == settings.targets.unit),
            policy=settings.targets.over_target,
            seeds=facts.seeds.weights,
            closed={s.store_id: Period.of(s.closed) for s in facts.shops if s.closed},
        )  # fmt: skip
        divided = break_down(plan.ideal, row_totals=plan.row_totals, unit=plan.unit).amounts
        new = {key: Decimal(amount) for key, amount in cells_of(divided).items()}
        rows = zip(stores, rows_of(plan.rows[_CHAIN]), strict=True)
        left = frozenset(month for month in months if month > through)
        words = POLICIES[plan.policy].show()
        return cls(words, tuple(months), left, {**plan.locked, **new}, dict(rows))

    @classmethod
    def _plain(cls, facts: Facts, stores: list[str], targets: Cells, sold: Cells) -> "RestSheet":
        """A year of which nothing is over, or nothing left: nothing is divided anew."""
        months = months_of(facts.month.year)
        over = facts.through is not None
        cells = {
            (store, month): (sold if over else targets).get((store, month), NOUGHT)
            for store in stores
            for month in months
        }
        chain = {}
        for store in stores:
            whole = total(targets.get((store, month), NOUGHT) for month in months)
            actual = total(sold.get((store, m), NOUGHT) for m in months) if over else NOUGHT
            rest = NOUGHT if over else whole
            ahead = actual - whole + rest
            said = (whole, rest, actual, ahead, NOUGHT, rest)
            chain[store] = dict(zip(_CHAIN, said, strict=True))
        words = _ALL_OVER if over else _NOTHING_OVER
        return cls(words, tuple(months), frozenset() if over else frozenset(months), cells, chain)

    @property
    def sold(self) -> Decimal:
        """What these stores sold in the months that are over."""
        return total(each["actual"] for each in self.chain.values())


def _cells(frame: pd.DataFrame, column: str) -> Cells:
    cells: Cells = {}
    for row in rows_of(frame):
        key = str(row["store_id"] or ""), Period.parse(str(row["period"]))
        cells[key] = cells.get(key, NOUGHT) + row[column]
    return cells
