"""May I send this to this person now, and how: replies and notices ask here.

Meta takes free words only within 24 hours of the person's last message, outside it templates, and
of those only so many different people a day (the tier of the business portfolio).
"""

from dataclasses import dataclass
from typing import Literal

from handlers.notice_templates import MARGIN_SECONDS, WINDOW_SECONDS

DAY_SECONDS = 24 * 3600
TIER_WAIT_SECONDS = 1800.0

How = Literal["free", "template", "wait", "later"]


@dataclass(frozen=True, slots=True)
class Way:
    """`wait` for the person's next message, `later` when the day's tier has room; `reason` says
    why, for an operator."""

    how: How
    reason: str


def way_to(*, last_message_at: float, has_template: bool, tier_left: int | None, now: float) -> Way:
    """`last_message_at` counts messages only: a tick, a reaction or an opt-in opens nothing.

    `tier_left` is how many more people may be written to first today; None where all may.
    """
    hours = (now - last_message_at) / 3600
    if now - last_message_at < WINDOW_SECONDS - MARGIN_SECONDS:
        return Way("free", f"the person wrote {hours:.0f} hours ago")
    if not has_template:
        return Way("wait", f"the person last wrote {hours:.0f} hours ago, and there is no template")
    if tier_left is not None and tier_left <= 0:
        return Way("later", "the tier's number of people for 24 hours is used up")
    return Way("template", f"the person last wrote {hours:.0f} hours ago")
