"""What became of a notice, in numbers: people by state, reason and village; what they answered."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storage.broadcasts import Broadcast
from storage.tables import broadcast_people, broadcast_recipients, notice_answers, outbox

STATES = (
    "queued",
    "sent",
    "delivered",
    "read",
    "failed",
    "unknown",
    "cancelled",
    "unreachable",
)
ARRIVED = ("sent", "delivered", "read")
MISSED = ("failed", "unknown", "cancelled", "unreachable")
OUTDATED = "outdated"  # a reminder that was no longer true: nobody has to be told
PROGRESS = (
    broadcast_people.c.recipient_id,
    broadcast_people.c.why_not,
    broadcast_recipients.c.state.label("recipient_state"),
    broadcast_recipients.c.error.label("recipient_error"),
    outbox.c.state.label("outbox_state"),
    outbox.c.error.label("outbox_error"),
)
people_with_progress = broadcast_people.outerjoin(
    broadcast_recipients, broadcast_recipients.c.id == broadcast_people.c.recipient_id
).outerjoin(outbox, outbox.c.id == broadcast_recipients.c.outbox_id)


@dataclass(frozen=True, slots=True)
class Tally:
    """People of one village whom the message came as far as `state`; `reason` a code or empty."""

    village_code: str
    state: str
    reason: str
    people: int


def progress(row: Row[*tuple[Any, ...]]) -> tuple[str, str]:
    """State and reason of a row with the columns `PROGRESS`."""
    if row.recipient_id is None:
        return "unreachable", row.why_not or ""
    state = row.outbox_state or row.recipient_state
    if state == "failed":
        reason = row.recipient_error or row.outbox_error or ""
        return ("cancelled", "") if reason == "cancelled" else ("failed", reason)
    if state in (*ARRIVED, "unknown"):
        return state, ""
    return "queued", ""


class BroadcastReport:
    """One transaction's view of one notice."""

    def __init__(self, connection: Connection, broadcast: Broadcast) -> None:
        self._connection = connection
        self._broadcast = broadcast

    def tallies(self) -> list[Tally]:
        """By village, and there in the order of `STATES`; each person counts in one."""
        by = (broadcast_people.c.village_code, *PROGRESS[1:])
        has_chat = broadcast_people.c.recipient_id.is_not(None)
        asked = (
            select(*by, func.max(PROGRESS[0]).label("recipient_id"), func.count().label("people"))
            .select_from(people_with_progress)
            .where(broadcast_people.c.broadcast_id == self._broadcast.id)
            .group_by(*by, has_chat)
        )
        counted: dict[tuple[str, str, str], int] = {}
        for row in self._connection.execute(asked):
            key = (row.village_code, *progress(row))
            counted[key] = counted.get(key, 0) + row.people
        order = sorted(counted, key=lambda key: (key[0], STATES.index(key[1]), key[2]))
        return [Tally(*key, counted[key]) for key in order]

    def answers(self) -> dict[str, int]:
        """By topic: chats that got the notice and wrote of it; the most frequent first."""
        number = func.count().label("number")
        asked = (
            select(notice_answers.c.intent, number)
            .join(
                broadcast_recipients,
                (broadcast_recipients.c.broadcast_id == notice_answers.c.broadcast_id)
                & (broadcast_recipients.c.contact_id == notice_answers.c.contact_id),
            )
            .join(outbox, outbox.c.id == broadcast_recipients.c.outbox_id)
            .where(
                notice_answers.c.broadcast_id == self._broadcast.id,
                outbox.c.state.in_((*ARRIVED, "unknown")),
            )
            .group_by(notice_answers.c.intent)
            .order_by(number.desc(), notice_answers.c.intent)
        )
        return {row.intent: row.number for row in self._connection.execute(asked)}

    def visits(self) -> dict[str, int]:
        """By result: people who were visited because the message did not reach them."""
        result = broadcast_people.c.visit
        asked = (
            select(result, func.count())
            .where(broadcast_people.c.broadcast_id == self._broadcast.id, result.is_not(None))
            .group_by(result)
            .order_by(result)
        )
        return {row[0]: row[1] for row in self._connection.execute(asked)}
