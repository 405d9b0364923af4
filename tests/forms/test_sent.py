"""What was sent is in the ledger, or waits for it; either way it is known again."""

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from kamtools.forms import sent
from kamtools.forms.identity import Identity
from kamtools.forms.sent import SentForm, damaged_posts, known_forms, post, take_in
from kamtools.ledger.store import Ledger
from kamtools.workspace import Workspace
from tests.forms.filled import LETTER, filled


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    done = filled(tmp_path)
    assert done.identity
    return done.identity


def _count(space: Workspace, table: str) -> int:
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        return int(ledger.table(table).count().execute())


def test_what_was_posted_is_known_before_and_after_the_ledger_takes_it_in(
    space: Workspace, identity: Identity
) -> None:
    post(space, "2026-10.02_b", [SentForm(identity, "周报.xlsx")])
    assert known_forms(space)(identity.file_id) == identity
    assert take_in(space) == 1
    assert not list((space.memory / "sent").glob("*"))
    assert known_forms(space)(identity.file_id) == identity
    assert known_forms(space)("0" * 16) is None


def test_the_same_form_again_is_not_sent_anew(space: Workspace, identity: Identity) -> None:
    for run in ("run-1", "run-2"):
        post(space, "2026-10.02_b", [SentForm(replace(identity, run=run), "周报.xlsx")])
        take_in(space)
    assert (_count(space, "sent_forms"), _count(space, "audit")) == (1, 2)
    assert _count(space, "sent_cells") == len(identity.cells)
    found = known_forms(space)(identity.file_id)
    assert found
    assert found.run == "run-1"


def _hold(file: Path, held: "multiprocessing.synchronize.Event", go: object) -> None:
    with Ledger.open(file, read_only=True):
        held.set()
        go.wait(20)  # type: ignore[attr-defined]


def test_while_a_notebook_reads_the_ledger_it_waits(space: Workspace, identity: Identity) -> None:
    Ledger.open(space.ledger_file).close()
    spawn = multiprocessing.get_context("spawn")
    held, go = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold, args=(space.ledger_file, held, go))
    other.start()
    assert held.wait(20)
    post(space, "2026-10.02_b", [SentForm(identity, "周报.xlsx")])
    assert take_in(space) == 0
    assert known_forms(space)(identity.file_id) == identity
    go.set()
    other.join()
    assert take_in(space) == 1


def test_nothing_sent_leaves_no_trace(space: Workspace) -> None:
    post(space, "2026-10.02_b", [])
    assert take_in(space) == 0
    assert not space.ledger_file.exists()


def test_the_key_is_made_once_and_for_its_owner_only(space: Workspace) -> None:
    key = space.key()
    assert len(key) == 32
    assert space.key() == key
    assert (space.root / ".kam_key").stat().st_mode & 0o077 == 0


def test_a_step_keeps_what_it_sends(space: Workspace, tmp_path: Path) -> None:
    from kamtools.batch.step import Step

    Ledger.open(space.ledger_file).close()
    step = Step.open("02_b", month="2026-10", workspace=str(space.root), writes_ledger=True)
    letter = replace(LETTER, run=step.sender.run, key=step.sender.key)
    done = filled(step.folder, letter)
    (step.folder / "周报.xlsx").unlink()
    step.publish(done)
    step.finish()
    assert done.identity
    assert known_forms(space)(done.identity.file_id) == done.identity
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        assert sent.find_sent(ledger, done.identity.file_id) == done.identity
        rows = ledger.table("sent_forms").execute()
    assert list(rows["file"]) == ["out.xlsx"]


def test_who_sent_it_is_who_is_at_work(
    space: Workspace, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAM_USER", "林一")
    post(space, "2026-10.02_b", [SentForm(identity, "周报.xlsx")])
    take_in(space)
    with Ledger.open(space.ledger_file, read_only=True) as ledger:
        assert set(ledger.table("audit").execute()["who"]) == {"林一"}


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"\xff\xfe[]", b"{}", b"[1]", b'[{"file": ""}]', b'[{"record": "{}", "file": ""}]'],
)  # fmt: skip
def test_a_damaged_post_is_told_and_keeps_nothing_else_back(
    space: Workspace, identity: Identity, content: bytes
) -> None:
    post(space, "2026-10.02_b", [SentForm(identity, "周报.xlsx")])
    damaged = space.memory / "sent" / "2026-10.01_a.json"
    damaged.write_bytes(content)
    assert known_forms(space)(identity.file_id) == identity
    assert take_in(space) == 1
    assert take_in(space) == 0
    (finding,) = damaged_posts(space)
    assert finding.code == "sent_post_damaged"
    assert damaged.exists()
    assert ".kam/sent/2026-10.01_a.json" in finding.what
