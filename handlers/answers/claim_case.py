"""What a tapped `case:<act>` does, or the words that mean the same."""

from collections.abc import Callable

from handlers.answers import (
    claim_begin,
    claim_form,
    claim_list,
    claim_mine,
    claim_reminder,
    claim_undo,
)
from handlers.answers.claim_found import case_of, numbered, shown, wrongly_reported
from handlers.answers.claim_result import actions
from handlers.conversation import Chat, Reply
from storage.claim_cases import Case

_OF_THE_LIST = ("papers", "pdf", "remind")  # what stands beneath a checklist means that one


def chosen(chat: Chat, rest: str) -> list[Reply] | None:
    """What a tapped `case:<act>` does; None where it no longer fits."""
    act, _, value = rest.partition(":")
    if act in _WITHOUT_CASE:
        return _WITHOUT_CASE[act](chat)
    case = wrongly_reported(chat) if act.startswith("wrong") else case_of(chat)
    if act == "tick" and (case := numbered(chat, value.partition(":")[0])) is None:
        return None
    case = shown(chat) or case if act in _OF_THE_LIST else case
    if case is None:
        return [Reply(chat.text("case.none"), actions(chat, "start"))]
    does = _WITH_CASE.get(act)
    return does(chat, case, value) if does else None


_WITHOUT_CASE: dict[str, Callable[[Chat], list[Reply]]] = {
    "mine": claim_mine.mine,
    "start": claim_begin.begun,
    "new": claim_form.opened,
    "prepare": claim_begin.prepare,
    "chronology": claim_begin.chronology,
    "accident_papers": claim_begin.accident_papers,
    "erase": claim_undo.erase,
}
_WITH_CASE: dict[str, Callable[[Chat, Case, str], list[Reply] | None]] = {
    "tick": claim_list.tick,
    "papers": claim_list.papers,
    "pdf": claim_list.pdf,
    "letter": claim_list.letter,
    "more": claim_mine.more,
    "notes": claim_mine.notes,
    "redo": claim_mine.redo,
    "attach": claim_mine.attach,
    "link": claim_mine.link,
    "remind": claim_reminder.remind,
    "remind_in": claim_reminder.remind_in,
    "no_reminder": claim_reminder.no_reminder,
    "wrong": claim_undo.wrong,
    "wrong_yes": claim_undo.wrong_yes,
}
