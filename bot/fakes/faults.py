"""What is switched on to go wrong, whatever the platform."""

from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from aiohttp import web


class Strikes(Protocol):
    """A breakage: how often (None: until `heal`), and for which calls."""

    @property
    def times(self) -> int | None: ...

    def strikes(self, call: Any, /) -> bool: ...


_Breakage = TypeVar("_Breakage", bound=Strikes)


@dataclass
class _Waiting(Generic[_Breakage]):
    """`passes` more calls go by, then `left` are struck."""

    breakage: _Breakage
    passes: int
    left: int | None


class Faults(Generic[_Breakage]):
    """In the order in which they were switched on; the first that fits strikes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[_Waiting[_Breakage]] = []

    def add(self, breakage: _Breakage, after: int = 0) -> None:
        """It lets so many calls pass that it fits."""
        with self._lock:
            self._waiting.append(_Waiting(breakage, after, breakage.times))

    def heal(self) -> None:
        with self._lock:
            self._waiting.clear()

    def strike(self, call: object) -> _Breakage | None:
        """Uses up one of its times."""
        with self._lock:
            for each in self._waiting:
                if not each.breakage.strikes(call):
                    continue
                if each.passes:
                    each.passes -= 1
                    continue
                if each.left is not None:
                    each.left -= 1
                    if each.left == 0:
                        self._waiting.remove(each)
                return each.breakage
        return None


def cut(request: web.Request) -> web.Response:
    """The line ends without an answer: whatever is returned reaches nobody."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()
