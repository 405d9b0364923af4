"""Why a file is not opened as a workbook, in the words that people are told."""

from kamtools.errors import KamError
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text

_SAVE_AS = Text(
    "用 Excel 或 WPS 打开，另存为“Excel 工作簿 (*.xlsx)”再用",
    "open it in Excel or WPS and save it as “Excel Workbook (*.xlsx)”",
)


def _refusal(code: str, zh: str, en: str, do: Text = _SAVE_AS) -> FindingKind:
    return FindingKind(code, Severity.ERROR, Text(zh, en), do)


NO_SUCH_FILE = _refusal(
    "no_such_file", "没有这个文件", "there is no such file",
    Text("检查文件名和文件夹", "check the name and the folder"),
)  # fmt: skip
UNREADABLE_FILE = _refusal(
    "unreadable_file", "打不开这个文件：{reason}", "the file can't be opened: {reason}",
    Text("关闭正用着它的程序，或检查权限", "close the program that uses it, or check permissions"),
)  # fmt: skip
LOCK_FILE = FindingKind(
    "lock_file", Severity.INFO,
    Text("这是 Excel 打开文件时的临时文件，没有数据", "this is Excel's lock file, without data"),
    Text("不用处理；关闭 Excel 后它会消失", "nothing; it goes when Excel is closed"),
)  # fmt: skip
EMPTY_FILE = _refusal(
    "empty_file", "文件是空的（0 字节）", "the file is empty (0 bytes)",
    Text("重新导出或重新发送这个文件", "export or send the file again"),
)  # fmt: skip
ENCRYPTED = _refusal(
    "encrypted", "文件有打开密码", "the file is protected by a password",
    Text(
        "用 Excel 打开，在“文件 → 信息 → 保护工作簿”里去掉密码，保存后再用",
        "open it in Excel, remove the password (File → Info → Protect Workbook), save it",
    ),
)  # fmt: skip
STRICT = _refusal(
    "strict_ooxml",
    "这是“Strict Open XML 电子表格”，多数程序会把它读成空的",
    "this is a Strict Open XML spreadsheet, which many programs read as empty",
)
OTHER_FORMAT = _refusal(
    "other_format",
    "这是{actual}，可以读取，但不能原样填写",
    "this is {actual}, which can be read but not filled without loss",
)
OTHER_FILE = _refusal(
    "not_a_workbook", "这不是 Excel 工作簿，而是{actual}", "this is no Excel workbook but {actual}"
)
NO_SPREADSHEET = _refusal(
    OTHER_FILE.code, OTHER_FILE.what.zh, OTHER_FILE.what.en,
    Text("Excel 打不开它；请对方发送原来的 Excel 或 CSV 文件，或把里面的表格抄到新的工作簿",
         "Excel can't open it; ask for the original workbook or CSV, or copy its table into one"),
)  # fmt: skip
"""The same of a file that holds no cells, so that no saving under another name helps."""
BROKEN = _refusal(
    "broken_workbook", "工作簿已损坏：{reason}", "the workbook is broken: {reason}",
    Text(
        "用 Excel 打开（必要时选“修复”）后另存，或请对方重新发送",
        "open it in Excel (let it repair the file) and save it, or ask for it to be sent again",
    ),
)  # fmt: skip
TOO_LARGE = _refusal(
    "too_large",
    "展开后有 {size} MB，超过 {limit} MB 的上限",
    "it inflates to {size} MB, more than the limit of {limit} MB",
    Text(
        "按月份拆成几个文件；若文件本来很小，它可能是恶意文件，不要打开",
        "split it by month; if the file itself is small it may be hostile: don't open it",
    ),
)
BOMB = _refusal(
    "too_large",
    "部件 {part} 展开后有 {size} MB，是压缩后的 {times} 倍，可能是恶意文件（压缩炸弹）",
    "part {part} inflates to {size} MB, {times} times its size; this may be a zip bomb",
    Text("不要打开它；请对方用 Excel 重新保存后再发", "don't open it; ask for a new copy"),
)
TOO_MANY_PARTS = _refusal(
    "too_many_parts",
    "工作簿里有 {parts} 个部件，不像 Excel 保存的",
    "the package has {parts} parts, unlike anything that Excel saves",
)
HAS_DTD = _refusal(
    "has_dtd",
    "部件 {part} 里有 DTD（实体定义），Excel 从不这样保存，可能是恶意文件（XML 炸弹）",
    "part {part} declares a DTD, which Excel never does; this may be an XML bomb",
    Text("不要打开它；请对方用 Excel 重新保存后再发", "don't open it; ask for a new copy"),
)
BAD_NAME = _refusal(
    "path_traversal",
    "部件名“{part}”指向工作簿之外，可能是恶意文件",
    "the part name {part} points outside the package; this may be a hostile file",
    Text("不要打开它；请对方用 Excel 重新保存后再发", "don't open it; ask for a new copy"),
)

_ACTUAL = {
    "word": Text(" Word 文档", "a Word document"),
    "powerpoint": Text(" PowerPoint 演示文稿", "a PowerPoint presentation"),
    "pdf": Text(" PDF 文件", "a PDF file"),
    "picture": Text("图片", "a picture"),
    "page": Text("改名为 Excel 的网页（很多系统这样导出）", "a web page under Excel's name"),
    "xml": Text(" XML 电子表格 2003", "an XML Spreadsheet 2003"),
    "biff": Text("1997 年以前的 Excel 格式", "a spreadsheet of before Excel 97"),
    "zip": Text("压缩包", "a zip archive"),
    "ole": Text("损坏的或别的 Office 文件", "a broken or some other Office file"),
    "gzip": Text("压缩文件", "a compressed file"),
    "text": Text("文本文件", "a text file"),
    "binary": Text("无法识别的文件", "a file of an unknown kind"),
    "xls": Text(" .xls（Excel 97-2003）工作簿", "an .xls (Excel 97-2003) workbook"),
    "xlsb": Text(" .xlsb 二进制工作簿", "an .xlsb binary workbook"),
    "ods": Text(" .ods（OpenDocument）表格", "an .ods (OpenDocument) spreadsheet"),
}
"""What a file is, to be told after “这是” and “this is”."""
_WITHOUT_CELLS = {"word", "powerpoint", "pdf", "picture", "binary"}


class MayNotBeOpened(KamError):
    """The file was looked at and refused: encrypted, a bomb, Strict Open XML, no workbook …"""

    what = Text("{file}：{reason}", "{file}: {reason}")
    do = Text("{remedy}", "{remedy}")

    def __init__(self, finding: Finding) -> None:
        super().__init__(file=finding.place.file, reason=finding.what, remedy=finding.do)
        self.finding = finding


def other_file(place: Place, actual: str) -> Finding:
    """The finding that a file is no workbook but ``actual``, a key of the known kinds."""
    kind = NO_SPREADSHEET if actual in _WITHOUT_CELLS else OTHER_FILE
    return kind.at(place, actual=_ACTUAL[actual].show())


def other_format(place: Place, actual: str) -> Finding:
    """The finding that a workbook, in the format ``actual``, can be read but not filled."""
    return OTHER_FORMAT.at(place, actual=_ACTUAL[actual].show())
