"""What moves the bases of the seeds from the years they rest on to the year they are for."""

from collections.abc import Mapping
from math import fsum

import numpy as np

from kamtools.periods import Period, months_of
from kamtools.targets.calendars import WorkCalendar
from kamtools.targets.factors import Factor, Known, Table
from kamtools.targets.festival_learning import learn_from_days, learn_from_months
from kamtools.targets.mix import MOST, BadMix, Evidence, Mix
from kamtools.targets.seasonality import FestivalProfile, Source, move


def festival_profile(known: Known, evidence: Evidence, mix: Mix) -> FestivalProfile:
    """Learnt from days where there are a year of them, else from the stores' months."""
    if not mix.strength(Factor.FESTIVALS):
        return FestivalProfile()
    if (found := learn_from_days(evidence.days)).source is Source.DAYS:
        return found
    ids = {shop.store_id for shop in known.shops}
    months: dict[Period, list[float]] = {}
    for (store, month), amount in known.sales.items():
        if store in ids and month.year >= known.year - 3:
            months.setdefault(month, []).append(float(amount))
    return learn_from_months({month: fsum(found) for month, found in months.items()})


def coefficients(
    known: Known,
    evidence: Evidence,
    mix: Mix,
    profile: FestivalProfile,
    parts: Mapping[int, float],
) -> dict[Factor, Table]:
    """The coefficients that the mix asks for, as tables; manual ones where any are given."""
    shape = known.open_parts.shape
    found: dict[Factor, Table] = {}
    if mix.strength(Factor.FESTIVALS):
        by_month = festival_coefficients(known, parts, profile)
        found[Factor.FESTIVALS] = np.broadcast_to(by_month, shape)
    if mix.strength(Factor.WORKING_DAYS):
        settled = mix.strength(Factor.FESTIVALS) > 0
        by_month = day_coefficients(known, parts, evidence.calendar, settled=settled)
        found[Factor.WORKING_DAYS] = np.broadcast_to(by_month, shape)
    if evidence.manual:
        found[Factor.MANUAL] = _manual(known, evidence)
    return found


def _manual(known: Known, evidence: Evidence) -> Table:
    given = evidence.manual
    for key, value in given.items():
        if not 0 <= value <= MOST:
            raise BadMix(factor=f"{Factor.MANUAL} {key}", weight=value)
    table = [
        [given.get(s.store_id, 1.0) * given.get((s.store_id, m), 1.0)
         for m in months_of(known.year)]
        for s in known.shops
    ]  # fmt: skip
    return np.array(table, dtype=float).reshape(known.open_parts.shape)


def strengthened(coefficients: Mapping[Factor, Table], mix: Mix) -> Table:
    """Their product, each at its strength."""
    product: Table = np.ones(())
    for factor, table in coefficients.items():
        strength = mix.weights.get(factor, 1.0)
        product = product * (1 + float(strength) * (table - 1))
    return product


def festival_coefficients(
    known: Known, parts: Mapping[int, float], profile: FestivalProfile
) -> Table:
    """By month: what the festivals make of the mean of the years ``parts``, weighted so."""
    before, after = np.zeros(12), np.zeros(12)
    for year, part in parts.items():
        season = known.shape(year)
        before += part * season
        after += part * move(season.tolist(), year, known.year, profile)
    return np.divide(after, before, out=np.ones(12), where=before > 0)


def day_coefficients(
    known: Known, parts: Mapping[int, float], calendar: WorkCalendar, *, settled: bool
) -> Table:
    """By month: its working days over those it had in the years ``parts``, weighted so."""
    count = calendar.settled_days if settled else calendar.working_days
    now = np.array([count(month) for month in months_of(known.year)], dtype=float)
    before = np.zeros(12)
    for year, part in parts.items():
        before += part * np.array([count(month) for month in months_of(year)], dtype=float)
    return np.divide(now, before, out=np.ones(12), where=before > 0) if parts else np.ones(12)
