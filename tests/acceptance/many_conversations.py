"""A program: reads a feed in, holds 500 conversations with a DEBUG log on stderr, ends abruptly.

Nothing is closed at its end, so that the write-ahead log is still there to be looked at.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count, cycle
from pathlib import Path
from typing import Any, NoReturn

from bot import logs
from bot.channels.terminal import CHANNEL, Terminal
from bot.feed_rules import rules_of
from bot.inbox import Inbox
from bot.opening import open_database
from bot.settings import settings
from handlers import registry
from handlers.conversation import Inbound, MemberChat
from handlers.programme import load
from storage.database import Database
from storage.refresh import refresh
from storage.store import Store
from tests.acceptance.feed import Member, read_feed

CONVERSATIONS = 500
DELIVERED_EVERY = 8  # of the others everything stays in the outbox
BEGIN = datetime.fromisoformat("2026-06-18T09:00:00+08:00").timestamp()
Line = dict[str, Any]


def address(number: int) -> str:
    """Where the messages of a conversation come from: a phone number, or an account's."""
    return f"628115{number:07}" if number % 2 else f"59{number:08}"


def right(member: Member, _other: Member) -> Iterator[Line]:
    """Proved in one message, asked again, and left in the middle of a question."""
    yield {"text": f"apa kartu saya masih aktif? NIK {member.nik} lahir {member.born:%d-%m-%Y}"}
    yield {"choice": "go:card_number"}
    yield {"choice": "who:new:card_number", "text": f"NIK {member.nik}"}


def on_phone(member: Member, _other: Member) -> Iterator[Line]:
    """Some of them share the phone with others; with an update id that is a phone number."""
    vouched = f"+62{member.number}" if member.phone else None
    yield {"choice": "go:card_number", "contact_phone": vouched, "update_id": member.phone}
    yield {"text": f"{member.born.day}-{member.born.month}-{member.born.year}"}


def wrong(member: Member, other: Member) -> Iterator[Line]:
    """A right NIK with somebody else's birth date."""
    yield {"text": f"nomor kartu saya berapa? NIK {member.nik} lahir {other.born:%d/%m/%Y}"}


def locked_out(member: Member, other: Member) -> Iterator[Line]:
    """The last try is right, and comes while the pause lasts."""
    yield {"choice": "go:card_number"}
    yield from [{"text": f"{member.nik} lahir {other.born}"}] * 5
    yield {"choice": "go:card_number"}
    yield {"text": f"{member.nik} lahir {member.born}"}


def broken(member: Member, _other: Member) -> Iterator[Line]:
    """The answer to it fails with everything that is known in its exception."""
    told = f"NIK {member.nik} lahir {member.born:%d-%m-%Y}"
    yield {"choice": "go:claim_status", "text": told}


def handed_over(member: Member, _other: Member) -> Iterator[Line]:
    yield {"choice": "go:officer"}
    yield {"text": f"Saya {member.name}, {member.nik}, HP {member.phone}, kartu {member.kpj}"}


def told_a_lot(member: Member, other: Member) -> Iterator[Line]:
    """Nothing was asked, and a choice was made up."""
    yield {"text": f"saya {member.name} {member.kpj}, istri {other.name} hp 0{member.number}"}
    yield {"choice": f"go:{member.nik}"}


OFTEN = (right, on_phone, wrong, broken, handed_over, told_a_lot)
KINDS = (*OFTEN * 4, locked_out)


def failing(chat: MemberChat) -> NoReturn:
    person = chat.participant
    raise ValueError(f"{person.nik} {person.kpj} {person.name} {person.birth_date} {person.phone}")


def converse(database: Database, members: tuple[Member, ...]) -> None:
    inbox = Inbox(database, load(), clock=lambda: BEGIN, oldest_seconds=None)
    terminal = Terminal(database, inbox, lambda: BEGIN)
    ids = count()
    pairs = zip(cycle(members), cycle(reversed(members)), strict=False)
    for number, kind, pair in zip(range(CONVERSATIONS), cycle(KINDS), pairs, strict=False):
        take_in = inbox.receive if number % DELIVERED_EVERY else terminal.say
        for line in kind(*pair):
            update_id = line.pop("update_id", None) or f"u{next(ids)}"
            take_in(Inbound(CHANNEL, address(number), update_id, BEGIN, **line))


def let_an_officer_listen(database: Database) -> None:
    """Without one nobody reads tickets, and none is opened."""
    with database.write() as connection:
        store = Store(connection, database.sealer, now=BEGIN, real_now=BEGIN)
        _, code = store.officers.add("Petugas Uji", "officer", ())
    inbox = Inbox(database, load(), oldest_seconds=None)
    inbox.receive(Inbound(CHANNEL, "officer", "o", BEGIN, code))


def main(folder: str, as_of: str) -> None:
    logs.set_up("DEBUG")
    registry._answers["claim_status"] = registry.Registered(failing, personal=True)
    database, day = open_database(settings()), date.fromisoformat(as_of)
    outcome = refresh(database, folder, rules=rules_of(load()), as_of=day, allow_drop_percent=100)
    assert outcome.status == "applied", outcome
    let_an_officer_listen(database)
    converse(database, read_feed(Path(folder), day).members)
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
