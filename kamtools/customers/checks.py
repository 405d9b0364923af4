"""What is wrong or missing in the customers' file, at the row of the export it came from."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from kamtools.customers.codes import is_credit_code, is_phone
from kamtools.customers.duplicates import find_duplicates
from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.language import Text
from kamtools.rows import Row, place_of, rows_of

INVALID_CREDIT_CODE = FindingKind(
    "invalid_credit_code",
    Severity.WARNING,
    what=Text(
        "客户 {customer} 的统一社会信用代码“{code}”不对（位数、字符或校验位不符）",
        "customer {customer}: {code} is no credit code (length, characters or check digit)",
    ),
    do=Text("对照营业执照改正", "correct it from the business licence"),
)
DUPLICATE_CUSTOMER = FindingKind(
    "duplicate_customer",
    Severity.WARNING,
    what=Text(
        "客户 {customer} 与 {other} 的{by}相同（{value}），是同一个客户建了两份档案",
        "customers {customer} and {other} share {by} {value}: one customer filed twice",
    ),
    do=Text("核实后只保留一个客户编号", "verify and keep one customer id"),
)
NO_CONTACT = FindingKind(
    "no_contact",
    Severity.WARNING,
    what=Text("客户 {customer} 没有联系人", "customer {customer} has no contact"),
    do=Text("在档案卡的联系人一栏补上", "add one on the customer card"),
)
MISSING_PHONE = FindingKind(
    "missing_phone",
    Severity.WARNING,
    what=Text(
        "客户 {customer} 的联系人“{name}”没有电话", "customer {customer}: {name} has no phone"
    ),
    do=Text("补上手机号", "add the phone number"),
)
INVALID_PHONE = FindingKind(
    "invalid_phone",
    Severity.WARNING,
    what=Text(
        "客户 {customer} 的联系人“{name}”的电话“{phone}”打不通（不是手机号，也不是带区号的座机）",
        "customer {customer}: {name}'s phone {phone} is neither a mobile nor a landline",
    ),
    do=Text("改正号码；座机要带区号", "correct it; a landline needs its area code"),
)
NO_OWNER = FindingKind(
    "no_owner",
    Severity.WARNING,
    what=Text("客户 {customer} 没有负责人", "customer {customer} has no owner"),
    do=Text("指定一位大客户经理", "assign an account manager"),
)
OWNER_LEFT = FindingKind(
    "owner_left",
    Severity.WARNING,
    what=Text(
        "客户 {customer} 的负责人 {owner} 已于 {left_on} 离职",
        "customer {customer}: owner {owner} left on {left_on}",
    ),
    do=Text("办理交接，换一位负责人", "hand the customer over to another owner"),
)


def check_file(
    customers: pd.DataFrame, contacts: pd.DataFrame, staff: pd.DataFrame, as_of: date
) -> list[Finding]:
    """Every defect of the customers' file, as it stands at ``as_of``.

    The frames have the ledger's columns: customers (customer_id, credit_code, owner_id), contacts
    (customer_id, name, phone), staff (staff_id, left_on), the first two with source_file,
    source_sheet and source_row, which are where each finding points. An owner who is in no staff
    list is the import's finding, not repeated here.
    """
    return [
        *_credit_codes(customers),
        *_duplicates(customers, contacts),
        *_contacts(customers, contacts),
        *_phones(contacts),
        *_owners(customers, staff, as_of),
    ]


def _credit_codes(customers: pd.DataFrame) -> Iterator[Finding]:
    for row in rows_of(customers):
        if row["credit_code"] and not is_credit_code(row["credit_code"]):
            yield INVALID_CREDIT_CODE.at(
                _place(row), customer=row["customer_id"], code=row["credit_code"]
            )


def _duplicates(customers: pd.DataFrame, contacts: pd.DataFrame) -> Iterator[Finding]:
    places = {row["customer_id"]: _place(row) for row in rows_of(customers)}
    for pair in rows_of(find_duplicates(customers, contacts)):
        place = places.get(pair["other_id"]) or places.get(pair["customer_id"])
        if place is None:
            continue
        yield DUPLICATE_CUSTOMER.at(
            place, customer=pair["customer_id"], other=pair["other_id"],
            by=pair["by"], value=pair["value"],
        )  # fmt: skip


def _contacts(customers: pd.DataFrame, contacts: pd.DataFrame) -> Iterator[Finding]:
    known = set(contacts["customer_id"])
    for row in rows_of(customers):
        if row["customer_id"] not in known:
            yield NO_CONTACT.at(_place(row), customer=row["customer_id"])


def _phones(contacts: pd.DataFrame) -> Iterator[Finding]:
    for row in rows_of(contacts):
        said = {"customer": row["customer_id"], "name": row["name"]}
        if not row["phone"]:
            yield MISSING_PHONE.at(_place(row), **said)
        elif not is_phone(row["phone"]):
            yield INVALID_PHONE.at(_place(row), **said, phone=row["phone"])


def _owners(customers: pd.DataFrame, staff: pd.DataFrame, as_of: date) -> Iterator[Finding]:
    left = {row["staff_id"]: row["left_on"] for row in rows_of(staff)}
    for row in rows_of(customers):
        owner = row["owner_id"]
        if not owner:
            yield NO_OWNER.at(_place(row), customer=row["customer_id"])
        elif (gone := left.get(owner)) and gone <= as_of:
            yield OWNER_LEFT.at(_place(row), customer=row["customer_id"], owner=owner, left_on=gone)


def _place(row: Row) -> Place:
    return place_of(row, Place("客户表"))
