"""Whatever people type into a card: every cell is accounted for, merged once, and taken back."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamtools.excel.changes import Value
from kamtools.forms.identity import place_of
from kamtools.ledger.edits import Spot
from kamtools.ledger.store import Ledger
from kamtools.returns.apply_review import merge_review
from kamtools.returns.collect import collect
from kamtools.returns.merge import Outcome
from kamtools.returns.read import read_back
from kamtools.returns.reviewing import write_outcome
from kamtools.workspace import Workspace
from tests.returns.hands import Hands
from tests.returns.sample_returns import CARD, OCTOBER, tables

EXAMPLES = int(os.environ.get("KAM_EXAMPLES", "12"))
TYPED: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.integers(0, 10**12), st.decimals(0, 10**6, places=2), st.booleans(),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.text("甲乙丙 12=", min_size=1, max_size=6),
    st.sampled_from(["１３８００００１１１１", "1.2万", "=1+1", "√", "-", " 张三 ", "#N/A"]),
)  # fmt: skip


@pytest.fixture
def typed_into(sent_space: Workspace) -> Path:
    (card,) = (sent_space.month(OCTOBER) / CARD).glob("K001_*.xlsx")
    return card


@given(data=st.data())
@settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_every_cell_is_accounted_for_merged_once_and_taken_back(
    sent_space: Workspace, typed_into: Path, data: st.DataObject
) -> None:
    identity = read_back(typed_into, key=sent_space.key())[0].identity
    assert identity
    bound = data.draw(st.lists(st.sampled_from(identity.cells), max_size=8, unique=True))
    hands = Hands(typed_into)
    for cell in bound:
        hands.type(place_of(cell), data.draw(TYPED))
    shutil.rmtree(sent_space.returned)
    sent_space.returned.mkdir()
    hands.save(sent_space.returned / "K001.xlsx")
    before = tables(sent_space)

    found = collect(sent_space)
    assert sum(found.counts.values()) == len(identity.cells)
    changed = {e.returned.cell for e in found.returns[0].cells if e.outcome != "unchanged"}
    assert changed <= set(bound)
    done = merge_review(sent_space, write_outcome(sent_space, found).review, who="")
    assert done.findings == []
    applied = [each for each in found.returns[0].cells if each.outcome is Outcome.APPLIED]
    assert done.written == len({each.field for each in applied})
    with Ledger.open(sent_space.ledger_file, read_only=True) as ledger:
        for each in applied:
            assert each.field
            spot = Spot(each.field.table, each.field.key, each.field.column)
            assert ledger.values_at([spot])[spot] == each.value
    again = collect(sent_space)
    assert again.counts[Outcome.APPLIED] == 0
    if done.run:
        with Ledger.open(sent_space.ledger_file) as ledger:
            ledger.undo(done.run, who="")
    assert tables(sent_space) == before
