"""Breaking the rest of the year down again: what was sold is locked, the rest is planned anew.

A row (store, person) that is behind has its year's target to reach still: what it lacks so far is
added to its remaining months. What happens to one that is *ahead* is the department's choice:

- ``keep`` (其余月份按原目标, the default): its remaining months stay as they were; the year may end
  above its target. Nobody who sold well is given less to do, and nobody more.
- ``reduce`` (超额抵减以后月份): what it is ahead comes off its remaining months, down to 0.
- ``redistribute`` (超额抵减落后者的欠数): its remaining months stay, and what it is ahead relieves
  those that are behind, in proportion to what they lack. The company's year stays as it was as
  long as the surplus does not exceed what is lacking.

None of the source texts says which; so the form states it in words (``RestOfYear.words``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import pandas as pd

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.money import NOUGHT, to_fen, total
from kamtools.periods import Period, months_of
from kamtools.targets.cells import Cells, frame_of
from kamtools.targets.rounding import apportion

Policy = Literal["keep", "reduce", "redistribute"]
DEFAULT_POLICY: Policy = "keep"
POLICIES: Mapping[Policy, Text] = {
    "keep": Text(
        "已超额的，其余月份按原目标，不减也不加；落后的，所欠数加到其余月份",
        "who is ahead keeps the original targets for the rest; who is behind makes it up",
    ),
    "reduce": Text(
        "已超额的，超额部分抵减其余月份的目标，减到 0 为止；落后的，所欠数加到其余月份",
        "who is ahead has the surplus taken off the rest, down to 0; who is behind makes it up",
    ),
    "redistribute": Text(
        "已超额的，其余月份按原目标，超额部分按所欠数的比例抵减落后者；抵减后仍欠的加到其余月份",
        "who is ahead keeps the original targets, and the surplus relieves those behind in "
        "proportion to what they lack; what is still lacking is made up",
    ),
}


class NoMonthsLeft(KamError):
    """The year is over, or was, by the last month of actuals."""

    what = Text(
        "{month}之后，{year}年没有月份可以再分解", "no months of {year} are left after {month}"
    )
    do = Text(
        "等下一年再分解，或选更早的月份", "break down the next year, or choose an earlier month"
    )


@dataclass(frozen=True)
class RestOfYear:
    """What a breakdown of the rest of the year starts from; 元, rows in the order they came."""

    policy: Policy
    unit: Decimal
    locked: Cells
    """What was sold, in the months that are over."""
    ideal: pd.DataFrame
    """Row × remaining month, ≥ 0: the original targets, the seeds where a row has none left."""
    row_totals: pd.Series
    """What each row's remaining months have to add up to: whole units."""
    rows: pd.DataFrame
    """``[target, original_rest, actual, ahead, relief, rest, rounded]`` by row: the whole chain.

    ``ahead`` = actual less the targets of the months that are over; ``rest`` to the fen.
    """

    @property
    def words(self) -> str:
        """The policy as the form states it."""
        return POLICIES[self.policy].show()

    @property
    def tail(self) -> Decimal:
        """What rounding to whole units adds to, or takes from, the company's rest."""
        return total(self.rows["rounded"]) - total(self.rows["rest"])

    @property
    def year_total(self) -> Decimal:
        """What the company's year will come to if every row reaches what it now has."""
        return total(self.locked.values()) + total(self.row_totals)


def rest_of_year(
    rows: Sequence[str],
    targets: Cells,
    actual: Cells,
    through: Period,
    *,
    unit: Decimal = Decimal(1),
    policy: Policy = DEFAULT_POLICY,
    seeds: Cells | None = None,
    closed: Mapping[str, Period] | None = None,
) -> RestOfYear:
    """What is left to break down after the month ``through``, the last one that is over.

    ``targets`` and ``actual`` in 元 by row and month; what is missing is 0. ``seeds`` say how a row
    that has no targets left spreads what it lacks; without them, evenly. ``closed``: rows that
    have no months after the one named; what they lack is not made up by anybody here, it is seen
    in ``rows``. Raises ``NoMonthsLeft``.
    """
    months = months_of(through.year)
    over = [month for month in months if month <= through]
    left = [month for month in months if month > through]
    if not left:
        raise NoMonthsLeft(year=through.year, month=through.chinese)
    still_open = {
        row: [month for month in left if not (closed and row in closed and month > closed[row])]
        for row in rows
    }
    chain = [_Row.of(row, targets, actual, over, still_open[row]) for row in rows]
    relief = _relief(chain) if policy == "redistribute" else [NOUGHT] * len(chain)
    rests = [
        each.rest(policy) - help_ if still_open[each.name] else NOUGHT
        for each, help_ in zip(chain, relief, strict=True)
    ]
    rounded = _rounded(rows, rests, unit)
    table = pd.DataFrame(
        [
            (each.target, each.original, each.actual, each.ahead, help_, rest, whole)
            for each, help_, rest, whole in zip(chain, relief, rests, rounded, strict=True)
        ],
        index=pd.Index(list(rows), dtype=object),
        columns=["target", "original_rest", "actual", "ahead", "relief", "rest", "rounded"],
        dtype=object,
    )
    return RestOfYear(
        policy=policy,
        unit=unit,
        locked={(row, month): actual.get((row, month), NOUGHT) for row in rows for month in over},
        ideal=_ideal(rows, targets, seeds or {}, left, still_open),
        row_totals=pd.Series(rounded, index=table.index, dtype=object),
        rows=table,
    )


@dataclass(frozen=True)
class _Row:
    name: str
    target: Decimal
    original: Decimal
    """Its targets of the months that are left."""
    actual: Decimal
    ahead: Decimal

    @classmethod
    def of(
        cls, name: str, targets: Cells, actual: Cells, over: list[Period], left: list[Period]
    ) -> "_Row":
        passed = total(targets.get((name, month), NOUGHT) for month in over)
        original = total(targets.get((name, month), NOUGHT) for month in left)
        sold = total(actual.get((name, month), NOUGHT) for month in over)
        return cls(name, passed + original, original, sold, sold - passed)

    @property
    def lacks(self) -> Decimal:
        return max(NOUGHT, -self.ahead)

    def rest(self, policy: Policy) -> Decimal:
        """What its remaining months have to bring, before anybody relieves it."""
        if self.ahead <= 0:
            return self.original - self.ahead
        return max(NOUGHT, self.original - self.ahead) if policy == "reduce" else self.original


def _relief(chain: Sequence[_Row]) -> list[Decimal]:
    """What each row is relieved of: the surplus in proportion to what they lack, to the fen."""
    surplus = total(max(NOUGHT, row.ahead) for row in chain)
    lacking = total(row.lacks for row in chain)
    if not surplus or not lacking:
        return [NOUGHT] * len(chain)
    if surplus >= lacking:
        return [row.lacks for row in chain]
    fen = Decimal("0.01")
    lacks = pd.Series([row.lacks for row in chain], index=[row.name for row in chain], dtype=object)
    return [Decimal(each) for each in apportion(lacks, to_fen(surplus), fen, "hamilton")]


def _rounded(rows: Sequence[str], rests: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Whole units that add up to the sum rounded half up; each within one unit of its own."""
    whole = (total(rests) / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
    if not whole:
        return [NOUGHT] * len(rests)
    weights = pd.Series(list(rests), index=list(rows), dtype=object)
    return [Decimal(each) for each in apportion(weights, whole, unit, "hamilton")]


def _ideal(
    rows: Sequence[str],
    targets: Cells,
    seeds: Cells,
    left: list[Period],
    still_open: Mapping[str, list[Period]],
) -> pd.DataFrame:
    cells: Cells = {}
    for row in rows:
        for source in (targets, seeds, dict.fromkeys(((row, m) for m in left), Decimal(1))):
            weights = {
                (row, month): max(NOUGHT, source.get((row, month), NOUGHT))
                for month in still_open[row]
            }
            if any(weights.values()):
                cells |= weights
                break
    return frame_of(cells, list(rows), left)
