"""IF and its family."""

from collections.abc import Iterator

from kamtools.excel.calculation.frame import Frame, Node, function, plain
from kamtools.excel.calculation.values import (
    NA,
    VALUE,
    Area,
    Array,
    CellValue,
    ErrorValue,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    scalar,
    sound,
    to_bool,
    to_whole,
)

MANY = 255


@function("IF", 2, 3)
def _if(frame: Frame, arguments: list[Node]) -> Value:
    if to_bool(_single(frame, arguments[0])):
        return arguments[1](frame)
    return arguments[2](frame) if len(arguments) > 2 else False


def _single(frame: Frame, argument: Node) -> Scalar:
    return scalar(argument(frame))


@function("IFS", 2, MANY)
def _ifs(frame: Frame, arguments: list[Node]) -> Value:
    for condition, result in zip(arguments[::2], arguments[1::2], strict=False):
        if to_bool(_single(frame, condition)):
            return result(frame)
    raise ExcelError(NA)


@function("IFERROR", 2)
def _iferror(frame: Frame, arguments: list[Node]) -> Value:
    try:
        return _single(frame, arguments[0])
    except ExcelError:
        return arguments[1](frame)


@function("IFNA", 2)
def _ifna(frame: Frame, arguments: list[Node]) -> Value:
    try:
        return _single(frame, arguments[0])
    except ExcelError as error:
        if error.code != NA:
            raise
        return arguments[1](frame)


@function("CHOOSE", 2, MANY)
def _choose(frame: Frame, arguments: list[Node]) -> Value:
    number = to_whole(arguments[0](frame))
    if not 1 <= number < len(arguments):
        raise ExcelError(VALUE)
    return arguments[number](frame)


def _truths(frame: Frame, arguments: list[Node]) -> Iterator[bool]:
    found = False
    for argument in arguments:
        value = argument(frame)
        for single in _logical(value):
            found = True
            yield single
    if not found:
        raise ExcelError(VALUE)


def _logical(value: Value) -> Iterator[bool]:
    """In cells, texts and blanks don't count; given directly, a text is in doubt."""
    if not isinstance(value, Area | Array):
        yield to_bool(value)
        return
    for cell in value.cells():
        single = sound(cell)
        if isinstance(single, bool | float):
            yield bool(single)


@function("AND", 1, MANY)
def _and(frame: Frame, arguments: list[Node]) -> Value:
    return all(list(_truths(frame, arguments)))


@function("OR", 1, MANY)
def _or(frame: Frame, arguments: list[Node]) -> Value:
    return any(list(_truths(frame, arguments)))


@plain("NOT", 1)
def _not(value: Scalar) -> Scalar:
    return not to_bool(value)


@plain("TRUE", 0)
def _true() -> Scalar:
    return True


@plain("FALSE", 0)
def _false() -> Scalar:
    return False


@function("NA", 0)
def _na(_: Frame, __: list[Node]) -> Value:
    raise ExcelError(NA)


def _cell(frame: Frame, argument: Node) -> CellValue:
    """A single value with an error as a value."""
    try:
        return _single(frame, argument)
    except ExcelError as error:
        return ErrorValue(error.code)


@function("ISERROR", 1)
def _iserror(frame: Frame, arguments: list[Node]) -> Value:
    return isinstance(_cell(frame, arguments[0]), ErrorValue)


@function("ISERR", 1)
def _iserr(frame: Frame, arguments: list[Node]) -> Value:
    value = _cell(frame, arguments[0])
    return isinstance(value, ErrorValue) and value.code != NA


@function("ISNA", 1)
def _isna(frame: Frame, arguments: list[Node]) -> Value:
    value = _cell(frame, arguments[0])
    return isinstance(value, ErrorValue) and value.code == NA


@function("ISNUMBER", 1)
def _isnumber(frame: Frame, arguments: list[Node]) -> Value:
    return isinstance(_cell(frame, arguments[0]), float)


@function("ISTEXT", 1)
def _istext(frame: Frame, arguments: list[Node]) -> Value:
    return isinstance(_cell(frame, arguments[0]), str)


@function("ISLOGICAL", 1)
def _islogical(frame: Frame, arguments: list[Node]) -> Value:
    return isinstance(_cell(frame, arguments[0]), bool)


@function("ISBLANK", 1)
def _isblank(frame: Frame, arguments: list[Node]) -> Value:
    value = arguments[0](frame)
    if not isinstance(value, Area):
        raise Unknown("ISBLANK of no cell")
    return _cell(frame, arguments[0]) is None


@plain("N", 1)
def _n(value: Scalar) -> Scalar:
    return 0.0 if isinstance(value, str) or value is None else float(value)
