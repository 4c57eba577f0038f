"""A member died: what the heir does now, what to bring, where, how much, how long."""

from contextlib import suppress

from handlers import claim_facts, kin
from handlers.answers import claim_aside, claim_begin, claim_mine
from handlers.answers.benefits import death_amounts, minimum_for
from handlers.answers.claim_result import actions
from handlers.answers.offices import branch, call_centre, department
from handlers.catalog import Rupiah
from handlers.conversation import Chat, MemberChat, Reply
from handlers.follow_up import aspect
from handlers.problems import Problem
from handlers.programme_money import Document
from handlers.registry import Needs, answers

_PAID_WITHIN = "jkm_payment"


@answers("claim_death")
def claim_death(chat: Chat) -> list[Reply]:
    """A death that is told opens the guide; else what to do, bring and expect, and the way in."""
    if claim_facts.tells_of_death(chat.understood.text):
        return claim_begin.begun(chat)
    if aspect(chat.understood.text) == "duration":
        ways = (*actions(chat, "start", "mine"), *chat.choices("office", "menu"))
        return [Reply(claim_aside.short(chat, "duration"), ways)]
    office = branch(chat).name
    first = chat.text(
        "death.first_steps.supposed" if _nobody_died(chat.understood.text) else "death.first_steps",
        department=department(chat),
    )
    return [
        Reply(first),
        Reply(chat.text("death.documents", documents=_document_lines(chat), office=office)),
        Reply(
            _money(chat),
            (*actions(chat, "start"), *chat.choices("claim_documents", "heirs", "officer", "menu")),
        ),
    ]


@answers("claim_documents")
def claim_documents(chat: Chat) -> list[Reply]:
    """Each paper with how to get it; a work accident asks for more."""
    more = [document for document in chat.programme.documents_for("jkk_death")
            if document not in chat.programme.documents_for("jkm")]  # fmt: skip
    return [
        Reply(chat.text("documents.death", documents=_document_lines(chat, explained=True))),
        Reply(
            chat.text("documents.work_accident", documents=_listed(more)),
            chat.choices("claim_death", "report_accident", "heirs", "office", "menu"),
        ),
    ]


@answers("heirs")
def heirs(chat: Chat) -> Reply:
    order = "\n".join(f"{heir.rank}. {heir.label}" for heir in chat.programme.heirs)
    text = chat.text("heirs", order=order, law=chat.programme.heirs[0].citation)
    return Reply(text, chat.choices("claim_documents", "claim_death", "officer", "menu"))


@answers("claim_status", needs=Needs.IDENTITY)
def claim_status(chat: MemberChat) -> Reply:
    """The newest claim of the person, as the agency's feed reports it."""
    own = chat.storage.claim_cases.all_own(chat.contact, "death")
    attach = claim_mine.attachable(chat, own, chat.participant.nik_index)
    known = chat.storage.participants.claims_of(chat.participant.nik_index)
    if not known:
        text = chat.text("claim.none", call_centre=call_centre(chat))
        return Reply(text, (*attach, *chat.choices("claim_death", "office", "officer", "menu")))
    newest = known[0]
    lines = [chat.text(f"claim.state.{newest.status}")]
    if newest.missing_documents and chat.may("claim_missing_documents"):
        lines.append(chat.text("claim.missing", documents=newest.missing_documents))
    if newest.status in ("approved", "paid") and newest.amount_rupiah and chat.may("claim_amount"):
        lines.append(chat.text("claim.amount", amount=Rupiah(newest.amount_rupiah)))
    if newest.paid_on:
        lines.append(chat.text("claim.paid_on", on=newest.paid_on))
    text = chat.text(
        "claim.shown",
        program=chat.text(f"program.{newest.program}"),
        state="\n".join(lines),
        event=newest.event_date,
        as_of=chat.storage.participants.as_of() or "-",
    )
    return Reply(text, (*attach, *chat.choices("claim_documents", "office", "officer", "menu")))


def _nobody_died(said: str) -> bool:
    """No condolence where it is supposed, or asked for somebody alive, as for oneself."""
    if claim_facts.supposes(said) or claim_facts.lives(said):
        return True
    with suppress(Problem):
        return kin.relation(said) == "self"
    return False


def _money(chat: Chat) -> str:
    paid = chat.programme.deadline(_PAID_WITHIN)
    return chat.text(
        "death.money",
        amounts=death_amounts(chat),
        minimum=minimum_for(chat, "death"),
        days=paid.count if paid else "-",
        law=paid.citation if paid else "-",
        office=branch(chat).name,
        call_centre=call_centre(chat),
    )


def _document_lines(chat: Chat, *, explained: bool = False) -> str:
    return _listed(chat.programme.documents_for("jkm"), explained=explained)


def _listed(documents: list[Document] | tuple[Document, ...], *, explained: bool = False) -> str:
    return "\n".join(
        _line(number, document, explained) for number, document in enumerate(documents, start=1)
    )


def _line(number: int, document: Document, explained: bool) -> str:
    label = f"{number}. {document.label}" + (f" ({document.when})" if document.when else "")
    return f"{label}: {document.how}" if explained and document.how else label
