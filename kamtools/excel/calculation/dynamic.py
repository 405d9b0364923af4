"""References that are computed: OFFSET, INDIRECT, ROW, ADDRESS."""

from kamtools.excel.calculation.frame import Frame, Node, function, one_by_one
from kamtools.excel.calculation.places import area, inside
from kamtools.excel.calculation.values import (
    REF,
    VALUE,
    Area,
    Areas,
    Array,
    ExcelError,
    Unknown,
    Value,
    scalar,
    to_bool,
    to_text,
    to_whole,
)
from kamtools.excel.references import (
    LAST_COLUMN,
    LAST_ROW,
    Reference,
    column_letters,
    quoted,
    read_reference,
)


@one_by_one("OFFSET", 3, 5, over=(1, 2, 3, 4))
def _offset(frame: Frame, arguments: list[Node]) -> Value:
    start = area(arguments[0](frame))
    numbers = [scalar(argument(frame)) for argument in arguments[1:]] + [None, None]
    top, left = start.top + to_whole(numbers[0]), start.left + to_whole(numbers[1])
    height = start.height if numbers[2] is None else to_whole(numbers[2])
    width = start.width if numbers[3] is None else to_whole(numbers[3])
    if height < 0 or width < 0:
        raise Unknown("OFFSET with a negative size")
    if not height or not width:
        raise ExcelError(REF)
    inside(top, left, height, width, LAST_ROW, LAST_COLUMN)
    bottom, right = top + height - 1, left + width - 1
    return Area(frame.grid, start.sheet, top, left, bottom, right, frame.home)


@one_by_one("INDIRECT", 1, 2, over=(0, 1))
def _indirect(frame: Frame, arguments: list[Node]) -> Value:
    text = to_text(arguments[0](frame)).strip()
    if len(arguments) > 1 and not to_bool(arguments[1](frame)):
        raise Unknown("INDIRECT by row and column numbers")
    if not text:
        raise ExcelError(REF)
    reference = read_reference(text)
    if reference is None:
        raise Unknown("INDIRECT to a name")
    return _cells(frame, reference)


def _cells(frame: Frame, reference: Reference) -> Area:
    name = reference.sheet
    number = frame.sheet if name is None else frame.grid.sheet_number(name)
    return Area(frame.grid, number, *reference.box(), frame.home)


@function("ADDRESS", 2, 5)
def _address(frame: Frame, arguments: list[Node]) -> Value:
    row, column = to_whole(arguments[0](frame)), to_whole(arguments[1](frame))
    kind = scalar(arguments[2](frame)) if len(arguments) > 2 else None
    if len(arguments) > 3 and scalar(arguments[3](frame)) in (False, 0.0):
        raise Unknown("ADDRESS by row and column numbers")
    way = 1 if kind is None else to_whole(kind)
    if not 1 <= way <= 4 or not 1 <= row <= LAST_ROW or not 1 <= column <= LAST_COLUMN:
        raise ExcelError(VALUE)
    letters = ("$" if way in (1, 3) else "") + column_letters(column)
    cell = letters + ("$" if way in (1, 2) else "") + str(row)
    if len(arguments) < 5:
        return cell
    sheet = to_text(arguments[4](frame))
    if sheet.isascii() and sheet.isalnum() and sheet[:1].isalpha() and not read_reference(sheet):
        return f"{sheet}!{cell}"
    if " " not in sheet or not sheet.replace(" ", "").isalnum():
        raise Unknown("whether a sheet's name is quoted")
    return f"{quoted(sheet)}!{cell}"


def _own(frame: Frame, arguments: list[Node]) -> Area:
    if not arguments:
        return Area(frame.grid, frame.sheet, frame.row, frame.column, frame.row, frame.column)
    return area(arguments[0](frame))


@function("ROW", 0, 1)
def _row(frame: Frame, arguments: list[Node]) -> Value:
    found = _own(frame, arguments)
    if found.height == 1 or not frame.arrays:
        return float(found.top)
    frame.grid.spend(found.height)
    return Array(tuple((float(row),) for row in range(found.top, found.bottom + 1)))


@function("COLUMN", 0, 1)
def _column(frame: Frame, arguments: list[Node]) -> Value:
    found = _own(frame, arguments)
    if found.width == 1 or not frame.arrays:
        return float(found.left)
    return Array((tuple(float(column) for column in range(found.left, found.right + 1)),))


@function("ROWS", 1)
def _rows(frame: Frame, arguments: list[Node]) -> Value:
    return float(_sized(frame, arguments[0]).height)


@function("COLUMNS", 1)
def _columns(frame: Frame, arguments: list[Node]) -> Value:
    return float(_sized(frame, arguments[0]).width)


def _sized(frame: Frame, argument: Node) -> Area | Array:
    value = argument(frame)
    if not isinstance(value, Area | Array):
        raise Unknown("the size of no cells")
    return value


@function("AREAS", 1)
def _areas(frame: Frame, arguments: list[Node]) -> Value:
    value = arguments[0](frame)
    return float(len(value.areas)) if isinstance(value, Areas) else float(bool(area(value)))


@function("HYPERLINK", 1, 2)
def _hyperlink(frame: Frame, arguments: list[Node]) -> Value:
    """What a link shows."""
    if not to_text(arguments[0](frame)):
        raise Unknown("a link to nowhere")
    return scalar(arguments[-1](frame))
