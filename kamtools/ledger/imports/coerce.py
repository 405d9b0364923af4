"""A column of cells → a column of values: each distinct cell is read once."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from kamtools.ledger.imports.codes import read_code, read_phone, read_text
from kamtools.ledger.imports.dates import day_order, read_date, read_period
from kamtools.ledger.imports.numbers import (
    LIMIT,
    ONE,
    TOO_LARGE,
    read_integer,
    read_money,
    read_number,
)
from kamtools.ledger.imports.reading import Context, Unreadable, is_blank
from kamtools.ledger.tables import Kind

Array = Any
"""A numpy array; its element type is said where it is returned."""


@dataclass(frozen=True)
class Cells:
    """One column: ``distinct[codes[i]]`` is the cell of row i."""

    codes: Array
    distinct: Array

    @classmethod
    def of(cls, values: list[Any]) -> "Cells":
        """Number the distinct cells. ``True`` is told apart from 1, which Python takes as equal."""
        array = np.empty(len(values), dtype=object)
        array[:] = [_told_apart(value) for value in values]
        codes, distinct = pd.factorize(array, use_na_sentinel=False)
        return cls(codes, distinct)

    def where(self, test: Callable[[Any], bool]) -> Array:
        """A bool per row: whether its cell passes ``test``."""
        passes = np.fromiter((test(v) for v in self.distinct), bool, len(self.distinct))
        return passes[self.codes]

    def row(self, index: int) -> Any:
        """The cell of row ``index``."""
        return self.distinct[self.codes[index]]


@dataclass(frozen=True)
class Values:
    """One column, read: ``distinct`` holds values, ``None`` or ``Unreadable``."""

    codes: Array
    distinct: Array

    @cached_property
    def unreadable(self) -> Array:
        """A bool per row."""
        return self.where(lambda value: isinstance(value, Unreadable))

    @cached_property
    def missing(self) -> Array:
        """A bool per row: nothing to load, be it blank or unreadable."""
        return self.where(lambda value: value is None or isinstance(value, Unreadable))

    @cached_property
    def values(self) -> Array:
        """An object per row, ``None`` where missing."""
        distinct = self.distinct.copy()
        for index, value in enumerate(distinct):
            if isinstance(value, Unreadable):
                distinct[index] = None
        return distinct[self.codes]

    def row(self, index: int) -> Any:
        """What the cell of row ``index`` came to."""
        return self.distinct[self.codes[index]]

    def where(self, test: Callable[[Any], bool]) -> Array:
        """A bool per row: whether its value passes ``test``."""
        marks = np.fromiter((test(v) for v in self.distinct), bool, len(self.distinct))
        return marks[self.codes]


def _told_apart(value: Any) -> Any:
    if value is True or value is False:
        return str(value).upper()
    return "" if value is None else value


def read_cells(cells: Cells, kind: Kind, scale: Decimal, context: Context) -> Values:
    """Read ``cells`` as ``kind``; ``scale`` multiplies numbers and money without a unit."""
    read = _reader(kind, scale, context, cells)
    return Values(cells.codes, _each(cells.distinct, read))


def multiplied(first: Values, second: Values) -> Values:
    """Their product, row by row; missing or unreadable where either is."""
    return combined(first, second, _product)


def filled_up(first: Values, second: Values) -> Values:
    """``first``, and ``second`` where it has no value."""
    return combined(first, second, _first_given)


def combined(first: Values, second: Values, merge: Callable[[Any, Any], Any]) -> Values:
    """``merge`` of both values of each row, called once for each distinct pair."""
    width = len(second.distinct)
    pairs = first.codes.astype(np.int64) * width + second.codes
    codes, distinct = pd.factorize(pairs)
    found = np.empty(len(distinct), dtype=object)
    for index, pair in enumerate(distinct):
        found[index] = merge(first.distinct[pair // width], second.distinct[pair % width])
    return Values(codes, found)


def repeated(value: Any, rows: int) -> Values:
    """The same value in every row."""
    distinct = np.empty(1, dtype=object)
    distinct[0] = value
    return Values(np.zeros(rows, dtype=np.intp), distinct)


def _product(first: Any, second: Any) -> Any:
    if isinstance(first, Decimal) and isinstance(second, Decimal):
        product = first * second
        return product if abs(product) < LIMIT else TOO_LARGE
    return first if not isinstance(first, Decimal) else second


def _first_given(first: Any, second: Any) -> Any:
    if first is None or (isinstance(first, Unreadable) and second is not None):
        return second
    return first


def _each(distinct: Array, read: Callable[[Any], Any]) -> Array:
    found = np.empty(len(distinct), dtype=object)
    for index, value in enumerate(distinct):
        found[index] = None if is_blank(value) else read(value)
    return found


def _reader(kind: Kind, scale: Decimal, context: Context, cells: Cells) -> Callable[[Any], Any]:
    if kind is Kind.DATE:
        return partial(read_date, order=day_order(cells.distinct))
    if kind is Kind.PERIOD:
        return lambda value: _text_of(read_period(value, context))
    if kind in (Kind.MONEY, Kind.NUMBER):
        return partial(read_money if kind is Kind.MONEY else read_number, scale=scale)
    plain: dict[Kind, Callable[[Any], Any]] = {
        Kind.INTEGER: partial(read_integer, scale=ONE),
        Kind.CODE: read_code,
        Kind.PHONE: read_phone,
    }
    return plain.get(kind, read_text)


def _text_of(period: Any) -> Any:
    return period if period is None or isinstance(period, Unreadable) else str(period)
