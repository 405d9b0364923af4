"""The sales rows: one per order and product line, returns as negative rows of their order."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

import pandas as pd

from scripts.make_sample.customers import Customer
from scripts.make_sample.people import BY_ID, STORES, serving

LINES: dict[str, tuple[Decimal, dict[str, int]]] = {
    "粮油礼盒": (
        Decimal("0.11"),
        {
            "东北大米10kg": 69,
            "花生油5L礼盒": 118,
            "杂粮礼盒": 58,
            "挂面礼盒": 36,
            "橄榄油双支礼盒": 168,
        },
    ),
    "酒水饮料": (
        Decimal("0.16"),
        {
            "饮用水24瓶装": 28,
            "果汁礼盒": 55,
            "白酒双支礼盒": 298,
            "纯牛奶整箱": 62,
            "功能饮料整箱": 108,
        },
    ),
    "节日礼品": (
        Decimal("0.22"),
        {
            "月饼礼盒": 138,
            "粽子礼盒": 88,
            "年货大礼包": 168,
            "坚果礼盒": 98,
            "茶叶礼盒": 198,
            "糖果礼盒": 49,
        },
    ),
    "劳保用品": (
        Decimal("0.18"),
        {"毛巾套装": 29, "洗衣液套装": 45, "线手套整包": 24, "防暑降温包": 79, "洗手液整箱": 96},
    ),
    "办公日用": (
        Decimal("0.15"),
        {"抽纸整箱": 66, "卷纸整提": 32, "保温杯": 59, "一次性纸杯整箱": 78, "垃圾袋整箱": 48},
    ),
    "休闲食品": (
        Decimal("0.20"),
        {"饼干礼盒": 46, "蜜饯组合": 39, "会议茶歇包": 25, "方便食品整箱": 52},
    ),
    "生鲜礼盒": (
        Decimal("0.13"),
        {"水果礼盒": 88, "牛羊肉礼盒": 268, "水产礼盒": 238, "禽蛋礼盒": 65},
    ),
    "购物卡": (Decimal("0.03"), {"储值购物卡": 100, "节日提货卡": 200}),
}
"""Product line: its usual margin; its products and what one costs."""
_WEIGHTS = (16, 15, 22, 13, 14, 10, 8, 2)


@dataclass(frozen=True)
class Sale:
    order_no: str
    day: date
    store_id: str
    customer_id: str | None
    staff_id: str | None
    product: str
    line: str
    quantity: int
    amount: Decimal
    margin: Decimal


def make_sales(
    sold: pd.DataFrame, customers: list[Customer], twin: Customer, dice: Random
) -> list[Sale]:
    """Every row in the order of the day; the twin takes its original's orders from 2026-07 on."""
    who = {customer.buyer: customer for customer in customers}
    frame = _with_lines(sold, dice)
    numbers: Counter[date] = Counter()
    bought: dict[tuple[float, str], str] = {}
    sales: list[Sale] = []
    orders: Iterable[Any] = frame.groupby(["date", "invoice", "buyer"], sort=True)
    for (day, invoice, buyer), rows in orders:
        customer = who.get(int(buyer))
        number = _number(day, rows, numbers, bought, float(buyer))
        home = customer.home if customer else _walk_in_store(str(invoice), day)
        store = serving(home, day)
        if customer and customer.customer_id == _original(customers, twin) and day >= twin.filed:
            customer = twin
        sales += _rows(rows, number, day, store, customer, dice)
    return sales


def _original(customers: list[Customer], twin: Customer) -> str:
    return next(c.customer_id for c in customers if c.buyer == twin.buyer)


def _with_lines(sold: pd.DataFrame, dice: Random) -> pd.DataFrame:
    """Each UCI article becomes one product of one line, for good."""
    names = list(LINES)
    line = {c: dice.choices(names, _WEIGHTS)[0] for c in sorted(sold["code"].unique())}
    product = {code: dice.choice(list(LINES[name][1])) for code, name in line.items()}
    frame = sold.assign(line=sold["code"].map(line), product=sold["code"].map(product))
    return frame.assign(buyer=frame["buyer"].fillna(-1.0))


def _number(
    day: date,
    rows: pd.DataFrame,
    numbers: "Counter[date]",
    bought: dict[tuple[float, str], str],
    buyer: float,
) -> str:
    """A new number; of a return, the number of the order most of its goods came from, and -T."""
    if rows["back"].iloc[0]:
        origins = Counter(bought[buyer, code] for code in rows["code"] if (buyer, code) in bought)
        if origins:
            origin = origins.most_common(1)[0][0]
            numbers[origin] += 1  # type: ignore[index]
            return f"{origin}-T{numbers[origin]}"  # type: ignore[index]
    numbers[day] += 1
    number = f"{'TH' if rows['back'].iloc[0] else 'XS'}{day:%Y%m%d}{numbers[day]:03}"
    if number.startswith("XS"):
        bought |= {(buyer, code): number for code in rows["code"]}
    return number


def _rows(
    rows: pd.DataFrame, number: str, day: date, store: str, customer: Customer | None, dice: Random
) -> Iterator[Sale]:
    for line, goods in rows.groupby("line", sort=True):
        amount = Decimal(str(goods["yuan"].sum())).quantize(Decimal("0.1"), ROUND_HALF_UP)
        if not amount:
            continue
        product = _main_product(goods)
        margin = amount * LINES[str(line)][0] * Decimal(str(round(dice.uniform(0.8, 1.2), 3)))
        yield Sale(
            order_no=number,
            day=day,
            store_id=store,
            customer_id=customer.customer_id if customer else None,
            staff_id=_staff(store, customer),
            product=product,
            line=str(line),
            quantity=round(amount / LINES[str(line)][1][product]) or (1 if amount > 0 else -1),
            amount=amount.quantize(Decimal("0.01")),
            margin=margin.quantize(Decimal("0.01"), ROUND_HALF_UP),
        )


def _main_product(goods: pd.DataFrame) -> str:
    sums: Any = goods.groupby("product")["yuan"].sum().abs()
    return str(sums.idxmax())


def _staff(store: str, customer: Customer | None) -> str | None:
    """The system notes the seller of a walk-in sale, and one who no longer owns the customer."""
    manager = BY_ID[store].manager
    if customer is None:
        return manager
    return None if customer.owner in ("E02", manager) else manager


def _walk_in_store(invoice: str, day: date) -> str:
    dice = Random(invoice)
    return serving(dice.choices([s.store_id for s in STORES], [s.size for s in STORES])[0], day)
