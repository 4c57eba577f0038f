"""Feeds, rounds and deliveries on a clock that is moved by hand, and what each chat got."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

from bot.broadcasting import desk
from bot.feed_rules import rules_of
from bot.reminding import Reminding
from bot.writer import Writer
from handlers.notice_running import advance
from handlers.programme import load
from storage.database import Database
from storage.outbox import Outbox
from storage.refresh import refresh, rollback
from tests.bot.notices import somebody, with_chat
from tests.conversation import Agreement, Card, Someone, write_feed

CHANNEL = "telegram"
END, NEXT = "2026-12-31", "2027-12-31"
AGREED = Agreement("PKS-2027", "Nota Kesepakatan 2027", "2027-01-12", "2027-01-01", NEXT, NEXT)
THIRTY = ("2026-12-01", "ends", END)
Heard = tuple[str, str, str]  # day, what, the day that it names
_DAY = r"(?P<day>\d+ \w+ \d{4})"
_SAID = {
    "ends": rf"perlindungan BPJS Ketenagakerjaan berakhir pada {_DAY}\. Belum ada keputusan .*",
    "agreed": rf"perlindungan BPJS Ketenagakerjaan berakhir pada {_DAY}\. Perjanjian .* tetapi .*",
    "agreement": rf"perjanjian .* berakhir pada {_DAY}\. Belum ada keputusan .*",
    "renewed": rf"kepesertaan .* sudah diperpanjang sampai {_DAY}\. .*",
    "renewed from": rf"kepesertaan .* sudah diperpanjang\. .* lagi mulai .* sampai {_DAY}\. .*",
    "corrected": rf".*maaf\. Menurut data terbaru, .* tercatat sampai {_DAY}\.",
}
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


@dataclass
class Year:
    """`people` and `agreements` are what the agency's next feed says."""

    database: Database
    folder: Path
    clock: time_machine.Traveller
    writer: Writer
    people: dict[int, Someone] = field(default_factory=dict)
    agreements: list[Agreement] = field(default_factory=lambda: [Agreement()])
    heard: dict[int, list[Heard]] = field(default_factory=lambda: defaultdict(list))
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.programme = load()
        self._reminding = Reminding(self.database, self.programme, self.writer)
        self._epochs: dict[int, int | None] = {}

    def at(self, moment: str) -> None:
        """Of the regency's clock: 2026-12-01, at nine unless an hour is said."""
        hour = "" if "T" in moment else "T09:00"
        self.clock.move_to(datetime.fromisoformat(f"{moment}{hour}:00+08:00"))

    def feed(self, people: Iterable[Someone] | None = None) -> str:
        """The outcome's status; without `people` all of them."""
        told = self.people.values() if people is None else people
        write_feed(self.folder, list(told), self.agreements)
        today = datetime.now(self.programme.timezone).date()
        rules = rules_of(self.programme)
        return refresh(self.database, str(self.folder), rules=rules, as_of=today).status

    def roll_back(self) -> None:
        assert rollback(self.database).status == "rolled_back"

    async def morning(self) -> None:
        """What the service does: a round, then the deliveries until nothing moves."""
        await self.round()
        self.deliver()

    async def round(self) -> int | None:
        return await self._reminding.round()

    async def days(self, first: str, last: str) -> None:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            self.at(day.isoformat())
            await self.morning()
            day += timedelta(days=1)

    def deliver(self, state: str = "sent") -> None:
        """Until nothing moves; the platform says `state` of all."""
        while self._advance(state):
            pass

    def _advance(self, state: str) -> bool:
        """True while something left."""
        with self.database.write() as connection:
            made = desk(connection, self.database, self.programme)
            for each in made.store.broadcasts.all(("running",)):
                self._epochs[each.id] = advance(made, each, self._epochs.get(each.id))
            outbox = Outbox(connection, self.database.sealer, made.now.timestamp())
            leased = outbox.lease(CHANNEL, 100)
            for row in leased:
                outbox.settle(row, state)
                if state == "sent":
                    self.texts.append(row.body.text)
                    self.heard[row.contact_id].append(_heard(made.now.date(), row.body.text))
        return bool(leased)


def _heard(today: date, text: str) -> Heard:
    """Fails for words that no reminder has."""
    news, code = text.split("\n\n")
    assert re.fullmatch(r"Kode kabar: SJ-\w{5}\. Ada pertanyaan\? Balas pesan ini\.", code)
    assert re.match(r"(Kabar|Ralat kabar kami) untuk La Uji \d+( dan La Uji \d+)*[:,] ", news)
    [(what, found)] = [
        (what, match)
        for what, said in _SAID.items()
        if (match := re.fullmatch(rf"[\w ]+[:,] {said}", news))
    ]
    day, month, year = found["day"].split()
    named = date(int(year), _MONTHS.index(month) + 1, int(day))
    return today.isoformat(), what, named.isoformat()


def simulated(
    database: Database, folder: Path, scenario: Callable[[Year], Coroutine[Any, Any, None]]
) -> None:
    async def main() -> None:
        writer = Writer(database)
        with time_machine.travel("2026-11-01T09:00:00+08:00", tick=False) as clock:
            await scenario(Year(database, folder, clock, writer))
        writer.close()

    asyncio.run(main())


def extended(
    each: Someone, start: str, until: str, agreement: str = AGREED.agreement_no
) -> Someone:
    return replace(
        each, cards=(*each.cards, Card(f"33{each.nik[-9:]}", start, until, "active", "", agreement))
    )


def begun(year: Year, people: int = 3) -> list[int]:
    """Covered until the end of the year, each with a chat; the chats' ids."""
    year.people = {number: somebody(number) for number in range(people)}
    assert year.feed() == "applied"
    return [with_chat(year.database, each, 1000 + number) for number, each in year.people.items()]


def renew(year: Year) -> None:
    year.agreements = [Agreement(), AGREED]
    year.people = {
        number: extended(each, "2027-01-01", NEXT) for number, each in year.people.items()
    }
    assert year.feed() == "applied"
