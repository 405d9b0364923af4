from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.customers import grade
from kamtools.customers.grading import CutsOutOfOrder

A, B = Decimal("0.70"), Decimal("0.90")
AMOUNTS = st.lists(
    st.integers(-100_000, 1_000_000).map(lambda fen: Decimal(fen) / 100), max_size=60
)


def sales(*amounts: Decimal | int) -> pd.DataFrame:
    ids = [f"K{number:03d}" for number in range(1, len(amounts) + 1)]
    return pd.DataFrame({"customer_id": ids, "amount": [Decimal(a) for a in amounts]}, dtype=object)


def grades(*amounts: Decimal | int) -> str:
    graded = grade(sales(*amounts), cut_a=A, cut_b=B).set_index("customer_id")["grade"]
    return "".join(graded.sort_index())


def test_the_customer_that_crosses_the_cut_still_belongs_to_the_better_grade() -> None:
    assert grades(60, 20, 15, 5) == "AABC"


def test_a_cut_that_is_met_exactly_is_not_crossed() -> None:
    assert grades(70, 20, 10) == "ABC"


def test_one_customer_with_everything_is_a() -> None:
    assert grades(100) == "A"


def test_equal_amounts_get_equal_grades_whatever_their_order() -> None:
    assert grades(65, 10, 10, 10, 5) == "AAAAC"


def test_zero_and_negative_sales_are_c_with_their_reason_and_outside_the_total() -> None:
    graded = grade(sales(100, 0, -50), cut_a=A, cut_b=B).set_index("customer_id")
    assert list(graded["grade"]) == ["A", "C", "C"]
    assert graded.loc["K001", "share"] == 1
    assert graded.loc["K002", "reason"] == "近12个月没有销售"
    assert graded.loc["K003", "reason"] == "近12个月退货多于销售"


def test_months_of_a_customer_are_added_up() -> None:
    months = pd.DataFrame(
        {"customer_id": ["K1", "K2", "K1"], "amount": [Decimal(3), Decimal(5), Decimal(4)]}
    )
    graded = grade(months, cut_a=A, cut_b=B)
    assert list(graded["customer_id"]) == ["K1", "K2"]
    assert list(graded["amount"]) == [7, 5]


def test_the_reason_says_share_and_what_the_larger_ones_hold() -> None:
    graded = grade(sales(60, 20, 15, 5), cut_a=A, cut_b=B)
    assert list(graded["reason"]) == [
        "占销售 60.0%，销售额最大，未到 70%",
        "占销售 20.0%，排在前面的客户合计占 60.0%，未到 70%",
        "占销售 15.0%，排在前面的客户合计占 80.0%，在 70% 与 90% 之间",
        "占销售 5.0%，排在前面的客户合计占 95.0%，已到 90%",
    ]


def test_no_customers_are_no_grades() -> None:
    assert grade(sales(), cut_a=A, cut_b=B).empty


def test_cuts_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(CutsOutOfOrder, match="grade_a"):
        grade(sales(1), cut_a=B, cut_b=A)


@given(AMOUNTS)
def test_grades_fall_with_the_amount_and_a_and_b_reach_their_cuts(amounts: list[Decimal]) -> None:
    graded = grade(sales(*amounts), cut_a=A, cut_b=B)
    assert len(graded) == len(amounts)
    assert list(graded["grade"]) == sorted(graded["grade"])
    sold = graded[graded["amount"] > 0]
    if sold.empty:
        assert set(graded["grade"]) <= {"C"}
        return
    total = sold["amount"].sum()
    assert sold.loc[sold["grade"] == "A", "amount"].sum() >= A * total
    assert sold.loc[sold["grade"] != "C", "amount"].sum() >= B * total
    assert abs(sold["share"].sum() - 1) < Decimal("1e-20")


@given(AMOUNTS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(amounts: list[Decimal], random: object) -> None:
    rows = sales(*amounts)
    shuffled = rows.sample(frac=1, random_state=random.randrange(2**32)) if len(rows) else rows  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(grade(rows, cut_a=A, cut_b=B), grade(shuffled, cut_a=A, cut_b=B))
