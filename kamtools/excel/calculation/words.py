"""The words of a formula, with references kept relative, so that copies share one reading."""

import re
from collections.abc import Iterator
from functools import lru_cache

from kamtools.excel.calculation.values import Unknown
from kamtools.excel.references import LAST_COLUMN, LAST_ROW, Corner, Reference, read_reference

_PREFIX = r"(?:'(?:[^']|'')+'|[^\s'!:()\[\]{}\"+\-*/^&=<>%,;]+)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<error>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A))
    |(?P<span>(?:'[^'\[\]:]+:(?:[^'\[\]:]|'')+'|[^\s'!:()\[\]{{}}"+\-*/^&=<>%,;]+:[^\s'!:()\[\]{{}}"+\-*/^&=<>%,;]+)
        !{_CELL}(?::{_CELL})?)
    |(?P<reference>(?:{_PREFIX})?(?:{_CELL}(?::(?:{_PREFIX})?{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}
        |\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}})(?![\w.(!\[]))
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<function>[A-Za-z_][A-Za-z0-9_.]*\()
    |(?P<name>(?:{_PREFIX})?[^\W\d][\w.?\\]*)
    |(?P<sign><>|<=|>=|[<>=+\-*/^&%(),;:{{}}])""",
    re.VERBOSE,
)
Token = tuple[str, str]
Words = tuple[Token | tuple[str, Reference], ...]
NO_TABLE = "no such table"
_ELSEWHERE = re.compile(r"\[[^\[\]]*\][^\[\]]*!")


def not_known(why: str) -> Words:
    """The words of a formula that isn't understood."""
    return (("unknown", why),)


def array_words(words: Words, top: int, left: int, bottom: int, right: int, spills: bool) -> Words:
    """The words of an array formula, the same for each of its cells.

    ``spills``: Excel may give it more or fewer cells whenever it computes it.
    """
    kind = "spills" if spills else "array"
    return ((kind, f"{top} {left} {bottom} {right}"), *words)


def tokens(formula: str) -> Iterator[Token]:
    """The words of a formula with their kind; raises ``Unknown`` for what isn't understood."""
    position = 0
    while position < len(formula):
        found = _TOKEN.match(formula, position)
        if found is None:
            raise Unknown(_unread(formula[position:]))
        position = found.end()
        kind = found.lastgroup or ""
        if kind != "space":
            yield kind, found.group()


def _unread(rest: str) -> str:
    """Why the rest of a formula isn't understood; ``[1]S!A1`` is of another workbook."""
    return NO_TABLE if rest[0] == "[" and not _ELSEWHERE.match(rest) else rest[0]


@lru_cache(maxsize=1 << 15)
def relative(formula: str, row: int, column: int) -> Words:
    """The words with references as distances from the cell, the same object for every copy.

    Forms of one template hold the same formulas in the same cells, so they are kept.
    """
    words: list[Token | tuple[str, Reference]] = []
    for kind, text in tokens(formula):
        reference = read_reference(text) if kind == "reference" else None
        if kind == "reference" and reference is None:
            raise Unknown(text)
        words.append((kind, text) if reference is None else (kind, _apart(reference, row, column)))
    return _once(tuple(words))


@lru_cache(maxsize=1 << 13)
def _once(words: Words) -> Words:
    return words


def _apart(reference: Reference, row: int, column: int) -> Reference:
    def corner(old: Corner) -> Corner:
        return Corner(
            old.column - (0 if old.column_fixed or not old.column else column),
            old.column_fixed or not old.column,
            old.row - (0 if old.row_fixed or not old.row else row),
            old.row_fixed or not old.row,
        )

    return Reference(reference.prefix, corner(reference.first), corner(reference.end))


Box = tuple[str | None, int, int, int, int]


def boxes(words: Words, row: int, column: int) -> Iterator[Box]:
    """The areas a formula at a cell refers to: sheet (None: its own), top, left, bottom, right."""
    for at, (kind, word) in enumerate(words):
        if isinstance(word, Reference):
            yield _box(word, row, column)
        elif kind == "function" and word.upper() in _RESIZING:
            yield from _resized(words, at + 1, row, column)


def _box(word: Reference, row: int, column: int) -> Box:
    top, left = place(word.first, row, column, 1, 1)
    bottom, right = place(word.end, row, column, LAST_ROW, LAST_COLUMN)
    return word.sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right)


_RESIZING = frozenset(("SUMIF(", "AVERAGEIF("))


def _resized(words: Words, at: int, row: int, column: int) -> Iterator[Box]:
    """What SUMIF reads of its third argument: as many cells as the first has."""
    arguments: list[list[str | Reference]] = [[]]
    depth = 1
    while at < len(words) and depth:
        kind, word = words[at]
        depth += (kind == "function" or word == "(") - (word == ")")
        if word == "," and depth == 1:
            arguments.append([])
        elif depth:
            arguments[-1].append(word)
        at += 1
    if len(arguments) < 3:
        return
    looked, added = arguments[0], arguments[2]
    if len(added) != 1 or not isinstance(added[0], Reference):
        yield (None, 1, 1, LAST_ROW, LAST_COLUMN)
        return
    sheet, top, left, bottom, right = _box(added[0], row, column)
    if len(looked) == 1 and isinstance(looked[0], Reference):
        _, first, start, last, end = _box(looked[0], row, column)
        bottom, right = min(LAST_ROW, top + last - first), min(LAST_COLUMN, left + end - start)
    else:
        bottom, right = LAST_ROW, LAST_COLUMN
    yield sheet, top, left, bottom, right


def place(
    corner: Corner, row: int, column: int, whole_row: int, whole_column: int
) -> tuple[int, int]:
    """Where a corner lies for a formula at a cell; whole rows and columns reach the edge."""
    if corner.row_fixed:
        row = corner.row or whole_row
    else:
        row += corner.row
    if corner.column_fixed:
        return row, corner.column or whole_column
    return row, column + corner.column
