"""Where a value stands in a row or a column."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kamtools.excel.calculation.comparing import compare, near
from kamtools.excel.calculation.criteria import wildcard
from kamtools.excel.calculation.values import (
    NA,
    VALUE,
    Area,
    Array,
    CellValue,
    ErrorValue,
    ExcelError,
    Residue,
    Scalar,
    Unknown,
)

Box = Area | Array
_KEPT_FROM = 32
_NOWHERE = -1


def cells_in_line(box: Box) -> list[CellValue]:
    """The values of a single row or column, to the end of the sheet."""
    if box.height > 1 and box.width > 1:
        raise ExcelError(NA)
    return list(box.cells())


def same(wanted: Scalar, box: Box) -> int:
    """Where the value stands, counted from 0; raises ``#N/A`` when nowhere."""
    if wanted is None:
        raise Unknown("looking for a blank cell")
    if isinstance(wanted, Residue):
        raise Unknown("looking for what may be 0")
    if isinstance(wanted, str) and len(wanted) > 255:
        raise ExcelError(VALUE)
    pattern = wildcard(wanted) if isinstance(wanted, str) else None
    if pattern:
        texts = enumerate(cells_in_line(box))
        return _first(at for at, one in texts if isinstance(one, str) and pattern.fullmatch(one))
    return _first(at for at in [_at(wanted, box)] if at != _NOWHERE)


def _first(places: Iterable[int]) -> int:
    for at in places:
        return at
    raise ExcelError(NA)


def _at(wanted: str | float | bool, box: Box) -> int:
    if isinstance(box, Array) or box.height * box.width < _KEPT_FROM:
        return _seen(wanted, cells_in_line(box))
    key = ("places", *box.box)
    index = box.grid.indexes.get(key)
    if index is None:
        index = box.grid.indexes[key] = _indexed(cells_in_line(box))
    box.grid.spend(1)
    if isinstance(wanted, str | bool):
        return index.get((isinstance(wanted, bool), _folded(wanted)), [(_NOWHERE, wanted)])[0][0]
    keys = {_digits(wanted * (1 + sway)) for sway in (0.0, -1e-13, 1e-13)}
    return _seen_at(wanted, sorted(pair for one in keys for pair in index.get((None, one), ())))


Index = dict[tuple[bool | None, str | bool], list[tuple[int, CellValue]]]


def _indexed(values: Sequence[CellValue]) -> Index:
    """The places of values by what tells them apart; numbers by 12 digits."""
    index: Index = {}
    for at, value in enumerate(values):
        if isinstance(value, str | bool):
            index.setdefault((isinstance(value, bool), _folded(value)), [(at, value)])
        elif isinstance(value, float):
            index.setdefault((None, _digits(value)), []).append((at, value))
    return index


def _digits(number: float) -> str:
    return format(number, ".12g")


def _folded(value: str | bool) -> str | bool:
    return value.lower() if isinstance(value, str) else value


def _seen(wanted: str | float | bool, values: Sequence[CellValue]) -> int:
    if isinstance(wanted, str | bool):
        found = [(isinstance(one, bool), _folded(one)) if isinstance(one, str | bool) else None
                 for one in values]  # fmt: skip
        key = (isinstance(wanted, bool), _folded(wanted))
        return found.index(key) if key in found else _NOWHERE
    return _seen_at(wanted, list(enumerate(values)))


def _seen_at(wanted: float, values: Sequence[tuple[int, CellValue]]) -> int:
    for at, value in values:
        if isinstance(value, float):
            if isinstance(value, Residue) and not wanted:
                raise Unknown("looking for what may be 0")
            if value == wanted:
                return at
            if near(value, wanted):
                raise Unknown("numbers that differ past the 15th digit")
    return _NOWHERE


def below(wanted: Scalar, values: Sequence[CellValue]) -> int:
    """The last place not above the wanted one, in values that ascend, as a search by halves has it.

    One that is above them all is found at the last of its kind, in any order: ``LOOKUP(9,1/…)``.
    """
    if wanted is None:
        raise Unknown("looking for a blank cell")
    places = _of_kind(wanted, values)
    orders = [_order(values[at], wanted) for at in places]
    if all(order <= 0 for order in orders) and orders:
        return places[-1]
    _sorted([values[at] for at in places], up=True)
    if len(places) != len(values) and places != list(range(places[0], places[-1] + 1)):
        raise Unknown("an approximate search with gaps")
    return _first(at for at, order in zip(places[::-1], orders[::-1], strict=True) if order <= 0)


def from_above(wanted: Scalar, values: Sequence[CellValue]) -> int:
    """The last place not below the wanted one, in values that descend."""
    if wanted is None:
        raise Unknown("looking for a blank cell")
    places = _of_kind(wanted, values)
    _sorted([values[at] for at in places], up=False)
    if places != list(range(len(places))):
        raise Unknown("an approximate search with gaps")
    found = [at for at in places if _order(values[at], wanted) >= 0]
    if not found:
        raise ExcelError(NA)
    equal = [at for at in found if _order(values[at], wanted) == 0]
    return equal[0] if equal else found[-1]


def _of_kind(wanted: Scalar, values: Sequence[CellValue]) -> list[int]:
    kind = bool if isinstance(wanted, bool) else str if isinstance(wanted, str) else float
    places = [at for at, value in enumerate(values) if isinstance(value, kind)]
    if not places:
        raise ExcelError(NA)
    return places


def _order(value: CellValue, wanted: Scalar) -> int:
    assert not isinstance(value, ErrorValue)
    if isinstance(value, float) and isinstance(wanted, float) and near(value, wanted):
        raise Unknown("numbers that differ past the 15th digit")
    return compare(value, wanted)


def _sorted(values: Sequence[CellValue], *, up: bool) -> None:
    for left, right in pairwise(values):
        order = _order(left, right)  # type: ignore[arg-type]
        if (order > 0) if up else (order < 0):
            raise Unknown("an approximate search in values that are not in order")


def same_or_next(wanted: Scalar, box: Box, kind: int, order: int) -> int:
    """Where XMATCH finds a value: the same (0, 2 with wildcards), or the next below or above it."""
    if order not in (1, -1):
        raise Unknown("a search by halves")
    if wanted is None or kind not in (-1, 0, 1, 2):
        raise Unknown("XMATCH in this way")
    values = cells_in_line(box)
    places = list(range(len(values)))[:: 1 if order > 0 else -1]
    if kind == 2 and isinstance(wanted, str) and (pattern := wildcard(wanted)):
        texts = ((at, values[at]) for at in places)
        return _first(at for at, one in texts if isinstance(one, str) and pattern.fullmatch(one))
    alike = [at for at in places if _alike(values[at], wanted)]
    nearest = kind in (-1, 1)
    orders = {at: _order(values[at], wanted) if nearest else not _same(values[at], wanted)
              for at in alike}  # fmt: skip
    equal = [at for at in alike if orders[at] == 0]
    if equal or not nearest:
        return _first(equal)
    beside = [at for at in alike if (orders[at] < 0) == (kind < 0)]
    best: int | None = None
    for at in beside:
        if best is None or _order(values[at], values[best]) * kind < 0:  # type: ignore[arg-type]
            best = at
    return _first([] if best is None else [best])


def _alike(value: CellValue, wanted: Scalar) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return isinstance(value, bool) and isinstance(wanted, bool)
    return value is not None and type(value) in (type(wanted), Residue)


def _same(value: CellValue, wanted: Scalar) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return value.lower() == wanted.lower()
    return _order(value, wanted) == 0
