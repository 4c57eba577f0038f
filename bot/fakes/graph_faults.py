"""What may go wrong between us and the Graph API, for the next calls or for one person."""

from dataclasses import dataclass
from enum import StrEnum


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
    slow answer; with `to` only calls for that person are struck.
    """

    fault: Fault
    times: int | None = 1
    code: int = 131000
    status: int = 502
    seconds: float = 1.0
    to: str | None = None

    def strikes(self, to: str) -> bool:
        return self.to in (None, to)
