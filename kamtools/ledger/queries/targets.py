"""What was decided about targets, as the ledger holds it."""

import pandas as pd

from kamtools.ledger.queries.frames import Source, collect
from kamtools.periods import Period


def targets_of(ledger: Source, first: Period, last: Period) -> pd.DataFrame:
    """``[period, level, item_id, target, challenge, source_file, source_sheet, source_row]``.

    Of every level (公司, 门店, 员工) in the months ``first`` to ``last``, in 元; a 挑战目标 that
    nobody gave is None.
    """
    targets = ledger.table("targets")
    wanted = targets.filter(targets.period >= str(first), targets.period <= str(last))
    columns = ["period", "level", "item_id", "target", "challenge"]
    sources = ["source_file", "source_sheet", "source_row"]
    return collect(wanted.select(*columns, *sources).order_by("period", "level", "item_id"))
