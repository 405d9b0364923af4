"""The month's pace: sales so far, day by day, beside the even pace of the target and last year."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import cast

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from kamtools.pictures.style import ACCENT, PALE, WARM, in_wan, new_figure


def month_pace(days: Sequence[Mapping[str, object]], title: str) -> Figure:
    """Draw ``days``: records of 日期, 销售, 目标进度 and 去年累计 (or ``None``), all in 元."""
    figure, axes = new_figure(9, 3.6)
    numbers = [cast(date, day["日期"]).day for day in days]
    sold = list(accumulate(_wan(day["销售"]) for day in days))
    axes.bar(numbers, [_wan(day["销售"]) for day in days], color=PALE, label="当日销售")
    axes.plot(numbers, sold, color=ACCENT, linewidth=2.2, label="累计销售")
    if days and days[0]["目标进度"] is not None:
        goal = [_wan(day["目标进度"]) for day in days]
        axes.plot(numbers, goal, color=WARM, linestyle="--", label="目标进度")
    if days and days[0]["去年累计"] is not None:
        before = [_wan(day["去年累计"]) for day in days]
        axes.plot(numbers, before, color="#8a97a3", label="去年累计")
    axes.set_title(title, loc="left")
    axes.set_ylabel("万元")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.legend(frameon=False, loc="upper left")
    return figure


def _wan(amount: object) -> float:
    return float(in_wan(cast(Decimal, amount)))
