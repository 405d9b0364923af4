"""The department's tables laid out as the eleven exports, warts and all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from scripts.make_sample import warts
from scripts.make_sample.customers import Contact, Customer
from scripts.make_sample.fieldwork import Answer, Complaint, Visit
from scripts.make_sample.files import Export
from scripts.make_sample.office import Receipt, Score
from scripts.make_sample.people import STAFF, STORES, serving_now
from scripts.make_sample.sales import Sale
from scripts.make_sample.targets import Target
from scripts.make_sample.warts import Row, sprinkle

COMPANY = "星河超市"
ATTRIBUTION = (
    "销售节奏取自 UCI Online Retail II（Chen, Sain, Guo 2012，CC BY 4.0），"
    "名称、金额、品类均为虚构，详见 SOURCES.md"
)
_EXPORTED = "导出时间：2026-11-01 08:30"
_NAMES = {store.store_id: store.name for store in STORES} | {p.staff_id: p.name for p in STAFF}


@dataclass(frozen=True)
class Department:
    """Everything the sample consists of."""

    customers: list[Customer]
    twin: Customer
    contacts: list[Contact]
    sales: list[Sale]
    targets: list[Target]
    visits: list[Visit]
    complaints: list[Complaint]
    answers: list[Answer]
    receipts: list[Receipt]
    scores: list[Score]


def workbooks(all_of: Department, dice: Random) -> list[Export]:
    """The ten .xlsx exports."""
    everyone = [*all_of.customers, all_of.twin]
    return [
        _stores(),
        _staff(),
        _customers(everyone, dice),
        _contacts(all_of.contacts, {c.customer_id: c.short_name for c in everyone}, dice),
        _targets(all_of.targets, dice),
        _visits(all_of.visits, dice),
        _complaints(all_of.complaints, dice),
        _answers(all_of.answers),
        _receipts(all_of.receipts, dice),
        _scores(all_of.scores),
    ]


def sales_csv(sales: Sequence[Sale], dice: Random) -> Export:
    """The one .csv; a sale of a store that nobody entered in the list is among them."""
    columns = {
        "单号": "order_no",
        "日期": "day",
        "店号": "store_id",
        "客户编号": "customer_id",
        "客户经理工号": "staff_id",
        "商品名称": "product",
        "品类": "line",
        "数量": "quantity",
        "金额(元)": "amount",
        "毛利(元)": "margin",
    }
    rows = _rows(sales, columns)
    stray = next(row for row in rows if row[1] == sales[-1].day and row[3])
    stray[2] = "S99"
    holiday = [row for row, sale in zip(rows, sales, strict=True) if sale.day in _MAY_HOLIDAY]
    sprinkle(holiday, 1, warts.dotted, len(holiday), dice)
    large = [row for row, sale in zip(rows, sales, strict=True) if sale.amount > 20000]
    sprinkle(large, 8, warts.with_commas, 25, dice)
    sprinkle(rows, 7, warts.full_width, 6, dice)
    title = f"{COMPANY}大客户部销售明细  期间：2024.10.1-2026.10.31  单位：元"
    total = sum(sale.amount for sale in sales)
    last = ("合计", "", "", "", "", "", "", "", total, "")
    return Export("销售明细.csv", title, f"{ATTRIBUTION}；{_EXPORTED}", [*columns], rows, last)


_MAY_HOLIDAY = tuple(date(2026, 5, day) for day in range(1, 6))


def _rows(things: Iterable[object], columns: Mapping[str, str]) -> list[Row]:
    """One row per thing: of each column the attribute it names."""
    return [[getattr(thing, name) for name in columns.values()] for thing in things]


def _stores() -> Export:
    columns = {
        "店号": "store_id",
        "门店名称": "name",
        "所属区域": "region",
        "开业日期": "opened",
        "闭店日期": "closed",
        "营业面积(㎡)": "area",
        "大客户经理工号": "manager",
    }
    info = f"编制：营运部  {_EXPORTED}"
    return Export("门店表.xlsx", f"{COMPANY}门店一览表", info, [*columns], _rows(STORES, columns))


def _staff() -> Export:
    columns = {
        "工号": "staff_id",
        "姓名": "name",
        "岗位": "post",
        "所属区域": "region",
        "直属上级": "manager",
        "手机号码": "phone",
        "入职日期": "hired",
        "离职日期": "left_on",
        "绩效工资": "bonus_base",
        "基本工资": "wage_base",
    }
    info = f"制表：人力资源部  单位：元  {_EXPORTED}"
    return Export("员工表.xlsx", "大客户部员工花名册", info, [*columns], _rows(STAFF, columns))


def _customers(everyone: Sequence[Customer], dice: Random) -> Export:
    columns = {
        "客户编号": "customer_id",
        "客户名称": "name",
        "客户简称": "short_name",
        "统一社会信用代码": "credit_code",
        "单位性质": "kind",
        "所属行业": "industry",
        "区域": "region",
        "单位地址": "address",
        "归属门店": "home",
        "客户经理工号": "owner",
        "建档日期": "filed",
        "授信额度": "credit_limit",
        "客户来源": "source",
        "主要需求": "need",
    }
    rows = _rows(everyone, columns)
    forgotten = [row for row in rows if row[8] == "S08"][:2]
    for row in rows:
        row[8] = "S08" if row in forgotten else serving_now(str(row[8]))
    sprinkle(rows, 10, warts.dotted, 9, dice)
    sprinkle(rows, 11, warts.in_wan, 7, dice)
    sprinkle(rows[:-1], 4, " {}".format, 3, dice)
    sprinkle(rows[:-1], 3, warts.forgotten, 4, dice)
    info = f"单位：元  {_EXPORTED}"
    return Export("客户表.xlsx", "大客户档案清单", info, [*columns], rows)


def _contacts(contacts: Sequence[Contact], names: Mapping[str, str], dice: Random) -> Export:
    columns = {
        "客户编号": "customer_id",
        "联系人": "name",
        "职务": "title",
        "所在部门": "unit",
        "决策角色": "role",
        "手机号码": "phone",
        "生日": "birthday",
    }
    rows = _rows(contacts, columns)
    sprinkle(rows[:60], 5, warts.as_number, 20, dice)
    sprinkle(rows[60:], 5, warts.full_width, 4, dice)
    for row in rows:
        row.insert(1, names[str(row[0])])
    headers = ["客户编号", "客户简称", *[*columns][1:]]
    info = f"内部资料 请勿外传  {_EXPORTED}"
    return Export("联系人.xlsx", "大客户联系人一览", info, headers, rows)


def _targets(targets: Sequence[Target], dice: Random) -> Export:
    rows: list[Row] = [
        [f"{t.period:%Y-%m}", t.level, t.item_id, _NAMES.get(t.item_id, COMPANY), t.target]
        for t in targets
    ]
    sprinkle(rows, 4, warts.in_wan, 5, dice)
    for row, target in zip(rows, targets, strict=True):
        row.append(target.challenge)
        if target.period.month == 5 and target.level == "员工":
            row[0] = warts.chinese_month(target.period)
    headers = ("月份", "层级", "对象编号", "名称", "目标", "挑战目标")
    info = "期间：2026年1月-12月  单位：元  批准：总经理"
    signed = ("编制：文整理", None, "审核：郝带队", None, "批准：", None)
    return Export("目标.xlsx", "2026年度大客户部销售目标", info, headers, rows, signed)


def _visits(visits: Sequence[Visit], dice: Random) -> Export:
    columns = {
        "拜访单号": "visit_id",
        "计划日期": "planned",
        "实际日期": "done",
        "客户编号": "customer_id",
        "工号": "staff_id",
        "拜访目的": "purpose",
        "拜访结果": "result",
        "下一步": "next_step",
    }
    rows = _rows(visits, columns)
    sprinkle(rows, 2, warts.dotted, 30, dice)
    return Export("拜访记录.xlsx", "大客户拜访记录", "期间：2026年1月-11月", [*columns], rows)


def _complaints(complaints: Sequence[Complaint], dice: Random) -> Export:
    columns = {
        "投诉编号": "complaint_id",
        "投诉日期": "day",
        "客户编号": "customer_id",
        "投诉渠道": "channel",
        "投诉内容": "content",
        "处理人工号": "owner_id",
        "应办结日期": "due",
        "处理结果": "result",
        "办结日期": "closed",
        "反馈日期": "fed_back",
    }
    rows = _rows(complaints, columns)
    sprinkle(rows, 3, " {}".format, 3, dice)
    info = f"期间：2026年1月-10月  {_EXPORTED}"
    return Export("投诉登记.xlsx", "客户投诉登记表", info, [*columns], rows)


def _answers(answers: Sequence[Answer]) -> Export:
    columns = {
        "调查批次": "batch",
        "客户编号": "customer_id",
        "调查项目": "item",
        "得分": "score",
        "意见建议": "comment",
    }
    info = "5 很满意  4 满意  3 一般  2 不满意  1 很不满意"
    return Export("满意度.xlsx", "大客户满意度调查结果", info, [*columns], _rows(answers, columns))


def _receipts(receipts: Sequence[Receipt], dice: Random) -> Export:
    columns = {
        "收款单号": "receipt_no",
        "到账日期": "day",
        "客户编号": "customer_id",
        "收款金额": "amount",
        "结算方式": "method",
    }
    rows = _rows(receipts, columns)
    sprinkle(rows, 3, warts.with_commas, 12, dice)
    info = f"期间：2024年11月-2026年10月  单位：元  {_EXPORTED}"
    last = ("合计", None, None, sum(receipt.amount for receipt in receipts), None)
    return Export("回款.xlsx", "大客户回款明细", info, [*columns], rows, last)


def _scores(scores: Sequence[Score]) -> Export:
    rows: list[Row] = [
        [f"{s.period:%Y-%m}", s.staff_id, _NAMES[s.staff_id], s.item, s.self_score, s.manager_score]
        for s in scores
    ]
    headers = ("考核月份", "工号", "姓名", "考核项目", "自评分", "上级评分\n（权重100%）")
    return Export("考核评分.xlsx", "大客户部月度考核评分", "期间：2026年1月-10月", headers, rows)
