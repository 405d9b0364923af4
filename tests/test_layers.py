"""Folder = layer: what ``pyproject.toml`` lays down for imports holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"papermill", "matplotlib", "ibis", "pandas"}


def test_imports_go_down_only() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=Path(__file__).parent.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_the_command_starts_without_what_only_a_run_needs() -> None:
    asked = "import sys, kamtools.cli; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=os.environ
    )
    assert not HEAVY & set(done.stdout.split())


def test_only_the_batch_knows_papermill() -> None:
    package = Path(__file__).parent.parent / "kamtools"
    users = {
        file.relative_to(package).parts[0]
        for file in package.rglob("*.py")
        if "papermill" in file.read_text(encoding="utf-8").replace("# ", "")
        and any(line.startswith(("import papermill", "from papermill"))
                for line in file.read_text(encoding="utf-8").splitlines())
    }  # fmt: skip
    assert users == {"batch"}
