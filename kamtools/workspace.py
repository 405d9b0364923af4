"""A department's folder: where its settings, exports, forms, notebooks and results lie."""

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kamtools import bundled
from kamtools.errors import KamError
from kamtools.language import Text
from kamtools.periods import Period
from kamtools.settings import Settings, load_settings

SETTINGS_FILE = "kam.toml"


class NoWorkspace(KamError):
    """The command was called outside any workspace."""

    what = Text("“{folder}”不在任何工作区里", "{folder} is not inside a workspace")
    do = Text("先运行 kam init 文件夹", "run kam init DIR first")


class AlreadyAWorkspace(KamError):
    """``kam init`` was asked to overwrite a workspace."""

    what = Text("“{folder}”已经是工作区", "{folder} is a workspace already")
    do = Text("换一个文件夹", "choose another folder")


@dataclass(frozen=True)
class Workspace:
    """The paths of one department's folder, and its settings."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> "Workspace":
        """The workspace that ``start`` lies in, at any depth; raises ``NoWorkspace``."""
        for folder in [start.resolve(), *start.resolve().parents]:
            if (folder / SETTINGS_FILE).is_file():
                return cls(folder)
        raise NoWorkspace(folder=start)

    @classmethod
    def create(cls, root: Path, *, with_sample: bool = False) -> "Workspace":
        """Make the folder with the bundled forms and notebooks, and the sample's exports if asked.

        ``kam.toml`` is written last, so a half-made folder is no workspace and can be made again.
        """
        if (root / SETTINGS_FILE).exists():
            raise AlreadyAWorkspace(folder=root)
        space = cls(root.resolve())
        for folder in (space.data, space.out, space.returned):
            folder.mkdir(parents=True, exist_ok=True)
        _copy(bundled.templates(), space.templates, "*.xlsx")
        _copy(bundled.notebooks(), space.notebooks, "*.ipynb")
        if with_sample:
            _copy(bundled.sample(), space.data, "*.*")
            (space.data / SETTINGS_FILE).unlink()
        source = bundled.sample() / SETTINGS_FILE if with_sample else bundled.blank_settings()
        shutil.copyfile(source, root / SETTINGS_FILE)
        return space

    @cached_property
    def settings(self) -> Settings:
        """Its ``kam.toml``; raises ``SettingsError``."""
        return load_settings(self.root / SETTINGS_FILE)

    @property
    def data(self) -> Path:
        """Exports to import."""
        return self.root / "data"

    @property
    def templates(self) -> Path:
        """The company's forms."""
        return self.root / "templates"

    @property
    def notebooks(self) -> Path:
        """One notebook per step of the month."""
        return self.root / "notebooks"

    @property
    def out(self) -> Path:
        """What the runs made, a folder per month."""
        return self.root / "out"

    @property
    def returned(self) -> Path:
        """Workbooks that people sent back."""
        return self.root / "returned"

    @property
    def ledger_file(self) -> Path:
        """The DuckDB file."""
        return self.root / "ledger.duckdb"

    def month(self, period: Period) -> Path:
        """The folder of one month's results."""
        return self.out / str(period)


def _copy(source: Path, target: Path, pattern: str) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.glob(pattern)):
        shutil.copyfile(file, target / file.name)
