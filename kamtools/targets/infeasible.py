"""What can't be had: the rows and columns in conflict, by how much, and the least that mends it."""

from dataclasses import dataclass
from typing import Any, Literal, cast

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.targets.limits import shortened, spoken
from kamtools.targets.rounding import Amount

Side = Literal["upper", "lower", "margins"]
ChangeKind = Literal["upper", "lower", "locked", "unweighted", "row_total", "column_total", "total"]


@dataclass(frozen=True)
class Change:
    """One limit or total to change; ``str()`` says it."""

    kind: ChangeKind
    row: Any
    """``None`` for the total of a column or of all."""
    column: Any
    before: Amount
    after: Amount

    @property
    def by(self) -> Amount:
        """How much more, or less."""
        after: Any = self.after
        return cast(Amount, after - self.before)

    def __str__(self) -> str:
        where = " ".join(spoken(name) for name in (self.row, self.column) if name is not None)
        return _CHANGE[self.kind].show(
            where=where, before=f"{self.before:,}", after=f"{self.after:,}"
        )


@dataclass(frozen=True)
class Conflict:
    """A block of rows × columns that can't hold what the totals require.

    ``side`` "upper": its upper limits add up to ``limit``, and the totals (with what limits
    elsewhere are bound to hold) need at least ``needed`` there. "lower": its lower limits add up
    to ``limit``, and there is room for ``needed`` at most. "margins": the row totals add up to
    ``needed``, the column totals to ``limit``.
    """

    rows: list[Any]
    columns: list[Any]
    side: Side
    needed: Amount
    limit: Amount
    relaxation: tuple[Change, ...] = ()
    """The changes of limits and locks that together move the fewest units; totals stand."""
    totals: tuple[Change, ...] = ()
    """Or instead: the changes of totals that let every limit stand."""
    named: tuple[list[Any], list[Any]] | None = None
    """The rows and columns in which the block's limits bind, where those are fewer."""
    weighs: bool = True
    """Whether anything in the block may hold something."""
    crossed: bool = False
    """Whether the block is one cell whose minimum ``limit`` is above its maximum ``needed``."""

    @property
    def shortfall(self) -> Amount:
        """By how much they miss each other."""
        needed: Any = self.needed
        return cast(Amount, abs(needed - self.limit))

    @property
    def moved(self) -> Amount:
        """How much the relaxation changes in all."""
        amounts: list[Any] = [abs(change.by) for change in self.relaxation]
        return cast(Amount, sum(amounts, 0 * self.needed))

    def __str__(self) -> str:
        said = {"needed": self.needed, "limit": self.limit, "shortfall": self.shortfall}
        amounts = {name: f"{amount:,}" for name, amount in said.items()}
        if self.side == "upper" and not self.weighs:
            where = shortened(min((self.rows, self.columns), key=len))
            return _WEIGHTLESS.show(where=where, **amounts)
        rows, columns = (shortened(each) for each in self.named or (self.rows, self.columns))
        if self.crossed:
            return _CROSSED.show(rows=rows, columns=columns, **amounts)
        return _WHAT[self.side].show(rows=rows, columns=columns, **amounts)

    @property
    def advice(self) -> str:
        """What to change, in the language of now."""
        ways = []
        if self.relaxation:
            changes = shortened([str(change) for change in self.relaxation], 5)
            ways.append(_RELAX.show(moved=f"{self.moved:,}", changes=changes))
        if self.totals:
            ways.append(_TOTALS.show(changes=shortened([str(each) for each in self.totals], 5)))
        return Text("；或者", "; or ").show().join(ways)


class Infeasible(KamError):
    """No table meets the totals within the limits; ``conflict`` names where and why."""

    what = Text("{conflict}", "{conflict}")
    do = Text("{conflict.advice}", "{conflict.advice}")

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(conflict=conflict)
        self.conflict = conflict

    @property
    def rows(self) -> list[Any]:
        """The rows of the block in conflict."""
        return self.conflict.rows

    @property
    def columns(self) -> list[Any]:
        """Its columns."""
        return self.conflict.columns

    @property
    def shortfall(self) -> Amount:
        """By how much its limits miss what the totals require."""
        return self.conflict.shortfall

    @property
    def relaxation(self) -> tuple[Change, ...]:
        """The smallest changes of limits that make it possible."""
        return self.conflict.relaxation


_CHANGE: dict[ChangeKind, Text] = {
    "upper": Text(
        "{where} 的上限 {before} 提高到 {after}", "maximum of {where}: {before} → {after}"
    ),
    "lower": Text("{where} 的下限 {before} 降到 {after}", "minimum of {where}: {before} → {after}"),
    "locked": Text("{where} 的锁定 {before} 改为 {after}", "lock of {where}: {before} → {after}"),
    "unweighted": Text(
        "{where} 没有权重，改为可分 {after}", "{where}, which weighs nothing: {before} → {after}"
    ),
    "row_total": Text(
        "{where} 的合计 {before} 改为 {after}", "total of {where}: {before} → {after}"
    ),
    "column_total": Text(
        "{where} 的合计 {before} 改为 {after}", "total of {where}: {before} → {after}"
    ),
    "total": Text("总额 {before} 改为 {after}", "the total: {before} → {after}"),
}
_WHAT: dict[Side, Text] = {
    "upper": Text(
        "{rows} 在 {columns} 按上限和锁定最多放 {limit}，合计要求至少放 {needed}，差 {shortfall}",
        "{rows} in {columns} may hold {limit}, and the totals need {needed}: {shortfall} short",
    ),
    "lower": Text(
        "{rows} 在 {columns} 按下限和锁定至少放 {limit}，合计最多放得下 {needed}，多 {shortfall}",
        "{rows} in {columns} must hold {limit}, and the totals leave {needed}: {shortfall} over",
    ),
    "margins": Text(
        "各行合计共 {needed}，各列合计共 {limit}，相差 {shortfall}",
        "the row totals make {needed}, the column totals {limit}: {shortfall} apart",
    ),
}
_WEIGHTLESS = Text(
    "{where} 要分 {needed}，但那里没有一个正的权重",
    "{where} must carry {needed}, and nothing there weighs anything",
)
_CROSSED = Text(
    "{rows} {columns} 的下限 {limit} 高于上限 {needed}（都已按单位取整）",
    "{rows} {columns}: the minimum {limit} is above the maximum {needed}, both in whole units",
)
_RELAX = Text(
    "最小的改动（共 {moved}）：{changes}", "the smallest change ({moved} in all): {changes}"
)
_TOTALS = Text("改合计：{changes}", "change totals: {changes}")
