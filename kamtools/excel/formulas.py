"""A formula as pieces: plain text, and the references between, so that they can be moved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from kamtools.excel.references import Reference, read_reference

Piece = str | Reference
_FUNCTION_AFTER_RANGE = re.compile(r"(?P<cell>[^:]+):(?P<function>[A-Za-z_.]+\()")


@dataclass(frozen=True)
class Formula:
    """A formula without its ``=``. ``names`` are operands that are no A1 references."""

    pieces: tuple[Piece, ...]
    functions: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    readable: bool = True

    def __str__(self) -> str:
        return "".join(str(piece) for piece in self.pieces)

    @property
    def references(self) -> Iterator[Reference]:
        """Its references, in order."""
        return (piece for piece in self.pieces if isinstance(piece, Reference))

    def moved(self, rows: int, columns: int) -> str:
        """Its text as copied that many rows and columns away (a shared formula's child)."""
        return "".join(
            str(piece.moved(rows, columns))
            if isinstance(piece, Reference)
            else _far_moved(piece, rows, columns)
            if piece in self.names
            else piece
            for piece in self.pieces
        )


def _far_moved(piece: str, rows: int, columns: int) -> str:
    """Cells of several sheets (``一月:三月!A1``) or another workbook, moved; names stay."""
    prefix, bang, cells = piece.rpartition("!")
    reference = read_reference(cells) if bang else None
    return piece if reference is None else f"{prefix}!{reference.moved(rows, columns)}"


@lru_cache(maxsize=4096)
def read_formula(text: str) -> Formula:
    """Take a formula (without ``=``) apart; one that can't be is a single unreadable piece."""
    try:
        tokens = Tokenizer("=" + text).items
    except (TokenizerError, AssertionError, IndexError):
        return Formula((text,), readable=False)
    pieces: list[Piece] = []
    functions: set[str] = set()
    names: list[str] = []
    for token in tokens:
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            functions.add(_function(token.value, pieces))
        elif token.type == Token.OPERAND and token.subtype == Token.RANGE:
            pieces.append(_operand(token.value, names))
        else:
            pieces.append(token.value)
    return Formula(tuple(pieces), frozenset(functions), tuple(names))


def _function(text: str, pieces: list[Piece]) -> str:
    found = _FUNCTION_AFTER_RANGE.fullmatch(text)
    reference = read_reference(found["cell"]) if found else None
    if not found or reference is None:
        pieces.append(text)
        return text.rstrip("(").upper()
    pieces.extend((reference, ":", found["function"]))
    return ":" + found["function"].rstrip("(").upper()


def _operand(text: str, names: list[str]) -> Piece:
    piece = read_reference(text)
    if piece is None:
        names.append(text)
    return text if piece is None else piece
