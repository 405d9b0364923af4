"""The desk in the sample department: from the ledger, and back into it and into the forms."""

import importlib.util
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from kamtools.batch.step import Step
from kamtools.forms import target_breakdown
from kamtools.forms.target_talk import talk_over
from kamtools.ledger.imports import import_files
from kamtools.ledger.queries.targets import versions
from kamtools.ledger.store import Ledger
from kamtools.periods import Period
from kamtools.widgets import target_desk as module
from kamtools.widgets.target_desk import TargetDesk, target_desk
from kamtools.workspace import Workspace

NOVEMBER = Period(2026, 11)
CELL = ("S03", NOVEMBER)


@pytest.fixture
def step(sample_space: Workspace) -> Iterator[Step]:
    with Ledger.open(sample_space.ledger_file) as ledger:
        import_files(ledger, sample_space.exports(), settings=sample_space.settings)
    opened = Step.open("02_target_breakdown", month="2026-10", workspace=str(sample_space.root))
    yield opened
    opened.close()


@pytest.fixture
def desk(step: Step) -> TargetDesk:
    proposal = target_breakdown.make_proposal(step.ledger, step.settings, step.period)
    return target_desk(step, talk_over(step.ledger, step.period, proposal).outcome)


def november(path: Any) -> Decimal:
    """The stores' sum of 目标合计 as the form carries it."""
    book = openpyxl.load_workbook(path, data_only=True)
    name = book.defined_names["合计_目标"]
    (sheet, cell), *_ = name.destinations
    return Decimal(str(book[sheet][cell.replace("$", "")].value))


def test_it_starts_with_what_the_notebook_has_and_keeps_the_companys_months(
    desk: TargetDesk,
) -> None:
    assert desk.desk.balance.changed() == set()
    desk.desk.lock([CELL], "20万")
    target = desk.desk.balance.target
    assert desk.desk.conflict is None
    assert target.cells[CELL] == 200_000
    assert all(target.total(m) == target.company[m].amount for m in target.months)


def test_the_notebook_goes_on_with_what_the_desk_says(step: Step, desk: TargetDesk) -> None:
    talk = talk_over(step.ledger, step.period, desk.desk.case.base)
    assert desk.apply(talk) is talk
    desk.desk.lock([CELL], "20万")
    outcome = desk.apply(talk).outcome
    assert outcome.target.cells == desk.desk.balance.target.cells
    assert outcome.target.explain(*CELL) == desk.desk.balance.target.explain(*CELL)


def test_forms_and_version_follow_the_desk_after_the_notebook_is_done(
    step: Step, desk: TargetDesk
) -> None:
    desk.desk.lock([CELL], "20万")
    assert isinstance(desk.keeping.write_forms(), str)  # the notebook's own cells write it
    step.finish()
    done = desk.keeping.write_forms("试一试")
    assert not isinstance(done, str)
    assert not done.record.has_errors()
    assert all(check.ties for check in done.record.checks)
    made = {product.path for product in done.record.products}
    assert "目标分解表_2026年.xlsx" in made
    assert "门店目标表/门店目标表_S03.xlsx" in made or any("S03" in path for path in made)
    total = desk.desk.balance.target.year_total
    assert november(done.folder / "目标分解表_2026年.xlsx") == total
    with Ledger.open(step.space.ledger_file, read_only=True) as ledger:
        assert list(versions(ledger, 2026)["why"])[-1] == "试一试"


def test_limits_are_saved_at_once_or_when_the_notebook_finishes(
    step: Step, desk: TargetDesk
) -> None:
    desk.desk.lock([CELL], "20万")
    desk.keeping.keep_limits()
    step.finish()
    again = Step.open("02_target_breakdown", month="2026-10", workspace=str(step.space.root))
    proposal = target_breakdown.make_proposal(again.ledger, again.settings, again.period)
    other = target_desk(again, proposal)
    assert other.desk.knobs.limit(CELL).locked == 200_000
    again.finish()
    other.desk.unlock([CELL])
    assert "1" in other.keeping.keep_limits()
    assert "没有可存" in other.keeping.keep_limits()


def test_without_a_front_end_it_is_a_table_with_a_note(desk: TargetDesk) -> None:
    shown = desk._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert "JupyterLab" in shown["text/html"]
    assert "学院路店" in shown["text/html"]
    assert "119,000" in shown["text/html"]


def test_without_the_controls_it_says_how_to_get_them(
    desk: TargetDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        module, "find_spec", lambda name: None if name == "anywidget" else real(name)
    )
    assert "kamtools[lab]" in desk._repr_mimebundle_()["text/html"]


def test_in_english_the_note_is_english(desk: TargetDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_LANG", "en")
    assert "Open this notebook" in desk.plain()
