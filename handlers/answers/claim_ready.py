"""Ready before it is needed: papers, who would inherit, names that agree; ticks and codes only."""

from dataclasses import dataclass

from msgspec.structs import replace

from handlers import asking, ready_facts
from handlers.answers.claim_checklist import checklist
from handlers.answers.claim_notes import names_differ
from handlers.answers.claim_result import packed
from handlers.answers.offices import branch
from handlers.claim_papers import heir_label
from handlers.conversation import Chat, Reply
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot
from handlers.ready_facts import CHILDREN, NAMES, WHETHER
from storage.claim_cases import Case, Facts

READY = "ready"  # in a death's answers: what was prepared has been taken over


def _told(chat: Chat) -> dict[str, str]:
    frame = chat.dialogue.top
    return frame.slots if frame and frame.form == Ready.name else {}


def _comes_first(chat: Chat) -> bool:
    """Parents matter only where there is neither spouse nor child."""
    told = _told(chat)
    return told.get("married") != "no" or told.get("children") != "none"


def _parents_come_first(chat: Chat) -> bool:
    return _comes_first(chat) or _told(chat).get("parents") != "no"


@form("ready", version=1)
@dataclass(frozen=True)
class Ready(Form):
    """Asked of somebody alive, only as far as the order of the law needs it; all may be skipped."""

    married: str = slot(lambda said, _chat: ready_facts.whether(said, "married"), choices=WHETHER)
    children: str = slot(lambda said, _chat: ready_facts.children(said), choices=CHILDREN)
    parents: str | None = slot(
        lambda said, _chat: ready_facts.whether(said, "parents"),
        choices=WHETHER,
        needless=_comes_first,
    )
    siblings: str | None = slot(
        lambda said, _chat: ready_facts.whether(said, "siblings"),
        choices=WHETHER,
        needless=_parents_come_first,
    )
    names: str = slot(lambda said, _chat: ready_facts.names(said), choices=NAMES)

    def done(self, chat: Chat, frame: Frame) -> Done:
        cases = chat.storage.claim_cases
        ready = _prepared(chat)
        case = cases.keep(ready, replace(ready.facts, slots=dict(frame.slots)))
        texts = packed([*lines(chat, case), chat.text("ready.kept")])
        return Done([*map(Reply, texts), checklist(chat, case)])


def prepare(chat: Chat) -> list[Reply]:
    """While everybody is well: ticks only, no documents."""
    case = _prepared(chat)
    return [Reply(chat.text("case.prepare", office=branch(chat).name)), checklist(chat, case)]


def about_heirs(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    """The questions about the family, one at a time."""
    frame = Frame(Ready.name, Ready.version)
    chat.dialogue.frames = [each for each in chat.dialogue.frames if each.form != frame.form]
    result = asking.open_form(chat, frame)
    return result.replies if isinstance(result, Done) else result


def lines(chat: Chat, case: Case) -> list[str]:
    """Who would inherit by law, and what to look after, in plain words; none before the form."""
    told, order = case.facts.slots, chat.programme.heirs
    if "married" not in told:
        return []
    nearest = ready_facts.nearest(told)
    label = heir_label(chat.programme, nearest) if nearest else None
    order_of_law = "; ".join(each.label for each in order if each.relations)
    said = chat.text("ready.heirs", heir=label) if label else chat.text("ready.heirs.open")
    found = [said, chat.text("ready.order", order=order_of_law, law=order[0].citation)]
    if told.get("children") == "minor":
        found.append(chat.text("case.about.minor"))
    if told.get("names") != "same":
        differ = told.get("names") == "differ"
        found.append(names_differ(chat) if differ else chat.text("ready.names"))
    return found


def taken_over(chat: Chat, case: Case) -> Case:
    """What was prepared for this person is at hand now; the family may untick it."""
    ready = _for(chat, case)
    if ready is None:
        return case
    have = tuple(sorted({*case.facts.have, *ready.facts.have}))
    slots = {**case.facts.slots, READY: "yes"} if ready.facts.have else dict(case.facts.slots)
    if ready.facts.slots.get("names") == "differ":
        said = [*slots.get("situation", "plain").split(","), "names"]
        slots["situation"] = ",".join(dict.fromkeys(code for code in said if code != "plain"))
    needless = {*case.facts.needless, *ready.facts.needless} - {*have}
    return chat.storage.claim_cases.keep(case, Facts(slots, have, tuple(sorted(needless))))


def _for(chat: Chat, case: Case) -> Case | None:
    """One's own list, unless it is about another; else the person's, for who was linked before."""
    cases = chat.storage.claim_cases
    own = cases.own(chat.contact, "living")
    if own and own.nik_index in (None, case.nik_index):
        return own
    return cases.made_ready(case.nik_index) if case.for_family and case.nik_index else None


def _prepared(chat: Chat) -> Case:
    """The list of this phone; it becomes the participant's own once that is proved."""
    cases = chat.storage.claim_cases
    own = [each for each in chat.storage.links.of(chat.contact) if each.relation == "self"]
    nik_index = own[0].nik_index if own else None
    case = cases.own(chat.contact, "living")
    if case is None:
        return cases.open(chat.contact, "living", Facts(), nik_index)
    if nik_index and case.nik_index is None:
        return cases.attach(case, nik_index)
    return case
