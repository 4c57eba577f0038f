"""`klaim saya`: a family's case on any later day, and how it is joined to a participant."""

from dataclasses import replace

from handlers import asking, identity
from handlers.answers import claim_form, claim_notes, claim_ready, claim_result
from handlers.answers.claim_checklist import checklist
from handlers.answers.claim_found import cases_of, deaths, which
from handlers.answers.claim_result import actions, packed, pages
from handlers.answers.offices import call_centre
from handlers.conversation import Chat, Choice, Reply
from handlers.dialogue import Frame
from handlers.forms import Done
from storage.claim_cases import Case, Kind
from storage.links import Link

_BESIDE: dict[Kind, tuple[str, ...]] = {
    "death": (),
    "accident": ("start",),
    "living": ("erase",),
}


def mine(chat: Chat) -> list[Reply]:
    """The case, or a choice of several; else the open questions, else a way to begin."""
    found = cases_of(chat)
    if chat.dialogue.kept:
        return _beside_guide(chat, found) if found else resumed(chat) or []
    if len(found) > 1:
        return which(chat, "mine", found)
    if found:
        return one(chat, found[0], "")
    if any(frame.form == "claim_guide" for frame in chat.dialogue.frames):
        return _back_to(chat, asking.go_on(chat))
    ways = (*actions(chat, "start"), *chat.choices("claim_status", "officer", "menu"))
    return [Reply(chat.text("case.none"), ways)]


def beside_kept(chat: Chat, replies: list[Reply]) -> list[Reply]:
    """An answer that leaves all forms; an open guide is set aside, and the way back said first."""
    guide = [each for each in chat.dialogue.frames if each.form == claim_form.ClaimGuide.name]
    chat.dialogue.kept = guide or chat.dialogue.kept
    chat.dialogue.frames.clear()
    if not chat.dialogue.kept:
        return replies
    *before, last = replies
    last = replace(last, choices=(*actions(chat, "continue"), *last.choices))
    return [Reply(chat.text("claim_guide.kept")), *before, last]


def resumed(chat: Chat) -> list[Reply] | None:
    """The guide that was set aside goes on where it stopped; None where there is none."""
    if not chat.dialogue.kept:
        return None
    guide = chat.dialogue.kept.pop()
    chat.dialogue.frames = [each for each in chat.dialogue.frames if each.form != guide.form]
    return _back_to(chat, asking.open_form(chat, guide))


def _back_to(chat: Chat, result: list[Reply] | Done) -> list[Reply]:
    if isinstance(result, Done) or chat.dialogue.top is None:  # of another version of the code
        return result.replies if isinstance(result, Done) else result
    asked, *more = result
    return [replace(asked, text=chat.text("form.back_to", question=asked.text)), *more]


def _beside_guide(chat: Chat, found: list[Case]) -> list[Reply]:
    """Something is kept already, and another guide waits: which of them is meant."""
    (asked,) = which(chat, "mine", found)
    return [replace(asked, choices=(*actions(chat, "continue"), *asked.choices))]


def one(chat: Chat, case: Case, _value: str) -> list[Reply]:
    """What is kept, what the agency says of it, and the checklist."""
    told = _status_lines(chat, case) if case.kind == "death" else claim_ready.lines(chat, case)
    said_back = [claim_result.summary(chat, case)]
    claim = claim_result.office_claim(chat, case)
    asks = claim is not None and claim.status == "incomplete"  # what the office wants goes first
    texts = packed([*told, *said_back] if asks else [*said_back, *told])
    return [*map(Reply, texts), checklist(chat, case)]


def _status_lines(chat: Chat, case: Case) -> list[str]:
    """What the newest feed says of the claim, in plain words."""
    if case.nik_index is None:
        return [chat.text("case.status.not_linked")]
    newest = claim_result.office_claim(chat, case)
    if newest is None:
        return [chat.text("case.status.none")]
    lines = [chat.text(f"claim.state.{newest.status}")]
    link = [each for each in chat.storage.links.of(chat.contact)
            if each.nik_index == case.nik_index]  # fmt: skip
    person = identity.member(chat, case.nik_index) if link else None
    if person and newest.missing_documents and person.may("claim_missing_documents"):
        lines.append(chat.text("claim.missing", documents=newest.missing_documents))
    elif newest.missing_documents:
        lines.append(chat.text("claim.missing.ask", call_centre=call_centre(chat)))
    return lines


def attachable(chat: Chat, cases: list[Case], nik_index: bytes | None = None) -> tuple[Choice, ...]:
    """Who may be meant by the one case that names nobody yet: linked people, or this one."""
    nameless = [each for each in cases if each.kind == "death" and each.nik_index is None]
    if len(nameless) != 1:
        return ()
    return tuple(
        Choice(
            chat.text("case.do.attach", person=identity.link_label(chat, link)),
            f"case:attach:{nameless[0].id}:{link.id}",
        )
        for link in _not_yet_reported(chat)
        if nik_index in (None, link.nik_index)
    )


def _not_yet_reported(chat: Chat) -> list[Link]:
    """Linked people, not oneself, of whose death nothing is kept."""
    reported = {each.nik_index for each in deaths(chat)}
    return [each for each in chat.storage.links.of(chat.contact)
            if each.relation != "self" and each.nik_index not in reported]  # fmt: skip


def more(chat: Chat, case: Case, _value: str) -> list[Reply]:
    redo = ("redo",) if case.contact_id == chat.contact.id else ()  # whose answers they are
    about = ("notes", "letter", *redo, "link", "wrong") if case.kind == "death" else ()
    ways = (*actions(chat, *about, "mine", case=case), *actions(chat, *_BESIDE[case.kind]))
    people = attachable(chat, [case])
    return [Reply(chat.text("case.more"), (*people, *ways, *chat.choices("heirs", "officer")))]


def notes(chat: Chat, case: Case, value: str) -> list[Reply] | None:
    texts = packed(claim_notes.notes(chat, case) or [chat.text("case.notes.none")])
    return pages(chat, case, texts, f"notes:{value}", ("mine", "papers"))


def redo(chat: Chat, case: Case, _value: str) -> list[Reply] | None:
    return claim_form.again(chat, case) if case.contact_id == chat.contact.id else None


def attach(chat: Chat, case: Case, value: str) -> list[Reply] | None:
    """The asker says which linked person died."""
    links = [each for each in _not_yet_reported(chat) if str(each.id) == value]
    if case.nik_index is not None or not links:
        return None
    attached = chat.storage.claim_cases.attach(case, links[0].nik_index)
    attached = claim_ready.taken_over(chat, attached)
    claim_result.hush(chat, attached)
    return [Reply(chat.text("case.attached")), *one(chat, attached, "")]


def link(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    """Prove who it was; the claim's status is answered behind it."""
    frame = Frame("identity", identity.Identity.version, then="claim_status", said="")
    result = asking.open_form(chat, frame)
    return result.replies if isinstance(result, Done) else result
