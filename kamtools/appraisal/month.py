"""One month of the department: from the ledger's frames to everybody's score and pay."""

from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from kamtools.appraisal import notices
from kamtools.appraisal.faults import person_findings, team_findings, wage_findings
from kamtools.appraisal.frames import number, rows, text
from kamtools.appraisal.measures import measures
from kamtools.appraisal.pay import payout
from kamtools.appraisal.results import DEDUCTION, Facts, MonthResult, Person, PersonResult
from kamtools.appraisal.scheme import Scheme
from kamtools.appraisal.scoring import Deduction, Inputs, Mark, Measure
from kamtools.appraisal.team import TeamFigures
from kamtools.findings import Place
from kamtools.periods import Period


def appraise(facts: Facts, scheme: Scheme, *, minimum_wage: Decimal = Decimal(0)) -> MonthResult:
    """Score and pay everybody whose post ``scheme`` covers; the others are findings."""
    results: list[PersonResult] = []
    findings = list(team_findings(facts.team, facts.period))
    sales = measures(facts.staff, facts.sold, facts.targets, facts.team)
    for person in _people(facts.staff, facts.period):
        if not scheme.covers(person.post):
            place = Place("员工表")
            findings.append(notices.UNKNOWN_POST.at(place, name=person.name, post=person.post))
            continue
        marks = facts.marks[facts.marks["staff_id"] == person.staff_id]
        result = _result(person, marks, sales[person.staff_id], facts.team, scheme)
        results.append(result)
        findings += person_findings(result, marks, facts.period)
        findings += wage_findings(result, minimum_wage)
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
