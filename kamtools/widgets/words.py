"""What the desk says, in both languages."""

from kamtools.errors import KamError
from kamtools.findings import FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.ledger.imports.reading import Unreadable
from kamtools.money import Unit

# Why something was not done.
NOT_LISTED = Text("门店表里没有这家店，它的数不能改", "the store is not listed: its numbers stay")
OVER = Text(
    "{month}已经过去，目标已定，不能再改", "{month} is over and was decided: it stays as it is"
)
CLOSED = Text("{store}在{month}不营业", "{store} is not open in {month}")
UNREAD = Text("“{typed}”没有读成金额：{why}", "{typed} is no amount: {why}")
NEGATIVE = Unreadable(Text("不能小于 0", "it is below 0"))


class ConflictStands(KamError):
    """A scenario was to be kept, or written, while limits contradict each other."""

    what = Text("限制还有冲突，数字停在上一次可行的结果", "limits are in conflict")
    do = Text("先改掉冲突的锁定或上下限，再保存", "change the locks or limits named above first")


# Scenarios.
AT_FIRST, NOW = Text("原方案", "as proposed"), Text("现在", "now")
SCENARIO = Text("方案{number}", "scenario {number}")

# Keeping.
WHY_FORMS = Text("在 02 笔记本里调整", "changed in notebook 02")
WHY_LIMITS = Text("02 目标分解：在笔记本里锁定或限制", "02 target breakdown: set in the notebook")
LIMITS_LATER = Text(
    "这个笔记本运行到“完成”时，锁定和上下限一并存进账本",
    "the limits go into the ledger when this notebook finishes",
)
LIMITS_KEPT = Text(
    "{written} 个格子的锁定和上下限已存进账本（目标限制），可以用 kam undo 撤回",
    "the limits of {written} cells are in the ledger; kam undo takes them back",
)
LIMITS_SAME = Text("和账本里的一样，没有可存的", "the ledger has them already")
LIMITS_MOVED = Text(
    "存进账本 {written} 个；另有 {moved} 个格子的限制别人刚改过，没有动。重新运行这个笔记本再看",
    "{written} kept; the limits of {moved} cells were just changed by somebody else and were left: "
    "run the notebook again",
)
LIMITS_PLACE = Place("目标限制")
LIMITS_TOLD = FindingKind(
    "limits_kept",
    Severity.INFO,
    what=Text("{said}", "{said}"),
    do=Text("不用处理", "nothing to do"),
)
FORM_BELOW = Text(
    "已按现在的数准备好：接着运行下面的格子，表就按它写",
    "ready: run the cell below that writes the form",
)

# The grid.
CORNER = Text("门店＼月份（{unit}）", "store \\ month ({unit})")
UNITS = {Unit.YUAN: Text("元", "yuan"), Unit.HUNDRED: Text("百元", "hundred yuan"),
         Unit.WAN: Text("万元", "10,000 yuan")}  # fmt: skip
MONTH = Text("{month}月", "M{month}")
MONTH_STATES = {
    "over": Text("已过", "over"),
    "decided": Text("已定", "decided"),
    "opened": Text("重分", "anew"),
    "free": Text("待定", "open"),
    "unknown": Text("未下达", "not set"),
}
COMPANY_ASKS = Text("公司目标", "the company's")
LOCKED, MINIMUM, MAXIMUM = Text("锁定", "locked"), Text("下限", "min"), Text("上限", "max")
BY = Text("比原方案 {by}", "{by} against the proposal")
GRID = {
    "total": Text("全年", "year"),
    "moved": Text("变动", "change"),
    "lock": Text("锁定或放开", "lock or unlock"),
    "open": Text("点一下：已定的月份重新分解，或恢复已定", "click: divide anew, or as decided"),
    "row": Text("点一下：锁定或放开这一行能改的格子", "click: lock or unlock the row"),
    "label": Text(
        "目标表：点一格看怎么来的；双击或直接输入数字，回车就锁定；方向键移动；Delete 放开",
        "targets: click a cell for its story; type a number and Enter to lock; Delete unlocks",
    ),
}

# What stands beside the grid.
AND = Text("、", ", ")
TIES = Text("各月合计与公司目标一分不差", "every month adds up to the company's target, to the fen")
GAPS = Text(
    "{months}门店合计与公司目标不同（账本里就是这样定的）；点月份上的“已定”可以重新分解",
    "in {months} the stores don't add up to the company's target, as decided in the ledger",
)
CONFLICT = Text("有冲突，分不下去：", "a conflict:")
STANDS = Text("表里的数停在上一次可行的结果。", "The table shows the last numbers that add up.")
CHOOSE = Text(
    "点表里的一格，看这个数是怎样算出来的；双击或直接输入数字，回车，就锁定在这个数，"
    "其余门店自动重新平衡。",
    "Click a cell to see where its number comes from; type a number and press Enter to lock it.",
)
AGAINST = Text("{name} 变动", "{name} change")
NOT_POSSIBLE = Text("现在做不到", "not possible now")
WEIGHTS = Text("各依据的权重", "weights")
STRENGTHS = Text("系数的力度", "strengths")
HOLD = Text("门店全年合计不变", "keep every store's year")
BASIS = Text("分的时候", "divide")
AS_PROPOSED, BY_WEIGHTS = (
    Text("按原方案的比例", "as proposed"), Text("按左边的权重", "by the weights"),
)  # fmt: skip
OPEN_ALL = Text("放开以后各月", "open the months to come")
UNDO, RESET = Text("撤销一步", "undo"), Text("全部还原", "reset")
RELAX = Text("按最小的改动放宽", "relax as proposed")
CELL = Text("这一格", "this cell")
APPLY, FREE = Text("就这样定", "apply"), Text("放开", "unlock")
HEAT, SIDE_BY_SIDE = Text("热力图", "heat map"), Text("方案并排比较", "scenarios side by side")
HEAT_TITLE = Text("{year}年各店各月目标", "targets of {year}")
WHOLE_YEAR = Text("全年", "year")
NAME = Text("方案名", "name")
SAVE, RESTORE, DROP = (
    Text("保存方案", "save"),
    Text("换到这个方案", "restore"),
    Text("删除", "drop"),
)
SAVED = Text("已保存“{name}”", "saved {name}")
KEEP_LIMITS = Text("锁定和上下限存进账本", "keep the limits in the ledger")
WRITE_FORM = Text("按现在的数写表", "write the forms")
LEGEND = Text(
    "灰底：已过，不动；灰线：已定，可以重新分解；黄底加锁：锁定；≥ ≤：有下限、上限；"
    "▲▼：比原方案多或少；红框：冲突；颜色越深，数越大。",
    "grey: over; underlined: decided, can be divided anew; yellow: locked; ≥ ≤: has limits; "
    "▲▼: more or less than proposed; red: in conflict; the darker, the more.",
)
OTHERS = Text(
    "账本里另有 {count} 条全年、季度、公司或增长率的限制，这里不显示。",
    "The ledger has {count} more limits (years, quarters, the company, growth), not shown here.",
)
NO_FRONT = Text(
    "在 JupyterLab 里打开这个笔记本，从头运行，这里就能直接改：锁定、上下限、权重，"
    "其余自动重新平衡。",
    "Open this notebook in JupyterLab and run it: here you can lock and limit cells.",
)
NO_WIDGETS = Text(
    "要在这里直接改，装上控件：pip install kamtools[lab]，再重新启动 JupyterLab。",
    "To change things here, pip install kamtools[lab] and restart JupyterLab.",
)
