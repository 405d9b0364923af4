"""The real part: who bought what when, from UCI Online Retail II, moved to 2024-10 … 2026-10.

The two-year slice holds the same customers over 2009-12 … 2011-12, so it alone is used; the
one-year file would give its customers no last year.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook

SLICE = Path("online_retail_uci/dev/online_retail_II_slice.xlsx")
FACTOR = 20
"""元 per pound: a scale that suits a city's supermarkets, no exchange rate."""
KEPT = 135
"""So many customers keep their identity; the smaller ones are walk-in group buyers."""
MISTAKE = 50_000
"""An order of more 元 than this, cancelled whole, counts as a mistake of typing."""
TURNS, PARTS = 2, 8
"""The largest UCI customer is 40% of the slice: 2 groups of customers take its orders in turn,
and in each group 8 customers part the goods, so that 16 customers stand for it."""


def sold(data: Path) -> pd.DataFrame:
    """Invoice lines: invoice, buyer (``None`` for walk-in), code, quantity, date, 元, back."""
    lines = _without_mistakes(_clean(_read(data / SLICE)))
    lines["buyer"] = _buyers(lines)
    lines["date"] = lines["time"].map(_moved)
    lines["yuan"] = lines["quantity"] * lines["price"] * FACTOR
    return _grown(lines)


def _read(path: Path) -> pd.DataFrame:
    book = CalamineWorkbook.from_path(path)
    sheets = []
    for name in book.sheet_names:
        header, *rows = book.get_sheet_by_name(name).to_python()
        sheets.append(pd.DataFrame(rows, columns=header))
    first, second = sheets
    known = set(first["Invoice"])  # the sheets overlap on 2010-12-01 … 09
    return pd.concat([first, second[~second["Invoice"].isin(known)]], ignore_index=True)


def _clean(raw: pd.DataFrame) -> pd.DataFrame:
    lines = pd.DataFrame(
        {
            "invoice": raw["Invoice"].map(lambda v: v if isinstance(v, str) else str(int(v))),
            "code": raw["StockCode"].map(lambda v: v if isinstance(v, str) else str(int(v))),
            "quantity": raw["Quantity"].astype(float),
            "price": raw["Price"].astype(float),
            "time": pd.to_datetime(raw["InvoiceDate"]),
            "customer": pd.to_numeric(raw["Customer ID"], errors="coerce"),
        }
    )
    goods = lines["code"].str.match(r"\d{5}") & (lines["price"] > 0)  # no postage, no corrections
    lines = lines[goods].sort_values(["time", "invoice"], kind="stable").reset_index(drop=True)
    return lines.assign(back=lines["invoice"].str.startswith("C"))


def _without_mistakes(lines: pd.DataFrame) -> pd.DataFrame:
    """Without the few very large orders that were cancelled whole, and their cancellations."""
    value = (lines["quantity"] * lines["price"] * FACTOR).round(2)
    sums = value.groupby([lines["customer"], lines["invoice"]]).sum().round(2)
    large = sums[sums.abs() > MISTAKE].reset_index(name="sum")
    pairs = large[large.groupby(["customer", large["sum"].abs()])["sum"].transform("sum") == 0]
    return lines[~lines["invoice"].isin(pairs["invoice"])].reset_index(drop=True)


def _buyers(lines: pd.DataFrame) -> pd.Series:
    """``0``-based ranks by turnover; the first 16 are the largest customer (see ``TURNS``)."""
    turnover = (lines["quantity"] * lines["price"]).groupby(lines["customer"]).sum()
    ranked = list(turnover.sort_values(ascending=False, kind="stable").index[:KEPT])
    ranks = {customer: place + TURNS * PARTS - 1 for place, customer in enumerate(ranked) if place}
    buyers = lines["customer"].map(ranks)
    largest = lines["customer"] == ranked[0]
    turns = {invoice: turn % TURNS for turn, invoice in enumerate(lines[largest].invoice.unique())}
    part = lines["code"].str.extract(r"(\d{5})", expand=False).astype(int) * 7 % 11 % PARTS
    return buyers.where(~largest, lines["invoice"].map(turns) * PARTS + part)


def _moved(time: pd.Timestamp) -> date:
    """178 months later; the last month, cut off on its 9th, is stretched over 31 days."""
    if (time.year, time.month) == (2011, 12):
        minutes = (time.day - 1) * 1440 + time.hour * 60 + time.minute
        return date(2026, 10, 1 + minutes * 31 // (9 * 1440))
    years, month0 = divmod(time.year * 12 + time.month - 1 + 178, 12)
    last = (date(years + month0 // 11, (month0 + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(years, month0 + 1, min(time.day, last))


def _grown(lines: pd.DataFrame) -> pd.DataFrame:
    """The cut-off month scaled to grow over last year as the twelve months before it did."""
    month = lines["date"].map(lambda day: day.year * 12 + day.month - 1)
    by_month = lines["yuan"].groupby(month).sum()
    last = 2026 * 12 + 9
    growth = by_month.loc[last - 12 : last - 1].sum() / by_month.loc[last - 24 : last - 13].sum()
    scale = by_month[last - 12] * growth / by_month[last]
    factor = np.where(month == last, scale, 1.0)
    print(f"growth {growth:.4f}, last month scaled by {scale:.4f}")
    return lines.assign(yuan=lines["yuan"] * factor, quantity=lines["quantity"] * factor)
