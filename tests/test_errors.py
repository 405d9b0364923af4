"""What the system refuses is told in a person's words; what it does not refuse is not."""

from pathlib import Path

from kamtools.errors import DiskFull, NoPermission, refusal


def test_a_refusal_names_the_folder_that_people_know(tmp_path: Path) -> None:
    unfinished = tmp_path / "out" / ".staging" / "2026-10.17.abc"
    unfinished.parent.mkdir(parents=True)
    told = refusal(PermissionError(13, "Permission denied", str(unfinished)))
    assert isinstance(told, NoPermission)
    assert str(told).startswith(f"没有权限读写“{tmp_path / 'out'}”。")


def test_a_full_disk_is_told_whatever_was_being_written() -> None:
    assert isinstance(refusal(OSError(28, "No space left on device")), DiskFull)


def test_a_file_that_is_not_there_is_no_refusal() -> None:
    assert refusal(FileNotFoundError(2, "No such file or directory", "x")) is None
