"""Real users' workbooks, and files that readers refuse: each ends with a clear answer.

All are imported by one child process, as ``kam import`` would, and watched from outside.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
FOLDER = ROOT.parent / "shared" / "data" / "messy_excel"
FILES = sorted(p for p in FOLDER.glob("*/*") if p.is_file()) if FOLDER.is_dir() else []
SECONDS, MEGABYTES = 20, 1024

CHILD = """
import json, resource, sys, time
from pathlib import Path
from kamtools.ledger.imports import import_files
from kamtools.ledger.store import Ledger
from kamtools.settings import Settings
with Ledger.open(Path(sys.argv[1])) as ledger:
    for line in sys.stdin:
        started = time.monotonic()
        report = import_files(ledger, [Path(line.rstrip("\\n"))], settings=Settings())
        peaks = [resource.getrusage(w).ru_maxrss >> 10 for w in
                 (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(json.dumps({
            "seconds": time.monotonic() - started, "megabytes": sum(peaks),
            "loaded": sum(r.inserted for r in report.results),
            "adds_up": all(r.read == r.inserted + r.changed + r.unchanged + r.refused
                           for r in report.results),
            "findings": [(f.severity, f.what, f.do) for f in report.findings],
        }), flush=True)
"""

Answers = dict[Path, dict[str, Any]]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the import answered for each file, up to one that ended the program, if any did."""
    ledger = tmp_path_factory.mktemp("messy") / "ledger.duckdb"
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, str(ledger)],
        input="".join(f"{path}\n" for path in FILES),
        capture_output=True, text=True, cwd=ROOT, timeout=len(FILES) * SECONDS,
    )  # fmt: skip
    assert ran.stderr == ""
    return dict(zip(FILES, map(json.loads, ran.stdout.splitlines()), strict=False))


@pytest.mark.skipif(not FILES, reason="../shared/data/messy_excel is not here")
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_messy_file_ends_with_a_table_or_a_refusal_that_helps(
    answers: Answers, path: Path
) -> None:
    answer = answers[path]
    assert answer["seconds"] < SECONDS
    assert answer["megabytes"] < MEGABYTES
    assert answer["adds_up"]
    assert all(what and do for _, what, do in answer["findings"])
    refused = any(severity == "error" for severity, _, _ in answer["findings"])
    assert answer["loaded"] or refused, "neither a table nor a refusal"


def test_there_are_files_to_try_where_the_data_is() -> None:
    assert not FOLDER.is_dir() or len(FILES) > 100
