"""A year's 目标 and 挑战目标, store by month: what is decided stays, the rest is proposed.

- A store's target that the ledger holds for a month was decided and stands, unless that month is
  asked for again; only what is missing is proposed.
- The company's month is what the ledger says (level 公司); where it says nothing, last year's
  month plus the growth, rounded to the unit; where every store is decided, their sum.
- A month before the ledger's first sale is not known: what nobody said and last year does not
  know stays without a proposal, which is not 0.
- 目标 is divided by the seeds' weights, 挑战目标 by the 目标 just found: so no store's 挑战目标
  lies below its 目标 unless the company's, or what was decided, does.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import pandas as pd

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.money import NOUGHT, total
from kamtools.periods import Period, months_of
from kamtools.rows import place_of, rows_of
from kamtools.targets.cells import Cells, cells_of, frame_of
from kamtools.targets.division import CompanyMonth, Division, Origin, divide
from kamtools.targets.seeds import Note, Shop, seed, shops

UNLISTED = "未登记"
"""The row of sales and targets whose store is not in the store list."""
COMPANY, STORE = "公司", "门店"
"""Levels of the ledger's targets."""
Kind = Literal["target", "challenge"]
KINDS: dict[Kind, Text] = {
    "target": Text("目标", "target"),
    "challenge": Text("挑战目标", "challenge"),
}

TARGETS_DIFFER = FindingKind(
    "store_targets_differ_from_company",
    Severity.WARNING,
    what=Text(
        "{month}门店{kind}合计 {stores}，与公司{kind} {company} 相差 {gap}",
        "the stores' {kind} of {month} is {stores}, the company's {company}: {gap} apart",
    ),
    do=Text(
        "核对目标文件；要把这个月重新分解，写进 02 笔记本的 selection",
        "check the targets file; to divide the month again, name it in notebook 02's selection",
    ),
)
NOTHING_TO_GO_BY = FindingKind(
    "no_sales_to_go_by",
    Severity.ERROR,
    what=Text(
        "{months}公司{kind}合计 {company} 分不下去：没有一家门店有可参照的销售",
        "the company's {kind} of {months}, {company} together, can't be divided: no store has "
        "sales to go by",
    ),
    do=Text("导入去年的销售，或给出门店目标", "import last year's sales, or give store targets"),
)
NOT_PROPOSED = FindingKind(
    "no_target_proposed",
    Severity.WARNING,
    what=Text(
        "{months}没有下达目标，也没有去年同月的销售：没有建议，表上空着",
        "nobody set {months}, and last year's sales are not known: nothing is proposed",
    ),
    do=Text(
        "导入去年的销售，或公司目标，或门店目标",
        "import last year's sales, the company's targets or the stores'",
    ),
)
NO_STORES = FindingKind(
    "no_stores_to_divide_over",
    Severity.WARNING,
    what=Text(
        "{year}年没有一家可以分目标的门店，《目标分解表》是空的",
        "there is no store to divide the targets of {year} over; the form is empty",
    ),
    do=Text("把门店表放进 data，再导入", "put the store list into data and import it"),
)
NO_TARGETS = FindingKind(
    "no_targets_to_divide",
    Severity.WARNING,
    what=Text(
        "没有{before}年的销售，也没有{year}年的目标：没有目标可以分解",
        "there are no sales of {before} and no targets of {year}: nothing to divide",
    ),
    do=Text(
        "导入去年的销售，或公司目标，或门店目标",
        "import last year's sales, the company's targets or the stores'",
    ),
)


@dataclass(frozen=True)
class Ambition:
    """How high to aim where nobody has said: the unit in 元, growth, and the challenge on top."""

    unit: Decimal
    growth: Decimal
    challenge: Decimal


@dataclass(frozen=True)
class Proposal:
    """A year's breakdown over ``stores`` (``UNLISTED`` last, if any) and the year's months."""

    year: int
    ambition: Ambition
    stores: list[str]
    last_year: Cells
    """The year before as it was, returns and all, under the months of this year."""
    weights: Cells
    target: Division
    challenge: Division
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]
    unknown: frozenset[Period]
    """Months of this year whose last year the ledger does not know."""

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

    def explain(self, store_id: str, month: Period) -> str:
        """Where the 目标 and the 挑战目标 of one store and month come from, a line each."""
        return "\n".join(
            f"{name.show()}: {self.division(kind).explain(store_id, month)}"
            for kind, name in KINDS.items()
        )


def propose(
    history: pd.DataFrame,
    stores: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    year: int,
    ambition: Ambition,
    again: Collection[Period] = (),
) -> Proposal:
    """Propose the targets of ``year`` (see the module).

    ``history``: sales in 元 as ``Decimal``, store × ``Period``, from January of the year before
    to the last month known, a column for every month that is known; ``stores``: ``[store_id,
    region, opened, closed]``; ``targets``: the ledger's rows ``[period, level, item_id, target,
    challenge]``, with their source columns if there are any. The months in ``again`` are proposed
    anew.
    """
    listed, sales = shops(stores), cells_of(history)
    given = _Given(targets, {shop.store_id for shop in listed}, year, set(again))
    before = _last_year(sales, {shop.store_id for shop in listed}, year)
    now = max((month for _, month in sales), default=Period(year - 1, 12))
    seeds = seed(sales, listed, year, now)
    unknown = frozenset(month for month in months_of(year) if month.plus(-12) not in history)
    rows = _rows(listed, before, given, year)
    target = _division("target", rows, seeds.weights, before, ambition, given, unknown)
    follow = _following(target, seeds.weights)
    challenge = _division("challenge", rows, follow, target.cells, ambition, given, target.unknown)
    return Proposal(
        year, ambition, rows, before, seeds.weights, target, challenge,
        notes=tuple(note for note in seeds.notes if note.store_id in rows),
        findings=tuple(
            _emptiness(target, challenge)
            or [
                *_unproposed(target),
                *_misfits("target", target, seeds.weights, given),
                *_misfits("challenge", challenge, follow, given),
            ]
        ),
        unknown=unknown,
    )  # fmt: skip


class _Given:
    """What the ledger already says, by kind: of the company's months, and of stores' months."""

    def __init__(
        self, targets: pd.DataFrame, listed: set[str], year: int, again: set[Period]
    ) -> None:
        self.company: dict[Kind, dict[Period, Decimal]] = {kind: {} for kind in KINDS}
        self.stores: dict[Kind, Cells] = {kind: {} for kind in KINDS}
        self.places: dict[Period, Place] = {}
        self.year = year
        for row in rows_of(targets):
            month = Period.parse(row["period"])
            store = row["item_id"] if row["item_id"] in listed else UNLISTED
            if month.year != year:
                continue
            for kind in (kind for kind in KINDS if row[kind] is not None):
                if row["level"] == COMPANY:
                    self.company[kind][month] = row[kind]
                    self.places[month] = place_of(row, _LEDGER)
                elif row["level"] == STORE and month not in again:
                    so_far = self.stores[kind].get((store, month), NOUGHT)
                    self.stores[kind][store, month] = so_far + row[kind]


_LEDGER = Place("ledger.duckdb", "targets")
_TARGETS = Place("目标")


def _last_year(sales: Cells, listed: set[str], year: int) -> Cells:
    """The year before under this year's months; stores that are not listed gathered in one row."""
    before: Cells = {}
    for (store, month), amount in sales.items():
        if month.year == year - 1:
            key = (store if store in listed else UNLISTED, month.plus(12))
            before[key] = before.get(key, NOUGHT) + amount
    return before


def _rows(listed: list[Shop], before: Cells, given: _Given, year: int) -> list[str]:
    """The stores that the year's form shows: open in it, or with last year's sales or a target."""
    involved = {store for (store, _), amount in before.items() if amount}
    involved |= {store for kind in KINDS for store, _ in given.stores[kind]}
    involved |= {shop.store_id for shop in listed if any(map(shop.open_in, months_of(year)))}
    order = [*(shop.store_id for shop in listed), UNLISTED]
    return [store for store in order if store in involved]


def _division(
    kind: Kind,
    stores: list[str],
    weights: Cells,
    base: Cells,
    ambition: Ambition,
    given: _Given,
    unknown: Collection[Period],
) -> Division:
    """Find what the company's months should be, and divide them.

    Of the ``unknown`` months ``base`` says nothing.
    """
    settled = given.stores[kind]
    alone = frozenset(
        month
        for month in unknown
        if month not in given.company[kind]
        and not all((store, month) in settled for store in stores)
    )
    company = {
        month: _company_month(
            given.company[kind].get(month),
            [settled[store, month] for store in stores if (store, month) in settled],
            everyone=all((store, month) in settled for store in stores),
            raised=CompanyMonth(NOUGHT, Origin.NOBODY)
            if month in alone
            else _raised(kind, (base.get((store, month), NOUGHT) for store in stores), ambition),
        )
        for month in months_of(given.year)
    }
    return divide(stores, weights, settled, company, ambition.unit, alone)


def _following(target: Division, weights: Cells) -> Cells:
    """The 挑战目标's weights: the 目标, and the seeds' where a month has no 目标 at all."""
    without = {month for month in target.months if not target.total(month)}
    return {
        key: weights.get(key, NOUGHT) if key[1] in without else a for key, a in target.cells.items()
    }


def _raised(kind: Kind, base: Iterable[Decimal], ambition: Ambition) -> CompanyMonth:
    """What the month should be where nobody says: ``base`` plus the rise, in whole units."""
    if kind == "target":
        return CompanyMonth(_in_units(total(base), ambition.growth, ambition.unit), Origin.GROWN)
    return CompanyMonth(_in_units(total(base), ambition.challenge, ambition.unit), Origin.RAISED)


def _in_units(base: Decimal, rise: Decimal, unit: Decimal) -> Decimal:
    units = (base * (1 + rise) / unit).quantize(Decimal(1), ROUND_HALF_UP)
    return max(NOUGHT, units * unit)


def _company_month(
    said: Decimal | None, settled: list[Decimal], *, everyone: bool, raised: CompanyMonth
) -> CompanyMonth:
    if said is not None:
        return CompanyMonth(said, Origin.GIVEN)
    if everyone or total(settled) > raised.amount:
        return CompanyMonth(total(settled), Origin.SUMMED)
    return raised


def _emptiness(target: Division, challenge: Division) -> list[Finding]:
    """That there is nothing to divide or to divide it over; then the months need not say so."""
    year = target.months[0].year
    if not target.stores:
        return [NO_STORES.at(Place("门店表"), year=year)]
    aims = [each.company[month].amount for each in (target, challenge) for month in each.months]
    if any(aims) or target.year_total or challenge.year_total:
        return []
    return [NO_TARGETS.at(_TARGETS, year=year, before=year - 1)]


def _unproposed(target: Division) -> Iterator[Finding]:
    """The months that have no proposal, all at once."""
    if target.unknown:
        yield NOT_PROPOSED.at(_TARGETS, months=spoken(sorted(target.unknown)))


def _misfits(kind: Kind, division: Division, weights: Cells, given: _Given) -> Iterator[Finding]:
    """The months whose stores don't add up to what the company says."""
    helpless = []
    for month in division.company:
        if not (gap := division.gap(month)):
            continue
        weightless = not any(weights.get((store, month)) for store in division.stores)
        if weightless and not division.is_settled(month):
            helpless.append(month)
        else:
            yield _misfit(kind, division, month, gap, given)
    if helpless:
        company = total(division.company[month].amount for month in helpless)
        yield NOTHING_TO_GO_BY.at(
            given.places.get(helpless[0], _LEDGER), months=spoken(helpless),
            kind=KINDS[kind].show(), company=f"{company:,}",
        )  # fmt: skip


def _misfit(kind: Kind, division: Division, month: Period, gap: Decimal, given: _Given) -> Finding:
    return TARGETS_DIFFER.at(
        given.places.get(month, _LEDGER),
        month=month.chinese,
        kind=KINDS[kind].show(),
        stores=f"{division.total(month):,}",
        company=f"{division.company[month].amount:,}",
        gap=f"{gap:+,}",
    )


def spoken(months: Sequence[Period]) -> str:
    """Months of one year in order, as a sentence names them: ``2026年1月至3月、5月``."""
    runs: list[list[Period]] = []
    for month in months:
        if runs and runs[-1][-1].plus(1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    names = [
        f"{run[0].month}月" if len(run) == 1 else f"{run[0].month}月至{run[-1].month}月"
        for run in runs
    ]
    return f"{months[0].year}年{'、'.join(names)}"
