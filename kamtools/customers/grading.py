"""ABC grades by share of sales (seed FB10; the customers' value of P06)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pandas as pd

from kamtools.errors import KamError
from kamtools.language import Text

GRADES = ("A", "B", "C")
COLUMNS = ("customer_id", "amount", "rank", "share", "cumulative", "grade", "reason")


class CutsOutOfOrder(KamError):
    """The cut of grade B lies below the cut of grade A."""

    what = Text(
        "客户分级：A 的界限 {cut_a} 比 B 的界限 {cut_b} 高",
        "customer grades: the cut of A, {cut_a}, is above the cut of B, {cut_b}",
    )
    do = Text("改正 kam.toml 里的 grade_a、grade_b", "correct grade_a and grade_b in kam.toml")


def grade(sales: pd.DataFrame, *, cut_a: Decimal, cut_b: Decimal) -> pd.DataFrame:
    """Grade customers by their cumulative share of ``sales``, largest first.

    ``sales`` has customer_id and amount (Decimal 元, returns already subtracted; several rows of a
    customer are added up). A customer is A while those who bought strictly more hold less than
    ``cut_a`` of the total, else B while they hold less than ``cut_b``, else C. So the customer
    that crosses a cut still belongs to the better grade, and equal amounts get equal grades.
    Zero and negative sales are C and stand outside the total.

    Returns customer_id, amount, rank, share, cumulative (share of all who bought at least as much),
    grade, reason; ordered by amount. Raises ``CutsOutOfOrder``.
    """
    if cut_a > cut_b:
        raise CutsOutOfOrder(cut_a=cut_a, cut_b=cut_b)
    amounts = _totals(sales)
    return pd.DataFrame(_rows(amounts, cut_a, cut_b), columns=list(COLUMNS)).astype(
        {"amount": object, "share": object, "cumulative": object}
    )


def _totals(sales: pd.DataFrame) -> list[tuple[str, Decimal]]:
    """Each customer's sum, largest first, equal sums by customer_id."""
    totals: dict[str, Decimal] = {}
    for customer, amount in zip(sales["customer_id"], sales["amount"], strict=True):
        totals[customer] = totals.get(customer, Decimal(0)) + amount
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))


def _rows(
    amounts: list[tuple[str, Decimal]], cut_a: Decimal, cut_b: Decimal
) -> Iterator[tuple[object, ...]]:
    total = sum((amount for _, amount in amounts if amount > 0), Decimal(0))
    equals = Counter(amount for _, amount in amounts)
    larger = _larger(amount for _, amount in amounts)
    for customer, amount in amounts:
        rank, before = larger[amount]
        if amount <= 0:
            yield customer, amount, rank, Decimal(0), Decimal(1), "C", _nothing(amount)
            continue
        letter = "A" if before < cut_a * total else "B" if before < cut_b * total else "C"
        reason = _reason(rank, amount / total, before / total, letter, cut_a, cut_b)
        cumulative = (before + equals[amount] * amount) / total
        yield customer, amount, rank, amount / total, cumulative, letter, reason


def _larger(amounts: Iterable[Decimal]) -> dict[Decimal, tuple[int, Decimal]]:
    """By amount, largest first: its rank, and the sum of all that are strictly larger."""
    found: dict[Decimal, tuple[int, Decimal]] = {}
    running = Decimal(0)
    for place, amount in enumerate(amounts, start=1):
        found.setdefault(amount, (place, running))
        running += amount
    return found


def _nothing(amount: Decimal) -> str:
    return "近12个月没有销售" if amount == 0 else "近12个月退货多于销售"


def _reason(
    rank: int, share: Decimal, before: Decimal, letter: str, cut_a: Decimal, cut_b: Decimal
) -> str:
    """Why, as the card prints it: the customer's share, and what the larger ones hold."""
    bound = {"A": f"未到 {cut_a:.0%}", "B": f"在 {cut_a:.0%} 与 {cut_b:.0%} 之间"}
    held = f"排在前面的客户合计占 {before:.1%}，" if rank > 1 else "销售额最大，"
    return f"占销售 {share:.1%}，{held}{bound.get(letter, f'已到 {cut_b:.0%}')}"
