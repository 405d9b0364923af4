"""What can be noticed while a returned workbook is read."""

from typing import Protocol

from kamtools.excel.changes import Value
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms.printed import Content, Standing
from kamtools.forms.sent_values import text_of
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
    do=Text("不用处理", "nothing needs doing"),
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
OTHER_FORM = FindingKind(
    "form_other_inside", Severity.ERROR,
    what=Text("这个文件里还有另一张发出的表（编号 {id}），没有读",
              "another form that was sent ({id}) lies in this file; it was not read"),
    do=Text("请把它单独存成一个文件，或请对方交回原来的文件",
            "save it as a file of its own, or have the sender return the file they received"),
)  # fmt: skip
LIKE_SHEET = FindingKind(
    "form_sheet_alike", Severity.WARNING,
    what=Text("这张工作表和“{read}”是一样的表，内容不同；只读了“{read}”",
              "this sheet is like {read} with other contents; only {read} was read"),
    do=Text("改动若写在这里，请抄到“{read}”；若是另一张发出的表，请单独存成一个文件",
            "copy changes made here into {read}; save another form as a file of its own"),
)  # fmt: skip
COPIED_SHEET = FindingKind(
    "form_sheet_copied", Severity.INFO,
    what=Text("这张工作表是“{read}”的副本，内容相同", "this sheet is a copy of {read}, the same"),
    do=Text("不用处理", "nothing needs doing"),
)  # fmt: skip
TWO_FORMS = FindingKind(
    "form_two_inside", Severity.ERROR,
    what=Text("隐藏的记录没有了，文件里又有不止一张发出的表（编号 {ids}）",
              "its hidden record is gone, and it has more than one form that was sent ({ids})"),
    do=Text("请对方一张表交一个文件，用收到的那个文件填",
            "have the sender return each form in the file they received"),
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
    do=Text("不用处理", "nothing needs doing"),
)  # fmt: skip
MISSING = FindingKind(
    "form_cell_missing", Severity.WARNING,
    what=Text("填“{path}”的单元格被删掉了", "the cell of {path} was deleted"),
    do=Text("这一项按没有改动处理", "it counts as not changed"),
)  # fmt: skip
STRAYED = FindingKind(
    "form_cell_strayed", Severity.WARNING,
    what=Text("填“{path}”的单元格被剪切、拖动或挤到了{to}；按它在表上的位置读",
              "the cell of {path} was cut, dragged or pushed to {to}; read where its field stands"),
    do=Text("看看这里的值对不对", "see whether the value here is right"),
)  # fmt: skip
APART = FindingKind(
    "form_cell_apart", Severity.WARNING,
    what=Text("填“{path}”的单元格跟上下的行错开了，可能被拖动过；按它现在的位置读",
              "the cell of {path} has left its neighbours and may have been dragged; "
              "read where it is now"),
    do=STRAYED.do,
)  # fmt: skip
OVERLAID = FindingKind(
    "form_cell_overlaid", Severity.WARNING,
    what=Text("填“{path}”的单元格被别的单元格盖住了；按它在表上的位置读",
              "another cell was moved over that of {path}; read where its field stands"),
    do=STRAYED.do,
)  # fmt: skip
DELETED = FindingKind(
    "form_row_deleted", Severity.WARNING,
    what=Text("“{name}”的第 {number} 行被删掉了", "row {number} of {name} was deleted"),
    do=Text("确认要不要删", "decide whether it should go"),
)  # fmt: skip
BLANK_DELETED = FindingKind(
    "form_blank_row_deleted", Severity.INFO,
    what=Text("“{name}”的一个空行被删掉了", "a blank row of {name} was deleted"),
    do=Text("不用处理", "nothing needs doing"),
)  # fmt: skip
ADDED = FindingKind(
    "form_row_added", Severity.INFO,
    what=Text("“{name}”里加了一行", "a row was added to {name}"),
    do=Text("确认要不要加", "decide whether it should be added"),
)  # fmt: skip
LOCKED_CHANGED = FindingKind(
    "form_locked_changed", Severity.WARNING,
    what=Text("锁定的“{path}”被改了：发出时 {sent}，收回时 {value}",
              "{path}, locked, was changed: sent as {sent}, came back as {value}"),
    do=Text("锁定的格子不该改；请向对方了解情况", "it should not be changed; ask the sender"),
)  # fmt: skip
WORDS_LOST = FindingKind(
    "form_words_lost", Severity.WARNING,
    what=Text("“{path}”里印好的字被改了，现在是“{value}”",
              "the words printed in {path} were changed; it says {value} now"),
    do=Text("看看里面填的是什么：印好的字不在了，读出来的可能多了或少了字",
            "see what was filled in: without those words it may be read wrong"),
)  # fmt: skip
UNCOMPUTED = FindingKind(
    "form_formula_uncomputed", Severity.ERROR,
    what=Text("这里是公式，文件里没有它的结果", "a formula whose result the file does not carry"),
    do=Text("请用 Excel 打开并保存一次，或直接填数",
            "open and save it in Excel, or type the value"),
)  # fmt: skip
WRITTEN_ELSEWHERE = FindingKind(
    "form_written_elsewhere", Severity.WARNING,
    what=Text("写在没有对应字段的地方：“{value}”", "written where the form has no field: {value}"),
    do=Text("程序存不下它；要留的请人工处理，或抄到有字段的格子里",
            "it can't be kept; see to it by hand, or copy it into a field"),
)  # fmt: skip
PRINT_CHANGED = FindingKind(
    "form_print_changed", Severity.WARNING,
    what=Text("表上印好的“{was}”被改成了“{value}”", "{was}, printed on the form, became {value}"),
    do=Text("没有采用；要留的请人工处理", "it is not taken; see to it by hand if it matters"),
)  # fmt: skip
FORMULA_OVERWRITTEN = FindingKind(
    "form_formula_overwritten", Severity.WARNING,
    what=Text("表上的公式被改成了“{value}”", "a formula of the form became {value}"),
    do=Text("没有采用；数不对请查公式用到的格子",
            "it is not taken; look at the cells that the formula reads"),
)  # fmt: skip
_LONGEST = 200


class _Beside(Protocol):
    @property
    def place(self) -> Place: ...
    @property
    def value(self) -> Value: ...
    @property
    def was(self) -> Content: ...


def of_beside(each: _Beside) -> Finding:
    """What to say of a cell that is no field and does not show what was sent."""
    value = _short(text_of(each.value))
    if isinstance(each.was, Standing):
        return FORMULA_OVERWRITTEN.at(each.place, value=value)
    if each.was is None:
        return WRITTEN_ELSEWHERE.at(each.place, value=value)
    return PRINT_CHANGED.at(each.place, was=_short(text_of(each.was)), value=value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"
