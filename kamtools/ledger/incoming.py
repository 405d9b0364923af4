"""A frame of rows on its way into the ledger: checked against the table, every value typed."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.ledger.schema import SOURCE, columns_of
from kamtools.ledger.tables import Column, Kind, Table


class UnknownColumns(KamError):
    """A frame has columns that the table does not have."""

    what = Text("表“{table}”没有这些列：{columns}", "table {table} has no columns {columns}")
    do = Text("请按表的定义命名列", "name the columns as the table's definition does")


class KeyNotGiven(KamError):
    """A frame lacks a column of the business key, or a row has it empty."""

    what = Text("表“{table}”有行缺少主键 {column}", "table {table}: a row lacks its key {column}")
    do = Text("没有主键的行不能写入，请先退回", "refuse rows without their key first")


class DuplicateKeys(KamError):
    """Two rows of one frame have the same business key."""

    what = Text(
        "表“{table}”的同一批数据里主键 {key} 出现 {times} 次",
        "table {table}: key {key} occurs {times} times in one batch",
    )
    do = Text("每个主键只留一行再写入", "keep one row per key")


class ValueDoesNotFit(KamError):
    """A value is not of its column's kind, or too large for it."""

    what = Text(
        "表“{table}”的列 {column} 存不下“{value}”",
        "table {table}: {value!r} does not fit column {column}",
    )
    do = Text("请先转换成该列的类型", "convert it to the column's kind first")


_SCALES = {Kind.MONEY: 2, Kind.NUMBER: 4}

_TYPES = {
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.decimal128(18, 4),
    Kind.MONEY: pa.decimal128(18, 2),
    Kind.DATE: pa.date32(),
}


def typed(table: Table, rows: pd.DataFrame) -> Any:
    """``rows`` as an Arrow table of the columns' types, absent source columns empty.

    Money is rounded half up to fen, numbers to 4 places. Raises ``UnknownColumns``,
    ``KeyNotGiven`` or ``ValueDoesNotFit``.
    """
    known = {column.name: column for column in columns_of(table)}
    if unknown := [str(name) for name in rows.columns if name not in known]:
        raise UnknownColumns(table=table.name, columns=", ".join(unknown))
    arrays = {str(name): _array(table, known[name], rows[name]) for name in rows.columns}
    for column in SOURCE:
        arrays.setdefault(column.name, pa.nulls(len(rows), _type(column)))
    for name in table.key:
        if name not in arrays or arrays[name].null_count:
            raise KeyNotGiven(table=table.name, column=name)
    return pa.table(arrays)


def _type(column: Column) -> Any:
    return _TYPES.get(column.kind, pa.string())


def _array(table: Table, column: Column, values: "pd.Series[Any]") -> Any:
    if column.kind in _SCALES:
        values = _all_rounded(values, _SCALES[column.kind])
    try:
        return _cast(column, values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        culprit = next(value for value in values if not _fits(column, value))
        raise ValueDoesNotFit(table=table.name, column=column.name, value=culprit) from error


def _cast(column: Column, values: "pd.Series[Any]") -> Any:
    if pd.api.types.is_datetime64_any_dtype(values):
        return pa.array(values, from_pandas=True).cast(_type(column))
    return pa.array(values, type=_type(column), from_pandas=True)


def _fits(column: Column, value: object) -> bool:
    try:
        _cast(column, pd.Series([value]))
    except pa.ArrowException:
        return False
    return True


def _all_rounded(values: "pd.Series[Any]", places: int) -> "pd.Series[Any]":
    """Each distinct value rounded once; amounts repeat a lot."""
    codes, distinct = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=False)
    rounded = np.empty(len(distinct), dtype=object)
    rounded[:] = [_rounded(value, places) for value in distinct]
    return pd.Series(rounded[codes], dtype=object)


def _rounded(value: object, places: int) -> object:
    """Any number rounded half up to ``places``; missing values become ``None``."""
    if value is None or value is pd.NA or value != value:  # NaN differs from itself
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
        return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return value
