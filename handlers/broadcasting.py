"""What can be done with a notice, by whom: every rule that keeps people from a wrong message.

The command line and the officers' chat both come here; each act is in the audit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from handlers.notice_people import Reached, grief_since, reached
from handlers.notice_plan import Plan, Quota, plan
from handlers.notice_text import Speak, Wording, fault_of
from handlers.programme import Programme
from handlers.segments import SegmentError, segment
from storage.audience import Audience, Segment
from storage.audit import OPERATOR
from storage.broadcasts import OVER, Broadcast, Contents
from storage.consents import Purpose
from storage.officers import Officer
from storage.store import Store

Which = Literal["pending", "failed", "all"]
Actor = Officer | None  # None is the operator: whoever runs the command line


class NoticeError(Exception):
    """Why an act was not done: a key of the catalogs, its values, and of which kind it is."""

    def __init__(self, kind: Literal["usage", "state", "safety"], key: str, **values: object):
        super().__init__(key)
        self.kind = kind
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Desk:
    """What every act needs. `quota` is WhatsApp's for today, `now` in the regency's clock."""

    store: Store
    programme: Programme
    speak: Speak
    quota: Quota
    now: datetime

    @property
    def audience(self) -> Audience:
        return self.store.audience(grief_since(self.programme, self.now))


def create(
    desk: Desk,
    actor: Actor,
    contents: Contents,
    *,
    purpose: Purpose,
    conditions: Sequence[str] = (),
    start_at: float | None = None,
) -> tuple[Broadcast, Plan]:
    """A draft, or one that waits for approval; nothing is sent."""
    if fault := fault_of(contents, desk.programme.default_language):
        raise NoticeError("usage", fault.key, **fault.values)
    if start_at is not None and start_at <= desk.now.timestamp():
        raise NoticeError("usage", "notice.error.past")
    wanted = _segment(desk, actor, conditions)
    made = desk.store.broadcasts.create(
        contents,
        purpose=purpose,
        state="draft",
        conditions=_own(actor, conditions),
        author=_name(actor),
        start_at=start_at,
    )
    found = _freeze(desk, made, wanted)
    if not found.addressees and not found.unreached:
        raise NoticeError("usage", "notice.error.nobody")
    if len(found.addressees) > desk.programme.notices.approve_above:
        made = _to(desk, made, state="waiting_approval")
    desk.store.audit.record(_name(actor), "notice.create", notice=made.id, state=made.state)
    return made, plan(found, desk.quota)


def approve(desk: Desk, broadcast: Broadcast, by: Officer) -> tuple[Broadcast, Plan]:
    """By another person than its author; recipients and text are frozen here."""
    if broadcast.state not in ("draft", "waiting_approval"):
        raise _wrong_state(broadcast)
    if not by.may_approve:
        raise NoticeError("safety", "notice.error.no_approver", name=by.name)
    if by.actor == broadcast.author:
        raise NoticeError("safety", "notice.error.own_approval")
    found = _freeze(desk, broadcast, segment(broadcast.conditions, desk.programme))
    approved = _to(
        desk,
        broadcast,
        state="scheduled",
        approver=by.actor,
        approved_at=desk.now.timestamp(),
    )
    desk.store.audit.record(
        by.actor, "notice.approve", notice=broadcast.id, recipients=len(found.addressees)
    )
    return approved, plan(found, desk.quota)


def start(
    desk: Desk, broadcast: Broadcast, actor: Actor, *, over_quiet_hours: Officer | None = None
) -> Broadcast:
    """Running, or scheduled where its time lies ahead; an approver may override the quiet hours."""
    if broadcast.state == "waiting_approval":
        raise NoticeError("safety", "notice.error.needs_approval")
    if broadcast.state == "running":
        raise NoticeError("state", "notice.error.running")
    if broadcast.state not in ("draft", "scheduled"):
        raise _wrong_state(broadcast)
    if over_quiet_hours is not None and not over_quiet_hours.may_approve:
        raise NoticeError("safety", "notice.error.no_approver", name=over_quiet_hours.name)
    if broadcast.approved_at is None:
        broadcast = _ready_without_approval(desk, broadcast)
    if not desk.store.broadcasts.counts(broadcast).total:
        raise NoticeError("safety", "notice.error.no_recipients")
    now = desk.now.timestamp()
    waits = broadcast.start_at is not None and broadcast.start_at > now and not over_quiet_hours
    values: dict[str, object] = {"state": "scheduled", "approved_at": broadcast.approved_at or now}
    if not waits:
        values |= {"state": "running", "started_at": now}
    if over_quiet_hours:
        values["over_quiet_hours"] = True
    started = _to(desk, broadcast, **values)
    who = over_quiet_hours.actor if over_quiet_hours else _name(actor)
    desk.store.audit.record(
        who, "notice.start", notice=broadcast.id, over_quiet_hours=started.over_quiet_hours
    )
    return started


def pause(desk: Desk, broadcast: Broadcast, actor: Actor) -> Broadcast:
    """What has not left the outbox comes back; what is on its way arrives."""
    if broadcast.state != "running":
        raise _wrong_state(broadcast)
    desk.store.delivery(broadcast).pull_back()
    desk.store.audit.record(_name(actor), "notice.pause", notice=broadcast.id)
    return _to(desk, broadcast, state="paused", reason="by_hand")


def resume(desk: Desk, broadcast: Broadcast, actor: Actor, which: Which = "pending") -> Broadcast:
    """Where it stopped; `failed` and `all` try again who can be reached. Never from the start."""
    if broadcast.state == "running":
        raise NoticeError("state", "notice.error.running")
    if broadcast.state != "paused" and not (broadcast.state == "done" and which != "pending"):
        raise _wrong_state(broadcast)
    delivery = desk.store.delivery(broadcast)
    if which == "failed":
        delivery.leave_out_pending()
    retried = 0 if which == "pending" else delivery.retry_failed()
    if broadcast.kind == "reminder":
        desk.store.reminders.uncheck()  # what failed once may no longer be so
    desk.store.audit.record(
        _name(actor), "notice.resume", notice=broadcast.id, which=which, retried=retried
    )
    now = desk.now.timestamp()
    return _to(desk, broadcast, state="running", reason=None, resumed_at=now, ended_at=None)


def cancel(desk: Desk, broadcast: Broadcast, actor: Actor) -> Broadcast:
    """At any moment; who was written to was written to."""
    if broadcast.state in OVER:
        raise _wrong_state(broadcast)
    delivery = desk.store.delivery(broadcast)
    delivery.pull_back()
    delivery.leave_out_pending()
    desk.store.audit.record(_name(actor), "notice.cancel", notice=broadcast.id)
    return _to(desk, broadcast, state="cancelled", ended_at=desk.now.timestamp())


def examples(desk: Desk, broadcast: Broadcast, most: int = 3) -> tuple[list[str], Plan]:
    """The first real recipients' messages as they would see them, and the plan as of now."""
    found = _found(desk, broadcast, segment(broadcast.conditions, desk.programme))
    wording = _wording(desk, broadcast)
    shown = [wording.body(each.chat.language, each.people) for each in found.addressees[:most]]
    return [body.text for body in shown], plan(found, desk.quota)


def may_steer(officer: Officer, broadcast: Broadcast) -> bool:
    """One's own; all of them for those who approve."""
    return officer.may_approve or broadcast.author == officer.actor


def _ready_without_approval(desk: Desk, broadcast: Broadcast) -> Broadcast:
    """A small notice is frozen when it starts; grown past the limit it needs a second person."""
    found = _freeze(desk, broadcast, segment(broadcast.conditions, desk.programme))
    if len(found.addressees) > desk.programme.notices.approve_above:
        raise NoticeError("safety", "notice.error.needs_approval")
    return broadcast


def _segment(desk: Desk, actor: Actor, conditions: Sequence[str]) -> Segment:
    """Raises NoticeError: unreadable, or of villages that the officer does not serve."""
    try:
        wanted = segment(conditions, desk.programme)
    except SegmentError as error:
        raise NoticeError("usage", "notice.error.segment", why=str(error)) from None
    for each in (condition for some in wanted for condition in some):
        if actor is not None and each.field == "village":
            others = [code for code in each.values if not actor.serves(code)]
            if others:
                raise NoticeError("safety", "notice.error.other_village")
    return segment(_own(actor, conditions), desk.programme)


def _own(actor: Actor, conditions: Sequence[str]) -> list[str]:
    """An officer of some villages writes to their people only."""
    if actor is None or not actor.villages:
        return list(conditions)
    return [*conditions, f"village={','.join(actor.villages)}"]


def _found(desk: Desk, broadcast: Broadcast, wanted: Segment) -> Reached:
    people = desk.audience.people(wanted, desk.now.date())
    return reached(people, _wording(desk, broadcast), desk.now)


def _freeze(desk: Desk, broadcast: Broadcast, wanted: Segment) -> Reached:
    found = _found(desk, broadcast, wanted)
    recipients = found.recipients(_wording(desk, broadcast))
    desk.store.broadcasts.freeze(broadcast, recipients, found.unreached)
    return found


def _wording(desk: Desk, broadcast: Broadcast) -> Wording:
    known = broadcast
    return Wording(known.contents, known.code, known.purpose, desk.programme, desk.speak)


def _to(desk: Desk, broadcast: Broadcast, **values: object) -> Broadcast:
    desk.store.broadcasts.change(broadcast, **values)
    return replace(broadcast, **values)  # type: ignore[arg-type]


def _wrong_state(broadcast: Broadcast) -> NoticeError:
    return NoticeError("state", f"notice.error.is_{broadcast.state}")


def _name(actor: Actor) -> str:
    return OPERATOR if actor is None else actor.actor
