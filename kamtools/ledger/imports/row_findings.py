"""The kinds of finding that single cells and rows give rise to."""

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text

REFUSED_VALUE = FindingKind(
    "refused_value", Severity.ERROR,
    Text("“{column}”的值“{value}”{reason}，{count} 行没有导入",
         "{column} {value!r}: {reason}; {count} rows not loaded"),
    Text("改正单元格后重新导入", "correct the cell and import again"),
)  # fmt: skip
STANDS_FOR_NOTHING = Text("等于没有填，而这一列必填", "it stands for nothing, but is required")
REFUSED_BLANK = FindingKind(
    "refused_blank", Severity.ERROR,
    Text("必填的“{column}”是空的，{count} 行没有导入",
         "{column} is required and blank; {count} rows not loaded"),
    Text("补上后重新导入", "fill it in and import again"),
)  # fmt: skip
UNREAD_VALUE = FindingKind(
    "unread_value", Severity.WARNING,
    Text("“{column}”的值“{value}”{reason}，{count} 行的这一格没有导入，账本里原来的值不变",
         "{column} {value!r}: {reason}; in {count} rows it was not loaded, and the ledger keeps"
         " the value it had"),
    Text("改正单元格后重新导入", "correct the cell and import again"),
)  # fmt: skip
UNKNOWN_CHOICE = FindingKind(
    "unknown_choice", Severity.WARNING,
    Text("“{column}”的值“{value}”用不上，只认：{choices}；{count} 行（已导入）",
         "{column} {value!r} is never used, only {choices}; {count} rows (loaded)"),
    Text("改成其中一个后重新导入", "write one of these and import again"),
)  # fmt: skip
SHIFTED_ROW = FindingKind(
    "shifted_row", Severity.ERROR,
    Text("这一行有 {cells} 格，表头只有 {width} 格，列已错位，{count} 行没有导入",
         "the row has {cells} cells, the header {width}: columns are shifted;"
         " {count} rows not loaded"),
    Text("多半是文字里有分隔符；给那一格加上引号，或从 Excel 另存为 CSV",
         "a text with a separator in it needs quotes; or save it from Excel as CSV"),
)  # fmt: skip
ROUNDED = FindingKind(
    "rounded_to_fen", Severity.INFO,
    Text("“{column}”多于两位小数，已四舍五入到分（{count} 行）",
         "{column} has more than two decimals, rounded to fen ({count} rows)"),
    Text("不用处理", "nothing"),
)  # fmt: skip
SCALED = FindingKind(
    "scaled", Severity.INFO,
    Text("“{column}”的单位是 {scale} 元，已换算成元",
         "{column} is in {scale} yuan, loaded in yuan"),
    Text("不用处理；如果表头写错了单位，请改正后重新导入",
         "nothing; if the header's unit is wrong, correct it and import again"),
)  # fmt: skip
