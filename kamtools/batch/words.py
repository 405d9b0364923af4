"""Words that the terminal, the notebooks and the report share."""

from kamtools.findings import Severity
from kamtools.language import Text, speaks_english
from kamtools.ledger.tables import TABLES

SEVERITIES = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("提醒", "warning"),
    Severity.INFO: Text("说明", "note"),
}
"""Worst first."""
IMPORT_HEADS = [
    Text("文件", "file"), Text("工作表", "sheet"), Text("导入为", "table"),
    Text("读到", "read"), Text("新增", "new"), Text("更新", "changed"),
    Text("未变", "unchanged"), Text("拒收", "refused"),
]  # fmt: skip


def table_name(name: str | None) -> str:
    """What people call the table that a sheet was imported into."""
    if name is None:
        return "—"
    return name if speaks_english() or name not in TABLES else TABLES[name].zh
