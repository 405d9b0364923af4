"""A year's 目标 and 挑战目标, store by month: what is decided stays, the rest is proposed.

- A store's target that the ledger holds for a month was decided and stands, unless that month is
  asked for again; only what is missing is proposed.
- The company's month is what the ledger says (level 公司); where it says nothing, last year's
  month, moved with the festivals and the working days, plus the growth, rounded to the unit; where
  every store is decided, their sum.
- A month before the ledger's first sale is not known: what nobody said and last year does not
  know stays without a proposal, which is not 0.
- 目标 is divided by the seeds' weights, 挑战目标 by the 目标 just found: so no store's 挑战目标
  lies below its 目标 unless the company's, or what was decided, does.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pandas as pd

from kamtools.findings import Finding
from kamtools.language import Text
from kamtools.money import NOUGHT, down_to, to_fen, total, up_to
from kamtools.periods import Period, months_of
from kamtools.rows import rows_of
from kamtools.targets.cells import Cells, cells_of, frame_of
from kamtools.targets.company_months import Ambition, company_months
from kamtools.targets.division import Bounds, CompanyMonth, Division, Origin, divide
from kamtools.targets.given import KINDS, UNLISTED, Given, Kind
from kamtools.targets.limit_standing import Standing, broken, standings
from kamtools.targets.mix import DEFAULT_MIX, Evidence, Mix
from kamtools.targets.proposal_findings import conflicts, emptiness, misfits, unproposed
from kamtools.targets.seeds import Seeds, seed
from kamtools.targets.shops import Note, Shop, shops
from kamtools.targets.stated_limits import StatedLimits, read_limits

__all__ = ["Ambition", "Proposal", "propose"]


@dataclass(frozen=True)
class Proposal:
    """A year's breakdown over ``stores`` (``UNLISTED`` last, if any) and the year's months."""

    year: int
    ambition: Ambition
    stores: list[str]
    last_year: Cells
    """The year before as it was, returns and all, under the months of this year."""
    seeds: Seeds
    target: Division
    challenge: Division
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]
    unknown: frozenset[Period]
    """Months of this year whose last year the ledger does not know."""
    follow: Cells = field(default_factory=dict)
    """What the 挑战目标 was divided by."""
    limits: StatedLimits = field(default_factory=StatedLimits)
    """What people have limited."""
    compared: Cells = field(default_factory=dict)
    """Last year's sales of the cells whose growth is a growth: open then as now."""

    @property
    def weights(self) -> Cells:
        """What the seeds say each store and month weighs, in 元."""
        return self.seeds.weights

    @property
    def months(self) -> list[Period]:
        """The twelve months of the year."""
        return months_of(self.year)

    @property
    def last_year_table(self) -> pd.DataFrame:
        """Last year's sales in 元, store × month of this year."""
        return frame_of(self.last_year, self.stores, self.months)

    def division(self, kind: Kind) -> Division:
        """The 目标 or the 挑战目标."""
        return self.target if kind == "target" else self.challenge

    def standings(self) -> list[Standing]:
        """Where the limits of the 目标 stand."""
        return list(standings(self.limits, self.target, self.compared, self.ambition.unit))

    def explain(self, store_id: str, month: Period) -> str:
        """Where the 目标 and the 挑战目标 of one store and month come from, a line each.

        A line more where the company's month was moved from last year's.
        """
        lines = [
            f"{name.show()}: {self.division(kind).explain(store_id, month)}"
            for kind, name in KINDS.items()
        ]
        return "\n".join([*lines, *([moved] if (moved := self.moved(month)) else [])])

    def moved(self, month: Period) -> str:
        """How last year's month became this year's, where the company's rests on it; else empty."""
        rate = self.seeds.retiming[month]
        if self.target.company[month].origin is not Origin.GROWN or rate == 1:
            return ""
        before = total(self.last_year.get((store, month), NOUGHT) for store in self.stores)
        moved = to_fen(before * Decimal(repr(rate)))
        said = {"before": f"{before:,}", "rate": f"{rate:.4f}", "moved": f"{moved:,}"}
        return _MOVED.show(month=month.chinese, **said)


_MOVED = Text(
    "公司{month}: 去年同月 {before} × 节日与工作日系数 {rate} = {moved}，再加增长",
    "the company's {month}: last year's {before} × festivals and working days {rate} = {moved}, "
    "then the growth",
)


def propose(
    history: pd.DataFrame,
    stores: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    year: int,
    ambition: Ambition,
    again: Collection[Period] = (),
    mix: Mix = DEFAULT_MIX,
    evidence: Evidence | None = None,
    limits: pd.DataFrame | None = None,
    locks: Cells | None = None,
) -> Proposal:
    """Propose the targets of ``year`` (see the module).

    ``history``: sales in 元 as ``Decimal``, store × ``Period``, from January of the year before,
    or up to two years earlier, to the last month known, a column for every month that is known;
    ``stores``: ``[store_id,
    region, opened, closed]``; ``targets``: the ledger's rows ``[period, level, item_id, target,
    challenge]``, with their source columns if there are any. The months in ``again`` are proposed
    anew. ``mix`` and ``evidence``: see ``seeds.seed``. ``limits``: the ledger's rows of 目标限制
    (see ``stated_limits``); ``locks``: 目标 in 元 that stand whatever was decided: accepted bids.
    """
    listed, sales = shops(stores), cells_of(history)
    given = Given(targets, {shop.store_id for shop in listed}, year, set(again))
    before = _last_year(sales, {shop.store_id for shop in listed}, year)
    now = max((month for _, month in sales), default=Period(year - 1, 12))
    seeds = seed(sales, listed, year, now, mix=mix, evidence=evidence)
    unknown = frozenset(month for month in months_of(year) if month.plus(-12) not in history)
    given.make_way_for(locks or {})
    rows = _rows(listed, before, given, year)
    stated = read_limits(limits, year, {s.store_id: s.region for s in listed}, ELSEWHERE)
    compared = _compared(before, listed, unknown)
    bounds = stated.bounds(compared, floor=ambition.floor, locks=locks)
    base = _retimed(before, seeds)
    company = company_months("target", rows, base, ambition, given, unknown, stated.of_company())
    target = _divided("target", rows, seeds.weights, company, ambition, given, unknown, bounds)
    follow = _following(target, seeds.weights)
    company = company_months("challenge", rows, target.cells, ambition, given, target.unknown)
    least = _not_below(target, company, given, ambition.unit)
    challenge = _divided(
        "challenge", rows, follow, company, ambition, given, target.unknown, Bounds(lower=least),
        {month: heir for month, (heir, _) in target.tails.items()},
    )  # fmt: skip
    proposal = Proposal(
        year, ambition, rows, before, seeds, target, challenge,
        notes=tuple(note for note in seeds.notes if note.store_id in rows),
        findings=(), unknown=unknown, follow=follow, limits=stated, compared=compared,
    )  # fmt: skip
    return replace(proposal, findings=tuple(_findings(proposal, given, follow, names_in(stores))))


ELSEWHERE = ("员工", "团队", "产品线")
"""Levels whose limits are not the stores'."""


def names_in(stores: pd.DataFrame) -> dict[str, str]:
    """Store names by id, as far as the frame has any."""
    if "name" not in stores:
        return {}
    return {row["store_id"]: row["name"] or row["store_id"] for row in rows_of(stores)}


def _findings(
    proposal: Proposal, given: Given, follow: Cells, names: dict[str, str]
) -> list[Finding]:
    target, challenge = proposal.target, proposal.challenge
    told = [
        *conflicts("target", target, names),
        *conflicts("challenge", challenge, names),
    ]
    return [
        *proposal.limits.findings,
        *(
            emptiness(target, challenge)
            or [
                *proposal.seeds.findings,
                *unproposed(target),
                *misfits("target", target, proposal.weights, given),
                *misfits("challenge", challenge, follow, given),
                *(told or broken(iter(proposal.standings()))),
            ]
        ),
    ]


def _compared(before: Cells, listed: list[Shop], unknown: Collection[Period]) -> Cells:
    """Last year's sales of the cells that were open throughout the same month last year."""
    known = {shop.store_id: shop for shop in listed}
    return {
        (store, month): amount
        for (store, month), amount in before.items()
        if store in known
        and month not in unknown
        and known[store].whole(month)
        and known[store].whole(month.plus(-12))
    }


def _not_below(
    target: Division, company: Mapping[Period, CompanyMonth], given: Given, unit: Decimal
) -> Cells:
    """The 目标 that no 挑战目标 may lie below, in the months that have room for it.

    In whole units: rounded up, or down where only the month's tail stands in the way.
    """
    settled = given.stores["challenge"]
    found: Cells = {}
    for month, said in company.items():
        taken = total(settled.get((store, month), NOUGHT) for store in target.stores)
        free = [(s, month) for s in target.stores if (s, month) not in settled]
        amounts = {key: target.cells.get(key, NOUGHT) for key in free}
        up = {key: up_to(amount, unit) for key, amount in amounts.items()}
        down = {key: down_to(amount, unit) for key, amount in amounts.items()}
        if total(amounts.values()) <= said.amount - taken:
            found |= up if total(up.values()) <= said.amount - taken else down
    return found


def _last_year(sales: Cells, listed: set[str], year: int) -> Cells:
    """The year before under this year's months; stores that are not listed gathered in one row."""
    before: Cells = {}
    for (store, month), amount in sales.items():
        if month.year == year - 1:
            key = (store if store in listed else UNLISTED, month.plus(12))
            before[key] = before.get(key, NOUGHT) + amount
    return before


def _retimed(before: Cells, seeds: Seeds) -> Cells:
    """Last year's months as this year's festivals and working days would have them, to the fen."""
    return {
        key: amount
        if (rate := seeds.retiming[key[1]]) == 1
        else to_fen(amount * Decimal(repr(rate)))
        for key, amount in before.items()
    }


def _rows(listed: list[Shop], before: Cells, given: Given, year: int) -> list[str]:
    """The stores that the year's form shows: open in it, or with last year's sales or a target."""
    involved = {store for (store, _), amount in before.items() if amount}
    involved |= {store for kind in KINDS for store, _ in given.stores[kind]}
    involved |= {shop.store_id for shop in listed if any(map(shop.open_in, months_of(year)))}
    order = [*(shop.store_id for shop in listed), UNLISTED]
    return [store for store in order if store in involved]


def _divided(
    kind: Kind,
    stores: list[str],
    weights: Cells,
    company: Mapping[Period, CompanyMonth],
    ambition: Ambition,
    given: Given,
    unknown: Collection[Period],
    bounds: Bounds,
    heirs: Mapping[Period, str] | None = None,
) -> Division:
    """``company``'s months over ``stores``; of the ``unknown``, only what is given or decided."""
    settled = given.stores[kind]
    alone = frozenset(
        month
        for month in unknown
        if month not in given.company[kind]
        and not all((store, month) in settled for store in stores)
    )
    return divide(stores, weights, settled, company, ambition.unit, alone, bounds, heirs)


def _following(target: Division, weights: Cells) -> Cells:
    """The 挑战目标's weights: the 目标, and the seeds' where a month has no 目标 at all."""
    without = {month for month in target.months if not target.total(month)}
    return {
        key: weights.get(key, NOUGHT) if key[1] in without else a for key, a in target.cells.items()
    }
