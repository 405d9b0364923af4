"""What can be noticed while a returned workbook is read."""

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text

UNREADABLE = FindingKind(
    "form_unreadable", Severity.ERROR,
    what=Text("打不开：{reason}", "can't be opened: {reason}"),
    do=Text("{remedy}", "{remedy}"),
)  # fmt: skip
NOT_OURS = FindingKind(
    "not_our_form", Severity.ERROR,
    what=Text("不是本程序填好发出的表：里面没有发出时的记录",
              "no form of ours: it has no record of what was sent"),
    do=Text("请对方用收到的那个文件填写，不要把内容复制到别的表里",
            "have the sender fill in the file they received, not a copy of its contents"),
)  # fmt: skip
NOT_IN_LEDGER = FindingKind(
    "form_not_in_ledger", Severity.ERROR,
    what=Text("隐藏的记录没有了，账本里也没有编号 {id} 的表",
              "its hidden record is gone, and the ledger has no form {id}"),
    do=Text("在发出它的工作区里读取", "read it in the workspace that sent it"),
)  # fmt: skip
RECORD_LOST = FindingKind(
    "form_record_lost", Severity.WARNING,
    what=Text("隐藏的记录没有了，已用账本里的一份核对",
              "its hidden record is gone; the ledger's was used"),
    do=Text("不用处理", "nothing"),
)  # fmt: skip
RECORD_CHANGED = FindingKind(
    "form_record_changed", Severity.WARNING,
    what=Text("隐藏的记录被人改过，已改用账本里的一份核对",
              "its hidden record was changed; the ledger's was used instead"),
    do=Text("请向对方了解情况", "ask the sender about it"),
)  # fmt: skip
RECORD_NOT_TO_BE_TRUSTED = FindingKind(
    "form_record_not_trusted", Severity.ERROR,
    what=Text("隐藏的记录被人改过，或者是别的工作区发出的；账本里没有它",
              "its hidden record was changed, or another workspace sent it; the ledger lacks it"),
    do=Text("不要合并；请重新发一份给对方填", "do not merge it; send a fresh copy"),
)  # fmt: skip
SHEET_UNKNOWN = FindingKind(
    "form_sheet_unknown", Severity.ERROR,
    what=Text("这张工作表找不到了", "this sheet is not found any more"),
    do=Text("请对方从收到的文件重新填写", "have the sender start again from the file received"),
)  # fmt: skip
NAMES_LOST = FindingKind(
    "form_names_lost", Severity.WARNING,
    what=Text("隐藏的定位名称没有了或没有跟着移动，已按内容找回各单元格",
              "the hidden names are gone or did not move; cells were found by their contents"),
    do=Text("看看找到的改动对不对", "see whether the changes found are right"),
)  # fmt: skip
SORTED = FindingKind(
    "form_rows_sorted", Severity.INFO,
    what=Text("“{name}”的行换了顺序，已逐行对上",
              "the rows of {name} were sorted; all were matched"),
    do=Text("不用处理", "nothing"),
)  # fmt: skip
MISSING = FindingKind(
    "form_cell_missing", Severity.WARNING,
    what=Text("填“{path}”的单元格被删掉了", "the cell of {path} was deleted"),
    do=Text("这一项按没有改动处理", "it counts as not changed"),
)  # fmt: skip
DELETED = FindingKind(
    "form_row_deleted", Severity.WARNING,
    what=Text("“{name}”的第 {number} 行被删掉了", "row {number} of {name} was deleted"),
    do=Text("确认要不要删", "decide whether it should go"),
)  # fmt: skip
ADDED = FindingKind(
    "form_row_added", Severity.INFO,
    what=Text("“{name}”里加了一行", "a row was added to {name}"),
    do=Text("确认要不要加", "decide whether it should be added"),
)  # fmt: skip
UNCOMPUTED = FindingKind(
    "form_formula_uncomputed", Severity.ERROR,
    what=Text("这里是公式，文件里没有它的结果", "a formula whose result the file does not carry"),
    do=Text("请用 Excel 打开并保存一次，或直接填数",
            "open and save it in Excel, or type the value"),
)  # fmt: skip
