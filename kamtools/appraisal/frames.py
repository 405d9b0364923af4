"""Reading the ledger's frames: plain values, and ``None`` for every kind of nothing."""

from collections.abc import Hashable
from decimal import Decimal
from typing import Any

import pandas as pd


def rows(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The frame's rows as mappings, in its order."""
    return frame.to_dict("records")


def number(value: object) -> Decimal | None:
    """A cell as ``Decimal``; ``None`` when it is empty."""
    if value is None or bool(pd.isna(value)):  # type: ignore[call-overload]
        return None
    return value if isinstance(value, Decimal) else Decimal(str(value))


def text(value: object) -> str | None:
    """A cell as text; ``None`` when it is empty."""
    return value if isinstance(value, str) and value else None


def amounts(frame: pd.DataFrame, column: str) -> dict[str, Decimal]:
    """What ``column`` says by ``staff_id``, where both are known."""
    found = {text(row["staff_id"]): number(row[column]) for row in rows(frame)}
    return {staff: value for staff, value in found.items() if staff and value is not None}
