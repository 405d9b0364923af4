"""What a month's scores lack or got wrong, as findings at the row that it stands in."""

from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from kamtools.appraisal import notices
from kamtools.appraisal.frames import number, rows, text
from kamtools.appraisal.results import DEDUCTION, PersonResult
from kamtools.appraisal.scoring import Gap, ScoredItem
from kamtools.appraisal.team import TeamFigures
from kamtools.findings import Finding, Place
from kamtools.periods import Period

_Rows = Mapping[str, dict[Hashable, Any]]
"""A person's score rows by their item."""


def team_findings(team: TeamFigures, period: Period) -> Iterator[Finding]:
    """What the department's state can't be told without."""
    if team.actual is None:
        yield notices.NO_SALES.at(Place("销售明细"), period=str(period))
    if not team.target:
        yield notices.NO_TEAM_TARGET.at(Place("目标"), period=str(period))
    elif team.challenge is None:
        yield notices.NO_CHALLENGE.at(Place("目标"), period=str(period))


def person_findings(result: PersonResult, marks: pd.DataFrame, period: Period) -> Iterator[Finding]:
    """What one person's sheet lacks; ``marks`` are that person's rows of ``Facts.marks``."""
    given = {str(row["item"]): row for row in rows(marks)}
    yield from _gap_findings(result, given, period)
    yield from _row_findings(result, given)
    if result.person.bonus_base is None:
        yield notices.NO_BASE.at(Place("员工表"), name=result.person.name)


def _gap_findings(result: PersonResult, given: _Rows, period: Period) -> Iterator[Finding]:
    """One for each gap; but one for all of them when the manager has marked nothing yet."""
    sheet, name = result.appraisal, result.person.name
    unmarked = [gap.item.name for gap in sheet.gaps if gap.gap is Gap.NOT_MARKED]
    none_marked = all(item.mark.manager is None for item in sheet.items)
    if none_marked and len(unmarked) > 1:
        place, items = _place(given.get(unmarked[0])), "、".join(unmarked)
        yield notices.NO_MARKS.at(place, name=name, count=len(unmarked), items=items)
    for gap in sheet.gaps:
        if gap.gap is not Gap.NOT_MARKED or not none_marked or len(unmarked) == 1:
            yield from _gap_finding(gap, name, given, period)


def _row_findings(result: PersonResult, given: _Rows) -> Iterator[Finding]:
    """Marks that the sheet has no place for, and deductions that say no number."""
    name, known = result.person.name, {item.name for item in result.appraisal.role.items}
    for item, row in given.items():
        if item.startswith(DEDUCTION):
            if number(row["manager_score"]) is None:
                yield notices.OPEN_DEDUCTION.at(_place(row), name=name, item=item)
        elif item not in known:
            yield notices.UNKNOWN_ITEM.at(_place(row), name=name, item=item)


def _gap_finding(gap: ScoredItem, name: str, given: _Rows, period: Period) -> Iterator[Finding]:
    place, item = _place(given.get(gap.item.name)), gap.item.name
    if gap.gap is Gap.NOT_MARKED:
        yield notices.NOT_MARKED.at(place, name=name, item=item)
    elif gap.gap is Gap.OUT_OF_RANGE:
        yield notices.OUT_OF_RANGE.at(
            place, name=name, item=item, mark=gap.mark.manager, maximum=gap.item.maximum
        )
    elif not gap.measure.target or gap.measure.target < 0:
        yield notices.NO_TARGET.at(Place("目标"), name=name, period=str(period))


def wage_findings(result: PersonResult, minimum: Decimal) -> Iterator[Finding]:
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
