"""Numbers to the base of 2, 8 and 16: DEC2HEX and its family, ten digits with two's complement."""

from collections.abc import Callable

from kamtools.excel.calculation.frame import plain
from kamtools.excel.calculation.values import (
    NUM,
    VALUE,
    ExcelError,
    Scalar,
    Unknown,
    to_number,
    to_text,
    to_whole,
)

_BASES = {"BIN": 2, "OCT": 8, "HEX": 16}
_DIGITS = "0123456789ABCDEF"
_MOST = 10


def _read(value: Scalar, base: int) -> int:
    """The number that a text spells; the first of ten digits tells its sign."""
    if isinstance(value, bool):
        raise ExcelError(VALUE)
    text = to_text(value).upper()
    if len(text) > _MOST or any(letter not in _DIGITS[:base] for letter in text):
        raise ExcelError(NUM)
    number = int(text or "0", base)
    whole = base**_MOST
    return number - whole if number >= whole // 2 else number


def _written(number: int, base: int, places: tuple[Scalar, ...]) -> str:
    whole = base**_MOST
    if not -whole // 2 <= number < whole // 2:
        raise ExcelError(NUM)
    text, left = "", number % whole
    while left:
        left, digit = divmod(left, base)
        text = _DIGITS[digit] + text
    text = text or "0"
    if not places:
        return text
    if places[0] is None:
        raise Unknown("a blank number of places")
    width = to_whole(places[0])
    if not 1 <= width <= _MOST or (number >= 0 and len(text) > width):
        raise ExcelError(NUM)
    return text if number < 0 else text.zfill(width)


def _from_to(base: int, to: int) -> Callable[..., Scalar]:
    return lambda value, *places: _written(_read(value, base), to, places)


def _from_decimal(base: int) -> Callable[..., Scalar]:
    def body(value: Scalar, *places: Scalar) -> Scalar:
        if isinstance(value, bool):
            raise ExcelError(VALUE)
        return _written(int(to_number(value)), base, places)

    return body


def _to_decimal(base: int) -> Callable[[Scalar], Scalar]:
    return lambda value: float(_read(value, base))


for _name, _base in _BASES.items():
    plain(f"DEC2{_name}", 1, 2)(_from_decimal(_base))
    plain(f"{_name}2DEC", 1)(_to_decimal(_base))
    for _other, _to in _BASES.items():
        if _other != _name:
            plain(f"{_name}2{_other}", 1, 2)(_from_to(_base, _to))


@plain("BASE", 2, 3)
def _base_of(number: Scalar, base: Scalar, places: Scalar = 0.0) -> Scalar:
    value, to = to_whole(number), to_whole(base)
    if not 0 <= value < 2**53 or not 2 <= to <= 36:
        raise ExcelError(NUM)
    if to > len(_DIGITS):
        raise Unknown("a base above 16")
    text, left = "", value
    while left:
        left, digit = divmod(left, to)
        text = _DIGITS[digit] + text
    return (text or "0").zfill(to_whole(places))
