"""How the bonus base becomes what is paid, as a waterfall."""

from decimal import Decimal

import pandas as pd
from matplotlib.figure import Figure

from kamtools.pictures.style import ACCENT, INK, PALE, WARM, new_figure

_UP = "#4b9b6e"


def payout_waterfall(changes: pd.DataFrame, title: str) -> Figure:
    """A bar for what one starts from, one for each change, one for the sum.

    ``changes`` has label and amount (元); the first row is the start. Without rows it says 待评.
    """
    figure, axes = new_figure(8, 3.6)
    axes.set_title(title, color=INK, loc="left")
    if changes.empty:
        axes.text(0.5, 0.5, "待评", ha="center", color=WARM, transform=axes.transAxes)
        return figure
    labels, reached = [*changes["label"], "应发合计"], Decimal(0)
    for place, amount in enumerate(changes["amount"]):
        colour = PALE if place == 0 else _UP if amount >= 0 else WARM
        axes.bar(place, float(amount), bottom=float(reached), color=colour, width=0.6)
        reached += amount
        top = float(max(reached, reached - amount))
        axes.text(place, top, _said(amount, place), ha="center", va="bottom", color=INK)
    axes.bar(len(changes), float(reached), color=ACCENT, width=0.6)
    axes.text(len(changes), float(reached), _said(reached, 0), ha="center", va="bottom", color=INK)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xticks(range(len(labels)), labels)
    axes.margins(y=0.15)
    axes.set_ylabel("元", color=INK)
    return figure


def _said(amount: Decimal, place: int) -> str:
    return f"{amount:+,.2f}" if place else f"{amount:,.2f}"
