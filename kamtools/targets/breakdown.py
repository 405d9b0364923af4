"""A total, or a total per column or per row, broken down over a table: exact and explained."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal

import pandas as pd

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.targets.rounding import (
    Amount,
    Method,
    NothingToGoBy,
    amount_dtype,
    apportion,
    exact,
    share_out,
)

Scope = Literal["total", "row", "column"]


class NoTotals(KamError):
    """Nothing was said about how much to break down."""

    what = Text("没有给出要分解的总额", "no total to break down")
    do = Text("给出总额，或每行、每列的合计", "give a total, row totals or column totals")


class BothMargins(KamError):
    """Row and column totals at once are not done yet (issue 4)."""

    what = Text("还不能同时给定行合计和列合计", "row and column totals together are not done yet")
    do = Text("先只给其中一种", "give one of them")


class TotalsDisagree(KamError):
    """The margin does not add up to the total, or names other rows or columns."""

    what = Text(
        "各项合计 {margin} 与总额 {total} 不符", "the margin says {margin}, the total {total}"
    )
    do = Text("两者只给一个，或改成一致", "give one of them, or make them agree")


class Infeasible(KamError):
    """No table can meet the totals: the named block weighs nothing and should carry something."""

    what = Text(
        "{where} 要分 {shortfall}，但那里没有一个正的权重",
        "{where} must carry {shortfall}, and nothing there weighs anything",
    )
    do = Text("给其中至少一格一个权重，或把合计改为 0", "give it a weight, or make its total 0")

    def __init__(self, rows: list[Any], columns: list[Any], shortfall: Amount) -> None:
        self.rows, self.columns, self.shortfall = rows, columns, shortfall
        self.relaxation = -shortfall
        where = "、".join(str(name) for name in min((rows, columns), key=len))
        super().__init__(where=where, shortfall=f"{shortfall:,}")


@dataclass(frozen=True)
class Explanation:
    """How one cell came from its total; ``str()`` says it with the numbers."""

    scope: Scope
    name: str
    """Of the row or column whose total was divided; empty for the whole table's."""
    total: Amount
    weight: Fraction
    weights: Fraction
    """Of everything that shared ``total``."""
    unit: Amount
    amount: Amount

    @property
    def quota(self) -> Fraction:
        """The share before rounding."""
        return exact(self.total) * self.weight / self.weights if self.weights else Fraction(0)

    @property
    def adjustment(self) -> int:
        """By how many units the amount differs from the quota rounded half up."""
        units = self.quota / exact(self.unit)
        return int(exact(self.amount) / exact(self.unit)) - int(units + Fraction(1, 2))

    @property
    def steps(self) -> list[str]:
        """One sentence per step, in the language of now."""
        if not self.weight:
            return [_NO_WEIGHT.show()]
        rounded = self.amount - self.adjustment * self.unit
        steps = [
            _TOTAL[self.scope].show(name=self.name, total=f"{self.total:,}"),
            _SHARE.show(
                weight=_shown(self.weight),
                weights=_shown(self.weights),
                share=f"{float(self.weight / self.weights):.2%}",
                quota=_shown(self.quota),
            ),
            _ROUND.show(unit=self.unit, rounded=f"{rounded:,}"),
        ]
        if self.adjustment:
            steps.append(
                _ADJUST.show(units=f"{self.adjustment:+d}", amount=f"{self.amount:,}"),
            )
        return steps

    def __str__(self) -> str:
        return Text("；", "; ").show().join(self.steps)


_TOTAL: dict[Scope, Text] = {
    "total": Text("总额 {total}", "the total is {total}"),
    "row": Text("{name} 的合计 {total}", "{name} totals {total}"),
    "column": Text("{name} 的合计 {total}", "{name} totals {total}"),
}
_SHARE = Text(
    "权重 {weight} ÷ 权重合计 {weights} = {share}，应得 {quota}",
    "weight {weight} of {weights} is {share}, worth {quota}",
)
_ROUND = Text("按 {unit} 取整为 {rounded}", "rounded to {unit}: {rounded}")
_ADJUST = Text(
    "为使合计一分不差，调整 {units} 个单位，得 {amount}",
    "{units} units so that the total is exact: {amount}",
)
_NO_WEIGHT = Text("权重为 0，不分配", "it weighs 0 and gets nothing")


@dataclass(frozen=True)
class Breakdown:
    """The answer of ``break_down``."""

    amounts: pd.DataFrame
    """Multiples of the unit, shaped like the ideal; totals exact."""
    ideal: pd.DataFrame
    totals: "pd.Series[Any]"
    """What was divided: by column, by row, or the one total."""
    scope: Scope
    unit: Amount

    def explain(self, row: Any, column: Any) -> Explanation:
        """The chain from the total to the number at (``row``, ``column``)."""
        key = {"row": row, "column": column, "total": ""}[self.scope]
        shared = {"row": self.ideal.loc[[row]], "column": self.ideal[[column]]}
        amount: Any = self.amounts.at[row, column]
        return Explanation(
            scope=self.scope,
            name=str(key),
            total=self.totals[key],
            weight=exact(self.ideal.at[row, column]),
            weights=_sum(shared.get(self.scope, self.ideal)),
            unit=self.unit,
            amount=amount if isinstance(amount, Decimal) else int(amount),
        )


def break_down(
    ideal: pd.DataFrame,
    *,
    row_totals: "pd.Series[Any] | None" = None,
    column_totals: "pd.Series[Any] | None" = None,
    total: Amount | None = None,
    unit: Amount = 1,
    method: Method = "webster",
) -> Breakdown:
    """Break totals down over the cells of ``ideal`` in proportion to its weights.

    ``ideal`` holds numbers ≥ 0 under unique names; a cell that weighs 0 gets 0. Give the
    ``total`` of all cells, the total of each column, or that of each row; every one is met
    exactly, in whole multiples of ``unit``, and so is every sum over them. Webster's method is
    the default: a larger total never makes a cell smaller. The answer does not depend on the
    order of rows and columns (ties as in ``apportion``).

    Raises ``NoTotals``, ``BothMargins``, ``TotalsDisagree``, ``Infeasible``, and
    ``apportion``'s errors.
    """
    scope, totals = _scope(ideal, row_totals, column_totals, total)
    if scope == "total":
        amounts = _whole_table(ideal, totals[""], unit, method)
    elif scope == "column":
        amounts = _column_by_column(ideal, totals, unit, method)
    else:
        amounts = _row_by_row(ideal, totals, unit, method)
    return Breakdown(amounts, ideal, totals, scope, unit)


def _scope(
    ideal: pd.DataFrame,
    row_totals: "pd.Series[Any] | None",
    column_totals: "pd.Series[Any] | None",
    total: Amount | None,
) -> tuple[Scope, "pd.Series[Any]"]:
    if row_totals is not None and column_totals is not None:
        raise BothMargins()
    if row_totals is not None:
        return "row", _margin(row_totals, ideal.index, total)
    if column_totals is not None:
        return "column", _margin(column_totals, ideal.columns, total)
    if total is None:
        raise NoTotals()
    return "total", pd.Series({"": total}, dtype=object)


def _margin(
    margin: "pd.Series[Any]", names: "pd.Index[Any]", total: Amount | None
) -> "pd.Series[Any]":
    """``margin`` in the order of ``names``; raises ``TotalsDisagree``."""
    if set(margin.index) != set(names):
        raise TotalsDisagree(margin=list(margin.index), total=list(names))
    if total is not None and sum(margin) != total:
        raise TotalsDisagree(margin=sum(margin), total=total)
    return margin.astype(object).reindex(names)


def _whole_table(ideal: pd.DataFrame, total: Amount, unit: Amount, method: Method) -> pd.DataFrame:
    weights = ideal.to_numpy(dtype=object).ravel().tolist()
    names = [(row, column) for row in ideal.index for column in ideal.columns]
    try:
        counts = share_out(weights, names, total, unit, method)
    except NothingToGoBy:
        raise Infeasible(list(ideal.index), list(ideal.columns), total) from None
    width = len(ideal.columns)
    rows = [
        [count * unit for count in counts[start : start + width]]
        for start in range(0, len(counts), width)
    ]
    return pd.DataFrame(rows, index=ideal.index, columns=ideal.columns, dtype=amount_dtype(unit))


def _column_by_column(
    ideal: pd.DataFrame, totals: "pd.Series[Any]", unit: Amount, method: Method
) -> pd.DataFrame:
    columns = {}
    for name in ideal.columns:
        try:
            columns[name] = apportion(ideal[name], totals[name], unit, method)
        except NothingToGoBy:
            raise Infeasible(list(ideal.index), [name], totals[name]) from None
    return pd.DataFrame(columns, index=ideal.index, columns=ideal.columns)


def _row_by_row(
    ideal: pd.DataFrame, totals: "pd.Series[Any]", unit: Amount, method: Method
) -> pd.DataFrame:
    try:
        return _column_by_column(ideal.T, totals, unit, method).T
    except Infeasible as error:
        raise Infeasible(error.columns, error.rows, error.shortfall) from None


def _sum(weights: pd.DataFrame) -> Fraction:
    return sum((exact(weight) for weight in weights.to_numpy(dtype=object).flat), Fraction(0))


def _shown(number: Fraction) -> str:
    """With thousands commas and at most two decimals."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):,}".removesuffix(".00")
