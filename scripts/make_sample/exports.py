"""The department's tables laid out as the eleven exports, warts and all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from scripts.make_sample import warts
from scripts.make_sample.customers import Contact, Customer, serving_now
from scripts.make_sample.fieldwork import Answer, Complaint, Visit
from scripts.make_sample.files import Export
from scripts.make_sample.office import Receipt, Score
from scripts.make_sample.people import STAFF, STORES
from scripts.make_sample.sales import Sale
from scripts.make_sample.targets import Target

COMPANY = "星河超市"
ATTRIBUTION = "销售节奏取自 UCI Online Retail II（Chen, Sain, Guo 2012，CC BY 4.0），名称、金额、品类均为虚构，详见 SOURCES.md"
_EXPORTED = "导出时间：2026-11-01 08:30"


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
    return [
        _stores(), _staff(), _customers(all_of, dice), _contacts(all_of, dice),
        _targets(all_of.targets, dice), _visits(all_of.visits, dice),
        _complaints(all_of.complaints, dice), _answers(all_of.answers),
        _receipts(all_of.receipts, dice), _scores(all_of.scores),
    ]  # fmt: skip


def sales_csv(sales: Sequence[Sale], dice: Random) -> Export:
    """The one .csv; a sale of a store that nobody entered in the list is among them."""
    rows: list[list[object]] = [
        [s.order_no, s.date, s.store_id, s.customer_id, s.staff_id, s.product, s.line, s.quantity,
         s.amount, s.margin]
        for s in sales
    ]  # fmt: skip
    stray = next(row for row in rows if row[1] == sales[-1].date and row[3])
    stray[2] = "S99"
    may = [row for row in rows if row[1] in (date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5))]
    for row in may:
        row[1] = warts.dotted(row[1])  # type: ignore[arg-type]
    large = [row for row in rows if row[8] > 20000]  # type: ignore[operator]
    warts.sprinkle(large, 8, warts.with_commas, 25, dice)
    warts.sprinkle(rows, 7, warts.full_width, 6, dice)
    total = sum(sale.amount for sale in sales)
    return Export(
        "销售明细.csv", f"{COMPANY}大客户部销售明细  期间：2024.10.1-2026.10.31  单位：元",
        f"{ATTRIBUTION}；{_EXPORTED}",
        ("单号", "日期", "店号", "客户编号", "客户经理工号", "商品名称", "品类", "数量", "金额", "毛利"),
        rows, ("合计", "", "", "", "", "", "", "", total, ""),
    )  # fmt: skip


def _stores() -> Export:
    rows = [[s.store_id, s.name, s.region, s.opened, s.closed, s.area, s.manager] for s in STORES]
    headers = ("店号", "门店名称", "所属区域", "开业日期", "闭店日期", "营业面积", "大客户经理工号")
    return Export(
        "门店表.xlsx", f"{COMPANY}门店一览表", f"编制：营运部  {_EXPORTED}", headers, rows
    )


def _staff() -> Export:
    rows = [
        [p.staff_id, p.name, p.post, p.region, p.manager, p.phone, p.hired, None,
         Decimal(p.bonus_base), Decimal(p.wage_base)]
        for p in STAFF
    ]  # fmt: skip
    headers = (
        "工号", "姓名", "岗位", "所属区域", "直属上级", "手机号码", "入职日期", "离职日期", "绩效工资", "基本工资",
    )  # fmt: skip
    return Export(
        "员工表.xlsx", "大客户部员工花名册", f"制表：人力资源部  {_EXPORTED}", headers, rows
    )


def _customers(all_of: Department, dice: Random) -> Export:
    everyone = [*all_of.customers, all_of.twin]
    moved_late = [c.customer_id for c in everyone if c.home == "S08"][:2]
    rows: list[list[object]] = []
    for c in everyone:
        store = c.home if c.customer_id in moved_late else serving_now(c.home)
        rows.append(
            [c.customer_id, c.name, c.short_name, c.credit_code, c.kind, c.industry, c.region,
             c.address, store, c.owner, c.filed, Decimal(c.credit_limit), c.source, c.need]
        )  # fmt: skip
    warts.sprinkle(rows, 10, warts.dotted, 9, dice)
    warts.sprinkle(rows, 11, warts.in_wan, 7, dice)
    warts.sprinkle(rows[:-1], 4, " {}".format, 3, dice)
    for row in dice.sample(rows[:-1], 4):
        row[3] = None
    headers = (
        "客户编号", "客户名称", "客户简称", "统一社会信用代码", "单位性质", "所属行业", "区域", "单位地址", "归属门店",
        "客户经理工号", "建档日期", "授信额度", "客户来源", "主要需求",
    )  # fmt: skip
    return Export("客户表.xlsx", "大客户档案清单", f"单位：元  {_EXPORTED}", headers, rows)


def _contacts(all_of: Department, dice: Random) -> Export:
    names = {c.customer_id: c.short_name for c in [*all_of.customers, all_of.twin]}
    rows: list[list[object]] = [
        [c.customer_id, names[c.customer_id], c.name, c.title, c.unit, c.role, c.phone, c.birthday]
        for c in all_of.contacts
    ]
    warts.sprinkle(rows[:60], 6, warts.as_number, 20, dice)
    warts.sprinkle(rows[60:], 6, warts.full_width, 4, dice)
    headers = ("客户编号", "客户简称", "联系人", "职务", "所在部门", "决策角色", "手机号码", "生日")
    return Export(
        "联系人.xlsx", "大客户联系人一览", f"内部资料 请勿外传  {_EXPORTED}", headers, rows
    )


def _targets(targets: Sequence[Target], dice: Random) -> Export:
    names = {store.store_id: store.name for store in STORES} | {p.staff_id: p.name for p in STAFF}
    rows: list[list[object]] = [
        [
            f"{t.period:%Y-%m}",
            t.level,
            t.item_id,
            names.get(t.item_id, COMPANY),
            t.target,
            t.challenge,
        ]
        for t in targets
    ]
    warts.sprinkle(rows, 4, warts.in_wan, 5, dice)
    for row, target in zip(rows, targets, strict=True):
        if target.period.month == 5 and target.level == "员工":
            row[0] = warts.chinese_month(target.period)
    headers = ("月份", "层级", "对象编号", "名称", "目标", "挑战目标")
    info = "期间：2026年1月-12月  单位：元  批准：总经理"
    return Export("目标.xlsx", "2026年度大客户部销售目标", info, headers, rows)


def _visits(visits: Sequence[Visit], dice: Random) -> Export:
    rows: list[list[object]] = [
        [v.visit_id, v.planned, v.done, v.customer_id, v.staff_id, v.purpose, v.result, v.next_step]
        for v in visits
    ]
    warts.sprinkle(rows, 2, warts.dotted, 30, dice)
    headers = (
        "拜访单号",
        "计划日期",
        "实际日期",
        "客户编号",
        "工号",
        "拜访目的",
        "拜访结果",
        "下一步",
    )
    return Export("拜访记录.xlsx", "大客户拜访记录", "期间：2026年1月-11月", headers, rows)


def _complaints(complaints: Sequence[Complaint], dice: Random) -> Export:
    rows: list[list[object]] = [
        [c.complaint_id, c.date, c.customer_id, c.channel, c.content, c.owner_id, c.due, c.result,
         c.closed, c.fed_back]
        for c in complaints
    ]  # fmt: skip
    warts.sprinkle(rows, 3, " {}".format, 3, dice)
    headers = (
        "投诉编号", "投诉日期", "客户编号", "投诉渠道", "投诉内容", "处理人工号", "应办结日期", "处理结果", "办结日期",
        "反馈日期",
    )  # fmt: skip
    return Export(
        "投诉登记.xlsx", "客户投诉登记表", f"期间：2026年1月-10月  {_EXPORTED}", headers, rows
    )


def _answers(answers: Sequence[Answer]) -> Export:
    rows = [[a.batch, a.customer_id, a.item, a.score, a.comment] for a in answers]
    info = "5 很满意  4 满意  3 一般  2 不满意  1 很不满意"
    headers = ("调查批次", "客户编号", "调查项目", "得分", "意见建议")
    return Export("满意度.xlsx", "大客户满意度调查结果", info, headers, rows)


def _receipts(receipts: Sequence[Receipt], dice: Random) -> Export:
    rows: list[list[object]] = [
        [r.receipt_no, r.date, r.customer_id, r.amount, r.method] for r in receipts
    ]
    warts.sprinkle(rows, 3, warts.with_commas, 12, dice)
    total = sum(receipt.amount for receipt in receipts)
    headers = ("收款单号", "到账日期", "客户编号", "收款金额", "结算方式")
    info = f"期间：2024年11月-2026年10月  单位：元  {_EXPORTED}"
    return Export(
        "回款.xlsx", "大客户回款明细", info, headers, rows, ("合计", None, None, total, None)
    )


def _scores(scores: Sequence[Score]) -> Export:
    names = {person.staff_id: person.name for person in STAFF}
    rows = [
        [f"{s.period:%Y-%m}", s.staff_id, names[s.staff_id], s.item, s.self_score, s.manager_score]
        for s in scores
    ]
    headers = ("考核月份", "工号", "姓名", "考核项目", "自评分", "上级评分")
    return Export("考核评分.xlsx", "大客户部月度考核评分", "期间：2026年1月-10月", headers, rows)
