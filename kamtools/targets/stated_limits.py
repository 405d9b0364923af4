"""The limits that people have written into the ledger (目标限制), as bounds of a division.

A limit is of a month (``2026-11``), a quarter (``2026-Q4``) or the year (``2026``), and of a
store (门店), a region (区域) or the company (公司). It says the least (下限), the most (上限), the
most growth over last year (最高增长, 0.2 = 20 %), or the amount itself (锁定). Growth counts only
against months that the store was open throughout last year.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.money import NOUGHT, total
from kamtools.periods import Period, months_of
from kamtools.rows import Row, place_of, rows_of
from kamtools.targets.balancing import Group, Span
from kamtools.targets.cells import Cells
from kamtools.targets.division import Bounds
from kamtools.targets.given import COMPANY, STORE

REGION = "区域"
LIMITS = Place("ledger.duckdb", "target_limits")
_MOST_GROWTH = Decimal(5)
"""Beyond, somebody wrote 20 for 20 %."""
BAD_SPAN = FindingKind(
    "limit_of_no_span",
    Severity.ERROR,
    what=Text("目标限制的期间“{span}”看不懂，没有用上", "a limit's span is {span}: not used"),
    do=Text(
        "写成 2026、2026-Q4 或 2026-11，改好再导入",
        "write 2026, 2026-Q4 or 2026-11, and import it again",
    ),
)
NOT_OURS = FindingKind(
    "limit_of_nobody",
    Severity.WARNING,
    what=Text(
        "目标限制里的{level}“{item}”不在门店表里，没有用上",
        "there is no {level} {item} in the store list; its limit is not used",
    ),
    do=Text("核对编号；区域写区域名", "check the id; a region goes by its name"),
)
BAD_LIMIT = FindingKind(
    "limit_contradicts_itself",
    Severity.ERROR,
    what=Text("{level}“{item}”{span}的限制自相矛盾，没有用上：{why}", "{item} {span}: {why}"),
    do=Text("改正这一行，再导入", "correct the row and import it again"),
)
_WHY = {
    "negative": Text("有负数", "an amount is negative"),
    "crossed": Text("下限 {low} 高于上限 {high}", "the minimum {low} is above the maximum {high}"),
    "outside": Text("锁定 {locked} 不在上下限之内", "{locked} is locked outside its limits"),
    "growth": Text(
        "最高增长 {growth} 是 {percent}%；20% 请写 0.2", "growth {growth} is {percent}%; write 0.2"
    ),
}


@dataclass(frozen=True)
class StatedLimit:
    """One row of 目标限制, in 元."""

    span: str
    months: tuple[Period, ...]
    level: str
    item_id: str
    minimum: Decimal | None
    maximum: Decimal | None
    max_growth: Decimal | None
    locked: Decimal | None
    reason: str
    place: Place = LIMITS

    def span_over(self, before: Decimal | None) -> Span:
        """The least and the most, where last year sold ``before``; None: nothing to compare."""
        if self.locked is not None:
            return self.locked, self.locked
        ends = [each for each in (self.maximum, self.grown(before)) if each is not None]
        return self.minimum, min(ends, default=None)

    def grown(self, before: Decimal | None) -> Decimal | None:
        """The most that the growth allows."""
        if self.max_growth is None or before is None or before <= 0:
            return None
        return before * (1 + self.max_growth)


@dataclass(frozen=True)
class StatedLimits:
    """The year's limits that can be used, and what is wrong with the others."""

    limits: tuple[StatedLimit, ...] = ()
    findings: tuple[Finding, ...] = ()
    regions: Mapping[str, str] = field(default_factory=dict)
    """Region by store."""

    def of_company(self) -> Iterator[StatedLimit]:
        """Those of the company's months and year."""
        return (each for each in self.limits if each.level == COMPANY)

    def stores_of(self, limit: StatedLimit) -> frozenset[str]:
        """The stores that a limit is about."""
        if limit.level == STORE:
            return frozenset({limit.item_id})
        if limit.level == COMPANY:
            return frozenset(self.regions)
        return frozenset(s for s, region in self.regions.items() if region == limit.item_id)

    def bounds(
        self, compared: Cells, *, floor: Decimal = NOUGHT, locks: Cells | None = None
    ) -> Bounds:
        """The bounds of the stores' cells.

        ``compared``: last year's sales of the cells that may be compared with it; ``floor``: the
        least part of them that a 目标 may be (保底); ``locks``: cells that the caller holds.
        """
        lower: Cells = {}
        upper: Cells = {}
        locked: Cells = {}
        years: dict[str, Span] = {}
        groups: list[Group] = []
        for limit in (each for each in self.limits if each.level != COMPANY):
            cells = frozenset((s, m) for s in self.stores_of(limit) for m in limit.months)
            low, high = limit.span_over(_sum(compared, cells))
            if limit.level == STORE and len(limit.months) == 1:
                (key,) = cells
                _narrow(key, limit, (low, high), lower, upper, locked)
            elif limit.level == STORE and len(limit.months) == 12:
                years[limit.item_id] = low, high
            elif (low, high) != (None, None):
                groups.append(Group(cells, (low, high)))
        for key, before in compared.items() if floor else ():
            least = max(before * floor, lower.get(key, NOUGHT))
            lower[key] = max(lower.get(key, NOUGHT), min(least, upper.get(key, least)))
        accepted = locks or {}
        return Bounds(lower, upper, locked | accepted, frozenset(accepted), years, tuple(groups))


def _narrow(
    key: tuple[str, Period], limit: StatedLimit, span: Span,
    lower: Cells, upper: Cells, locked: Cells,
) -> None:  # fmt: skip
    low, high = span
    if limit.locked is not None:
        locked[key] = limit.locked
        return
    if high is not None:
        upper[key] = high
    if low is not None:
        lower[key] = max(low, lower.get(key, NOUGHT))


def _sum(compared: Cells, cells: Iterable[tuple[str, Period]]) -> Decimal | None:
    """Last year's sales of the cells; None where one of them can't be compared."""
    found = [compared.get(cell) for cell in cells]
    known = [each for each in found if each is not None]
    return total(known) if found and len(known) == len(found) else None


def read_limits(
    frame: pd.DataFrame | None, year: int, regions: Mapping[str, str], unused: Collection[str] = ()
) -> StatedLimits:
    """The limits of ``year`` in the ledger's rows of 目标限制.

    ``regions``: region by store, for every store of the list. Levels in ``unused`` are somebody
    else's and passed over.
    """
    limits: list[StatedLimit] = []
    findings: list[Finding] = []
    for row in rows_of(frame) if frame is not None else ():
        if row["level"] in unused:
            continue
        months = span_months(str(row["span"]))
        place = place_of(row, LIMITS)
        if months is None:
            findings.append(BAD_SPAN.at(place, span=row["span"]))
        elif months[0].year == year:
            limit = _limit(row, months, place)
            known = limit.level == COMPANY or (
                limit.item_id in (regions if limit.level == STORE else regions.values())
            )
            if not known or limit.level not in (COMPANY, STORE, REGION):
                said = {"level": limit.level, "item": limit.item_id}
                findings.append(NOT_OURS.at(place, **said))
            elif why := _wrong(limit):
                said = {"level": limit.level, "item": limit.item_id, "span": limit.span}
                findings.append(BAD_LIMIT.at(place, **said, why=why))
            else:
                limits.append(limit)
    return StatedLimits(tuple(limits), tuple(findings), dict(regions))


_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def span_months(text: str) -> tuple[Period, ...] | None:
    """The months of ``2026``, ``2026-Q4``, ``2026-11``, or as people write them; None if none."""
    text = text.replace(" ", "")
    if found := re.fullmatch(r"(\d{4})(?:年度?|全年|年全年)?", text):
        return tuple(months_of(int(found[1])))
    if found := re.fullmatch(r"(\d{4})年?-?(?:[Qq]([1-4])|第?([1-4一二三四])季度?)", text):
        named = found[2] or found[3]
        quarter = _QUARTERS.get(named) or int(named)
        return tuple(Period(int(found[1]), 3 * quarter - 3 + k) for k in (1, 2, 3))
    if found := re.fullmatch(r"(\d{4})[-年./](\d{1,2})月?", text):
        month = int(found[2])
        return (Period(int(found[1]), month),) if 1 <= month <= 12 else None
    return None


def _limit(row: Row, months: tuple[Period, ...], place: Place) -> StatedLimit:
    return StatedLimit(
        str(row["span"]), months, row["level"], row["item_id"], row["minimum"], row["maximum"],
        row["max_growth"], row["locked"], row["reason"] or "", place,
    )  # fmt: skip


def _wrong(limit: StatedLimit) -> str:
    """Why a limit can't be used; empty if it can."""
    low, high, locked = limit.minimum, limit.maximum, limit.locked
    if any(each is not None and each < 0 for each in (low, high, locked)):
        return _WHY["negative"].show()
    if low is not None and high is not None and low > high:
        return _WHY["crossed"].show(low=f"{low:,}", high=f"{high:,}")
    if locked is not None and (
        (low is not None and locked < low) or (high is not None and locked > high)
    ):
        return _WHY["outside"].show(locked=f"{locked:,}")
    growth = limit.max_growth
    if growth is not None and not -1 <= growth <= _MOST_GROWTH:
        return _WHY["growth"].show(growth=f"{growth:f}", percent=f"{growth * 100:f}")
    return ""
