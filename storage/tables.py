"""Every table. Moments are seconds since the epoch (UTC); dates are calendar days in Wakatobi.

Personal values stand only in `sealed` columns (see sealing.py); `*_index` columns are blind.
A feed's row is one version: it holds from run `from_run` on, until before run `to_run`.
"""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

APPLIED = ("applied", "unchanged")  # the runs that answers were read from


class StoreState(SQLModel, table=True):
    """One row: which run the answers read, and a sealed word that proves the secret key."""

    __tablename__: ClassVar[str] = "store_state"
    id: int = Field(default=1, primary_key=True)
    current_run: int = 0
    key_check: bytes | None = None
    reminders_run: int | None = Field(
        default=None, description="generation against which waiting reminders were checked"
    )
    reminders_day: date | None = Field(default=None, description="the day of that check")
    reminders_base: int | None = Field(
        default=None, description="generation up to which every renewal was told"
    )


class Membership(SQLModel, table=True):
    """One period of coverage of one person; sealed: `storage.person.Person`."""

    id: int | None = Field(default=None, primary_key=True)
    from_run: int = Field(index=True)
    to_run: int | None = Field(default=None, index=True)
    row_key: bytes = Field(index=True, description="digest of nik, kpj, coverage_start")
    row_digest: bytes = Field(description="digest of all raw cells and the schema version")
    nik_index: bytes = Field(index=True)
    kpj_index: bytes
    phone_index: bytes | None = Field(default=None, index=True)
    sealed: bytes
    village_code: str
    category: str
    programs: str = Field(description="comma-separated: JKK,JKM")
    registered_on: date | None = None
    coverage_start: date
    coverage_end: date
    status: str = Field(description="active, inactive: the agency's word on the feed's date")
    inactive_reason: str | None = None
    agreement_no: str
    inactive_since: date | None = Field(
        default=None, description="date of the first feed that reported the period inactive"
    )
    delisted_on: date | None = Field(
        default=None, description="date of the first feed that no longer lists the period"
    )


class Claim(SQLModel, table=True):
    """One claim as the agency reports it."""

    id: int | None = Field(default=None, primary_key=True)
    from_run: int = Field(index=True)
    to_run: int | None = Field(default=None, index=True)
    row_key: bytes = Field(index=True)
    row_digest: bytes
    claim_no: str
    nik_index: bytes = Field(index=True)
    program: str
    event_date: date
    filed_on: date | None = None
    status: str
    missing_documents: str = ""
    amount_rupiah: int | None = Field(default=None, sa_type=BigInteger)
    paid_on: date | None = None
    delisted_on: date | None = None


class Agreement(SQLModel, table=True):
    """One agreement (MoU, nota kesepakatan) between regency and agency."""

    id: int | None = Field(default=None, primary_key=True)
    from_run: int = Field(index=True)
    to_run: int | None = Field(default=None, index=True)
    row_key: bytes = Field(index=True)
    row_digest: bytes
    agreement_no: str = Field(index=True)
    title: str
    signed_on: date | None = None
    valid_from: date
    valid_until: date
    funded_until: date | None = None
    delisted_on: date | None = None


class RefreshRun(SQLModel, table=True):
    """One refresh: its number is the generation of the rows that it wrote."""

    __tablename__: ClassVar[str] = "refresh_run"
    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(description="without user, password or query")
    as_of: date | None = Field(
        default=None, description="date of the participants' data that this generation holds"
    )
    started_at: float
    finished_at: float | None = None
    status: str = Field(description="running, applied, unchanged, refused, failed, rolled_back")
    reason: str | None = None
    synthetic: bool = Field(default=False, description="the feed says that nobody in it is real")
    counts: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    etags: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    feed_dates: str = Field(default="{}", sa_column=Column(Text, nullable=False))


class RefreshRejection(SQLModel, table=True):
    """A row that was not taken, and why; never a cell's content."""

    __tablename__: ClassVar[str] = "refresh_rejection"
    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="refresh_run.id", index=True)
    dataset: str
    line: int
    field: str
    reason: str


class Contact(SQLModel, table=True):
    """One chat of one person on one channel; sealed: `storage.conversations.Address`."""

    __table_args__: ClassVar[Any] = (UniqueConstraint("channel", "address_index"),)
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address_index: bytes
    sealed: bytes
    phone_index: bytes | None = Field(
        default=None, index=True, description="a number that the platform vouched for"
    )
    language: str = "id"
    created_at: float
    last_inbound_at: float
    unreachable_since: float | None = None
    unreachable_reason: str | None = None
    last_notice_id: int | None = Field(default=None, description="the broadcast it got last")
    last_notice_at: float | None = None


class Link(SQLModel, table=True):
    """A contact that proved to belong to a person's record."""

    __table_args__: ClassVar[Any] = (UniqueConstraint("contact_id", "nik_index"),)
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")
    nik_index: bytes = Field(index=True)
    relation: str | None = Field(default=None, description="self or a relation code, where said")
    linked_at: float
    consent_at: float


class Dialogue(SQLModel, table=True):
    """What a contact is in the middle of; sealed: `storage.conversations` state as JSON."""

    contact_id: int = Field(
        sa_column=Column(Integer, ForeignKey("contact.id"), primary_key=True, autoincrement=False)
    )
    sealed: bytes
    updated_at: float


class SeenUpdate(SQLModel, table=True):
    """An update id that was handled: it comes again and is dropped."""

    __tablename__: ClassVar[str] = "seen_update"
    channel: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    received_at: float = Field(index=True)
    failed: bool = False


class Outbox(SQLModel, table=True):
    """A message on its way to a contact; sealed: `storage.conversations.Body`."""

    __table_args__: ClassVar[Any] = (
        Index("ix_outbox_due", "channel", "state", "kind", "not_before"),
        Index("ix_outbox_notice", "purpose", "state", "created_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    token: bytes = Field(unique=True, description="random; our id on the platform's side")
    contact_id: int = Field(foreign_key="contact.id", index=True)
    channel: str
    kind: str = Field(description="reply, notice")
    sealed: bytes | None = Field(default=None, description="erased on the final state")
    created_at: float
    not_before: float
    state: str = Field(
        default="queued",
        description="queued, sending, held (until the person writes), silenced (after a death), "
        "sent, delivered, read, failed, unknown",
    )
    is_template: bool = Field(
        default=False, description="may leave as a paid template: never sent twice"
    )
    parts_sent: int = Field(default=0, description="messages of it that the platform took")
    attempts: int = 0
    lease_until: float | None = None
    lease_epoch: int = 0
    platform_id: str | None = None
    error: str | None = None
    settled_at: float | None = None
    purpose: str | None = Field(
        default=None,
        description="of a notice: what it is about, and which: claim:7, broadcast:3",
    )
    edits: str | None = Field(
        default=None, description="platform id of our message whose words these replace"
    )


class IdentityTry(SQLModel, table=True):
    """A wrong answer to the identity questions; `counted` is false during a pause."""

    __tablename__: ClassVar[str] = "identity_try"
    __table_args__: ClassVar[Any] = (
        Index("ix_identity_try_contact", "contact_id", "at"),
        Index("ix_identity_try_nik", "nik_index", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")
    nik_index: bytes | None = None
    at: float
    counted: bool


class OptOut(SQLModel, table=True):
    """A chat that does not want notices of one purpose: own_coverage or news."""

    __tablename__: ClassVar[str] = "opt_out"
    contact_id: int = Field(
        sa_column=Column(Integer, ForeignKey("contact.id"), primary_key=True, autoincrement=False)
    )
    purpose: str = Field(primary_key=True)
    at: float


class Officer(SQLModel, table=True):
    """Somebody of the regency or a village; sealed: the name. Joined once `contact_id` is set."""

    id: int | None = Field(default=None, primary_key=True)
    token: bytes = Field(unique=True)
    sealed: bytes
    name_index: bytes = Field(index=True, description="blind, of the name in small letters")
    role: str = Field(description="officer, approver, admin")
    villages: str = Field(default="", description="comma-separated codes; empty: all of them")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    code_index: bytes | None = Field(default=None, unique=True, description="blind; used once")
    code_until: float | None = None
    added_at: float
    joined_at: float | None = None
    removed_at: float | None = None


class OfficerTry(SQLModel, table=True):
    """A wrong officer's code that a chat sent."""

    __tablename__: ClassVar[str] = "officer_try"
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    at: float


class AuditEntry(SQLModel, table=True):
    """An officer's act; `chain` is a keyed digest of the row and of the chain before it."""

    __tablename__: ClassVar[str] = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: float
    actor: str = Field(description="operator (the command line), system, or officer:<id>")
    act: str
    what: str = Field(sa_column=Column(Text, nullable=False), description="JSON, nothing personal")
    chain: bytes


class Broadcast(SQLModel, table=True):
    """A notice to many; sealed: `storage.broadcasts.Contents`."""

    id: int | None = Field(default=None, primary_key=True)
    token: bytes = Field(unique=True)
    sealed: bytes
    code: str = Field(unique=True, description="short; whoever sends it learns that it is genuine")
    kind: str = Field(description="notice, reminder")
    purpose: str = Field(description="own_coverage, news")
    state: str = Field(
        index=True,
        description="draft, waiting_approval, approved, scheduled, running, paused, done, "
        "cancelled, failed",
    )
    reason: str | None = Field(default=None, description="code: why it paused or failed")
    conditions: str = Field(sa_column=Column(Text, nullable=False), description="JSON list")
    reminder: str | None = Field(
        default=None, unique=True, description="of a reminder: which, so that it is made once"
    )
    author: str = Field(description="as audit.actor")
    approver: str | None = None
    created_at: float
    approved_at: float | None = None
    start_at: float | None = Field(default=None, description="not before")
    started_at: float | None = None
    resumed_at: float | None = Field(default=None, description="failures are counted from here")
    ended_at: float | None = None
    over_quiet_hours: bool = False
    trial_passed: bool = False
    lease_until: float | None = None
    lease_epoch: int = 0
    told: str | None = Field(default=None, description="progress that the officer's chat shows")


class BroadcastRecipient(SQLModel, table=True):
    """A chat that a notice goes to, frozen at approval; sealed: `storage.outbox.Body`.

    Once `outbox_id` is set that row says how far it came.
    """

    __tablename__: ClassVar[str] = "broadcast_recipient"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("broadcast_id", "contact_id"),
        Index("ix_broadcast_recipient_state", "broadcast_id", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    token: bytes = Field(unique=True)
    broadcast_id: int = Field(foreign_key="broadcast.id")
    contact_id: int = Field(foreign_key="contact.id", index=True)
    channel: str
    state: str = Field(default="pending", description="pending, out (see outbox), failed")
    error: str | None = None
    others: str = Field(default="", description="comma-separated contact ids to fall back to")
    sealed: bytes
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id", index=True)


class BroadcastPerson(SQLModel, table=True):
    """Whom a notice is about: several may share a chat, and some have none."""

    __tablename__: ClassVar[str] = "broadcast_person"
    __table_args__: ClassVar[Any] = (UniqueConstraint("broadcast_id", "nik_index"),)
    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(foreign_key="broadcast.id")
    nik_index: bytes = Field(index=True)
    village_code: str
    recipient_id: int | None = Field(default=None, foreign_key="broadcast_recipient.id", index=True)
    why_not: str | None = Field(
        default=None, description="no_chat, unreachable, opted_out, loss, no_template"
    )
    visit: str | None = Field(
        default=None,
        description="what a visit found: reached, moved, new_number, deceased, refused",
    )
    visited_at: float | None = None


class NoticeAnswer(SQLModel, table=True):
    """What a chat wrote about soon after it got a notice: the intent, never the words."""

    __tablename__: ClassVar[str] = "notice_answer"
    __table_args__: ClassVar[Any] = (UniqueConstraint("broadcast_id", "contact_id", "intent"),)
    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(foreign_key="broadcast.id")
    contact_id: int = Field(foreign_key="contact.id", index=True)
    intent: str
    at: float


class Reminder(SQLModel, table=True):
    """What was said of the end of a cover, also to nobody: each stage once for each end.

    Whether the person heard it is told by broadcast_person and the rows that it leads to.
    """

    __table_args__: ClassVar[Any] = (
        Index(
            "ix_reminder_stage",
            "nik_index",
            "stage",
            "coverage_end",
            unique=True,
            sqlite_where=text("stage IN ('30', '7', '1')"),
            postgresql_where=text("stage IN ('30', '7', '1')"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    nik_index: bytes = Field(index=True)
    stage: str = Field(description="30, 7, 1 (days before the end), renewed, corrected")
    coverage_end: date = Field(index=True, description="the end that was named")
    broadcast_id: int = Field(foreign_key="broadcast.id", index=True)
    at: float


class ReminderStop(SQLModel, table=True):
    """A planned reminder that an officer stopped."""

    __tablename__: ClassVar[str] = "reminder_stop"
    reminder: str = Field(primary_key=True, description="stage and end: 30:2026-12-31")
    actor: str
    at: float


class Ticket(SQLModel, table=True):
    """A question handed to an officer; sealed: the person's words."""

    id: int | None = Field(default=None, primary_key=True)
    token: bytes = Field(unique=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    subject: str
    sealed: bytes
    created_at: float
    state: str = Field(default="open", description="open, taken, answered, closed")
    about: str | None = Field(
        default=None,
        unique=True,
        description="claim:7: made by itself, once; visit:7: by a visit; else a question",
    )


class ClaimCase(SQLModel, table=True):
    """A family's way through a claim; sealed: `storage.claim_cases.Facts`."""

    __tablename__: ClassVar[str] = "claim_case"
    id: int | None = Field(default=None, primary_key=True)
    token: bytes = Field(unique=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    nik_index: bytes | None = Field(default=None, index=True, description="where it is known who")
    kind: str = Field(description="death, accident, living")
    state: str = Field(default="open", description="open, paid, withdrawn")
    for_family: bool = Field(default=False, description="the reporter had been linked before")
    sealed: bytes
    told: str | None = Field(default=None, description="the claim's state that the family knows")
    reminded_year: int | None = Field(default=None, description="of the scholarship's reminder")
    created_at: float
    updated_at: float


class UnclearMessage(SQLModel, table=True):
    """A message that was not understood, for 30 days; sealed: its words without personal ones."""

    __tablename__: ClassVar[str] = "unclear_message"
    id: int | None = Field(default=None, primary_key=True)
    words_index: bytes = Field(index=True, description="blind: equal for equal words")
    sealed: bytes
    kept_at: float = Field(index=True)


def _core(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


# The same tables for Core statements, which cost a quarter of a mapped one on the hot path.
store_state = _core(StoreState)
memberships = _core(Membership)
claims = _core(Claim)
agreements = _core(Agreement)
refresh_runs = _core(RefreshRun)
refresh_rejections = _core(RefreshRejection)
contacts = _core(Contact)
links = _core(Link)
dialogues = _core(Dialogue)
seen_updates = _core(SeenUpdate)
outbox = _core(Outbox)
identity_tries = _core(IdentityTry)
opt_outs = _core(OptOut)
officers = _core(Officer)
officer_tries = _core(OfficerTry)
audit = _core(AuditEntry)
broadcasts = _core(Broadcast)
broadcast_recipients = _core(BroadcastRecipient)
broadcast_people = _core(BroadcastPerson)
notice_answers = _core(NoticeAnswer)
reminders = _core(Reminder)
reminder_stops = _core(ReminderStop)
tickets = _core(Ticket)
claim_cases = _core(ClaimCase)
unclear_messages = _core(UnclearMessage)
