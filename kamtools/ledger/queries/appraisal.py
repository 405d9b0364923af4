"""What the appraisal of a month needs from the ledger."""

from decimal import Decimal
from typing import Any

import pandas as pd

from kamtools.appraisal import Facts, TeamFigures
from kamtools.ledger.queries.frames import Source, collect
from kamtools.ledger.queries.people import staff
from kamtools.ledger.queries.sales import month_total, sales_by_staff_month, sales_months
from kamtools.ledger.tables import TABLES
from kamtools.periods import Period

_SOURCE = ("source_file", "source_sheet", "source_row")


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
    scores = ledger.table("scores")
    names = [column.name for column in TABLES["scores"].columns]
    mine = scores.filter(scores.period == str(period)).select(*names, *_SOURCE)
    return collect(mine.order_by("staff_id", "item"))


def staff_targets(ledger: Source, period: Period) -> pd.DataFrame:
    """``[level, staff_id, target]`` of the month, levels 员工 (one's own) and 团队 (one's team)."""
    mine = _targets(ledger, period, "员工", "团队")
    shown = mine.select("level", "target", staff_id=mine.item_id)
    return collect(shown.order_by("level", "staff_id"))


def team_figures(ledger: Source, period: Period) -> TeamFigures:
    """The department's sales, 目标 and 挑战目标; ``None`` for what the ledger does not have."""
    actual = month_total(ledger, period) if period in sales_months(ledger) else None
    mine = _targets(ledger, period, "公司")
    for row in collect(mine.select("target", "challenge")).to_dict("records"):
        return TeamFigures(actual, _amount(row["target"]), _amount(row["challenge"]))
    return TeamFigures(actual, None, None)


def _targets(ledger: Source, period: Period, *levels: str) -> Any:
    targets = ledger.table("targets")
    return targets.filter(targets.period == str(period), targets.level.isin(levels))


def _amount(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None
