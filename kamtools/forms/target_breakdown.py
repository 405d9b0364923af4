"""目标分解表: the year's targets of every store by month, beside what it sold last year."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from kamtools.forms.fill import Example, Filled, Tie, fill
from kamtools.forms.identity import Bindings, LedgerField, Sender
from kamtools.forms.target_breakdown_parts import Parts
from kamtools.forms.target_breakdown_sheet import Sheet, form_unit
from kamtools.forms.target_material import Material, history_of, make_proposal, read_material
from kamtools.ledger.queries import people, sales
from kamtools.ledger.store import Ledger
from kamtools.money import NOUGHT, Unit, total
from kamtools.periods import Period
from kamtools.settings import Settings
from kamtools.targets.cells import Cells, cells_of, frame_of
from kamtools.targets.given import UNLISTED
from kamtools.targets.people import weights_by, weights_of_lines
from kamtools.targets.proposal import Proposal

FORM = "目标分解表"
__all__ = [
    "FORM", "Filled", "Material", "bindings", "example", "form_unit", "make_proposal",
    "read_material", "sales_so_far", "write",
]  # fmt: skip


def write(
    ledger: Ledger,
    settings: Settings,
    period: Period,
    template: Path,
    folder: Path,
    proposal: Proposal | None = None,
    *,
    sender: Sender | None = None,
) -> Filled:
    """Fill the form for ``proposal`` (by default ``make_proposal``'s) into ``folder``.

    With a ``sender`` it goes to the 内勤 and can be read back.
    """
    proposal = proposal or make_proposal(ledger, settings, period)
    sheet = _sheet(ledger, settings, period, proposal)
    letter = None
    if sender:
        bound = bindings(proposal, form_unit(settings))
        letter = sender.to(sheet.clerk, period=period, subject=f"{proposal.year}年", bindings=bound)
    out = folder / f"{FORM}_{period.year}年.xlsx"
    ties = _ties(ledger, proposal, settings)
    shut = sheet.decided_and_past()
    filled = fill(FORM, template, sheet.data(), out, ties=ties, letter=letter, shut=shut)
    return replace(filled, findings=(*proposal.findings, *filled.findings))


def example(ledger: Ledger, settings: Settings, period: Period) -> Example:
    """What the form shows of the year that ``period`` lies in."""
    proposal = make_proposal(ledger, settings, period)
    sheet = _sheet(ledger, settings, period, proposal)
    return Example(sheet.data(), tuple(_ties(ledger, proposal, settings)))


def _sheet(ledger: Ledger, settings: Settings, period: Period, proposal: Proposal) -> Sheet:
    stores, staff = people.stores(ledger), people.staff(ledger)
    first = Period(proposal.year - 1, 1)
    by_staff = sales.sales_within_stores(ledger, first, period, "staff_id")
    by_line = sales.sales_within_stores(ledger, first, period, "line")
    parts = Parts(
        stores=stores,
        staff=staff,
        by_person=weights_by(by_staff, stores, staff, period),
        by_line=weights_of_lines(by_line),
    )
    return Sheet(proposal, settings, period, stores, staff, parts)


def bindings(proposal: Proposal, unit: Unit) -> Bindings:
    """The ledger's targets behind the form's: of the company by month, of the stores by month."""
    columns = {"目标": "target", "挑战": "challenge"}
    bound: dict[tuple[str, int | None], LedgerField] = {}
    for number, month in enumerate(proposal.months, start=1):
        for shown, column in columns.items():
            key = str(month), "公司", "公司"
            whole = LedgerField("targets", key, column, unit.value)
            bound[f"月份[{number}].公司{shown}", None] = whole
            for item, store in enumerate(proposal.stores):
                if store != UNLISTED:
                    key = str(month), "门店", store
                    cell = LedgerField("targets", key, column, unit.value)
                    bound[f"门店[].{shown}[{number}]", item] = cell
    return bound


def sales_so_far(ledger: Ledger, proposal: Proposal, period: Period) -> pd.DataFrame:
    """This year's sales in 元 of the proposal's stores × the months up to ``period``."""
    sold: Cells = {}
    for (store, month), amount in cells_of(
        history_of(ledger, Period(proposal.year, 1), period)
    ).items():
        row = store if store in proposal.stores else UNLISTED
        sold[row, month] = sold.get((row, month), NOUGHT) + amount
    return frame_of(sold, proposal.stores, proposal.months[: period.month])


def _ties(ledger: Ledger, proposal: Proposal, settings: Settings) -> list[Tie]:
    before = [month.plus(-12) for month in proposal.months]
    sold = total(sales.month_total(ledger, month) for month in before)
    scale = form_unit(settings).value
    compared = len(proposal.unknown) < len(before)
    return [
        *([Tie("去年实绩合计", "合计_去年", sold / scale)] if compared else []),
        Tie("目标合计", "合计_目标", proposal.target.year_total / scale),
        Tie("挑战目标合计", "合计_挑战目标", proposal.challenge.year_total / scale),
    ]
