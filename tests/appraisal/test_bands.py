"""R03 and I02: every score has exactly one answer."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.appraisal.bands import Band, NoBand, NotAScore, band_of, whole_score
from kamtools.appraisal.standard import standard_scheme

SCHEME = standard_scheme()


@pytest.mark.parametrize(
    ("score", "factor"),
    [
        ("100", "1.05"),
        ("95", "1.05"),
        ("94.995", "1.05"),
        ("94.994", "1.00"),
        ("94.5", "1.00"),
        ("90", "1.00"),
        ("89.995", "1.00"),
        ("89.994", "0.8999"),
        ("89.5", "0.895"),
        ("88", "0.88"),
        ("60", "0.60"),
        ("59.995", "0.60"),
        ("59.994", "0"),
        ("59.5", "0"),
        ("0", "0"),
        ("101", "1.05"),
        ("-5", "0"),
    ],
)
def test_a_score_is_paid_the_factor_of_its_band(score: str, factor: str) -> None:
    rounded = whole_score(Decimal(score))
    assert SCHEME.band(rounded).factor(rounded) == Decimal(factor)


def test_every_score_in_hundredths_from_minus_10_to_110_lies_in_exactly_one_band() -> None:
    for hundredths in range(-1000, 11001):
        score = whole_score(Decimal(hundredths) / 100)
        assert sum(band.holds(score) for band in SCHEME.bands) == 1, score


@given(st.decimals(min_value=-10, max_value=110, places=6))
def test_rounding_moves_a_score_by_half_a_hundredth_at_most(score: Decimal) -> None:
    held = min(max(score, Decimal(0)), Decimal(100))
    assert abs(whole_score(score) - held) <= Decimal("0.005")


@pytest.mark.parametrize("score", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(score: str) -> None:
    with pytest.raises(NotAScore):
        whole_score(Decimal(score))


def test_a_hole_is_an_error_not_a_zero() -> None:
    upper = Band(Decimal(60), Decimal(100), None, "")
    with pytest.raises(NoBand, match=r"59\.50"):
        band_of(Decimal("59.5"), [upper])


def test_bands_say_what_they_pay() -> None:
    assert [band.words for band in SCHEME.bands] == [
        "95–100 分发 105%",
        "90–95 分（不含）发 100%",
        "60–90 分（不含）按得分比例发",
        "不足 60 分不发",
    ]
