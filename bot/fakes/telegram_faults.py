"""What may go wrong between a bot and the platform, for the next calls or for one chat."""

from dataclasses import dataclass
from enum import StrEnum

from bot.fakes.telegram_calls import Call


class Fault(StrEnum):
    """`cut_after`, `slow` and `malformed` deliver the message, the others do not."""

    too_many = "too_many"
    server_error = "server_error"
    cut_before = "cut_before"
    cut_after = "cut_after"
    slow = "slow"
    malformed = "malformed"


@dataclass(frozen=True)
class Breakage:
    """One fault, for which calls and how often; `times` None lasts until `heals`.

    `seconds` is the wait of a 429 (whole seconds) or of a slow answer; `status` of a 5xx.
    """

    fault: Fault
    times: int | None = 1
    method: str | None = None
    chat_id: int | None = None
    seconds: float = 1.0
    status: int = 502

    def strikes(self, call: Call) -> bool:
        """Without a method every one is meant, also getUpdates."""
        return (self.method is None or self.method == call.method) and (
            self.chat_id is None or str(self.chat_id) == call.text("chat_id")
        )
