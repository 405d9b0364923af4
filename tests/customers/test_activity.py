from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.customers import STATUSES, activity
from kamtools.customers.activity import LadderOutOfOrder

AS_OF = date(2026, 10, 31)
LADDER = {"cooling_days": 60, "dormant_days": 120, "lost_days": 240}


def orders(*rows: tuple[str, int, int]) -> pd.DataFrame:
    """Each row: customer, days before AS_OF, amount."""
    return pd.DataFrame(
        {
            "customer_id": [row[0] for row in rows],
            "date": [AS_OF - timedelta(days=row[1]) for row in rows],
            "amount": [Decimal(row[2]) for row in rows],
        },
        dtype=object,
    )


def status(*rows: tuple[str, int, int]) -> str:
    (found,) = activity(orders(*rows), AS_OF, **LADDER)["status"]
    return str(found)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "活跃"), (59, "活跃"), (60, "降温"), (119, "降温"), (120, "休眠"), (239, "休眠"),
     (240, "流失"), (700, "流失")],
)  # fmt: skip
def test_a_rung_is_reached_on_the_day_its_number_is(days: int, expected: str) -> None:
    assert status(("K1", days, 100)) == expected


def test_the_last_order_counts_and_returns_are_no_orders() -> None:
    assert status(("K1", 150, 100), ("K1", 300, 100), ("K1", 3, -100)) == "休眠"


def test_an_order_after_the_day_does_not_count() -> None:
    assert status(("K1", 300, 100), ("K1", -1, 100)) == "流失"


def test_who_never_ordered_is_a_prospect_also_when_it_has_only_returns() -> None:
    found = activity(orders(("K2", 5, -10)), AS_OF, **LADDER, customers=["K1"])
    assert list(found["status"]) == ["潜在", "潜在"]
    assert found["days"].isna().all()
    assert list(found["last_order"]) == [None, None]


def test_the_reason_names_the_days_and_the_limit() -> None:
    found = activity(orders(("K1", 10, 1), ("K2", 130, 1)), AS_OF, **LADDER)
    assert list(found["reason"]) == ["10 天前下过单，不到 60 天", "130 天没有下单，满 120 天算休眠"]


def test_nobody_is_an_empty_answer() -> None:
    assert activity(orders(), AS_OF, **LADDER).empty


def test_rungs_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(LadderOutOfOrder, match="dormant_days"):
        activity(orders(), AS_OF, cooling_days=60, dormant_days=60, lost_days=240)


@given(
    st.lists(
        st.tuples(st.sampled_from("KLM"), st.integers(-50, 800), st.integers(-5, 5)), max_size=30
    )
)
def test_everyone_stands_on_one_rung_and_a_newer_order_never_worsens_it(
    rows: list[tuple[str, int, int]],
) -> None:
    before = activity(orders(*rows), AS_OF, **LADDER).set_index("customer_id")["status"]
    after = activity(orders(*rows, ("K", 0, 1)), AS_OF, **LADDER).set_index("customer_id")["status"]
    assert set(before.index) == {row[0] for row in rows}
    assert set(before) <= set(STATUSES)
    assert after["K"] == "活跃"
    assert after.drop("K").to_dict() == before.drop("K", errors="ignore").to_dict()
