"""A notice that has gone out and came differently far, for tests of its report and its visits."""

import time
from dataclasses import dataclass

from storage.broadcast_delivery import Barred
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.outbox import Outbox
from tests.bot.notices import OTHER_VILLAGE, VILLAGE, act, draft, now_of, somebody, start, with_chat
from tests.conversation import BotUnderTest

CHATS = 100  # the address of the chat of person 0


@dataclass(frozen=True)
class Fate:
    """What the platform said; no state: it waits in the outbox; no chat: nothing was sent."""

    state: str | None = None
    error: str | None = None
    village: str = VILLAGE
    has_chat: bool = True


FATES = (
    Fate("sent"),
    Fate("delivered"),
    Fate("read"),
    Fate("failed", "Forbidden"),
    Fate("unknown", "outcome_unknown"),
    Fate(),
    Fate("failed", "131047", OTHER_VILLAGE),
    Fate(has_chat=False, village=OTHER_VILLAGE),
    Fate(has_chat=False),
)


def gone_out(bot: BotUnderTest, *fates: Fate) -> Broadcast:
    """Person n is `somebody(n)`; a second notice to the same people is made by `send`."""
    people = [somebody(number, village=fate.village) for number, fate in enumerate(fates)]
    bot.knows(*people)
    for number, (each, fate) in enumerate(zip(people, fates, strict=True)):
        if fate.has_chat:
            with_chat(bot.database, each, CHATS + number)
    notice = draft(bot.database)
    start(bot.database, notice)
    send(bot.database, notice, *fates)
    return now_of(bot.database, notice)


def send(database: Database, notice: Broadcast, *fates: Fate) -> None:
    """All into the outbox at once, and from there as far as their fates say."""
    running = now_of(database, notice)
    act(database, lambda made: made.store.delivery(running).send("telegram", 99, Barred()))
    with database.write() as connection:
        sent_at = time.time()
        outbox = Outbox(connection, database.sealer, sent_at)
        for leased in outbox.lease("telegram", 99):
            fate = fates[int(leased.address) - CHATS]
            if fate.state is None:
                outbox.put_back(leased, not_before=sent_at + 60, error=None)
            else:
                outbox.settle(leased, fate.state, error=fate.error)
