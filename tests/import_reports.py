"""What tests ask of an import: the one finding of a kind, the rows' numbers, the ledger's rows."""

from collections.abc import Callable
from typing import Any

from kamtools.findings import Finding
from kamtools.ledger.imports import ImportReport
from kamtools.ledger.store import Ledger

Importer = Callable[..., ImportReport]
"""``take`` of ``tests/ledger/imports/conftest.py``."""


def told(report: ImportReport, code: str) -> Finding:
    """The one finding of that kind."""
    (finding,) = [f for f in report.findings if f.code == code]
    return finding


def codes(report: ImportReport) -> set[str]:
    """The kinds of finding that there are."""
    return {f.code for f in report.findings}


def rows(ledger: Ledger, table: str = "sales") -> list[dict[str, Any]]:
    """The ledger's rows, in the order of the file that they came from."""
    return ledger.table(table).order_by("source_row").to_pandas().to_dict("records")


def numbers(report: Any) -> tuple[int, ...]:
    """Read, inserted, changed, unchanged, refused: of the only table there is."""
    (r,) = report.results
    assert r.read == r.inserted + r.changed + r.unchanged + r.refused
    return r.read, r.inserted, r.changed, r.unchanged, r.refused
