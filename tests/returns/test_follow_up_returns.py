"""The yellow cells of the follow-up's forms: sent, edited, collected, merged, shown, undone."""

import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kamtools.excel.changes import Value
from kamtools.forms import follow_up, kpi_cascade, sent, task_sheet
from kamtools.forms.fill import Filled
from kamtools.forms.identity import BoundCell, Sender, place_of
from kamtools.ledger.edits import ABSENT, Edit, Spot
from kamtools.ledger.store import Ledger
from kamtools.returns.apply_review import merge_review
from kamtools.returns.collect import collect
from kamtools.returns.merge import Outcome
from kamtools.returns.reviewing import write_outcome
from kamtools.workspace import Workspace
from tests.returns.hands import Hands
from tests.returns.sample_returns import OCTOBER, import_sample, through_libreoffice

RUN = "20261101-090000-1"
Typed = Mapping[tuple[str, int | None], Value]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    space = Workspace.create(tmp_path_factory.mktemp("follow") / "space", with_sample=True)
    import_sample(space)
    return space.root


@pytest.fixture
def space(imported: Path, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(imported, tmp_path / "space")))


def send(space: Workspace, form: str) -> Filled:
    """Write one of the forms as the notebook does, and remember that it was sent."""
    sender, templates, folder = Sender(space.key(), RUN), space.templates, space.month(OCTOBER)
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        if form == task_sheet.FORM:
            (filled,) = task_sheet.write(
                ledger, space.settings, OCTOBER, templates, folder, ["E03"], sender=sender
            )
        elif form == kpi_cascade.FORM:
            filled = kpi_cascade.write(
                ledger, space.settings, OCTOBER, templates / f"{form}.xlsx", folder, sender=sender
            )
        else:
            facts = follow_up.facts_of(ledger, OCTOBER)
            filled = follow_up.write(
                facts, space.settings, templates / f"{form}.xlsx", folder, sender=sender
            )
    assert filled.identity
    sent.post(space, "test", [sent.SentForm(filled.identity, filled.path.name)])
    sent.take_in(space)
    return filled


def cells(filled: Filled) -> dict[tuple[str, int | None], BoundCell]:
    assert filled.identity
    return {(cell.path, cell.item): cell for cell in filled.identity.cells}


def type_into(space: Workspace, filled: Filled, typed: Typed) -> None:
    """Type into the form's cells and put it into ``returned``."""
    hands, bound = Hands(filled.path), cells(filled)
    for key, value in typed.items():
        assert bound[key].editable, key
        hands.type(place_of(bound[key]), value)
    hands.save(space.returned / filled.path.name)


def merged(space: Workspace) -> Any:
    """Collect and merge what came back; everything in it that can be."""
    found = collect(space)
    assert found.counts[Outcome.CONFLICT] == found.counts[Outcome.INVALID] == 0
    done = merge_review(space, write_outcome(space, found).review, who="王内勤")
    assert done.findings == []
    return done


def at(space: Workspace, *spot: Any) -> object:
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        (value,) = ledger.values_at([Spot(*spot)]).values()
        return value


def shown(filled: Filled, *keys: tuple[str, int | None]) -> list[Value]:
    return [cells(filled)[key].sent for key in keys]


def go_round(space: Workspace, form: str, typed: Typed) -> Filled:
    """Send, type, merge; the form as the next run shows it. Then all of it is undone."""
    first = send(space, form)
    type_into(space, first, typed)
    done = merged(space)
    assert collect(space).counts[Outcome.APPLIED] == 0  # merging twice changes nothing
    again = send(space, form)
    with Ledger.open(space.ledger_file) as ledger:
        ledger.undo(done.run, who="王内勤")
    return again


def test_a_stores_reason_and_measure_come_back_and_stand_on_the_next_form(
    space: Workspace,
) -> None:
    typed: Typed = {("门店[].原因", 9 - 1): "国庆后客户推迟采购",
                    ("门店[].措施", 9 - 1): "钟认真 11月10日前拜访前十名客户",
                    ("门店[].原因", 1): "=1+1"}  # fmt: skip
    again = go_round(space, follow_up.FORM, typed)
    assert shown(again, *typed) == list(typed.values())
    key = "2026-10", "E08", f"{follow_up.ITEM}S10"
    assert at(space, "plans", key, "reason") is ABSENT  # it was undone


def test_the_answer_stands_under_the_store_even_when_its_manager_changes(
    space: Workspace,
) -> None:
    first = send(space, follow_up.FORM)
    type_into(space, first, {("门店[].原因", 8): "缺货"})
    merged(space)
    with (
        Ledger.open(space.ledger_file) as ledger,
        ledger.change(who="王内勤", reason="换人") as change,
    ):
        change.edit([Edit(Spot("stores", ("S10",), "manager_id"), "E08", "E09")])
    again = send(space, follow_up.FORM)
    assert shown(again, ("门店[].原因", 8)) == ["缺货"]
    assert cells(again)["门店[].原因", 8].field == cells(first)["门店[].原因", 8].field


def test_tasks_come_back_with_how_much_was_done_and_other_work(space: Workspace) -> None:
    typed: Typed = {
        ("周[].完成率", 1): Decimal("0.8"), ("周[].原因", 1): "国庆放假",
        ("本月.下一步", None): "补拜访", ("事项[].内容", 0): "回款：石桥食品",
        ("事项[].完成率", 0): "５０％", ("事项[].下一步", 0): "月底前对账",
    }  # fmt: skip
    again = go_round(space, task_sheet.FORM, typed)
    assert shown(again, *typed) == [
        Decimal("0.8"), "国庆放假", "补拜访", "回款：石桥食品", Decimal("0.5"), "月底前对账",
    ]  # fmt: skip
    bound = cells(again)
    assert not bound["事项[].内容", 0].editable  # what is known keeps its name
    assert bound["事项[].内容", 1].editable
    assert ("事项[].内容", task_sheet.FREE) in bound  # as many free lines as before


def test_eighty_typed_for_eighty_percent_is_asked_about(space: Workspace) -> None:
    filled = send(space, task_sheet.FORM)
    type_into(space, filled, {("周[].完成率", 0): Decimal(80)})
    found = collect(space)
    assert found.counts[Outcome.INVALID] == 1
    assert found.counts[Outcome.APPLIED] == 0


def test_a_superiors_indicator_is_typed_divided_and_checked(space: Workspace) -> None:
    free = next(
        at_ for (path, at_), cell in cells(send(space, kpi_cascade.FORM)).items()
        if path == "指标[].名称" and cell.editable and at_ is not None
    )  # fmt: skip
    typed: Typed = {
        ("指标[].名称", free): "拜访次数", ("指标[].目标", free): Decimal(100),
        ("指标[].分解方式", free): "合计", ("指标[].单位", free): "次",
        ("指标[].名称", free + 1): "拜访次数 E03", ("指标[].上级指标", free + 1): "拜访次数",
        ("指标[].权重", free + 1): Decimal("0.6"), ("指标[].措施", 0): "每周例会跟进",
    }  # fmt: skip
    again = go_round(space, kpi_cascade.FORM, typed)
    bound = cells(again)
    names = {bound[path, item].sent: item for path, item in bound if path == "指标[].名称"}
    child = names["拜访次数 E03"]
    assert shown(again, ("指标[].目标", child), ("指标[].层级", child)) == [100, 2]
    assert "kpi_weights_do_not_add_up" in {each.code for each in again.findings}
    assert shown(again, ("指标[].措施", 0)) == ["每周例会跟进"]


def test_nothing_typed_is_nothing_changed(space: Workspace) -> None:
    for form in (follow_up.FORM, task_sheet.FORM, kpi_cascade.FORM):
        filled = send(space, form)
        shutil.copyfile(filled.path, space.returned / filled.path.name)
    counts = collect(space).counts
    assert counts[Outcome.UNCHANGED] == sum(counts.values()) > 0


def test_the_task_sheets_period_is_the_months_it_is_for(space: Workspace) -> None:
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        (filled,) = task_sheet.write(
            ledger, space.settings, OCTOBER.plus(1), space.templates, space.month(OCTOBER),
            ["E03"], as_of=date(2026, 10, 31), sender=Sender(space.key(), RUN),
        )  # fmt: skip
    assert filled.identity
    assert filled.identity.period == "2026-11"
    assert shown(filled, ("周[].实绩", 0), ("季[1].实绩", None)) == [None, Decimal("48863.70")]


@pytest.mark.office
def test_what_was_typed_in_libreoffice_comes_back_from_all_three_forms(
    space: Workspace, soffice: str, tmp_path: Path
) -> None:
    typed: dict[str, Typed] = {
        follow_up.FORM: {("门店[].措施", 0): "保持"},
        task_sheet.FORM: {("本月.完成率", None): Decimal("0.52"), ("事项[].内容", 0): "建档三家"},
        kpi_cascade.FORM: {("指标[].措施", 1): "周会跟进"},
    }
    for form, said in typed.items():
        filled = send(space, form)
        type_into(space, filled, said)
        through_libreoffice(soffice, space.returned / filled.path.name, tmp_path / form)
    done = merged(space)
    assert done.written == 4
    assert at(space, "plans", ("2026-10", "E03", task_sheet.MONTH_ITEM), "done") == Decimal("0.52")
    assert at(space, "kpis", ("2026-10", "本部门销售额"), "measure") == "周会跟进"
