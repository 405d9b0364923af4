"""Files that are small and inflate to hundreds of megabytes, given to the commands that open them.

A child process does it, so that its time and memory can be taken: of the processor, for other work
on the machine must not decide. The child looks up its own memory at its end: what the system counts
for its parent begins with what the parent had when it forked.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

MOST_SECONDS = 2.0
MOST_KILOBYTES = 200 * 1024
_ROWS = 1000
_ROW = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>' + b"x" * 1000 + b"</t></is></c></row>"
_CHILD = """
import re, sys, time
from pathlib import Path
from kamtools.cli import main
try:
    main()
finally:
    peak = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
    print(f"used {time.process_time()} seconds, {peak} kB", file=sys.stderr)
"""


def _rows(sheet: bytes) -> Iterator[bytes]:
    head, tail = sheet.split(b"</sheetData>")
    yield head
    for start in range(2, 200 * _ROWS, _ROWS):
        yield b"".join(_ROW % (row, row) for row in range(start, start + _ROWS))
    yield b"</sheetData>" + tail


def _pixels(_: bytes) -> Iterator[bytes]:
    yield from (bytes(1 << 20) for _ in range(500))


@pytest.fixture(scope="module", params=[("xl/worksheets/sheet1.xml", _rows), ("xl/a.png", _pixels)])
def bomb(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    part, content = request.param
    folder = tmp_path_factory.mktemp("bomb")
    plain, path = folder / "plain.xlsx", folder / "bomb.xlsx"
    book = openpyxl.Workbook()
    book.create_sheet("表")["A1"] = "{{甲}}"
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w", force_zip64=True) as target:
            for piece in content(old.read(part) if part in old.namelist() else b""):
                target.write(piece)
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="the child's memory is counted as Linux does")
@pytest.mark.parametrize(
    "words", [("fill", "--set", "A1=1", "-o", "out.xlsx"), ("read",), ("template", "check")]
)
def test_a_bomb_is_refused_within_two_seconds_and_200_megabytes(
    bomb: Path, words: tuple[str, ...]
) -> None:
    assert bomb.stat().st_size < 3 << 20
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, *words, str(bomb)],
        cwd=bomb.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert child.returncode in (1, 2), child.stdout + child.stderr
    assert "恶意文件" in child.stdout + child.stderr
    assert not (bomb.parent / "out.xlsx").exists()
    used = re.search(r"^used (\S+) seconds, (\d+) kB$", child.stderr, re.MULTILINE)
    assert used, child.stderr
    assert float(used[1]) < MOST_SECONDS
    assert int(used[2]) < MOST_KILOBYTES
