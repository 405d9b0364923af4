"""Small years on a desk: three stores and a company that asks for whole hundreds, or nearly."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from kamtools.periods import Period, months_of
from kamtools.targets.cells import cells_of
from kamtools.targets.mix import Evidence
from kamtools.targets.proposal import Ambition, propose
from kamtools.targets.shops import shops
from kamtools.widgets.case import Case
from kamtools.widgets.desk import Desk

STORES = {"S01": "东门店", "S02": "<西门>店", "S03": "新城店"}
YEAR = 2026
SOLD = {"S01": 600_000, "S02": 300_000, "S03": 100_000}
COLUMNS = ["period", "level", "item_id", "target", "challenge"]
SOURCE = ["source_file", "source_sheet", "source_row"]


def month(number: int) -> Period:
    return Period(YEAR, number)


def made_case(
    company: Decimal | int = 1_200_000,
    *,
    decided: dict[tuple[str, int], Any] | None = None,
    unit: int = 100,
    now: int = 0,
    closed: dict[str, date] | None = None,
    names: dict[str, str] | None = None,
) -> Case:
    """Sales of last year in proportion 6 : 3 : 1, every month alike; ``company`` is asked a month.

    ``decided``: stores' targets in 元 by store and month; ``now``: the last month known, 0 for
    December of the year before.
    """
    names = STORES if names is None else names
    months = months_of(YEAR - 1)
    sold = [[Decimal(SOLD.get(store, 200_000))] * 12 for store in names]
    rows = [(str(m), "公司", "公司", Decimal(company), None) for m in months_of(YEAR)]
    rows += [
        (str(month(at)), "门店", store, Decimal(amount), None)
        for (store, at), amount in (decided or {}).items()
    ]
    targets = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    for name in SOURCE:
        targets[name] = None
    stores = pd.DataFrame({
        "store_id": list(names), "name": list(names.values()), "region": "城区",
        "opened": date(2015, 1, 1), "closed": [(closed or {}).get(store) for store in names],
    }, dtype=object)  # fmt: skip
    history = pd.DataFrame(sold, index=list(names), columns=months, dtype=object)
    base = propose(
        history, stores, targets,
        year=YEAR, ambition=Ambition(Decimal(unit), Decimal("0.1"), Decimal("0.1")),
    )  # fmt: skip
    until = Period(YEAR - 1, 12) if now == 0 else month(now)
    return Case(base, until, names, cells_of(history), shops(stores), Evidence())


def made_desk(**kwargs: Any) -> Desk:
    return Desk(made_case(**kwargs))


@cache
def one_of_a_few(company: str, decided: tuple[tuple[str, int, int], ...], unit: int) -> Case:
    """Made once: a property is asked of many."""
    amounts = {(store, at): amount for store, at, amount in decided}
    return made_case(company=Decimal(company), decided=amounts, unit=unit, now=1)


def sums(desk: Desk) -> list[Decimal]:
    """The stores' sum of each month."""
    return [desk.balance.target.total(m) for m in desk.case.months]


def year_of(desk: Desk, store: str) -> Decimal:
    cells = desk.balance.target.cells
    return sum((cells[store, m] for m in desk.case.months), Decimal(0))
