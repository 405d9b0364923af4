"""Where the limits stand once the targets are divided: kept, reached, broken, or of no effect."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kamtools.findings import Finding, FindingKind, Severity
from kamtools.language import Text
from kamtools.money import NOUGHT, total
from kamtools.targets.cells import Cells
from kamtools.targets.division import Division
from kamtools.targets.given import COMPANY
from kamtools.targets.stated_limits import StatedLimit, StatedLimits

LIMIT_BROKEN = FindingKind(
    "limit_not_kept",
    Severity.WARNING,
    what=Text(
        "{level}“{item}”{span}的限制是 {allowed}，现在是 {amount}",
        "the limit of {item} in {span} is {allowed}; it now has {amount}",
    ),
    do=Text(
        "已定的、下达的数不因限制而改；要改就重新分解这些月份，或改限制",
        "what is decided or given is not changed by a limit; divide anew, or change the limit",
    ),
)


class State(Enum):
    """How a limit stands; the value is what the form shows."""

    KEPT = Text("满足", "kept")
    REACHED = Text("正好到限", "reached")
    BROKEN = Text("没有满足", "not kept")

    def __str__(self) -> str:
        return self.value.show()


@dataclass(frozen=True)
class Standing:
    """A limit and what it holds now, in 元; ``low`` and ``high`` as they work out."""

    limit: StatedLimit
    low: Decimal | None
    high: Decimal | None
    amount: Decimal
    state: State

    @property
    def allowed(self) -> str:
        """What it may hold, in the language of now."""
        if self.low is not None and self.low == self.high:
            return f"{self.low:,.0f}"
        low, high = (None if each is None else f"{each:,.0f}" for each in (self.low, self.high))
        if low and high:
            return f"{low}～{high}"
        return Text("不低于 {low}", "at least {low}").show(low=low) if low else (
            Text("不高于 {high}", "at most {high}").show(high=high)
        )  # fmt: skip


def standings(
    stated: StatedLimits, division: Division, compared: Cells, unit: Decimal
) -> Iterator[Standing]:
    """Every limit that says anything; amounts within one ``unit`` of it are rounding."""
    for limit in stated.limits:
        cells = [(s, m) for s in sorted(stated.stores_of(limit)) for m in limit.months]
        known = [compared[cell] for cell in cells if cell in compared]
        if limit.level == COMPANY:
            low, high = limit.span_over(None)
            amount = total(division.company[month].asked for month in limit.months)
        else:
            low, high = limit.span_over(total(known) if len(known) == len(cells) else None)
            amount = total(division.cells.get(cell, NOUGHT) for cell in cells)
        if (low, high) != (None, None):
            yield Standing(limit, low, high, amount, _state(low, high, amount, unit))


def _state(low: Decimal | None, high: Decimal | None, amount: Decimal, unit: Decimal) -> State:
    ends = [each for each in (low, high) if each is not None]
    if any(abs(amount - end) < unit for end in ends):
        return State.REACHED
    inside = (low is None or amount >= low) and (high is None or amount <= high)
    return State.KEPT if inside else State.BROKEN


def broken(found: Iterator[Standing]) -> Iterator[Finding]:
    """A finding for each limit that is not kept."""
    for each in found:
        if each.state is State.BROKEN:
            limit = each.limit
            yield LIMIT_BROKEN.at(
                limit.place, level=limit.level, item=limit.item_id, span=limit.span,
                allowed=each.allowed, amount=f"{each.amount:,}",
            )  # fmt: skip
