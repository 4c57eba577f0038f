"""Which word on the end of a cover is due to one person, and which that waits has become wrong.

A person has heard of one end at a time. While the feed still says so, the stages 30, 7 and 1 day
before it are due; when it says another end, a renewal or a correction is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storage.participants import Period
from storage.reminders import Funding, Known, Stage, Told

STAGES: dict[int, Stage] = {1: "1", 7: "7", 30: "30"}  # days before the end, the last one first
FIRST = timedelta(days=30)
NEAR = timedelta(days=60)  # a renewal further from the end that it moves is no news to the unasked
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Message:
    """`days` fill the template's variables, the same for everybody who gets it."""

    stage: Stage
    end: date
    template: str
    days: tuple[tuple[str, date], ...]

    @property
    def key(self) -> str:
        """By which officers stop it."""
        return f"{self.stage}:{self.end}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the feed says of a person's cover.

    `agreement_end` where the agreement ends well before the cover and nothing follows it,
    `agreed_until` where one follows that the person's own period does not reach yet, `begins`
    where the cover has a gap before it that is not over.
    """

    until: date
    is_active: bool
    is_dead: bool
    agreement_end: date | None = None
    agreed_until: date | None = None
    begins: date | None = None

    @property
    def ends(self) -> tuple[date, ...]:
        return (self.agreement_end, self.until) if self.agreement_end else (self.until,)


def standing(
    periods: Sequence[Period], fundings: Sequence[Funding], today: date
) -> Standing | None:
    """By the period that lasts longest; None where none ever covered a day."""
    valid = [each for each in periods if each.start <= each.last_day]
    if not valid:
        return None
    last = max(valid, key=lambda each: (each.last_day, each.start))
    before = [each for each in valid if each.start < last.start]
    has_gap = all(each.last_day < last.start - _DAY for each in before)
    agreement_end, agreed_until = _agreement(last, fundings)
    return Standing(
        last.last_day,
        is_active=last.status == "active" and last.delisted_on is None,
        is_dead=any(each.inactive_reason == "deceased" for each in periods),
        agreement_end=agreement_end,
        agreed_until=agreed_until,
        begins=last.start if has_gap and last.start > today else None,
    )


def due(person: Known, fundings: Sequence[Funding], now: datetime) -> Message | None:
    """One at most; `now` is in the regency's clock."""
    known = standing(person.periods, fundings, now.date())
    if known is None or known.is_dead:
        return None
    return _changed(person, known, now.date()) or _stage(person, known, now)


def coming(
    person: Known, fundings: Sequence[Funding], now: datetime, until: date
) -> list[tuple[date, Message]]:
    """What would be due on later days, if nothing changes."""
    today = now.date()
    known = standing(person.periods, fundings, today)
    if known is None or known.is_dead or not known.is_active:
        return []
    found = []
    for end in known.ends:
        for days in STAGES:
            day = end - timedelta(days=days)
            message = _ending(known, end, day)
            if today < day <= until and message and not _is_settled(person.told, message, now):
                found.append((day, message))
    return found


def outdated(said: Message, person: Known, fundings: Sequence[Funding], today: date) -> bool:
    """Whether a message that has not left would say today what is no longer so."""
    known = standing(person.periods, fundings, today)
    if known is None or known.is_dead:
        return True
    if said.stage == "renewed":
        return said != _renewed(known, today)
    if said.stage == "corrected":
        return said != _corrected(known)
    expected = [_ending(known, end, today) for end in known.ends]
    return not known.is_active or said not in expected


def _changed(person: Known, known: Standing, today: date) -> Message | None:
    """Where the person knows another end, or lives through a renewal without having heard of it."""
    told, until = person.told, known.until
    heard = [each for each in told if each.reached is not False]
    if told and told[-1].end == until:  # said, or tried in vain
        return None
    if not heard:
        before = standing(person.before, (), today)
        is_news = before and before.until < until and abs(before.until - today) <= NEAR
        return _renewed(known, today) if is_news else None
    end = heard[-1].end
    if end in known.ends or (known.agreement_end and known.agreement_end < end < until):
        return None  # an agreement that ends sooner than was said: its own stages say so
    is_back = heard[-1].stage == "corrected" and until in [each.end for each in heard]
    if until > end and not is_back:
        return _renewed(known, today)
    return _corrected(known) if end >= today - NEAR else None


def _stage(person: Known, known: Standing, now: datetime) -> Message | None:
    if not known.is_active:
        return None
    for end in known.ends:
        message = _ending(known, end, now.date())
        if message and not _is_settled(person.told, message, now):
            return message
    return None


def _is_settled(told: Sequence[Told], message: Message, now: datetime) -> bool:
    """Said, or anything else said of the same end since it became due."""
    days = next(days for days, stage in STAGES.items() if stage == message.stage)
    since = message.end - timedelta(days=days)
    return any(
        each.end == message.end
        and (
            each.stage == message.stage
            or datetime.fromtimestamp(each.at, now.tzinfo).date() >= since
        )
        for each in told
    )


def _ending(known: Standing, end: date, today: date) -> Message | None:
    """The stage of that day; none more than 30 days before the end, none after it."""
    left = (end - today).days
    stage = next((stage for days, stage in STAGES.items() if 0 <= left <= days), None)
    if stage is None:
        return None
    if end != known.until:
        return Message(stage, end, "agreement_ending", (("agreement_end", end),))
    if known.agreed_until is None:
        return Message(stage, end, "coverage_ending", (("coverage_end", end),))
    days = (("coverage_end", end), ("agreement_end", known.agreed_until))
    return Message(stage, end, "coverage_ending_agreed", days)


def _renewed(known: Standing, today: date) -> Message | None:
    """None where the later end has passed already."""
    end = known.until
    if end < today:
        return None
    if known.begins is None:
        return Message("renewed", end, "renewal", (("coverage_end", end),))
    days = (("coverage_start", known.begins), ("coverage_end", end))
    return Message("renewed", end, "renewal_from", days)


def _corrected(known: Standing) -> Message:
    days = (("coverage_end", known.until),)
    return Message("corrected", known.until, "coverage_corrected", days)


def _agreement(period: Period, fundings: Sequence[Funding]) -> tuple[date | None, date | None]:
    """The end of the person's agreement, and how far the next one reaches, where each matters.

    An end in the month before that of the cover is the same ending: one message, not two.
    """
    own = next((each for each in fundings if each.number == period.agreement_no), None)
    if own is None:
        return None, None
    ending = min(own.ends, period.last_day)
    follows = [
        each.ends
        for each in fundings
        if each.is_listed
        and each.ends > ending
        and (each.number == own.number or each.starts > ending - FIRST)
    ]
    if follows:
        agreed = max(follows)
        return None, agreed if agreed > period.last_day else None
    return (own.ends if own.ends < period.last_day - FIRST else None), None
