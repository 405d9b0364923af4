"""The pace of a month: what was sold so far against what should be in by each day."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from kamtools.pictures.style import ACCENT, WARM, in_wan, new_figure

_BEHIND, _AHEAD, _BEFORE = "#C00000", "#2E7D32", "#8a97a3"


def pace_curve(days: Sequence[Mapping[str, object]], title: str) -> Figure:
    """Draw ``days``: records of 日期, 累计, 应达 and 去年累计 (each 元, or ``None``).

    What is between the two curves is green where the month is ahead, red where it is behind.
    """
    figure, axes = new_figure(9, 3.6)
    known = [day for day in days if day["累计"] is not None]
    numbers = _days(known)
    if known:
        axes.plot(numbers, _wan(known, "累计"), color=ACCENT, linewidth=2.2, label="累计实绩")
    if days and days[0]["应达"] is not None:
        axes.plot(_days(days), _wan(days, "应达"), color=WARM, linestyle="--", label="应达到")
        sold, due = _wan(known, "累计"), _wan(known, "应达")
        for colour, label, ahead in ((_AHEAD, "超进度", True), (_BEHIND, "欠进度", False)):
            where = [(s >= d) is ahead for s, d in zip(sold, due, strict=True)]
            if any(where):
                axes.fill_between(numbers, sold, due, where=where, color=colour, alpha=0.12,
                                  interpolate=True, linewidth=0, label=label)  # fmt: skip
    if days and days[0]["去年累计"] is not None:
        axes.plot(_days(days), _wan(days, "去年累计"), color=_BEFORE, label="去年同期累计")
    axes.set_title(title, loc="left")
    axes.set_ylabel("万元")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, loc="upper left")
    return figure


def _days(days: Sequence[Mapping[str, object]]) -> list[int]:
    return [cast(date, day["日期"]).day for day in days]


def _wan(days: Sequence[Mapping[str, object]], name: str) -> list[float]:
    return [float(in_wan(cast(Decimal, day[name]))) for day in days]
