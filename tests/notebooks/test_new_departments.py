"""A department that has little in its ledger yet still gets to the end of every notebook."""

import ast
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import nbformat
import pytest

from kamtools import bundled
from kamtools.batch.step import Step
from kamtools.ledger.store import Ledger
from kamtools.workspace import Workspace
from tests.ledgers import put

Tables = dict[str, list[dict[str, Any]]]
SALE = {"order_no": "D1", "product": "米", "line_no": 1, "date": date(2026, 10, 9)}
SALE |= {"amount": Decimal("100.50")}
STORES = [
    {"store_id": "S01", "name": "东湖店", "region": "东区", "opened": date(2015, 1, 1)},
    {"store_id": "S02", "name": "新城店", "region": "东区", "opened": date(2026, 9, 1)},
]
TARGET = {"period": "2026-10", "level": "公司", "item_id": "公司", "target": Decimal(5000)}
CLERK = {"staff_id": "E01", "name": "文静", "post": "内勤"}
LEDGERS: dict[str, Tables] = {
    "one sale": {"sales": [SALE]},
    "no stores": {"sales": [SALE], "targets": [TARGET], "staff": [CLERK]},
    "stores that nobody listed": {"sales": [SALE | {"store_id": "S77"}], "targets": [TARGET]},
    "no last year": {"sales": [SALE | {"store_id": "S01"}], "stores": STORES},
    "no last year, but a target": {
        "sales": [SALE | {"store_id": "S01", "customer_id": "K1"}], "stores": STORES,
        "targets": [TARGET], "customers": [{"customer_id": "K1", "name": "天河"}],
        "staff": [CLERK], "contacts": [{"customer_id": "K1", "name": "甲"}],
    },
    "a closed store whose target was decided": {
        "sales": [SALE], "stores": [STORES[0] | {"closed": date(2025, 12, 1)}],
        "targets": [TARGET | {"level": "门店", "item_id": "S01"}],
    },
}  # fmt: skip


@pytest.fixture(params=LEDGERS)
def department(request: pytest.FixtureRequest, space: Workspace) -> Iterator[Workspace]:
    with (
        Ledger.open(space.ledger_file) as ledger,
        ledger.change(who="test", reason="test") as change,
    ):
        for table, rows in LEDGERS[request.param].items():
            put(change, table, *rows)
    yield space
    if Step._at_work:
        Step._at_work.close()


def run(notebook: str, space: Workspace) -> list[str]:
    """Run the code cells as a person would; what each of them shows."""
    cells = nbformat.read(bundled.notebooks() / f"{notebook}.ipynb", as_version=4).cells
    names: dict[str, Any] = {}
    shown = []
    for cell in (each for each in cells if each.cell_type == "code"):
        code = ast.parse(cell.source)
        last = code.body.pop() if isinstance(code.body[-1], ast.Expr) else None
        exec(compile(code, notebook, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names["workspace"] = str(space.root)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), notebook, "eval"), names)
            show = getattr(value, "_repr_html_", None) or getattr(value, "_repr_png_", None)
            shown.append(str(show() if show else value))
    return shown


@pytest.mark.parametrize(
    "notebook",
    ["02_target_breakdown", "03_customer_files", "04_kpi_appraisal", "05_month_report",
     "06_follow_up"],
)  # fmt: skip
def test_the_notebook_runs_to_its_confirmation(notebook: str, department: Workspace) -> None:
    assert f"已完成 {notebook}" in run(notebook, department)[-1]
