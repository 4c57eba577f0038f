"""All tables of a programme file."""

from handlers.programme_facts import (
    Agreement,
    Bot,
    Category,
    Condition,
    Contact,
    EmergencyLine,
    Entry,
    FakeSite,
    InactiveReason,
    Instrument,
    Milestone,
    Note,
    Notices,
    Office,
    Privacy,
    Reach,
    Regency,
    Tries,
)
from handlers.programme_money import (
    Benefit,
    Contribution,
    Deadline,
    Discount,
    Document,
    Heir,
    Minimum,
    Rule,
    Scholarship,
    SchoolLevel,
    WageBase,
)


class Stated(Entry, frozen=True, kw_only=True):
    """The tables of the file, as they stand there."""

    sources: dict[str, str]
    regency: Regency
    bot: Bot
    offices: tuple[Office, ...]
    contacts: tuple[Contact, ...]
    emergency_lines: tuple[EmergencyLine, ...]
    categories: tuple[Category, ...]
    conditions: tuple[Condition, ...]
    inactive_reasons: tuple[InactiveReason, ...]
    agreements: tuple[Agreement, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    rules: tuple[Rule, ...]
    wage_bases: tuple[WageBase, ...]
    contributions: tuple[Contribution, ...]
    discounts: tuple[Discount, ...] = ()
    benefits: tuple[Benefit, ...]
    minimums: tuple[Minimum, ...] = ()
    scholarships: tuple[Scholarship, ...]
    school_levels: tuple[SchoolLevel, ...]
    documents: tuple[Document, ...]
    heirs: tuple[Heir, ...]
    deadlines: tuple[Deadline, ...]
    notes: tuple[Note, ...] = ()
    never_asked: tuple[Note, ...]
    scam_signs: tuple[Note, ...] = ()
    fake_sites: tuple[FakeSite, ...] = ()
    privacy: Privacy
    reaches: tuple[Reach, ...]
    identity_tries: Tries
    notices: Notices
    law: tuple[Instrument, ...]
