"""A ledger, and one call that imports Markdown tables into it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kamtools.ledger.imports import ImportReport, import_files
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import Settings
from tests.workbooks import workbook

Importer = Callable[..., ImportReport]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.duckdb") as opened:
        yield opened


@pytest.fixture
def take(ledger: Ledger, tmp_path: Path) -> Importer:
    """``take("a.xlsx", {"Sheet1": "| … |"})`` or ``take("a.csv", "text")``, then ``month=…``."""

    def run(
        name: str,
        content: dict[str, str] | str | bytes,
        month: str | None = None,
        settings: Settings | None = None,
        hidden: tuple[str, ...] = (),
    ) -> ImportReport:
        path = tmp_path / name
        if isinstance(content, dict):
            workbook(path, content, hidden=hidden)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        period = Period.parse(month) if month else None
        return import_files(ledger, [path], settings=settings or Settings(), month=period)

    return run
