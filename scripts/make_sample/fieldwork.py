"""Visits, complaints, satisfaction answers: made up, in the shape such records have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from scripts.make_sample.customers import Customer
from scripts.make_sample.people import SELLERS, STAFF

TODAY = date(2026, 10, 31)
_HIRED = {person.staff_id: person.hired for person in STAFF}


@dataclass(frozen=True)
class Visit:
    visit_id: str
    planned: date
    done: date | None
    customer_id: str
    staff_id: str
    purpose: str
    result: str | None
    next_step: str | None


_PURPOSES = (
    ("节日团购方案沟通", "确认了礼盒档次和数量", "三日内送报价单"),
    ("防暑降温物资推介", "有意向，等工会讨论", "下周电话跟进"),
    ("送货情况回访", "对送货时间满意", "保持每月回访"),
    ("对账与回款", "账目核对一致", "月底前回款"),
    ("新品试吃", "采购认可水果礼盒", "寄送样品"),
    ("客诉处理回访", "客户接受换货", "下次送货前先验货"),
    ("年度合作洽谈", "希望明年延长账期", "上报主管审批"),
    ("首次拜访", "留下目录，暂无需求", "两周后再联系"),
    ("购物卡业务介绍", "拟为职工生日采购", "准备购物卡协议"),
)


def make_visits(customers: list[Customer], dice: Random) -> list[Visit]:
    """Some four to seven a month for each who sells, 2026-01 … 10, and plans for 2026-11."""
    visits: list[Visit] = []
    for month in range(1, 12):
        first = date(2026, month, 1)
        planned = [
            (day, staff, customer)
            for staff in SELLERS
            if _HIRED[staff] <= first
            for day, customer in _plan(staff, first, customers, dice)
        ]
        for number, (day, staff, customer) in enumerate(sorted(planned, key=_by_day), start=1):
            visits.append(_visit(f"BF{first:%Y%m}{number:03}", day, staff, customer, dice))
    return visits


def _by_day(plan: tuple[date, str, Customer]) -> tuple[date, str, str]:
    return plan[0], plan[1], plan[2].customer_id


def _plan(
    staff: str, first: date, customers: list[Customer], dice: Random
) -> list[tuple[date, Customer]]:
    mine = [customer for customer in customers if customer.owner == staff]
    chosen = dice.sample(mine, min(len(mine), dice.randint(4, 7)))
    return [(_workday(first + timedelta(days=dice.randrange(27))), customer) for customer in chosen]


_HOLIDAYS = {  # 2026: first day, how many
    date(2026, 1, 1): 3, date(2026, 2, 15): 9, date(2026, 4, 4): 3, date(2026, 5, 1): 5,
    date(2026, 6, 19): 3, date(2026, 9, 25): 3, date(2026, 10, 1): 7,
}  # fmt: skip
_DAYS_OFF = {
    first + timedelta(days=day) for first, days in _HOLIDAYS.items() for day in range(days)
}


def _workday(day: date) -> date:
    """``day``, or the next one that people work on."""
    while day.weekday() > 4 or day in _DAYS_OFF:
        day += timedelta(days=1)
    return day


def _visit(visit_id: str, day: date, staff: str, customer: Customer, dice: Random) -> Visit:
    purpose, result, next_step = dice.choice(_PURPOSES)
    missed = day > TODAY or dice.random() < 0.1
    done = None if missed else _workday(day + timedelta(days=dice.choice((0, 0, 0, 0, 1, 2))))
    if done is None or done > TODAY:
        return Visit(visit_id, day, None, customer.customer_id, staff, purpose, None, None)
    return Visit(visit_id, day, done, customer.customer_id, staff, purpose, result, next_step)


@dataclass(frozen=True)
class Complaint:
    complaint_id: str
    day: date
    customer_id: str
    channel: str
    content: str
    owner_id: str
    due: date
    result: str | None
    closed: date | None
    fed_back: date | None


_COMPLAINTS = (
    ("送货晚于约定时间半天", "致歉并改为每日首班车送货"),
    ("礼盒外包装压损三件", "已换货，要求加护角"),
    ("发票抬头开错", "已作废重开"),
    ("水果礼盒有变质", "全额退款并补送"),
    ("到货数量与订单不符", "次日补齐"),
    ("结算价格与报价单不一致", "核对后退差价"),
    ("购物卡无法在分店使用", "已联系技术开通"),
    ("送货人员不肯送上楼", "已培训，补送一次"),
    ("商品临近保质期", "已换新批次"),
)
_CHANNELS = ("电话", "微信", "门店", "上门拜访", "网上留言")


def make_complaints(customers: list[Customer], dice: Random) -> list[Complaint]:
    """Four dozen over the year; some still open, of those some past their day."""
    days = sorted(date(2026, 1, 4) + timedelta(days=dice.randrange(298)) for _ in range(48))
    return [_complaint(number, day, customers, dice) for number, day in enumerate(days, start=1)]


def _complaint(number: int, day: date, customers: list[Customer], dice: Random) -> Complaint:
    customer = dice.choice(customers)
    content, result = dice.choice(_COMPLAINTS)
    due = day + timedelta(days=dice.choice((3, 5, 7)))
    took = dice.choice((0, 1, 1, 2, 2, 3, 3, 4, 6, 9, 15))
    closed = day + timedelta(days=took)
    open_still = closed > TODAY or (day >= date(2026, 9, 1) and dice.random() < 0.45)
    fed_back = None if open_still else min(TODAY, closed + timedelta(days=dice.choice((0, 0, 1))))
    return Complaint(
        f"TS2026{number:03}",
        day,
        customer.customer_id,
        dice.choice(_CHANNELS),
        content,
        customer.owner,
        due,
        None if open_still else result,
        None if open_still else closed,
        fed_back,
    )


ITEMS = ("商品质量", "送货及时", "服务态度", "开票结算", "价格水平")
_COMMENTS = (
    "希望增加上门试吃",
    "节前送货再早一些",
    "对账单格式请统一",
    "价格比去年高",
    "经理回复很及时",
)


@dataclass(frozen=True)
class Answer:
    batch: str
    customer_id: str
    item: str
    score: int
    comment: str | None


def make_answers(customers: list[Customer], dice: Random) -> Iterator[Answer]:
    """Two surveys of 45 customers, scores 5 (很满意) to 1; here and there an item left out."""
    for batch in ("2026上半年", "2026三季度"):
        for customer in sorted(dice.sample(customers, 45), key=lambda c: c.customer_id):
            mood = dice.choice((3, 4, 4, 5, 5))
            for item in ITEMS:
                if dice.random() < 0.03:
                    continue
                score = min(5, max(1, mood + dice.choice((-1, 0, 0, 0, 1)) - (item == "价格水平")))
                comment = dice.choice(_COMMENTS) if dice.random() < 0.06 else None
                yield Answer(batch, customer.customer_id, item, score, comment)
