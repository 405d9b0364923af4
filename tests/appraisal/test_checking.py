"""A faulty scheme is refused with what is wrong; the bundled one is not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kamtools.appraisal import check, standard_scheme
from kamtools.appraisal.bands import Band
from kamtools.settings import Appraisal as Options

SCHEME = standard_scheme()


def codes(scheme) -> list[str]:
    return [finding.code for finding in check(scheme)]


def with_bands(*limits: tuple[int | str, int | str, str | None]):
    bands = [Band(Decimal(a), Decimal(b), s and Decimal(s), "") for a, b, s in limits]  # type: ignore[arg-type]
    return replace(SCHEME, bands=tuple(bands))


def with_maximum(maximum: str):
    role = SCHEME.roles[1]
    item = replace(role.categories[0].items[0], maximum=Decimal(maximum))
    first = replace(role.categories[0], items=(item,))
    return replace(SCHEME, roles=(replace(role, categories=(first, *role.categories[1:])),))


@pytest.mark.parametrize("base", ["paid", "base"])
def test_the_bundled_scheme_is_sound(base) -> None:
    assert check(standard_scheme(Options(modifier_base=base))) == []


@pytest.mark.parametrize("maximum", ["19", "21", "20.01"])
def test_weights_that_do_not_add_to_100_are_reported(maximum: str) -> None:
    scheme = with_maximum(maximum)
    assert codes(scheme) == ["scheme_weights"]
    assert check(scheme)[0].what == f"“内勤”各项分值合计 {80 + Decimal(maximum)}，不是 100"


def test_an_item_worth_nothing_is_reported() -> None:
    assert codes(with_maximum("0")) == ["scheme_weights", "scheme_item_without_points"]


def test_an_item_named_twice_is_reported() -> None:
    role = SCHEME.roles[1]
    items = tuple(replace(item, name="同名") for item in role.categories[1].items)
    twice = replace(role.categories[1], items=items)
    categories = (role.categories[0], twice, *role.categories[2:])
    scheme = replace(SCHEME, roles=(replace(role, categories=categories),))
    assert codes(scheme) == ["scheme_item_twice"]


def test_a_post_under_two_roles_is_reported() -> None:
    sales, clerks = SCHEME.roles
    scheme = replace(SCHEME, roles=(sales, replace(clerks, posts=("内勤", "主管"))))
    assert codes(scheme) == ["scheme_post_twice"]


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ([(0, 60, "0"), (60, 89, None), (90, 100, "1")], ["scheme_band_hole"]),
        ([(0, 60, "0"), (60, 99, None)], ["scheme_band_hole"]),
        ([(1, 100, None)], ["scheme_band_hole"]),
        ([], ["scheme_band_hole"]),
        ([(0, 60, "0"), (60, "90.01", None), (90, 100, "1")], ["scheme_band_overlap"]),
        ([(0, 100, None), (95, 100, "1.05")], ["scheme_band_overlap"]),
        ([(0, 110, None)], ["scheme_band_outside"]),
        ([(-5, 100, "1")], ["scheme_band_outside"]),
        ([(0, 60, "0.7"), (60, 100, None)], ["scheme_pays_less_for_more"]),
    ],
)
def test_bands_that_leave_or_share_a_score_are_reported(bands, expected) -> None:
    assert codes(with_bands(*bands)) == expected


def test_the_source_s_integer_bands_have_three_holes_i02() -> None:
    scheme = with_bands((0, 59, "0"), (60, 89, None), (90, 94, "1"), (95, 100, "1.05"))
    assert [finding.what for finding in check(scheme)] == [
        "59 到 60 分没有任何一档",
        "89 到 90 分没有任何一档",
        "94 到 95 分没有任何一档",
    ]
