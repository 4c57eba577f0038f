"""Golden conversations from Meta's webhook to Graph requests: tapped, and with typed numbers."""

import asyncio
import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot.channels.whatsapp.render import messages
from bot.fakes.graph import FakeGraph
from bot.fakes.graph_people import Person
from handlers.programme import load
from storage.database import Database
from storage.outbox import Body
from tests.bot.whatsapp import whatsapp_bot
from tests.conftest import SECRET
from tests.conversation import BotUnderTest, message_of, spoken
from tests.test_transcripts import FOLDER, HASAN, SITI

PATIENCE_SECONDS = 60.0
FILES = {
    "voice": "audio",
    "photo": "image",
    "document": "document",
    "sticker": "sticker",
    "location": "location",
}


@dataclass(frozen=True)
class Talk:
    """What one person says, and what the terminal answers to each line.

    Nobody's number is shown, as the terminal knows none: a line that shares one is left out.
    """

    who: Person
    turns: list[tuple[dict[str, str], list[Body]]]


def told_by_the_terminal(bot: BotUnderTest) -> list[Talk]:
    bot.now = datetime.now(load().timezone)
    bot.knows(SITI, HASAN)
    talks = []
    for number, file in enumerate(sorted(FOLDER.glob("*.txt"))):
        lines = file.read_text(encoding="utf-8").splitlines()
        said = [message_of(line[1:].strip()) for line in lines if line.startswith(">")]
        if any("contact_phone" in message for message in said):
            continue
        turns = [(each, bot.say(sender=file.stem, **each).bodies) for each in said]
        talks.append(Talk(Person(None, f"ID.{number}"), turns))
    return talks


def act(fake: FakeGraph, talk: Talk, said: dict[str, str], offered: Body | None) -> None:
    """A typed number is tapped where the choice is shown as a button or a row."""
    if kind := said.get("attachment"):
        fake.sends(talk.who, FILES[kind], {"id": "1"})
    elif choice := said.get("choice"):
        fake.taps(talk.who, choice, row=bool(offered and len(offered.choices) > 3))
    else:
        fake.says(talk.who, said["text"])


async def repeated_on(fake: FakeGraph, talk: Talk) -> None:
    expected: list[str] = []
    offered: Body | None = None
    for said, bodies in talk.turns:
        act(fake, talk, said, offered)
        for body in bodies:
            outgoing = messages(body, "Pilih")
            expected += [text_of(each.kind, each.content) for each in outgoing]
            offered = body if body.choices else offered
        await fake.wait_for(partial(_has, fake, talk, len(expected)), PATIENCE_SECONDS)
    assert fake.texts(talk.who.address) == expected


def text_of(kind: str, content: dict[str, object]) -> str:
    shown = {"text": ("body",), "interactive": ("body", "text")}.get(kind, ("caption",))
    found: object = content
    for name in shown:
        found = found.get(name, "") if isinstance(found, dict) else ""
    return str(found)


def _has(fake: FakeGraph, talk: Talk, count: int) -> bool:
    return len(fake.texts(talk.who.address)) >= count


def test_same_words_as_in_the_terminal(
    speaking_bot: BotUnderTest, empty_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every conversation at once, among them status, card number and a death."""
    monkeypatch.setattr("bot.channels.whatsapp.sending.A_SECOND", 1_000)
    talks = told_by_the_terminal(speaking_bot)
    database = served(empty_store, tmp_path)

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _), asyncio.TaskGroup() as tasks:
            for talk in talks:
                tasks.create_task(repeated_on(fake, talk))

    asyncio.run(main())
    assert len(talks) >= 10
    database.close()


def served(empty_store: Path, tmp_path: Path) -> Database:
    shutil.copy(empty_store, tmp_path / "served.db")
    database = Database(f"sqlite:///{tmp_path}/served.db", SECRET)
    BotUnderTest(database, tmp_path / "again", words=spoken).knows(SITI, HASAN)
    return database


WAYS = {"tapped": True, "typed": False}


@pytest.mark.parametrize("taps", WAYS.values(), ids=WAYS)
def test_card_and_death_by_choices(empty_store: Path, tmp_path: Path, taps: bool) -> None:
    """From the menu to the card's number, whole as Meta vouches for the phone; then a death."""
    database = served(empty_store, tmp_path)
    who = Person(SITI.phone.removeprefix("+"))

    async def choose(fake: FakeGraph, value: str) -> None:
        shown = next(each for each in reversed(fake.messages(who.address)) if each.choices)
        values = [each for _, each in shown.choices]
        seen = len(fake.sent)
        if taps:
            row = shown.body["interactive"]["type"] == "list"
            fake.taps(who, value, row=row)
        else:
            fake.says(who, str(values.index(value) + 1))
        await fake.wait_for(lambda: len(fake.sent) > seen)

    async def say(fake: FakeGraph, text: str) -> None:
        seen = len(fake.sent)
        fake.says(who, text)
        await fake.wait_for(lambda: len(fake.sent) > seen)

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            await say(fake, "halo")
            await choose(fake, "go:card_number")
            assert "NIK" not in fake.texts(who.address)[-1]
            await say(fake, SITI.born)
            await fake.wait_for(lambda: SITI.cards[0].kpj in fake.texts(who.address)[-1])
            await say(fake, "cara klaim jkm")
            await fake.wait_for(lambda: any("Rp42.000.000" in t for t in fake.texts(who.address)))
            await fake.wait_for(lambda: fake.messages(who.address)[-1].choices)
            await choose(fake, "go:heirs")
            assert "Rp" not in fake.texts(who.address)[-1].splitlines()[0]
            assert "ahli waris" in " ".join(fake.texts(who.address)[-2:]).lower()

    asyncio.run(main())
    database.close()
