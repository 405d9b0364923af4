"""Reference targets: exact shares of the company's, of whoever was sold to before."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kamtools.money import total
from kamtools.targets.reference import reference_targets

AMOUNTS = st.decimals(-(10**7), 10**8, places=2)


@given(
    st.decimals(0, 10**9, places=2),
    st.dictionaries(st.text("甲乙丙丁戊", min_size=1, max_size=3), AMOUNTS, max_size=12),
)
def test_they_add_up_to_the_target_and_nobody_owes_less_than_nothing(
    target: Decimal, past: dict[str, Decimal]
) -> None:
    given_ = reference_targets(target, past)
    if any(amount > 0 for amount in past.values()):
        assert total(given_.values()) == target
        assert set(given_) == set(past)
        assert all(amount >= 0 for amount in given_.values())
        assert reference_targets(target, dict(reversed(past.items()))) == given_
    else:
        assert given_ == {}


def test_a_row_of_returns_has_none_and_the_fen_go_to_the_heaviest() -> None:
    past = {"甲": Decimal(100), "乙": Decimal(300), "丙": Decimal(-50)}
    assert reference_targets(Decimal("1000.75"), past) == {
        "甲": 250, "乙": Decimal("750.75"), "丙": 0,
    }  # fmt: skip


def test_of_a_target_below_nothing_nothing_is_said() -> None:
    assert reference_targets(Decimal(-1), {"甲": Decimal(1)}) == {}
