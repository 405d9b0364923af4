"""What is asked of a breakdown, checked and counted in whole units, in an order of its own."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pandas as pd

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.targets.limits import (
    LARGEST,
    Reader,
    TooLarge,
    UnknownNames,
    as_fraction,
    shortened,
    spoken,
)
from kamtools.targets.rounding import Amount, BadTotal, BadUnit, BadWeight, exact, ranks_of
from kamtools.targets.solving.arrays import Cells, Counts, Flags, Reals

Scope = Literal["total", "row", "column", "both"]


class NoTotals(KamError):
    """Nothing was said about how much to break down."""

    what = Text("没有给出要分解的总额", "no total to break down")
    do = Text("给出总额，或每行、每列的合计", "give a total, row totals or column totals")


class TotalsDisagree(KamError):
    """The margin does not add up to the total."""

    what = Text(
        "各项合计 {margin} 与总额 {total} 不符", "the margin says {margin}, the total {total}"
    )
    do = Text("两者只给一个，或改成一致", "give one of them, or make them agree")


@dataclass(frozen=True)
class Question:
    """Weights, limits and totals in units; rows and columns in the order of their names.

    The order makes the answer the same however the caller's table is sorted.
    """

    ideal: pd.DataFrame
    unit: Amount
    rows: Counts
    """By row in our order: where it stands in the caller's table."""
    columns: Counts
    cells: Cells
    locked: Flags
    row_totals: Counts | None
    column_totals: Counts | None
    total: int | None

    @property
    def scope(self) -> Scope:
        """Of what the totals are given."""
        if self.row_totals is None:
            return "total" if self.column_totals is None else "column"
        return "row" if self.column_totals is None else "both"

    def out(self, values: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        """A table of ours in the caller's order."""
        found = np.empty_like(values)
        found[np.ix_(self.rows, self.columns)] = values
        return found


def ask(
    ideal: pd.DataFrame,
    row_totals: "pd.Series[Any] | None",
    column_totals: "pd.Series[Any] | None",
    total: Amount | None,
    unit: Amount,
    limits: tuple[Any, Any, Any],
) -> Question:
    """The question in units; ``limits`` are lower, upper and locked.

    Raises ``BadUnit``, ``BadWeight``, ``BadTotal``, ``BadLimit``, ``OffUnit``, ``TooLarge``,
    ``UnknownNames``, ``NoTotals`` and ``TotalsDisagree``.
    """
    unit = _unit(unit)
    for axis in (ideal.index, ideal.columns):
        if not axis.is_unique:
            raise UnknownNames(where=_TABLE, names=shortened(axis[axis.duplicated()].unique()))
    rows, columns = (
        np.argsort(np.array(ranks_of(axis.tolist()), dtype=np.int64))
        for axis in (ideal.index, ideal.columns)
    )
    cells, locked = _cells(ideal, unit, limits)
    at = np.ix_(rows, columns)
    across, down = (
        None if margin is None else margin_in_units(pd.Series(margin), names, unit, order)
        for margin, names, order in (
            (row_totals, ideal.index, rows),
            (column_totals, ideal.columns, columns),
        )
    )
    whole = None if total is None else units_of(total, unit)
    agree(across, down, whole, unit)
    return Question(ideal, unit, rows, columns, cells.at(at), locked[at], across, down, whole)


_TABLE = Text("表", "the table")
_VAST = 1e60
MARGIN = Text("合计", "the totals")


def _unit(unit: Any) -> Amount:
    """``unit`` as a whole number or ``Decimal``."""
    if isinstance(unit, float | np.floating):
        unit = Decimal(repr(float(unit)))
        unit = int(unit) if unit.is_finite() and unit == unit.to_integral_value() else unit
    if isinstance(unit, np.integer):
        unit = int(unit)
    if isinstance(unit, bool) or not isinstance(unit, int | Decimal):
        raise BadUnit(unit=unit)
    if not Decimal(unit).is_finite() or unit <= 0:
        raise BadUnit(unit=unit)
    return unit


def _cells(ideal: pd.DataFrame, unit: Amount, limits: tuple[Any, Any, Any]) -> tuple[Cells, Flags]:
    weights = _weights(ideal)
    reader = Reader(ideal.index, ideal.columns, unit)
    lower, upper = reader.lower(limits[0]), reader.upper(limits[1])
    locked, held = reader.locks(limits[2], ideal)
    upper = np.where(weights > 0, upper, np.minimum(lower, upper))
    lower, upper = np.where(locked, held, lower), np.where(locked, held, upper)
    return Cells(weights, lower, upper), locked


def _weights(ideal: pd.DataFrame) -> Reals:
    """The ideal as floats; decimals are first made whole together, so that equals stay equal."""
    values = ideal.to_numpy()
    if values.dtype.kind not in "iuf":
        values = _decimals(ideal, ideal.to_numpy(dtype=object))
    weights = values.astype(float)
    if (bad := np.argwhere(~(np.isfinite(weights) & (weights >= 0)))).size:
        _refuse(ideal, *bad[0])
    return moderate(weights)


def moderate(weights: Reals) -> Reals:
    """Weights whose products and quotients stay within what floats hold; zeros stay zeros."""
    top = float(weights.max(initial=0.0))
    least = float(np.where(weights > 0, weights, np.inf).min(initial=np.inf))
    if top <= _VAST and least >= 1 / _VAST:
        return weights
    scaled = np.maximum(weights / 2.0 ** np.floor(np.log2(top)), 1 / _VAST)
    return np.where(weights > 0, scaled, 0.0)


def _decimals(ideal: pd.DataFrame, values: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    found = np.empty(values.shape)
    parts = [v.as_tuple().exponent for v in values.flat if isinstance(v, Decimal)]
    places = -min((part for part in parts if isinstance(part, int)), default=0)
    scale = 10 ** min(max(places, 0), 30)
    for place, value in np.ndenumerate(values):
        try:
            if isinstance(value, str):
                _refuse(ideal, *place)
            found[place] = float(value * scale)
        except (TypeError, ValueError, ArithmeticError):
            _refuse(ideal, *place)
    return found


def _refuse(ideal: pd.DataFrame, row: int, column: int) -> None:
    raise BadWeight(
        name=f"{spoken(ideal.index[row])} {spoken(ideal.columns[column])}",
        weight=ideal.iloc[row, column],
    )


def margin_in_units(
    margin: "pd.Series[Any]", names: "pd.Index[Any]", unit: Amount, order: Counts
) -> Counts:
    """``margin`` in units, in our order; raises where its names are not the table's."""
    strange = margin.index[margin.index.duplicated() | ~margin.index.isin(names)].tolist()
    strange = strange or names[~names.isin(margin.index)].tolist()
    if strange:
        raise UnknownNames(where=MARGIN, names=shortened(strange))
    units = _all_whole(margin, unit)
    if units is None:
        units = np.array([units_of(amount, unit) for amount in margin.tolist()], dtype=np.int64)
    return units[margin.index.get_indexer(names)][order]


def _all_whole(margin: "pd.Series[Any]", unit: Amount) -> Counts | None:
    """Whole numbers at once; ``None`` where one is no multiple of the unit."""
    if margin.dtype.kind not in "iu" or not isinstance(unit, int):
        return None
    units, rest = np.divmod(margin.to_numpy().astype(np.int64), unit)
    return None if rest.any() or ((units < 0) | (units > LARGEST)).any() else units


def units_of(amount: Any, unit: Amount) -> int:
    """How many whole units ``amount`` is; raises ``BadTotal`` and ``TooLarge``."""
    if type(amount) is int and type(unit) is int and 0 <= amount <= LARGEST:
        count, rest = divmod(amount, unit)  # nearly always
        if not rest:
            return count
    try:
        units = as_fraction(amount) / exact(unit)
    except (TypeError, ValueError, ArithmeticError):
        raise BadTotal(total=amount, unit=unit) from None
    if isinstance(amount, str | bool) or units < 0 or units.denominator != 1:
        raise BadTotal(total=amount, unit=unit)
    if units > LARGEST:
        raise TooLarge(value=amount, unit=unit)
    return int(units)


def agree(across: Counts | None, down: Counts | None, whole: int | None, unit: Amount) -> None:
    """Raises ``TotalsDisagree`` where a margin does not add up to the total, and ``NoTotals``."""
    sums = [int(margin.sum()) for margin in (across, down) if margin is not None]
    if not sums and whole is None:
        raise NoTotals()
    for each in sums:
        if whole is not None and each != whole:
            raise TotalsDisagree(margin=f"{each * unit:,}", total=f"{whole * unit:,}")
        if each > LARGEST:
            raise TooLarge(value=each * unit, unit=unit)
