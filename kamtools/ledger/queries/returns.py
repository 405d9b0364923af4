"""What was sent out and is expected back, and what has come back before."""

import pandas as pd

from kamtools.ledger.queries.frames import Source, collect
from kamtools.periods import Period


def expected(ledger: Source, period: Period) -> pd.DataFrame:
    """``[file_id, form, template_version, recipient, subject, run, file]`` of the month's forms.

    Only forms in which somebody may edit what the ledger keeps; in the order of their runs, so
    that of a form sent anew the last is the latest.
    """
    forms, cells = ledger.table("sent_forms"), ledger.table("sent_cells")
    open_cells = cells.filter(cells.editable == 1, cells.table_name.notnull())
    mine = forms.filter(forms.period == str(period))
    waited_for = mine.semi_join(open_cells, "file_id")
    names = ("file_id", "form", "template_version", "recipient", "subject", "run", "file")
    return collect(waited_for.select(*names).order_by("run", "file"))


def months(ledger: Source) -> list[Period]:
    """The months that forms were sent for, in order."""
    forms = ledger.table("sent_forms")
    found = collect(forms.select("period").distinct())["period"]
    return [Period.parse(each) for each in sorted(filter(None, found))]


def received_before(ledger: Source) -> pd.DataFrame:
    """``[file_id, digest, received]`` of every return that was collected before."""
    rows = ledger.table("returned_forms")
    return collect(rows.select("file_id", "digest", "received"))
