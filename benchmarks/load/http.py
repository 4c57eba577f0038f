"""Load on one HTTP address: as fast as it goes, or at a fixed rate."""

import asyncio
import time
from collections.abc import Iterator
from itertools import count

CONNECTIONS = 32
_HEAD_END = b"\r\n\r\n"


class Line:
    """One kept-alive connection; asyncio streams cost the client less than a client library."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def status(self, request: bytes) -> int:
        self._writer.write(request)
        head = await self._reader.readuntil(_HEAD_END)
        length = _header(head, b"content-length")
        if length is not None:
            await self._reader.readexactly(int(length))
        elif _header(head, b"transfer-encoding"):
            while await self._reader.readuntil(b"\r\n") != b"0\r\n":
                pass
            await self._reader.readuntil(b"\r\n")
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        self._writer.close()


def _header(head: bytes, name: bytes) -> bytes | None:
    lines = head.lower().split(b"\r\n")
    return next((line.split(b":", 1)[1] for line in lines if line.startswith(name)), None)


async def lines(port: int, number: int = CONNECTIONS) -> list[Line]:
    return [Line(*await asyncio.open_connection("127.0.0.1", port)) for _ in range(number)]


async def rate(port: int, requests: Iterator[bytes], seconds: float) -> float:
    """Requests a second that were answered 200, each connection always waiting for one."""
    done = count()
    end = time.perf_counter() + seconds

    async def ask(line: Line) -> None:
        while time.perf_counter() < end:
            assert await line.status(next(requests)) == 200
            next(done)

    opened, begun = await lines(port), time.perf_counter()
    await asyncio.gather(*map(ask, opened))
    spent = time.perf_counter() - begun
    for line in opened:
        line.close()
    return next(done) / spent


async def latencies(
    port: int, requests: Iterator[bytes], a_second: float, seconds: float
) -> list[float]:
    """Seconds from when each request was due, in order of size: a late client hides nothing."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    opened = await lines(port)
    for line in opened:
        free.put_nowait(line)
    begun, found = time.perf_counter(), []

    async def ask(due: float) -> None:
        line = await free.get()
        assert await line.status(next(requests)) == 200
        found.append(time.perf_counter() - due)
        free.put_nowait(line)

    async with asyncio.TaskGroup() as tasks:
        for number in range(int(a_second * seconds)):
            due = begun + number / a_second
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.create_task(ask(due))
    for line in opened:
        line.close()
    return sorted(found)
