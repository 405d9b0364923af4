"""Whose sales count for whom: one's own, a leader's team, the head's whole department."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from kamtools.appraisal.frames import amounts, rows, text
from kamtools.appraisal.scoring import Measure
from kamtools.appraisal.team import TeamFigures


def measures(
    staff: pd.DataFrame, sold: pd.DataFrame, targets: pd.DataFrame, team: TeamFigures
) -> dict[str, Measure]:
    """Actual and target of everybody in 元, by staff id.

    ``staff``: staff_id, manager_id (leavers too: what they sold stays with their team). ``sold``:
    staff_id, amount. ``targets``: staff_id, target. Whoever has reports answers for the team: own
    sales and theirs, at every depth; whoever has reports and no manager answers for the department,
    sales that name nobody included. A target of one's own wins; without one a leader's is the sum
    of the team's, the head's the department's. Nobody has sales in a month without any.
    """
    reports = _reports(staff)
    own, aims = amounts(sold, "amount"), amounts(targets, "target")
    heads = {head for head in reports[None] if reports.get(head)}
    result = {}
    for person in (str(row["staff_id"]) for row in rows(staff)):
        if person in heads:
            result[person] = Measure(team.actual, aims.get(person, team.target))
            continue
        members = _team(person, reports)
        actual = sum((own.get(member, Decimal(0)) for member in members), Decimal(0))
        known = team.actual is not None
        result[person] = Measure(actual if known else None, _target(person, members, aims))
    return result


def _target(person: str, members: list[str], aims: Mapping[str, Decimal]) -> Decimal | None:
    if person in aims:
        return aims[person]
    theirs = [aims[member] for member in members if member in aims]
    return sum(theirs, Decimal(0)) if theirs else None


def _reports(staff: pd.DataFrame) -> dict[str | None, list[str]]:
    """Who reports to whom; under ``None`` those whose manager is nobody in the list."""
    known = {str(row["staff_id"]) for row in rows(staff)}
    reports: dict[str | None, list[str]] = {None: []}
    for row in rows(staff):
        manager = text(row["manager_id"])
        reports.setdefault(manager if manager in known else None, []).append(str(row["staff_id"]))
    return reports


def _team(person: str, reports: Mapping[str | None, list[str]]) -> list[str]:
    """The person and everybody below, each once even if the list goes round in a circle."""
    members = [person]
    for member in members:
        members += [each for each in reports.get(member, []) if each not in members]
    return members
