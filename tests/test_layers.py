"""What imports keep to beyond the layers, which ``make layers`` checks."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = {"papermill", "matplotlib", "ibis", "pandas"}


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
