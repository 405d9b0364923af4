"""The text of a formula after rows have moved: every reference in it, however it is written.

What is no plain A1 reference to ``read_formula`` may still name cells that move: the far end of a
range that a function begins (``INDEX(…):A8``), a chain (``A8:A9:A10``), a spilled area (``A8#``),
an implicit intersection (``@A8``), one area over several sheets (``一月:三月!A8``).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from kamtools.excel.formulas import Piece, read_formula
from kamtools.excel.grow_totals import led_as_total, totalled
from kamtools.excel.references import Mapping, Reference, read_reference

_SPILL = "\ue000"
"""Stands for ``#`` behind a cell, which the tokenizer takes for the start of an error."""
_QUOTED_OR_SPILL = re.compile(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\[\]]*\])|(?<=[A-Za-z$\d]\d)#"""
)
_OVER_SHEETS = re.compile(r"(?P<prefix>'(?:[^'\[\]]|'')+'!|[^'!\[\]]+!)(?P<cells>[^!]+)")


def moved_formula(text: str, where: Mapping) -> str:
    """A formula's text (without ``=``) with every reference replaced by where it leads now.

    A formula none of whose references lead elsewhere stays as it is written.
    """
    pieces = _pieces(text)
    totals = _totals(text)
    led = [
        (led_as_total(piece, where) if number in totals else where(piece))
        if isinstance(piece, Reference)
        else piece
        for number, piece in enumerate(pieces)
    ]
    return text if tuple(led) == pieces else "".join(map(str, led)).replace(_SPILL, "#")


def can_be_moved(text: str) -> bool:
    """Whether a formula could be taken apart; one that can't is left as it is written."""
    return read_formula(_marked(text)).readable


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[Piece, ...]:
    formula = read_formula(_marked(text))
    if not formula.readable:
        return (text,)
    names = set(formula.names)
    return tuple(
        part
        for piece in formula.pieces
        for part in (_parts(piece) if isinstance(piece, str) and piece in names else (piece,))
    )


@lru_cache(maxsize=4096)
def _totals(text: str) -> frozenset[int]:
    return frozenset(totalled(_pieces(text)))


def _marked(text: str) -> str:
    if "#" not in text:
        return text
    return _QUOTED_OR_SPILL.sub(lambda found: found[1] or _SPILL, text)


def _parts(operand: str) -> Iterator[Piece]:
    """An operand that is no plain reference, with the references in it set apart."""
    over = _over_sheets(operand)
    if over is not None:
        yield over
        return
    head = "@" if operand.startswith("@") else ":" if operand.startswith(":") else ""
    tail = _SPILL if operand.endswith(_SPILL) else ""
    inner = operand[len(head) : len(operand) - len(tail)]
    links = [read_reference(link) for link in _links(inner)]
    if (head or tail or len(links) > 1) and None not in links:
        yield head
        for number, link in enumerate(links):
            if number:
                yield ":"
            yield link or ""
        yield tail
    else:
        yield operand


def _links(chain: str) -> list[str]:
    """``A8:A9:A10`` as the range ``A8:A9`` and the cell ``A10``; a shorter one stays whole."""
    if read_reference(chain) is not None or "'" in chain or "!" in chain:
        return [chain]
    first, *rest = chain.split(":")
    return [f"{first}:{rest[0]}", *rest[1:]] if rest else [chain]


def _over_sheets(operand: str) -> Reference | None:
    """A reference over several sheets; its prefix names the first and the last one."""
    found = _OVER_SHEETS.fullmatch(operand)
    if found is None or ":" not in found["prefix"]:
        return None
    cells = read_reference(found["cells"])
    return None if cells is None else Reference(found["prefix"], cells.first, cells.last)
