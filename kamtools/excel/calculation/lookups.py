"""INDEX, MATCH, VLOOKUP: finding a place, and what stands there."""

from kamtools.excel.calculation.frame import Frame, Node, function, one_by_one
from kamtools.excel.calculation.searching import (
    Box,
    below,
    cells_in_line,
    from_above,
    same,
    same_or_next,
)
from kamtools.excel.calculation.values import (
    NA,
    REF,
    VALUE,
    Area,
    Array,
    CellValue,
    ExcelError,
    Unknown,
    Value,
    scalar,
    sound,
    to_bool,
    to_number,
    to_whole,
)


def box_of(frame: Frame, argument: Node) -> Box:
    """The cells or values of an argument."""
    value = argument(frame)
    if isinstance(value, Area | Array):
        return value
    if isinstance(value, str | float | bool):
        return Array(((value,),))
    raise Unknown("no cells to look at")


@one_by_one("MATCH", 2, 3)
def _match(frame: Frame, arguments: list[Node]) -> Value:
    kind = to_number(arguments[2](frame)) if len(arguments) > 2 else 1.0
    wanted, box = scalar(arguments[0](frame)), box_of(frame, arguments[1])
    if kind == 0:
        return 1.0 + same(wanted, box)
    return 1.0 + (below if kind > 0 else from_above)(wanted, cells_in_line(box))


def _value(box: Box, row: int, column: int) -> Value:
    """What stands at a place; no reference to it, other than from INDEX."""
    return sound(box.at(row, column))


def _line(box: Box, *, down: bool) -> Box:
    """The first column or row of a box."""
    if isinstance(box, Area):
        used = box.used()
        return used.part(0, 0, used.height, 1) if down else used.part(0, 0, 1, used.width)
    if down:
        return Array(tuple(row[:1] for row in box.rows))
    return Array(box.rows[:1])


def _looked_up(frame: Frame, arguments: list[Node], down: bool) -> Value:
    box, number = box_of(frame, arguments[1]), to_whole(arguments[2](frame))
    if number < 1:
        raise ExcelError(VALUE)
    exactly = len(arguments) > 3 and not to_bool(arguments[3](frame))
    wanted, line = scalar(arguments[0](frame)), _line(box, down=down)
    at = same(wanted, line) if exactly else below(wanted, cells_in_line(line))
    if number > (box.width if down else box.height):
        raise ExcelError(REF)
    return _value(box, at, number - 1) if down else _value(box, number - 1, at)


@one_by_one("VLOOKUP", 3, 4, over=(0, 2))
def _vlookup(frame: Frame, arguments: list[Node]) -> Value:
    return _looked_up(frame, arguments, down=True)


@one_by_one("HLOOKUP", 3, 4, over=(0, 2))
def _hlookup(frame: Frame, arguments: list[Node]) -> Value:
    return _looked_up(frame, arguments, down=False)


@one_by_one("LOOKUP", 2, 3)
def _lookup(frame: Frame, arguments: list[Node]) -> Value:
    looked = box_of(frame.cell_by_cell(), arguments[1])
    result = box_of(frame.cell_by_cell(), arguments[2]) if len(arguments) > 2 else looked
    if len(arguments) == 2:
        across = looked.width > looked.height
        looked = _line(looked, down=not across)
        if result.height > 1 and result.width > 1:
            raise Unknown("LOOKUP in several rows and columns")
    at = below(scalar(arguments[0](frame)), cells_in_line(looked))
    if at >= result.height * result.width:
        raise Unknown("fewer results than places")
    return _value(result, at, 0) if result.height > 1 else _value(result, 0, at)


@one_by_one("XMATCH", 2, 4)
def _xmatch(frame: Frame, arguments: list[Node]) -> Value:
    kind, order = _how(frame, arguments[2:])
    return 1.0 + same_or_next(scalar(arguments[0](frame)), box_of(frame, arguments[1]), kind, order)


def _how(frame: Frame, arguments: list[Node]) -> tuple[int, int]:
    """Which matches do, and which end the search begins at."""
    kind = to_whole(arguments[0](frame)) if arguments else 0
    order = to_whole(arguments[1](frame)) if len(arguments) > 1 else 1
    return kind, order or 1


@one_by_one("XLOOKUP", 3, 6)
def _xlookup(frame: Frame, arguments: list[Node]) -> Value:
    kind, order = _how(frame, arguments[4:])
    wanted = scalar(arguments[0](frame))  # an error in it is none of "not found"
    looked, result = box_of(frame, arguments[1]), box_of(frame, arguments[2])
    if looked.width > 1 and looked.height > 1:
        raise ExcelError(VALUE)
    down = looked.width == 1 and looked.height > 1
    if (result.height if down else result.width) != (looked.height if down else looked.width):
        raise ExcelError(VALUE)
    try:
        at = same_or_next(wanted, looked, kind, order)
    except ExcelError as error:
        if error.code == NA and len(arguments) > 3:
            return arguments[3](frame)
        raise
    return sliced(result, at + 1, 0) if down else sliced(result, 0, at + 1)


@one_by_one("INDEX", 2, 4, over=(1, 2))
def _index(frame: Frame, arguments: list[Node]) -> Value:
    if len(arguments) > 3 and to_whole(arguments[3](frame)) != 1:
        raise Unknown("INDEX in several areas")
    box = box_of(frame.cell_by_cell(), arguments[0])
    if isinstance(box, Area):
        box = Area(box.grid, box.sheet, box.top, box.left, box.bottom, box.right, frame.home)
    row = to_whole(arguments[1](frame))
    column = to_whole(arguments[2](frame)) if len(arguments) > 2 else None
    if column is None:
        across = box.height == 1 and box.width > 1
        row, column = (1, row) if across else (row, int(box.width == 1))
    if row < 0 or column < 0:
        raise ExcelError(VALUE)
    if row > box.height or column > box.width:
        raise ExcelError(REF)
    return sliced(box, row, column)


def sliced(box: Box, row: int, column: int) -> Value:
    """A cell counted from 1; 0 stands for the whole row or column."""
    top, left = max(row - 1, 0), max(column - 1, 0)
    height, width = 1 if row else box.height, 1 if column else box.width
    if isinstance(box, Area):
        return box.part(top, left, height, width)
    rows = tuple(line[left : left + width] for line in box.rows[top : top + height])
    return sound(rows[0][0]) if row and column else Array(rows)


def transposed(box: Box) -> Array:
    """Rows as columns."""
    rows, columns = range(box.height), range(box.width)
    cells: tuple[tuple[CellValue, ...], ...] = tuple(
        tuple(_filled(box.at(row, column)) for row in rows) for column in columns
    )
    return Array(cells)


def _filled(value: CellValue) -> CellValue:
    return 0.0 if value is None else value


@function("TRANSPOSE", 1)
def _transpose(frame: Frame, arguments: list[Node]) -> Value:
    box = box_of(frame.cell_by_cell(), arguments[0])
    if box.height * box.width > 100_000:
        raise Unknown("too many cells")
    return transposed(box)
