"""A division as a sheet can calculate it: weight × store factor × month factor, rounded.

What that does not give (a limit, a lock, a tail, what was decided) stands as a number with its
mark. The product is taken in floats as a spreadsheet takes it, so that what is left to the
formula is what Excel and LibreOffice make of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kamtools.money import NOUGHT
from kamtools.periods import Period
from kamtools.targets.cells import Cells
from kamtools.targets.division import Division, Mark
from kamtools.targets.rebalancing import Rebalanced


@dataclass(frozen=True)
class Calculation:
    """What the sheet needs; amounts in 元 × ``scale``."""

    bases: Cells
    stores: Mapping[str, Decimal]
    """Factors by store."""
    months: Mapping[Period, Decimal]
    """Factors by month."""
    digits: int
    """The second argument of ROUND: -2 for hundreds."""
    fixed: Cells
    """The amounts that no formula gives."""
    marks: Mapping[tuple[str, Period], Mark]
    """Why not; of the cells in ``fixed``."""

    def value(self, store_id: str, month: Period) -> Decimal:
        """What the sheet shows."""
        key = store_id, month
        if key in self.fixed:
            return self.fixed[key]
        product = float(self.bases[key]) * float(self.stores[store_id])
        return rounded(product * float(self.months[month]), self.digits)


def rounded(number: float, digits: int) -> Decimal:
    """``ROUND(number, digits)`` of a spreadsheet: half away from zero, of the digits it shows."""
    shown = Decimal(f"{number:.15g}")
    step = Decimal(1).scaleb(-digits)
    return (shown / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def calculation(
    division: Division, weights: Cells, unit: Decimal, scale: Decimal = Decimal(1)
) -> Calculation:
    """How a sheet in units of ``scale`` 元 (1 or 10,000) calculates ``division``.

    ``weights`` are the division's; ``unit`` the 元 that it is rounded to, a power of ten.
    """
    rows, columns = _factors(division)
    found = Calculation(
        bases={
            (store, month): weights.get((store, month), NOUGHT) / scale
            for store in division.stores
            for month in division.months
        },
        stores={store: Decimal(repr(rows[store])) for store in division.stores},
        months={m: Decimal(repr(columns[m])) for m in division.months},
        digits=-(unit / scale).adjusted(),
        fixed={},
        marks={},
    )
    fixed: Cells = {}
    marks: dict[tuple[str, Period], Mark] = {}
    for key, amount in division.cells.items():
        mark = _mark(division, *key)
        if mark is None and found.value(*key) == amount / scale:
            continue
        fixed[key], marks[key] = amount / scale, mark or Mark.MOVED
    return Calculation(
        found.bases, found.stores, found.months, found.digits, fixed, marks
    )  # fmt: skip


def _factors(division: Division) -> tuple[dict[str, float], dict[Period, float]]:
    if not division.stores:
        return {}, dict.fromkeys(division.months, 1.0)
    rows, columns = division.broken.factors
    return (
        dict(zip(rows.index, rows.tolist(), strict=True)),
        dict(zip(columns.index, columns.tolist(), strict=True)),
    )


def _mark(division: Division, store_id: str, month: Period) -> Mark | None:
    if isinstance(division, Rebalanced) and month in division.moved:
        return Mark.ACCEPTED if (store_id, month) in division.locks else Mark.MOVED
    return division.mark(store_id, month)
