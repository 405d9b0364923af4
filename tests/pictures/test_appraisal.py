from decimal import Decimal

import pandas as pd
from matplotlib.figure import Figure

from kamtools.pictures.payout_waterfall import payout_waterfall
from kamtools.pictures.score_bars import score_bars


def words(figure: Figure) -> list[str]:
    figure.canvas.draw()
    return [text.get_text() for text in figure.axes[0].texts]


def frame(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype=object)


def test_the_waterfall_ends_at_the_sum_of_its_changes() -> None:
    changes = frame(
        label=["绩效工资基数", "得分档位", "部门目标"], amount=[*map(Decimal, (3000, -360, 132))]
    )
    said = words(payout_waterfall(changes, "某人"))
    assert said == ["3,000.00", "-360.00", "+132.00", "2,772.00"]


def test_an_open_payout_is_a_picture_that_says_so() -> None:
    assert words(payout_waterfall(frame(label=[], amount=[]), "某人")) == ["待评"]


def test_scores_stand_on_their_bars_and_the_open_one_says_so() -> None:
    scores = frame(name=["甲", "乙"], score=[Decimal("88.5"), None])
    said = words(score_bars(scores, [Decimal(60), Decimal(90)]))
    assert said == ["88.50", " 待评", "60", "90"]


def test_nobody_is_an_empty_picture() -> None:
    assert words(score_bars(frame(name=[], score=[]), [])) == []
