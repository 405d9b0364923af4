"""Three ways, cell by cell: every bound cell has one outcome, and nothing is lost or made up."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamtools.excel.changes import Value
from kamtools.findings import Place
from kamtools.forms.identity import BoundCell, Identity, LedgerField
from kamtools.ledger.edits import ABSENT, Absent, LedgerValue
from kamtools.ledger.imports.reading import Unreadable
from kamtools.ledger.tables import TABLES
from kamtools.returns.merge import Outcome, compare, compare_added, counts
from kamtools.returns.read import ExtraRow, ReadBack, Returned
from kamtools.returns.typed import form_value, ledger_value

LEDGER = Mapping[LedgerField, LedgerValue | Absent]
ADDRESS = LedgerField("customers", ("K001",), "address")
NAME = LedgerField("customers", ("K001",), "name")
LIMIT = LedgerField("customers", ("K001",), "credit_limit")
FILED = LedgerField("customers", ("K001",), "filed")
SCORE = LedgerField("scores", ("2026-10", "E01", "纪律性"), "self_score")


def cell(
    field: LedgerField | None,
    sent: Value,
    *,
    editable: bool = True,
    path: str = "客户.地址",
    item: int | None = None,
    at: str = "C9",
) -> BoundCell:
    return BoundCell(f"_kam.{at}", path, item, "卡", at, sent, editable, field)


def back(*cells: tuple[BoundCell, Value], missing: bool = False) -> ReadBack:
    identity = Identity("卡", "1", "2026-10", "E01", "r", "f", tuple(c for c, _ in cells))
    return ReadBack(identity, tuple(
        Returned(c, value, Place("K001.xlsx", c.sheet, c.cell), "missing" if missing else "read")
        for c, value in cells
    ))  # fmt: skip


def outcome(
    field: LedgerField | None, sent: Value, returned: Value, now: LedgerValue | Absent
) -> Outcome:
    (found,) = compare(back((cell(field, sent), returned)), lambda _: now)
    return found.outcome


def test_a_cell_that_was_not_touched_is_unchanged_even_if_the_ledger_moved() -> None:
    assert outcome(ADDRESS, "甲路", "甲路", "乙路") is Outcome.UNCHANGED


def test_a_changed_cell_is_to_be_applied_where_the_ledger_says_what_was_sent() -> None:
    assert outcome(ADDRESS, "甲路", "乙路", "甲路") is Outcome.APPLIED


def test_a_change_that_the_ledger_has_already_is_unchanged() -> None:
    assert outcome(ADDRESS, "甲路", "乙路", "乙路") is Outcome.UNCHANGED


def test_a_change_over_a_ledger_that_moved_is_a_conflict_with_all_three_values() -> None:
    (found,) = compare(back((cell(ADDRESS, "甲路"), "乙路")), lambda _: "丙路")
    assert found.outcome is Outcome.CONFLICT
    assert found.finding
    assert found.finding.place == Place("K001.xlsx", "卡", "C9")
    assert "甲路" in found.finding.what
    assert "乙路" in found.finding.what
    assert "丙路" in found.finding.what


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        (LIMIT, "１２３", Decimal(123)),
        (LIMIT, "1,234", Decimal(1234)),
        (LIMIT, "1.2万", Decimal(12000)),
        (LIMIT, "2000万", Decimal(20_000_000)),
        (LIMIT, "十二", Decimal(12)),
        (LIMIT, "￥500元", Decimal(500)),
        (LIMIT, Decimal("0.125"), Decimal("0.13")),
        (FILED, "2026.5.1", date(2026, 5, 1)),
        (FILED, "2026年5月1日", date(2026, 5, 1)),
        (FILED, Decimal(46143), date(2026, 5, 1)),
        (SCORE, "４.５分", Decimal("4.5")),
        (LedgerField("contacts", ("K001", "张三"), "phone"), Decimal(13800138000), "13800138000"),
        (ADDRESS, " 乙路　", "乙路"),
        (ADDRESS, Decimal(12), "12"),
        (ADDRESS, "", None),
        (LIMIT, "—", None),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(
    field: LedgerField, typed: Value, meant: LedgerValue
) -> None:
    sent: Value = "甲" if field in (ADDRESS,) else None if field.column == "phone" else Decimal(7)
    sent = date(2020, 1, 1) if field is FILED else sent
    (found,) = compare(back((cell(field, sent), typed)), lambda _: sent)  # type: ignore[arg-type,return-value]
    assert (found.outcome, found.value) == (Outcome.APPLIED, meant)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (LIMIT, "√"),
        (LIMIT, "约三万"),
        (LIMIT, True),
        (LIMIT, "#N/A"),
        (FILED, "5月"),
        (FILED, "05/01/26"),
        (SCORE, "-1"),
        (SCORE, "优"),
    ],
)
def test_what_can_not_be_read_is_told_at_its_cell_and_never_0(
    field: LedgerField, typed: Value
) -> None:
    (found,) = compare(back((cell(field, None), typed)), lambda _: None)
    assert (found.outcome, found.value) == (Outcome.INVALID, None)
    assert found.finding
    assert (found.finding.place.sheet, found.finding.place.cell) == ("卡", "C9")
    assert found.finding.do


def test_an_emptied_cell_is_an_edit_where_the_column_may_be_empty_else_invalid() -> None:
    assert outcome(ADDRESS, "甲路", None, "甲路") is Outcome.APPLIED
    assert outcome(NAME, "甲公司", None, "甲公司") is Outcome.INVALID


def test_the_same_value_written_otherwise_is_no_change() -> None:
    assert outcome(LIMIT, Decimal(12000), "1.2万", Decimal(12000)) is Outcome.UNCHANGED
    assert outcome(FILED, date(2026, 5, 1), "2026/5/1", None) is Outcome.UNCHANGED


def test_a_changed_locked_cell_is_not_allowed_and_an_untouched_one_is_fine() -> None:
    locked = cell(ADDRESS, "甲路", editable=False)
    (changed,) = compare(back((locked, "乙路")), lambda _: "甲路")
    (left,) = compare(back((locked, "甲路")), lambda _: "甲路")
    assert (changed.outcome, left.outcome) == (Outcome.NOT_ALLOWED, Outcome.UNCHANGED)


def test_a_cell_without_a_place_in_the_ledger_is_told() -> None:
    assert outcome(None, "甲", "乙", None) is Outcome.NOT_ALLOWED


def test_a_deleted_cell_is_missing() -> None:
    (found,) = compare(back((cell(ADDRESS, "甲"), None), missing=True), lambda _: "甲")
    assert found.outcome is Outcome.MISSING


def test_amounts_are_in_the_unit_of_the_form() -> None:
    wan = LedgerField("targets", ("2026-11", "门店", "S01"), "target", Decimal(10000))
    read = back((cell(wan, Decimal("1.5")), Decimal(2)))
    (found,) = compare(read, lambda _: Decimal(15000))
    assert (found.outcome, found.value) == (Outcome.APPLIED, Decimal(20000))
    (own,) = compare(back((cell(wan, Decimal("1.5")), "2000万")), lambda _: Decimal(15000))
    assert own.value == Decimal(20_000_000)


def contact(column: str, name: str = "", item: int = 2, sent: Value = None) -> BoundCell:
    field = LedgerField("contacts", ("K001", name), column)
    at = {"name": "A", "phone": "D"}[column] + str(10 + item)
    return cell(field, sent, path=f"联系人[].{column}", item=item, at=at)


def test_a_free_row_that_was_filled_in_is_a_new_record() -> None:
    read = back((contact("name"), "王五"), (contact("phone"), Decimal(13800138000)))
    name, phone = compare(read, lambda _: ABSENT)
    assert (name.outcome, phone.outcome) == (Outcome.APPLIED, Outcome.APPLIED)
    assert phone.field == LedgerField("contacts", ("K001", "王五"), "phone")
    assert (phone.current, phone.value) == (ABSENT, "13800138000")


def test_a_free_row_merged_before_is_unchanged() -> None:
    now = {"name": "王五", "phone": "138"}
    read = back((contact("name"), "王五"), (contact("phone"), "138"))
    assert counts(compare(read, lambda field: now[field.column]))[Outcome.UNCHANGED] == 2


def test_a_free_row_without_its_name_is_invalid() -> None:
    name, phone = compare(back((contact("name"), None), (contact("phone"), "138")), lambda _: None)
    assert (name.outcome, phone.outcome) == (Outcome.UNCHANGED, Outcome.INVALID)
    assert phone.finding
    assert "没有填“name”" in phone.finding.what  # as the form calls it


def test_another_name_in_a_known_row_writes_nothing_to_either_person() -> None:
    read = back(
        (contact("name", "张三", 0, "张三"), "李四"),
        (contact("phone", "张三", 0, "138"), "139"),
    )
    name, phone = compare(read, lambda _: "138")
    assert (name.outcome, phone.outcome) == (Outcome.INVALID, Outcome.INVALID)
    assert phone.finding
    assert "张三" in phone.finding.do


def test_a_new_row_is_written_with_what_it_must_have() -> None:
    key = ("2026-11", "门店", "S01")
    target = cell(LedgerField("targets", key, "target"), Decimal(100), at="C5")
    challenge = cell(LedgerField("targets", key, "challenge"), Decimal(110), at="C20")
    read = back((target, Decimal(100)), (challenge, Decimal(130)))
    first, second = compare(read, lambda _: ABSENT)
    assert (first.outcome, first.value) == (Outcome.APPLIED, Decimal(100))
    assert (second.outcome, second.value) == (Outcome.APPLIED, Decimal(130))
    untouched = compare(back((target, Decimal(100)), (challenge, Decimal(110))), lambda _: ABSENT)
    assert counts(untouched)[Outcome.UNCHANGED] == 2


def test_two_cells_that_want_one_field_otherwise_are_conflicts() -> None:
    read = back((cell(ADDRESS, "甲", at="C9"), "乙"), (cell(ADDRESS, "甲", at="F2"), "丙"))
    assert counts(compare(read, lambda _: "甲"))[Outcome.CONFLICT] == 2
    read = back((cell(ADDRESS, "甲", at="C9"), "乙"), (cell(ADDRESS, "甲", at="F2"), "甲"))
    assert [each.outcome for each in compare(read, lambda _: "甲")] == ["applied", "unchanged"]


def test_an_inserted_row_may_be_a_new_record() -> None:
    pattern = {c.path: c for c in (
        contact("name", "张三", 0, "张三"), contact("phone", "张三", 0, "138")
    )}  # fmt: skip
    places = {path: Place("K001.xlsx", "卡", "A12") for path in pattern}
    values: dict[str, Value] = dict(zip(pattern, ("赵六", "137"), strict=True))
    row = ExtraRow("联系人", Place("K001.xlsx", "卡", "12:12"), values, places, pattern)
    name, phone = compare_added(ReadBack(back().identity, (), (row,)), lambda _: ABSENT)
    assert name.outcome is phone.outcome is Outcome.APPLIED
    assert phone.field == LedgerField("contacts", ("K001", "赵六"), "phone")


def test_an_inserted_row_of_a_list_that_takes_none_is_told() -> None:
    store = cell(
        LedgerField("targets", ("2026-11", "门店", "S01"), "target"), 1, path="门店[].目标", item=0
    )
    place = Place("a.xlsx", "表", "9:9")
    row = ExtraRow("门店", place, {store.path: 5}, {store.path: place}, {store.path: store})
    (found,) = compare_added(ReadBack(back().identity, (), (row,)), lambda _: ABSENT)
    assert found.outcome is Outcome.NOT_ALLOWED


FIELDS = st.sampled_from([ADDRESS, NAME, LIMIT, FILED, SCORE, None])
TYPED = (
    st.none()
    | st.text(max_size=6)
    | st.decimals(-(10**6), 10**6, places=3)
    | st.dates(date(1990, 1, 1), date(2090, 1, 1))
    | st.booleans()
    | st.sampled_from(["１２３", "1.2万", "2000万", "十二", "√", "2026.5.1", "5月", "-", "#REF!"])
)
MOMENT = {
    "address": st.none() | st.text(min_size=1, max_size=6),
    "name": st.text(min_size=1, max_size=6),
    "credit_limit": st.none() | st.decimals(0, 10**6, places=2),
    "filed": st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    "self_score": st.none() | st.decimals(0, 100, places=2),
}


@st.composite
def bound_cells(draw: st.DrawFn) -> tuple[BoundCell, Value, str, LedgerValue | Absent]:
    field = draw(FIELDS)
    stored = MOMENT[field.column] if field else st.text()
    sent = draw(stored)
    returned = draw(st.just(sent) | TYPED)
    state = draw(st.sampled_from(["read", "read", "read", "missing", "uncomputed"]))
    current = draw(st.just(sent) | stored | st.just(ABSENT))
    return cell(field, sent, editable=draw(st.booleans())), returned, state, current


@given(drawn=st.lists(bound_cells(), max_size=12))
def test_every_bound_cell_has_one_outcome_that_its_three_values_call_for(
    drawn: list[tuple[BoundCell, Value, str, LedgerValue | Absent]],
) -> None:
    for bound, value, state, current in drawn:
        returned = Returned(bound, value, Place("a.xlsx", "卡", "C9"), state)  # type: ignore[arg-type]
        read = ReadBack(back().identity, (returned,))
        (found,) = compare(read, lambda _, now=current: now)  # type: ignore[misc]
        assert sum(counts([found]).values()) == 1
        assert (found.finding is None) == (found.outcome in (Outcome.UNCHANGED, Outcome.APPLIED))
        if state == "missing":
            assert found.outcome is Outcome.MISSING
        elif (value, type(value)) == (bound.sent, type(bound.sent)) and state == "read":
            assert found.outcome is Outcome.UNCHANGED
        elif not bound.editable and found.outcome is not Outcome.UNCHANGED:
            assert found.outcome is Outcome.NOT_ALLOWED
        if found.outcome is Outcome.APPLIED:
            assert found.field
            sent = ledger_value(bound.sent, found.field)
            assert current in (bound.sent, sent, ABSENT)
            assert found.value != current
        if found.outcome is Outcome.CONFLICT:
            assert found.value != current != bound.sent != found.value


# Every field stands on a form once: what is said of it twice, `rivals` settles before.
@given(drawn=st.lists(bound_cells(), max_size=8, unique_by=lambda one: one[0].field or object()))
def test_the_outcomes_of_a_file_add_up_and_a_second_merge_finds_nothing(
    drawn: list[tuple[BoundCell, Value, str, LedgerValue | Absent]],
) -> None:
    cells = tuple(Returned(b, v, Place("a.xlsx", "卡", "C9"), s) for b, v, s, _ in drawn)  # type: ignore[arg-type]
    ledger = {b.field: now for b, _, _, now in drawn if b.field}
    read = ReadBack(back().identity, cells)
    first = compare(read, lambda field: ledger.get(field))
    assert sum(counts(first).values()) == len(cells)
    for each in first:
        if each.outcome is Outcome.APPLIED and each.field:
            ledger[each.field] = each.value
    assert counts(compare(read, lambda field: ledger.get(field)))[Outcome.APPLIED] == 0


def test_a_value_outside_a_column_s_choices_is_invalid_and_the_choices_are_named() -> None:
    level = LedgerField("targets", ("2026-10", "", "S01"), "level")
    assert ledger_value("门店", level) == "门店"
    refused = ledger_value("店里", level)
    assert isinstance(refused, Unreadable)
    assert "、".join(TABLES["targets"].column("level").choices) in refused.reason.show()


def test_a_prefix_is_the_ledger_s_not_the_form_s() -> None:
    item = LedgerField("scores", ("2026-10", "E01", ""), "item", prefix="扣分：")
    assert ledger_value("迟到", item) == ledger_value("扣分：迟到", item) == "扣分：迟到"
    assert form_value("扣分：迟到", item) == "迟到"
    assert ledger_value(None, item) is None
