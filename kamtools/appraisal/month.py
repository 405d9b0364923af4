"""One month of the department: from the ledger's frames to everybody's score and pay."""

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from kamtools.appraisal import notices
from kamtools.appraisal.frames import number, rows, text
from kamtools.appraisal.measures import measures
from kamtools.appraisal.pay import Payout, payout
from kamtools.appraisal.scheme import Scheme
from kamtools.appraisal.scoring import Appraisal, Deduction, Gap, Inputs, Mark, Measure, ScoredItem
from kamtools.appraisal.team import TeamFigures
from kamtools.errors import KamError
from kamtools.findings import Finding, Place
from kamtools.language import Text
from kamtools.periods import Period

DEDUCTION = "扣分"
"""A score row whose item begins so takes its manager's mark off the total."""


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


@dataclass(frozen=True)
class PersonResult:
    """One person's sheet; ``payout`` is ``None`` (待评) while anything it needs is missing."""

    person: Person
    appraisal: Appraisal
    measure: Measure
    payout: Payout | None

    @property
    def open_because(self) -> str:
        """What keeps the payout from being decided, as people read it; empty when it is."""
        if self.payout:
            return ""
        if gaps := self.appraisal.gaps:
            return f"待评：{'、'.join(gap.item.name for gap in gaps)}"
        missing = "绩效工资基数" if self.person.bonus_base is None else "部门目标状态"
        return f"待评：缺{missing}"


class NotAppraised(KamError):
    """Somebody was selected who is not among the month's people."""

    what = Text("{period} 的考核里没有 {staff}", "{staff} is not appraised in {period}")
    do = Text(
        "核对工号、岗位和在职日期", "check the staff id, the post and the dates of employment"
    )


class NobodyAppraised(KamError):
    """There is nobody to appraise in the month."""

    what = Text("{period} 没有可以考核的人", "there is nobody to appraise in {period}")
    do = Text("先导入员工表，核对岗位和在职日期", "import the staff list; check posts and dates")


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

        Raises ``NobodyAppraised``, or ``NotAppraised`` for an id that is not among them.
        """
        if not self.people:
            raise NobodyAppraised(period=self.period.chinese)
        known = {each.person.staff_id for each in self.people}
        if unknown := [each for each in staff_ids if each not in known]:
            raise NotAppraised(period=self.period.chinese, staff="、".join(unknown))
        return tuple(p for p in self.people if not staff_ids or p.person.staff_id in staff_ids)


def appraise(facts: Facts, scheme: Scheme, *, minimum_wage: Decimal = Decimal(0)) -> MonthResult:
    """Score and pay everybody whose post ``scheme`` covers; the others are findings."""
    results: list[PersonResult] = []
    findings = list(_team_findings(facts))
    sales = measures(facts.staff, facts.sold, facts.targets, facts.team)
    for person in _people(facts.staff, facts.period):
        if not scheme.covers(person.post):
            place = Place("员工表")
            findings.append(notices.UNKNOWN_POST.at(place, name=person.name, post=person.post))
            continue
        marks = facts.marks[facts.marks["staff_id"] == person.staff_id]
        result = _result(person, marks, sales[person.staff_id], facts.team, scheme)
        results.append(result)
        findings += _person_findings(result, marks, facts)
        findings += _wage_findings(result, minimum_wage)
    return MonthResult(facts.period, scheme, facts.team, tuple(results), tuple(findings))


def _result(
    person: Person, marks: pd.DataFrame, measure: Measure, team: TeamFigures, scheme: Scheme
) -> PersonResult:
    role = scheme.role(person.post)
    inputs = Inputs(
        marks={row["item"]: _mark(row) for row in rows(marks)},
        measures={item.name: measure for item in role.items if item.measured},
        deductions=tuple(_deductions(marks)),
    )
    sheet = scheme.score(role.name, inputs)
    paid = None
    if sheet.score is not None and person.bonus_base is not None and team.state:
        paid = payout(sheet.score, person.bonus_base, team=team.state, scheme=scheme)
    return PersonResult(person, sheet, measure, paid)


def _people(staff: pd.DataFrame, period: Period) -> Iterator[Person]:
    """Who was employed on any day of ``period``, by staff id; a part of a month is a whole one."""
    names = {row["staff_id"]: row["name"] for row in rows(staff)}
    for row in sorted(rows(staff), key=lambda row: str(row["staff_id"])):
        if _day(row["hired"], date.min) > period.last_day:
            continue
        if _day(row["left_on"], date.max) >= period.first_day:
            yield Person(
                row["staff_id"], row["name"], row["post"], names.get(row["manager_id"]),
                number(row["bonus_base"]), number(row["wage_base"]),
            )  # fmt: skip


def _day(value: object, otherwise: date) -> date:
    return value if isinstance(value, date) else otherwise


def _mark(row: dict[Hashable, Any]) -> Mark:
    return Mark(number(row["self_score"]), number(row["manager_score"]))


def _deductions(marks: pd.DataFrame) -> Iterator[Deduction]:
    for row in rows(marks):
        taken = number(row["manager_score"])
        if str(row["item"]).startswith(DEDUCTION) and taken:
            reason = str(row["item"]).removeprefix(DEDUCTION).lstrip("项：: ")
            yield Deduction(reason or text(row["note"]) or DEDUCTION, abs(taken))


def _team_findings(facts: Facts) -> Iterator[Finding]:
    team, period = facts.team, str(facts.period)
    if team.actual is None:
        yield notices.NO_SALES.at(Place("销售明细"), period=period)
    if not team.target:
        yield notices.NO_TEAM_TARGET.at(Place("目标"), period=period)
    elif team.challenge is None:
        yield notices.NO_CHALLENGE.at(Place("目标"), period=period)


def _person_findings(result: PersonResult, marks: pd.DataFrame, facts: Facts) -> Iterator[Finding]:
    name = result.person.name
    given = {str(row["item"]): row for row in rows(marks)}
    for gap in result.appraisal.gaps:
        yield from _gap_finding(gap, name, given, facts)
    known = {item.name for item in result.appraisal.role.items}
    for item, row in given.items():
        if item.startswith(DEDUCTION):
            if number(row["manager_score"]) is None:
                yield notices.OPEN_DEDUCTION.at(_place(row), name=name, item=item)
        elif item not in known:
            yield notices.UNKNOWN_ITEM.at(_place(row), name=name, item=item)
    if result.person.bonus_base is None:
        yield notices.NO_BASE.at(Place("员工表"), name=name)


def _gap_finding(
    gap: ScoredItem, name: str, given: dict[str, dict[Hashable, Any]], facts: Facts
) -> Iterator[Finding]:
    place, item = _place(given.get(gap.item.name)), gap.item.name
    if gap.gap is Gap.NOT_MARKED:
        yield notices.NOT_MARKED.at(place, name=name, item=item)
    elif gap.gap is Gap.OUT_OF_RANGE:
        yield notices.OUT_OF_RANGE.at(
            place, name=name, item=item, mark=gap.mark.manager, maximum=gap.item.maximum
        )
    elif not gap.measure.target or gap.measure.target < 0:
        yield notices.NO_TARGET.at(Place("目标"), name=name, period=str(facts.period))


def _wage_findings(result: PersonResult, minimum: Decimal) -> Iterator[Finding]:
    """I13: basic wage and payout together must reach the local minimum wage (0 = unchecked)."""
    if not result.payout or not minimum:
        return
    wage = result.person.wage_base or Decimal(0)
    total = wage + result.payout.amount
    if total < minimum:
        yield notices.BELOW_MINIMUM_WAGE.at(
            Place("绩效汇总"), name=result.person.name, wage=wage,
            payout=result.payout.amount, total=total, minimum=minimum,
        )  # fmt: skip


def _place(row: dict[Hashable, Any] | None) -> Place:
    if row is None:
        return Place("考核评分")
    line = None if pd.isna(row["source_row"]) else int(row["source_row"])
    return Place(text(row["source_file"]) or "考核评分", text(row["source_sheet"]), line=line)
