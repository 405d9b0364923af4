"""What the board of returns can notice, each with what to do."""

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text
from kamtools.returns import read_findings

WRONG_MONTH = FindingKind(
    "return_wrong_month", Severity.WARNING,
    Text("这是 {found} 的表，现在收的是 {month}", "a form of {found}; {month} is being collected"),
    Text("没有采用；确实要收 {found} 的，运行 kam collect --month {found}",
         "not taken; to collect {found}, run kam collect --month {found}"),
)  # fmt: skip
DUPLICATE = FindingKind(
    "return_duplicate", Severity.WARNING,
    Text("同一张表交回了不止一份，内容不同：另有 {others}",
         "the same form came back more than once, with other contents: {others}"),
    Text("内容不同的格子列为冲突，请在 review.xlsx 里选；或问清后只留一份再收一次",
         "cells that differ are conflicts in review.xlsx; or keep one file and collect again"),
)  # fmt: skip
COPY = FindingKind(
    "return_copy", Severity.INFO,
    Text("与 {other} 内容完全一样，只算一份", "says just what {other} says; counted once"),
    Text("不用处理", "nothing needs doing"),
)  # fmt: skip
OLD_VERSION = FindingKind(
    "return_old_version", Severity.WARNING,
    Text("用的是旧版表格（{version}，现在是 {now}），内容照常读出",
         "an older version of the form ({version}, now {now}); it was read all the same"),
    Text("看看新版增加的内容是否要补填，请对方以后用新发的文件",
         "see what the new version asks besides; have them use the new file next time"),
)  # fmt: skip
LATE = FindingKind(
    "return_late", Severity.INFO,
    Text("迟交：截止 {due}，收到 {received}", "late: due {due}, received {received}"),
    Text("内容照常读出", "it was read all the same"),
)  # fmt: skip
NOT_BACK = FindingKind(
    "return_missing", Severity.INFO,
    Text("{recipient} 的{form}还没有交回", "{recipient} has not returned {form} yet"),
    Text("到期前提醒对方", "remind them before it is due"),
)  # fmt: skip
OVERDUE = FindingKind(
    "return_overdue", Severity.WARNING,
    Text("{recipient} 的{form}还没有交回，已过截止日 {due}",
         "{recipient} has not returned {form}, which was due {due}"),
    Text("催交，收到后再运行一次 kam collect", "ask for it, then run kam collect again"),
)  # fmt: skip
NOT_EXCEL = FindingKind(
    "return_not_excel", Severity.WARNING,
    Text("不是 Excel 工作簿，没有读", "no Excel workbook; not read"),
    Text("如果里面有要收的表，请另存为 .xlsx 放回这个文件夹",
         "if it holds a form, save that as .xlsx into this folder"),
)  # fmt: skip
NOT_TRUSTED = FindingKind(
    "return_not_trusted", Severity.ERROR,
    Text("隐藏的记录没有本工作区的签名，账本里也没有发出过它",
         "its hidden record bears no signature of this workspace, and the ledger never sent it"),
    Text("没有采用；请对方用收到的那个文件填写，或重新发一份",
         "not taken; have the sender use the file they received, or send a fresh copy"),
)  # fmt: skip
STRANGERS = frozenset(
    (read_findings.NOT_OURS.code, read_findings.NOT_IN_LEDGER.code, NOT_EXCEL.code)
)
"""Findings on files that are no form of ours, rather than unreadable."""
