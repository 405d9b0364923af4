"""A template that was lost or spoilt is told with the way it comes back."""

import zipfile
from pathlib import Path

import pytest

from kamtools import bundled
from kamtools.excel.opening.refusals import MayNotBeOpened
from kamtools.forms.fill import fill
from kamtools.forms.opening import TemplateBroken, TemplateMissing
from kamtools.workspace import Workspace

NAME = "目标分解表.xlsx"


def test_a_lost_template_is_told_with_its_folder_and_the_way_back(space: Workspace) -> None:
    (space.templates / NAME).unlink()
    with pytest.raises(TemplateMissing) as told:
        fill("目标分解表", space.templates / NAME, {}, space.out / NAME)
    assert f"模板“{NAME}”不在 {space.templates} 里" in str(told.value)
    assert f"复制 {NAME} 到 {space.templates}" in str(told.value)
    assert "kam init" in str(told.value)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 cut off"])
def test_a_spoilt_template_is_told_with_the_way_back(space: Workspace, content: bytes) -> None:
    (space.templates / NAME).write_bytes(content)
    with pytest.raises(TemplateBroken, match=r"打不开：.*kam init"):
        fill("目标分解表", space.templates / NAME, {}, space.out / NAME)


def test_a_template_with_damaged_bytes_inside_is_a_spoilt_one(space: Workspace) -> None:
    file = space.templates / NAME
    with zipfile.ZipFile(file) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(file.read_bytes())
    middle = member.header_offset + member.compress_size // 2
    content[middle : middle + 100] = bytes(100)
    file.write_bytes(content)
    with pytest.raises(TemplateBroken, match="kam init"):
        fill("目标分解表", file, {}, space.out / NAME)


def test_a_template_of_somebody_elses_is_told_as_any_file(tmp_path: Path) -> None:
    assert not (bundled.templates() / "别的.xlsx").exists()
    with pytest.raises(MayNotBeOpened):
        fill("别的", tmp_path / "别的.xlsx", {}, tmp_path / "out.xlsx")
