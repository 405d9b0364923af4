"""Numbers in Chinese: [DBNum1] 一百二十三 and [DBNum2] 壹佰贰拾叁."""

from kamtools.excel.calculation.values import Unknown

_DIGITS = {1: "〇一二三四五六七八九", 2: "零壹贰叁肆伍陆柒捌玖"}
_UNITS = {1: ("", "十", "百", "千"), 2: ("", "拾", "佰", "仟")}
_GROUPS = ("", "万", "亿")


def by_digits(text: str, numerals: int) -> str:
    """Each digit of a text on its own."""
    return _sure("".join(
        _DIGITS[numerals][int(letter)] if letter in "0123456789" else letter for letter in text
    ))  # fmt: skip


def _sure(text: str) -> str:
    if "〇" in text:
        raise Unknown("whether a Chinese zero is 〇 or ○")
    return text


def counted_out(number: float, numerals: int) -> str:
    """A whole number in words; raises ``Unknown`` for others and for very large ones."""
    if number != int(number) or not 0 <= number < 1e12:
        raise Unknown("such a number in Chinese")
    zero = _DIGITS[numerals][0]
    groups = _in_groups(int(number))
    shown = ""
    for place, group in reversed(list(enumerate(groups))):
        if group:
            gap = zero if shown and (group < 1000 or shown[-1] == zero) else ""
            shown = shown.rstrip(zero) + gap + _group(group, numerals) + _GROUPS[place]
    return _sure(shown or zero)


def _in_groups(number: int) -> list[int]:
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    return groups


def _group(number: int, numerals: int) -> str:
    digits, shown, gap = f"{number:04}", "", False
    for place, digit in zip((3, 2, 1, 0), digits, strict=True):
        if digit == "0":
            gap = bool(shown)
            continue
        shown += (_DIGITS[numerals][0] if gap else "") + _DIGITS[numerals][int(digit)]
        shown += _UNITS[numerals][place]
        gap = False
    return shown


def day_number(number: int, numerals: int) -> str:
    """A month or a day of the month: ten is 十, not 一十."""
    shown = counted_out(float(number), numerals)
    return shown.removeprefix("一") if numerals == 1 and 10 <= number < 20 else shown
