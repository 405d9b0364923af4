"""What a year's breakdown rests on, read from the ledger and the settings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from kamtools.forms.last_year import LastYear
from kamtools.ledger.queries import people, sales
from kamtools.ledger.queries.targets import limits_of, targets_of
from kamtools.ledger.store import Ledger
from kamtools.money import Unit
from kamtools.periods import Period, months_of
from kamtools.rows import rows_of
from kamtools.settings import Settings
from kamtools.targets.calendars import WorkCalendar
from kamtools.targets.cells import Cells, frame_of
from kamtools.targets.factors import YEARS, Factor
from kamtools.targets.mix import Evidence, Mix
from kamtools.targets.proposal import Ambition, Proposal, propose
from kamtools.targets.sizes import capacities, potentials


def make_proposal(
    ledger: Ledger,
    settings: Settings,
    period: Period,
    *,
    growth: Decimal | str | None = None,
    selection: Sequence[str] = (),
    propose_all: bool = False,
    mix: Mix | None = None,
    locks: Cells | None = None,
) -> Proposal:
    """The breakdown of the year that ``period`` lies in, from what the ledger knows until then.

    ``growth`` replaces the settings'. The months in ``selection`` (``YYYY-MM``), or with
    ``propose_all`` every month, are proposed anew even where stores' targets were decided.
    ``mix`` replaces the settings' weights. ``locks`` are accepted bids, in 元: they stand. The
    ledger's limits (目标限制) are kept.
    """
    year = period.year
    again = months_of(year) if propose_all else [Period.parse(text) for text in selection]
    material = read_material(ledger, settings, period, growth=growth)
    return material.proposal(again=again, mix=mix, locks=locks)


@dataclass(frozen=True)
class Material:
    """What the proposals of a year rest on, read from the ledger once: a mix is quickly changed."""

    year: int
    history: pd.DataFrame
    stores: pd.DataFrame
    targets: pd.DataFrame
    ambition: Ambition
    evidence: Evidence
    last_year: LastYear
    limits: pd.DataFrame
    mix: Mix

    def proposal(
        self,
        *,
        again: Sequence[Period] = (),
        mix: Mix | None = None,
        locks: Cells | None = None,
    ) -> Proposal:
        """The year's proposal; the months ``again`` anew. Raises ``BadMix``.

        ``mix`` replaces the settings'; ``locks`` are accepted bids in 元: they stand.
        """
        proposal = propose(
            self.history, self.stores, self.targets,
            year=self.year, ambition=self.ambition, again=again, evidence=self.evidence,
            mix=mix or self.mix, limits=self.limits, locks=locks,
        )  # fmt: skip
        gaps = self.last_year.findings(proposal.months) if proposal.stores else []
        return replace(proposal, findings=(*gaps, *proposal.findings))


def read_material(
    ledger: Ledger, settings: Settings, period: Period, *, growth: Decimal | str | None = None
) -> Material:
    """What the ledger knows until ``period`` for the breakdown of its year."""
    year = period.year
    return Material(
        year=year,
        history=history_of(ledger, Period(year - YEARS, 1), period),
        stores=people.stores(ledger),
        targets=targets_of(ledger, Period(year, 1), Period(year, 12)),
        ambition=_ambition(settings, growth),
        evidence=_evidence(ledger, settings, period),
        last_year=LastYear.of(ledger),
        limits=limits_of(ledger, year),
        mix=mix_of(settings),
    )


def _ambition(settings: Settings, growth: Decimal | str | None) -> Ambition:
    unit = next(unit for unit in Unit if unit.chinese == settings.targets.unit)
    rise = settings.targets.growth if growth in (None, "") else Decimal(str(growth))
    stated = settings.targets
    return Ambition(unit.value, rise, stated.challenge, stated.reserve, stated.floor)


def mix_of(settings: Settings) -> Mix:
    """The settings' weights of the seeds."""
    weights = settings.targets.weights.model_dump()
    return Mix({Factor[name.upper()]: float(weight) for name, weight in weights.items()})


def _evidence(ledger: Ledger, settings: Settings, period: Period) -> Evidence:
    """What the seeds rest on besides monthly sales."""
    stated = settings.targets
    return Evidence(
        days=_days(ledger, Period(period.year - YEARS, 1), period),
        capacity=capacities(people.stores(ledger)),
        potential=potentials(people.trade_areas(ledger), period.last_day),
        manual={store: float(each) for store, each in stated.manual.items()},
        calendar=WorkCalendar(frozenset(stated.days_off), frozenset(stated.days_worked)),
    )


def history_of(ledger: Ledger, first: Period, last: Period) -> pd.DataFrame:
    """Sales store × ``Period``; those without a store stand under an empty id.

    A column for every month from the ledger's first on: before it nothing is known.
    """
    cells: Cells = {
        (row["store_id"] or "", Period.parse(row["period"])): row["amount"]
        for row in rows_of(sales.sales_by_store_month(ledger, first, last))
    }
    span = last.back(12 * (last.year - first.year) + last.month - first.month + 1)
    known = LastYear.of(ledger)
    months = [month for month in span if known.is_known(month)]
    return frame_of(cells, sorted({store for store, _ in cells}), months)


def _days(ledger: Ledger, first: Period, last: Period) -> dict[date, float]:
    """The company's sales by day, from which the festivals are learnt."""
    found = sales.sales_by_date(ledger, first, last)
    return {row["date"]: float(row["amount"]) for row in rows_of(found)}
