from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kamtools.money import down_to, up_to

AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
UNITS = st.sampled_from([Decimal("0.01"), Decimal(1), Decimal(100), Decimal(10_000)])


@given(AMOUNTS, UNITS)
def test_whole_units_are_the_nearest_on_either_side(amount: Decimal, unit: Decimal) -> None:
    low, high = down_to(amount, unit), up_to(amount, unit)
    assert low % unit == high % unit == 0
    assert low <= amount <= high
    assert amount - low < unit
    assert high - amount < unit
