"""What a pasted message shows of a fraud: links, and the marks that the programme file names."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from handlers.plain import plain
from handlers.programme import Programme
from handlers.programme_facts import Note
from handlers.words import words

_MOST_READ = 4_000  # letters; a longer message shows its marks before
_ENDINGS = (
    "com|id|net|org|online|xyz|site|info|link|me|ly|click|top|shop|app|io|co|web|vip|live|cc|"
    "gle|ink|biz|page|pw|apk"
)
_GOVERNMENT = ".go.id"  # not sold to everybody
_HOST = re.compile(
    rf"(?:https?://|www\.)([\w-]+(?:\.[\w-]+)+)|\b((?:[\w-]+\.)+(?:{_ENDINGS}))\b(?!@)", re.I
)


Mark = TypeVar("Mark")


@dataclass(frozen=True, slots=True)
class Marks:
    """`fake` are known false sites, `unknown` other hosts that are not official."""

    fake: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    official: tuple[str, ...] = ()
    signs: tuple[Note, ...] = ()
    asked_for: tuple[Note, ...] = ()
    demands: bool = False  # a threat, an order to answer or to pay, as no question to us has them
    lures: bool = False

    @property
    def any(self) -> bool:
        return bool(self.fake or self.unknown or self.signs or self.asked_for)

    @property
    def surely_pasted(self) -> bool:
        """Worth a warning whatever the message was taken for: a false site, or a link that asks."""
        asks = any(sign.code != "link" for sign in self.signs) or bool(self.asked_for)
        free = any(not host.endswith(_GOVERNMENT) for host in self.unknown)
        linked = (bool(self.unknown) and asks) or (free and (self.demands or self.lures))
        return bool(self.fake) or linked or (asks and self.demands)

    def without(self, others: "Marks") -> "Marks":
        """What the other text does not show."""
        return Marks(
            _besides(self.fake, others.fake),
            _besides(self.unknown, others.unknown),
            _besides(self.official, others.official),
            _besides(self.signs, others.signs),
            _besides(self.asked_for, others.asked_for),
        )


def marks(said: str, programme: Programme) -> Marks:
    """A host is official only at the dot: `xbpjsketenagakerjaan.go.id` is not."""
    text = plain(said)[:_MOST_READ].lower()
    hosts = dict.fromkeys(one or other for one, other in _HOST.findall(text))
    domain = programme.contact("domain")
    official = tuple(host for host in hosts if domain and _within(host, domain.value))
    fake = tuple(
        host for host in hosts if any(_within(host, each.domain) for each in programme.fake_sites)
    )
    unknown = tuple(host for host in hosts if host not in (*official, *fake))
    signs = tuple(
        sign
        for sign in programme.scam_signs
        if (sign.code == "link" and (fake or unknown)) or _is_said(sign.code, text)
    )
    asked = tuple(note for note in programme.never_asked if _is_said(note.code, text))
    demands, lures = _is_said("demands", text), _is_said("lures", text)
    return Marks(fake, unknown, official, signs, asked, demands, lures)


def may_be_pasted(said: str) -> bool:
    """False for most messages, at little cost: `surely_pasted` needs an address or a demand."""
    text = plain(said)[:_MOST_READ].lower()
    return "." in text or _is_said("demands", text)


def _besides(mine: tuple[Mark, ...], others: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(each for each in mine if each not in others)


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _is_said(code: str, text: str) -> bool:
    found = _patterns().get(code)
    return found is not None and found.search(text) is not None


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    """By the code of a sign or of a thing that is never asked; also `demands` and `lures`."""
    return {code: re.compile(pattern) for code, pattern in words()["scam"].items()}
