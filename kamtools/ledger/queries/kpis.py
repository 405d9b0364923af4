"""The superior's KPIs of a month and what they were divided into, as the ledger holds them."""

import pandas as pd

from kamtools.ledger.queries.frames import Source, collect, whole
from kamtools.periods import Period


def kpis_of(ledger: Source, period: Period) -> pd.DataFrame:
    """The columns of ``tables.KPIS`` and where each row came from, by name."""
    kpis = whole(ledger, "kpis")
    return collect(kpis.filter(kpis.period == str(period)).order_by("name"))
