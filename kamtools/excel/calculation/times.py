"""Times of day: parts of 1."""

from kamtools.excel.calculation.frame import plain
from kamtools.excel.calculation.values import (
    NUM,
    ExcelError,
    Scalar,
    Unknown,
    to_number,
    to_whole,
)

_SECONDS = 86_400


def _seconds(value: Scalar) -> int:
    """The seconds of a time of day, rounded."""
    number = to_number(value)
    if number < 0:
        raise ExcelError(NUM)
    exact = (number - int(number)) * _SECONDS
    if abs(abs(exact - int(exact)) - 0.5) < 1e-3:
        raise Unknown("half a second")
    return round(exact) % _SECONDS


@plain("HOUR", 1)
def _hour(value: Scalar) -> Scalar:
    return float(_seconds(value) // 3600)


@plain("MINUTE", 1)
def _minute(value: Scalar) -> Scalar:
    return float(_seconds(value) // 60 % 60)


@plain("SECOND", 1)
def _second(value: Scalar) -> Scalar:
    return float(_seconds(value) % 60)


@plain("TIME", 3)
def _time(hours: Scalar, minutes: Scalar, seconds: Scalar) -> Scalar:
    parts = [to_whole(part) for part in (hours, minutes, seconds)]
    if any(abs(part) > 32_767 for part in parts):
        raise ExcelError(NUM)
    whole = parts[0] * 3600 + parts[1] * 60 + parts[2]
    if whole < 0:
        raise ExcelError(NUM)
    return (whole % _SECONDS) / _SECONDS
