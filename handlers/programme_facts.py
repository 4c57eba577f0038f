"""The kinds of fact that a programme file states; each says who said so, when, and how surely."""

import re
from datetime import date, time
from typing import Literal

from msgspec import Struct

Sure = Literal["verified", "single_source", "unverified"]
Danger = Literal["sea", "missing", "hurt", "self_harm"]
ReasonCode = Literal[
    "no_longer_vulnerable", "not_funded", "agreement_ended", "deceased", "moved", "other"
]
Level = Literal["claimed", "phone", "officer"]
Visible = Literal[
    "status",
    "dates",
    "programs",
    "category",
    "village",
    "card_last4",
    "card_full",
    "claim_status",
    "claim_amount",
    "claim_missing_documents",
    "name",
    "phone_last4",
]

_KEYS = re.compile(r" *\[[^\]]*\]")


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a misspelt key is refused."""


class Fact(Entry, frozen=True, kw_only=True):
    """`source` ends with keys of `[sources]`; `as_of` is the newest day on which it said so."""

    source: str
    as_of: date
    sure: Sure
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Both ends are days on which it holds."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    @property
    def citation(self) -> str:
        """The source as people read it, without the keys."""
        return _KEYS.sub("", self.source).strip()


class Regency(Fact, frozen=True, kw_only=True):
    """`code` names the file; `villages_file` and `spellings_file` stand beside it."""

    code: str
    name: str
    title: str
    kemendagri_code: str
    province: str
    utc_offset_hours: int
    timezone_name: str
    languages: tuple[str, ...]
    default_language: str
    villages_file: str
    spellings_file: str | None = None


class Bot(Fact, frozen=True, kw_only=True):
    """How people know the real bot; a number that is not known yet is None."""

    name: str
    whatsapp_number: str | None = None
    telegram_name: str | None = None


class Office(Fact, frozen=True, kw_only=True):
    """What is not known is None, never a guess; `area` names the regencies it serves."""

    code: str
    kind: Literal["branch", "main_branch", "department", "civil_registry", "village"]
    name: str
    role: str
    area: str | None = None
    address: str | None = None
    phone: str | None = None
    hours: str | None = None
    map: str | None = None


class Contact(Fact, frozen=True, kw_only=True):
    code: Literal["call_centre", "whatsapp", "domain", "website", "tracking", "office_list", "app"]
    label: str
    value: str


class EmergencyLine(Fact, frozen=True, kw_only=True):
    """`kinds` of danger in which it helps; the file's order is the order to try."""

    kinds: tuple[Danger, ...]
    label: str
    number: str


class Category(Fact, frozen=True, kw_only=True):
    """`payer` is the label of who pays the contribution."""

    code: str
    label: str
    payer: str | None = None
    spellings: tuple[str, ...] = ()


class Condition(Fact, frozen=True, kw_only=True):
    """Membership lasts while all conditions hold; `provision` is an address in the law."""

    code: str
    label: str
    provision: str


class InactiveReason(Fact, frozen=True, kw_only=True):
    """`condition` is the one that no longer holds, where there is one."""

    code: ReasonCode
    label: str
    condition: str | None = None


class Note(Fact, frozen=True, kw_only=True):
    """A point worth saying, by code."""

    code: str
    label: str


class FakeSite(Fact, frozen=True, kw_only=True):
    domain: str


class Retention(Fact, frozen=True, kw_only=True):
    """How long something is kept, and from when on the days count."""

    code: str
    label: str
    days: int


class Privacy(Fact, frozen=True, kw_only=True):
    """Who answers for the data, on which ground, and what people may ask."""

    controller: str
    legal_basis: str
    purpose: str
    rights: tuple[Note, ...]
    retention: tuple[Retention, ...]


class Agreement(Fact, frozen=True, kw_only=True):
    title: str
    signed_on: date
    year: int | None = None
    label: str


class Milestone(Fact, frozen=True, kw_only=True):
    """`people` covered, where the page says how many."""

    date: date
    label: str
    people: int | None = None


class Reach(Fact, frozen=True, kw_only=True):
    """Which facts of a participant's record an identity level may see."""

    level: Level
    facts: tuple[Visible, ...]


class Tries(Fact, frozen=True, kw_only=True):
    """Wrong tries at an identity that are free, and in which time."""

    per_contact: int
    contact_window_seconds: int
    per_nik: int
    nik_window_seconds: int


class Notices(Fact, frozen=True, kw_only=True):
    """When no notice is sent, and what makes one safe; times of the regency's clock.

    More than `approve_above` recipients need a second person; `trial` of them go first; a notice
    stops where `stop_share` of them fails (0 to 1). After a death a family hears nothing else for
    `grief_days`.
    """

    quiet_from: time
    quiet_until: time
    friday_from: time
    friday_until: time
    approve_above: int
    trial: int
    stop_share: float
    grief_days: int


class Provision(Entry, frozen=True, kw_only=True):
    """Indonesian text as published; the address is the parts that are set.

    `plain` says it in simple words; `asks` are the words of questions that it answers, all of which
    must be said; `topics` are the bot's topics that rest on it.
    """

    text: str
    plain: str | None = None
    asks: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    bagian: str | None = None
    pasal: int | None = None
    ayat: int | None = None
    angka: int | None = None
    huruf: str | None = None

    @property
    def address(self) -> str:
        """`pasal 17 huruf a`, `pasal 5 ayat 2`, `bagian kedua angka 25 huruf b`."""
        parts = ("bagian", "pasal", "ayat", "angka", "huruf")
        return " ".join(f"{part} {getattr(self, part)}" for part in parts if getattr(self, part))


class Instrument(Fact, frozen=True, kw_only=True):
    """`provisions` holds what may be quoted; `names` are what people call it, in small letters."""

    code: str
    kind: Literal["uu", "pp", "perpres", "inpres", "permen", "perda", "perbup", "perwali"]
    title: str
    number: int
    year: int
    about: str | None = None
    url: str | None = None
    names: tuple[str, ...] = ()
    provisions: tuple[Provision, ...] = ()
