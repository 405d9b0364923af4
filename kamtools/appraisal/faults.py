"""What a month's scores lack or got wrong, as findings at the row that it stands in."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

import pandas as pd

from kamtools.appraisal import notices
from kamtools.appraisal.frames import number, plain, text
from kamtools.appraisal.results import DEDUCTION, REMARKS, PersonResult
from kamtools.appraisal.scoring import Gap, ScoredItem
from kamtools.appraisal.team import TeamFigures
from kamtools.findings import Finding, Place
from kamtools.periods import Period
from kamtools.rows import Row, place_of, rows_of

SCORES, STAFF = Place("考核评分"), Place("员工表")
"""Where to look when a row is missing or its file is not known."""
_Rows = Mapping[str, Row]
"""A person's score rows by their item."""


def team_findings(team: TeamFigures, period: Period) -> Iterator[Finding]:
    """What the department's state can't be told without."""
    if team.actual is None:
        yield notices.NO_SALES.at(Place("销售明细"), period=str(period))
    if team.target is None:
        yield notices.NO_TEAM_TARGET.at(Place("目标"), period=str(period))
    elif team.target <= 0:
        target = f"{team.target:,f}"
        yield notices.TEAM_TARGET_NOT_ABOVE_0.at(Place("目标"), period=str(period), target=target)
    elif team.challenge is None:
        yield notices.NO_CHALLENGE.at(Place("目标"), period=str(period))


def manager_findings(employed: Iterable[Row], known: Collection[str]) -> Iterator[Finding]:
    """Those of the staff list's ``employed`` rows whose manager is not among the ``known`` ids."""
    for row in employed:
        manager = text(row["manager_id"])
        if manager and manager not in known:
            yield notices.UNKNOWN_MANAGER.at(
                place_of(row, STAFF), name=row["name"], manager=manager
            )


def stray_findings(
    marks: pd.DataFrame, appraised: Collection[str], period: Period
) -> Iterator[Finding]:
    """Marks of people who are not ``appraised``: one for each, at the first row."""
    stray: dict[str, list[Row]] = {}
    for row in rows_of(marks):
        if row["staff_id"] not in appraised:
            stray.setdefault(row["staff_id"], []).append(row)
    for staff, mine in stray.items():
        place = place_of(mine[0], SCORES)
        yield notices.NOT_APPRAISED.at(place, staff=staff, period=str(period), count=len(mine))


def person_findings(result: PersonResult, marks: pd.DataFrame, period: Period) -> Iterator[Finding]:
    """What one person's sheet lacks; ``marks`` are that person's rows of ``Facts.marks``."""
    given = {str(row["item"]): row for row in rows_of(marks)}
    yield from _gap_findings(result, given, period)
    yield from _row_findings(result, given)
    if result.person.part_of_month:
        said = {"name": result.person.name, "days": result.person.part_of_month}
        yield notices.PART_OF_MONTH.at(STAFF, **said)
    if result.person.bonus_base is None:
        yield notices.NO_BASE.at(STAFF, name=result.person.name)


def _gap_findings(result: PersonResult, given: _Rows, period: Period) -> Iterator[Finding]:
    """One for each gap; but one for all of them when the manager has marked nothing yet."""
    sheet, name, who = result.appraisal, result.person.name, _who_marks(result)
    unmarked = [gap.item.name for gap in sheet.gaps if gap.gap is Gap.NOT_MARKED]
    none_marked = all(item.mark.manager is None for item in sheet.items)
    if none_marked and len(unmarked) > 1:
        place, items = place_of(given.get(unmarked[0], {}), SCORES), "、".join(unmarked)
        yield notices.NO_MARKS.at(place, name=name, count=len(unmarked), items=items, who=who)
    for gap in sheet.gaps:
        if gap.gap is not Gap.NOT_MARKED or not none_marked or len(unmarked) == 1:
            yield from _gap_finding(gap, result, given, period)


def _who_marks(result: PersonResult) -> str:
    """Whom to ask for marks; a head without a manager must not be told to ask the manager."""
    person = result.person
    if person.manager:
        return notices.MANAGER.show(manager=person.manager)
    return notices.NO_MANAGER.show(name=person.name)


def _row_findings(result: PersonResult, given: _Rows) -> Iterator[Finding]:
    """Marks that change nothing, and deductions that say no number."""
    name, items = result.person.name, {item.name: item for item in result.appraisal.role.items}
    for item, row in given.items():
        place, mark = place_of(row, SCORES), number(row["manager_score"])
        if item.startswith(DEDUCTION):
            if mark is None:
                yield notices.OPEN_DEDUCTION.at(place, name=name, item=item)
        elif item in REMARKS:
            continue
        elif item not in items:
            yield notices.UNKNOWN_ITEM.at(place, name=name, item=item)
        elif items[item].measured and mark is not None:
            yield notices.MARK_ON_MEASURED.at(place, name=name, item=item, mark=plain(mark))


def _gap_finding(
    gap: ScoredItem, result: PersonResult, given: _Rows, period: Period
) -> Iterator[Finding]:
    name = result.person.name
    place, item = place_of(given.get(gap.item.name, {}), SCORES), gap.item.name
    if gap.gap is Gap.NOT_MARKED:
        yield notices.NOT_MARKED.at(place, name=name, item=item, who=_who_marks(result))
    elif gap.gap is Gap.OUT_OF_RANGE:
        yield notices.OUT_OF_RANGE.at(
            place,
            name=name,
            item=item,
            mark=plain(gap.mark.manager),
            maximum=plain(gap.item.maximum),
        )
    elif gap.measure.target is None:
        yield notices.NO_TARGET.at(Place("目标"), name=name, period=str(period))
    elif gap.measure.target <= 0:
        yield notices.TARGET_NOT_ABOVE_0.at(
            Place("目标"), name=name, period=str(period), target=f"{gap.measure.target:,f}"
        )


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
