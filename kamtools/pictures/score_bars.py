"""Everybody's score on one scale, with the limits of the bands."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
from matplotlib.figure import Figure

from kamtools.pictures.style import ACCENT, INK, WARM, new_figure


def score_bars(scores: pd.DataFrame, limits: Sequence[Decimal]) -> Figure:
    """A bar per person up to the score; whoever is not scored yet has none and says so.

    ``scores`` has name and score (0 to 100, or ``None``); ``limits`` are where bands begin.
    """
    figure, axes = new_figure(8, 0.4 * len(scores) + 1.3)
    for height, score in enumerate(scores["score"]):
        if score is None:
            axes.text(0, height, " 待评", va="center", color=WARM)
            continue
        axes.barh(height, float(score), color=ACCENT, height=0.6)
        axes.text(float(score) - 1, height, f"{score:.2f}", va="center", ha="right", color="white")
    for limit in limits:
        axes.axvline(float(limit), color=INK, linestyle="--", linewidth=0.8, alpha=0.5)
        axes.text(float(limit), -0.75, f"{limit:f}", ha="center", color=INK)
    axes.set_yticks(range(len(scores)), scores["name"])
    axes.set_ylim(len(scores) - 0.4, -1.1)
    axes.set_xlim(0, 100)
    axes.set_title("考核得分（虚线是档位的起点）", color=INK, loc="left")
    return figure
