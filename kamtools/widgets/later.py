"""Work that waits until nothing has asked for it for a moment: a slider asks ten times a second."""

import asyncio
from collections.abc import Callable


class Later:
    """Calls ``work`` once, ``seconds`` after the last time it was asked for.

    Without a running event loop (a script, a test) it works at once.
    """

    def __init__(self, seconds: float, work: Callable[[], None]) -> None:
        self._seconds, self._work = seconds, work
        self._waiting: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """Ask for the work."""
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._work()
        else:
            self._waiting = loop.call_later(self._seconds, self._now)

    def _now(self) -> None:
        self._waiting = None
        self._work()
