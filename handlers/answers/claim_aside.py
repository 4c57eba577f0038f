"""What is said inside the guide and is no answer to it: a joke, anger, a question of one's own."""

import re
from collections.abc import Callable
from contextlib import suppress

from handlers import asking, claim_facts, kin
from handlers.answers import claim_undo
from handlers.answers.benefits import minimum_for
from handlers.answers.claim_found import deaths, shown
from handlers.answers.claim_result import actions
from handlers.answers.offices import branch, call_centre
from handlers.benefits import death
from handlers.catalog import Rupiah
from handlers.conversation import Chat, Reply
from handlers.follow_up import asks, aspect
from handlers.plain import plain
from handlers.problems import Problem
from handlers.programme import in_force
from handlers.words import words
from storage.claim_cases import Case

_SHORTEST_QUESTION = 3  # words
_ABOUT_FAMILY = ("heir", "situation", "children")  # questions whose answer speaks of the living


def aside(chat: Chat) -> list[Reply] | None:
    """A joke, somebody who lives, anger and a short question; None for an answer to the guide."""
    text = plain(chat.understood.text).lower()
    if kind := _undoes(text, about_family=asking.open_slot(chat) in _ABOUT_FAMILY):
        chat.dialogue.frames.pop()
        ways = (*actions(chat, "start", "prepare"), *chat.choices("menu"))
        return [Reply(chat.text(f"claim_guide.{kind}"), ways)]
    if re.search(words()["claim"]["angry"], text) and not _says_how(text):
        return [Reply(_angry(chat)), asking.open_question(chat)]
    named = aspect(text)
    if named and (asks(text) or text.endswith("nya")):
        return [Reply(short(chat, named)), asking.open_question(chat)]
    return None


def tells_of_the_lost(chat: Chat) -> bool:
    """Inside the guide `hilang di laut` is how it happened, and the guide names whom to call."""
    frame = chat.dialogue.top
    is_open = frame is not None and frame.form == "claim_guide"
    return is_open and chat.understood.distress == "missing"


def search_is_over(chat: Chat) -> bool:
    """Lost at sea and no longer searched for: now the family needs the guide, not the rescuers."""
    is_lost = chat.understood.distress == "missing" and not tells_of_the_lost(chat)
    return is_lost and claim_facts.search_is_over(chat.understood.text)


def beneath(chat: Chat) -> list[Reply] | None:
    """The same where a death is kept: asked whether the report was wrong, soothed beneath it."""
    text = plain(chat.understood.text).lower()
    undoes = chat.dialogue.top is None and _undoes(text, about_family=True)
    is_angry = re.search(words()["claim"]["angry"], text) is not None
    if not undoes and not is_angry:
        return None
    case = shown(chat) or _only_death(chat)
    if case is None or case.kind != "death":
        return None
    if undoes:
        return claim_undo.wrong(chat, case, "")
    return [Reply(_angry(chat), actions(chat, "mine", "pdf", case=case))] if shown(chat) else None


def _only_death(chat: Chat) -> Case | None:
    running = [each for each in deaths(chat) if each.state == "open"]
    return running[0] if len(running) == 1 else None


def short(chat: Chat, about: str) -> str:
    """The answer to a question, in a few lines; `about` is an aspect, heirs or scholarship."""
    return _SHORT[about](chat)


def _undoes(text: str, *, about_family: bool) -> str | None:
    """`joke` or `alive`; where the family is spoken of, `mama masih hidup` is nobody's return."""
    known = words()["claim"]
    if re.search(known["joke"], text) and not re.search(known["no_joke"], text):
        return "joke"
    if not re.search(known["alive"], text):
        return None
    if about_family and not re.search(known["alive_after_all"], text) and _names_kin(text):
        return None
    return "alive"


def _names_kin(text: str) -> bool:
    try:
        kin.relation(text)
    except Problem as problem:
        return problem.key == "unclear"
    return True


def _angry(chat: Chat) -> str:
    return chat.text("claim_guide.angry", call_centre=call_centre(chat))


def question(chat: Chat) -> list[Reply] | None:
    """A whole question about the claim, with what else it says of this death taken; else None.

    `kalau kecelakaan kerja dapat berapa` supposes, and tells nothing.
    """
    said = plain(chat.understood.text)
    named = _asked_for(chat, said)
    if named is None:
        return None
    if not claim_facts.supposes(said):
        asking.take_stated(chat, said)
    if asking.nothing_left(chat):
        return None
    return [Reply(short(chat, named)), asking.open_question(chat)]


def _asked_for(chat: Chat, said: str) -> str | None:
    """By what the whole message means, else by one part of it: `dia sakit, kapan cairnya`."""
    if not asks(said) or len(said.split()) < _SHORTEST_QUESTION:
        return None
    if chat.understood.decision == "answer" and chat.understood.intent in _ASPECTS:
        return _ASPECTS[chat.understood.intent]
    parts = [each for each in re.split(r"[,.;:!\n]+", said) if asks(each)]
    named = next((named for each in parts if (named := aspect(each))), None)
    return named or ("heirs" if asking.open_slot(chat) == "heir" else None)


def _says_how(text: str) -> bool:
    """`sakit sudah lama sekali` answers, and is no anger."""
    with suppress(Problem):
        return bool(claim_facts.stated_how(text))
    return False


def _amount(chat: Chat) -> str:
    """Both sums: the guide may not know yet how it happened."""
    totals = [
        Rupiah(death(chat.programme, chat.today, work_accident=at_work).total)
        for at_work in (False, True)
    ]
    return chat.text(
        "claim_guide.short.amount",
        otherwise=totals[0],
        at_work=totals[1],
        minimum=minimum_for(chat, "death"),
    )


def _duration(chat: Chat) -> str:
    programme = chat.programme
    limits = (programme.deadline("jkm_payment"), programme.deadline("jkk_payment"))
    days = [each.count if each else "-" for each in limits]
    return chat.text("claim_guide.short.duration", otherwise=days[0], at_work=days[1])


def _documents(chat: Chat) -> str:
    listed = ", ".join(each.label for each in chat.programme.documents_for("jkm"))
    return chat.text("claim_guide.short.documents", documents=listed)


def _where(chat: Chat) -> str:
    return chat.text(
        "claim_guide.short.where", office=branch(chat).name, call_centre=call_centre(chat)
    )


def _how(chat: Chat) -> str:
    return chat.text("claim_guide.short.how", office=branch(chat).name)


def _heirs(chat: Chat) -> str:
    order = "\n".join(f"{each.rank}. {each.label}" for each in chat.programme.heirs)
    return chat.text("heirs", order=order, law=chat.programme.heirs[0].citation)


def _scholarship(chat: Chat) -> str:
    """The condition alone: the guide asks for the children itself."""
    held = in_force(chat.programme.scholarships, chat.today)[0]
    return chat.text(
        "claim_guide.short.scholarship",
        children=held.children,
        most=Rupiah(held.most),
        minimum=minimum_for(chat, "scholarship"),
    )


_SHORT: dict[str, Callable[[Chat], str]] = {
    "amount": _amount,
    "duration": _duration,
    "documents": _documents,
    "where": _where,
    "how": _how,
    "heirs": _heirs,
    "scholarship": _scholarship,
}
_ASPECTS = {  # by intent: what a whole question inside the guide asks for
    "benefit_death": "amount",
    "benefit_accident": "amount",
    "claim_documents": "documents",
    "office": "where",
    "heirs": "heirs",
    "scholarship": "scholarship",
}
