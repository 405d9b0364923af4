"""Two years of sales, month by month: what the ledger holds, at a glance."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from kamtools.pictures.style import ACCENT, in_wan, new_figure


def sales_history(sales: pd.DataFrame) -> Figure:
    """Draw the sum by month of a frame ``[…, period, amount]`` in 元."""
    figure, axes = new_figure(9, 3)
    sums = sales.groupby("period")["amount"].sum() if len(sales) else pd.Series(dtype=object)
    places = range(len(sums))
    axes.bar(places, [float(in_wan(amount)) for amount in sums], color=ACCENT)
    axes.set_xticks(list(places), list(sums.index), rotation=60, fontsize=8)
    axes.set_ylabel("万元")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_title("每月销售", loc="left")
    return figure
