"""How much faster an export is read and coerced than with pandas and a loop over its rows.

Run: python benchmarks/imports.py     (needs ../shared/data; prints ratios measured in this run)

Both sides end with the same values: codes as text, days as dates, amounts as exact decimals. The
loop reads every cell with kamtools' own readers, so that only the way of going about it differs.
"""

import gc
import gzip
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from kamtools.ledger.imports import import_files
from kamtools.ledger.imports.codes import read_code, read_text
from kamtools.ledger.imports.dates import read_date
from kamtools.ledger.imports.match import find_layout
from kamtools.ledger.imports.numbers import read_number
from kamtools.ledger.imports.reading import Context, is_blank
from kamtools.ledger.imports.rows import extract
from kamtools.ledger.imports.sources import read_source
from kamtools.ledger.store import Ledger
from kamtools.settings import Mapping, Settings

DATA = Path(__file__).parents[2] / "shared" / "data"
UCI = DATA / "online_retail_uci" / "dev" / "online_retail_dev.csv.gz"
SLICE = UCI.with_name("online_retail_II_slice.xlsx")
IOWA = DATA / "iowa_liquor" / "dev" / "sale_dev.csv.gz"


def uci(order: str, price: str, customer: str) -> Mapping:
    return Mapping.model_validate({
        "table": "sales", "files": "*", "columns": {
            "order_no": order, "product": "StockCode", "date": "InvoiceDate",
            "customer_id": customer, "quantity": "Quantity",
            "amount": {"product": ["Quantity", price]}, "store_id": {"constant": "S01"},
        },
    })  # fmt: skip


IOWA_MAPPING = Mapping.model_validate({
    "table": "sales", "files": "*", "columns": {
        "order_no": "invoice_item", "product": "item", "date": "date", "store_id": "store",
        "quantity": "bottles_sold", "amount": "sale_dollars",
    },
})  # fmt: skip


def ours(path: Path, mapping: Mapping) -> pd.DataFrame:
    """Read and coerce as the import does, without writing."""
    (grid, *_), findings = read_source(path)
    assert not findings
    layout = find_layout(grid, 0, [mapping])
    assert layout is not None
    return extract(grid, layout, Context(), [mapping]).frame


def loop(frame: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """The same values, cell by cell over ``iterrows``."""
    rules = mapping.columns
    readers: dict[str, Callable[[Any], Any]] = {
        "order_no": read_code, "product": read_text, "date": read_date, "store_id": read_code,
        "customer_id": read_code, "quantity": read_number, "amount": read_number,
    }  # fmt: skip
    found = []
    for _, row in frame.iterrows():
        values = {}
        for name, rule in rules.items():
            if isinstance(rule, str):
                values[name] = None if _blank(row[rule]) else readers[name](row[rule])
            elif hasattr(rule, "product"):
                first, second = (read_number(row[column]) for column in rule.product)
                assert isinstance(first, Decimal)
                assert isinstance(second, Decimal)
                values[name] = first * second
            else:
                values[name] = rule.constant
        found.append(values)
    return pd.DataFrame(found, dtype=object)


def _blank(cell: object) -> bool:
    return is_blank(cell) or cell != cell


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    started = time.perf_counter()
    result = run()
    return time.perf_counter() - started, result


def compare(title: str, mine: Callable[[], pd.DataFrame], theirs: Callable[[], Any]) -> None:
    fast, frame = timed(mine)
    slow, naive = timed(theirs)
    assert list(frame["amount"]) == list(naive["amount"])
    assert list(frame["date"]) == list(naive["date"])
    print(f"{title:<46} {len(frame):>8,} rows  {fast:6.2f} s  {slow:6.2f} s  {slow / fast:5.1f} x")


def whole(title: str, path: Path, mapping: Mapping) -> None:
    settings = Settings(mapping=(mapping,))
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "l.duckdb") as ledger:
        first, report = timed(lambda: import_files(ledger, [path], settings=settings))
        again, _ = timed(lambda: import_files(ledger, [path], settings=settings))
    rows = report.results[0].inserted
    print(f"{title:<46} {rows:>8,} rows  {first:6.2f} s, again {again:.2f} s")


def a_quarter(source: Path, target: Path) -> Path:
    with gzip.open(source, "rt") as stream:
        lines = stream.readlines()
    target.write_text("".join(lines[: 1 + len(lines) // 4]))
    return target


def main() -> None:
    plain = uci("InvoiceNo", "UnitPrice", "CustomerID")
    two_years = uci("Invoice", "Price", "Customer ID")
    with tempfile.TemporaryDirectory() as folder:
        iowa = a_quarter(IOWA, Path(folder) / "sale.csv")
        print("read and coerce".ljust(62), "kamtools   pandas   ratio")
        compare("online_retail_dev.csv.gz", lambda: ours(UCI, plain),
                lambda: loop(pd.read_csv(UCI, dtype=str), plain))  # fmt: skip
        compare("iowa sale_dev, first quarter", lambda: ours(iowa, IOWA_MAPPING),
                lambda: loop(pd.read_csv(iowa, dtype=str), IOWA_MAPPING))  # fmt: skip
        compare("online_retail_II_slice.xlsx (pandas: openpyxl)", lambda: ours(SLICE, two_years),
                lambda: loop(pd.read_excel(SLICE, engine="openpyxl"), two_years))  # fmt: skip
        fast, _ = timed(lambda: read_source(SLICE))
        slow, _ = timed(lambda: pd.read_excel(SLICE, sheet_name=None, engine="openpyxl"))
        print(
            f"{'… reading alone, both sheets':<62}"
            f" {fast:6.2f} s  {slow:6.2f} s  {slow / fast:5.1f} x"
        )
        print("\nwhole import into the ledger")
        whole("online_retail_dev.csv.gz", UCI, plain)
        whole("iowa sale_dev, first quarter", iowa, IOWA_MAPPING)


if __name__ == "__main__":
    main()
