"""`klaim saya`: a family's case on any later day, and what can be done with it."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from handlers import asking, claim_facts, identity
from handlers.answers import claim_form, claim_result, notices
from handlers.answers.accident_form import Chronology
from handlers.answers.claim_page import sheet
from handlers.answers.claim_result import actions, checklist, packed, papers, purpose
from handlers.answers.offices import branch, call_centre
from handlers.claim_facts import listed_numbers
from handlers.claim_sheet import drawn
from handlers.conversation import Attachment, Chat, Choice, Reply
from handlers.dates import past_date
from handlers.dialogue import Frame
from handlers.due import months_after
from handlers.forms import Done
from handlers.plain import plain
from handlers.problems import Problem
from handlers.words import words
from storage.claim_cases import Case, Facts
from storage.outbox import Body

REMIND_DAYS = (3, 14)
_BEFORE_EXPIRY_DAYS = 30
_OF_THE_LIST = ("papers", "pdf", "remind")  # what stands beneath a checklist means that one


def mine(chat: Chat) -> list[Reply]:
    """The case with what the agency says of it; else the open questions, else a way to begin."""
    case = case_of(chat)
    if case is None:
        if any(frame.form == "claim_guide" for frame in chat.dialogue.frames):
            return [asking.ask_again(chat)]
        ways = (*actions(chat, "start"), *chat.choices("claim_status", "officer", "menu"))
        return [Reply(chat.text("case.none"), ways)]
    told = status_lines(chat, case)
    return [
        Reply("\n\n".join([claim_result.summary(chat, case), *told])),
        checklist(chat, case),
    ]


def status_lines(chat: Chat, case: Case) -> list[str]:
    """What the newest feed says of the claim, in plain words."""
    if case.nik_index is None:
        return [chat.text("case.status.not_linked")]
    known = chat.storage.participants.claims_of(case.nik_index)
    if not known:
        return [chat.text("case.status.none")]
    newest, lines = known[0], [chat.text(f"claim.state.{known[0].status}")]
    link = [each for each in chat.storage.links.of(chat.contact)
            if each.nik_index == case.nik_index]  # fmt: skip
    person = identity.member(chat, case.nik_index) if link else None
    if person and newest.missing_documents and person.may("claim_missing_documents"):
        lines.append(chat.text("claim.missing", documents=newest.missing_documents))
    return lines


def _numbered(chat: Chat, number: str) -> Case | None:
    """The case that a tapped tick names, if it is one of the asker's."""
    cases = chat.storage.claim_cases
    own = [cases.own(chat.contact, kind) for kind in ("death", "accident", "living")]
    return next((each for each in (case_of(chat), *own) if each and str(each.id) == number), None)


def _shown(chat: Chat) -> Case | None:
    """The case whose checklist was offered last."""
    ticks = [value for _, value in chat.dialogue.offered if value.startswith("case:tick:")]
    return _numbered(chat, ticks[0].split(":")[2]) if ticks else None


def case_of(chat: Chat) -> Case | None:
    """One's own, else the family's of a person to whom one is linked (not of oneself)."""
    cases = chat.storage.claim_cases
    if own := cases.own(chat.contact, "death"):
        return own
    for link in chat.storage.links.of(chat.contact):
        found = cases.of_family(link.nik_index, "death") if link.relation != "self" else None
        if found:
            return found
    return cases.own(chat.contact, "accident") or cases.own(chat.contact, "living")


def chosen(chat: Chat, rest: str) -> list[Reply] | None:
    """What a tapped `case:<act>` does; None where it no longer fits."""
    act, _, value = rest.partition(":")
    if act in _WITHOUT_CASE:
        return _WITHOUT_CASE[act](chat)
    case = _wrongly_reported(chat) if act.startswith("wrong") else case_of(chat)
    if act == "tick" and (case := _numbered(chat, value.partition(":")[0])) is None:
        return None
    case = _shown(chat) or case if act in _OF_THE_LIST else case
    if case is None:
        return [Reply(chat.text("case.none"), actions(chat, "start"))]
    does = _WITH_CASE.get(act)
    return does(chat, case, value) if does else None


def aside(chat: Chat) -> list[Reply] | None:
    """A joke, somebody who lives, and anger inside the guide; None for an answer to it."""
    text = plain(chat.understood.text).lower()
    for kind in ("joke", "alive"):
        if re.search(words()["claim"][kind], text):
            chat.dialogue.frames.pop()
            ways = (*actions(chat, "start", "prepare"), *chat.choices("menu"))
            return [Reply(chat.text(f"claim_guide.{kind}"), ways)]
    if re.search(words()["claim"]["angry"], text) and not _says_how(text):
        return [Reply(chat.text("claim_guide.angry", call_centre=call_centre(chat))),
                asking.ask_again(chat)]  # fmt: skip
    return None


def _says_how(text: str) -> bool:
    """`sakit sudah lama sekali` answers, and is no anger."""
    with suppress(Problem):
        return bool(claim_facts.stated_how(text))
    return False


def ticked(chat: Chat) -> list[Reply] | None:
    """`sudah 1 3 4`, `belum 2`, `1, 3, 4` behind the checklist; None for any other words."""
    said = " ".join(plain(chat.understood.text).lower().split())
    is_shown = any(value.startswith("case:tick:") for _, value in chat.dialogue.offered)
    for name in ("have", "lack", "numbers"):
        found = re.match(words()["claim"][name], said)
        if found is None or (name == "numbers" and not is_shown):
            continue
        if case := _shown(chat) or case_of(chat):  # after the words: most messages are no ticks
            return _tick_places(chat, case, listed_numbers(found["numbers"]), name != "lack")
    return None


def _tick_places(chat: Chat, case: Case, places: list[int], have: bool) -> list[Reply]:
    listed = papers(chat, case)
    if not all(1 <= place <= len(listed) for place in places):
        text = chat.text("case.tick.no_such", count=len(listed))
        return [Reply(text), checklist(chat, case)]
    codes = {listed[place - 1].code for place in places}
    kept = set(case.facts.have) | codes if have else set(case.facts.have) - codes
    return [checklist(chat, _kept(chat, case, kept))]


def _tick(chat: Chat, case: Case, value: str) -> list[Reply] | None:
    """A tap turns one paper round; one of another list is old."""
    code = value.partition(":")[2]
    if code not in {each.code for each in papers(chat, case)}:
        return None
    return [checklist(chat, _kept(chat, case, set(case.facts.have) ^ {code}))]


def _kept(chat: Chat, case: Case, have: set[str]) -> Case:
    return chat.storage.claim_cases.keep(case, Facts(case.facts.slots, tuple(sorted(have))))


def _papers(chat: Chat, case: Case, _value: str) -> list[Reply]:
    """How to get what is still missing, from whom."""
    missing = [each for each in papers(chat, case) if each.code not in case.facts.have]
    lines = [
        chat.text("case.how_to.line", paper=each.label, how=each.help)
        for each in missing
        if each.help
    ]
    if not lines:
        return [Reply(chat.text("case.how_to.nothing"), actions(chat, "mine", "pdf"))]
    texts = packed([chat.text("case.how_to"), *lines], "\n")
    return [*map(Reply, texts[:-1]), Reply(texts[-1], actions(chat, "mine", "pdf", "letter"))]


def _pdf(chat: Chat, case: Case, _value: str) -> list[Reply]:
    page = Attachment("document", f"{chat.text('case.pdf.file')}.pdf", drawn(sheet(chat, case)))
    return [Reply(chat.text("case.pdf"), actions(chat, "mine", "letter"), attachments=(page,))]


def _letter(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    return [Reply(chat.text("case.letter.intro")),
            Reply(chat.text("case.letter"), actions(chat, "mine", "pdf"))]  # fmt: skip


def attachable(chat: Chat, nik_index: bytes | None = None) -> tuple[Choice, ...]:
    """Who may be meant by a case that names nobody yet: of the linked people, or this one."""
    case = chat.storage.claim_cases.own(chat.contact, "death")
    if case is None or case.nik_index is not None:
        return ()
    return tuple(
        Choice(
            chat.text("case.do.attach", person=identity.link_label(chat, link)),
            f"case:attach:{link.id}",
        )
        for link in chat.storage.links.of(chat.contact)
        if link.relation != "self" and nik_index in (None, link.nik_index)
    )


def _more(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    ways = actions(chat, "notes", "letter", "redo", "link", "wrong", "mine")
    return [
        Reply(chat.text("case.more"), (*attachable(chat), *ways, *chat.choices("heirs", "officer")))
    ]


def _notes(chat: Chat, case: Case, _value: str) -> list[Reply]:
    texts = packed(claim_result.notes(chat, case) or [chat.text("case.notes.none")])[:3]
    return [*map(Reply, texts[:-1]), Reply(texts[-1], actions(chat, "mine", "papers"))]


def _redo(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    return claim_form.again(chat)


def _attach(chat: Chat, case: Case, value: str) -> list[Reply] | None:
    """The asker says which linked person died."""
    links = [each for each in chat.storage.links.of(chat.contact) if str(each.id) == value]
    if case.nik_index is not None or not links or links[0].relation == "self":
        return None
    attached = chat.storage.claim_cases.attach(case, links[0].nik_index)
    claim_result.hush(chat, attached)
    return [Reply(chat.text("case.attached")), *mine(chat)]


def _link(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    """Prove who it was; the claim's status is answered behind it."""
    frame = Frame("identity", identity.Identity.version, then="claim_status", said="")
    result = asking.open_form(chat, frame)
    return result.replies if isinstance(result, Done) else result


def _remind(chat: Chat, case: Case, _value: str) -> list[Reply]:
    days = [Choice(chat.text("case.remind.days", days=each), f"case:remind_in:{each}")
            for each in REMIND_DAYS]  # fmt: skip
    if _expires_in(chat, case):
        days.append(Choice(chat.text("case.remind.expiry"), "case:remind_in:expiry"))
    return [Reply(chat.text("case.remind.ask"), (*days, *actions(chat, "no_reminder", "mine")))]


def _remind_in(chat: Chat, case: Case, value: str) -> list[Reply] | None:
    """One reminder waits at a time: a new day takes the place of the old one."""
    days = _expires_in(chat, case) if value == "expiry" else int(value) if value.isdigit() else None
    if days is None or (value != "expiry" and days not in REMIND_DAYS):
        return None
    at = chat.now + timedelta(days=days)
    chat.storage.outbox.take_back(purpose(case))
    choices = tuple((each.label, each.value) for each in actions(chat, "mine"))
    body = Body(chat.text("case.reminder"), choices)
    chat.storage.outbox.put(
        chat.contact, [body], kind="notice", not_before=at.timestamp(), purpose=purpose(case)
    )
    return [Reply(chat.text("case.remind.set", day=at.date()), actions(chat, "mine"))]


def _no_reminder(chat: Chat, case: Case, _value: str) -> list[Reply]:
    chat.storage.outbox.take_back(purpose(case))
    return [Reply(chat.text("case.remind.off"), actions(chat, "mine"))]


def _expires_in(chat: Chat, case: Case) -> int | None:
    """Days until a month before the right to claim lapses, where the law names a day."""
    day = claim_result.day_of(case)
    limit = chat.programme.deadline("jkk_lapse", day)
    if claim_result.family(case).how == "other" or day is None or not limit or not limit.count:
        return None
    last = months_after(day, 12 * limit.count)
    left = (last - chat.today).days - _BEFORE_EXPIRY_DAYS
    return left if left > 0 else None


def _wrong(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    return [Reply(chat.text("case.wrong.ask"), actions(chat, "wrong_yes", "mine"))]


def _wrong_yes(chat: Chat, case: Case, _value: str) -> list[Reply]:
    """The report is taken back, and all that waited because of it goes on."""
    cases, outbox = chat.storage.claim_cases, chat.storage.outbox
    cases.withdraw(case)
    outbox.take_back(purpose(case))
    outbox.release_notices([each.id for each in cases.family(case)])
    return [Reply(chat.text("case.wrong.done"), chat.choices("menu"))]


def _wrongly_reported(chat: Chat) -> Case | None:
    """Also the person's own: whoever is reported dead and writes may undo it."""
    for link in chat.storage.links.of(chat.contact):
        if found := chat.storage.claim_cases.of_family(link.nik_index, "death"):
            return found
    return chat.storage.claim_cases.own(chat.contact, "death")


def begun(chat: Chat) -> list[Reply]:
    case = chat.storage.claim_cases.own(chat.contact, "death")
    if case is None:
        return claim_form.opened(chat)
    return [
        Reply(chat.text("case.again", summary=claim_result.summary(chat, case)),
              actions(chat, "mine", "new", "wrong"))
    ]  # fmt: skip


def _prepare(chat: Chat) -> list[Reply]:
    """While everybody is well: ticks only, no documents."""
    cases = chat.storage.claim_cases
    case = cases.own(chat.contact, "living")
    if case is None:
        own = [each for each in chat.storage.links.of(chat.contact) if each.relation == "self"]
        case = cases.open(chat.contact, "living", Facts(), own[0].nik_index if own else None)
    return [Reply(chat.text("case.prepare", office=branch(chat).name)), checklist(chat, case)]


def _chronology(chat: Chat) -> list[Reply]:
    frame = Frame(Chronology.name, Chronology.version, then="report_accident")
    chat.dialogue.frames = [each for each in chat.dialogue.frames if each.form != frame.form]
    with suppress(Problem):
        day = past_date(chat.understood.text, chat.today, asked=False)
        frame.slots["happened_on"] = day.isoformat()
    result = asking.open_form(chat, frame)
    return result.replies if isinstance(result, Done) else result


def _accident_papers(chat: Chat) -> list[Reply]:
    """The list of an injury; kept as a case of its own, so that it can be ticked."""
    cases = chat.storage.claim_cases
    case = cases.own(chat.contact, "accident")
    case = case or cases.open(chat.contact, "accident", Facts(), None)
    return [Reply(chat.text("accident.if_death")), checklist(chat, case)]


def _erase(chat: Chat) -> list[Reply]:
    cases = chat.storage.claim_cases
    for kind in ("death", "accident", "living"):
        case = cases.own(chat.contact, kind)
        if case:
            chat.storage.outbox.take_back(purpose(case))
    cases.erase(chat.contact)
    lines = [chat.text("case.erased"), notices.forgotten(chat)]
    return [Reply("\n\n".join(line for line in lines if line), chat.choices("menu"))]


_WITHOUT_CASE: dict[str, Callable[[Chat], list[Reply]]] = {
    "mine": mine,
    "start": begun,
    "new": claim_form.opened,
    "prepare": _prepare,
    "chronology": _chronology,
    "accident_papers": _accident_papers,
    "erase": _erase,
}
_WITH_CASE: dict[str, Callable[[Chat, Case, str], list[Reply] | None]] = {
    "tick": _tick,
    "papers": _papers,
    "pdf": _pdf,
    "letter": _letter,
    "more": _more,
    "notes": _notes,
    "redo": _redo,
    "attach": _attach,
    "link": _link,
    "remind": _remind,
    "remind_in": _remind_in,
    "no_reminder": _no_reminder,
    "wrong": _wrong,
    "wrong_yes": _wrong_yes,
}
