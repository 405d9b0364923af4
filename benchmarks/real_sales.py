"""Real daily sales that nobody in the project wrote, by store and day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from kamtools.periods import Period
from kamtools.targets.cells import Cells

DATA = Path(__file__).parents[2] / "shared" / "data"
IOWA = DATA / "iowa_liquor" / "dev" / "sale_dev.csv.gz"
UCI = DATA / "online_retail_uci" / "dev" / "online_retail_II_slice.xlsx"
Days = Mapping[date, float]


def iowa() -> dict[str, dict[date, float]]:
    """Dollars by store and day."""
    lines = pd.read_csv(IOWA, dtype={"store": str}, parse_dates=["date"])
    return by_day(lines["store"], lines["date"], lines["sale_dollars"])


def uci() -> dict[str, dict[date, float]]:
    """Pounds by customer and day: its customers stand for stores."""
    frames = []
    book = CalamineWorkbook.from_path(UCI)
    for name in book.sheet_names:
        header, *rows = book.get_sheet_by_name(name).to_python()
        frames.append(pd.DataFrame(rows, columns=header))
    known = set(frames[0]["Invoice"])  # the sheets overlap in December 2010
    lines = pd.concat([frames[0], frames[1][~frames[1]["Invoice"].isin(known)]])
    lines = lines[pd.to_numeric(lines["Customer ID"], errors="coerce").notna()]
    return by_day(lines["Customer ID"].map(lambda value: str(int(float(value)))),
                  pd.to_datetime(lines["InvoiceDate"]),
                  lines["Quantity"].astype(float) * lines["Price"].astype(float))  # fmt: skip


def by_day(stores: "pd.Series[str]", days: "pd.Series[pd.Timestamp]", amounts: "pd.Series[float]"
           ) -> dict[str, dict[date, float]]:  # fmt: skip
    found: dict[str, dict[date, float]] = {}
    for (store, day), amount in amounts.groupby([stores.to_numpy(), days.dt.date.to_numpy()]
                                                ).sum().items():  # fmt: skip
        found.setdefault(store, {})[day] = float(amount)
    return found


def together(stores: Mapping[str, Days]) -> dict[date, float]:
    sums: dict[date, float] = {}
    for days in stores.values():
        for day, amount in days.items():
            sums[day] = sums.get(day, 0.0) + amount
    return sums


def money(amount: float) -> Decimal:
    return Decimal(f"{amount:.2f}")


def months_sold(days: Days) -> dict[Period, Decimal]:
    sums: dict[Period, float] = {}
    for day, amount in days.items():
        sums[Period.of(day)] = sums.get(Period.of(day), 0.0) + amount
    return {month: money(amount) for month, amount in sums.items()}


def cells_of_months(stores: Mapping[str, Days]) -> Cells:
    """By store and month."""
    return {(s, month): a for s, days in stores.items() for month, a in months_sold(days).items()}
