"""Comparing as Excel does: 15 digits, numbers before texts before truth values, case ignored."""

from kamtools.excel.calculation.values import Residue, Scalar, Unknown

_NEAR = 2.0**-46


def near(left: float, right: float) -> bool:
    """Whether two numbers differ only where Excel, LibreOffice and WPS may disagree."""
    return left != right and abs(left - right) <= _NEAR * max(abs(left), abs(right))


def compare(left: Scalar, right: Scalar) -> int:
    """Below, at or above 0 as ``left`` is smaller, equal or larger; raises ``Unknown`` in doubt."""
    if left is None or right is None:
        left, right = _blank_like(left, right), _blank_like(right, left)
    kind = _kind(left) - _kind(right)
    if kind:
        return kind
    if isinstance(left, str) and isinstance(right, str):
        return _compare_texts(left.lower(), right.lower())
    assert not isinstance(left, str | None)
    assert not isinstance(right, str | None)
    return compare_numbers(left, right)


def equal(left: Scalar, right: Scalar) -> bool:
    """Whether two values are equal; texts may be of any language."""
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    return compare(left, right) == 0


def compare_numbers(left: float, right: float) -> int:
    """Compare numbers by their 15 digits."""
    if isinstance(left, Residue) or isinstance(right, Residue):
        raise Unknown("a difference that may be 0")
    if left == right:
        return 0
    if near(left, right):
        if format(left, ".15g") == format(right, ".15g"):
            return 0
        raise Unknown("numbers that differ past the 15th digit")
    return -1 if left < right else 1


def _blank_like(value: Scalar, other: Scalar) -> Scalar:
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0


def _kind(value: Scalar) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _compare_texts(left: str, right: str) -> int:
    if left == right:
        return 0
    if left and right and not (left + right).isascii():
        raise Unknown("the order of Chinese texts depends on the computer")
    if not (left + right).isalnum():
        if not left or not right:
            return -1 if not left else 1
        raise Unknown("the order of texts with signs depends on the computer")
    return -1 if left < right else 1
