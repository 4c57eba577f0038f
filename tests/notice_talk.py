"""Whole conversations about notices: officers and people on several phones, and the delivery."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import time_machine

from bot.broadcasting import desk
from handlers.conversation import Inbound
from handlers.notice_running import advance, begin_scheduled
from storage.outbox import Body, Leased, Outbox
from storage.store import Store
from tests.bot.notices import somebody
from tests.conversation import BotUnderTest

CHANNEL = "telegram"


@dataclass
class NoticeTalk:
    """Reads a transcript's lines; what the bot says stands behind each.

    `> words` · `@ phone NAME` · `@ people MANY [WITHOUT A CHAT]` (`la uji 0`, …) ·
    `@ officer NAME ROLE [VILLAGE]` (joins) · `@ deliver` (until nothing moves; one of those who
    got it is shown) · `@ at MOMENT`. Codes are random: `SJ-KODE1` stands for that of notice 1.
    """

    bot: BotUnderTest
    phone: str = ""
    turns: list[list[str]] = field(default_factory=list)
    _said: int = 0
    _epochs: dict[int, int | None] = field(default_factory=dict)

    def replay(self, talk: str) -> str:
        said: list[str] = []
        for line in talk.splitlines():
            with time_machine.travel(self.bot.now, tick=False):
                if line.startswith("#"):
                    said.append(line)
                elif line.startswith("> "):
                    said += [line, *self._answer(self._coded(line[2:]))]
                elif line.startswith("@ "):
                    said += [line, *self._happens(*line[2:].split())]
        return "\n".join(said) + "\n"

    def _answer(self, words: str) -> list[str]:
        bodies = self._say(words)
        self.turns.append([body.text for body in bodies])
        return [line for body in bodies for line in self._shown(body)]

    def _shown(self, body: Body) -> Iterator[str]:
        for text in self._masked(body.text).split("\n"):
            yield f"< {text}".rstrip()
        yield from (f"  (file {part.name})" for part in body.parts)
        if body.choices:
            yield "  [" + " | ".join(label for label, _ in body.choices) + "]"

    def _happens(self, what: str, *more: str) -> list[str]:
        if what == "phone":
            self.phone = more[0]
        elif what == "people":
            self._people(*map(int, more))
        elif what == "officer":
            self._officer(*more)
        elif what == "at":
            self.bot.now = datetime.fromisoformat(f"{more[0]}:00+08:00")
        elif what == "deliver":
            return self._deliver()
        else:
            raise ValueError(f"no such line: @ {what}")
        return []

    def _people(self, many: int, without: int = 0) -> None:
        """All of one village, in the store; the last ones have no chat."""
        people = [somebody(number) for number in range(many)]
        self.bot.knows(*people)
        with self._store() as store:
            for number, each in enumerate(people[: many - without]):
                contact = store.conversations.contact(CHANNEL, f"uji{number}", "id")
                store.links.connect(contact, store.participants.index_of(each.nik), "self")

    def _officer(self, name: str, role: str, *villages: str) -> None:
        with self._store() as store:
            _, code = store.officers.add(name, role, villages or ())  # type: ignore[arg-type]
        before, self.phone = self.phone, name
        self._say(code)
        self.phone = before

    def _deliver(self) -> list[str]:
        arrived: list[Leased] = []
        while leased := self._advance():
            arrived += leased
        if not arrived:
            return ["! nobody"]
        shown = [f"! {arrived[0].address}: {self._masked(arrived[0].body.text)}"]
        return [*shown, *([f"! and {len(arrived) - 1} others"] if len(arrived) > 1 else [])]

    def _advance(self) -> list[Leased]:
        with self.bot.database.write() as connection:
            made = desk(connection, self.bot.database, self.bot.programme)
            for each in made.store.broadcasts.all(("scheduled",)):
                begin_scheduled(made, each)
            for each in made.store.broadcasts.all(("running",)):
                self._epochs[each.id] = advance(made, each, self._epochs.get(each.id))
            outbox = Outbox(connection, self.bot.database.sealer, self.bot.clock())
            leased = outbox.lease(CHANNEL, 100)
            for row in leased:
                outbox.settle(row, "sent")
        return leased

    def _say(self, words: str) -> list[Body]:
        self._said += 1
        received = self.bot.inbox.receive(
            Inbound(CHANNEL, self.phone, f"n{self._said}", self.bot.clock(), words)
        )
        assert received.contact_id is not None
        with self.bot.database.write() as connection:
            outbox = Outbox(connection, self.bot.database.sealer, self.bot.clock())
            leased = outbox.lease_of(received.contact_id, CHANNEL, 20)
            for row in leased:
                outbox.settle(row, "sent")
        return [row.body for row in leased]

    def _masked(self, text: str) -> str:
        for number, code in self._codes().items():
            text = text.replace(code, f"SJ-KODE{number}")
        return text

    def _coded(self, words: str) -> str:
        for number, code in self._codes().items():
            words = words.replace(f"SJ-KODE{number}", code)
        return words

    def _codes(self) -> dict[int, str]:
        with self._store() as store:
            return {each.id: each.code for each in store.broadcasts.all()}

    @contextmanager
    def _store(self) -> Iterator[Store]:
        at = self.bot.clock()
        with self.bot.database.write() as connection:
            yield Store(connection, self.bot.database.sealer, now=at, real_now=at)
