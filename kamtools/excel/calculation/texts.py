"""Functions of texts."""

from kamtools.excel.calculation.frame import Frame, Node, function, plain
from kamtools.excel.calculation.number_formats import formatted
from kamtools.excel.calculation.values import (
    VALUE,
    Area,
    Array,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    scalar,
    sound,
    to_number,
    to_text,
    to_whole,
)

MANY = 255


def _count(value: Scalar, default: float) -> int:
    number = to_whole(default if value is None else value)
    if number < 0:
        raise ExcelError(VALUE)
    return number


def _narrow(text: str) -> str:
    """A text whose letters all count as one in every program."""
    if any(ord(letter) > 0xFFFF for letter in text):
        raise Unknown("letters that Excel counts as two")
    return text


@plain("LEN", 1)
def _len(text: Scalar) -> Scalar:
    return float(len(_narrow(to_text(text))))


@plain("LEFT", 1, 2)
def _left(text: Scalar, count: Scalar = 1.0) -> Scalar:
    return _narrow(to_text(text))[: _count(count, 0)]


@plain("RIGHT", 1, 2)
def _right(text: Scalar, count: Scalar = 1.0) -> Scalar:
    letters, number = _narrow(to_text(text)), _count(count, 0)
    return letters[-number:] if number else ""


@plain("MID", 3)
def _mid(text: Scalar, start: Scalar, count: Scalar) -> Scalar:
    first, number = to_whole(start), _count(count, 0)
    if first < 1:
        raise ExcelError(VALUE)
    return _narrow(to_text(text))[first - 1 : first - 1 + number]


@plain("TRIM", 1)
def _trim(text: Scalar) -> Scalar:
    return " ".join(part for part in to_text(text).split(" ") if part)


@plain("UPPER", 1)
def _upper(text: Scalar) -> Scalar:
    return to_text(text).upper()


@plain("LOWER", 1)
def _lower(text: Scalar) -> Scalar:
    return to_text(text).lower()


@plain("CONCATENATE", 1, MANY)
def _concatenate(*texts: Scalar) -> Scalar:
    return "".join(to_text(text) for text in texts)


@function("CONCAT", 1, MANY)
def _concat(frame: Frame, arguments: list[Node]) -> Value:
    return "".join(_joined(argument(frame)) for argument in arguments)


def _joined(value: Value) -> str:
    if isinstance(value, Area | Array):
        return "".join(to_text(sound(cell)) for cell in value.cells())
    return to_text(value)


@plain("SUBSTITUTE", 3)
def _substitute(text: Scalar, old: Scalar, new: Scalar) -> Scalar:
    letters, gone = to_text(text), to_text(old)
    return letters.replace(gone, to_text(new)) if gone else letters


@plain("FIND", 2, 3)
def _find(wanted: Scalar, text: Scalar, start: Scalar = 1.0) -> Scalar:
    letters, first = _narrow(to_text(text)), to_whole(start)
    at = letters.find(to_text(wanted), first - 1) if 1 <= first <= len(letters) + 1 else -1
    if at < 0:
        raise ExcelError(VALUE)
    return float(at + 1)


@plain("REPT", 2)
def _rept(text: Scalar, times: Scalar) -> Scalar:
    letters, number = to_text(text), _count(times, 0)
    if len(letters) * number > 32_767:
        raise ExcelError(VALUE)
    return letters * number


@plain("EXACT", 2)
def _exact(left: Scalar, right: Scalar) -> Scalar:
    return to_text(left) == to_text(right)


@plain("VALUE", 1)
def _value(text: Scalar) -> Scalar:
    if isinstance(text, bool) or text is None:
        raise Unknown("VALUE of no text")
    return to_number(text)


@function("TEXT", 2)
def _text(frame: Frame, arguments: list[Node]) -> Value:
    value, pattern = (scalar(argument(frame)) for argument in arguments)
    if not isinstance(pattern, str) or isinstance(value, bool):
        raise Unknown("a format that is no text")
    if isinstance(value, str):
        number = None if any(letter.isnumeric() for letter in value) else value
        if number is None:
            raise Unknown("a text that may be a number")
        return value
    return formatted(float(value or 0), pattern, frame.grid.from_1904)
