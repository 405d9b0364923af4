"""What can be wrong with a cell that came back, in words for the one who filled it in."""

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text

UNREADABLE = FindingKind(
    "returned_unreadable", Severity.ERROR,
    Text("“{label}”填的“{value}”读不出来：{reason}", "{label}: {value} can't be read: {reason}"),
    Text("请改成能读的写法（发出时是 {sent}），保存后再发回",
         "write it so that it can be read (sent: {sent}) and return the file again"),
)  # fmt: skip
OUT_OF_RANGE = FindingKind(
    "returned_out_of_range", Severity.ERROR,
    Text("“{label}”填了 {value}：{reason}", "{label} says {value}: {reason}"),
    Text("请改好（发出时是 {sent}），保存后再发回",
         "put it right (sent: {sent}) and return the file again"),
)  # fmt: skip
BLANKED = FindingKind(
    "returned_blank", Severity.ERROR,
    Text("“{label}”被清空了，这一项不能为空", "{label} was emptied, but it must not be blank"),
    Text("请填写；没有变化就填回 {sent}", "fill it in; if nothing changed, put back {sent}"),
)  # fmt: skip
UNCOMPUTED = FindingKind(
    "returned_uncomputed", Severity.ERROR,
    Text("“{label}”里是公式，文件里没有它的结果", "{label} holds a formula without its result"),
    Text("请直接填数，或用 Excel 打开并保存一次再发回",
         "type the value, or open and save the file in Excel, and return it again"),
)  # fmt: skip
NAMELESS = FindingKind(
    "returned_nameless", Severity.ERROR,
    Text("这一行填了“{label}”，却没有填“{key}”", "this row has {label} but no {key}"),
    Text("请在同一行填上“{key}”再发回", "fill in {key} in the same row and return the file again"),
)  # fmt: skip
RENAMED = FindingKind(
    "returned_renamed", Severity.ERROR,
    Text("“{label}”由“{was}”改成了“{value}”；“{key}”是认人认物的依据，不能在表里改",
         "{label} was changed from {was} to {value}; {key} tells records apart and stays"),
    Text("新的一位请写在空行里，这一行恢复成“{was}”；只是改名的，请在导出表里改",
         "write a new record into a free row and put {was} back; rename it in the export"),
)  # fmt: skip
IN_RENAMED_ROW = FindingKind(
    "returned_in_renamed_row", Severity.ERROR,
    Text("这一行的“{key}”改过了，“{label}”改成“{value}”不知道是改谁的",
         "this row's {key} was changed, so it is not known whose {label} is to be {value}"),
    Text("恢复“{was}”，或把新的内容写在空行里再发回",
         "put {was} back, or write the new contents into a free row"),
)  # fmt: skip
LOCKED = FindingKind(
    "returned_locked", Severity.ERROR,
    Text("“{label}”是锁定的，不能改：发出时 {sent}，收回时 {value}",
         "{label} is locked: it was sent as {sent} and came back as {value}"),
    Text("这处改动没有采用；确有错误请告诉内勤，在原始数据里改",
         "the change is not taken; if it was wrong, have it corrected in the exports"),
)  # fmt: skip
NO_PLACE = FindingKind(
    "returned_without_place", Severity.WARNING,
    Text("“{label}”改成了“{value}”，账本里没有存它的地方",
         "{label} was changed to {value}, which the ledger has no place for"),
    Text("请人工处理", "see to it by hand"),
)  # fmt: skip
MISSING = FindingKind(
    "returned_missing", Severity.WARNING,
    Text("“{label}”的单元格（或整行）被删掉了，发出时是 {sent}",
         "the cell of {label} was deleted; it was sent as {sent}"),
    Text("按没有改动处理；要清空请只清内容、不要删行",
         "it counts as not changed; to blank it, clear the cell and leave the row"),
)  # fmt: skip
CONFLICT = FindingKind(
    "returned_conflict", Severity.WARNING,
    Text("“{label}”发出时 {sent}，收回改成 {value}，账本里已经是 {now}",
         "{label} was sent as {sent}, came back as {value}, and is {now} in the ledger by now"),
    Text("在 review.xlsx 里选 接受（用收回的）或 拒绝（留账本的）",
         "choose in review.xlsx: 接受 takes what came back, 拒绝 keeps the ledger's"),
)  # fmt: skip
RIVALS = FindingKind(
    "returned_rivals", Severity.WARNING,
    Text("“{label}”这里填 {value}，别处填 {others}", "{label}: {value} here, {others} elsewhere"),
    Text("在 review.xlsx 里只接受其中一个", "accept one of them in review.xlsx"),
)  # fmt: skip
TWICE = FindingKind(
    "returned_twice", Severity.WARNING,
    Text("“{label}”这份填 {value}，同一张表的另一份（{file}）是 {other}",
         "{label}: {value} here, {other} in {file}, which is the same form"),
    Text("问清以哪份为准，在 review.xlsx 里选", "ask which one counts, then choose in review.xlsx"),
)  # fmt: skip
TAKEN_ALONG = FindingKind(
    "returned_taken_along", Severity.INFO,
    Text("账本里还没有这一条，“{label}”按表上的值一起写入",
         "the ledger has no such row yet; {label} is written along as the form shows it"),
    Text("不用处理", "nothing needs doing"),
)  # fmt: skip
ROW_NOT_TAKEN = FindingKind(
    "returned_row_not_taken", Severity.WARNING,
    Text("“{name}”里加的这一行没有采用：这个表不能加行", "the row added to {name} is not taken"),
    Text("请人工处理，例如先在导出表里登记", "see to it by hand, in the exports for example"),
)  # fmt: skip
