"""The rest of the year: what was sold is locked; who is ahead goes by the policy."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.money import total
from kamtools.periods import Period, months_of
from kamtools.targets import break_down
from kamtools.targets.cells import Cells
from kamtools.targets.rest_of_year import DEFAULT_POLICY, NoMonthsLeft, RestOfYear, rest_of_year

MONTHS = months_of(2026)
JUNE, JULY = Period(2026, 6), Period(2026, 7)


def cells(months: list[Period], **by_store: int) -> Cells:
    return {(store, m): Decimal(amount) for store, amount in by_store.items() for m in months}


TARGETS = cells(MONTHS, A=100, B=100, C=100)
# of 600 by June: A is 120 ahead, B lacks 180, C lacks 60
ACTUAL = cells(MONTHS[:6], A=120, B=70, C=90)


def rest(policy: str, **more) -> RestOfYear:
    return rest_of_year(["A", "B", "C"], TARGETS, ACTUAL, JUNE, policy=policy, **more)  # type: ignore[arg-type]


def test_who_is_ahead_keeps_the_targets_by_default_and_who_is_behind_makes_it_up() -> None:
    assert DEFAULT_POLICY == "keep"
    kept = rest("keep")
    assert kept.row_totals.to_dict() == {"A": 600, "B": 780, "C": 660}
    assert kept.year_total == 3600 + 120
    assert kept.words.startswith("已超额的，其余月份按原目标，不减也不加")


def test_reduced_the_company_ends_where_it_should() -> None:
    reduced = rest("reduce")
    assert reduced.row_totals.to_dict() == {"A": 480, "B": 780, "C": 660}
    assert reduced.year_total == 3600


def test_redistributed_the_surplus_relieves_those_behind_by_what_they_lack() -> None:
    shared = rest("redistribute")
    assert shared.row_totals.to_dict() == {"A": 600, "B": 780 - 90, "C": 660 - 30}
    assert shared.year_total == 3600
    assert shared.rows["relief"].tolist() == [0, 90, 30]


def test_a_surplus_of_more_than_the_rest_leaves_nothing_to_do() -> None:
    actual = cells(MONTHS[:6], A=400, B=100, C=100)
    found = rest_of_year(["A", "B", "C"], TARGETS, actual, JUNE, policy="reduce")
    assert found.row_totals.to_dict() == {"A": 0, "B": 600, "C": 600}


def test_what_was_sold_is_locked_and_the_rest_keeps_the_targets_shape() -> None:
    found = rest("keep")
    assert found.locked["B", JUNE] == 70
    assert not any(month > JUNE for _, month in found.locked)
    assert list(found.ideal.columns) == MONTHS[6:]
    assert found.ideal.loc["A"].tolist() == [100] * 6


def test_a_row_without_targets_left_spreads_what_it_lacks_by_the_seeds_or_evenly() -> None:
    targets = cells(MONTHS[:6], A=100)
    seeds = {("A", JULY): Decimal(7), ("A", Period(2026, 8)): Decimal(3)}
    given_seeds = rest_of_year(["A"], targets, {}, JUNE, seeds=seeds)
    assert given_seeds.ideal.loc["A"].tolist() == [7, 3, 0, 0, 0, 0]
    assert rest_of_year(["A"], targets, {}, JUNE).ideal.loc["A"].tolist() == [1] * 6


def test_a_closed_store_has_nothing_left_to_bring() -> None:
    found = rest("keep", closed={"B": JUNE, "C": JULY})
    assert found.row_totals["B"] == 0
    assert found.ideal.loc["B"].tolist() == [0] * 6
    assert found.ideal.loc["C"].tolist() == [100, 0, 0, 0, 0, 0]
    assert found.rows.at["B", "ahead"] == -180


def test_totals_are_whole_units_and_the_tail_is_told() -> None:
    actual = {("A", JUNE): Decimal("0.50"), ("B", JUNE): Decimal("3.10")}
    found = rest_of_year(["A", "B"], cells([JULY], A=150, B=150), actual, JUNE,
                         unit=Decimal(100))  # fmt: skip
    assert set(found.row_totals) == {100, 200}
    assert found.tail == 0


def test_the_rest_breaks_down_to_the_month_exactly() -> None:
    found = rest("redistribute", unit=Decimal(10))
    broken = break_down(found.ideal, row_totals=found.row_totals, unit=Decimal(10))
    assert broken.amounts.sum(axis=1).to_dict() == found.row_totals.to_dict()
    assert total(found.locked.values()) + total(broken.amounts.to_numpy().ravel()) == 3600


def test_after_december_nothing_is_left() -> None:
    with pytest.raises(NoMonthsLeft):
        rest_of_year(["A"], TARGETS, ACTUAL, Period(2026, 12))


amounts = st.decimals(0, 10**6, places=2)


@given(
    st.dictionaries(st.tuples(st.sampled_from("ABCD"), st.sampled_from(MONTHS)), amounts),
    st.dictionaries(st.tuples(st.sampled_from("ABCD"), st.sampled_from(MONTHS[:6])), amounts),
    st.sampled_from(["keep", "reduce", "redistribute"]),
    st.sampled_from([Decimal(1), Decimal(100)]),
    st.permutations("ABCD"),
)
def test_what_always_holds(targets, actual, policy, unit, order) -> None:
    rows = ["A", "B", "C", "D"]
    found = rest_of_year(rows, targets, actual, JUNE, policy=policy, unit=unit)
    assert all(amount >= 0 and amount % unit == 0 for amount in found.row_totals)
    assert abs(found.tail) <= unit / 2
    assert (found.rows["rest"] >= 0).all()
    surplus = sum(max(Decimal(0), each) for each in found.rows["ahead"])
    lacking = sum(max(Decimal(0), -each) for each in found.rows["ahead"])
    assert sum(found.rows["relief"]) == (min(surplus, lacking) if policy == "redistribute" else 0)
    if policy == "redistribute" and surplus <= lacking:
        assert found.year_total - found.tail == sum(found.rows["target"])
    again = rest_of_year(list(order), targets, actual, JUNE, policy=policy, unit=unit)
    assert again.row_totals.to_dict() == found.row_totals.to_dict()
