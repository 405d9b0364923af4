"""What kind of value something is: ISNUMBER and its family."""

from collections.abc import Callable

from kamtools.excel.calculation.frame import Frame, Node, caught, function, plain
from kamtools.excel.calculation.spreading import several, single, spread
from kamtools.excel.calculation.values import (
    ERRORS,
    NA,
    VALUE,
    Area,
    Areas,
    Array,
    CellValue,
    ErrorValue,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    scalar,
    sound,
    to_number,
    to_whole,
)

_NUMBERS = {"#NULL!": 1, "#DIV/0!": 2, "#VALUE!": 3, "#REF!": 4, "#NAME?": 5, "#NUM!": 6, "#N/A": 7}


def _asks(name: str, holds: Callable[[CellValue], Scalar]) -> None:
    """Enter a function of one value, which may be an error."""

    def body(frame: Frame, arguments: list[Node]) -> Value:
        value = caught(frame, arguments[0])
        if value is None and name == "ISBLANK":
            raise Unknown("ISBLANK of no cell")
        if several(value, frame.arrays):
            return spread(lambda values: holds(values[0]), (value,), frame.arrays)
        return holds(single(value))

    function(name, 1)(body)


def _error_type(value: CellValue) -> Scalar:
    if not isinstance(value, ErrorValue) or value.code not in ERRORS:
        raise ExcelError(NA)
    return float(_NUMBERS[value.code])


_asks("ISERROR", lambda value: isinstance(value, ErrorValue))
_asks("ISERR", lambda value: isinstance(value, ErrorValue) and value.code != NA)
_asks("ISNA", lambda value: isinstance(value, ErrorValue) and value.code == NA)
_asks("ISNUMBER", lambda value: isinstance(value, float))
_asks("ISTEXT", lambda value: isinstance(value, str))
_asks("ISNONTEXT", lambda value: not isinstance(value, str))
_asks("ISLOGICAL", lambda value: isinstance(value, bool))
_asks("ISBLANK", lambda value: value is None)
_asks("ERROR.TYPE", _error_type)


def _odd(value: Scalar) -> bool:
    if isinstance(value, bool):
        raise ExcelError(VALUE)
    return to_whole(value) % 2 == 1


plain("ISODD", 1)(_odd)
plain("ISEVEN", 1)(lambda value: not _odd(value))


@function("ISREF", 1)
def _isref(frame: Frame, arguments: list[Node]) -> Value:
    return isinstance(caught(frame, arguments[0]), Area | Areas)


def _first(value: Value) -> Scalar:
    """The value, of several cells the first."""
    if isinstance(value, Area | Array):
        return sound(value.at(0, 0))
    return scalar(value)


@function("N", 1)
def _n(frame: Frame, arguments: list[Node]) -> Value:
    value = _first(arguments[0](frame))
    return 0.0 if isinstance(value, str) or value is None else to_number(value)


@function("T", 1)
def _t(frame: Frame, arguments: list[Node]) -> Value:
    value = _first(arguments[0](frame))
    return value if isinstance(value, str) else ""


@function("TYPE", 1)
def _type(frame: Frame, arguments: list[Node]) -> Value:
    value = caught(frame, arguments[0])
    if isinstance(value, Area | Array) and (value.height > 1 or value.width > 1):
        return 64.0
    one = single(value)
    if isinstance(one, ErrorValue):
        return 16.0
    return 4.0 if isinstance(one, bool) else 2.0 if isinstance(one, str) else 1.0
