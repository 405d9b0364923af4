"""The language people are spoken to in: Chinese, or English with ``KAM_LANG=en``."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One sentence in both languages, with ``{name}`` slots filled when it is shown."""

    zh: str
    en: str

    def show(self, **values: object) -> str:
        """Return the sentence in the language of now, slots filled from ``values``."""
        sentence = self.en if speaks_english() else self.zh
        return sentence.format(**values) if values else sentence


def speaks_english() -> bool:
    """Whether ``KAM_LANG`` asks for English; anything else means Chinese."""
    return os.environ.get("KAM_LANG", "").lower().startswith("en")
