"""What can be wrong with a month's scores: the kinds of finding."""

from kamtools.findings import FindingKind, Severity
from kamtools.language import Text

NOT_MARKED = FindingKind(
    "appraisal_not_marked", Severity.WARNING,
    Text("{name}的“{item}”没有上级评分", "{item} of {name} has no mark from the manager"),
    Text("请{who}补评；补上之前得分和应发显示“待评”",
         "have it marked by {who}; until then the payout is open"),
)  # fmt: skip
NO_MARKS = FindingKind(
    "appraisal_no_marks", Severity.WARNING,
    Text("{name}的 {count} 项上级评分一项也没有（{items}）",
         "{name} has none of {count} marks from the manager ({items})"),
    Text("请{who}评分，导入后重算；评完之前得分和应发显示“待评”",
         "have them marked by {who} and imported; until then the payout is open"),
)  # fmt: skip
MANAGER = Text("直属上级{manager}", "the manager {manager}")
NO_MANAGER = Text(
    "公司领导（员工表里没有{name}的上级，先定下由谁评，分数填在考核评分的上级评分一栏）",
    "whoever leads the company (the staff list has no manager of {name}; decide who marks)",
)
OUT_OF_RANGE = FindingKind(
    "appraisal_out_of_range", Severity.ERROR,
    Text("{name}的“{item}”评了 {mark} 分，应在 0 到 {maximum} 之间",
         "{item} of {name} is marked {mark}, allowed are 0 to {maximum}"),
    Text("改正评分；改正之前这一项按“待评”处理",
         "correct it; until then the item counts as not marked"),
)  # fmt: skip
NO_TARGET = FindingKind(
    "appraisal_no_target", Severity.WARNING,
    Text("{name}在 {period} 没有销售目标，业绩分算不出来",
         "{name} has no sales target for {period}"),
    Text("在目标表里补上，再导入", "add it to the targets and import them"),
)  # fmt: skip
TARGET_NOT_ABOVE_0 = FindingKind(
    "appraisal_target_not_above_0", Severity.WARNING,
    Text("{name}在 {period} 的销售目标是 {target}，达成率算不出来，得分和应发显示“待评”",
         "{name}'s sales target for {period} is {target}, so there is no attainment"),
    Text("在目标表里改成大于 0 的目标，再导入", "set a target above 0 and import it"),
)  # fmt: skip
NO_SALES = FindingKind(
    "appraisal_no_sales", Severity.WARNING,
    Text("{period} 还没有销售数据，业绩分和部门目标状态算不出来",
         "there are no sales for {period}, so attainment is not known"),
    Text("先导入这个月的销售明细", "import the month's sales first"),
)  # fmt: skip
NO_TEAM_TARGET = FindingKind(
    "appraisal_no_team_target", Severity.WARNING,
    Text("{period} 没有部门（公司）目标，部门±5%定不下来",
         "there is no department target for {period}, so the team's 5% is open"),
    Text("在目标表里补上层级“公司”的目标和挑战目标", "add the target of level 公司"),
)  # fmt: skip
TEAM_TARGET_NOT_ABOVE_0 = FindingKind(
    "appraisal_team_target_not_above_0", Severity.WARNING,
    Text("{period} 的部门（公司）目标是 {target}，部门±5%定不下来",
         "the department's target for {period} is {target}, so the team's 5% is open"),
    Text("在目标表里把层级“公司”的目标改成大于 0 的数，再导入",
         "set the target of level 公司 above 0 and import it"),
)  # fmt: skip
NO_CHALLENGE = FindingKind(
    "appraisal_no_challenge", Severity.WARNING,
    Text("{period} 部门没有挑战目标，达到目标也只算“完成”",
         "there is no challenge target for {period}; the team can only be met"),
    Text("在目标表里补上挑战目标", "add the challenge target"),
)  # fmt: skip
NO_BASE = FindingKind(
    "appraisal_no_base", Severity.WARNING,
    Text("{name}没有绩效工资基数，应发算不出来", "{name} has no bonus base"),
    Text("在员工表里补上绩效工资（没有就写 0）", "add it to the staff list (0 if there is none)"),
)  # fmt: skip
PART_OF_MONTH = FindingKind(
    "appraisal_part_of_month", Severity.WARNING,
    Text("{name} {days}，不满整月；绩效工资按整月的基数算",
         "{name}: {days}, not the whole month; the bonus is that of a whole one"),
    Text("考核办法没有写不满整月怎么算；要折算，请人事定下来，改员工表里的绩效工资，再导入",
         "the rules say nothing of this; to prorate, change the bonus base and import it"),
)  # fmt: skip
NOBODY = FindingKind(
    "appraisal_nobody", Severity.WARNING,
    Text("{period} 没有可以考核的人", "there is nobody to appraise in {period}"),
    Text("导入员工表，核对岗位和在职日期", "import the staff list; check posts and dates"),
)  # fmt: skip
UNKNOWN_POST = FindingKind(
    "appraisal_unknown_post", Severity.WARNING,
    Text("{name}的岗位“{post}”不在考核方案里，没有考核",
         "the scheme does not cover {name}'s post {post}"),
    Text("改正岗位，或在考核方案里加上它", "correct the post or add it to the scheme"),
)  # fmt: skip
UNKNOWN_MANAGER = FindingKind(
    "appraisal_unknown_manager", Severity.WARNING,
    Text("{name}的上级工号“{manager}”不在员工表里，没有算进任何上级的团队",
         "{name}'s manager {manager} is not in the staff list; no team counts {name}'s sales"),
    Text("改正员工表里的上级工号（没有上级就留空），再导入",
         "correct the manager in the staff list (blank if there is none) and import it"),
)  # fmt: skip
NOT_APPRAISED = FindingKind(
    "appraisal_marks_of_nobody", Severity.WARNING,
    Text("{period} 的考核里没有 {staff}，这个人的 {count} 项评分没有用上",
         "{staff} is not appraised in {period}; {count} marks are not used"),
    Text("核对评分里的工号，以及员工表里的岗位和在职日期",
         "check the staff id of the marks, and the post and the dates in the staff list"),
)  # fmt: skip
MARK_ON_MEASURED = FindingKind(
    "appraisal_mark_on_measured", Severity.WARNING,
    Text("{name}的“{item}”按销售算分，上级评的 {mark} 分没有用上",
         "{item} of {name} is scored by sales; the manager's {mark} is not used"),
    Text("不用评这一项；达成率不对就核对目标和销售明细",
         "leave it unmarked; if attainment is wrong, check the target and the sales"),
)  # fmt: skip
UNKNOWN_ITEM = FindingKind(
    "appraisal_unknown_item", Severity.WARNING,
    Text("{name}的考核表里没有“{item}”这一项，这个评分没有用上",
         "the sheet of {name} has no item {item}; this mark is not used"),
    Text("改正考核项目的名称", "correct the item's name"),
)  # fmt: skip
BELOW_MINIMUM_WAGE = FindingKind(
    "appraisal_below_minimum_wage", Severity.WARNING,
    Text("{name}的基本工资 {wage:,.2f} 加应发 {payout:,.2f} 是 {total:,.2f} 元，"
         "低于最低工资 {minimum:,.2f} 元",
         "{name} would get {wage:,.2f} + {payout:,.2f} = {total:,.2f}, "
         "below the minimum wage {minimum:,.2f}"),
    Text("发放前请人事核对；工资合计不得低于当地最低工资", "have it checked before paying"),
)  # fmt: skip
OPEN_DEDUCTION = FindingKind(
    "appraisal_open_deduction", Severity.WARNING,
    Text("{name}的“{item}”没有写扣几分，没有扣",
         "{item} of {name} has no points; none are deducted"),
    Text("在上级评分一栏写上扣的分数", "write the points into the manager's mark"),
)  # fmt: skip
