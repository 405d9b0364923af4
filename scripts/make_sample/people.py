"""Stores and staff: who they are, when they opened and came, and who looks after what."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scripts.make_sample.names import REGIONS, STAFF_NAMES

OPENED = date(2026, 3, 18)
"""S12 opens; until then its customers bought at S11."""
CLOSED = date(2026, 1, 31)
"""S08 closes; from then on its customers buy at S07."""


@dataclass(frozen=True)
class Store:
    store_id: str
    name: str
    region: str
    opened: date
    area: int
    manager: str
    size: float
    """Its share of the department's sales."""
    luck: float
    """How 2026-10 goes there, about 1."""
    closed: date | None = None


def _stores() -> tuple[Store, ...]:
    rows = (
        ("星河广场店", 0, date(2012, 9, 28), 12600, "E03", 0.14, 1.06),
        ("东湖店", 0, date(2015, 5, 1), 8200, "E03", 0.10, 0.83),
        ("学院路店", 0, date(2016, 8, 26), 6400, "E04", 0.09, 1.22),
        ("建设路店", 0, date(2018, 1, 12), 5800, "E04", 0.08, 0.97),
        ("西门店", 1, date(2013, 12, 20), 9800, "E05", 0.11, 1.04),
        ("工业园店", 1, date(2017, 6, 16), 7500, "E05", 0.10, 0.76),
        ("站前店", 1, date(2014, 9, 19), 6900, "E06", 0.08, 1.12),
        ("石桥店", 1, date(2011, 4, 29), 4200, "E06", 0.04, 0.0),
        ("滨江店", 2, date(2019, 9, 6), 9100, "E07", 0.10, 1.01),
        ("会展店", 2, date(2020, 11, 13), 5600, "E08", 0.06, 0.88),
        ("港口店", 2, date(2018, 7, 20), 6100, "E08", 0.06, 1.15),
        ("新城店", 2, OPENED, 8800, "E09", 0.05, 1.09),
    )
    return tuple(
        Store(
            f"S{number:02}",
            name,
            REGIONS[region],
            opened,
            area,
            manager,
            size,
            luck,
            closed=CLOSED if number == 8 else None,
        )
        for number, (name, region, opened, area, manager, size, luck) in enumerate(rows, start=1)
    )


STORES = _stores()
BY_ID = {store.store_id: store for store in STORES}


def serving(home: str, day: date) -> str:
    """The store where a customer of ``home`` buys on ``day``."""
    if home == "S12" and day < OPENED:
        return "S11"
    if home == "S08" and day > CLOSED:
        return "S07"
    return home


def serving_now(home: str) -> str:
    """Where a customer of ``home`` buys in 2026-10."""
    return serving(home, date(2026, 10, 1))


@dataclass(frozen=True)
class Person:
    staff_id: str
    name: str
    post: str
    region: str | None
    manager: str | None
    hired: date
    bonus_base: Decimal
    wage_base: Decimal
    phone: str
    left_on: date | None = None


def _staff() -> tuple[Person, ...]:
    seller = "大客户经理"
    rows = (
        ("总监", None, None, date(2014, 3, 3), 6000, 12000),
        ("主管", None, "E01", date(2016, 7, 11), 4000, 7000),
        (seller, 0, "E02", date(2017, 4, 10), 3000, 4500),
        (seller, 0, "E02", date(2019, 2, 18), 3000, 4500),
        (seller, 1, "E02", date(2018, 10, 8), 3000, 4500),
        (seller, 1, "E02", date(2015, 6, 1), 3000, 4800),
        (seller, 2, "E02", date(2020, 9, 14), 3000, 4200),
        (seller, 2, "E02", date(2021, 3, 22), 3000, 4200),
        (seller, 2, "E02", date(2026, 2, 24), 3000, 4000),
        ("内勤", None, "E01", date(2019, 8, 5), 1500, 4000),
    )
    return tuple(
        Person(
            f"E{n:02}",
            STAFF_NAMES[n - 1],
            post,
            None if r is None else REGIONS[r],
            manager,
            hired,
            Decimal(bonus),
            Decimal(wage),
            f"138000009{n:02}",
        )
        for n, (post, r, manager, hired, bonus, wage) in enumerate(rows, start=1)
    )


STAFF = _staff()
SELLERS = tuple(p.staff_id for p in STAFF if p.post in ("大客户经理", "主管"))
