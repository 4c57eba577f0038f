"""After a death: only the questions that change the papers, the sum or the way."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from handlers import asking, benefit_facts, claim_facts
from handlers.answers import claim_result
from handlers.benefit_facts import UNKNOWN, DayOfDeath
from handlers.claim_facts import HEIRS, HOW, RELATIONS, SITUATIONS, How
from handlers.conversation import Chat, Reply
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot, slots_of
from handlers.kin import Relation
from handlers.problems import Problem
from handlers.programme import in_force
from handlers.schoolchildren import NONE, Schoolchildren, schoolchildren, stated_schoolchildren
from storage.claim_cases import Case, Facts

_RIGHTFUL_FIRST = ("spouse", "child")
_ANEW = "anew"  # in place of the words of a waiting question: the kept case gets these answers


def _said(chat: Chat, name: str) -> str | None:
    frame = chat.dialogue.top
    return frame.slots.get(name) if frame and frame.form == ClaimGuide.name else None


def _asker_is_first(chat: Chat) -> bool:
    """Nobody comes before a widow, a widower or a child."""
    return _said(chat, "relation") in _RIGHTFUL_FIRST


def _until_age(chat: Chat) -> int:
    held = in_force(chat.programme.scholarships, chat.today)
    return held[0].until_age if held else 0


def _no_children(chat: Chat) -> bool:
    """Parents and siblings inherit only where there is no child."""
    return _said(chat, "heir") in ("parent", "sibling", "in_law")


def _died_on(chat: Chat) -> date | None:
    said = _said(chat, "died_on")
    return date.fromisoformat(said) if said and said != UNKNOWN else None


@form("claim_guide", version=1)
@dataclass(frozen=True)
class ClaimGuide(Form):
    """Who died, when and how; who asks, who inherits, and what is special about the family."""

    died_on: DayOfDeath = slot(
        lambda said, chat: benefit_facts.day_of_death(said, chat.today, chat.programme),
        stated=lambda said, chat: benefit_facts.stated_day_of_death(
            said, chat.today, chat.programme
        ),
        choices=(UNKNOWN,),
        wording=lambda chat: "ask_lost" if _said(chat, "how") == "lost" else "ask",
    )
    how: How = slot(
        lambda said, _chat: claim_facts.how(said),
        stated=lambda said, _chat: claim_facts.stated_how(said),
        choices=HOW,
    )
    relation: Relation = slot(
        lambda said, _chat: claim_facts.relation(said),
        stated=lambda said, _chat: claim_facts.stated_relation(said),
        choices=RELATIONS,
    )
    heir: str | None = slot(
        lambda said, _chat: claim_facts.heir(said), choices=HEIRS, needless=_asker_is_first
    )
    situation: str = slot(lambda said, _chat: claim_facts.situation(said), choices=SITUATIONS)
    children: Schoolchildren | None = slot(
        lambda said, chat: schoolchildren(said, _until_age(chat)),
        stated=lambda said, chat: stated_schoolchildren(said, _until_age(chat)),
        choices=(NONE,),
        needless=_no_children,
        numeric=True,
    )
    registered_on: DayOfDeath | None = slot(
        lambda said, chat: benefit_facts.member_since(said, chat.today, _died_on(chat)),
        stated=lambda said, chat: benefit_facts.stated_member_since(
            said, chat.today, _died_on(chat)
        ),
        needless=lambda _chat: True,
    )

    def done(self, chat: Chat, frame: Frame) -> Done:
        """The case is kept, and the family's checklist shown; nothing is filed anywhere."""
        nik_index = claim_result.sure_person(chat, self.relation)
        if nik_index and (known := chat.storage.claim_cases.of_family(nik_index, "death")):
            return Done(claim_result.already_known(chat, known, self.died_on))
        return Done(claim_result.opened(chat, _kept(chat, frame, nik_index)))


def _kept(chat: Chat, frame: Frame, nik_index: bytes | None) -> Case:
    """The reporter's newest case takes the new answers; what is at hand is kept."""
    cases = chat.storage.claim_cases
    earlier, ready = cases.own(chat.contact, "death"), cases.own(chat.contact, "living")
    if earlier and frame.said == _ANEW:
        return cases.keep(earlier, Facts(dict(frame.slots), earlier.facts.have))
    is_same = ready is not None and ready.nik_index == nik_index
    have = ready.facts.have if ready and is_same else ()
    case = cases.open(chat.contact, "death", Facts(dict(frame.slots), have), nik_index)
    claim_result.hush(chat, case)
    if state := claim_result.running(chat, case):
        cases.tell(case, state)
    return case


def opened(chat: Chat) -> list[Reply]:
    """Condolence first, then the first question that the message has not answered."""
    frame = Frame(ClaimGuide.name, ClaimGuide.version, then="claim_death")
    chat.dialogue.frames = [each for each in chat.dialogue.frames if each.form != frame.form]
    chat.dialogue.frames.append(frame)
    for name, declared in slots_of(ClaimGuide).items():
        if declared.stated:
            with suppress(Problem):
                frame.slots[name] = str(declared.stated(chat.understood.text, chat))
    kind = "hope" if frame.slots.get("how") == "lost" else "condolence"
    return [Reply(chat.text(f"claim_guide.{kind}")), *_asked(chat)]


def again(chat: Chat) -> list[Reply]:
    """The questions anew for the case that is kept."""
    frame = Frame(ClaimGuide.name, ClaimGuide.version, then="claim_death", said=_ANEW)
    chat.dialogue.frames = [each for each in chat.dialogue.frames if each.form != frame.form]
    chat.dialogue.frames.append(frame)
    return _asked(chat)


def _asked(chat: Chat) -> list[Reply]:
    result = asking.go_on(chat)
    return result.replies if isinstance(result, Done) else result
