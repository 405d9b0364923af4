"""How one number of a breakdown came from its totals, step by step."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal

from kamtools.language import Text
from kamtools.targets.limits import spoken
from kamtools.targets.question import Scope
from kamtools.targets.rounding import Amount, exact

Limit = Literal["lower", "upper", "locked"]


@dataclass(frozen=True)
class Share:
    """The part of one total that a weight earns by itself, before rounding."""

    total: Amount
    weights: Fraction
    """Of everything that shares the total."""


@dataclass(frozen=True)
class Explanation:
    """How one cell came from its totals; ``str()`` says it with the numbers."""

    scope: Scope
    row: Any
    column: Any
    totals: tuple[Amount, ...]
    """Of the row and the column, or the one that was divided."""
    weight: Fraction
    share: Share | None
    """Where one total is divided and no limit binds among those that share it."""
    row_factor: float
    column_factor: float
    unit: Amount
    lower: Amount
    upper: Amount | None
    limit: Limit | None
    """What kept the amount from its scaled value."""
    amount: Amount

    @property
    def scaled(self) -> Fraction:
        """Before limits and rounding: the share of the total, or weight × both factors."""
        if self.share:
            weights = self.share.weights
            return exact(self.share.total) * self.weight / weights if weights else Fraction(0)
        return self.weight * exact(self.row_factor) * exact(self.column_factor)

    @property
    def rounded(self) -> Amount:
        """The scaled value rounded half up to the unit, and brought within the limits."""
        if self.limit == "locked":
            return self.amount
        units = self.scaled / exact(self.unit) + Fraction(1, 2)
        found = (units.numerator // units.denominator) * self.unit
        found = max(found, self.lower)
        return found if self.upper is None else min(found, self.upper)

    @property
    def adjustment(self) -> int:
        """By how many units the amount differs from that, so that the totals are exact."""
        return int(exact(self.amount - self.rounded) / exact(self.unit))

    @property
    def steps(self) -> list[str]:
        """One sentence per step, in the language of now."""
        if self.limit == "locked":
            return [_LOCKED.show(amount=f"{self.amount:,}")]
        if not self.weight:
            said = _LEAST if self.amount else _NO_WEIGHT
            return [said.show(amount=f"{self.amount:,}")]
        steps = [*self._totals(), self._scaling(), self._rounding()]
        if self.adjustment:
            steps.append(
                _ADJUST.show(units=f"{self.adjustment:+d}", amount=f"{self.amount:,}"),
            )
        return steps

    def _totals(self) -> list[str]:
        names = {"row": [self.row], "column": [self.column], "both": [self.row, self.column]}
        if self.scope == "total":
            return [_WHOLE.show(total=f"{self.totals[0]:,}")]
        pairs = zip(names[self.scope], self.totals, strict=True)
        return [_TOTAL.show(name=spoken(name), total=f"{total:,}") for name, total in pairs]

    def _scaling(self) -> str:
        if self.share:
            return _SHARE.show(
                weight=shown(self.weight),
                weights=shown(self.share.weights),
                share=f"{float(self.weight / self.share.weights):.2%}",
                quota=shown(self.scaled),
            )
        return _FACTORS.show(
            weight=shown(self.weight),
            row=_plain(self.row_factor),
            column=_plain(self.column_factor),
            scaled=shown(self.scaled),
        )

    def _rounding(self) -> str:
        rounded = f"{self.rounded:,}"
        if self.limit == "lower":
            return _RAISED.show(lower=f"{self.lower:,}")
        if self.limit == "upper":
            return _LOWERED.show(upper=f"{self.upper:,}")
        return _ROUND.show(unit=self.unit, rounded=rounded)

    def __str__(self) -> str:
        return Text("；", "; ").show().join(self.steps)


_WHOLE = Text("总额 {total}", "the total is {total}")
_TOTAL = Text("{name} 的合计 {total}", "{name} totals {total}")
_SHARE = Text(
    "权重 {weight} ÷ 权重合计 {weights} = {share}，应得 {quota}",
    "weight {weight} of {weights} is {share}, worth {quota}",
)
_FACTORS = Text(
    "基数 {weight} × 行系数 {row} × 列系数 {column} = {scaled}",
    "weight {weight} × row factor {row} × column factor {column} = {scaled}",
)
_ROUND = Text("按 {unit} 取整为 {rounded}", "rounded to {unit}: {rounded}")
_RAISED = Text("低于下限，取下限 {lower}", "below the minimum, so {lower}")
_LOWERED = Text("高于上限，取上限 {upper}", "above the maximum, so {upper}")
_ADJUST = Text(
    "为使合计一分不差，调整 {units} 个单位，得 {amount}",
    "{units} units so that the total is exact: {amount}",
)
_NO_WEIGHT = Text("权重为 0，不分配", "it weighs 0 and gets nothing")
_LEAST = Text("权重为 0，只放下限 {amount}", "it weighs 0 and gets its minimum, {amount}")
_LOCKED = Text("已锁定为 {amount}", "locked at {amount}")


def shown(number: Fraction) -> str:
    """With thousands commas and at most two decimals."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):,}".removesuffix(".00")


def _plain(factor: float) -> str:
    """All of a factor's digits, without an exponent."""
    return f"{Decimal(repr(factor)).normalize():f}"
