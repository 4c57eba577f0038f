"""What a refusal of the Graph API means: one table, decided in one place.

Codes of Meta's error reference; 0, 3, 10 and 200 to 299 are tokens without the right permission.
"""

from typing import Literal

from bot.channels.channel import NotDelivered

Meaning = Literal["unreachable", "wait", "one_person", "window", "token", "our_fault"]

_UNREACHABLE = (131026, 131030, 131050, 131021)  # undeliverable, not allowed, stopped, ourselves
_WAIT = (1, 2, 4, 17, 80007, 130429, 131000, 131016, 131048, 131057, 133004)
_ONE_PERSON = (131056, 131049)  # the pair's limit; Meta spares this person for now
_WINDOW = (131047, 470)
_TOKEN = (0, 3, 10, 104, 190, 368, 131005, 131031, 131042, 133010)
_LONGEST_WAIT_SECONDS = 3600.0
TOKEN_PAUSE_SECONDS = 60.0


def means(code: int) -> Meaning:
    """Anything unknown is our own request's fault: it is not repeated."""
    if code in _UNREACHABLE:
        return "unreachable"
    if code in _WAIT:
        return "wait"
    if code in _ONE_PERSON:
        return "one_person"
    if code in _WINDOW:
        return "window"
    if code in _TOKEN or 200 <= code < 300:
        return "token"
    return "our_fault"


class GraphError(Exception):
    """A refusal; `code` is Meta's, or 1 for an answer of 5xx without one."""

    def __init__(self, code: int, status: int) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def outcome_of(error: GraphError, attempts: int) -> NotDelivered:
    """`attempts` counts this one: the wait for one person grows as 4, 16, 64 … seconds."""
    code, meaning = str(error.code), means(error.code)
    if meaning == "our_fault" and error.status >= 500:
        meaning = "wait"
    match meaning:
        case "unreachable":
            return NotDelivered("unreachable", code)
        case "wait":
            return NotDelivered("retry", code)
        case "one_person":
            return NotDelivered("retry", code, min(_LONGEST_WAIT_SECONDS, 4.0 ** min(attempts, 6)))
        case "window":
            return NotDelivered("held", code)
        case "token":
            return NotDelivered("pause", code, TOKEN_PAUSE_SECONDS)
        case "our_fault":
            return NotDelivered("our_fault", code)
