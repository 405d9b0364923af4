"""Tables as notebooks show them: what an import did, what to mend, a form's rows."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from kamtools.batch.words import IMPORT_HEADS, SEVERITIES, table_name
from kamtools.findings import Finding
from kamtools.language import Text

if TYPE_CHECKING:
    from kamtools.ledger.imports import FileResult

_FINDING_HEADS = [
    Text("程度", "severity"), Text("文件", "file"), Text("位置", "place"),
    Text("问题", "what is wrong"), Text("怎么办", "what to do"),
]  # fmt: skip


def import_table(results: Iterable["FileResult"]) -> pd.DataFrame:
    """A row for each sheet: rows read, inserted, changed, unchanged, refused."""
    rows = [
        (each.file, each.sheet, table_name(each.table), each.read, each.inserted, each.changed,
         each.unchanged, each.refused)
        for each in results
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[head.show() for head in IMPORT_HEADS])


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """A row for each finding, worst first."""
    worst = list(SEVERITIES)
    rows = [
        (SEVERITIES[each.severity].show(), each.place.file, each.place.within, each.what, each.do)
        for each in sorted(findings, key=lambda each: (worst.index(each.severity), each.place.file))
    ]
    return pd.DataFrame(rows, columns=[head.show() for head in _FINDING_HEADS])


def record_table(records: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Records as a form shows them: amounts in whole 元 with thousands commas, blanks blank."""
    rows = [{name: _shown(value) for name, value in record.items()} for record in records]
    table = pd.DataFrame(rows)
    return table.set_index(table.columns[0]) if rows else table


def _shown(value: object) -> object:
    if value is None:
        return ""
    return f"{value:,.0f}" if isinstance(value, Decimal) else value
