"""What the terminal shows of the audit: which field became what, when, by whom, from which cell."""

from datetime import UTC

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from kamtools.language import Text, speaks_english
from kamtools.ledger.tables import TABLES
from kamtools.rows import Row, rows_of

_HEADS = (
    Text("时间", "at"), Text("谁", "who"), Text("哪一条", "row"), Text("字段", "field"),
    Text("原来", "was"), Text("现在", "became"), Text("来源", "source"), Text("原因", "reason"),
)  # fmt: skip
_ROWS = Text("（{count} 行）", "({count} rows)")
_WHOLE_ROW = {"insert": Text("导入", "imported"), "add": Text("加行", "row added"),
              "remove": Text("去掉的行", "row removed")}  # fmt: skip


def show_history(console: Console, audit: pd.DataFrame) -> None:
    """The audit rows as a table, in their order."""
    table = Table(*(Column(head.show(), overflow="fold") for head in _HEADS))
    for row in rows_of(audit):
        table.add_row(*map(escape, _line(row)))
    console.print(table)


def _line(row: Row) -> tuple[str, ...]:
    at = row["at"].replace(tzinfo=UTC).astimezone()
    whole = _WHOLE_ROW.get(row["action"])
    old, new = (str(row[name] or "") for name in ("old", "new"))
    if whole:
        old, new = "", _ROWS.show(count=new) if row["action"] == "insert" else ""
    field = whole.show() if whole else _field(row)
    name, key = TABLES[row["table_name"]], str(row["key"] or "").replace("|", " ")
    about = f"{name.name if speaks_english() else name.zh} {key}".strip()
    said = (str(row[each] or "") for each in ("source", "reason"))
    return (f"{at:%Y-%m-%d %H:%M:%S}", str(row["who"] or ""), about, field, old, new, *said)


def _field(row: Row) -> str:
    column = str(row["column_name"] or "")
    known = {each.name: each.zh for each in TABLES[row["table_name"]].columns}
    return column if speaks_english() else known.get(column, column)
