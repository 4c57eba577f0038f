"""People with chats, officers and a desk, for tests of notices."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.broadcasting import desk
from handlers import broadcasting
from handlers.broadcasting import NoticeDesk
from handlers.programme import load
from storage.broadcasts import Broadcast, Contents, Counts
from storage.database import Database
from storage.officers import Officer, Role
from storage.store import Store
from tests.conversation import BotUnderTest, Card, Someone

FIRST_CHAT = 1000
VILLAGE, OTHER_VILLAGE = "74.07.05.2018", "74.07.01.1002"
WORDS = Contents("Uji", "Halo {name}, sampai {coverage_end}.")
_Result = TypeVar("_Result")


def somebody(number: int, *, until: str = "2026-12-31", village: str = VILLAGE) -> Someone:
    """A participant; numbers make them different people."""
    return Someone(
        nik=f"74070545067{number:05d}",
        born="1972-06-05",
        name=f"La Uji {number}",
        cards=(Card(f"2200{number:07d}", "2026-01-01", until),),
        village=village,
    )


def with_chat(
    database: Database,
    someone: Someone,
    address: int,
    channel: str = "telegram",
    *,
    relation: str = "self",
    wrote_at: float = 0.0,
    language: str = "id",
) -> int:
    """The chat's id; it proved to belong to the person."""
    with database.write() as connection:
        store = Store(connection, database.sealer, now=wrote_at, real_now=wrote_at)
        contact = store.conversations.contact(channel, str(address), language)
        store.links.connect(contact, store.participants.index_of(someone.nik), relation)
        return contact.id


def act(
    database: Database, work: Callable[[NoticeDesk], _Result], whatsapp_tier: int = 0
) -> _Result:
    """What the command line and the officers' chat do, in one transaction."""
    with database.write() as connection:
        return work(desk(connection, database, load(), whatsapp_tier=whatsapp_tier))


def officer(database: Database, name: str, role: Role, *villages: str) -> Officer:
    return act(database, lambda made: made.store.officers.add(name, role, villages)[0])


def draft(
    database: Database,
    *conditions: str,
    contents: Contents = WORDS,
    by: Officer | None = None,
    start_at: float | None = None,
) -> Broadcast:
    def create(made: NoticeDesk) -> Broadcast:
        found, _ = broadcasting.create(
            made, by, contents, purpose="own_coverage", conditions=conditions, start_at=start_at
        )
        return found

    return act(database, create)


def start(database: Database, notice: Broadcast) -> None:
    """Whatever the hour at which the tests run."""
    anybody = Officer(0, "", "approver", (), None, None)

    def begin(made: NoticeDesk) -> None:
        broadcasting.start(made, _now(made, notice), None, over_quiet_hours=anybody)

    act(database, begin)


def keeps_quiet_hours(database: Database, notice: Broadcast) -> Broadcast:
    """Started, and it runs only where it may."""
    return act(database, lambda made: broadcasting.start(made, _now(made, notice), None))


def everybody(
    database: Database, bot: BotUnderTest, many: int, channel: str = "telegram"
) -> list[int]:
    """That many participants with a chat each; the chats' ids."""
    people = [somebody(number) for number in range(many)]
    bot.knows(*people)
    return [
        with_chat(database, each, FIRST_CHAT + number, channel)
        for number, each in enumerate(people)
    ]


def press(
    database: Database,
    button: Callable[[NoticeDesk, Broadcast, Officer | None], Broadcast],
    notice: Broadcast,
) -> Broadcast:
    """`pause`, `resume` or `cancel`, as the operator."""
    return act(database, lambda made: button(made, _now(made, notice), None))


def counts(database: Database, notice: Broadcast) -> Counts:
    with database.read() as connection:
        found = desk(connection, database, load()).store.broadcasts.counts(notice)
    missed = found.failed + found.unknown + found.cancelled
    assert found.total == found.queued + found.sent + found.delivered + found.read + missed
    return found


def now_of(database: Database, notice: Broadcast) -> Broadcast:
    """A look that locks nothing."""
    with database.read() as connection:
        return _now(desk(connection, database, load()), notice)


def _now(made: NoticeDesk, notice: Broadcast) -> Broadcast:
    found = made.store.broadcasts.get(notice.id)
    assert found is not None
    return replace(found)
