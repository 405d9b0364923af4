"""Values that a person gives on the command line or in a JSON file, with their types."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from kamtools.errors import KamError
from kamtools.excel.changes import Cell, Value
from kamtools.excel.references import LAST_COLUMN, LAST_ROW, read_reference, unquoted
from kamtools.language import Text

_CELL = r"(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})=(?P<value>.*)"
_ON_THE_FIRST_SHEET = re.compile(_CELL, re.DOTALL)
_SETTING = re.compile(r"(?P<sheet>'(?:[^']|'')+'|.+?)!" + _CELL, re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")


class NotASetting(KamError):
    """A ``--set`` does not say which cell, or which value."""

    what = Text("“{text}”不是“工作表!单元格=值”", "{text} is not SHEET!CELL=VALUE")
    do = Text(
        "例如 --set '目标!B3=1200'；强制按文字写：--set \"目标!B3='00123\"",
        "for example --set 'Plan!B3=1200', or as text: --set \"Plan!B3='00123\"",
    )


class BadData(KamError):
    """The JSON file can't be used."""

    what = Text("数据文件 {file} 不能用：{reason}", "data file {file} can't be used: {reason}")
    do = Text(
        "应是 JSON 对象，键是占位符的名字，例如 {example}",
        "it must be a JSON object whose keys are the placeholders' names, as {example}",
    )


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


def load_data(file: Path) -> dict[str, object]:
    """The JSON object in ``file``: numbers exact, ISO days as dates. Raises ``BadData``."""
    try:
        data = json.loads(
            file.read_text(encoding="utf-8-sig"), parse_float=Decimal, parse_constant=_refuse
        )
    except (OSError, ValueError) as error:
        raise BadData(file=file.name, reason=error, example=_EXAMPLE) from error
    if not isinstance(data, dict):
        reason = Text("最外层不是对象", "its outermost value is no object").show()
        raise BadData(file=file.name, reason=reason, example=_EXAMPLE)
    return {name: _with_days(value) for name, value in data.items()}


_EXAMPLE = '{"客户": {"全称": "…"}, "明细": [{"门店": "S01"}]}'


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _with_days(value: object) -> object:
    if isinstance(value, dict):
        return {name: _with_days(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_days(each) for each in value]
    return (_day(value) or value) if isinstance(value, str) else value
