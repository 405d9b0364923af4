"""Who still buys: the ladder 活跃 → 降温 → 休眠 → 流失 by days without an order.

The seeds ask for the dormant list but state no number of days (I10); these are settings.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from kamtools.errors import KamError
from kamtools.language import Text

STATUSES = ("活跃", "降温", "休眠", "流失", "潜在")
COLUMNS = ("customer_id", "last_order", "days", "status", "reason")


class LadderOutOfOrder(KamError):
    """The rungs' days do not increase."""

    what = Text(
        "客户状态：降温 {cooling}、休眠 {dormant}、流失 {lost} 天要一个比一个大",
        "customer status: cooling {cooling}, dormant {dormant}, lost {lost} days must increase",
    )
    do = Text(
        "改正 kam.toml 里的 cooling_days、dormant_days、lost_days",
        "correct cooling_days, dormant_days, lost_days in kam.toml",
    )


def activity(
    orders: pd.DataFrame,
    as_of: date,
    *,
    cooling_days: int,
    dormant_days: int,
    lost_days: int,
    customers: Iterable[str] = (),
) -> pd.DataFrame:
    """The rung each customer stands on at the end of ``as_of``.

    ``orders`` has customer_id, date and amount (元), a row per order; returns (amount ≤ 0) and
    orders after ``as_of`` do not count. A rung is reached on the day its number is: 60 days
    without an order are 降温 when ``cooling_days`` is 60. Who never ordered is 潜在; ``customers``
    names those that must be in the answer even so.

    Returns customer_id, last_order (date or None), days (Int64, missing for 潜在), status, reason;
    ordered by customer_id. Raises ``LadderOutOfOrder``.
    """
    if not cooling_days < dormant_days < lost_days:
        raise LadderOutOfOrder(cooling=cooling_days, dormant=dormant_days, lost=lost_days)
    last = _last_orders(orders, as_of)
    names = sorted({*orders["customer_id"].dropna(), *customers})
    ladder = ((lost_days, "流失"), (dormant_days, "休眠"), (cooling_days, "降温"))
    rows = [(name, *_rung(last.get(name), as_of, ladder)) for name in names]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"last_order": object, "days": "Int64"})


def _last_orders(orders: pd.DataFrame, as_of: date) -> dict[str, date]:
    real = orders[(orders["amount"] > 0) & (orders["date"] <= as_of)]
    found: dict[str, date] = {}
    for customer, day in zip(real["customer_id"], real["date"], strict=True):
        if customer not in found or day > found[customer]:
            found[customer] = day
    return found


def _rung(
    last: date | None, as_of: date, ladder: Iterable[tuple[int, str]]
) -> tuple[date | None, int | None, str, str]:
    if last is None:
        return None, None, "潜在", "还没有下过单"
    days = (as_of - last).days
    for limit, status in ladder:
        if days >= limit:
            return last, days, status, f"{days} 天没有下单，满 {limit} 天算{status}"
    least = min(limit for limit, _ in ladder)
    return last, days, "活跃", f"{days} 天前下过单，不到 {least} 天"
