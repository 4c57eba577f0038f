"""Waiting for something to become true, without sleeping."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

_Found = TypeVar("_Found")


class Changes:
    """Whoever waits is woken, in whatever thread or event loop that is."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._sleepers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def happened(self) -> None:
        with self._condition:
            self._condition.notify_all()
            for loop, event in self._sleepers:
                loop.call_soon_threadsafe(event.set)

    async def until(self, condition: Callable[[], _Found], seconds: float | None) -> _Found:
        """The first true value of the condition; raises TimeoutError."""
        event = asyncio.Event()
        sleeper = (asyncio.get_running_loop(), event)
        with self._condition:
            self._sleepers.add(sleeper)
        try:
            async with asyncio.timeout(seconds):
                while not (found := condition()):
                    await event.wait()
                    event.clear()
                return found
        finally:
            with self._condition:
                self._sleepers.discard(sleeper)

    def blocking_until(self, condition: Callable[[], _Found], seconds: float) -> _Found:
        """The same for a thread without an event loop."""
        with self._condition:
            found = self._condition.wait_for(condition, seconds)
        if not found:
            raise TimeoutError
        return found
