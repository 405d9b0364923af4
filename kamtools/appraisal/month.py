"""One month of the department: from the ledger's frames to everybody's score and pay."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import pandas as pd

from kamtools.appraisal import notices
from kamtools.appraisal.faults import (
    STAFF,
    manager_findings,
    person_findings,
    stray_findings,
    team_findings,
    wage_findings,
)
from kamtools.appraisal.frames import number, text
from kamtools.appraisal.measures import measures
from kamtools.appraisal.pay import payout
from kamtools.appraisal.results import DEDUCTION, REMARKS, Facts, MonthResult, Person, PersonResult
from kamtools.appraisal.scheme import Scheme
from kamtools.appraisal.scoring import Deduction, Inputs, Mark, Measure
from kamtools.appraisal.team import TeamFigures
from kamtools.periods import Period
from kamtools.rows import Row, place_of, rows_of


def appraise(facts: Facts, scheme: Scheme, *, minimum_wage: Decimal = Decimal(0)) -> MonthResult:
    """Score and pay everybody whose post ``scheme`` covers; the others are findings."""
    results: list[PersonResult] = []
    findings = list(team_findings(facts.team, facts.period))
    names = {row["staff_id"]: row["name"] for row in rows_of(facts.staff)}
    employed = list(_employed(facts.staff, facts.period))
    findings += manager_findings(employed, names)
    sales = measures(facts.staff, facts.sold, facts.targets, facts.team)
    for row in employed:
        person = _person(row, names, facts.period)
        if not scheme.covers(person.post):
            place = place_of(row, STAFF)
            findings.append(notices.UNKNOWN_POST.at(place, name=person.name, post=person.post))
            continue
        marks = facts.marks[facts.marks["staff_id"] == person.staff_id]
        result = _result(person, marks, sales[person.staff_id], facts.team, scheme)
        results.append(result)
        findings += person_findings(result, marks, facts.period)
        findings += wage_findings(result, minimum_wage)
    if not results:
        findings.append(notices.NOBODY.at(STAFF, period=str(facts.period)))
    appraised = {result.person.staff_id for result in results}
    findings += stray_findings(facts.marks, appraised, facts.period)
    return MonthResult(facts.period, scheme, facts.team, tuple(results), tuple(findings))


def _result(
    person: Person, marks: pd.DataFrame, measure: Measure, team: TeamFigures, scheme: Scheme
) -> PersonResult:
    role = scheme.role(person.post)
    inputs = Inputs(
        marks={row["item"]: _mark(row) for row in rows_of(marks)},
        measures={item.name: measure for item in role.items if item.measured},
        deductions=tuple(_deductions(marks)),
    )
    sheet = scheme.score(role.name, inputs)
    paid = None
    if sheet.score is not None and person.bonus_base is not None and team.state:
        paid = payout(sheet.score, person.bonus_base, team=team.state, scheme=scheme)
    return PersonResult(person, sheet, measure, paid, _remarks(marks))


def _employed(staff: pd.DataFrame, period: Period) -> Iterator[Row]:
    """Who was employed on any day of ``period``, by staff id; a part of a month is a whole one."""
    for row in sorted(rows_of(staff), key=lambda row: str(row["staff_id"])):
        hired, left_on = row["hired"] or date.min, row["left_on"] or date.max
        if hired <= period.last_day and left_on >= period.first_day:
            yield row


def _person(row: Row, names: Mapping[str, str], period: Period) -> Person:
    """``names`` by staff id; a manager who is not in the list is called by the id."""
    manager = text(row["manager_id"])
    return Person(
        row["staff_id"], row["name"], row["post"], manager and names.get(manager, manager),
        number(row["bonus_base"]), number(row["wage_base"]), _part_of_month(row, period),
    )  # fmt: skip


def _part_of_month(row: Row, period: Period) -> str:
    """On which days somebody came or left who was not there for the whole month."""
    hired, left_on = row["hired"] or date.min, row["left_on"] or date.max
    came = [f"{hired} 入职"] if hired > period.first_day else []
    went = [f"{left_on} 离职"] if left_on < period.last_day else []
    return "、".join([*came, *went])


def _mark(row: Row) -> Mark:
    return Mark(number(row["self_score"]), number(row["manager_score"]))


def _remarks(marks: pd.DataFrame) -> dict[str, str]:
    written = {str(row["item"]): text(row["note"]) for row in rows_of(marks)}
    return {item: note for item, note in written.items() if item in REMARKS and note}


def _deductions(marks: pd.DataFrame) -> Iterator[Deduction]:
    for row in rows_of(marks):
        taken = number(row["manager_score"])
        if str(row["item"]).startswith(DEDUCTION) and taken:
            item = str(row["item"])
            reason = item.removeprefix(DEDUCTION).lstrip("项：: ")
            yield Deduction(reason or text(row["note"]) or DEDUCTION, abs(taken), item)
