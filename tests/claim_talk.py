"""Whole conversations of a family over days: several phones, a feed that moves on, notices."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.terminal import CHANNEL
from handlers import claim_news
from storage.outbox import Outbox
from storage.store import Store
from tests.conversation import BotUnderTest, Card, Someone
from tests.officer_talk import hire

BUDI = Someone("7407050508700002", "1970-08-05", "+6281234500002", "La Budi",
               (Card("22001234567", "2023-07-01", "2026-12-31"),))  # fmt: skip
NEW = Someone("7407050508710003", "1971-08-05", "", "La Baru",
              (Card("22001234568", "2026-10-01", "2026-12-31"),))  # fmt: skip
LAPSED = Someone("7407050508720004", "1972-08-05", "", "La Lewat",
                 (Card("22001234569", "2025-01-01", "2026-11-13"),))  # fmt: skip
PEOPLE = {"budi": BUDI, "baru": NEW, "lewat": LAPSED}


@dataclass
class ClaimTalk:
    """Reads a transcript's lines; what the bot says stands behind each.

    `> words` · `@ phone NAME` · `@ officer NAME` (joins) · `@ days N` ·
    `@ link NAME PERSON RELATION` (two days ago) · `@ feed STATE` (of Budi's claim).
    A notice is `! NAME: words`.
    """

    bot: BotUnderTest
    phone: str = "ibu"
    turns: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bot.knows(*PEOPLE.values())

    def replay(self, talk: str) -> str:
        said: list[str] = []
        for line in talk.splitlines():
            if line.startswith("#"):
                said.append(line)
            elif line.startswith("> "):
                said += [line, *self._answer(line[2:])]
            elif line.startswith("@ "):
                said += [line, *self._happens(*line[2:].split())]
        return "\n".join(said) + "\n"

    def _answer(self, words: str) -> list[str]:
        lines = []
        bodies = self.bot.say(words, self.phone).bodies
        self.turns.append([body.text for body in bodies])
        for body in bodies:
            lines += [f"< {text}".rstrip() for text in body.text.split("\n")]
            lines += [f"  (file {part.name})" for part in body.parts]
            if body.choices:
                lines.append("  [" + " | ".join(label for label, _ in body.choices) + "]")
        return lines

    def _happens(self, what: str, *more: str) -> list[str]:
        if what == "phone":
            self.phone = more[0]
        elif what == "officer":
            hire(self.bot, more[0])
        elif what == "days":
            self.bot.now += timedelta(days=int(more[0]))
        elif what == "link":
            self._link(*more)
        elif what == "feed":
            self._feed(more[0])
        else:
            raise ValueError(f"no such line: @ {what}")
        return self._notices()

    def _link(self, name: str, person: str, relation: str) -> None:
        at = self.bot.clock() - 2 * 24 * 3600
        with self.bot.database.write() as connection:
            store = Store(connection, self.bot.database.sealer, now=at, real_now=at)
            contact = store.conversations.contact(CHANNEL, name, "id")
            index = store.participants.index_of(PEOPLE[person].nik)
            store.links.connect(contact, index, relation)

    def _feed(self, state: str) -> None:
        day = self.bot.now.date().isoformat()
        missing = "akta kematian" if state == "incomplete" else ""
        paid = ("42000000", day) if state == "paid" else ("", "")
        row = ("K-1", BUDI.nik, "JKM", "2026-11-23", "2026-11-24", state, missing, *paid)
        self.bot.knows(*PEOPLE.values(), claims=[row], as_of=day)

    def _notices(self) -> list[str]:
        """What the hourly news put out, and all notices that are due by now."""
        at = self.bot.clock()
        with self.bot.database.write() as connection:
            store = Store(connection, self.bot.database.sealer, now=at, real_now=at)
            claim_news.tell(store, self.bot.programme, self.bot.words, self.bot.now)
            outbox = Outbox(connection, self.bot.database.sealer, at)
            leased = outbox.lease(CHANNEL, 50)
            for each in leased:
                outbox.settle(each, "sent")
        return [f"! {each.address}: {each.body.text}" for each in leased]
