"""Receipts and appraisal scores: made up, receipts following the sales."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from scripts.make_sample.fieldwork import TODAY
from scripts.make_sample.people import STAFF, Person
from scripts.make_sample.sales import Sale


@dataclass(frozen=True)
class Receipt:
    receipt_no: str
    day: date
    customer_id: str
    amount: Decimal
    method: str


def make_receipts(sales: list[Sale], dice: Random) -> list[Receipt]:
    """Each customer pays its month some 20 to 75 days later; one month in thirty is forgotten."""
    owed: dict[tuple[str, date], Decimal] = {}
    for sale in sales:
        if sale.customer_id:
            month = (sale.customer_id, sale.day.replace(day=1))
            owed[month] = owed.get(month, Decimal(0)) + sale.amount
    paid = [
        (month + timedelta(days=30 + dice.randint(20, 75)), customer, amount)
        for (customer, month), amount in owed.items()
        if amount > 0 and dice.random() > 0.033
    ]
    rows = sorted(row for row in paid if row[0] <= TODAY)
    return [
        Receipt(f"HK{day:%Y%m}{number:04}", day, customer, amount, _method(amount, dice))
        for number, (day, customer, amount) in enumerate(rows, start=1)
    ]


def _method(amount: Decimal, dice: Random) -> str:
    return "银行转账" if amount > 3000 else dice.choice(("银行转账", "支票", "现金"))


@dataclass(frozen=True)
class Score:
    period: date
    staff_id: str
    item: str
    self_score: Decimal | None
    manager_score: Decimal | None


_ABILITY = ("知识技能", "销售技巧", "业务流程", "协调配合")
_ATTITUDE = ("纪律性", "积极性", "责任感", "服务态度")
SELLER_ITEMS = dict.fromkeys((*_ABILITY, *_ATTITUDE), 5)
"""能力20 and 态度20; 业绩60 comes from the attainment."""
ASSISTANT_ITEMS = {
    "工作量": 20,
    "纪律性": 10,
    "礼仪规范": 10,
    "团队精神与全局意识": 10,
    "专业能力": 14,
    "创新能力": 12,
    "沟通协调能力": 14,
    "工作效果": 10,
}
FORGOT_SELF = (date(2026, 10, 1), "E07", "协调配合")
FORGOT_MANAGER = (date(2026, 8, 1), "E04", "服务态度")


def make_scores(dice: Random) -> Iterator[Score]:
    """2026-01 … 10 for everybody but the 总监, in half points; two of them never filled in."""
    usual = {person.staff_id: dice.uniform(0.80, 0.97) for person in STAFF}
    for month in range(1, 11):
        period = date(2026, month, 1)
        for person in STAFF[1:]:
            if person.hired <= period:
                yield from _scores(period, person, usual[person.staff_id], dice)


def _scores(period: date, person: Person, usual: float, dice: Random) -> Iterator[Score]:
    items = ASSISTANT_ITEMS if person.post == "内勤" else SELLER_ITEMS
    for item, most in items.items():
        manager = _half(most * (usual + dice.uniform(-0.12, 0.06)), most)
        own = _half(float(manager) + dice.choice((0, 0, 0.5, 0.5, 1)), most)
        place = (period, person.staff_id, item)
        yield Score(
            *place,
            None if place == FORGOT_SELF else own,
            None if place == FORGOT_MANAGER else manager,
        )


def _half(score: float, most: int) -> Decimal:
    return Decimal(min(most * 2, max(0, round(score * 2)))) / 2
