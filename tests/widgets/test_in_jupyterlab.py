"""A person locks a cell in JupyterLab, causes a conflict, keeps a scenario and writes the forms."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from kamtools.workspace import Workspace
from tests.notebooks.test_in_jupyterlab import (  # noqa: F401  fixtures
    ERRORS,
    Lab,
    imported,
    lab,
    page,
    run_all,
)

pytestmark = pytest.mark.browser
NOVEMBER = 10
SHOP, OTHER = 2, 3
"""学院路店 and 建设路店, by row."""


def picture(page: Page, name: str, folder: Path) -> None:  # noqa: F811
    page.screenshot(path=Path(os.environ.get("KAM_SCREENSHOTS") or folder) / f"desk_{name}.png")


def lock(page: Page, cell: Locator, amount: str) -> None:  # noqa: F811
    cell.dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type(amount)
    page.keyboard.press("Enter")


def test_locking_a_cell_balances_the_others_and_conflicts_are_named(
    lab: Lab,  # noqa: F811
    imported: Workspace,  # noqa: F811
    page: Page,  # noqa: F811
    tmp_path: Path,
) -> None:
    page.goto(lab.page("lab/tree/notebooks/02_target_breakdown.ipynb"))
    expect(page.locator(".jp-Notebook h1").first).to_contain_text("目标分解")
    ready = page.locator(".jp-Notebook-ExecutionIndicator").first
    expect(ready).to_have_attribute("data-status", "idle")
    run_all(page)
    finished = page.locator(".jp-OutputArea-output").filter(has_text="已完成 02_target_breakdown")
    errors = page.locator(ERRORS)
    expect(finished.or_(errors).first).to_be_attached()
    assert errors.all_inner_texts() == []

    grid = page.locator(".kam-grid")
    grid.scroll_into_view_if_needed()
    rows = grid.locator("tbody tr")
    cell = rows.nth(SHOP).locator("td").nth(NOVEMBER)
    other = rows.nth(OTHER).locator("td").nth(NOVEMBER)
    sums = grid.locator("tfoot tr").first
    before, was = sums.inner_text(), other.locator(".amount").inner_text()
    lock(page, cell, "20万")
    expect(cell).to_have_class(re.compile("locked"))
    expect(cell.locator(".amount")).to_have_text("200,000")
    expect(other.locator(".amount")).not_to_have_text(was)
    assert sums.inner_text() == before
    picture(page, "locked", tmp_path)

    lock(page, other, "150万")
    expect(page.get_by_text("学院路店、建设路店 在 11月")).to_be_visible()
    expect(other).to_have_class(re.compile("clash"))
    assert sums.inner_text() == before
    picture(page, "conflict", tmp_path)
    page.get_by_role("button", name="撤销一步").click()
    expect(page.get_by_text("各月合计与公司目标一分不差")).to_be_visible()

    page.get_by_placeholder("方案名").fill("学院路加码")
    page.get_by_role("button", name="保存方案").click()
    expect(page.get_by_text("已保存“学院路加码”")).to_be_visible()
    page.get_by_role("tab", name="方案并排比较").click()
    expect(page.locator("table th", has_text="学院路加码 变动")).to_be_visible()
    written = imported.out / "2026-10" / "目标分解表_2026年.xlsx"
    at_first = written.read_bytes()
    page.get_by_role("button", name="按现在的数写表").click()
    done = page.locator(".jupyter-widgets").get_by_text("已完成 02_target_breakdown")
    expect(done.first).to_be_visible()
    picture(page, "written", tmp_path)
    assert written.read_bytes() != at_first
