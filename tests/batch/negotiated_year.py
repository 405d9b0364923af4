"""A year's targets talked over with the stores, as people do it: notebook 02, and their hands."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import openpyxl

from kamtools.batch.step import Step
from kamtools.forms import negotiation, store_targets
from kamtools.ledger.edits import LedgerValue, Spot
from kamtools.ledger.store import Ledger
from kamtools.returns.apply_review import Merged, merge_review
from kamtools.returns.collect import Collected, collect
from kamtools.returns.reviewing import write_outcome
from kamtools.workspace import Workspace
from tests.returns.sample_returns import OCTOBER, decide

NOVEMBER, DECEMBER = 16, 17
"""The rows of 门店目标表 for these months."""
CLOSED = "F8"
"""申报目标 of March, which is over."""


def run_notebook(space: Workspace, **parameters: object) -> dict[str, Any]:
    """Run every code cell of notebook 02 in ``space``; what its names stand for at the end."""
    notebook = nbformat.read(space.notebooks / "02_target_breakdown.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    first, *rest = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    names: dict[str, Any] = {}
    exec(first, names)
    names |= {"month": str(OCTOBER), "workspace": str(space.root), **parameters}
    try:
        for source in rest:
            exec(source, names)
    finally:
        if Step._at_work is not None:
            Step._at_work.close()
    return names


def store_file(space: Workspace, store: str) -> Path:
    """The workbook that went out to ``store``."""
    folder = space.month(OCTOBER) / store_targets.FORM
    (file,) = folder.glob(f"{store_targets.FORM}_{store}_*.xlsx")
    return file


def bid_cells(row: int, amount: object, reason: str | None = None) -> dict[str, object]:
    """What a store types into the month of ``row``."""
    return {f"F{row}": amount, **({f"H{row}": reason} if reason else {})}


def answer_bids(space: Workspace, answers: Mapping[tuple[str, str], tuple[str, str]]) -> Path:
    """Fill in 决定 and 答复 by store and month in 目标协商表 and give it back."""
    file = space.month(OCTOBER) / f"{negotiation.FORM}_2026年.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["目标协商"]
    for row in sheet.iter_rows(min_row=5):
        if (said := answers.get((str(row[0].value), str(row[2].value)))) is not None:
            row[9].value, row[10].value = said
    out = space.returned / file.name
    book.save(out)
    book.close()
    return out


def bring_in(
    space: Workspace, answer: Callable[[dict[str, str]], str | None] = lambda _: None
) -> tuple[Collected, Merged]:
    """Collect what came back, take the review's proposals (or ``answer``'s), and merge."""
    found = collect(space)
    review = write_outcome(space, found).review
    decide(review, answer)
    return found, merge_review(space, review, who="文整理")


def at(space: Workspace, table: str, column: str, *key: str) -> object:
    """One field of the ledger."""
    spot = Spot(table, key, column)
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        return ledger.values_at([spot])[spot]


def rows(space: Workspace, question: str) -> list[tuple[LedgerValue, ...]]:
    """What SQL says of the ledger."""
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        return ledger._connection.execute(question).fetchall()


def month_sums(cells: Mapping[Any, Decimal]) -> dict[str, Decimal]:
    """The sums of the months, whatever the stores."""
    found: dict[str, Decimal] = {}
    for (_, month), amount in cells.items():
        found[str(month)] = found.get(str(month), Decimal(0)) + amount
    return found
