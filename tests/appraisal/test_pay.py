"""R03–R08: the sources' worked examples, to the fen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.appraisal import payout, standard_scheme
from kamtools.appraisal.pay import NotABase, UnknownTeamState
from kamtools.appraisal.team import TeamFigures, TeamState
from kamtools.settings import Appraisal as Options

SCHEME = standard_scheme()
BY_BASE = standard_scheme(Options(modifier_base="base"))
STATES: list[TeamState] = ["unmet", "met", "challenge"]
WAGES = st.decimals(min_value=0, max_value=100_000, places=2)
SCORES = st.decimals(min_value=-10, max_value=110, places=3)


def pay(score: str, base: str, team: TeamState = "met") -> Decimal:
    return payout(Decimal(score), Decimal(base), team=team, scheme=SCHEME).amount


def test_example_r04_is_2640_and_132_makes_2772() -> None:
    result = payout(Decimal(88), Decimal(3000), team="challenge", scheme=SCHEME)
    assert [step.amount for step in result.steps] == [Decimal("2640.00"), Decimal("132.00")]
    assert result.amount == Decimal("2772.00")
    assert result.explanation == (
        "88.00 分，3,000.00 × 88.00% = 2,640.00；"
        "部门目标超额完成，加 2,640.00 × 5% = 132.00；应发 2,772.00 元"
    )


def test_the_same_with_the_target_unmet_is_2508_by_analogy_r07() -> None:
    assert pay("88", "3000", "unmet") == Decimal("2508.00")


def test_the_same_with_the_target_met_is_2640_r08() -> None:
    assert pay("88", "3000", "met") == Decimal("2640.00")


def test_the_text_of_r07_takes_the_5_percent_of_the_wage() -> None:
    up = payout(Decimal(88), Decimal(3000), team="challenge", scheme=BY_BASE)
    down = payout(Decimal(88), Decimal(3000), team="unmet", scheme=BY_BASE)
    assert (up.amount, down.amount) == (Decimal("2790.00"), Decimal("2490.00"))


def test_example_r05_contradicts_itself_and_the_stated_base_decides() -> None:
    assert pay("80", "1500") == Decimal("1200.00")
    assert pay("80", "2000") == Decimal("1600.00")


def test_example_r06_clerk_80_on_500_is_400() -> None:
    assert pay("80", "500") == Decimal("400.00")


@pytest.mark.parametrize(
    ("score", "amount"),
    [
        ("95", "3150.00"),
        ("94.5", "3000.00"),
        ("101", "3150.00"),
        ("89.995", "3000.00"),
        ("89.99", "2699.70"),
        ("59.5", "0.00"),
        ("-3", "0.00"),
    ],
)
def test_scores_that_the_source_leaves_open_have_one_answer(score: str, amount: str) -> None:
    assert pay(score, "3000") == Decimal(amount)


def test_half_a_fen_is_rounded_up() -> None:
    assert pay("65", "1000.50") == Decimal("650.33")  # 650.325
    assert pay("60", "0.35", "unmet") == Decimal("0.20")  # 0.21 − 0.0105


def test_no_payout_is_negative_and_the_chain_says_why() -> None:
    result = payout(Decimal(50), Decimal(3000), team="unmet", scheme=BY_BASE)
    assert result.amount == 0
    assert [step.amount for step in result.steps] == [0, Decimal(-150), Decimal(150)]


@given(SCORES, WAGES, st.sampled_from(STATES), st.sampled_from([SCHEME, BY_BASE]))
def test_steps_add_up_to_an_amount_in_whole_fen(score, base, team, scheme) -> None:
    result = payout(score, base, team=team, scheme=scheme)
    assert sum(step.amount for step in result.steps) == result.amount >= 0
    assert result.amount == result.amount.quantize(Decimal("0.01"))


@given(SCORES, SCORES, WAGES, st.sampled_from(STATES), st.sampled_from([SCHEME, BY_BASE]))
def test_a_higher_score_is_never_paid_less(one, other, base, team, scheme) -> None:
    low, high = sorted([one, other])
    low_pay = payout(low, base, team=team, scheme=scheme).amount
    assert low_pay <= payout(high, base, team=team, scheme=scheme).amount


@given(SCORES, WAGES, st.sampled_from([SCHEME, BY_BASE]))
def test_a_better_team_is_never_paid_less(score, base, scheme) -> None:
    unmet, met, challenge = (
        payout(score, base, team=team, scheme=scheme).amount for team in STATES
    )
    assert unmet <= met <= challenge


@pytest.mark.parametrize("base", ["-0.01", "NaN", "Infinity"])
def test_a_base_that_is_no_wage_is_refused(base: str) -> None:
    with pytest.raises(NotABase):
        pay("88", base)


def test_a_state_that_is_none_of_the_three_is_refused() -> None:
    with pytest.raises(UnknownTeamState, match="超额"):
        payout(Decimal(88), Decimal(1), team="超额", scheme=SCHEME)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("actual", "target", "challenge", "state", "words"),
    [
        ("99.99", "100", "110", "unmet", "未完成"),
        ("100", "100", "110", "met", "完成"),
        ("109.99", "100", "110", "met", "完成"),
        ("110", "100", "110", "challenge", "超额完成"),
        ("500", "100", None, "met", "完成"),
        (None, "100", "110", None, "待定"),
        ("100", None, "110", None, "待定"),
        ("100", "0", "0", None, "待定"),
    ],
)
def test_the_team_has_three_states_r08(actual, target, challenge, state, words) -> None:
    figures = TeamFigures(*(text and Decimal(text) for text in (actual, target, challenge)))
    assert (figures.state, figures.words) == (state, words)
