"""The scheme of the source texts (seed R01–R08), and the choices made where they are silent."""

from dataclasses import dataclass
from decimal import Decimal

from kamtools.appraisal.bands import Band
from kamtools.appraisal.scheme import Scheme
from kamtools.appraisal.structure import Category, Item, Role
from kamtools.appraisal.team import TeamRule
from kamtools.settings import Appraisal as Options

SALES, CLERKS = "销售人员", "内勤"
ATTAINMENT = "销售业绩达成率"


def _item(name: str, maximum: int, standard: str) -> Item:
    return Item(name, Decimal(maximum), standard)


_ATTAINMENT = Item(
    ATTAINMENT, Decimal(60), "得分＝60×本月实绩÷本月目标，直线计分，不设起点", measured=True
)

_SALES = Role(SALES, ("大客户经理", "主管", "总监"), (
    Category("业绩", (_ATTAINMENT,)),
    Category("能力", (
        _item("知识技能", 5, "熟悉商品、价格与团购政策，能当场答复客户"),
        _item("销售技巧", 5, "会找需求、会谈条件，报价到成交有方法"),
        _item("业务流程", 5, "报价、合同、配送、对账按流程走，单据齐全"),
        _item("协调配合", 5, "与门店、采购、财务配合顺畅，不误客户的事"),
    )),
    Category("态度", (
        _item("纪律性", 5, "遵守考勤、价格权限与保密规定"),
        _item("积极性", 5, "主动拜访、主动开发，不等不靠"),
        _item("责任感", 5, "答应客户的事有着落，出了问题不推"),
        _item("服务态度", 5, "对客户热情耐心，投诉及时回复"),
    )),
))  # fmt: skip

_CLERKS = Role(CLERKS, ("内勤",), (
    Category("工作量", (_item("工作量", 20, "每个工作日的单据、报表、接待按时完成，无积压"),)),
    Category("工作态度", (
        _item("纪律性", 10, "遵守考勤与保密规定，服从安排"),
        _item("礼仪规范", 10, "接电话、接待、着装合乎规范"),
        _item("团队精神与全局意识", 10, "主动支援同事，以部门的事为先"),
    )),
    Category("工作能力", (
        _item("专业能力", 14, "表格、系统、单据熟练，数字准确"),
        _item("创新能力", 12, "能改进做法，提出并落实建议"),
        _item("沟通协调能力", 14, "与客户、门店、财务沟通清楚，事事有回音"),
    )),
    Category("工作效果", (_item("工作效果", 10, "本职工作完成得好，无差错、无投诉"),)),
))  # fmt: skip

_BANDS = (
    Band(Decimal(95), Decimal(100), Decimal("1.05"), "突出"),
    Band(Decimal(90), Decimal(95), Decimal("1.00"), "良好"),
    Band(Decimal(60), Decimal(90), None, "合格"),
    Band(Decimal(0), Decimal(60), Decimal(0), "不合格"),
)
"""R03; 突出 and 不合格 are the source's words, 良好 and 合格 ours."""


def standard_scheme(options: Options | None = None) -> Scheme:
    """The scheme of the sources, its open questions settled by ``options`` (``kam.toml``)."""
    options = options or Options()
    return Scheme(
        name="大客户部月度考核方案 A/0",
        roles=(_SALES, _CLERKS),
        bands=_BANDS,
        team=TeamRule(of=options.modifier_base),
        attainment_cap=options.attainment_cap,
    )


@dataclass(frozen=True)
class Choice:
    """Where a source contradicts itself or is silent: its words, and what we do."""

    seed: str
    source: str
    ours: str
    setting: str = ""


CHOICES = (
    Choice(
        "R05 I01",
        "举例：绩效工资1500元，考核得分80分，当月绩效工资=2000*80%",
        "按写明的基数算：1500 元 → 1200.00 元（若基数是 2000 元 → 1600.00 元）",
    ),
    Choice(
        "R03 I02",
        "95–100 分、90–94 分、60–89 分、60 分以下，94.5、89.5、59.5、101 没有着落",
        "得分先四舍五入到 0.01，小于 0 算 0，大于 100 算 100；档位含下限、不含上限：94.5 发 100%，"
        "89.995 算 90.00 发 100%，59.5 不发，101 算 100 发 105%",
    ),
    Choice(
        "R07 I04",
        "条文：额外发放绩效工资5%；举例：2640*5%＝132",
        "按举例，以发放金额为基数；改为 base 则以绩效工资基数为基数",
        "appraisal.modifier_base",
    ),
    Choice(
        "R08 I05",
        "目标完成不另发；超额完成（完成本月挑战目标）加5%；未完成扣5%",
        "达到目标、未到挑战目标：不加不减",
    ),
    Choice(
        "R01 I07",
        "业绩考评60分：销售业绩与业绩目标达成率（没写怎样换算）",
        "直线换算：60×实绩÷目标，不设起点，最低 0 分，达成率超过上限不再加分",
        "appraisal.attainment_cap",
    ),
    Choice(
        "I13",
        "60分以下不予发放绩效工资；未完成再扣5%",
        "应发不低于 0；基本工资加应发低于当地最低工资时提醒",
        "appraisal.minimum_wage",
    ),
    Choice("R05", "没写当月入职、离职的怎样算", "按整月的基数算，不折算；提醒，并写进汇总表的备注"),
    Choice("R01 R02", "没写自评占多少", "得分取上级评分；自评供面谈参考，不计分"),
)
"""Shown to the user wherever the rules are shown."""
