"""The rows of a long sheet as the file has them: bytes, of which single rows are parsed on demand.

A sheet of 40,000 rows in which two cells change needs two of its rows as XML, no more.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, MutableMapping

from lxml import etree

from kamtools.excel.markup import MAIN, Element, parse

LONG = 1 << 16
"""Bytes of a sheet from which on it is not parsed whole."""
_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml(?:(?!encoding)[^>]|encoding="(?i:utf-8)")*\?>)?\s*'
    rb'(<worksheet(?:\s[^>]*)?\sxmlns="' + re.escape(MAIN.encode()) + rb'"[^>]*>)'
)
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ROW, _NUMBER = re.compile(rb"<row(\s[^>]*)>"), re.compile(rb'\sr="([0-9]+)"')
_FORMULA = re.compile(rb"<f[\s/>]")
_UNUSUAL = (b"<!--", b"<![CDATA[", b"<!DOCTYPE")


class StoredRows(MutableMapping[int, Element]):
    """Rows by number; those that were looked at are elements, the others bytes."""

    def __init__(self, data: bytes, opening: bytes, spans: dict[int, tuple[int, int]]) -> None:
        self._data, self._spans = data, spans
        self._numbers = list(spans)
        self._first, self._last = data.index(_OPEN) + len(_OPEN), data.rindex(_CLOSE)
        self._opening = opening
        self._parsed: dict[int, Element] = {}
        self._declared = len(self._bytes(self._parse(b"<row/>"), 0)) - len(b"<row/>")

    @classmethod
    def of(cls, data: bytes) -> "StoredRows | None":
        """The rows of a sheet's part; None when it isn't written in the usual way."""
        head = _HEAD.match(data)
        usual = head and data.count(_OPEN) == 1 and data.find(b"<?", 5) < 0
        if not head or not usual or any(sign in data for sign in _UNUSUAL):
            return None
        spans = _spans(data)
        return None if spans is None else cls(data, head[1], spans)

    def __getitem__(self, number: int) -> Element:
        if number not in self._parsed:
            start, end = self._spans[number]
            self._parsed[number] = self._parse(self._data[start:end])
        return self._parsed[number]

    def __setitem__(self, number: int, row: Element) -> None:
        self._parsed[number] = row

    def __delitem__(self, number: int) -> None:
        raise NotImplementedError("rows of a long sheet stay")

    def __contains__(self, number: object) -> bool:
        return number in self._spans or number in self._parsed

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._spans.keys() | self._parsed.keys()))

    def __len__(self) -> int:
        return len(self._spans.keys() | self._parsed.keys())

    def new(self, number: int) -> Element:
        """Add an empty row."""
        self._parsed[number] = self._parse(f'<row r="{number}"/>'.encode())
        return self._parsed[number]

    def with_formulas(self) -> list[int]:
        """The numbers of the rows that hold formulas."""
        ends = [end for _, end in self._spans.values()]
        found = set()
        for match in _FORMULA.finditer(self._data, self._first, self._last):
            found.add(self._numbers[bisect_left(ends, match.end())])
        return sorted(found | self._parsed.keys())

    def last_column(self) -> str:
        """The letters of the last column that a row ends with."""
        longest = ""
        for start, end in self._spans.values():
            at = self._data.rfind(b'<c r="', start, end)
            if at >= 0:
                name = (
                    self._data[at + 6 : at + 16].partition(b'"')[0].rstrip(b"0123456789").decode()
                )
                longest = max(longest, name, key=lambda letters: (len(letters), letters))
        return longest

    def skeleton(self) -> bytes:
        """The part without its rows."""
        return self._data[: self._first] + self._data[self._last :]

    def written(self, skeleton: bytes) -> bytes:
        """The part with its rows put into the skeleton, as it has become."""
        pieces, position = [], self._first
        for number in sorted(self._parsed):
            start, end = self._place(number)
            pieces += [self._data[position:start], self._bytes(self._parsed[number])]
            position = end
        rows = b"".join([*pieces, self._data[position : self._last]])
        before, empty, after = skeleton.partition(b"<sheetData/>")
        assert empty
        return b"".join((before, _OPEN, rows, _CLOSE, after))

    def _place(self, number: int) -> tuple[int, int]:
        """Where a row's bytes stand, or would stand."""
        if number in self._spans:
            return self._spans[number]
        at = bisect_left(self._numbers, number)
        start = self._spans[self._numbers[at]][0] if at < len(self._numbers) else self._last
        return start, start

    def _parse(self, row: bytes) -> Element:
        return parse(self._opening + row + b"</worksheet>", "row")[0]

    def _bytes(self, row: Element, declared: int | None = None) -> bytes:
        """A row without the namespaces that its sheet declares."""
        text = etree.tostring(row, encoding="UTF-8", xml_declaration=False, with_tail=False)
        return b"<row" + text[4 + (self._declared if declared is None else declared) :]


def _spans(data: bytes) -> dict[int, tuple[int, int]] | None:
    """Where each row begins and ends; None when rows lack numbers or come out of order."""
    spans: dict[int, tuple[int, int]] = {}
    previous, position = 0, data.index(_OPEN)
    end = data.rindex(_CLOSE)
    for row in _ROW.finditer(data, position, end):
        number = _NUMBER.search(row[1])
        if number is None or int(number[1]) <= previous or row.start() < position:
            return None
        previous = int(number[1])
        position = row.end() if row[1].endswith(b"/") else data.find(b"</row>", row.end(), end) + 6
        spans[previous] = row.start(), position
        if position <= row.start():
            return None
    rows = data.count(b"<row", data.index(_OPEN), end)
    return spans if rows == len(spans) else None
