from decimal import Decimal

import pandas as pd
from matplotlib.figure import Figure

from kamtools.pictures.customer_grades import grade_shares
from kamtools.pictures.customer_status import status_ladder

STANDINGS = pd.DataFrame(
    {
        "grade": ["A", "B", "C", "C"],
        "status": ["活跃", "降温", "流失", "流失"],
        "amount": [Decimal(70000), Decimal(20000), Decimal(10000), Decimal(-5)],
        "last_year": [Decimal(1), Decimal(2), Decimal(30000), Decimal(4000)],
    }
)


def words(figure: Figure) -> str:
    (axes,) = figure.axes
    return "\n".join(text.get_text() for text in axes.texts)


def test_grades_are_shown_by_number_and_by_amount() -> None:
    said = words(grade_shares(STANDINGS))
    assert "C　50%\n2 家" in said
    assert "A　70%\n7.0 万" in said


def test_every_rung_says_how_many_and_what_they_bought_last_year() -> None:
    said = words(status_ladder(STANDINGS))
    assert "2 家　去年同期 3.4 万元" in said
    assert "0 家　去年同期 0.0 万元" in said


def test_nobody_is_an_empty_picture() -> None:
    for picture in (grade_shares, status_ladder):
        figure = picture(STANDINGS.head(0))
        figure.canvas.draw()
