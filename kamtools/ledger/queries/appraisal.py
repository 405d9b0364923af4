"""What the appraisal of a month needs from the ledger."""

import pandas as pd

from kamtools.appraisal import Facts, TeamFigures
from kamtools.ledger.queries.frames import Source, collect, whole
from kamtools.ledger.queries.people import staff
from kamtools.ledger.queries.sales import month_total, sales_by_staff_month, sales_months
from kamtools.ledger.queries.targets import targets_of
from kamtools.periods import Period
from kamtools.rows import rows_of


def appraisal_facts(ledger: Source, period: Period) -> Facts:
    """Staff, marks, sales and targets of ``period``; see ``Facts`` for the shapes."""
    return Facts(
        period,
        staff=staff(ledger),
        marks=marks(ledger, period),
        sold=sales_by_staff_month(ledger, period, period)[["staff_id", "amount"]],
        targets=staff_targets(ledger, period),
        team=team_figures(ledger, period),
    )


def marks(ledger: Source, period: Period) -> pd.DataFrame:
    """The month's scores with the file and row that each came from."""
    scores = whole(ledger, "scores")
    mine = scores.filter(scores.period == str(period))
    return collect(mine.order_by("staff_id", "item"))


def staff_targets(ledger: Source, period: Period) -> pd.DataFrame:
    """``[level, staff_id, target]`` of the month, levels 员工 (one's own) and 团队 (one's team)."""
    mine = targets_of(ledger, period, period, "员工", "团队")
    return mine[["level", "item_id", "target"]].rename(columns={"item_id": "staff_id"})


def team_figures(ledger: Source, period: Period) -> TeamFigures:
    """The department's sales, 目标 and 挑战目标; ``None`` for what the ledger does not have."""
    actual = month_total(ledger, period) if period in sales_months(ledger) else None
    for row in rows_of(targets_of(ledger, period, period, "公司")):
        return TeamFigures(actual, row["target"], row["challenge"])
    return TeamFigures(actual, None, None)
