"""What a month's appraisal starts from and ends in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from kamtools.appraisal.pay import Payout
from kamtools.appraisal.scheme import Scheme
from kamtools.appraisal.scoring import Appraisal, Gap, Measure, ScoredItem
from kamtools.appraisal.team import TeamFigures
from kamtools.errors import KamError
from kamtools.findings import Finding
from kamtools.language import Text
from kamtools.periods import Period

DEDUCTION = "扣分"
"""A score row whose item begins so takes its manager's mark off the total."""
OPINION, SIGNATURE = "意见", "签字"
"""Score rows ``意见：被考核人`` and ``签字：考核人`` carry in their note what somebody wrote."""
SIGNING = ("被考核人", "考核人", "复核人")
"""Who says something under a form, and signs it."""


def remark_item(kind: str, who: str) -> str:
    """The item of the score row that keeps a remark."""
    return f"{kind}：{who}"


REMARKS = frozenset(remark_item(kind, who) for kind in (OPINION, SIGNATURE) for who in SIGNING)
"""The items that are remarks, not marks."""


@dataclass(frozen=True)
class Facts:
    """What the ledger knows of one month; amounts in 元, unknown ones ``None``.

    ``staff``: staff_id, name, post, manager_id, hired, left_on, bonus_base, wage_base. ``marks``:
    staff_id, item, self_score, manager_score, note, source_file, source_sheet, source_row.
    ``sold``: staff_id, amount. ``targets``: level, staff_id, target (see ``measures``).
    """

    period: Period
    staff: pd.DataFrame
    marks: pd.DataFrame
    sold: pd.DataFrame
    targets: pd.DataFrame
    team: TeamFigures


@dataclass(frozen=True)
class Person:
    """Who is appraised; money in 元, ``None`` = not known."""

    staff_id: str
    name: str
    post: str
    manager: str | None
    bonus_base: Decimal | None
    wage_base: Decimal | None
    part_of_month: str = ""
    """When they came or left within the month, for people; nothing is prorated for it."""


@dataclass(frozen=True)
class PersonResult:
    """One person's sheet; ``payout`` is ``None`` (待评) while anything it needs is missing."""

    person: Person
    appraisal: Appraisal
    measure: Measure
    payout: Payout | None
    remarks: Mapping[str, str] = field(default_factory=dict)
    """What was written under the form, by the item of its score row."""

    @property
    def open_because(self) -> str:
        """What keeps the payout from being decided, as people read it; empty when it is."""
        if self.payout:
            return ""
        if gaps := self.appraisal.gaps:
            return f"待评：{'、'.join(map(_called, gaps))}"
        missing = "绩效工资基数" if self.person.bonus_base is None else "部门目标状态"
        return f"待评：缺{missing}"


def _called(gap: ScoredItem) -> str:
    target = gap.measure.target
    if gap.gap is Gap.NOT_MEASURED and target is not None and target <= 0:
        return f"{gap.item.name}（目标是 {target:,f}）"
    return gap.item.name


class NotAppraised(KamError):
    """Somebody was selected who is not among the month's people."""

    what = Text("{period} 的考核里没有 {staff}", "{staff} is not appraised in {period}")
    do = Text(
        "核对工号、岗位和在职日期", "check the staff id, the post and the dates of employment"
    )


@dataclass(frozen=True)
class MonthResult:
    """Everybody's results, by staff id, and what is wrong or missing."""

    period: Period
    scheme: Scheme
    team: TeamFigures
    people: tuple[PersonResult, ...]
    findings: tuple[Finding, ...]

    def select(self, staff_ids: Collection[str]) -> tuple[PersonResult, ...]:
        """The people in ``staff_ids``, everybody when that is empty.

        Raises ``NotAppraised`` for an id that is not among them.
        """
        known = {each.person.staff_id for each in self.people}
        if unknown := [each for each in staff_ids if each not in known]:
            raise NotAppraised(period=self.period.chinese, staff="、".join(unknown))
        return tuple(p for p in self.people if not staff_ids or p.person.staff_id in staff_ids)
