"""What seeds would have needed and did not find."""

from collections.abc import Iterator, Mapping

import numpy as np

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.targets.calendars import Festival
from kamtools.targets.factors import Factor, Known, Table, is_usable
from kamtools.targets.mix import Evidence, Mix
from kamtools.targets.seasonality import FestivalProfile, Source

_SEEDS = Place("权重")
FACTOR_MISSING = FindingKind(
    "seed_factor_missing",
    Severity.WARNING,
    what=Text("{factor}：{missing}没有数据，没有用上", "{factor}: nothing known of {missing}"),
    do=Text(
        "补上数据，或把它的权重改为 0；没有数据的门店按其余因素计",
        "supply the data or set its weight to 0; those stores go by the other factors",
    ),
)
NOT_A_SIZE = FindingKind(
    "seed_factor_not_positive",
    Severity.WARNING,
    what=Text(
        "{factor}：{store} 的值“{value}”不是正数，没有用上",
        "{factor}: the value {value} of {store} is no positive number and is not used",
    ),
    do=Text("改成正数", "make it a positive number"),
)
MONTHS_ONLY = FindingKind(
    "festivals_from_months",
    Severity.INFO,
    what=Text(
        "节日移动只有月度销售可学，按窗口天数平摊，比按日粗",
        "the festival shift was learnt from months alone, which is coarser than days",
    ),
    do=Text("导入带日期的销售明细", "import sales with their dates"),
)


def seed_findings(
    known: Known,
    evidence: Evidence,
    mix: Mix,
    bases: Mapping[Factor, Table | None],
    profile: FestivalProfile,
) -> Iterator[Finding]:
    """What the seeds would have needed and did not find."""
    if known.base.sum() <= 0 and not evidence.capacity and not evidence.potential:
        return  # nothing to go by at all: the caller says that once
    for factor, table in bases.items():
        yield from _missing(factor, table, known)
    for factor, given in ((Factor.CAPACITY, evidence.capacity),
                          (Factor.TRADE_AREA, evidence.potential)):  # fmt: skip
        for shop in known.shops if mix.weights.get(factor) else ():
            if shop.store_id in given and not is_usable(given[shop.store_id]):
                value = given[shop.store_id]
                yield NOT_A_SIZE.at(_SEEDS, factor=factor, store=shop.store_id, value=value)
    if mix.strength(Factor.FESTIVALS) and known.shops:
        yield from _festivals(profile)
    if mix.strength(Factor.WORKING_DAYS) and known.shops:
        years = [known.year, *(year for year in known.years if known.year - year <= 3)]
        yield from evidence.calendar.findings(years)


def _festivals(profile: FestivalProfile) -> Iterator[Finding]:
    if profile.source is Source.NOTHING:
        yield FACTOR_MISSING.at(_SEEDS, factor=Factor.FESTIVALS, missing=_ALL.show())
    elif unknown := [str(festival) for festival in Festival if festival not in profile.lifts]:
        missing = "、".join(unknown)
        yield FACTOR_MISSING.at(_SEEDS, factor=Factor.FESTIVALS, missing=missing)
    if profile.source is Source.MONTHS and profile.moves:
        yield MONTHS_ONLY.at(_SEEDS)


def _missing(factor: Factor, table: Table | None, known: Known) -> Iterator[Finding]:
    if not known.shops:
        return
    if table is None:
        yield FACTOR_MISSING.at(_SEEDS, factor=factor, missing=_ALL.show())
        return
    silent = np.isnan(table).any(axis=1) & (known.open_parts.sum(axis=1) > 0)
    names = [shop.store_id for shop, none in zip(known.shops, silent, strict=True) if none]
    if names:
        yield FACTOR_MISSING.at(_SEEDS, factor=factor, missing="、".join(names))


_ALL = Text("全部门店", "all stores")
