"""What can be done with a notice, by whom: every rule that keeps people from a wrong message.

The command line and the officers' chat both come here; each act is in the audit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from handlers.notice_people import WHATSAPP, Reached, grief_since, reached, window_since
from handlers.notice_plan import Plan, Quota, plan
from handlers.notice_text import Speak, Wording, fault_of
from handlers.programme import Programme
from handlers.segments import SegmentError, segment
from storage.audience import Audience, Chat, Segment
from storage.audit import OPERATOR
from storage.broadcast_delivery import Barred
from storage.broadcasts import NOT_BEFORE_RESUMED, OVER, Broadcast, Contents
from storage.consents import Purpose
from storage.officers import Officer
from storage.outbox import Body
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
class NoticeDesk:
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
    desk: NoticeDesk,
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
    found = _found(desk, _worded(desk, contents, "", purpose), wanted)
    if not found.addressees and not found.unreached:
        raise NoticeError("usage", "notice.error.nobody")  # before anything is written
    needs_approval = len(found.addressees) > desk.programme.notices.approve_above
    made = desk.store.broadcasts.create(
        contents,
        purpose=purpose,
        state="waiting_approval" if needs_approval else "draft",
        conditions=_own(actor, conditions),
        author=_name(actor),
        start_at=start_at,
    )
    _freeze(desk, made, found)
    desk.store.audit.record(_name(actor), "notice.create", notice=made.id, state=made.state)
    return made, plan(found, desk.quota)


def approve(desk: NoticeDesk, broadcast: Broadcast, by: Officer) -> tuple[Broadcast, Plan]:
    """By another person than its author; recipients and text are frozen here.

    One whose time has passed meanwhile waits to be started by hand.
    """
    if broadcast.state not in ("draft", "waiting_approval"):
        raise _wrong_state(broadcast)
    if not by.may_approve:
        raise NoticeError("safety", "notice.error.no_approver", name=by.name)
    if by.actor == broadcast.author:
        raise NoticeError("safety", "notice.error.own_approval")
    found = _found(desk, _wording(desk, broadcast), _readable(desk, broadcast.conditions))
    _freeze(desk, broadcast, found)
    now = desk.now.timestamp()
    is_late = broadcast.start_at is not None and broadcast.start_at <= now
    approved = _to(
        desk,
        broadcast,
        state="scheduled",
        approver=by.actor,
        approved_at=now,
        start_at=None if is_late else broadcast.start_at,
    )
    desk.store.audit.record(
        by.actor, "notice.approve", notice=broadcast.id, recipients=len(found.addressees)
    )
    _tell_author(desk, approved)
    return approved, plan(found, desk.quota)


def _tell_author(desk: NoticeDesk, approved: Broadcast) -> None:
    """In their chat, if they wrote it there: it now waits for them, or for its time."""
    author = desk.store.officers.acting(approved.author)
    if author is None or author.contact_id is None:
        return
    chat = desk.store.conversations.numbered(author.contact_id)
    if chat is not None:
        words = desk.speak(chat.language)
        text = words.text("desk.notice.approved", title=approved.contents.title)
        ways = ((words.text("desk.notice.do.open"), f"desk:notice:{approved.id}"),)
        desk.store.outbox.put_for_officer(chat.id, chat.channel, Body(text, ways))


def start(
    desk: NoticeDesk, broadcast: Broadcast, actor: Actor, *, over_quiet_hours: Officer | None = None
) -> Broadcast:
    """Running, or scheduled where its time lies ahead; an approver may override the quiet hours.

    Also of one that runs and waits for their end.
    """
    if broadcast.state == "waiting_approval":
        raise NoticeError("safety", "notice.error.needs_approval")
    _check_override(over_quiet_hours)
    if broadcast.state == "running":
        if over_quiet_hours is None or broadcast.over_quiet_hours:
            raise NoticeError("state", "notice.error.running")
        return _started(desk, broadcast, actor, over_quiet_hours, {})
    if broadcast.state not in ("draft", "scheduled"):
        raise _wrong_state(broadcast)
    if broadcast.approved_at is None:
        _freeze_unapproved(desk, broadcast)
    if not desk.store.broadcasts.counts(broadcast).total:
        raise NoticeError("safety", "notice.error.no_recipients")
    now = desk.now.timestamp()
    waits = broadcast.start_at is not None and broadcast.start_at > now and not over_quiet_hours
    values: dict[str, object] = {"state": "scheduled", "approved_at": broadcast.approved_at or now}
    if not waits:
        values |= {"state": "running", "started_at": now}
    return _started(desk, broadcast, actor, over_quiet_hours, values)


def pause(desk: NoticeDesk, broadcast: Broadcast, actor: Actor) -> Broadcast:
    """What has not left the outbox comes back; what is on its way arrives."""
    if broadcast.state not in ("running", "scheduled"):
        raise _wrong_state(broadcast)
    delivery = desk.store.delivery(broadcast)
    delivery.pull_back()
    delivery.put_off(NOT_BEFORE_RESUMED)
    desk.store.audit.record(_name(actor), "notice.pause", notice=broadcast.id)
    return _to(desk, broadcast, state="paused", reason="by_hand")


def resume(
    desk: NoticeDesk,
    broadcast: Broadcast,
    actor: Actor,
    which: Which = "pending",
    *,
    over_quiet_hours: Officer | None = None,
) -> Broadcast:
    """Where it stopped; `failed` and `all` try again who can be reached. Never from the start.

    `failed` leaves out who was not written to yet, until `all`. An override of the quiet hours
    held until the pause.
    """
    _check_override(over_quiet_hours)
    if broadcast.state == "running":
        raise NoticeError("state", "notice.error.running")
    if broadcast.state != "paused" and not (broadcast.state == "done" and which != "pending"):
        raise _wrong_state(broadcast)
    retried = 0
    if broadcast.started_at is not None:
        retried = _take_up(desk, broadcast, which)
    desk.store.audit.record(
        over_quiet_hours.actor if over_quiet_hours else _name(actor),
        "notice.resume",
        notice=broadcast.id,
        which=which,
        retried=retried,
        over_quiet_hours=over_quiet_hours is not None,
    )
    values: dict[str, object] = {"reason": None, "over_quiet_hours": over_quiet_hours is not None}
    if broadcast.started_at is None:
        return _to(desk, broadcast, state="scheduled", **values)
    values |= {"resumed_at": desk.store.delivery(broadcast).now, "ended_at": None}
    return _to(desk, broadcast, state="running", **values)


def cancel(desk: NoticeDesk, broadcast: Broadcast, actor: Actor) -> Broadcast:
    """At any moment; who was written to was written to."""
    if broadcast.state in OVER:
        raise _wrong_state(broadcast)
    leave_out(desk, broadcast)
    desk.store.audit.record(_name(actor), "notice.cancel", notice=broadcast.id)
    return _to(desk, broadcast, state="cancelled", ended_at=desk.now.timestamp())


def leave_out(desk: NoticeDesk, broadcast: Broadcast) -> None:
    """Nothing more of it leaves."""
    delivery = desk.store.delivery(broadcast)
    delivery.pull_back()
    delivery.leave_doubtful()
    delivery.leave_out_pending()


def barred(desk: NoticeDesk) -> Barred:
    """Who hears nothing now, whatever was so at the approval."""
    return Barred(desk.audience.in_grief, {WHATSAPP: window_since(desk.now)})


def examples(desk: NoticeDesk, broadcast: Broadcast, most: int = 3) -> tuple[list[str], Plan]:
    """The first real recipients' messages as they would see them, and the plan as of now."""
    wording = _wording(desk, broadcast)
    found = _found(desk, wording, _readable(desk, broadcast.conditions))
    shown = [wording.body(each.chat.language, each.people) for each in found.addressees[:most]]
    return [body.text for body in shown], plan(found, desk.quota)


def send_test(desk: NoticeDesk, broadcast: Broadcast, to: Officer) -> Chat:
    """One example of the officer's own villages, marked as such, to their chat; which that is."""
    if to.contact_id is None:
        raise NoticeError("state", "notice.error.not_joined", name=to.name)
    wording = _wording(desk, broadcast)
    found = _found(desk, wording, _readable(desk, broadcast.conditions))
    seen = (
        each.people
        for each in found.addressees
        if all(to.serves(person.village_code) for person in each.people)
    )
    example = next(seen, None)
    if example is None:
        raise NoticeError("state", "notice.error.no_recipients")
    chat = desk.audience.chat(to.contact_id)
    body = wording.body(chat.language, example)
    mark = desk.speak(chat.language).text("notice.test", number=broadcast.id)
    marked = Body(f"{mark}\n\n{body.text}", body.choices)
    desk.store.outbox.put_notice(chat.contact_id, chat.channel, marked, f"test:{broadcast.id}")
    desk.store.audit.record(_name(None), "notice.test", notice=broadcast.id, officer=to.id)
    return chat


def may_steer(officer: Officer, broadcast: Broadcast) -> bool:
    """One's own; all of them for those who approve."""
    return officer.may_approve or broadcast.author == officer.actor


def is_for_everybody(desk: NoticeDesk, found: Plan) -> bool:
    """Whatever the conditions say: nobody is left out but those who mourn or stopped it."""
    return found.people == desk.audience.size()


def _take_up(desk: NoticeDesk, broadcast: Broadcast, which: Which) -> int:
    """How many failed ones wait again."""
    delivery = desk.store.delivery(broadcast)
    if broadcast.kind == "reminder":
        desk.store.reminders.uncheck()  # what failed once may no longer be so
    delivery.harvest(barred(desk))
    delivery.take_up()
    if which == "failed":
        delivery.leave_out_pending()
    return 0 if which == "pending" else delivery.retry_failed(left_out=which == "all")


def _check_override(by: Officer | None) -> None:
    if by is not None and not by.may_approve:
        raise NoticeError("safety", "notice.error.no_approver", name=by.name)


def _started(
    desk: NoticeDesk,
    broadcast: Broadcast,
    actor: Actor,
    over_quiet_hours: Officer | None,
    values: dict[str, object],
) -> Broadcast:
    if over_quiet_hours is not None:
        values = {**values, "over_quiet_hours": True}
    started = _to(desk, broadcast, **values)
    who = over_quiet_hours.actor if over_quiet_hours else _name(actor)
    desk.store.audit.record(
        who, "notice.start", notice=broadcast.id, over_quiet_hours=started.over_quiet_hours
    )
    return started


def _freeze_unapproved(desk: NoticeDesk, broadcast: Broadcast) -> None:
    """A small notice is frozen when it starts; grown past the limit it needs a second person."""
    found = _found(desk, _wording(desk, broadcast), _readable(desk, broadcast.conditions))
    if len(found.addressees) > desk.programme.notices.approve_above:
        raise NoticeError("safety", "notice.error.needs_approval")
    _freeze(desk, broadcast, found)


def _segment(desk: NoticeDesk, actor: Actor, conditions: Sequence[str]) -> Segment:
    """Raises NoticeError: unreadable, or of villages that the officer does not serve."""
    wanted = _readable(desk, conditions)
    for each in (condition for some in wanted for condition in some):
        if actor is not None and each.field == "village":
            others = [code for code in each.values if not actor.serves(code)]
            if others:
                raise NoticeError("safety", "notice.error.other_village")
    return _readable(desk, _own(actor, conditions))


def _own(actor: Actor, conditions: Sequence[str]) -> list[str]:
    """An officer of some villages writes to their people only."""
    if actor is None or not actor.villages:
        return list(conditions)
    return [*conditions, f"village={','.join(actor.villages)}"]


def _readable(desk: NoticeDesk, conditions: Sequence[str]) -> Segment:
    """Raises NoticeError, also where the programme file no longer knows a code of it."""
    try:
        return segment(conditions, desk.programme)
    except SegmentError as error:
        raise NoticeError("usage", "notice.error.segment", why=str(error)) from None


def _found(desk: NoticeDesk, wording: Wording, wanted: Segment) -> Reached:
    return reached(desk.audience.people(wanted, desk.now.date()), wording, desk.now)


def _freeze(desk: NoticeDesk, broadcast: Broadcast, found: Reached) -> None:
    recipients = found.recipients(_wording(desk, broadcast))
    desk.store.broadcasts.freeze(broadcast, recipients, found.unreached)


def _wording(desk: NoticeDesk, broadcast: Broadcast) -> Wording:
    return _worded(desk, broadcast.contents, broadcast.code, broadcast.purpose)


def _worded(desk: NoticeDesk, contents: Contents, code: str, purpose: Purpose) -> Wording:
    return Wording(contents, code, purpose, desk.programme, desk.speak)


def _to(desk: NoticeDesk, broadcast: Broadcast, **values: object) -> Broadcast:
    desk.store.broadcasts.change(broadcast, **values)
    return replace(broadcast, **values)  # type: ignore[arg-type]


def _wrong_state(broadcast: Broadcast) -> NoticeError:
    return NoticeError("state", f"notice.error.is_{broadcast.state}")


def _name(actor: Actor) -> str:
    return OPERATOR if actor is None else actor.actor
