"""The seeds of a breakdown: what every store's month weighs, and every factor behind it.

``seed = (Σ weight × basis ÷ Σ weight) × Π (1 + strength × (coefficient - 1))``, over the bases and
coefficients of the ``Mix``, scaled so that all cells add up to 1 (``Seeds.shares``); in 元 of last
year's total they are ``Seeds.weights``. A basis that says nothing of a store is left out of that
store's mean and named in a finding; nothing is guessed. See ``factors`` for what each one is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import fsum
from typing import Any

import numpy as np
import pandas as pd

from kamtools.findings import Finding
from kamtools.language import Text
from kamtools.money import to_fen, total
from kamtools.periods import Period, months_of
from kamtools.targets.cells import Cells
from kamtools.targets.coefficients import coefficients, festival_profile, strengthened
from kamtools.targets.factors import COEFFICIENTS, Factor, Known, Table, basis, years_behind
from kamtools.targets.last_year import StandIn, last_year
from kamtools.targets.mix import DEFAULT_MIX, Evidence, Mix
from kamtools.targets.seasonality import FestivalProfile
from kamtools.targets.seed_findings import seed_findings
from kamtools.targets.shops import Note, Shop


@dataclass(frozen=True)
class Seeds:
    """What the cells of ``year`` weigh, and why."""

    year: int
    mix: Mix
    shares: pd.DataFrame
    """Store × ``Period``, ≥ 0; they add up to 1 unless no store weighs anything."""
    weights: Cells
    """The shares in 元 of last year's total."""
    tables: Mapping[Factor, pd.DataFrame]
    """Each factor store × ``Period``: a basis as shares, NaN where it says nothing."""
    retiming: Mapping[Period, float]
    """By month: what festivals and working days make of last year's company month."""
    notes: tuple[Note, ...]
    stand_ins: tuple[StandIn, ...]
    findings: tuple[Finding, ...]

    @property
    def factors(self) -> pd.DataFrame:
        """A row for each store, month and factor: ``[store_id, period, factor, value, weight]``.

        ``value`` is NaN where the factor says nothing; ``weight`` is the mix's.
        """
        rows = [
            (store, month, factor.name.lower(), value, self.mix.weights.get(factor, 1.0))
            for factor, table in self.tables.items()
            for store, row in zip(table.index, table.to_numpy(), strict=True)
            for month, value in zip(table.columns, row, strict=True)
        ]
        return pd.DataFrame(rows, columns=["store_id", "period", "factor", "value", "weight"])

    @property
    def peers(self) -> pd.DataFrame:
        """Whose months stand in for a new store's: ``[store_id, peer, why, factor]``."""
        rows = [
            (each.store_id, peer, each.why.show(), each.factor)
            for each in self.stand_ins
            for peer in each.peers
        ]
        return pd.DataFrame(rows, columns=["store_id", "peer", "why", "factor"])

    def explain(self, store_id: str, month: Period) -> str:
        """The cell's share, factor by factor, in the language of now."""
        said = {f: _at(t, store_id, month) for f, t in self.tables.items()}
        bases = [
            _BASIS.show(factor=f, share=f"{said[f]:.4%}", weight=f"{weight:g}")
            for f, weight in self.mix.bases.items()
            if f in said and not np.isnan(said[f])
        ]
        steps = [_AND.show().join(bases) if bases else _FALLBACK.show()]
        for factor in (f for f in COEFFICIENTS if f in said):
            strength = self.mix.weights.get(factor, 1.0)
            how = _STRENGTH.show(strength=f"{strength:g}") if strength != 1 else ""
            steps.append(f"× {factor} {said[factor]:.4f}{how}")
        share = f"{_at(self.shares, store_id, month):.4%}"
        return f"{' '.join(steps)} → {_SCALED.show(share=share)}"


_BASIS = Text("{factor} {share}（权重 {weight}）", "{factor} {share} (weight {weight})")
_AND = Text("、", ", ")
_FALLBACK = Text("按去年同月", "same month last year")
_SCALED = Text("{share}（全年合计归一）", "{share} (scaled so that the year adds up to 1)")
_STRENGTH = Text("（力度 {strength}）", " (strength {strength})")


def seed(
    sales: Cells,
    stores: Sequence[Shop],
    year: int,
    now: Period,
    *,
    mix: Mix = DEFAULT_MIX,
    evidence: Evidence | None = None,
) -> Seeds:
    """The seeds of ``stores`` for the months of ``year``.

    ``sales`` in 元 by store and month until ``now``, the last month that is known, from January of
    the year before, or up to two years earlier. Sales of other stores are not looked at. The
    answer does not depend on the order of stores or sales.
    """
    evidence = evidence or Evidence()
    listed = sorted(stores, key=lambda shop: shop.store_id)
    last = last_year(sales, listed, year, now)
    known = Known(listed, sales, year, last)
    per_store = {Factor.CAPACITY: evidence.capacity, Factor.TRADE_AREA: evidence.potential}
    bases = {factor: basis(factor, known, per_store) for factor in mix.bases}
    profile = festival_profile(known, evidence, mix)
    spoke = {factor: mix.bases[factor] for factor, table in bases.items() if table is not None}
    moved = coefficients(known, evidence, mix, profile, years_behind(spoke, known))
    mean = _mean(bases, mix, known)
    shares = _shares(mean * strengthened(moved, mix))
    return Seeds(
        year=year,
        mix=mix,
        shares=_frame(shares, listed, year),
        weights=_in_yuan(shares, known),
        tables={f: _frame(t, listed, year) for f, t in _seen(bases, moved, known).items()},
        retiming=_retiming(known, evidence, mix, profile),
        notes=last.notes,
        stand_ins=last.stand_ins,
        findings=tuple(seed_findings(known, evidence, mix, bases, profile)),
    )


def _mean(bases: Mapping[Factor, Table | None], mix: Mix, known: Known) -> Table:
    """The bases' weighted mean; a store that none of them speaks of goes by last year."""
    sums, weights = np.zeros(known.open_parts.shape), np.zeros((len(known.shops), 1))
    for factor, table in bases.items():
        if table is None:
            continue
        said = ~np.isnan(table).any(axis=1, keepdims=True)
        sums += np.where(said, table, 0.0) * mix.bases[factor]
        weights += said * mix.bases[factor]
    mean: Table = np.where(weights > 0, sums / np.where(weights > 0, weights, 1.0), known.base)
    return np.where(known.open_parts > 0, mean, 0.0)


def _shares(table: Table) -> Table:
    whole = fsum(table.ravel().tolist())
    shares: Table = table / whole if whole > 0 else np.zeros_like(table)
    return shares


def _in_yuan(shares: Table, known: Known) -> Cells:
    """The shares of last year's total to the fen, or of a million 元 where nothing was sold."""
    whole = total(known.last.weights.values()) or Decimal(1_000_000)
    return {
        (shop.store_id, month): to_fen(Decimal(repr(float(share))) * whole)
        for shop, row in zip(known.shops, shares, strict=True)
        for month, share in zip(months_of(known.year), row, strict=True)
        if shop.open_in(month)
    }


def _seen(
    bases: Mapping[Factor, Table | None], coefficients: Mapping[Factor, Table], known: Known
) -> dict[Factor, Table]:
    """Every factor as it is shown: one that speaks of nobody is all NaN."""
    nothing = np.full(known.open_parts.shape, np.nan)
    return {f: nothing if t is None else t for f, t in bases.items()} | dict(coefficients)


def _retiming(
    known: Known, evidence: Evidence, mix: Mix, profile: FestivalProfile
) -> dict[Period, float]:
    """What festivals and working days make of last year's months, of the usual season as long as
    last year is not over: next year is broken down before this one ends."""
    parts = {known.year - 1: 1.0}
    timing = Evidence(calendar=evidence.calendar)
    found = coefficients(known, timing, mix, profile, parts)
    product = np.broadcast_to(strengthened(found, mix), known.open_parts.shape)
    row = product[0] if len(product) else np.ones(12)
    return {month: float(each) for month, each in zip(months_of(known.year), row, strict=True)}


def _frame(table: Table, stores: Sequence[Shop], year: int) -> pd.DataFrame:
    index = pd.Index([shop.store_id for shop in stores], dtype=object)
    return pd.DataFrame(np.array(table, dtype=float), index=index, columns=months_of(year))


def _at(table: pd.DataFrame, store_id: str, month: Period) -> float:
    value: Any = table.at[store_id, month]
    return float(value)
