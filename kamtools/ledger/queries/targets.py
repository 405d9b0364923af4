"""What was decided about targets, as the ledger holds it."""

import pandas as pd

from kamtools.ledger.queries.frames import Source, collect, whole
from kamtools.periods import Period


def targets_of(ledger: Source, first: Period, last: Period, *levels: str) -> pd.DataFrame:
    """The targets of the months ``first`` to ``last``, by month, level and item, in 元.

    The columns of ``tables.TARGETS`` (period, level, item_id, target, challenge) and where each
    row came from. Of ``levels`` (公司, 门店, 员工 …) only, of every level without them. A 挑战目标
    that nobody gave is None.
    """
    targets = whole(ledger, "targets")
    wanted = targets.filter(targets.period >= str(first), targets.period <= str(last))
    if levels:
        wanted = wanted.filter(wanted.level.isin(levels))
    return collect(wanted.order_by("period", "level", "item_id"))
