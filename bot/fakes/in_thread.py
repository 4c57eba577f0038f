"""A server for callers that block: with in_thread(serving(FakeTelegram())) as fake: ..."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from threading import Thread
from typing import Any, TypeVar

_Served = TypeVar("_Served")
_Result = TypeVar("_Result")


@contextmanager
def in_thread(server: AbstractAsyncContextManager[_Served]) -> Iterator[_Served]:
    """On an event loop of a thread of its own; yields what the server yields."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="fake server")
    thread.start()

    def wait(work: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    async def enter() -> _Served:
        return await server.__aenter__()

    async def leave() -> None:
        await server.__aexit__(None, None, None)

    try:
        served = wait(enter())
        try:
            yield served
        finally:
            wait(leave())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
