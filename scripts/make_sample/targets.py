"""The year's targets: last year's sales + 10%, in whole thousands, every split adding up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scripts.make_sample.customers import Customer
from scripts.make_sample.people import BY_ID, serving
from scripts.make_sample.sales import Sale

GROWTH, CHALLENGE = Decimal("1.10"), Decimal("1.10")


@dataclass(frozen=True)
class Target:
    period: date
    level: str
    item_id: str
    target: int

    @property
    def challenge(self) -> int:
        return int(self.target * CHALLENGE)  # a whole number of hundreds


def make_targets(sales: list[Sale], customers: list[Customer]) -> list[Target]:
    """2026 by month for the company, the stores open then, and those who sell."""
    homes = {customer.customer_id: customer for customer in customers}
    year = [sale for sale in sales if sale.day.year == 2025]
    targets = []
    for month in range(1, 13):
        first = date(2026, month, 1)
        last_year = sum(sale.amount for sale in year if sale.day.month == month)
        total = round(last_year * GROWTH / 1000)
        targets.append(Target(first, "公司", "公司", total * 1000))
        for level, shares in _shares(year, homes, first):
            for item, thousands in _split(total, shares).items():
                targets.append(Target(first, level, item, thousands * 1000))
    return targets


def _shares(
    year: list[Sale], homes: Mapping[str, Customer], first: date
) -> list[tuple[str, dict[str, Decimal]]]:
    """Last year's sales by the store and the person who have those customers in that month."""
    stores: dict[str, Decimal] = {}
    staff: dict[str, Decimal] = {}
    middle = first.replace(day=20)
    for sale in year:
        customer = homes.get(sale.customer_id or "")
        store = serving(customer.home if customer else sale.store_id, middle)
        seller = customer.owner if customer and customer.owner == "E02" else BY_ID[store].manager
        stores[store] = stores.get(store, Decimal(0)) + sale.amount
        staff[seller] = staff.get(seller, Decimal(0)) + sale.amount
    return [("门店", dict(sorted(stores.items()))), ("员工", dict(sorted(staff.items())))]


def _split(total: int, shares: dict[str, Decimal]) -> dict[str, int]:
    """Whole numbers that add up to ``total``, by largest remainder."""
    whole = sum(shares.values())
    ideal = {item: total * share / whole for item, share in shares.items()}
    parts = {item: int(value) for item, value in ideal.items()}
    by_rest = sorted(ideal, key=lambda item: parts[item] - ideal[item])
    for item in by_rest[: total - sum(parts.values())]:
        parts[item] += 1
    return parts
