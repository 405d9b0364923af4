"""A department's folder: where its settings, exports, forms, notebooks and results lie."""

import getpass
import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter

from kamtools import bundled
from kamtools.errors import KamError
from kamtools.files import copy_whole, digest, remembered, write_whole
from kamtools.language import Text
from kamtools.periods import Period
from kamtools.settings import Settings, load_settings

SETTINGS_FILE = "kam.toml"
ENVIRONMENT = "KAM_WORKSPACE"
USER = "KAM_USER"
NOT_EXPORTS = {".md", ".toml", ".tmp", ".part", ".crdownload"}
"""Suffixes of what may lie beside the exports: people's notes, and files only half there."""
OF_THE_SYSTEM = {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin"}
"""What Windows and macOS leave in folders, in lower case."""


class NoWorkspace(KamError):
    """The command was called outside any workspace."""

    what = Text("“{folder}”不在任何工作区里", "{folder} is not inside a workspace")
    do = Text("先运行 kam init 文件夹", "run kam init DIR first")


class AlreadyAWorkspace(KamError):
    """``kam init`` was asked to overwrite a workspace."""

    what = Text("“{folder}”已经是工作区", "{folder} is a workspace already")
    do = Text("换一个文件夹", "choose another folder")


def user() -> str:
    """Who is at work, for the ledger's audit: ``KAM_USER``, else the name they logged in with."""
    try:
        return os.environ.get(USER, "") or getpass.getuser()
    except (KeyError, ImportError, OSError):  # a container's user without a name
        return "?"


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
        raise NoWorkspace(folder=start.resolve())

    @classmethod
    def locate(cls, named: str | Path = "") -> "Workspace":
        """The workspace that is ``named``, else ``KAM_WORKSPACE``, else the current folder's."""
        return cls.find(Path(named or os.environ.get(ENVIRONMENT, "")))

    @classmethod
    def create(cls, root: Path, *, with_sample: bool = False) -> "Workspace":
        """Make the folder with the bundled forms and notebooks, and the sample's exports if asked.

        A file that is there already stays. ``kam.toml`` is written last, so a half-made folder is
        no workspace and can be made again. Raises ``AlreadyAWorkspace``.
        """
        if (root / SETTINGS_FILE).exists():
            raise AlreadyAWorkspace(folder=root)
        space = cls(root.resolve())
        for folder in (space.data, space.out, space.returned):
            folder.mkdir(parents=True, exist_ok=True)
        if with_sample:
            write_whole(space._sample_mark, "")
        space.refresh()
        source = bundled.sample() / SETTINGS_FILE if with_sample else bundled.blank_settings()
        copy_whole(source, space.root / SETTINGS_FILE)
        return space

    def refresh(self) -> None:
        """Bring the bundled files in the folder up to this version; what people changed stays."""
        record = self.memory / "bundled.json"
        known = remembered(record, TypeAdapter(dict[str, str])) or {}
        for path, source in bundled.files(with_sample=self.is_sample).items():
            target, new = self.root / path, digest(source)
            if not target.exists() or digest(target) in (known.get(path), new):
                copy_whole(source, target)
                known[path] = new
        write_whole(record, json.dumps(known, ensure_ascii=False, indent=1))

    @property
    def is_sample(self) -> bool:
        """Whether it was made as the sample department's; its exports are fictional."""
        return self._sample_mark.exists()

    @property
    def _sample_mark(self) -> Path:
        return self.memory / "sample"

    @cached_property
    def settings(self) -> Settings:
        """Its ``kam.toml``; raises ``SettingsError``."""
        return load_settings(self.root / SETTINGS_FILE)

    @property
    def data(self) -> Path:
        """Exports to import."""
        return self.root / "data"

    def exports(self) -> list[Path]:
        """Every file under ``data/`` that should be imported, in the order of their paths.

        Left out: notes (``.md``), hidden files, the system's, temporary ones, and the lock files of
        an Excel that is open.
        """
        files = (file for file in self.data.rglob("*") if file.is_file())
        return sorted(file for file in files if is_export(file.relative_to(self.data)))

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

    @property
    def memory(self) -> Path:
        """What the program remembers of its own doings: hidden, nothing for people to change."""
        return self.root / ".kam"

    def key(self) -> bytes:
        """The secret that signs what is sent out; made on first need, readable by its owner only.

        Forms signed with a lost key are still known by the ledger.
        """
        file = self.root / ".kam_key"
        try:
            with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
                new.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        return bytes.fromhex(file.read_text(encoding="ascii"))

    def month(self, period: Period) -> Path:
        """The folder of one month's results."""
        return self.out / str(period)


def is_export(inside_data: Path) -> bool:
    """Whether no part of the path is hidden, of the system, or Excel's lock file."""
    parts = [part.lower() for part in inside_data.parts]
    if any(part.startswith((".", "~$")) or part in OF_THE_SYSTEM for part in parts):
        return False
    return inside_data.suffix.lower() not in NOT_EXPORTS
