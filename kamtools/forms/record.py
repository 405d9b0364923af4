"""The signed record of what was sent, as texts on the very hidden sheet ``_kam``.

A1 says what the sheet is, A2 holds the signature (HMAC-SHA256 with the workspace's key), A3 on the
record: JSON cut into pieces that a cell can hold.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from kamtools.excel.changes import Value
from kamtools.forms.blocks import Block
from kamtools.forms.identity import NAME, BoundCell, Identity, LedgerField
from kamtools.forms.printed import Content, Printed, PrintedCell, Standing

SHEET = "_kam"
TITLE = "kamtools 1 · 本页由程序使用，请勿修改 · used by the program, please leave as it is"
_MARK = "kamtools 1"
UNSIGNED = "unsigned"
_PIECE = 16_000
"""Characters in a cell: twice as many UTF-16 units still fit into Excel's 32,767."""
_DELICATE = re.compile(r"_(?=x)|[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]")
"""What a program that saves the workbook may change: Excel's ``_x000D_`` escapes, illegal marks."""

Signature = Literal["good", "changed", "absent", "unchecked"]
"""``absent``: the record was never signed, or is lost; ``unchecked``: there is no key to check."""


class BrokenRecord(ValueError):
    """The texts are no record that this version can read."""


def encode(identity: Identity) -> str:
    """The record of ``identity`` as one line of JSON."""
    sheets = _Numbers()
    paths = _Numbers()
    rows = _Numbers()
    body = {
        "kamtools": 1,
        "form": identity.form, "version": identity.template_version, "period": identity.period,
        "recipient": identity.recipient, "subject": identity.subject, "run": identity.run,
        "file": identity.file_id,
        "cells": [
            [paths.of(each.path), each.item, sheets.of(each.sheet), each.cell, _plain(each.sent),
             int(each.editable), *_bound(each.field, rows)]
            for each in identity.cells
        ],
        "paths": paths.all, "sheets": sheets.all, "rows": rows.all,
        **({"printed": _printed(identity.printed)} if identity.printed else {}),
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return _DELICATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def decode(text: str) -> Identity:
    """The identity that ``encode`` wrote; raises ``BrokenRecord``."""
    try:
        body = json.loads(text)
        cells = tuple(_cell(number, each, body) for number, each in enumerate(body["cells"], 1))
        keys = ("form", "version", "period", "recipient", "run", "file", "subject")
        form, version, period, recipient, run, file, subject = (str(body[key]) for key in keys)
        beside = _printed_of(body["printed"]) if "printed" in body else None
        return Identity(form, version, period, recipient, run, file, cells, subject, beside)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, InvalidOperation) as error:
        raise BrokenRecord(str(error)) from error


def file_id(identity: Identity) -> str:
    """16 digits that follow from all that the file says, but for the run that made it."""
    text = encode(replace(identity, run="", file_id=""))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def sign(text: str, key: bytes | None) -> str:
    """The signature of a record, or ``unsigned`` without a key."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() if key else UNSIGNED


def check(text: str, signature: str, key: bytes | None) -> Signature:
    """What the signature says of the record."""
    if signature == UNSIGNED:
        return "absent"
    if not key:
        return "unchecked"
    return "good" if hmac.compare_digest(sign(text, key), signature) else "changed"


def to_texts(identity: Identity, key: bytes | None) -> list[str]:
    """What the hidden sheet holds, from A1 down."""
    text = encode(identity)
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    return [TITLE, sign(text, key), *pieces]


def is_record(first: Value) -> bool:
    """Whether a sheet that begins with this value holds a record."""
    return isinstance(first, str) and first.startswith(_MARK)


def from_texts(texts: Sequence[str]) -> tuple[str, str]:
    """The record and its signature; raises ``BrokenRecord``."""
    if len(texts) < 3 or not is_record(texts[0]):
        raise BrokenRecord("too short")
    return "".join(texts[2:]), texts[1].strip()


class _Numbers:
    """Things that occur often, written once and then by their number."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._known: dict[Any, int] = {}

    def of(self, thing: Any) -> int:
        if thing not in self._known:
            self._known[thing] = len(self.all)
            self.all.append(thing)
        return self._known[thing]


def _bound(field: LedgerField | None, rows: _Numbers) -> list[object]:
    if field is None:
        return []
    most = str(field.most) if field.most is not None else ""
    more = [str(field.scale) if field.scale != 1 else "1", field.prefix, most]
    while more and more[-1] in ("", "1"):
        more.pop()
    return [rows.of((field.table, *field.key)), field.column, *more]


def _cell(number: int, each: list[Any], body: dict[str, Any]) -> BoundCell:
    path, item, sheet, cell, sent, editable, *bound = each
    return BoundCell(
        NAME.format(number=number), body["paths"][path], item, body["sheets"][sheet], cell,
        value_of(sent), bool(editable), _field(bound, body["rows"]),
    )  # fmt: skip


def _field(bound: list[Any], rows: list[list[str]]) -> LedgerField | None:
    if not bound:
        return None
    row, column, *more = bound
    scale, prefix, most = (str(part) for part in [*more, *["1", "", ""][len(more) :]])
    table, *key = rows[row]
    limit = Decimal(most) if most else None
    return LedgerField(table, tuple(key), column, Decimal(scale), prefix, limit)


def printed_text(printed: Printed | None) -> str | None:
    """What is printed on a form, as the ledger keeps it."""
    if printed is None:
        return None
    return json.dumps(_printed(printed), ensure_ascii=False, separators=(",", ":"))


def printed_of(text: str | None) -> Printed | None:
    """The other way round; None where it is not known, or can't be read any more."""
    try:
        return _printed_of(json.loads(text)) if text else None
    except (ValueError, KeyError, TypeError, InvalidOperation):
        return None


def _printed(printed: Printed) -> dict[str, object]:
    sheets = _Numbers()

    def cells(some: Iterable[PrintedCell]) -> list[list[object]]:
        return [[sheets.of(c.sheet), c.row, c.column, _held(c.content)] for c in some]

    copies = [[sheets.of(b.sheet), b.first_row, b.last_row, n] for b, n in printed.copies]
    return {"cells": cells(printed.cells), "copies": copies, "put": cells(printed.put),
            "sheets": sheets.all}  # fmt: skip


def _held(content: Content) -> object:
    """A constant's JSON is never a plain whole number here: those say what else it is."""
    if isinstance(content, Standing):
        return int(content)
    whole = isinstance(content, int) and not isinstance(content, bool)
    return [str(content)] if whole else _plain(content)


def _printed_of(body: dict[str, Any]) -> Printed:
    sheets = body["sheets"]

    def cells(some: Iterable[list[Any]]) -> tuple[PrintedCell, ...]:
        return tuple(
            PrintedCell(sheets[sheet], row, column,
                        Standing(held) if type(held) is int else value_of(held))
            for sheet, row, column, held in some
        )  # fmt: skip

    copies = tuple((Block(sheets[s], (), first, last), n) for s, first, last, n in body["copies"])
    return Printed(cells(body["cells"]), copies, cells(body["put"]))


def value_text(value: Value) -> str:
    """A sent value as the ledger keeps it; ``value_of(json.loads(…))`` reads it back."""
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Value) -> object:
    """JSON for a value: a number with a point stands in a list, a day in a list with ``d``."""
    if isinstance(value, datetime):
        return [value.isoformat(), "t"]
    if isinstance(value, date):
        return [value.isoformat(), "d"]
    if isinstance(value, Decimal | float):
        return [format(value, "f") if isinstance(value, Decimal) else repr(value)]
    return value


def value_of(plain: Any) -> Value:
    """The value behind the JSON."""
    if not isinstance(plain, list):
        return plain  # type: ignore[no-any-return]
    text, *kind = plain
    if kind == ["t"]:
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == ["d"] else Decimal(text)


def texts_below(values: Iterable[Value]) -> list[str]:
    """The texts from A1 down to the first cell without one."""
    texts: list[str] = []
    for value in values:
        if not isinstance(value, str):
            break
        texts.append(value)
    return texts
