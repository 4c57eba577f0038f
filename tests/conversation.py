"""The bot with a terminal for a network, and the test language that shows keys and values."""

import csv
import itertools
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date, datetime
from pathlib import Path

from bot.channels.terminal import CHANNEL, Answer, Terminal
from bot.feed_rules import rules_of
from bot.inbox import Inbox
from handlers.catalog import Words, catalog
from handlers.conversation import Inbound
from handlers.programme import Programme, load
from storage.database import Database
from storage.refresh import refresh

TODAY = datetime.fromisoformat("2026-11-24T09:00:00+08:00")
AGREEMENT = "PKS-2026"


class KeysShown:
    """Shows `key(name=value, …)`: any Indonesian in a transcript is then a string in code."""

    def __init__(self, language: str = "id") -> None:
        self.language = language

    def text(self, key: str, **values: object) -> str:
        inside = ", ".join(f"{name}={_one_line(value)}" for name, value in values.items())
        return f"{key}({inside})" if inside else key

    def speaking(self, language: str) -> "KeysShown":
        return KeysShown(language)


def _one_line(value: object) -> str:
    return str(getattr(value, "amount", value)).replace("\n", " / ")


@dataclass(frozen=True)
class Card:
    """One row of the agency's feed for a person."""

    kpj: str
    start: str
    until: str
    status: str = "active"
    reason: str = ""
    agreement: str = AGREEMENT
    category: str = "nelayan"


@dataclass(frozen=True)
class Someone:
    """A participant of the feed."""

    nik: str
    born: str
    phone: str = ""
    name: str = "Wa Ode Uji"
    cards: tuple[Card, ...] = (Card("22001234567", "2026-01-01", "2026-12-31"),)
    village: str = "74.07.05.2018"

    def secrets(self) -> tuple[str, ...]:
        born = date.fromisoformat(self.born)
        return (
            self.nik,
            self.name,
            self.born,
            born.strftime("%d-%m-%Y"),
            f"{born.day}-{born.month}-{born.year}",
            *((self.phone,) if self.phone else ()),
            *(card.kpj for card in self.cards),
        )


@dataclass(frozen=True)
class Agreement:
    """One row of the agency's agreements."""

    agreement_no: str = AGREEMENT
    title: str = "Nota Kesepakatan 2026"
    signed_on: str = "2026-01-05"
    valid_from: str = "2026-01-01"
    valid_until: str = "2026-12-31"
    funded_until: str = "2026-12-31"


@dataclass
class BotUnderTest:
    """Says lines to the real inbox on a real database; `now` moves by hand."""

    database: Database
    folder: Path
    words: Callable[[str], Words] = KeysShown
    programme: Programme = field(default_factory=load)
    now: datetime = TODAY

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)
        self.inbox = Inbox(self.database, self.programme, words=self.words, clock=self.clock)
        self.terminal = Terminal(self.database, self.inbox, self.clock)

    def clock(self) -> float:
        return self.now.timestamp()

    def knows(
        self,
        *people: Someone,
        agreements: Sequence[Agreement] = (Agreement(),),
        claims: Sequence[Sequence[str]] = (),
        as_of: str = "2026-11-20",
    ) -> None:
        """Refresh the store from a feed of these people; `claims` are rows of its third file."""
        write_feed(self.folder, people, agreements, claims)
        outcome = refresh(
            self.database,
            str(self.folder),
            rules=rules_of(self.programme),
            as_of=date.fromisoformat(as_of),
            allow_drop_percent=100,
        )
        assert outcome.status in ("applied", "unchanged"), outcome

    def say(self, text: str = "", sender: str = "s", **more: str | None) -> Answer:
        """One message; `more` may hold choice, contact_phone, attachment, update_id."""
        values: dict[str, str | None] = {"update_id": f"u{next(self._ids)}", **more}
        return self.terminal.say(
            Inbound(
                channel=CHANNEL,
                sender=sender,
                sent_at=self.now.timestamp(),
                text=text,
                **values,  # type: ignore[arg-type]
            )
        )

    def texts(self, text: str = "", sender: str = "s", **more: str | None) -> list[str]:
        return [body.text for body in self.say(text, sender, **more).bodies]

    def replay(self, talk: str) -> str:
        """Say the `>` lines (`> choice:VALUE`, `> phone:NUMBER`, `> file:KIND`); all that came."""
        lines: list[str] = []
        for line in talk.splitlines():
            if not line.lstrip().startswith(">"):
                continue
            said = line.lstrip()[1:].strip()
            lines.append(f"> {said}")
            for body in self.say(**message_of(said)).bodies:
                lines += [f"< {text}".rstrip() for text in body.text.split("\n")]
                if body.choices:
                    lines.append("  [" + " | ".join(label for label, _ in body.choices) + "]")
        return "\n".join(lines) + "\n"


def message_of(said: str) -> dict[str, str]:
    kinds = {"choice": "choice", "phone": "contact_phone", "file": "attachment"}
    kind, _, value = said.partition(":")
    return {kinds[kind]: value} if kind in kinds else {"text": said}


def spoken(language: str) -> Words:
    """Real words, for golden transcripts."""
    return catalog(language)


def write_feed(
    folder: Path,
    people: Sequence[Someone],
    agreements: Sequence[Agreement] = (),
    claims: Sequence[Sequence[str]] = (),
) -> None:
    """The three CSV files of the agency's feed."""
    folder.mkdir(parents=True, exist_ok=True)
    _csv(folder / "participants.csv", _COLUMNS, [row for each in people for row in _rows(each)])
    _csv(folder / "agreements.csv", list(Agreement.__annotations__), map(astuple, agreements))
    _csv(folder / "claims.csv", _CLAIM_COLUMNS, claims)


_COLUMNS = (
    "nik", "kpj", "name", "birth_date", "phone", "village_code", "category", "programs",
    "registered_on", "coverage_start", "coverage_end", "status", "inactive_reason", "agreement_no",
)  # fmt: skip
_CLAIM_COLUMNS = (
    "claim_no", "nik", "program", "event_date", "filed_on", "status", "missing_documents",
    "amount", "paid_on",
)  # fmt: skip


def _rows(each: Someone) -> list[tuple[str, ...]]:
    return [
        (each.nik, card.kpj, each.name, each.born, each.phone, each.village, card.category,
         "JKK,JKM", card.start, card.start, card.until, card.status, card.reason, card.agreement)
        for card in each.cards
    ]  # fmt: skip


def _csv(path: Path, header: Sequence[str], rows: object) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)  # type: ignore[arg-type]
