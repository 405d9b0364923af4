"""A table of stores × months as a heat map: where the year is heavy, or where it was reached."""

from collections.abc import Sequence
from math import isnan
from typing import Any, cast

import pandas as pd
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from kamtools.periods import Period
from kamtools.pictures.style import INK, in_wan, new_figure


def attainment_map(actual: pd.DataFrame, target: pd.DataFrame, names: Sequence[str]) -> Figure:
    """Actual ÷ target by store and month: red below 100 %, green above; blank without either.

    ``actual`` and ``target``: 元, the same stores × ``Period``; months not over yet are left out
    of ``actual``'s columns. ``names`` stand at the rows.
    """
    goal = target.astype(float)
    shares = actual.reindex(columns=target.columns).astype(float) / goal.where(goal > 0)
    figure = _map(shares, names, "RdYlGn", 0.0, 2.0, "{:.0%}")
    figure.axes[0].set_title("各店各月达成率（实绩 ÷ 目标）", color=INK, loc="left")
    return figure


def weight_map(amounts: pd.DataFrame, names: Sequence[str], title: str) -> Figure:
    """How much each store and month carries, in 万元: the darker, the more."""
    wan = amounts.map(in_wan).astype(float)
    most = max(wan.to_numpy().max(initial=0.0), 0.1)
    figure = _map(wan, names, "Blues", 0.0, most * 1.3, "{:.1f}")
    figure.axes[0].set_title(f"{title}（万元）", color=INK, loc="left")
    return figure


def _map(
    shown: pd.DataFrame, names: Sequence[str], colours: str, low: float, high: float, form: str
) -> Figure:
    figure, axes = new_figure(10, 0.36 * len(shown) + 1.1)
    if shown.empty:
        axes.set_axis_off()
        return figure
    image = axes.imshow(shown.to_numpy(), cmap=colours, vmin=low, vmax=high, aspect="auto")
    months = cast("list[Period]", list(shown.columns))
    axes.set_xticks(range(len(months)), [f"{month.month}月" for month in months])
    axes.set_yticks(range(len(shown)), names)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    for row, line in enumerate(shown.to_numpy()):
        for column, value in enumerate(line):
            if not isnan(value):
                ink = _ink_on(image.cmap(image.norm(value)))
                said = form.format(value)
                axes.text(column, row, said, ha="center", va="center", fontsize=8, color=ink)
    return figure


def _ink_on(colour: Any) -> str:
    """White on dark colours, ink on light ones (luminance after ITU-R BT.601)."""
    red, green, blue = to_rgb(colour)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.45 else INK
