from decimal import Decimal

import pandas as pd
from matplotlib.figure import Figure

from kamtools.periods import months_of
from kamtools.pictures.target_heat_map import attainment_map, weight_map

MONTHS = months_of(2026)[:3]


def table(*rows: list[int]) -> pd.DataFrame:
    exact = [[Decimal(amount) for amount in row] for row in rows]
    return pd.DataFrame(exact, columns=MONTHS[: len(rows[0])] if rows else MONTHS, dtype=object)


def words(figure: Figure) -> list[str]:
    figure.canvas.draw()
    return [text.get_text() for text in figure.axes[0].texts]


def test_attainment_is_written_where_there_was_a_target_and_the_month_is_over() -> None:
    actual = table([90, 50], [0, 30])
    target = table([100, 50, 70], [10, 0, 70])
    assert words(attainment_map(actual, target, ["人民路店", "解放路店"])) == ["90%", "100%", "0%"]


def test_the_months_weight_is_in_wan() -> None:
    assert words(weight_map(table([125_000, 0, 1_000]), ["人民路店"], "目标")) == [
        "12.5",
        "0.0",
        "0.1",
    ]


def test_no_store_is_an_empty_picture() -> None:
    assert words(weight_map(table(), [], "目标")) == []
    assert words(attainment_map(table(), table(), [])) == []
