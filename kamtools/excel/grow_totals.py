"""Totals over a single cell: ``=SUM(B2)`` below one repeating row, as Excel's AutoSum writes it.

To Excel ``B2`` and ``B2:B2`` are the same there; a function that takes ranges is meant to take all
records, so its single cell grows as the range of one cell that it is. A bare ``=B2`` does not.
"""

from collections.abc import Callable, Iterator, Sequence

from kamtools.excel.formulas import Piece
from kamtools.excel.references import Mapping, Reference

_Takes = Callable[[int], bool]
"""Whether a function's argument, counted from 0, is a range of values."""


def _every(_: int) -> bool:
    return True


def _first(argument: int) -> bool:
    return argument == 0


_ALL = (
    "SUM", "SUMSQ", "SUMPRODUCT", "PRODUCT", "AVERAGE", "AVERAGEA", "COUNT", "COUNTA", "COUNTBLANK",
    "MAX", "MAXA", "MIN", "MINA", "MEDIAN", "MODE", "MODE.SNGL", "STDEV", "STDEV.S", "STDEV.P",
    "STDEVP", "VAR", "VAR.S", "VAR.P", "VARP", "GEOMEAN", "HARMEAN", "CONCAT",
)  # fmt: skip


def _table() -> dict[str, _Takes]:
    """By name, without ``_XLFN.``; the arguments as Microsoft's function reference has them."""
    found: dict[str, _Takes] = dict.fromkeys(_ALL, _every)
    found |= dict.fromkeys(("COUNTIF", "LARGE", "SMALL", "PERCENTILE", "QUARTILE"), _first)
    found |= dict.fromkeys(("SUMIF", "AVERAGEIF"), lambda argument: argument in (0, 2))
    found |= {"SUBTOTAL": lambda argument: argument > 0, "COUNTIFS": lambda at: at % 2 == 0}
    found |= dict.fromkeys(("AGGREGATE", "TEXTJOIN"), lambda argument: argument > 1)
    sums = ("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS")
    return found | dict.fromkeys(sums, lambda argument: argument == 0 or argument % 2 == 1)


_TAKES = _table()
_ENDS = (",", ")")


def totalled(pieces: Sequence[Piece]) -> Iterator[int]:
    """Which pieces of a formula are single cells given as they are to a function of ranges."""
    open_: list[tuple[_Takes | None, int]] = []
    solid = [number for number, piece in enumerate(pieces) if str(piece).strip()]
    for before, number, after in zip([-1, *solid], solid, [*solid[1:], -1], strict=False):
        piece = pieces[number]
        if isinstance(piece, Reference):
            takes, argument = open_[-1] if open_ else (None, 0)
            alone = before >= 0 and after >= 0 and pieces[after] in _ENDS
            begins = alone and (pieces[before] == "," or str(pieces[before]).endswith("("))
            if begins and piece.single and piece.last is None and takes and takes(argument):
                yield number
        elif piece.endswith(("(", "{")):
            open_.append((_TAKES.get(piece[:-1].upper().removeprefix("_XLFN.")), 0))
        elif piece in (")", "}") and open_:
            open_.pop()
        elif piece == "," and open_:
            open_[-1] = open_[-1][0], open_[-1][1] + 1


def led_as_total(reference: Reference, where: Mapping) -> Reference:
    """Where the range of one cell that ``reference`` is leads; one cell stays written as one."""
    led = where(reference._replace(last=reference.first))
    return led._replace(last=None) if led.last == led.first else led
