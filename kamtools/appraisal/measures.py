"""Whose sales count for whom: one's own, a leader's team, the head's whole department."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from kamtools.appraisal.frames import amounts, text
from kamtools.appraisal.scoring import Measure
from kamtools.appraisal.team import TeamFigures
from kamtools.rows import rows_of


def measures(
    staff: pd.DataFrame, sold: pd.DataFrame, targets: pd.DataFrame, team: TeamFigures
) -> dict[str, Measure]:
    """Actual and target of everybody in 元, by staff id.

    ``staff``: staff_id, manager_id (leavers too: what they sold stays with their team). ``sold``:
    staff_id, amount. ``targets``: level, staff_id, target; level 员工 is what one is to sell
    oneself, level 团队 what one's team is to sell.

    Whoever has reports answers for the team, own sales and theirs at every depth, against the
    team's target or else the sum of its members'. Whoever has reports and no manager answers for
    the department, sales that name nobody included; a manager who is not in the list is not none.
    A month without any sales has no actuals.
    """
    reports = _reports(staff)
    own = amounts(sold, "amount")
    aims = amounts(targets[targets["level"] == "员工"], "target")
    teams = amounts(targets[targets["level"] == "团队"], "target")
    result = {}
    for person in (str(row["staff_id"]) for row in rows_of(staff)):
        members = _team(person, reports)
        if len(members) > 1 and person in reports[None]:
            result[person] = Measure(team.actual, team.target, "全部门")
            continue
        sales = None if team.actual is None else _sum(own, members) or Decimal("0.00")
        scope = f"本人及下属共 {len(members)} 人" if len(members) > 1 else "本人"
        result[person] = Measure(sales, teams.get(person, _sum(aims, members)), scope)
    return result


def _sum(values: Mapping[str, Decimal], members: list[str]) -> Decimal | None:
    known = [values[member] for member in members if member in values]
    return sum(known, Decimal(0)) if known else None


def _reports(staff: pd.DataFrame) -> dict[str | None, list[str]]:
    """Who reports to whom; under ``None`` those without a manager."""
    reports: dict[str | None, list[str]] = {None: []}
    for row in rows_of(staff):
        reports.setdefault(text(row["manager_id"]), []).append(str(row["staff_id"]))
    return reports


def _team(person: str, reports: Mapping[str | None, list[str]]) -> list[str]:
    """The person and everybody below, each once even if the list goes round in a circle."""
    members = [person]
    for member in members:
        members += [each for each in reports.get(member, []) if each not in members]
    return members
