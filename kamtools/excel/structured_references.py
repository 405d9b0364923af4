"""Structured references, ``销售[金额]``, after columns of tables got other titles.

Source: Microsoft, "Using structured references with Excel tables": ``'`` stands before
``[ ] # ' @`` in a title, and a title with other signs than letters and digits has brackets of its
own. What stands in quotes is a text, or another workbook's cells, and stays.
"""

import re
from collections.abc import Mapping

from kamtools.excel.strings import unescape

Titles = Mapping[str, str]
"""New titles of a table's columns by the old ones, casefolded."""

_ITEM = r"\[(?:'.|[^\[\]'])*\]"
_STRUCTURED = re.compile(
    r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'"
    rf"|(?<![\w.!\]])(?P<table>[\w.\\?]*)(?P<inside>\[(?:'.|[^\[\]']|{_ITEM})*\])(?![\w!])",
    re.DOTALL,
)
_EACH = re.compile(_ITEM, re.DOTALL)
_PLAIN = re.compile(r"\w+")
_NEEDS_A_MARK = re.compile(r"[\[\]#'@]")
_MARKED = re.compile(r"'(.)", re.DOTALL)


def with_titles(text: str, tables: Mapping[str, Titles], home: str = "") -> str:
    """The formula with the new titles of ``tables`` (by casefolded name).

    ``home`` is the table that the formula stands in, which it need not name.
    """

    def told(found: re.Match[str]) -> str:
        titles = tables.get((found["table"] or home).casefold()) if found["inside"] else None
        return found[0] if titles is None else found["table"] + _inside(found["inside"], titles)

    return _STRUCTURED.sub(told, text) if "[" in text else text


def _inside(inside: str, titles: Titles) -> str:
    if not _EACH.fullmatch(inside):
        return f"[{_EACH.sub(lambda found: f'[{_item(found[0], titles)}]', inside[1:-1])}]"
    item = _item(inside, titles)
    if item == inside[1:-1]:
        return inside
    row = "@" if item.startswith("@") else ""
    title = item.removeprefix(row)
    return f"[{item}]" if _PLAIN.fullmatch(title) else f"[{row}[{title}]]"


def _item(item: str, titles: Titles) -> str:
    """What is to stand within the brackets of one item; ``#Data`` and its like stay."""
    inner = item[1:-1]
    row = "@" if inner.startswith("@") else ""
    old = unescape(_MARKED.sub(r"\1", inner.removeprefix(row)))
    new = None if inner.startswith("#") else titles.get(old.casefold())
    return inner if new is None else row + _NEEDS_A_MARK.sub(r"'\g<0>", new)
