"""A person opens a notebook in JupyterLab, runs it to the end and reads what was written where."""

import contextlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from kamtools.ledger.imports import import_files
from kamtools.ledger.store import Ledger
from kamtools.workspace import Workspace

pytestmark = pytest.mark.browser
NOTEBOOK = "05_month_report"
PATIENCE = 120
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
ERRORS = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]'


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    address: str
    token: str

    def page(self, path: str) -> str:
        """The address of a page, with the token that opens it."""
        return f"{self.address}/{path}?token={self.token}"

    def answers(self) -> bool:
        """Whether it serves by now."""
        try:
            with urllib.request.urlopen(self.page("api/status"), timeout=5) as answer:
                return "started" in json.load(answer)
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture
def imported(sample_space: Workspace) -> Workspace:
    """The sample department with its exports in the ledger."""
    with Ledger.open(sample_space.ledger_file) as ledger:
        import_files(ledger, sample_space.exports(), settings=sample_space.settings)
    return sample_space


@pytest.fixture
def lab(imported: Workspace, tmp_path: Path) -> Iterator[Lab]:
    """JupyterLab of this environment in the workspace, without anything of the user's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(16))
    own = {
        name: str(tmp_path / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    with (tmp_path / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
                "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
                f"--IdentityProvider.token={running.token}",
                f"--ServerApp.root_dir={imported.root}",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            ],
            env={**os.environ, **own}, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait_for(running, server, tmp_path / "lab.log")
            yield running
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(lab: Lab, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not lab.answers():
        assert server.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(0.2)


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        opened = browser.new_page(viewport={"width": 1400, "height": 1000}, locale="zh-CN")
        opened.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        yield opened
        browser.close()


def run_all(page: Page) -> None:
    """Run all cells. JupyterLab drops the command where it is not ready yet: then once more."""
    begun = page.locator(".jp-InputPrompt").filter(has_text=re.compile(r"\[(\*|\d+)\]"))
    for _ in range(5):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(AssertionError):
            expect(begun.first).to_be_visible(timeout=15_000)
            return


def test_a_notebook_runs_to_its_confirmation(
    lab: Lab, imported: Workspace, page: Page, tmp_path: Path
) -> None:
    page.goto(lab.page(f"lab/tree/notebooks/{NOTEBOOK}.ipynb"))
    expect(page.locator(".jp-Notebook h1").first).to_contain_text("大客户月报")
    expect(page.locator(".jp-Notebook-ExecutionIndicator").first).to_have_attribute(
        "data-status", "idle"
    )
    run_all(page)
    done = page.locator(".jp-OutputArea-output").filter(has_text=f"已完成 {NOTEBOOK}")
    errors = page.locator(ERRORS)
    expect(done.or_(errors).first).to_be_visible()
    page.screenshot(path=os.environ.get("KAM_SCREENSHOT") or tmp_path / "lab.png")
    assert errors.all_inner_texts() == []
    assert (imported.out / "2026-10" / "大客户月报.xlsx").is_file()
