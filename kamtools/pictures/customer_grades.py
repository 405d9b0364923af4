"""How few customers make most of the sales: A, B and C by number and by amount."""

from decimal import Decimal

import pandas as pd
from matplotlib.figure import Figure

from kamtools.money import total
from kamtools.pictures.style import ACCENT, INK, PALE, WARM, in_wan, new_figure

_COLOURS = {"A": ACCENT, "B": WARM, "C": PALE}
_NARROW = 0.08
"""A part narrower than this has no room for its words."""


def grade_shares(standings: pd.DataFrame) -> Figure:
    """Two bars of 100%, customers and 12 months' sales, split by grade.

    ``standings`` has grade and amount (元); who returned more than bought counts with nothing.
    """
    figure, axes = new_figure(9, 2.6)
    bars = {"客户数": _counts(standings), "近12个月销售": _amounts(standings)}
    for height, (name, parts) in enumerate(reversed(bars.items())):
        whole, left = sum(parts.values()) or 1, 0.0
        for letter, part in parts.items():
            width = float(part / whole)
            axes.barh(height, width, left=left, color=_COLOURS[letter], height=0.6)
            if width > _NARROW:
                said = f"{letter}　{width:.0%}\n{_said(name, part)}"
                ink = "white" if letter == "A" else INK
                axes.text(left + width / 2, height, said, ha="center", va="center", color=ink)
            left += width
    axes.set_yticks(range(len(bars)), list(reversed(bars)))
    axes.set_xlim(0, 1)
    axes.xaxis.set_visible(False)
    axes.tick_params(left=False)
    axes.spines[:].set_visible(False)
    axes.set_title("客户分级：客户数与销售额", color=INK, loc="left")
    return figure


def _counts(standings: pd.DataFrame) -> dict[str, Decimal]:
    return {each: Decimal(int((standings["grade"] == each).sum())) for each in _COLOURS}


def _amounts(standings: pd.DataFrame) -> dict[str, Decimal]:
    sold = standings[standings["amount"] > 0]
    return {each: total(sold.loc[sold["grade"] == each, "amount"]) for each in _COLOURS}


def _said(name: str, part: Decimal) -> str:
    return f"{part} 家" if name == "客户数" else f"{in_wan(part):,.1f} 万"
