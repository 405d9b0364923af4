"""What was sent, kept in the ledger too, for the day a file's hidden record is lost or changed.

A step of the month reads the ledger while other notebooks may be reading it as well, and DuckDB
lets nobody write then. So a finished step posts what it sent into a folder of the workspace's
memory, in one rename, and the ledger takes it in as soon as it can be opened for writing: at once
when the step finishes, else when the next one does or when returns are collected. Nothing is lost
in between, ``known_forms`` looks into both, and steps that run side by side don't wait for a lock.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
from pydantic import TypeAdapter

from kamtools.errors import KamError
from kamtools.files import remembered, write_whole
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms import record
from kamtools.forms.identity import BoundCell, Identity, LedgerField
from kamtools.language import Text
from kamtools.ledger.queries.frames import Source, collect
from kamtools.ledger.store import Change, Ledger, LedgerLocked
from kamtools.ledger.tables import SENT_CELLS, SENT_FORMS
from kamtools.workspace import Workspace, user

POST_DAMAGED = FindingKind(
    "sent_post_damaged", Severity.WARNING,
    Text("程序记“发出了哪些表”的文件 {file} 损坏了，里面的表不会列为未交",
         "{file}, which remembers what was sent, is damaged; its forms are not waited for"),
    Text("重新运行发这些表的那一步，再删掉这个文件；交回的表照常能读",
         "run the step that sends them again, then delete it; returns are read all the same"),
)  # fmt: skip
_POST = TypeAdapter(list[dict[str, str]])


@dataclass(frozen=True)
class SentForm:
    """One form as it was sent; ``file`` is its path in the month's folder."""

    identity: Identity
    file: str


def post(space: Workspace, label: str, forms: Iterable[SentForm]) -> None:
    """Remember ``forms`` for the ledger, all or none of them."""
    kept = [{"file": each.file, "record": record.encode(each.identity)} for each in forms]
    if kept:
        file = _folder(space) / f"{label}.{uuid4().hex}.json"
        write_whole(file, json.dumps(kept, ensure_ascii=False))


def take_in(space: Workspace) -> int:
    """Bring what was posted into the ledger, in one transaction; returns how many forms were new.

    When another program has the ledger open, what was posted stays for the next time; so does a
    damaged file, which ``damaged_posts`` tells of.
    """
    posted = _readable(space)
    if not posted:
        return 0
    try:
        with Ledger.open(space.ledger_file) as ledger:
            new = _unknown(ledger, [form for forms in posted.values() for form in forms])
            if new:
                with ledger.change(who=user(), reason="发出表单") as change:
                    _record(change, new)
    except LedgerLocked:
        return 0
    for file in posted:
        file.unlink(missing_ok=True)
    return len(new)


def damaged_posts(space: Workspace) -> list[Finding]:
    """A finding for each file of what was posted that can't be read any more."""
    damaged = (file for file in _posted(space) if file.exists() and _load(file) is None)
    return [
        POST_DAMAGED.at(Place(file.name), file=file.relative_to(space.root)) for file in damaged
    ]


def known_forms(space: Workspace) -> Callable[[str], Identity | None]:
    """What the workspace knows of a file, by its id: in the ledger, or posted for it."""

    def find(file_id: str) -> Identity | None:
        for forms in _readable(space).values():
            for form in forms:
                if form.identity.file_id == file_id:
                    return form.identity
        if not space.ledger_file.exists():
            return None
        try:
            with Ledger.open(space.ledger_file, read_only=True) as ledger:
                return find_sent(ledger, file_id)
        except KamError:  # locked, or of an older version: then it is not known now
            return None

    return find


def find_sent(ledger: Source, file_id: str) -> Identity | None:
    """The form with that id as the ledger has it."""
    forms, cells = ledger.table("sent_forms"), ledger.table("sent_cells")
    about = collect(forms.filter(forms.file_id == file_id)).to_dict("records")
    if not about:
        return None
    rows = collect(cells.filter(cells.file_id == file_id)).to_dict("records")
    found = sorted(map(_cell, rows), key=lambda each: int(each.name.rpartition(".")[2]))
    head = about[0]
    return Identity(
        head["form"], head["template_version"] or "", head["period"] or "",
        head["recipient"] or "", head["run"] or "", file_id, tuple(found), head["subject"] or "",
        record.printed_of(head["printed"]),
    )  # fmt: skip


def _folder(space: Workspace) -> Path:
    return space.memory / "sent"


def _posted(space: Workspace) -> list[Path]:
    return sorted(_folder(space).glob("*.json"))


def _readable(space: Workspace) -> dict[Path, list[SentForm]]:
    found = {file: _load(file) for file in _posted(space)}
    return {file: forms for file, forms in found.items() if forms is not None}


def _load(file: Path) -> list[SentForm] | None:
    """None where it is damaged, or was taken in by another step meanwhile."""
    kept = remembered(file, _POST)
    if kept is None:
        return None
    try:
        return [SentForm(record.decode(each["record"]), each["file"]) for each in kept]
    except (record.BrokenRecord, KeyError):
        return None


def _unknown(ledger: Ledger, forms: Sequence[SentForm]) -> list[SentForm]:
    """Each once, without those that the ledger has: same content, same id."""
    known = ledger.keys("sent_forms")
    new = {each.identity.file_id: each for each in forms if each.identity.file_id not in known}
    return list(new.values())


def _record(change: Change, forms: Sequence[SentForm]) -> None:
    change.upsert(SENT_FORMS, pd.DataFrame([_form_row(each) for each in forms], dtype=object))
    cells = [_cell_row(form.identity.file_id, c) for form in forms for c in form.identity.cells]
    change.upsert(SENT_CELLS, pd.DataFrame(cells, dtype=object))


def _form_row(form: SentForm) -> dict[str, object]:
    identity = form.identity
    names = ("file_id", "form", "template_version", "period", "recipient", "subject", "run")
    beside = record.printed_text(identity.printed)
    about = {name: getattr(identity, name) for name in names}
    return {**about, "file": form.file, "printed": beside}


def _cell_row(file_id: str, cell: BoundCell) -> dict[str, object]:
    field = cell.field
    return {
        "file_id": file_id, "name": cell.name, "path": cell.path, "item": cell.item,
        "sheet": cell.sheet, "cell": cell.cell, "sent": record.value_text(cell.sent),
        "editable": int(cell.editable),
        "table_name": field.table if field else None,
        "key": json.dumps(field.key, ensure_ascii=False) if field else None,
        "column_name": field.column if field else None,
        "scale": field.scale if field else None,
        "prefix": field.prefix or None if field else None,
        "most": field.most if field else None,
    }  # fmt: skip


def _cell(row: Mapping[Hashable, Any]) -> BoundCell:
    item = row["item"]
    return BoundCell(
        str(row["name"]), str(row["path"]), None if item is None else int(str(item)),
        str(row["sheet"]), str(row["cell"]), record.value_of(json.loads(str(row["sent"]))),
        bool(row["editable"]), _field(row),
    )  # fmt: skip


def _field(row: Mapping[Hashable, Any]) -> LedgerField | None:
    if row["table_name"] is None:
        return None
    key = tuple(json.loads(str(row["key"])))
    return LedgerField(
        str(row["table_name"]), key, str(row["column_name"]), _scale(row["scale"]),
        str(row["prefix"] or ""), None if row["most"] is None else _scale(row["most"]),
    )  # fmt: skip


def _scale(number: object) -> Decimal:
    """Without the zeros that the ledger's column adds."""
    scale = Decimal(str(number)).normalize()
    return scale if scale.as_tuple().exponent <= 0 else scale.quantize(Decimal(1))  # type: ignore[operator]
