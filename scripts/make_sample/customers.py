"""Who the buyers are: a home store chosen so that the department balances, a name, a file."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pandas as pd

from scripts.make_sample.codes import credit_code
from scripts.make_sample.names import (
    CITY,
    GIVEN,
    LARGEST,
    REGIONS,
    ROADS,
    SURNAMES,
    organisations,
    short,
)
from scripts.make_sample.people import BY_ID, STORES, serving_now

KEPT_BY_HEAD = (0, 9, 16, 18)
"""Some of the largest are looked after by the 主管 herself."""


@dataclass(frozen=True)
class Customer:
    customer_id: str
    buyer: int
    name: str
    kind: str
    industry: str
    home: str
    owner: str
    credit_code: str
    address: str
    filed: date
    credit_limit: Decimal
    source: str
    need: str

    @property
    def short_name(self) -> str:
        return short(self.name)

    @property
    def region(self) -> str:
        return BY_ID[self.home].region


@dataclass(frozen=True)
class Contact:
    customer_id: str
    name: str
    title: str
    unit: str
    role: str
    phone: str | None
    birthday: str | None


def make_customers(sold: pd.DataFrame, dice: Random) -> list[Customer]:
    """One customer per buyer, K001 the first in the files' order, not the largest."""
    turnover = sold.groupby("buyer")["yuan"].sum()
    homes = _homes(sold, dice)
    names = _Names(dice)
    first_day = sold.groupby("buyer")["date"].min()
    ids = dice.sample(range(1, len(turnover) + 1), len(turnover))
    customers = []
    for buyer in range(len(turnover)):
        home = BY_ID[homes[buyer]]
        name, kind, industry = names.next(home.region)
        customers.append(
            Customer(
                customer_id=f"K{ids[buyer]:03}",
                buyer=buyer,
                name=name,
                kind=kind,
                industry=industry,
                home=home.store_id,
                owner="E02" if buyer in KEPT_BY_HEAD else BY_ID[serving_now(home.store_id)].manager,
                credit_code=credit_code(kind, dice),
                address=f"{CITY}{home.region}区{dice.choice(ROADS)}{dice.randint(1, 388)}号",
                filed=_filed(first_day[buyer], dice),
                credit_limit=Decimal(max(1, round(turnover[buyer] / 25 / 10000 * 1.5)) * 10000),
                source=dice.choice(
                    ("门店推荐", "客户转介绍", "电话拜访", "上门拜访", "展会", "网上留言")
                ),
                need=dice.choice(
                    (
                        "节日慰问品",
                        "职工福利",
                        "防暑降温",
                        "会议用品",
                        "食堂采购",
                        "劳保发放",
                        "礼品卡",
                    )
                ),
            )
        )
    return sorted(customers, key=lambda customer: customer.customer_id)


def make_twin(customers: list[Customer]) -> Customer:
    """The same company once more under a new number, as a hurried clerk files it."""
    companies = (
        c
        for c in customers
        if c.name.startswith("青澜")
        and "市" not in c.name
        and c.industry == "制造业"
        and c.buyer in range(20, 60)
    )
    one = next(companies)
    name = "青澜市" + one.name[2:].replace("有限公司", "（有限）公司")
    number = f"K{len(customers) + 1:03}"
    return replace(one, customer_id=number, name=name, filed=date(2026, 7, 6), source="门店推荐")


def make_contacts(customers: list[Customer], dice: Random) -> list[Contact]:
    """One or two people per customer, one phone in twelve missing."""
    people = [surname + given for surname in SURNAMES for given in GIVEN]
    dice.shuffle(people)
    contacts: list[Contact] = []
    for customer in customers:
        for place in range(1 if dice.random() < 0.65 else 2):
            number = len(contacts) + 1
            title, unit, role = dice.choice(_DECIDERS if place == 0 else _USERS)
            phone = None if dice.random() < 0.08 else f"138000{number:05}"
            birthday = f"{dice.randint(1, 12)}月{dice.randint(1, 28)}日"
            contacts.append(
                Contact(
                    customer.customer_id,
                    people[number % len(people)],
                    title,
                    unit,
                    role,
                    phone,
                    birthday if dice.random() < 0.4 else None,
                )
            )
    return contacts


_DECIDERS = (
    ("工会主席", "工会", "决策"),
    ("办公室主任", "办公室", "决策"),
    ("行政经理", "行政部", "决策"),
    ("后勤科长", "后勤科", "决策"),
    ("采购经理", "采购部", "采购"),
    ("总务主任", "总务处", "采购"),
)
_USERS = (
    ("采购员", "采购部", "采购"),
    ("工会干事", "工会", "使用"),
    ("行政专员", "行政部", "影响"),
    ("会计", "财务部", "影响"),
    ("食堂管理员", "后勤科", "使用"),
)


def _filed(first_sale: date, dice: Random) -> date:
    if first_sale < date(2024, 12, 1):
        return date(2019, 1, 2) + timedelta(days=dice.randrange(2050))
    return first_sale - timedelta(days=dice.randint(3, 40))


def _homes(sold: pd.DataFrame, dice: Random) -> dict[int, str]:
    """A store per buyer: last month's sales come out as ``luck`` says, the year's as ``size``."""
    october = _by_buyer(sold, sold["date"].map(lambda day: day >= date(2026, 10, 1)))
    year = _by_buyer(sold, sold["date"].map(lambda day: day.year == 2025))
    wanted_october = {s.store_id: s.size * s.luck * sum(october.values()) for s in STORES}
    wanted_year = {s.store_id: s.size * sum(year.values()) for s in STORES}
    homes: dict[int, str] = {}
    for buyer in sorted(october, key=lambda b: -abs(october[b])):
        _settle(buyer, homes, wanted_october, october, wanted_year, year)
    others = [buyer for buyer in range(int(sold["buyer"].max()) + 1) if buyer not in homes]
    dice.shuffle(others)
    for buyer in sorted(others, key=lambda b: -year.get(b, 0.0) // 20000):
        _settle(buyer, homes, wanted_year, year, wanted_october, october)
    return homes


def _settle(
    buyer: int,
    homes: dict[int, str],
    wanted: dict[str, float],
    sales: dict[int, float],
    other_wanted: dict[str, float],
    other_sales: dict[int, float],
) -> None:
    home = max(wanted, key=lambda store: wanted[store])
    homes[buyer] = home
    wanted[home] -= sales.get(buyer, 0.0) or 500
    other_wanted[home] -= other_sales.get(buyer, 0.0)


def _by_buyer(sold: pd.DataFrame, mask: "pd.Series[bool]") -> dict[int, float]:
    named = sold[mask & sold["buyer"].notna()]
    sums = named["yuan"].groupby(named["buyer"].astype(int)).sum()
    return dict(zip(sums.index.to_list(), sums.to_list(), strict=True))


class _Names:
    """Organisations in a shuffled order, the largest first; a district's name stays there."""

    def __init__(self, dice: Random) -> None:
        rest = organisations()
        dice.shuffle(rest)
        self._left = [*LARGEST, *rest]

    def next(self, region: str) -> tuple[str, str, str]:
        others = [other for other in REGIONS if other != region]
        for place, (name, _, _) in enumerate(self._left):
            if not any(other in name for other in others):
                return self._left.pop(place)
        raise LookupError(region)
