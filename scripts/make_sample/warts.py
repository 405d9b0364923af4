"""What people and systems really leave in their files; each is read as meant, or reported."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

Row = list[object]

_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


def full_width(value: object) -> str:
    """``13800000012`` typed with the Chinese input method on."""
    return str(value).translate(_FULL)


def dotted(day: date) -> str:
    """``2026.5.1``."""
    return f"{day.year}.{day.month}.{day.day}"


def chinese_month(day: date) -> str:
    """``2026年5月``."""
    return f"{day.year}年{day.month}月"


def in_wan(amount: object) -> str:
    """``12000`` as ``1.2万``, exactly."""
    return f"{(Decimal(str(amount)) / 10000).normalize():f}万"


def with_commas(amount: object) -> str:
    """``12,345.60``."""
    return f"{Decimal(str(amount)):,.2f}"


def as_number(text: object) -> int:
    """A phone that a spreadsheet took for a number."""
    return int(str(text))


def forgotten(_: object) -> None:
    """Never filled in."""


def sprinkle(
    rows: list[Row], column: int, change: Callable[..., object], count: int, dice: Random
) -> None:
    """Change ``count`` filled cells of ``column``."""
    filled = [row for row in rows if row[column] is not None]
    for row in dice.sample(filled, count):
        row[column] = change(row[column])
