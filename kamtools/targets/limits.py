"""Minimum, maximum and locked amounts, as a caller writes them, in whole units."""

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.targets.rounding import Amount, exact
from kamtools.targets.solving.arrays import NO_LIMIT, Counts, Flags

LARGEST = 2**50
"""The most units that stay exact; 11 万亿元 in fen."""
_NO_AMOUNT = -1e300
_PLAIN = 10**18
"""Below, quotients of amounts by a unit fit into Decimal's digits."""


class UnknownNames(KamError):
    """Totals or limits name rows or columns that the table does not have, or leave some out."""

    what = Text("{where}里的名称与表不一致：{names}", "{where} does not go with the table: {names}")
    do = Text("改成一样的名称", "use the same names")


class BadLimit(KamError):
    """A limit or a lock that is no amount: negative, or not a number."""

    what = Text("“{row} {column}”的{kind}是 {value}", "the {kind} of {row} {column} is {value}")
    do = Text("要是 0 或正数；没有就留空", "give 0 or a positive number, or leave it empty")


class OffUnit(KamError):
    """A locked amount that is no whole number of units."""

    what = Text(
        "“{row} {column}”锁定的 {value} 不是 {unit} 的整数倍",
        "{row} {column} is locked at {value}, no whole number of {unit}",
    )
    do = Text("改成整数倍，或换一个能除尽的单位", "lock a multiple, or take a smaller unit")


class TooLarge(KamError):
    """An amount of more units than can be counted exactly."""

    what = Text("{value} 太大，按 {unit} 数不清", "{value} is too large to count in {unit}")
    do = Text("换一个大一些的单位", "take a larger unit")


LOWER, UPPER, LOCKED = Text("下限", "minimum"), Text("上限", "maximum"), Text("锁定", "lock")


class Reader:
    """Reads limits for the cells of one table."""

    def __init__(self, rows: "pd.Index[Any]", columns: "pd.Index[Any]", unit: Amount) -> None:
        self._rows, self._columns, self._unit = rows, columns, unit

    def lower(self, limits: Any) -> Counts:
        """At least so many units: rounded up to whole ones; 0 where nothing is said."""
        found = self._units(self._values(limits, LOWER), LOWER, up=True, infinite=False)
        return np.where(found == NO_LIMIT, 0, found)

    def upper(self, limits: Any) -> Counts:
        """At most so many units: rounded down; ``NO_LIMIT`` where nothing is said."""
        return self._units(self._values(limits, UPPER), UPPER, up=False, infinite=True)

    def locks(self, locks: Any, ideal: pd.DataFrame) -> tuple[Flags, Counts]:
        """Which cells are locked, and at how many units; a plain True holds the ideal's amount."""
        values = self._values(locks, LOCKED)
        shape = (len(self._rows), len(self._columns))
        if values is None:
            return np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.int64)
        values = _held(values, ideal)
        up = self._units(values, LOCKED, up=True, infinite=False)
        down = self._units(values, LOCKED, up=False, infinite=False)
        if (off := np.argwhere(up != down)).size:
            row, column = off[0]
            self._raise(OffUnit, row, column, values[row, column], unit=self._unit)
        return up != NO_LIMIT, np.where(up == NO_LIMIT, 0, up)

    def _values(self, limits: Any, kind: Text) -> "np.ndarray[Any, Any] | None":
        """The limits by row and column, NaN or None where nothing is said."""
        if limits is None:
            return None
        if isinstance(limits, pd.DataFrame):
            return self._framed(limits, kind)
        if isinstance(limits, pd.Series):
            limits = limits.to_dict()
        if isinstance(limits, set | frozenset | list | tuple):
            limits = dict.fromkeys(limits, True)
        if isinstance(limits, Mapping):
            return self._mapped(limits, kind)
        shape = (len(self._rows), len(self._columns))
        return np.full(shape, limits, dtype=object if isinstance(limits, Decimal) else None)

    def _framed(self, limits: pd.DataFrame, kind: Text) -> "np.ndarray[Any, Any]":
        self._known(limits.index, self._rows, kind)
        self._known(limits.columns, self._columns, kind)
        if not (limits.index.equals(self._rows) and limits.columns.equals(self._columns)):
            limits = limits.astype(object).reindex(index=self._rows, columns=self._columns)
        return limits.to_numpy()

    def _mapped(self, limits: Mapping[Any, Any], kind: Text) -> "np.ndarray[Any, Any]":
        if strange := [key for key in limits if not (isinstance(key, tuple) and len(key) == 2)]:
            raise UnknownNames(where=kind.show(), names=shortened(strange))
        self._known([row for row, _ in limits], self._rows, kind)
        self._known([column for _, column in limits], self._columns, kind)
        values = np.full((len(self._rows), len(self._columns)), None, dtype=object)
        for (row, column), value in limits.items():
            values[self._rows.get_loc(row), self._columns.get_loc(column)] = value
        return values

    def _known(self, names: Any, known: "pd.Index[Any]", kind: Text) -> None:
        if isinstance(names, pd.Index) and names.equals(known):
            return
        names_known = set(known)  # a MultiIndex also "contains" the beginnings of its paths
        if strange := [name for name in names if name not in names_known]:
            raise UnknownNames(where=kind.show(), names=shortened(strange))
        if isinstance(names, pd.Index) and not names.is_unique:
            raise UnknownNames(where=kind.show(), names=shortened(names[names.duplicated()]))

    def _units(
        self, values: "np.ndarray[Any, Any] | None", kind: Text, up: bool, infinite: bool
    ) -> Counts:
        shape = (len(self._rows), len(self._columns))
        if values is None:
            return np.full(shape, NO_LIMIT, dtype=np.int64)
        if values.dtype.kind in "iuf":
            counts = _many(values.astype(float), float(self._unit), up)
        else:
            each = [_one(value, self._unit, up) for value in values.flat]
            counts = np.array(each, dtype=float).reshape(shape)
        return self._checked(values, counts, kind, infinite)

    def _checked(
        self, values: "np.ndarray[Any, Any]", counts: Any, kind: Text, infinite: bool
    ) -> Counts:
        said = ~np.isnan(counts)
        bad = said & ((counts < 0) if kind is not LOWER else (counts == _NO_AMOUNT))
        bad |= said & (counts == np.inf) & (not infinite)
        if (found := np.argwhere(bad)).size:
            row, column = found[0]
            self._raise(BadLimit, row, column, values[row, column], kind=kind.show())
        large = said & (counts > LARGEST)
        if not infinite and large.any():
            row, column = np.argwhere(large)[0]
            raise TooLarge(value=values[row, column], unit=self._unit)
        counts = np.where(said & ~large, np.maximum(counts, 0), NO_LIMIT)
        return np.asarray(counts.astype(np.int64))

    def _raise(self, error: type[KamError], row: int, column: int, value: Any, **more: Any) -> None:
        where = {"row": spoken(self._rows[row]), "column": spoken(self._columns[column])}
        raise error(**where, value=value, **more)


def spoken(name: object) -> str:
    """A row's or column's name; a path's parts one after the other."""
    return " ".join(map(str, name)) if isinstance(name, tuple) else str(name)


def shortened(names: Any, most: int = 6) -> str:
    """The names in one line; of many, the first ones and how many there are."""
    shown = Text("、", ", ").show().join(spoken(name) for name in list(names)[:most])
    if len(names) <= most:
        return shown
    return Text("{shown} 等 {count} 个", "{shown} … ({count})").show(shown=shown, count=len(names))


def _held(values: "np.ndarray[Any, Any]", ideal: pd.DataFrame) -> "np.ndarray[Any, Any]":
    """Locks with the ideal's amounts where they only say True, and nothing where False."""
    if values.dtype.kind in "iuf":
        return values
    truths = np.array([isinstance(each, bool | np.bool_) for each in values.flat], dtype=bool)
    truths = truths.reshape(values.shape)
    held = truths & (values == True)  # noqa: E712  an array of objects
    found = values.astype(object)
    found[truths] = None
    found[held] = ideal.to_numpy(dtype=object)[held]
    return found


def _many(values: "np.ndarray[Any, np.dtype[np.float64]]", unit: float, up: bool) -> Any:
    """Floats in units; what is a whole number but for the float's last digits is one."""
    units = values / unit
    with np.errstate(invalid="ignore"):
        near = np.rint(units)
        whole = np.abs(units - near) <= 1e-9 + 1e-15 * np.abs(units)
    return np.where(whole, near, np.ceil(units) if up else np.floor(units))


def _one(value: Any, unit: Amount, up: bool) -> float:
    """One amount in units; NaN for none, ``_NO_AMOUNT`` for what is no number."""
    if value is None or value is pd.NA or value is pd.NaT:
        return math.nan
    if isinstance(value, str | bool):
        return _NO_AMOUNT
    try:
        if value != value:
            return math.nan
        if type(value) in (int, Decimal) and 0 <= value < _PLAIN:
            whole, rest = divmod(value, unit)  # nearly always
            return float(whole + (1 if up and rest else 0))
        if value in (math.inf, -math.inf):
            return float(value)
        units: Fraction = as_fraction(value) / exact(unit)
    except (TypeError, ValueError, ArithmeticError):
        return _NO_AMOUNT
    return float(math.ceil(units) if up else math.floor(units))


def as_fraction(value: Any) -> Fraction:
    """An amount without loss; a float is taken for the decimals it shows."""
    return Fraction(repr(float(value))) if isinstance(value, float) else exact(value)
