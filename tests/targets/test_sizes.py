"""Floor areas and surveys as sizes of stores; what is blank is left out, not guessed."""

from datetime import date
from decimal import Decimal

import pandas as pd

from kamtools.targets.sizes import capacities, potentials


def surveys(*rows: tuple[str, date, int | None, int | None]) -> pd.DataFrame:
    columns = ["store_id", "date", "institutions", "competitors"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def test_a_stores_capacity_is_its_floor_area() -> None:
    stores = pd.DataFrame({"store_id": ["A", "B"], "area": [Decimal(300), None]}, dtype=object)
    assert capacities(stores) == {"A": 300.0}


def test_a_trade_areas_institutions_are_shared_with_the_competitors() -> None:
    assert potentials(surveys(("A", date(2026, 1, 1), 90, 2))) == {"A": 30.0}


def test_the_latest_survey_until_the_day_counts() -> None:
    found = surveys(("A", date(2026, 5, 1), 50, 0), ("A", date(2025, 5, 1), 80, 1),
                    ("A", date(2026, 8, 1), 10, 0))  # fmt: skip
    assert potentials(found, date(2026, 6, 1)) == {"A": 50.0}
    assert potentials(found) == {"A": 10.0}


def test_a_survey_that_leaves_something_blank_says_nothing() -> None:
    found = surveys(("A", date(2025, 5, 1), 80, 1), ("A", date(2026, 5, 1), None, 1),
                    ("B", date(2026, 5, 1), 5, None))  # fmt: skip
    assert potentials(found) == {}
