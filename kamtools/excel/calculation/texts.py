"""Functions of texts."""

from kamtools.excel.calculation.criteria import wildcard
from kamtools.excel.calculation.frame import Frame, Node, function, one_by_one, plain
from kamtools.excel.calculation.number_formats import formatted, formatted_text
from kamtools.excel.calculation.rounding import rounded
from kamtools.excel.calculation.values import (
    VALUE,
    Area,
    Areas,
    Array,
    ExcelError,
    Scalar,
    Unknown,
    Value,
    scalar,
    sound,
    surely_text,
    to_bool,
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
    return _same_length(to_text(text), to_text(text).upper())


@plain("LOWER", 1)
def _lower(text: Scalar) -> Scalar:
    return _same_length(to_text(text), to_text(text).lower())


def _same_length(old: str, new: str) -> str:
    if len(old) != len(new):
        raise Unknown("letters that have no single other case")
    return new


@plain("PROPER", 1)
def _proper(text: Scalar) -> Scalar:
    letters = to_text(text)
    if not letters.isascii():
        raise Unknown("PROPER of letters beyond A to Z")
    before = " " + letters
    return "".join(
        letter.lower() if last.isalpha() else letter.upper()
        for last, letter in zip(before, letters, strict=False)
    )


@plain("CLEAN", 1)
def _clean(text: Scalar) -> Scalar:
    return "".join(letter for letter in to_text(text) if ord(letter) > 31)


@plain("CHAR", 1)
def _char(number: Scalar) -> Scalar:
    code = to_whole(number)
    if not 1 <= code <= 255:
        raise ExcelError(VALUE)
    if code > 126 or (code not in (9, 10, 13) and code < 32):
        raise Unknown("a letter that depends on the computer")
    return chr(code)


@plain("CODE", 1)
def _code(text: Scalar) -> Scalar:
    letters = to_text(text)
    if not letters:
        raise ExcelError(VALUE)
    if ord(letters[0]) > 126:
        raise Unknown("a letter that depends on the computer")
    return float(ord(letters[0]))


@plain("UNICHAR", 1)
def _unichar(number: Scalar) -> Scalar:
    code = to_whole(number)
    if not 32 <= code < 0xD800:
        raise Unknown("a letter at the edge")
    return chr(code)


@plain("UNICODE", 1)
def _unicode(text: Scalar) -> Scalar:
    letters = to_text(text)
    if not letters:
        raise ExcelError(VALUE)
    return float(ord(letters[0]))


@plain("CONCATENATE", 1, MANY)
def _concatenate(*texts: Scalar) -> Scalar:
    return "".join(to_text(text) for text in texts)


@function("CONCAT", 1, MANY)
def _concat(frame: Frame, arguments: list[Node]) -> Value:
    return "".join(_joined(argument(frame)) for argument in arguments)


def _joined(value: Value) -> str:
    return "".join(_texts(value))


def _texts(value: Value) -> list[str]:
    if isinstance(value, Area | Array | Areas):
        return [to_text(sound(cell)) for cell in value.cells()]
    return [to_text(value)]


@function("TEXTJOIN", 3, MANY)
def _textjoin(frame: Frame, arguments: list[Node]) -> Value:
    between, without_blanks = scalar(arguments[0](frame)), to_bool(arguments[1](frame))
    values = [argument(frame) for argument in arguments[2:]]
    if not without_blanks and any(_past_the_end(value) for value in values):
        raise Unknown("blank cells past the end of the sheet")
    texts = [text for value in values for text in _texts(value)]
    return to_text(between).join(text for text in texts if text or not without_blanks)


def _past_the_end(value: Value) -> bool:
    return isinstance(value, Area) and value.used() != value


@plain("SUBSTITUTE", 3, 4)
def _substitute(text: Scalar, old: Scalar, new: Scalar, *which: Scalar) -> Scalar:
    letters, gone, other = to_text(text), to_text(old), to_text(new)
    if not which:
        return letters.replace(gone, other) if gone else letters
    number = to_whole(which[0])
    if number < 1:
        raise ExcelError(VALUE)
    parts = letters.split(gone) if gone else [letters]
    if number >= len(parts):
        return letters
    return gone.join(parts[:number]) + other + gone.join(parts[number:])


@plain("REPLACE", 4)
def _replace(text: Scalar, start: Scalar, count: Scalar, new: Scalar) -> Scalar:
    letters, first, number = _narrow(to_text(text)), to_whole(start), _count(count, 0)
    if first < 1:
        raise ExcelError(VALUE)
    return letters[: first - 1] + to_text(new) + letters[first - 1 + number :]


@plain("SEARCH", 2, 3)
def _search(wanted: Scalar, text: Scalar, start: Scalar = 1.0) -> Scalar:
    letters, first, sought = _narrow(to_text(text)), to_whole(start), to_text(wanted)
    if not 1 <= first <= len(letters) + 1:
        raise ExcelError(VALUE)
    pattern = wildcard(sought)
    if pattern:
        found = pattern.search(letters, first - 1)
        at = found.start() if found else -1
    else:
        at = _same_length(letters, letters.lower()).find(sought.lower(), first - 1)
    if at < 0:
        raise ExcelError(VALUE)
    return float(at + 1)


@plain("FIXED", 1, 3)
def _fixed(number: Scalar, places: Scalar = 2.0, plainly: Scalar = False) -> Scalar:
    value, digits = to_number(number), to_whole(places)
    if not 0 <= digits <= 15 or abs(value) >= 1e15:
        raise Unknown("so many places")
    shown = rounded(value or 0.0, digits)
    if value < 0 and not shown:
        raise Unknown("a negative number shown as 0")
    return f"{shown:.{digits}f}" if to_bool(plainly) else f"{shown:,.{digits}f}"


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


@one_by_one("TEXT", 2, over=(0, 1))
def _text(frame: Frame, arguments: list[Node]) -> Value:
    value, pattern = (scalar(argument(frame)) for argument in arguments)
    if not isinstance(pattern, str) or isinstance(value, bool):
        raise Unknown("a format that is no text")
    if isinstance(value, str):
        if not surely_text(value):
            raise Unknown("a text that may be a number")
        return formatted_text(value, pattern)
    return formatted(float(value or 0), pattern, frame.grid.from_1904)
