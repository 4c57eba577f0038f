"""`klaim saya`: a family's case on any later day, and how it is joined to a participant."""

from handlers import asking, identity
from handlers.answers import claim_form, claim_result
from handlers.answers.claim_found import case_of
from handlers.answers.claim_result import actions, checklist, packed
from handlers.conversation import Chat, Choice, Reply
from handlers.dialogue import Frame
from handlers.forms import Done
from storage.claim_cases import Case


def mine(chat: Chat) -> list[Reply]:
    """The case with what the agency says of it; else the open questions, else a way to begin."""
    case = case_of(chat)
    if case is None:
        if any(frame.form == "claim_guide" for frame in chat.dialogue.frames):
            return [asking.ask_again(chat)]
        ways = (*actions(chat, "start"), *chat.choices("claim_status", "officer", "menu"))
        return [Reply(chat.text("case.none"), ways)]
    told = _status_lines(chat, case)
    return [
        Reply("\n\n".join([claim_result.summary(chat, case), *told])),
        checklist(chat, case),
    ]


def _status_lines(chat: Chat, case: Case) -> list[str]:
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


def more(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    ways = actions(chat, "notes", "letter", "redo", "link", "wrong", "mine")
    return [
        Reply(chat.text("case.more"), (*attachable(chat), *ways, *chat.choices("heirs", "officer")))
    ]


def notes(chat: Chat, case: Case, _value: str) -> list[Reply]:
    texts = packed(claim_result.notes(chat, case) or [chat.text("case.notes.none")])[:3]
    return [*map(Reply, texts[:-1]), Reply(texts[-1], actions(chat, "mine", "papers"))]


def redo(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    return claim_form.again(chat)


def attach(chat: Chat, case: Case, value: str) -> list[Reply] | None:
    """The asker says which linked person died."""
    links = [each for each in chat.storage.links.of(chat.contact) if str(each.id) == value]
    if case.nik_index is not None or not links or links[0].relation == "self":
        return None
    attached = chat.storage.claim_cases.attach(case, links[0].nik_index)
    claim_result.hush(chat, attached)
    return [Reply(chat.text("case.attached")), *mine(chat)]


def link(chat: Chat, _case: Case, _value: str) -> list[Reply]:
    """Prove who it was; the claim's status is answered behind it."""
    frame = Frame("identity", identity.Identity.version, then="claim_status", said="")
    result = asking.open_form(chat, frame)
    return result.replies if isinstance(result, Done) else result
