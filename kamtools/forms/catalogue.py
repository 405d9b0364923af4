"""The forms that kamtools fills, and what each of them shows for the sample department."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from kamtools import bundled
from kamtools.forms import (
    appraisal_form,
    customer_card,
    follow_up,
    kpi_cascade,
    month_report,
    negotiation,
    store_targets,
    target_breakdown,
    task_sheet,
)
from kamtools.forms.fill import Example
from kamtools.ledger.imports import import_files
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.settings import load_settings

SAMPLE_MONTH = Period(2026, 10)


def sample_examples() -> Mapping[str, Example]:
    """By the template's name: what it shows of the sample department's month; takes a second."""
    settings = load_settings(bundled.sample() / "kam.toml")
    exports = [file for name, file in bundled.files(with_sample=True).items() if "data/" in name]
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "ledger.duckdb") as ledger,
    ):
        import_files(ledger, _tables(exports), settings=settings)
        return {
            customer_card.FORM: customer_card.example(ledger, settings, SAMPLE_MONTH),
            target_breakdown.FORM: target_breakdown.example(ledger, settings, SAMPLE_MONTH),
            store_targets.FORM: store_targets.example(ledger, settings, SAMPLE_MONTH),
            negotiation.FORM: negotiation.example(ledger, settings, SAMPLE_MONTH),
            follow_up.FORM: follow_up.example(ledger, settings, SAMPLE_MONTH),
            task_sheet.FORM: task_sheet.example(ledger, settings, SAMPLE_MONTH),
            kpi_cascade.FORM: kpi_cascade.example(ledger, settings, SAMPLE_MONTH),
            month_report.FORM: month_report.example(ledger, settings, SAMPLE_MONTH),
            **appraisal_form.examples(ledger, settings, SAMPLE_MONTH),
        }


def _tables(exports: list[Path]) -> list[Path]:
    return sorted(file for file in exports if file.suffix in (".xlsx", ".csv", ".xls"))
