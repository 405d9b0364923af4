"""TEXT(): numbers, days and texts written out in a number format."""

from collections.abc import Sequence
from itertools import takewhile

from kamtools.excel.calculation.chinese_numerals import by_digits, counted_out
from kamtools.excel.calculation.date_formats import shown_day
from kamtools.excel.calculation.dates import shifted
from kamtools.excel.calculation.format_codes import Section, Word, sections
from kamtools.excel.calculation.rounding import rounded
from kamtools.excel.calculation.values import Unknown

_TESTS = {
    "<": lambda left, right: left < right, ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right, ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right, "<>": lambda left, right: left != right,
}  # fmt: skip


def formatted(number: float, pattern: str, from_1904: bool = False) -> str:
    """The number in a format; raises ``Unknown`` for formats that are not understood."""
    section, signed = _chosen(number, sections(pattern))
    if section.has("date", "elapsed", "noon"):
        dated = any(kind == "date" and text[0] in "ymda" for kind, text in section.words)
        return shown_day(shifted(number) if from_1904 and dated else number, section)
    if section.has("sign") and any(text == "@" for _, text in section.words):
        if len(section.words) > 1:
            raise Unknown(pattern)
        return general(number)
    shown = _shown(abs(number), section)
    nothing = not any(digit in shown for digit in "123456789") and not section.numerals
    if number < 0 and nothing and section.has("digit", "general"):
        raise Unknown("a negative number shown as 0")
    return "-" + shown if signed else shown


def formatted_text(text: str, pattern: str) -> str:
    """A text in a format, which may have a section for texts."""
    parts = sections(pattern)
    if len(parts) < 4 and not any(("sign", "@") in part.words for part in parts[-1:]):
        return text
    words = parts[-1].words
    if any(kind not in ("literal", "sign") for kind, _ in words):
        raise Unknown(pattern)
    return "".join(text if word == ("sign", "@") else word[1] for word in words)


def _chosen(number: float, parts: Sequence[Section]) -> tuple[Section, bool]:
    """The section for a number, and whether a minus stands before it."""
    if any(part.condition for part in parts):
        return _by_condition(number, parts)
    if number < 0 and len(parts) > 1:
        return parts[1], False
    if number == 0 and len(parts) > 2:
        return parts[2], False
    return parts[0], number < 0


def _by_condition(number: float, parts: Sequence[Section]) -> tuple[Section, bool]:
    if number < 0:
        raise Unknown("a negative number in a format with conditions")
    for part in parts[:-1]:
        if part.condition is None or _TESTS[part.condition[0]](number, part.condition[1]):
            return part, False
    last = parts[-1]
    if last.condition and not _TESTS[last.condition[0]](number, last.condition[1]):
        raise Unknown("a number that no section of the format is for")
    return last, False


def general(number: float) -> str:
    """A number as an ample cell without a format shows it: 11 characters at most."""
    if number and not 1e-4 <= abs(number) < 1e11:
        raise Unknown("a number that may need an exponent")
    whole = len(str(int(abs(number))))
    value = rounded(number, max(0, 10 - whole))
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(number: float, section: Section) -> str:
    if section.has("general"):
        value = counted_out(number, section.numerals) if section.numerals else general(number)
        return "".join(value if kind == "general" else text for kind, text in section.words)
    if not section.has("digit"):
        if section.has("sign", "exponent"):
            raise Unknown("a format of signs alone")
        value = counted_out(number, section.numerals) if section.numerals else ""
        return value + "".join(text for _, text in section.words)
    shown = _digits(number, list(section.words))
    return by_digits(shown, section.numerals) if section.numerals else shown


def _digits(number: float, words: list[Word]) -> str:
    if any(kind == "exponent" for kind, _ in words):
        return _scientific(number, words)
    points = [at for at, word in enumerate(words) if word == ("sign", ".")]
    if points and not any(kind == "digit" for kind, _ in words[: points[0]]):
        words.insert(points[0], ("digit", "#"))  # what is whole stands there all the same
        points = [at + 1 for at in points]
    places = [at for at, (kind, _) in enumerate(words) if kind == "digit"]
    _no_fraction(words, places)
    point = points[0] if points else len(words)
    decimals = sum(at > point for at in places)
    scale = 100.0 ** words.count(("sign", "%"))
    last_whole = max((at for at in places if at < point), default=-1)
    for end in {last_whole, places[-1]}:
        commas = takewhile(lambda word: word == ("sign", ","), words[end + 1 :])
        scale /= 1000.0 ** len(list(commas))
    grouped = any(words[at] == ("sign", ",") for at in range(places[0], last_whole + 1))
    scaled = number * scale
    if scaled >= 1e15 or len(points) > 1:
        raise Unknown("more than 15 digits")
    whole, _, rest = f"{rounded(scaled, decimals):.{decimals}f}".partition(".")
    before = _whole(whole.lstrip("0"), words[:point], grouped)
    return before + ("." if points else "") + _decimals(rest, words[point + 1 :])


def _no_fraction(words: list[Word], places: list[int]) -> None:
    """Raise ``Unknown`` for formats like ``# ?/?``."""
    for at, word in enumerate(words):
        if word == ("literal", "/") and places[0] < at < places[-1]:
            raise Unknown("a fraction")


def _whole(digits: str, words: list[Word], grouped: bool) -> str:
    """Digits put into their places from the right; the first place takes all that are left."""
    shown: list[str] = []
    left = sum(kind == "digit" for kind, _ in words)
    written = 0
    for kind, text in reversed(words):
        if kind != "digit":
            shown.append("" if text == "," else text)
            continue
        left -= 1
        taken = digits[-1:] if left else digits
        digits = digits[: len(digits) - len(taken)]
        for digit in reversed(taken or {"0": "0", "?": " "}.get(text, "")):
            if grouped and written and written % 3 == 0 and digit != " ":
                shown.append(",")
            shown.append(digit)
            written += 1
    return "".join(reversed(shown))


def _decimals(digits: str, words: list[Word]) -> str:
    shown = []
    kept = len(digits.rstrip("0"))
    for kind, text in words:
        if kind != "digit":
            shown.append("" if text == "," else text)
            continue
        digit, digits, kept = digits[0], digits[1:], kept - 1
        shown.append(digit if kept >= 0 or text == "0" else " " if text == "?" else "")
    return "".join(shown)


def _scientific(number: float, words: list[Word]) -> str:
    """Formats like ``0.00E+00``."""
    at = next(place for place, (kind, _) in enumerate(words) if kind == "exponent")
    before, after = words[:at], words[at + 1 :]
    text = "".join(word for _, word in before)
    whole, _, rest = text.partition(".")
    if whole != "0" or set(rest) - {"0"} or set(after) != {("digit", "0")}:
        raise Unknown("an exponent")
    digits, _, power = f"{rounded_to(number, len(rest)):.{len(rest)}e}".partition("e")
    sign = "-" if int(power) < 0 else "+" if words[at][1][1] == "+" else ""
    return f"{digits}E{sign}{abs(int(power)):0{len(after)}}"


def rounded_to(number: float, places: int) -> float:
    """The number with so many digits past its first."""
    if not number:
        return 0.0
    first = int(f"{number:.14e}".partition("e")[2])
    return float(rounded(number, places - first))
