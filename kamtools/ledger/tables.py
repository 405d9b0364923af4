"""Every table of the ledger, defined once: names, types, keys, and the headers people write.

Fields follow seed inventory section H. ``zh`` is the header kamtools writes; ``also`` are the
synonyms it reads. Names in code are English, on files Chinese.
"""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a column holds, and so how a typed value is read."""

    TEXT = "text"
    CODE = "code"
    """An identifier: digits stay text, leading zeros stay."""
    PHONE = "phone"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    """元."""
    DATE = "date"
    PERIOD = "period"
    """A month as ``YYYY-MM``."""

    @property
    def sql(self) -> str:
        """The DuckDB type."""
        return _SQL_TYPES.get(self.value, "VARCHAR")


_SQL_TYPES = {
    "integer": "BIGINT",
    "number": "DECIMAL(18, 4)",
    "money": "DECIMAL(18, 2)",
    "date": "DATE",
}


@dataclass(frozen=True)
class Column:
    """One column: ``refers`` names the table whose key its values should be in."""

    name: str
    zh: str
    kind: Kind = Kind.TEXT
    also: tuple[str, ...] = ()
    required: bool = False
    refers: str | None = None
    numbered_within: tuple[str, ...] = ()
    """The count of the row among those that share these; a number in the file only orders them."""
    choices: tuple[str, ...] = ()
    """The only values that are ever used; empty: any."""

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header text that means this column."""
        return (self.zh, *self.also, self.name)


@dataclass(frozen=True)
class Table:
    """One table: ``key`` is the business key by which a row is known again."""

    name: str
    zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    period_column: str | None = None
    """The DATE or PERIOD column that says which month a row belongs to."""

    def column(self, name: str) -> Column:
        """The column called ``name``; ``KeyError`` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _text(name: str, zh: str, *also: str, required: bool = False) -> Column:
    return Column(name, zh, Kind.TEXT, also, required)


def _money(name: str, zh: str, *also: str, required: bool = False) -> Column:
    return Column(name, zh, Kind.MONEY, also, required)


def _date(name: str, zh: str, *also: str, required: bool = False) -> Column:
    return Column(name, zh, Kind.DATE, also, required)


def _number(name: str, zh: str, *also: str, required: bool = False) -> Column:
    return Column(name, zh, Kind.NUMBER, also, required)


def _id(name: str, zh: str, *also: str) -> Column:
    return Column(name, zh, Kind.CODE, also, required=True)


def _ref(name: str, zh: str, table: str, *also: str, required: bool = False) -> Column:
    return Column(name, zh, Kind.CODE, also, required, refers=table)


# A table reads best with one column a line.
# fmt: off
_PERIOD = Column(
    "period", "月份", Kind.PERIOD, ("期间", "年月", "考核月份", "所属月份"), required=True
)
_STORE = _ref("store_id", "门店编号", "stores", "门店编码", "门店代码", "店号", "店铺编号", "门店")
# Names stand last: an import turns them into codes where they name just one.
_CUSTOMER = _ref("customer_id", "客户编号", "customers", "客户编码", "客户代码", "客户号", "客户ID",
                 "客户名称", "客户全称", "客户")
_STAFF = _ref("staff_id", "员工编号", "staff", "工号", "员工号", "人员编号", "客户经理工号",
              "客户经理", "业务员")
_NOTE = _text("note", "备注", "说明", "附注")

STORES = Table("stores", "门店", ("store_id",), (
    _id("store_id", "门店编号", "门店编码", "门店代码", "店号", "店铺编号"),
    _text("name", "门店名称", "门店", "店名", "门店简称", "店铺名称", required=True),
    _text("region", "区域", "大区", "所属区域", "片区", required=True),
    _date("opened", "开业日期", "开店日期", "开业时间"),
    _date("closed", "关店日期", "闭店日期", "停业日期", "关闭日期"),
    _number("area", "面积", "营业面积", "经营面积"),
    _ref("manager_id", "负责人工号", "staff", "店负责人", "大客户经理工号"),
))

STAFF = Table("staff", "员工", ("staff_id",), (
    _id("staff_id", "员工编号", "工号", "员工号", "人员编号"),
    _text("name", "姓名", "员工姓名", "人员姓名", required=True),
    _text("post", "岗位", "职位", "职务", required=True),
    _text("region", "区域", "大区", "所属区域", "片区"),
    _ref("manager_id", "上级工号", "staff", "直属上级", "直接上级工号"),
    Column("phone", "手机", Kind.PHONE, ("手机号", "手机号码", "联系电话", "电话")),
    _date("hired", "入职日期", "入职时间"),
    _date("left_on", "离职日期", "离职时间"),
    _money("bonus_base", "绩效工资", "绩效工资基数", "绩效基数", "绩效奖金"),
    _money("wage_base", "基本工资", "底薪", "固定工资"),
))

CUSTOMERS = Table("customers", "客户", ("customer_id",), (
    _id("customer_id", "客户编号", "客户编码", "客户代码", "客户号", "客户ID"),
    _text("name", "客户全称", "客户名称", "单位名称", "公司名称", "公司名", "全称", required=True),
    _text("short_name", "客户简称", "简称"),
    Column("credit_code", "统一社会信用代码", Kind.CODE, ("信用代码", "社会信用代码", "税号")),
    _text("type", "客户类型", "类型", "企业类型", "单位性质"),
    _text("industry", "行业", "所属行业", "行业类型", "从事领域"),
    _text("region", "区域", "大区", "所属区域", "片区"),
    _text("address", "地址", "单位地址", "公司地址", "详细地址"),
    _ref("store_id", "归属门店", "stores", "归属门店编号", "门店编号", "服务门店"),
    _ref("owner_id", "负责人工号", "staff", "客户经理工号", "业务负责人", "负责人"),
    _date("filed", "建档日期", "建档时间", "登记日期"),
    _money("credit_limit", "信用额度", "授信额度", "信用"),
    _text("source", "客户来源", "来源"),
    _text("need", "主要需求", "需求", "客户需求"),
    _NOTE,
))

CONTACTS = Table("contacts", "联系人", ("customer_id", "name"), (
    _ref("customer_id", "客户编号", "customers", *_CUSTOMER.also, required=True),
    _text("name", "姓名", "联系人", "联系人姓名", required=True),
    _text("title", "职务", "职位"),
    _text("unit", "部门", "所在部门"),
    _text("role", "决策角色", "角色", "采购角色"),
    Column("phone", "手机", Kind.PHONE, ("手机号", "手机号码", "联系电话", "电话", "联系方式")),
    _text("wechat", "微信", "微信号"),
    _text("birthday", "生日"),
    _NOTE,
))

SALES = Table("sales", "销售", ("order_no", "product", "line_no"), (
    _id("order_no", "单号", "订单号", "销售单号", "小票号", "订单编号", "订单ID", "单据编号",
        "单据号", "流水号"),
    _text("product", "商品", "商品名称", "品名", "货品", "商品编码", "产品", "产品名称",
          "产品ID", required=True),
    Column("line_no", "行号", Kind.INTEGER, ("序号", "明细行"), required=True,
           numbered_within=("order_no", "product")),
    _date("date", "日期", "销售日期", "单据日期", "交易日期", "下单日期", "订单日期",
          "业务日期", required=True),
    _STORE, _CUSTOMER, _STAFF,
    _text("line", "产品线", "品类", "商品大类", "类别"),
    _number("quantity", "数量", "销售数量", "件数"),
    _money("amount", "金额", "销售额", "实销金额", "销售金额", "实收金额", required=True),
    _money("margin", "毛利", "毛利额"),
), period_column="date")

TARGETS = Table("targets", "目标", ("period", "level", "item_id"), (
    _PERIOD,
    Column("level", "层级", Kind.TEXT, ("级别",), required=True,
           choices=("公司", "区域", "门店", "员工", "团队", "产品线")),
    _id("item_id", "对象编号", "门店编号", "员工编号", "对象"),
    _money("target", "目标", "目标金额", "销售目标", "业绩目标", required=True),
    _money("challenge", "挑战目标", "冲刺目标"),
), period_column="period")

TARGET_LIMITS = Table("target_limits", "目标限制", ("span", "level", "item_id"), (
    _id("span", "期间", "年月", "期限"),  # "2026", "2026-Q4" or "2026-11"
    TARGETS.column("level"),
    TARGETS.column("item_id"),
    _money("minimum", "下限", "最低目标", "目标下限", "保底目标"),
    _money("maximum", "上限", "最高目标", "目标上限"),
    _number("max_growth", "最高增长", "增长上限", "最高增长率"),
    _money("locked", "锁定", "锁定目标", "锁定金额"),
    _text("reason", "理由", "原因", "限制理由"),
))

TARGET_BIDS = Table("target_bids", "门店申报", ("period", "store_id"), (
    _PERIOD,
    _ref("store_id", "门店编号", "stores", *_STORE.also, required=True),
    _money("bid", "申报目标", "申报", "门店申报", "申报金额", required=True),
    _text("reason", "理由", "申报理由", "原因"),
    Column("decision", "决定", Kind.TEXT, ("审批", "是否接受"), choices=("接受", "不接受")),
    _text("reply", "答复", "批复", "审批意见"),
    Column("round", "轮次", Kind.INTEGER, ("申报轮次",)),
), period_column="period")

TARGET_VERSIONS = Table("target_versions", "目标版本", ("year", "version"), (
    _id("year", "目标年度"),
    _id("version", "目标版本号"),
    _text("at", "编制时间", required=True),  # UTC, ISO 8601
    _text("who", "编制人"),
    _text("why", "编制说明"),
    Column("round", "协商轮次", Kind.INTEGER),
))

TARGET_VERSION_CELLS = Table(
    "target_version_cells", "目标版本明细", ("year", "version", "period", "level", "item_id"), (
    _id("year", "目标年度"),
    _id("version", "目标版本号"),
    *TARGETS.columns,
), period_column="period")

VISITS = Table("visits", "拜访", ("visit_id",), (
    _id("visit_id", "拜访编号", "编号", "拜访单号"),
    _date("planned", "计划日期", "计划拜访日期", "拜访时间"),
    _date("done", "实际日期", "拜访日期", "实际拜访日期"),
    _CUSTOMER, _STAFF,
    _text("purpose", "拜访目的", "目的", "预期目的"),
    _text("result", "拜访结果", "结果"),
    _text("next_step", "下一步", "后续跟进", "下一步计划"),
))

COMPLAINTS = Table("complaints", "投诉", ("complaint_id",), (
    _id("complaint_id", "投诉编号", "编号", "投诉单号"),
    _date("date", "投诉日期", "日期", "投诉时间", "受理日期", required=True),
    _CUSTOMER,
    _text("channel", "渠道", "投诉渠道", "来源"),
    _text("content", "投诉内容", "内容", "问题描述", required=True),
    _ref("owner_id", "处理人工号", "staff", "责任人", "处理人"),
    _date("due", "应办结日期", "期限", "要求完成日期"),
    _text("result", "处理结果", "结果", "改进方案"),
    _date("closed", "办结日期", "关闭日期", "完成日期"),
    _date("fed_back", "反馈日期", "回复时间", "回复日期"),
), period_column="date")

SURVEY_ANSWERS = Table("survey_answers", "满意度", ("batch", "customer_id", "item"), (
    _id("batch", "批次", "调查批次", "期次"),
    _ref("customer_id", "客户编号", "customers", *_CUSTOMER.also, required=True),
    _text("item", "项目", "调查项目", "题目", required=True),
    _number("score", "得分", "评分", "分数", required=True),
    _text("comment", "意见", "建议", "意见建议"),
))

RECEIPTS = Table("receipts", "回款", ("receipt_no",), (
    _id("receipt_no", "回款单号", "收款单号", "单号", "凭证号"),
    _date("date", "回款日期", "收款日期", "到账日期", "日期", required=True),
    _CUSTOMER,
    _money("amount", "回款金额", "收款金额", "到账金额", "金额", required=True),
    _text("method", "结算方式", "付款方式", "收款方式"),
), period_column="date")

SCORES = Table("scores", "考核评分", ("period", "staff_id", "item"), (
    _PERIOD,
    _ref("staff_id", "员工编号", "staff", *_STAFF.also, required=True),
    _text("item", "考核项目", "项目", "指标", "指标名称", required=True),
    _number("self_score", "自评", "自评分", "自评得分"),
    _number("manager_score", "上级评分", "主管评分", "考核得分"),
    _NOTE,
), period_column="period")

STORE_CHECKS = Table("store_checks", "门店检核", ("store_id", "date", "element"), (
    _ref("store_id", "门店编号", "stores", *_STORE.also, required=True),
    _date("date", "检核日期", "日期", required=True),
    _text("element", "要素", "检核要素", "检核项目", required=True),
    _text("ok", "是否达标", "结果", "达标"),
    _text("remark", "问题", "备注", "整改要求"),
), period_column="date")

CONTRACTS = Table("contracts", "合同", ("contract_no",), (
    _id("contract_no", "合同编号", "合同号", "协议编号"),
    _CUSTOMER,
    _date("signed", "签订日期", "签约日期"),
    _date("starts", "生效日期", "开始日期"),
    _date("ends", "到期日期", "截止日期", "终止日期"),
    _money("value", "合同金额", "金额"),
    _text("status", "状态", "合同状态"),
))

CARD_SALES = Table("card_sales", "售卡", ("card_order",), (
    _id("card_order", "售卡单号", "卡单号", "单号"),
    _date("date", "售卡日期", "日期", required=True),
    _STORE, _CUSTOMER, _STAFF,
    _number("cards", "张数", "数量"),
    _money("amount", "售卡金额", "面值合计", "金额", required=True),
), period_column="date")

TRADE_AREAS = Table("trade_areas", "商圈", ("store_id", "date"), (
    _ref("store_id", "门店编号", "stores", *_STORE.also, required=True),
    _date("date", "调查日期", "日期", required=True),
    _number("radius", "半径", "商圈半径"),
    _number("households", "户数", "人口规模", "居民户数"),
    _number("institutions", "单位数", "企事业单位数"),
    _number("competitors", "竞争对手数", "竞店数"),
))

PLANS = Table("plans", "计划总结", ("period", "staff_id", "item"), (
    _PERIOD,
    _ref("staff_id", "员工编号", "staff", *_STAFF.also, required=True),
    _text("item", "工作事项", "计划事项", "事项", required=True),
    _number("done", "完成率", "完成百分比"),
    _text("reason", "未完成原因", "原因"),
    _text("next_step", "下一步", "下周计划", "下月计划"),
), period_column="period")

KPIS = Table("kpis", "上级KPI", ("period", "name"), (
    _PERIOD,
    _text("name", "KPI指标", "KPI", "关键指标", "KPI名称", "KPI关键指标", required=True),
    _text("parent", "上级指标", "上级KPI", "上级关键指标"),
    _text("owner", "责任人", "责任部门", "承接人"),
    _number("weight", "KPI权重", "权重"),
    _number("target", "KPI目标", "目标值"),
    _text("unit", "计量单位", "单位"),
    Column("how", "分解方式", Kind.TEXT, choices=("合计", "同口径", "加权平均")),
    _text("measure", "关键措施", "落实措施", "措施"),
), period_column="period")

SCHEMES = Table("schemes", "考核方案", ("period", "version"), (
    _PERIOD,
    _id("version", "方案版本", "版本", "版本号"),
    _text("approved_by", "批准人"),
    _date("approved_on", "批准日期"),
))

SENT_FORMS = Table("sent_forms", "发出表单", ("file_id",), (
    _id("file_id", "文件标识"),
    _text("form", "表单", required=True),
    _text("template_version", "表单版本"),
    Column("period", "月份", Kind.PERIOD),
    _text("recipient", "接收人"),
    _text("subject", "内容对象"),
    _text("run", "批次"),
    _text("file", "文件"),
    _text("printed", "表上印的"),
))

SENT_CELLS = Table("sent_cells", "发出单元格", ("file_id", "name"), (
    _id("file_id", "文件标识"),
    _id("name", "单元格标识"),
    _text("path", "占位符", required=True),
    Column("item", "记录号", Kind.INTEGER),
    _text("sheet", "工作表", required=True),
    _text("cell", "单元格", required=True),
    _text("sent", "发出的值"),
    Column("editable", "可改", Kind.INTEGER),
    _text("table_name", "账本表"),
    _text("key", "账本主键"),
    _text("column_name", "账本列"),
    _number("scale", "账本倍数"),
    _text("prefix", "账本前缀"),
    _number("most", "最多"),
))

RETURNED_FORMS = Table("returned_forms", "收回表单", ("file_id", "digest"), (
    _id("file_id", "文件标识"),
    _id("digest", "内容摘要"),
    _text("file", "文件"),
    _date("received", "收到日期"),
))

TABLES: dict[str, Table] = {table.name: table for table in (
    STORES, STAFF, CUSTOMERS, CONTACTS, SALES, TARGETS, VISITS, STORE_CHECKS, COMPLAINTS,
    SURVEY_ANSWERS, RECEIPTS, CONTRACTS, CARD_SALES, TRADE_AREAS, PLANS, SCORES, SCHEMES,
    SENT_FORMS, SENT_CELLS, RETURNED_FORMS, TARGET_LIMITS, TARGET_BIDS, TARGET_VERSIONS,
    TARGET_VERSION_CELLS, KPIS,
)}
"""By name. ``audit`` is the store's own and is not importable (see ``ledger.store``)."""
