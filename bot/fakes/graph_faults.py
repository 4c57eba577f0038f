"""What may go wrong between us and the Graph API, for the next calls or for one person."""

from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock


class Fault(StrEnum):
    """`cut_after`, `slow` and `malformed` accept the message; `fails_later` loses it afterwards."""

    refused = "refused"
    server_error = "server_error"
    cut_before = "cut_before"
    cut_after = "cut_after"
    slow = "slow"
    malformed = "malformed"
    fails_later = "fails_later"


@dataclass(frozen=True)
class Breakage:
    """One fault and how often; `times` None lasts until `heals`.

    `code` is that of a refusal or a failed status, `status` that of a 5xx, `seconds` the wait of a
    slow answer; with `to` only calls for that person are struck, and `after` so many that pass.
    """

    fault: Fault
    times: int | None = 1
    code: int = 131000
    status: int = 502
    seconds: float = 1.0
    to: str | None = None
    after: int = 0


class Faults:
    """In the order in which they were switched on; the first that fits strikes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[tuple[Breakage, int | None]] = []

    def add(self, breakage: Breakage) -> None:
        with self._lock:
            self._waiting.append((breakage, breakage.times))

    def heal(self) -> None:
        with self._lock:
            self._waiting.clear()

    def strike(self, to: str) -> Breakage | None:
        """Uses up one of the breakage's times."""
        with self._lock:
            for place, (breakage, left) in enumerate(self._waiting):
                if breakage.to in (None, to):
                    if breakage.after:
                        one_less = replace(breakage, after=breakage.after - 1)
                        self._waiting[place] = (one_less, left)
                        continue
                    if left is not None:
                        self._waiting[place : place + 1] = (
                            [(breakage, left - 1)] if left > 1 else []
                        )
                    return breakage
        return None
