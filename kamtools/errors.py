"""What the program or its operator did wrong. A mistake in a person's file is a ``Finding``."""

from functools import partial
from typing import ClassVar

from kamtools.language import Text, speaks_english


class KamError(Exception):
    """Root of every error kamtools raises on purpose.

    A subclass states ``what`` went wrong and what to ``do`` in both languages; the slots of the
    two sentences are filled from the keyword arguments.
    """

    what: ClassVar[Text] = Text("出错了", "something went wrong")
    do: ClassVar[Text] = Text("", "")

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        """Made again from its values, where another process receives it."""
        return partial(type(self), **self.values), ()

    def __str__(self) -> str:
        what, do = self.what.show(**self.values), self.do.show(**self.values)
        return f"{what}{'; ' if speaks_english() else '。'}{do}" if do else what
