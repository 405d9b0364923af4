"""Reading fields of the ledger's frames: plain values, and ``None`` for every kind of nothing."""

from decimal import Decimal

import pandas as pd

from kamtools.rows import rows_of


def number(value: object) -> Decimal | None:
    """A field as ``Decimal``; ``None`` when it is empty."""
    if value is None or isinstance(value, Decimal):
        return value
    return Decimal(str(value))


def text(value: object) -> str | None:
    """A field as text; ``None`` when it is empty."""
    return value if isinstance(value, str) and value else None


def amounts(frame: pd.DataFrame, column: str) -> dict[str, Decimal]:
    """What ``column`` says by ``staff_id``, where both are known."""
    found = {text(row["staff_id"]): number(row[column]) for row in rows_of(frame)}
    return {staff: value for staff, value in found.items() if staff and value is not None}


def plain(value: Decimal | None) -> str:
    """A number as people write it, without the zeros that the ledger's column adds: 7, 4.5."""
    return "" if value is None else f"{value.normalize():f}"
