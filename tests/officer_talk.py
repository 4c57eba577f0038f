"""What tests of officers begin with: somebody who joined, and families who report a death."""

from datetime import timedelta

from bot.channels.terminal import CHANNEL
from handlers.answers import families
from storage.audit import Entry
from storage.outbox import Outbox
from storage.store import Store
from tests.conversation import BotUnderTest, Someone

HERE, ELSEWHERE = "74.07.05.2018", "74.07.01.1002"
BUDI = Someone("7407050508700002", "1970-08-05", "+6281234500002", "La Budi", village=HERE)
SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti", village=ELSEWHERE)


def code_for(bot: BotUnderTest, *villages: str, name: str = "Petugas Uji") -> str:
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=bot.clock(), real_now=bot.clock())
        return store.officers.add(name, "officer", villages)[1]


def hire(bot: BotUnderTest, sender: str, *villages: str) -> None:
    bot.say(code_for(bot, *villages, name=sender), sender)


def link(bot: BotUnderTest, sender: str, person: Someone, relation: str, *, hours: int) -> None:
    """That long ago; a day and more makes the sender one of the family."""
    at = (bot.now - timedelta(hours=hours)).timestamp()
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=at, real_now=at)
        contact = store.conversations.contact(CHANNEL, sender, "id")
        store.links.connect(contact, store.participants.index_of(person.nik), relation)


def report_death(bot: BotUnderTest, sender: str) -> str:
    """By a child; returns what the bot said at the end. Only a linked one is asked who it was."""
    bodies = bot.say("bapak saya meninggal kemarin karena sakit", sender).bodies
    for slot, answer in (("person", "1"), ("situation", "1"), ("children", "tidak ada")):
        offered = [value for body in bodies for _, value in body.choices]
        if any(f":{slot}:" in value for value in offered):
            bodies = bot.say(answer, sender).bodies
    return "\n".join(body.text for body in bodies)


def note_stuck(bot: BotUnderTest) -> int:
    """What the scheduler does every day."""
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=bot.clock(), real_now=bot.clock())
        return families.note_stuck(store, bot.programme, bot.now)


def acts(bot: BotUnderTest) -> list[Entry]:
    """The audit, oldest first; the chain must hold."""
    with bot.database.read() as connection:
        store = Store(connection, bot.database.sealer, now=bot.clock(), real_now=bot.clock())
        assert store.audit.broken_at() is None
        return store.audit.entries()


def notices(bot: BotUnderTest) -> list[tuple[str, str]]:
    """Address and words of all that is due on the terminal; it is then sent."""
    with bot.database.write() as connection:
        outbox = Outbox(connection, bot.database.sealer, bot.clock())
        leased = outbox.lease(CHANNEL, 50)
        for each in leased:
            outbox.settle(each, "sent")
    return [(each.address, each.body.text) for each in leased]
