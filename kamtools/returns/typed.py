"""What people typed into a form's cell, as the ledger's column holds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from kamtools.excel.changes import Value
from kamtools.forms.identity import LedgerField
from kamtools.language import Text
from kamtools.ledger.edits import LedgerValue
from kamtools.ledger.imports.coerce import Cells, read_cells
from kamtools.ledger.imports.reading import Context, Unreadable
from kamtools.ledger.tables import TABLES, Column, Kind

PLACES = {Kind.MONEY: Decimal("0.01"), Kind.NUMBER: Decimal("0.0001")}
NEGATIVE = Unreadable(Text("不能是负数", "it must not be negative"))
_NEVER_NEGATIVE = {"targets", "target_bids", "scores"}
_COLUMNS_NEVER_NEGATIVE = {("customers", "credit_limit")}


@dataclass(frozen=True)
class OutOfRange(Unreadable):
    """A number that is read, and is none that the field takes."""


def column_of(field: LedgerField) -> Column:
    """The ledger's column behind a field."""
    return TABLES[field.table].column(field.column)


def is_key(field: LedgerField) -> bool:
    """Whether the field is part of its row's business key."""
    return field.column in TABLES[field.table].key


def ledger_value(
    value: Value, field: LedgerField, context: Context | None = None
) -> LedgerValue | Unreadable:
    """``value`` as the column of ``field`` holds it, read as imports read people's typing.

    A number without a unit is in the form's unit (``field.scale``); 1.2万 says its own. Money is
    rounded half up to fen, other numbers to 4 places. Blank is None. A text that is none of its
    column's choices is unreadable, and so is a number beyond ``field.most``: ``OutOfRange``.
    """
    kind = column_of(field).kind
    found = _read(_plain(value, kind), kind, field.scale, context or Context())
    if isinstance(found, str):
        return _chosen(_prefixed(found, field.prefix), column_of(field).choices)
    if isinstance(found, Decimal) and kind in PLACES:
        found = found.quantize(PLACES[kind], rounding=ROUND_HALF_UP)
        if found < 0 or (field.most is not None and found > field.most):
            return _in_range(found, field)
    return found


@lru_cache(maxsize=4096, typed=True)
def _read(value: Value, kind: Kind, scale: Decimal, context: Context) -> LedgerValue | Unreadable:
    """One cell read as a column of one; what was sent is asked for again and again."""
    return read_cells(Cells.of([value]), kind, scale, context).row(0)  # type: ignore[no-any-return]


def _in_range(found: Decimal, field: LedgerField) -> LedgerValue | Unreadable:
    if field.most is not None:
        most = f"{field.most.normalize():f}"
        return OutOfRange(Text(f"应在 0 到 {most} 之间", f"it must be between 0 and {most}"))
    column = field.table, field.column
    never = field.table in _NEVER_NEGATIVE or column in _COLUMNS_NEVER_NEGATIVE
    return NEGATIVE if never else found


def _prefixed(text: str, prefix: str) -> str:
    return text if text.startswith(prefix) else prefix + text


def _chosen(text: str, choices: Sequence[str]) -> LedgerValue | Unreadable:
    """``text``, where it is one of the few that the column takes."""
    if not choices or text in choices:
        return text
    listed = "、".join(choices)
    return Unreadable(Text(f"只能填 {listed}", f"it must be one of {listed}"))


def form_value(value: LedgerValue, field: LedgerField) -> LedgerValue:
    """A ledger's value as the form writes it: in the form's unit, without the field's prefix."""
    if isinstance(value, str):
        return value.removeprefix(field.prefix)
    return value / field.scale if isinstance(value, Decimal) and field.scale != 1 else value


def shown(value: Value) -> str:
    """A value in words for people; blank is 空."""
    if value is None or value == "":
        return Text("（空）", "(blank)").show()
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: Value, kind: Kind) -> Value:
    """Codes, texts and days are read from plain numbers, not from decimals."""
    if not isinstance(value, Decimal) or kind in (*PLACES, Kind.INTEGER):
        return value
    whole = value == value.to_integral_value() and abs(value) < 10**15
    return int(value) if whole else float(value)
