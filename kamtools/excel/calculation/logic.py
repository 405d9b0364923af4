"""IF and its family."""

from collections.abc import Iterator, Sequence

from kamtools.excel.calculation.frame import (
    ARRAY_FORMULA,
    Frame,
    Node,
    caught,
    constant,
    function,
    plain,
)
from kamtools.excel.calculation.operators import BINARY
from kamtools.excel.calculation.spreading import several, single, spread
from kamtools.excel.calculation.values import (
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
    to_bool,
    to_whole,
)

MANY = 255


@function("IF", 2, 3)
def _if(frame: Frame, arguments: list[Node]) -> Value:
    condition = arguments[0](frame)
    otherwise = arguments[2] if len(arguments) > 2 else constant(False)
    if not several(condition, frame.arrays):
        return arguments[1](frame) if to_bool(condition) else otherwise(frame)
    if frame.arrays < ARRAY_FORMULA:
        raise Unknown("IF with several conditions")
    choices = (caught(frame, arguments[1]), caught(frame, otherwise))
    return spread(_chosen, (condition, *choices), frame.arrays)


def _chosen(values: Sequence[CellValue]) -> CellValue:
    return values[1] if to_bool(sound(values[0])) else values[2]


@function("IFS", 2, MANY)
def _ifs(frame: Frame, arguments: list[Node]) -> Value:
    for condition, result in zip(arguments[::2], arguments[1::2], strict=False):
        if to_bool(condition(frame)):
            return result(frame)
    raise ExcelError(NA)


@function("SWITCH", 3, MANY)
def _switch(frame: Frame, arguments: list[Node]) -> Value:
    wanted, same = scalar(arguments[0](frame)), BINARY["="][1]
    rest = arguments[1:]
    for value, result in zip(rest[::2], rest[1::2], strict=False):
        if same(wanted, scalar(value(frame))):
            return result(frame)
    if len(rest) % 2 == 0:
        raise ExcelError(NA)
    return rest[-1](frame)


def _instead(name: str, codes: tuple[str, ...] | None) -> None:
    """IFERROR or IFNA: another value in place of errors, or of these errors only."""

    def stands(value: CellValue) -> bool:
        return not isinstance(value, ErrorValue) or (codes is not None and value.code not in codes)

    def body(frame: Frame, arguments: list[Node]) -> Value:
        value = caught(frame, arguments[0])
        if several(value, frame.arrays):
            if frame.arrays < ARRAY_FORMULA:
                raise Unknown(f"{name} of several values")
            both = (value, caught(frame, arguments[1]))
            return spread(lambda two: two[not stands(two[0])], both, frame.arrays)
        one = single(value)
        return sound(one) if stands(one) else arguments[1](frame)

    function(name, 2)(body)


_instead("IFERROR", None)
_instead("IFNA", (NA,))


@function("CHOOSE", 2, MANY)
def _choose(frame: Frame, arguments: list[Node]) -> Value:
    chosen = arguments[0](frame)
    if several(chosen, frame.arrays):
        raise Unknown("CHOOSE with several numbers")
    number = to_whole(chosen)
    if not 1 <= number < len(arguments):
        raise ExcelError(VALUE)
    return arguments[number](frame)


def _truths(frame: Frame, arguments: list[Node]) -> list[bool]:
    found = [truth for argument in arguments for truth in _logical(argument(frame))]
    if not found:
        raise ExcelError(VALUE)
    return found


def _logical(value: Value) -> Iterator[bool]:
    """In cells, texts and blanks don't count; given directly, a text is in doubt."""
    if not isinstance(value, Area | Array | Areas):
        yield to_bool(value)
        return
    for cell in value.cells():
        truth = sound(cell)
        if isinstance(truth, bool | float):
            yield to_bool(truth)


@function("AND", 1, MANY)
def _and(frame: Frame, arguments: list[Node]) -> Value:
    return all(_truths(frame, arguments))


@function("OR", 1, MANY)
def _or(frame: Frame, arguments: list[Node]) -> Value:
    return any(_truths(frame, arguments))


@function("XOR", 1, MANY)
def _xor(frame: Frame, arguments: list[Node]) -> Value:
    return sum(_truths(frame, arguments)) % 2 == 1


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


@function("SINGLE", 1)
def _one(frame: Frame, arguments: list[Node]) -> Value:
    """The sign ``@``: of several cells the one beside the formula."""
    value = arguments[0](Frame(frame.grid, frame.sheet, frame.row, frame.column))
    return sound(value.at(0, 0)) if isinstance(value, Array) else scalar(value)
