"""How many customers stand on each rung, and what they bought last year."""

import pandas as pd
from matplotlib.figure import Figure

from kamtools.money import total
from kamtools.pictures.style import ACCENT, INK, PALE, WARM, in_wan, new_figure

RUNGS = {"活跃": ACCENT, "降温": "#f0b76b", "休眠": WARM, "流失": "#b5533c", "潜在": PALE}


def status_ladder(standings: pd.DataFrame) -> Figure:
    """A bar for each rung: its customers, and the sales of the year before that go with them.

    ``standings`` has status and last_year (元; None where it is not known).
    """
    figure, axes = new_figure(9, 3.2)
    for height, (rung, colour) in enumerate(RUNGS.items()):
        mine = standings[standings["status"] == rung]
        axes.barh(height, len(mine), color=colour, height=0.65)
        said = f" {len(mine)} 家{_bought(mine['last_year'])}"
        axes.text(len(mine), height, said, va="center", color=INK)
    axes.set_yticks(range(len(RUNGS)), list(RUNGS))
    axes.invert_yaxis()
    axes.margins(x=0.35)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_title("客户状态：多久没有下单", color=INK, loc="left")
    return figure


def _bought(amounts: pd.Series) -> str:
    if amounts.isna().any():
        return ""
    return f"　去年同期 {in_wan(total(amounts)):,.1f} 万元"
