"""What people are scored on: roles, their categories, and the items inside (R01, R02)."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Item:
    """One line of the score sheet (考核项目), worth ``maximum`` points.

    A measured item earns points by attainment (actual ÷ target); the others by the mark that the
    manager gives. ``standard`` is what the form prints as 考核标准.
    """

    name: str
    maximum: Decimal
    standard: str
    measured: bool = False


@dataclass(frozen=True)
class Category:
    """A group of items (类别), such as 能力."""

    name: str
    items: tuple[Item, ...]

    @property
    def maximum(self) -> Decimal:
        """The most points its items can give."""
        return sum((item.maximum for item in self.items), Decimal(0))


@dataclass(frozen=True)
class Role:
    """People who are scored on the same sheet; ``posts`` are the 岗位 that belong to it."""

    name: str
    posts: tuple[str, ...]
    categories: tuple[Category, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of the form."""
        return tuple(item for category in self.categories for item in category.items)

    @property
    def maximum(self) -> Decimal:
        """The most points the sheet can give: 100, or the scheme is faulty."""
        return sum((category.maximum for category in self.categories), Decimal(0))
