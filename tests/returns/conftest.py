"""A sample department that has sent three cards and an appraisal form, fresh for each test."""

import shutil
from pathlib import Path

import pytest

from kamtools.workspace import Workspace
from tests.returns.sample_returns import import_sample, send_appraisal, send_cards


@pytest.fixture(scope="session")
def _sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    space = Workspace.create(tmp_path_factory.mktemp("sent") / "space", with_sample=True)
    import_sample(space)
    send_cards(space, "K001", "K002", "K003")
    send_appraisal(space, "E06")
    return space.root


@pytest.fixture
def sent_space(_sent_once: Path, tmp_path: Path) -> Workspace:
    """K001, K002, K003 and E06 have their forms of 2026-10; nothing has come back."""
    return Workspace(Path(shutil.copytree(_sent_once, tmp_path / "space")))
