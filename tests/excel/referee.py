"""LibreOffice as a referee: many files converted by one start of it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path


def by_libreoffice(paths: Sequence[Path], folder: Path, kind: str = "xlsx") -> list[Path]:
    """What LibreOffice makes of ``paths`` when it saves them; their names must differ."""
    out = folder / "saved"
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML"}
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         filters.get(kind, kind), "--outdir", str(out), *map(str, paths)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return [out / path.with_suffix(f".{kind}").name for path in paths]
