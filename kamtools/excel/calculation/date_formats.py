"""Days and times written out in a number format."""

from datetime import datetime, timedelta

from kamtools.excel.calculation.chinese_numerals import by_digits, day_number
from kamtools.excel.calculation.format_codes import Section, Word
from kamtools.excel.calculation.values import Unknown

_FIRST_SURE_DAY, _LAST_DAY = 61, 2_958_465
_WEEKDAYS = "一二三四五六日"
_ENGLISH = ("", "409", "804", "1004", "404")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def shown_day(number: float, section: Section) -> str:
    """A day or a time in a section of a format; raises ``Unknown`` where programs differ."""
    words = _with_minutes(list(section.words))
    signs = any(kind == "sign" and text not in ".," for kind, text in words)
    if signs or section.has("digit", "general", "exponent"):
        raise Unknown("parts of seconds")
    dated = any(kind == "date" and text[0] in "ymda" for kind, text in words)
    _clear(words, dated)
    if not (_FIRST_SURE_DAY if dated else 0) <= number < _LAST_DAY + 1:
        raise Unknown("a day at the edge of the calendar")
    if section.language not in _ENGLISH:
        raise Unknown("a format of another language")
    moment = _moment(
        number, seconds=any(text[0] == "s" for kind, text in words if kind != "literal")
    )
    half = section.has("noon")
    return "".join(_word(word, moment, section, half) for word in words)


def _clear(words: list[Word], dated: bool) -> None:
    """Raise ``Unknown`` where it isn't clear what a word stands for."""
    elapsed = [text[0] for kind, text in words if kind == "elapsed"]
    if elapsed and (
        len(elapsed) > 1 or dated or elapsed[0] in [t[0] for k, t in words if k == "date"]
    ):
        raise Unknown("hours in two ways")
    timed = any(kind == "date" and text[0] in "hs" for kind, text in words)
    months = any(kind == "date" and text in ("m", "mm") for kind, text in words)
    days = any(kind == "date" and text[0] in "yd" for kind, text in words)
    if timed and months and not days:
        raise Unknown("minutes or months")


def _moment(number: float, *, seconds: bool) -> datetime:
    """The moment, to the second; rounded where seconds are shown."""
    exact = number * 86_400
    if abs(exact - round(exact)) < 1e-3:
        whole = round(exact)
    elif seconds and abs(exact - int(exact) - 0.5) < 1e-3:
        raise Unknown("half a second")
    else:
        whole = round(exact) if seconds else int(exact)
    return datetime(1899, 12, 30) + timedelta(seconds=whole)


def _with_minutes(words: list[Word]) -> list[Word]:
    """The words with ``m`` told apart: after hours or before seconds they are minutes."""
    places = [at for at, (kind, _) in enumerate(words) if kind in ("date", "elapsed")]
    for order, at in enumerate(places):
        kind, text = words[at]
        if kind != "date" or text not in ("m", "mm"):
            continue
        before = words[places[order - 1]][1][0] if order else ""
        after = words[places[order + 1]][1][0] if order + 1 < len(places) else ""
        if before == "h" or after == "s":
            words[at] = ("minute", text)
    return words


def _word(word: Word, moment: datetime, section: Section, half: bool) -> str:
    kind, text = word
    if kind in ("literal", "sign"):
        return text
    if kind == "noon":
        names = text.split("/")
        return names[moment.hour >= 12]
    if kind == "elapsed":
        return _elapsed(text, moment)
    if kind == "minute":
        return _padded(moment.minute, text, section)
    if text[0] == "h":
        return _padded((moment.hour - 1) % 12 + 1 if half else moment.hour, text, section)
    if text[0] == "s":
        return _padded(moment.second, text, section)
    return _day_part(text, moment, section)


def _elapsed(text: str, moment: datetime) -> str:
    seconds = int((moment - datetime(1899, 12, 30)).total_seconds())
    length = {"h": 3600, "m": 60, "s": 1}[text[0]]
    return str(seconds // length).zfill(len(text))


def _padded(number: int, text: str, section: Section) -> str:
    if len(text) > 2:
        raise Unknown(text)
    if section.numerals:
        if len(text) > 1:
            raise Unknown("two Chinese digits")
        return day_number(number, section.numerals)
    return str(number).zfill(len(text))


def _day_part(text: str, moment: datetime, section: Section) -> str:
    size = len(text)
    if text[0] == "y":
        year = f"{moment.year:04}" if size > 2 else f"{moment.year % 100:02}"
        return by_digits(year, section.numerals) if section.numerals else year
    if text[0] == "a":
        return ("星期" if size == 4 else "") + _WEEKDAYS[moment.weekday()]
    if size <= 2:
        return _padded(moment.month if text[0] == "m" else moment.day, text, section)
    if section.language not in ("", "409") or size > 4:
        raise Unknown("names of months and days in another language")
    name = _MONTHS[moment.month - 1] if text[0] == "m" else _DAYS[moment.weekday()]
    return name if size == 4 else name[:3]
