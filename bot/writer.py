"""All database work of a process off the event loop, and what waits together committed together."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from storage.database import Database

_Result = TypeVar("_Result")
POSTGRES_LANES = 4
MOST_TOGETHER = 32  # of one SQLite transaction: a flush to disk costs more than several messages
MOST_WAITING = 500  # about a second of work: past that the platform brings the message again


class OverloadedError(RuntimeError):
    """The process cannot take more messages now."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Work for one transaction, and who is told its result or error after the commit."""

    work: Callable[[Connection], Any]
    flushed: bool
    done: "asyncio.Future[Any]"


class Writer:
    """One thread on SQLite, a few on PostgreSQL; work `of` one person keeps its order."""

    def __init__(self, database: Database) -> None:
        lanes = 1 if database.is_sqlite else POSTGRES_LANES
        # PostgreSQL locks a person's row: transactions that hold several could lock each other out.
        together = MOST_TOGETHER if database.is_sqlite else 1
        self._lanes = [_Lane(database, together) for _ in range(lanes)]

    async def run(
        self, work: Callable[[Connection], _Result], *, of: str = "", flushed: bool = True
    ) -> _Result:
        """In a transaction that is committed when this returns, also where the caller is cancelled.

        `work` may be tried twice: alone, where something failed that was tried together with it.
        """
        return await self._lane(of).put(work, flushed=flushed)

    async def run_unless_overloaded(
        self, work: Callable[[Connection], _Result], *, of: str
    ) -> _Result:
        if self._lane(of).length >= MOST_WAITING:
            raise OverloadedError
        return await self.run(work, of=of)

    def close(self) -> None:
        """Finishes what has begun; what has not begun was promised to nobody."""
        for lane in self._lanes:
            lane.close()

    def _lane(self, of: str) -> "_Lane":
        return self._lanes[hash(of) % len(self._lanes)]


class _Lane:
    """One thread and what waits for it."""

    def __init__(self, database: Database, together: int) -> None:
        self._database = database
        self._together = together
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._waiting: deque[_Waiting] = deque()
        self._called = False
        self._closing = False

    @property
    def length(self) -> int:
        return len(self._waiting)

    def put(
        self, work: Callable[[Connection], _Result], *, flushed: bool
    ) -> "asyncio.Future[_Result]":
        loop = asyncio.get_running_loop()
        done: asyncio.Future[_Result] = loop.create_future()
        self._waiting.append(_Waiting(work, flushed, done))
        if not self._called:
            self._called = True
            self._thread.submit(self._work, loop)
        return done

    def close(self) -> None:
        self._closing = True
        self._thread.shutdown()

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        """All that waits, some at a time; what comes after the look below calls again."""
        self._called = False
        while self._waiting and not self._closing:
            together = min(self._together, len(self._waiting))
            some = [self._waiting.popleft() for _ in range(together)]
            outcomes = self._outcomes(some)
            loop.call_soon_threadsafe(_tell, some, outcomes)

    def _outcomes(self, some: list[_Waiting]) -> list[Any]:
        """Results or errors. What failed together is tried alone, unless the database failed."""
        try:
            with self._database.write(flushed=any(each.flushed for each in some)) as connection:
                return [each.work(connection) for each in some]
        except Exception as error:
            if len(some) == 1 or isinstance(error, OperationalError):
                return [error] * len(some)
        return [outcome for each in some for outcome in self._outcomes([each])]


def _tell(some: list[_Waiting], outcomes: list[Any]) -> None:
    for each, outcome in zip(some, outcomes, strict=True):
        if each.done.cancelled():
            continue
        if isinstance(outcome, Exception):
            each.done.set_exception(outcome)
        else:
            each.done.set_result(outcome)
