"""What a family is due after a death: a form that asks only what changes the sum."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from handlers import benefit_facts, identity, wages
from handlers.answers import benefit_result
from handlers.benefit_facts import CAUSES, UNKNOWN, Cause, DayOfDeath
from handlers.conversation import Chat, MemberChat
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot, slots_of
from handlers.problems import Problem
from handlers.programme import in_force
from handlers.schoolchildren import NONE, Schoolchildren, schoolchildren, stated_schoolchildren

_ABOUT_A_CASE = ("died_on", "wage", "children", "registered_on")


def opened(chat: Chat) -> Frame:
    """The form with what the message says already."""
    frame = Frame(
        Benefit.name,
        Benefit.version,
        then="benefit_death",
        relation=chat.understood.entities.relation,
    )
    chat.dialogue.frames.append(frame)  # a slot is read beside those before it
    for name, declared in slots_of(Benefit).items():
        if declared.stated:
            with suppress(Problem):
                frame.slots[name] = str(declared.stated(chat.understood.text, chat))
    chat.dialogue.frames.pop()
    return frame


def tells_of_a_case(frame: Frame) -> bool:
    """False for a question about the usual sum (`kalau karena kecelakaan kerja berapa`)."""
    return any(name in frame.slots for name in _ABOUT_A_CASE)


def _day_of_death(said: str, chat: Chat) -> DayOfDeath:
    return _after_birth(benefit_facts.day_of_death(said, chat.today, chat.programme), chat)


def _stated_day_of_death(said: str, chat: Chat) -> DayOfDeath:
    return _after_birth(benefit_facts.stated_day_of_death(said, chat.today, chat.programme), chat)


def _after_birth(day: DayOfDeath, chat: Chat) -> DayOfDeath:
    """Problem `before_birth` (day), where the asker proved who the member is."""
    known = member(chat)
    if known and isinstance(day, date) and day < known.participant.birth_date:
        raise Problem("before_birth", day=day)
    return day


def _lowest(chat: Chat) -> int:
    return in_force(chat.programme.wage_bases, _counted_on(chat))[0].amount


def _until_age(chat: Chat) -> int:
    held = in_force(chat.programme.scholarships, _counted_on(chat))
    return held[0].until_age if held else 0


def _no_wage_needed(chat: Chat) -> bool:
    """Only a work accident is counted from it; the regency pays from the lowest base."""
    return _slot(chat, "cause") != "work" or member(chat) is not None


def _no_children_needed(chat: Chat) -> bool:
    return not in_force(chat.programme.scholarships, _counted_on(chat))


def _no_membership_needed(chat: Chat) -> bool:
    """The store knows it, or no minimum of that day could cut what is due."""
    if _slot(chat, "cause") == "work" or member(chat) is not None:
        return True
    held = in_force(chat.programme.minimums, _counted_on(chat))
    children = _slot(chat, "children") not in (None, NONE)
    matters = {"death", "scholarship"} if children else {"death"}
    return not any(each.program == "JKM" and each.what in matters for each in held)


@form("benefit", version=1)
@dataclass(frozen=True)
class Benefit(Form):
    """A death, its cause, the wage base, the children at school, and the membership."""

    died_on: DayOfDeath = slot(
        _day_of_death,
        stated=_stated_day_of_death,
        choices=(UNKNOWN,),
    )
    cause: Cause = slot(
        lambda said, _chat: benefit_facts.cause(said),
        stated=lambda said, _chat: benefit_facts.stated_cause(said),
        choices=CAUSES,
    )
    wage: wages.Wage | None = slot(
        lambda said, chat: wages.wage(said, _lowest(chat)),
        stated=lambda said, chat: wages.stated_wage(said, _lowest(chat)),
        choices=(wages.LOWEST,),
        needless=_no_wage_needed,
        numeric=True,
    )
    children: Schoolchildren | None = slot(
        lambda said, chat: schoolchildren(said, _until_age(chat)),
        stated=lambda said, chat: stated_schoolchildren(said, _until_age(chat)),
        choices=(NONE,),
        needless=_no_children_needed,
        numeric=True,
    )
    registered_on: DayOfDeath | None = slot(
        lambda said, chat: benefit_facts.member_since(said, chat.today, _died_on(chat)),
        stated=lambda said, chat: benefit_facts.stated_member_since(
            said, chat.today, _died_on(chat)
        ),
        choices=(UNKNOWN,),
        needless=_no_membership_needed,
    )

    def done(self, chat: Chat, frame: Frame) -> Done:
        known = member(chat)
        died_on = self.died_on if isinstance(self.died_on, date) else None
        case = benefit_result.Case(
            on=died_on or chat.today,
            died=died_on is not None,
            cause=self.cause,
            wage=self.wage if isinstance(self.wage, int) else None,
            children=self.children,
            registered_on=self.registered_on if isinstance(self.registered_on, date) else None,
            member=known,
        )
        return Done(benefit_result.replies(chat, case))


def member(chat: Chat) -> MemberChat | None:
    """The one person whom the asker proved to belong to and who may be meant; else None."""
    frame = chat.dialogue.top
    said = frame.relation if frame and frame.form == Benefit.name else None
    links = [
        link
        for link in chat.storage.links.of(chat.contact)
        if said in (None, link.relation) and not (_died_on(chat) and link.relation == "self")
    ]
    found = identity.member(chat, links[0].nik_index) if len(links) == 1 else None
    return found if found and found.may("dates") else None


def _slot(chat: Chat, name: str) -> str | None:
    frame = chat.dialogue.top
    return frame.slots.get(name) if frame and frame.form == Benefit.name else None


def _died_on(chat: Chat) -> date | None:
    """None where it is not said yet, or where today's rules are meant."""
    said = _slot(chat, "died_on")
    return date.fromisoformat(said) if said and said != UNKNOWN else None


def _counted_on(chat: Chat) -> date:
    return _died_on(chat) or chat.today
