"""Money is ``Decimal`` in 元; this is where it is rounded and scaled."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import Enum

FEN = Decimal("0.01")
NOUGHT = Decimal(0)


class Unit(Enum):
    """The unit a form states its amounts in; the value is how many 元 it is worth."""

    YUAN = Decimal(1)
    HUNDRED = Decimal(100)
    WAN = Decimal(10_000)

    @property
    def chinese(self) -> str:
        """The unit as a form prints it."""
        return {"YUAN": "元", "HUNDRED": "百元", "WAN": "万元"}[self.name]


def to_fen(amount: Decimal) -> Decimal:
    """Round ``amount`` in 元 half up to whole fen, as payroll and Excel's ROUND do."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def up_to(amount: Decimal, unit: Decimal) -> Decimal:
    """The least whole multiple of ``unit`` that is no less than ``amount``.

    Not by ``//``, which cuts a ``Decimal`` off towards 0 where an ``int`` goes down.
    """
    return (amount / unit).to_integral_value(ROUND_CEILING) * unit


def down_to(amount: Decimal, unit: Decimal) -> Decimal:
    """The greatest whole multiple of ``unit`` that is no more than ``amount``."""
    return (amount / unit).to_integral_value(ROUND_FLOOR) * unit


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum; 0 for none."""
    return sum(amounts, NOUGHT)
