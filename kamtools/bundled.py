"""Where the files that come with the package lie: templates, notebooks and the sample.

In a wheel they are inside the package; in a source checkout they are at its top level.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    installed = _PACKAGE / "bundled_files" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def templates() -> Path:
    """The folder of the company forms that a new workspace starts with."""
    return _folder("templates")


def notebooks() -> Path:
    """The folder of the month's notebooks."""
    return _folder("notebooks")


def sample() -> Path:
    """The folder of the sample department's exports and its ``kam.toml``."""
    return _PACKAGE / "sample"


def blank_settings() -> Path:
    """The ``kam.toml`` that a new workspace starts with: every key, explained, commented out."""
    return _PACKAGE / "blank_kam.toml"


def files(*, with_sample: bool) -> dict[str, Path]:
    """What a new workspace starts with, by its path there; ``kam.toml`` is not among them."""
    found = [("templates", templates(), "*.xlsx"), ("notebooks", notebooks(), "*.ipynb")]
    if with_sample:
        found.append(("data", sample(), "*.*"))
    return {
        f"{place}/{file.name}": file
        for place, folder, pattern in found
        for file in sorted(folder.glob(pattern))
        if file.suffix != ".toml"
    }
