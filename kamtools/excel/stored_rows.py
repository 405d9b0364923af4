"""The rows of a long sheet as the file has them: bytes, of which single rows are parsed on demand.

A sheet of 40,000 rows in which two cells change needs two of its rows as XML, no more.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, MutableMapping
from functools import cached_property
from operator import lt

from lxml import etree

from kamtools.excel.markup import MAIN, Element, parse

LONG = 1 << 16
"""Bytes of a sheet from which on it is not parsed whole."""
_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml(?:(?!encoding)[^>]|encoding="(?i:utf-8)")*\?>)?\s*'
    rb'(<worksheet(?:\s[^>]*)?\sxmlns="' + re.escape(MAIN.encode()) + rb'"[^>]*>)'
)
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ROW = re.compile(rb'<row(?=\s)[^>]*?\sr="([0-9]+)"')
_FORMULA = re.compile(rb"<f[\s/>]")
_SIGNS = re.compile(rb"<[!?]")


class StoredRows(MutableMapping[int, Element]):
    """Rows by number; those that were looked at are elements, the others bytes."""

    def __init__(self, data: bytes, opening: bytes, starts: dict[int, int]) -> None:
        self._data, self._opening = data, opening
        self._numbers, self._starts = list(starts), list(starts.values())
        self._places = {number: at for at, number in enumerate(self._numbers)}
        self._first, self._last = data.index(_OPEN) + len(_OPEN), data.rindex(_CLOSE)
        self._parsed: dict[int, Element] = {}
        self._declared = len(self._bytes(self._parse(b"<row/>"), 0)) - len(b"<row/>")

    @classmethod
    def of(cls, data: bytes) -> "StoredRows | None":
        """The rows of a sheet's part; None when it isn't written in the usual way."""
        head = _HEAD.match(data)
        if not head or data.count(_OPEN) != 1 or _has_signs(data, head.start(1)):
            return None
        starts = _starts(data)
        return None if starts is None else cls(data, head[1], starts)

    def __getitem__(self, number: int) -> Element:
        if number not in self._parsed:
            start, end = self._span(self._places[number])
            self._parsed[number] = self._parse(self._data[start:end])
        return self._parsed[number]

    def __setitem__(self, number: int, row: Element) -> None:
        self._parsed[number] = row

    def __delitem__(self, number: int) -> None:
        raise NotImplementedError("rows of a long sheet stay")

    def __contains__(self, number: object) -> bool:
        return number in self._places or number in self._parsed

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._places.keys() | self._parsed.keys()))

    def __len__(self) -> int:
        return len(self._places.keys() | self._parsed.keys())

    def new(self, number: int) -> Element:
        """Add an empty row."""
        self._parsed[number] = self._parse(f'<row r="{number}"/>'.encode())
        return self._parsed[number]

    def with_formulas(self) -> list[int]:
        """The numbers of the rows that hold formulas."""
        return sorted(self._stored_formulas | self._parsed.keys())

    @cached_property
    def _stored_formulas(self) -> set[int]:
        found = _FORMULA.finditer(self._data, self._first, self._last)
        return {self._numbers[bisect_left(self._starts, match.start()) - 1] for match in found}

    def last_column(self) -> str:
        """The letters of the last column that a row ends with."""
        longest = ""
        for start, end in map(self._span, range(len(self._starts))):
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
        before, empty, after = skeleton.partition(b"<sheetData/>")
        assert empty
        stored = memoryview(self._data)  # whose parts are no copies
        pieces: list[bytes | memoryview] = [before, _OPEN]
        position = self._first
        for number in sorted(self._parsed):
            start, end = self._place(number)
            pieces += [stored[position:start], self._bytes(self._parsed[number])]
            position = end
        return b"".join([*pieces, stored[position : self._last], _CLOSE, after])

    def _place(self, number: int) -> tuple[int, int]:
        """Where a row's bytes stand, or would stand."""
        if number in self._places:
            return self._span(self._places[number])
        start, _ = self._span(bisect_left(self._numbers, number))
        return start, start

    def _span(self, at: int) -> tuple[int, int]:
        """From where to where the row is that stands there in order, with the white space after."""
        edges = self._starts[at : at + 2]
        start = edges[0] if edges else self._last
        return start, edges[1] if len(edges) > 1 else self._last

    def _parse(self, row: bytes) -> Element:
        return parse(self._opening + row + b"</worksheet>", "row")[0]

    def _bytes(self, row: Element, declared: int | None = None) -> bytes:
        """A row without the namespaces that its sheet declares."""
        text = etree.tostring(row, encoding="UTF-8", xml_declaration=False)
        return b"<row" + text[4 + (self._declared if declared is None else declared) :]


def _has_signs(data: bytes, start: int) -> bool:
    """Whether there are comments, CDATA, instructions; single characters are found far sooner."""
    seldom = data.find(b"!", start) >= 0 or data.find(b"?", start) >= 0
    return seldom and _SIGNS.search(data, start) is not None


def _starts(data: bytes) -> dict[int, int] | None:
    """Where each row begins; None when rows lack numbers or come out of order."""
    first, last = data.index(_OPEN), data.rindex(_CLOSE)
    starts = {int(row[1]): row.start() for row in _ROW.finditer(data, first, last)}
    numbers = list(starts)
    ordered = all(map(lt, numbers, numbers[1:])) and (not numbers or numbers[0] > 0)
    return starts if ordered and len(numbers) == data.count(b"<row", first, last) else None
