"""Months of the company, years of the stores and limits at once; totals are met in any case."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamtools.periods import months_of
from kamtools.targets.balancing import YEAR, Balance, Group, Task, balance
from kamtools.targets.cells import Cells, cells_of

MONTHS = months_of(2026)
STORES = ["S01", "S02", "S03", "S04"]
UNIT = Decimal(100)
JANUARY, FEBRUARY = MONTHS[:2]


def task(**more: object) -> Task:
    weights = {(s, m): Decimal(100 * (k + 1)) for k, s in enumerate(STORES) for m in MONTHS}
    months = {month: Decimal(10_000) for month in MONTHS}
    return Task(STORES, weights, months, UNIT, **more)  # type: ignore[arg-type]


def cells(found: Balance) -> Cells:
    return cells_of(found.broken.amounts)


def years(found: Balance) -> dict[str, Decimal]:
    return {store: sum(cells(found)[store, m] for m in MONTHS) for store in STORES}  # type: ignore[misc]


def assert_months_met(asked: Task, found: Balance) -> None:
    for month, amount in asked.months.items():
        assert sum(cells(found)[store, month] for store in asked.stores) == amount


def test_a_lock_is_made_up_within_the_month_and_within_the_stores_year() -> None:
    asked = task(locked={("S01", JANUARY): Decimal(4_000)})
    found = balance(asked)
    assert_months_met(asked, found)
    assert found.years_given
    assert years(found) == {"S01": 12_000, "S02": 24_000, "S03": 36_000, "S04": 48_000}
    assert cells(found)["S01", JANUARY] == 4_000


def test_a_locked_year_of_a_store_is_met_and_the_others_carry_the_rest() -> None:
    asked = task(years={"S01": (Decimal(30_000), Decimal(30_000))})
    found = balance(asked)
    assert_months_met(asked, found)
    assert years(found)["S01"] == 30_000
    assert years(found)["S02"] == 20_000


def test_limits_that_move_a_stores_year_move_it_and_nothing_else() -> None:
    asked = task(upper={("S01", month): Decimal(500) for month in MONTHS})
    found = balance(asked)
    assert_months_met(asked, found)
    assert not found.conflicts
    assert years(found)["S01"] == 6_000


def test_a_quarter_of_a_store_and_a_month_of_a_region_are_kept_as_groups() -> None:
    quarter = frozenset(("S04", month) for month in MONTHS[:3])
    region = frozenset((store, FEBRUARY) for store in STORES[:2])
    groups = Group(quarter, (None, Decimal(9_000))), Group(region, (Decimal(5_000), None))
    asked = task(groups=groups)
    found = balance(asked)
    assert_months_met(asked, found)
    assert sum(cells(found)[cell] for cell in quarter) <= 9_000
    assert sum(cells(found)[cell] for cell in region) >= 5_000
    assert not found.conflicts


def test_a_limit_between_two_units_is_kept_by_the_unit_within_it() -> None:
    least = balance(task(lower={("S01", JANUARY): Decimal(1_950)}))
    assert cells(least)["S01", JANUARY] == 2_000
    most = balance(task(upper={("S02", JANUARY): Decimal(1_950)}))
    assert cells(most)["S02", JANUARY] == 1_900


def test_what_can_not_be_had_is_relaxed_by_the_least_and_told() -> None:
    upper = {(store, JANUARY): Decimal(2_000) for store in STORES}
    asked = task(upper=upper)
    found = balance(asked)
    assert_months_met(asked, found)
    (conflict,) = found.conflicts
    assert conflict.columns == [JANUARY]
    assert conflict.shortfall == 2_000
    assert sum(Decimal(change.by) for change in conflict.relaxation) == 2_000


def test_years_in_conflict_are_told_as_years() -> None:
    low = {store: (Decimal(40_000), None) for store in STORES}
    asked = task(years=low)
    found = balance(asked)
    assert_months_met(asked, found)
    (conflict,) = found.conflicts
    assert set(conflict.rows) == set(STORES)
    assert (conflict.side, conflict.columns) == ("lower", [YEAR])
    assert (conflict.needed, conflict.limit) == (120_000, 160_000)
    assert {change.column for change in conflict.relaxation} == {YEAR}
    assert {change.kind for change in conflict.relaxation} == {"lower"}


amounts = st.integers(0, 40).map(lambda units: Decimal(units * 100))
cell = st.tuples(st.sampled_from(STORES), st.sampled_from(MONTHS))


def some(kind: st.SearchStrategy[Decimal], most: int) -> st.SearchStrategy[Cells]:
    return st.dictionaries(cell, kind, max_size=most)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=48, max_size=48),
    st.lists(amounts, min_size=12, max_size=12),
    some(amounts, 8), some(amounts, 8), some(amounts, 4),
    st.dictionaries(st.sampled_from(STORES), amounts.map(lambda a: (a, a * 3)), max_size=3),
    st.lists(st.tuples(st.frozensets(cell, min_size=2, max_size=6), amounts), max_size=2),
)  # fmt: skip
def test_every_month_is_met_whatever_is_asked(
    weights, months, lower, upper, locked, years, groups
) -> None:
    keys = [(store, month) for store in STORES for month in MONTHS]
    table = {key: Decimal(weight) for key, weight in zip(keys, weights, strict=True)}
    for month, amount in zip(MONTHS, months, strict=True):
        if amount and not any(table[store, month] for store in STORES):
            table["S01", month] = Decimal(1)
    spans = tuple(Group(cells, (None, high)) for cells, high in groups)
    lower = {key: min(low, upper.get(key, low)) for key, low in lower.items()}
    asked = Task(
        STORES, table, dict(zip(MONTHS, months, strict=True)), UNIT, lower, upper, locked,
        years, spans,
    )  # fmt: skip
    found = balance(asked)
    assert_months_met(asked, found)
    if found.conflicts:
        return
    held = cells(found)
    for key, amount in held.items():
        if key in locked:
            assert amount == locked[key]
            continue
        assert amount >= lower.get(key, 0)
        assert amount <= upper.get(key, amount) or amount == lower.get(key)
    for store, (low, high) in years.items():
        assert low <= sum(held[store, month] for month in MONTHS) <= high
    for group in spans:
        fixed = sum(locked.get(key, 0) for key in group.cells)
        assert sum(held[key] for key in group.cells) <= max(group.span[1], fixed)


@pytest.mark.parametrize("turn", [lambda s: s, lambda s: s[::-1]])
def test_the_answer_does_not_depend_on_the_order_of_stores(
    turn: Callable[[list[str]], list[str]],
) -> None:
    asked = task(locked={("S02", JANUARY): Decimal(4_000)}, years={"S03": (None, Decimal(30_000))})
    turned = Task(
        turn(asked.stores), asked.weights, asked.months, UNIT, locked=asked.locked,
        years=asked.years,
    )  # fmt: skip
    assert cells(balance(asked)) == cells(balance(turned))
