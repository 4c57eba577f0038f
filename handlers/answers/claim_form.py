"""After a death: only the questions that change the papers, the sum or the way."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal

from msgspec.structs import replace

from handlers import asking, benefit_facts, claim_facts
from handlers.answers import claim_notes, claim_ready, claim_result
from handlers.benefit_facts import UNKNOWN, DayOfDeath
from handlers.claim_facts import HEIRS, HOW, RELATIONS, SITUATIONS, YES, How
from handlers.conversation import Chat, Reply
from handlers.dialogue import Frame
from handlers.forms import Done, Form, Parse, form, slot, slots_of
from handlers.kin import Relation
from handlers.problems import Problem
from handlers.programme import in_force
from handlers.schoolchildren import NONE, Schoolchildren, stated_schoolchildren
from storage.claim_cases import Case, Facts

_RIGHTFUL_FIRST = ("spouse", "child")
_ANEW = "anew:"  # with its number, in place of the words of a waiting question


def _said(chat: Chat, name: str) -> str | None:
    frame = chat.dialogue.top
    return frame.slots.get(name) if frame and frame.form == ClaimGuide.name else None


def _asker_is_first(chat: Chat) -> bool:
    """Nobody comes before a widow, a widower or a child."""
    return _is_known(chat) or _said(chat, "relation") in _RIGHTFUL_FIRST


def _linked(chat: Chat) -> bytes | None:
    """The one linked person to whom the asker said to be just that."""
    relation = _said(chat, "relation")
    return claim_result.sure_person(chat, relation) if relation else None


def _named(chat: Chat) -> bytes | None:
    """The linked person, where the asker said that it is that one: never a guess."""
    return _linked(chat) if _said(chat, "person") == YES else None


def _known(chat: Chat) -> Case | None:
    """What the family reported of this person already."""
    nik_index = _named(chat)
    return chat.storage.claim_cases.of_family(nik_index, "death") if nik_index else None


def _is_known(chat: Chat) -> bool:
    frame = chat.dialogue.top
    return frame is not None and frame.said is None and _known(chat) is not None


def _until_age(chat: Chat) -> int:
    held = in_force(chat.programme.scholarships, chat.today)
    return held[0].until_age if held else 0


def _no_children(chat: Chat) -> bool:
    """Parents and siblings inherit only where there is no child."""
    return _is_known(chat) or _said(chat, "heir") in ("parent", "sibling", "in_law")


def _died_on(chat: Chat) -> date | None:
    said = _said(chat, "died_on")
    return date.fromisoformat(said) if said and said != UNKNOWN else None


def _once(name: str, stated: Parse) -> Parse:
    """What is told stays: `adik saya di Malaysia` is another's kin, unless it corrects."""

    def read(said: str, chat: Chat) -> object:
        if _said(chat, name) is not None and not claim_facts.corrects(said):
            raise Problem("missing")
        return stated(said, chat)

    return read


@form("claim_guide", version=1)
@dataclass(frozen=True)
class ClaimGuide(Form):
    """Who died, when and how; who asks, who inherits, and what is special about the family."""

    died_on: DayOfDeath = slot(
        lambda said, chat: benefit_facts.day_of_death(said, chat.today, chat.programme),
        stated=_once(
            "died_on",
            lambda said, chat: benefit_facts.stated_day_of_death(said, chat.today, chat.programme),
        ),
        choices=(UNKNOWN,),
        wording=lambda chat: "ask_lost" if _said(chat, "how") == "lost" else "ask",
    )
    how: How = slot(
        lambda said, _chat: claim_facts.how(said),
        stated=_once("how", lambda said, _chat: claim_facts.stated_how(said)),
        choices=HOW,
    )
    relation: Relation = slot(
        lambda said, _chat: claim_facts.relation(said),
        stated=_once("relation", lambda said, _chat: claim_facts.stated_relation(said)),
        choices=RELATIONS,
    )
    person: str | None = slot(
        lambda said, _chat: claim_facts.whether(said),
        choices=claim_facts.WHETHER,
        needless=lambda chat: _linked(chat) is None,
    )
    heir: str | None = slot(
        lambda said, _chat: claim_facts.heir(said), choices=HEIRS, needless=_asker_is_first
    )
    situation: str | None = slot(
        lambda said, _chat: claim_facts.situation(said), choices=SITUATIONS, needless=_is_known
    )
    children: Schoolchildren | Literal["unknown"] | None = slot(
        lambda said, chat: claim_facts.children(said, _until_age(chat)),
        stated=lambda said, chat: stated_schoolchildren(said, _until_age(chat)),
        choices=(NONE, UNKNOWN),
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
        nik_index = _named(chat)
        if (known := _known(chat)) and not _redone(chat, frame):
            return Done(claim_notes.already_known(chat, known, self.died_on))
        return Done(claim_notes.opened(chat, _kept(chat, frame, nik_index)))


def _kept(chat: Chat, frame: Frame, nik_index: bytes | None) -> Case:
    """A case that is done again takes the new answers; what is at hand is kept."""
    cases = chat.storage.claim_cases
    if earlier := _redone(chat, frame):
        return cases.keep(earlier, replace(earlier.facts, slots=dict(frame.slots)))
    case = cases.open(chat.contact, "death", Facts(dict(frame.slots)), nik_index)
    case = claim_ready.taken_over(chat, case)
    claim_result.hush(chat, case)
    if state := claim_result.running(chat, case):
        cases.tell(case, state)
    return case


def _redone(chat: Chat, frame: Frame) -> Case | None:
    """The reporter's own case whose answers are given anew."""
    own = chat.storage.claim_cases.all_own(chat.contact, "death")
    return next((each for each in own if frame.said == f"{_ANEW}{each.id}"), None)


def opened(chat: Chat, *, lost: bool = False) -> list[Reply]:
    """Condolence first, then the first question that the message has not answered."""
    frame = Frame(ClaimGuide.name, ClaimGuide.version, then="claim_death")
    _on_top(chat, frame)
    for name, declared in slots_of(ClaimGuide).items():
        if declared.stated:
            with suppress(Problem):
                frame.slots[name] = str(declared.stated(chat.understood.text, chat))
    if lost:
        frame.slots["how"] = "lost"
    is_over = lost or claim_facts.search_is_over(chat.understood.text)
    kind = "condolence"
    if frame.slots.get("how") == "lost":
        kind = "search_over" if is_over else "hope"
    return [Reply(chat.text(f"claim_guide.{kind}")), *_asked(chat)]


def again(chat: Chat, case: Case) -> list[Reply]:
    """The questions anew for a case that is kept."""
    frame = Frame(ClaimGuide.name, ClaimGuide.version, then="claim_death", said=f"{_ANEW}{case.id}")
    _on_top(chat, frame)
    return _asked(chat)


def _on_top(chat: Chat, frame: Frame) -> None:
    chat.dialogue.kept.clear()
    chat.dialogue.frames = [each for each in chat.dialogue.frames if each.form != frame.form]
    chat.dialogue.frames.append(frame)


def _asked(chat: Chat) -> list[Reply]:
    result = asking.go_on(chat)
    return result.replies if isinstance(result, Done) else result
