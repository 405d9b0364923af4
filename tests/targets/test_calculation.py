"""What a sheet's ROUND(weight × store × month) gives, and what stands as a number beside it."""

from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamtools.periods import months_of
from kamtools.targets.calculation import calculation, rounded
from kamtools.targets.division import Bounds, CompanyMonth, Division, Mark, Origin, divide
from kamtools.targets.rebalancing import Rebalanced

MONTHS = months_of(2026)
STORES = ["S01", "S02", "S03", "S04", "S05"]


def division(weights: list[int], company: list[int], unit: Decimal, **bounds: object) -> Division:
    keys = [(store, month) for store in STORES for month in MONTHS]
    table = {key: Decimal(weight) / 100 for key, weight in zip(keys, weights, strict=True)}
    months = {
        month: CompanyMonth(Decimal(amount), Origin.GIVEN)
        for month, amount in zip(MONTHS, company, strict=True)
    }
    return divide(STORES, table, {}, months, unit, bounds=Bounds(**bounds))  # type: ignore[arg-type]


def weights_of(found: list[int]) -> dict[object, Decimal]:
    keys = [(store, month) for store in STORES for month in MONTHS]
    return {key: Decimal(weight) / 100 for key, weight in zip(keys, found, strict=True)}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 9_999_999), min_size=60, max_size=60),
    st.lists(st.integers(0, 5_000_000), min_size=12, max_size=12),
    st.sampled_from([(1, 1), (100, 1), (10_000, 10_000)]),
)
def test_the_formulas_give_every_amount_that_no_mark_explains(weights, company, units) -> None:
    unit, scale = map(Decimal, units)
    found = division(weights, company, unit)
    sheet = calculation(found, weights_of(weights), unit, scale)  # type: ignore[arg-type]
    for key, amount in found.cells.items():
        assert sheet.value(*key) * scale == amount
    assert set(sheet.marks.values()) <= {Mark.TAIL, Mark.TIE}
    assert len(sheet.marks) <= 12 + sum(mark is Mark.TIE for mark in sheet.marks.values())


def test_cells_at_a_limit_or_a_lock_stand_as_numbers_with_their_mark() -> None:
    first, second, third = (("S01", month) for month in MONTHS[:3])
    weights = [1_000 + 7 * k for k in range(60)]
    found = division(
        weights, [10_000] * 12, Decimal(100),
        upper={first: Decimal(500)}, lower={second: Decimal(4_000)}, locked={third: Decimal(2_050)},
    )  # fmt: skip
    sheet = calculation(found, weights_of(weights), Decimal(100))  # type: ignore[arg-type]
    assert {key: sheet.fixed[key] for key in (first, second, third)} == {
        first: 500, second: 4_000, third: 2_050,
    }  # fmt: skip
    assert [sheet.marks[key] for key in (first, second, third)] == [
        Mark.UPPER, Mark.LOWER, Mark.LOCKED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "digits", "shown"),
    [
        (150.0, -2, 200),
        (149.99999999999997, -2, 200),
        (149.9, -2, 100),
        (0.5, 0, 1),
        (2.675, 2, "2.68"),
    ],
)
def test_rounding_is_a_spreadsheets(number: float, digits: int, shown: object) -> None:
    assert rounded(number, digits) == Decimal(str(shown))


def test_what_was_rebalanced_around_a_bid_is_marked_and_shown_as_it_is() -> None:
    found = division([1_000 + 7 * k for k in range(60)], [10_000] * 12, Decimal(100))
    month, before = MONTHS[4], dict(found.cells)
    moved = before | {("S01", month): before["S01", month] + 300}
    moved["S02", month] -= 300
    kept = {each.name: getattr(found, each.name) for each in fields(Division)}
    lock = {("S01", month): moved["S01", month]}
    now = Rebalanced(
        **(kept | {"cells": moved}), before=before, locks=lock, moved=frozenset({month})
    )
    sheet = calculation(now, weights_of([1_000 + 7 * k for k in range(60)]), Decimal(100))  # type: ignore[arg-type]
    assert all(sheet.value(*key) == amount for key, amount in moved.items())
    assert sheet.marks["S01", month] is Mark.ACCEPTED
    assert sheet.marks["S02", month] is Mark.MOVED
    assert {key[1] for key in sheet.marks if sheet.marks[key] is Mark.MOVED} == {month}
