"""INDEX, MATCH, VLOOKUP: finding a place, and what stands there."""

from kamtools.excel.calculation.comparing import near
from kamtools.excel.calculation.criteria import wildcard
from kamtools.excel.calculation.frame import Frame, Node, function
from kamtools.excel.calculation.values import (
    NA,
    REF,
    VALUE,
    Area,
    Array,
    CellValue,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    scalar,
    sound,
    to_bool,
    to_number,
    to_whole,
)


def _box(frame: Frame, argument: Node) -> Area | Array:
    value = argument(frame)
    if not isinstance(value, Area | Array):
        raise Unknown("no cells to look at")
    return value


def _line(box: Area | Array) -> list[CellValue]:
    """The values of a single row or column, to the end of the sheet."""
    if box.height > 1 and box.width > 1:
        raise ExcelError(NA)
    return list(box.cells())


def _same(wanted: Scalar, values: list[CellValue]) -> int:
    """Where the value stands, counted from 0; raises ``#N/A`` when nowhere."""
    if wanted is None:
        raise Unknown("looking for a blank cell")
    pattern = wildcard(wanted) if isinstance(wanted, str) else None
    if isinstance(wanted, str) and len(wanted) > 255:
        raise ExcelError(VALUE)
    for at, value in enumerate(values):
        if isinstance(wanted, str):
            if isinstance(value, str) and (
                pattern.fullmatch(value) if pattern else value.lower() == wanted.lower()
            ):
                return at
        elif value is not None and isinstance(value, bool) is isinstance(wanted, bool):
            if value == wanted:
                return at
            if isinstance(value, float) and near(value, float(wanted)):
                raise Unknown("numbers that differ past the 15th digit")
    raise ExcelError(NA)


def _last_not_above(wanted: Scalar, values: list[CellValue]) -> int:
    """The last number not above the wanted one, in numbers that ascend."""
    numbers = [value for value in values if value is not None]
    if not isinstance(wanted, float) or not all(isinstance(value, float) for value in numbers):
        raise Unknown("an approximate search among texts")
    ascending = [value for value in numbers if isinstance(value, float)]
    if len(numbers) != len(values) and values[: len(numbers)] != numbers:
        raise Unknown("an approximate search with gaps")
    if ascending != sorted(ascending) or len(set(ascending)) != len(ascending):
        raise Unknown("an approximate search in numbers that don't ascend")
    if any(near(wanted, value) for value in ascending):
        raise Unknown("numbers that differ past the 15th digit")
    at = sum(value <= wanted for value in ascending) - 1
    if at < 0:
        raise ExcelError(NA)
    return at


def _find(wanted: Scalar, values: list[CellValue], exactly: bool) -> int:
    return _same(wanted, values) if exactly else _last_not_above(wanted, values)


@function("MATCH", 2, 3)
def _match(frame: Frame, arguments: list[Node]) -> Value:
    kind = to_number(arguments[2](frame)) if len(arguments) > 2 else 1.0
    if kind < 0:
        raise Unknown("a search downwards")
    values = _line(_box(frame, arguments[1]))
    return 1.0 + _find(scalar(arguments[0](frame)), values, kind == 0)


def _part(box: Area | Array, row: int, column: int) -> Value:
    if isinstance(box, Area):
        top, left = box.top + row, box.left + column
        return Area(box.grid, box.sheet, top, left, top, left)
    return sound(box.at(row, column))


@function("VLOOKUP", 3, 4)
def _vlookup(frame: Frame, arguments: list[Node]) -> Value:
    box, column = _box(frame, arguments[1]), to_whole(arguments[2](frame))
    _inside(column, box.width)
    exactly = len(arguments) > 3 and not to_bool(arguments[3](frame))
    used = box.used() if isinstance(box, Area) else box
    values = [used.at(row, 0) for row in range(used.height)]
    return _part(box, _find(scalar(arguments[0](frame)), values, exactly), column - 1)


@function("HLOOKUP", 3, 4)
def _hlookup(frame: Frame, arguments: list[Node]) -> Value:
    box, row = _box(frame, arguments[1]), to_whole(arguments[2](frame))
    _inside(row, box.height)
    exactly = len(arguments) > 3 and not to_bool(arguments[3](frame))
    used = box.used() if isinstance(box, Area) else box
    values = [used.at(0, column) for column in range(used.width)]
    return _part(box, row - 1, _find(scalar(arguments[0](frame)), values, exactly))


def _inside(number: int, size: int) -> None:
    if number < 1:
        raise ExcelError(VALUE)
    if number > size:
        raise ExcelError(REF)


@function("LOOKUP", 3)
def _lookup(frame: Frame, arguments: list[Node]) -> Value:
    result = _box(frame, arguments[2])
    at = _last_not_above(scalar(arguments[0](frame)), _line(_box(frame, arguments[1])))
    if at >= result.height * result.width:
        raise Unknown("fewer results than places")
    return _part(result, at, 0) if result.height > 1 else _part(result, 0, at)


@function("INDEX", 2, 3)
def _index(frame: Frame, arguments: list[Node]) -> Value:
    box = _box(frame, arguments[0])
    row = to_whole(arguments[1](frame))
    column = to_whole(arguments[2](frame)) if len(arguments) > 2 else None
    if column is None:
        across = box.height == 1 and box.width > 1
        row, column = (1, row) if across else (row, int(box.width == 1))
    if row < 0 or column < 0:
        raise ExcelError(VALUE)
    if row > box.height or column > box.width:
        raise ExcelError(REF)
    if row and column:
        return _part(box, row - 1, column - 1)
    if not isinstance(box, Area):
        raise Unknown("a whole row of an array")
    return _slice(box, row, column)


def _slice(box: Area, row: int, column: int) -> Area:
    top, bottom = (box.top + row - 1,) * 2 if row else (box.top, box.bottom)
    left, right = (box.left + column - 1,) * 2 if column else (box.left, box.right)
    return Area(box.grid, box.sheet, top, left, bottom, right)


def _own(frame: Frame, arguments: list[Node]) -> Area:
    if not arguments:
        return Area(frame.grid, frame.sheet, frame.row, frame.column, frame.row, frame.column)
    value = arguments[0](frame)
    if not isinstance(value, Area):
        raise Unknown("no reference")
    return value


@function("ROW", 0, 1)
def _row(frame: Frame, arguments: list[Node]) -> Value:
    area = _own(frame, arguments)
    if area.height > 1:
        raise Unknown("several rows")
    return float(area.top)


@function("COLUMN", 0, 1)
def _column(frame: Frame, arguments: list[Node]) -> Value:
    area = _own(frame, arguments)
    if area.width > 1:
        raise Unknown("several columns")
    return float(area.left)


@function("ROWS", 1)
def _rows(frame: Frame, arguments: list[Node]) -> Value:
    return float(_box(frame, arguments[0]).height)


@function("COLUMNS", 1)
def _columns(frame: Frame, arguments: list[Node]) -> Value:
    return float(_box(frame, arguments[0]).width)
