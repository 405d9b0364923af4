"""Values that a person gives on the command line or in a JSON file, with their types."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from kamtools.errors import KamError
from kamtools.excel.changes import Cell, Value
from kamtools.excel.references import LAST_COLUMN, LAST_ROW, address, read_reference, unquoted
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

_CELL = r"(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})=(?P<value>.*)"
_ON_THE_FIRST_SHEET = re.compile(_CELL, re.DOTALL)
_SETTING = re.compile(r"(?P<sheet>'(?:[^']|'')+'|.+?)!" + _CELL, re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LIKE_A_DAY = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)?"
    r"\s*(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")


NOT_UTF8 = FindingKind(
    "data_not_utf8", Severity.INFO,
    what=Text("不是 UTF-8，按 {encoding} 读的", "it is not UTF-8 and was read as {encoding}"),
    do=Text("看看填出来的中文对不对；下次另存为 UTF-8 更稳妥",
            "see whether its texts are right; better save it as UTF-8"),
)  # fmt: skip
NO_DAY = FindingKind(
    "text_like_a_day", Severity.WARNING,
    what=Text("“{text}”像日期但不是：日历上没有这一天、没有 24:00，或带了时区；按文字写入",
              "{text} looks like a day, but is none in the calendar or has a time zone; it is"
              " written as text"),
    do=Text("日期写 2026-10-31，带钟点写 2026-10-31T08:30（当地时间）",
            "write days as 2026-10-31, moments as 2026-10-31T08:30, in local time"),
)  # fmt: skip
MOST_DIGITS = 400
"""Of a whole number that is read as one; Excel holds 309."""


class NotASetting(KamError):
    """A ``--set`` does not say which cell, or which value."""

    what = Text("“{text}”不是“工作表!单元格=值”", "{text} is not SHEET!CELL=VALUE")
    do = Text(
        "例如 --set '目标!B3=1200'；强制按文字写：--set \"目标!B3='00123\"",
        "for example --set 'Plan!B3=1200', or as text: --set \"Plan!B3='00123\"",
    )


class SetTwice(KamError):
    """Two ``--set`` name the same cell."""

    what = Text("{cell} 用 --set 写了两次", "{cell} is set twice")
    do = Text("每个单元格只写一次", "set each cell once")


class BadData(KamError):
    """The JSON file can't be used."""

    what = Text("数据文件 {file} 不能用：{reason}", "data file {file} can't be used: {reason}")
    do = Text(
        "应是 JSON 对象，键是占位符的名字，例如 {example}",
        "it must be a JSON object whose keys are the placeholders' names, as {example}",
    )


def read_settings(texts: Iterable[str], sheets: Sequence[str]) -> dict[Cell, Value]:
    """What all ``--set`` say. Raises ``NotASetting``, ``SetTwice``."""
    found: dict[Cell, Value] = {}
    for text in texts:
        cell, value = read_setting(text, sheets)
        if cell in found:
            raise SetTwice(cell=f"{cell.sheet}!{address(cell.row, cell.column)}")
        found[cell] = value
    return found


def doubtful(settings: Mapping[Cell, Value]) -> list[Finding]:
    """That texts which were set look like days, and are none."""
    return [
        NO_DAY.at(Place("--set", cell.sheet, address(cell.row, cell.column)), text=value)
        for cell, value in settings.items()
        if isinstance(value, str) and _LIKE_A_DAY.fullmatch(value) and not _day(value)
    ]


def read_setting(text: str, sheets: Sequence[str]) -> tuple[Cell, Value]:
    """The cell and the value of ``SHEET!A1=VALUE``; without a sheet, it is the first one.

    A sheet's name may stand in quotes as in a formula (``'My Sheet'!A1``), and need not. Raises
    ``NotASetting``; a sheet that is not there is told when the workbook is written.
    """
    found = _ON_THE_FIRST_SHEET.fullmatch(text) or _SETTING.fullmatch(text)
    corner = read_reference(found["cell"]) if found else None
    if found is None or corner is None or not sheets:
        raise NotASetting(text=text)
    row, column = corner.first.row, corner.first.column
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        raise NotASetting(text=text)
    given = found.groupdict().get("sheet")
    return Cell(_sheet(given, sheets), row, column), typed(found["value"])


def _sheet(given: str | None, sheets: Sequence[str]) -> str:
    if given is None:
        return sheets[0]
    for name in (given, unquoted(given)):
        for sheet in sheets:
            if sheet.casefold() == name.casefold():
                return sheet
    return unquoted(given)


def typed(text: str) -> Value:
    """A number, an ISO day or moment, TRUE or FALSE, else a text; nothing is blank.

    A leading ``'`` makes a text of whatever follows, as in Excel.
    """
    if text.startswith("'"):
        return text[1:]
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    return (_day(text) or text) if text else None


def _day(text: str) -> date | None:
    """The day, or the moment, that an ISO text names; None for one that is not in the calendar."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def load_data(file: Path, notes: list[Finding] | None = None) -> dict[str, object]:
    """The JSON object in ``file``: numbers exact, ISO days as dates. Raises ``BadData``.

    UTF-8, or what Windows' editor saves: UTF-16 with its mark, or GB18030, which is told in
    ``notes``.
    """
    try:
        data = _with_days(_read(file, [] if notes is None else notes))
    except RecursionError as error:
        raise _bad(file, _TOO_DEEP.show()) from error
    except OSError as error:
        raise _bad(file, error.strerror or str(error)) from error
    except ArithmeticError as error:
        raise _bad(file, _NO_NUMBER.show()) from error
    except json.JSONDecodeError as error:
        reason = _NOT_JSON.show(line=error.lineno, column=error.colno, reason=error.msg)
        raise _bad(file, reason) from error
    except ValueError as error:
        raise _bad(file, str(error)) from error
    if not isinstance(data, dict):
        raise _bad(file, _NO_OBJECT.show())
    if notes is not None:
        notes += [NO_DAY.at(Place(file.name), text=text) for text in dict.fromkeys(_no_days(data))]
    return data


def _no_days(value: object) -> Iterator[str]:
    """The texts in data that someone may take for a day, and that are none."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _no_days(each)
    elif isinstance(value, str) and _LIKE_A_DAY.fullmatch(value):
        yield value


def _read(file: Path, notes: list[Finding]) -> object:
    content = file.read_bytes()
    encoding: str = json.detect_encoding(content)
    if encoding == "utf-8" and not _is_utf8(content):
        encoding = "gb18030"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(_NO_TEXT.show()) from error
    if not encoding.startswith("utf-8"):
        notes.append(NOT_UTF8.at(Place(file.name), encoding=encoding.upper()))
    return json.loads(
        text.removeprefix("\ufeff"),
        parse_float=Decimal,
        parse_int=_whole,
        parse_constant=_refuse,
        object_pairs_hook=_once,
    )


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= MOST_DIGITS else Decimal(digits)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(_TWICE.show(name=twice))
    return found


def _bad(file: Path, reason: str) -> BadData:
    return BadData(file=file.name, reason=reason, example=_EXAMPLE)


_TOO_DEEP = Text("嵌套太深", "it is nested too deeply")
_NO_NUMBER = Text("里面有一个数字超出了范围", "a number in it is out of range")
_NO_OBJECT = Text("最外层不是对象", "its outermost value is no object")
_NO_TEXT = Text("看不出文字编码，请另存为 UTF-8", "its encoding is not known; save it as UTF-8")
_TWICE = Text("“{name}”在同一处写了两次", "{name} stands twice in one place")
_NOT_JSON = Text(
    "第 {line} 行第 {column} 个字符处：{reason}", "line {line}, character {column}: {reason}"
)
_EXAMPLE = '{"客户": {"全称": "…"}, "明细": [{"门店": "S01"}]}'


def _refuse(constant: str) -> None:
    raise ValueError(Text("{number} 不是数字", "{number} is no number").show(number=constant))


def _with_days(value: object) -> object:
    if isinstance(value, dict):
        return {name: _with_days(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_days(each) for each in value]
    return (_day(value) or value) if isinstance(value, str) else value
