"""The family's papers as a list to tick; which of them are needed only in some cases."""

from handlers.answers.claim_result import actions, family, office_claim
from handlers.answers.offices import branch, call_centre
from handlers.claim_papers import condition as condition_of
from handlers.claim_papers import injury_papers, living_papers
from handlers.claim_papers import papers as papers_of_family
from handlers.conversation import Chat, Choice, Reply
from handlers.programme_money import Document
from storage.claim_cases import Case

_ACTIONS = ("papers", "pdf", "remind", "more")


def checklist(chat: Chat, case: Case, *, first: bool = False) -> Reply:
    """Every paper is a choice, ticked and unticked by its number; at first with the boat trip.

    None is shown once the claim is paid.
    """
    if is_paid(chat, case):
        school = ("scholarship",) if family(case).schoolchildren else ()
        ways = (*actions(chat, "more", case=case), *chat.choices(*school, "menu"))
        return Reply(chat.text("case.checklist.paid"), ways)
    text = _heading(chat, case)
    if first:
        boat = chat.text(
            "case.before_boat", office=branch(chat).name, call_centre=call_centre(chat)
        )
        text = f"{boat}\n\n{text}"
    ticks = [
        Choice(_tick_label(chat, each, case), f"case:tick:{case.id}:{each.code}")
        for each in papers(chat, case)
    ]
    about = ("ready",) if case.kind == "living" else ()
    return Reply(text, (*ticks, *actions(chat, *about, *_ACTIONS, case=case)))


def is_paid(chat: Chat, case: Case) -> bool:
    claim = office_claim(chat, case)
    return case.state == "paid" or (claim is not None and claim.status == "paid")


def papers(chat: Chat, case: Case) -> list[Document]:
    if case.kind == "living":
        return living_papers(chat.programme)
    if case.kind == "accident":
        return injury_papers(chat.programme)
    return papers_of_family(chat.programme, family(case))


def needed(chat: Chat, case: Case) -> list[Document]:
    """Without those that the family said it does not need."""
    return [each for each in papers(chat, case) if each.code not in case.facts.needless]


def condition(chat: Chat, document: Document, case: Case) -> str | None:
    """When it is needed, where what the family told does not decide that."""
    who = family(case) if case.kind == "death" else None
    if who and document.code == "claim_form_jkm" and who.how in ("work", "lost"):
        return chat.text("case.paper.if_not_work")
    return condition_of(document, who)


def named(chat: Chat, document: Document, case: Case) -> str:
    """The paper's name, with its condition."""
    only_if = condition(chat, document, case)
    if only_if is None:
        return document.label
    return chat.text("case.paper.if", paper=document.label, condition=only_if)


def _heading(chat: Chat, case: Case) -> str:
    """How many are at hand; how to mark them."""
    listed = needed(chat, case)
    have = [each for each in listed if each.code in case.facts.have]
    key = (
        "office" if office_claim(chat, case) else "complete" if len(have) == len(listed) else "some"
    )
    command = "case.checklist.again.living" if case.kind == "living" else "case.checklist.again"
    text = chat.text(
        f"case.checklist.{key}", have=len(have), all=len(listed), again=chat.text(command)
    )
    places = [
        place
        for place, each in enumerate(papers(chat, case), start=1)
        if each in listed and each not in have and condition(chat, each, case)
    ]
    if not places or key == "office":
        return text
    return f"{text} {chat.text('case.checklist.if', number=places[0])}"


def _tick_label(chat: Chat, each: Document, case: Case) -> str:
    facts = case.facts
    key = "have" if each.code in facts.have else "lack"
    key = "needless" if each.code in facts.needless else key
    return chat.text(f"case.tick.{key}", paper=named(chat, each, case))
