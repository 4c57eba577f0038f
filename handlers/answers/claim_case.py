"""What a tapped `case:<act>:<case>` does, or the words that mean the same and name no case."""

from collections.abc import Callable

from handlers.answers import (
    claim_begin,
    claim_form,
    claim_list,
    claim_mine,
    claim_ready,
    claim_reminder,
    claim_undo,
)
from handlers.answers.claim_found import cases_of, deaths, numbered, shown, which
from handlers.answers.claim_result import actions
from handlers.conversation import Chat, Reply
from storage.claim_cases import Case

_OF_THE_LIST = ("papers", "pdf", "remind")  # what stands beneath a checklist means that one
_OF_A_REPORT = ("wrong", "wrong_yes")  # whoever is reported dead and writes may undo it


def chosen(chat: Chat, rest: str) -> list[Reply] | None:
    """None where it no longer fits; where several cases may be meant, it is asked which."""
    act, _, value = rest.partition(":")
    number, _, more = value.partition(":")
    if not number and act in _WITHOUT_CASE:
        return _WITHOUT_CASE[act](chat)
    does = _WITH_CASE.get(act)
    if does is None:
        return None
    if number:
        case = numbered(chat, number, own_too=act in _OF_A_REPORT)
        return does(chat, case, more) if case else None
    found = _meant(chat, act)
    if not found:
        return [Reply(chat.text("case.none"), actions(chat, "start"))]
    return does(chat, found[0], more) if len(found) == 1 else which(chat, act, found)


def _meant(chat: Chat, act: str) -> list[Case]:
    """The case whose choices stand there, where the act can be about it; else all that may be."""
    found = deaths(chat, own_too=True) if act in _OF_A_REPORT else cases_of(chat)
    there = shown(chat)
    if there and (act in _OF_THE_LIST or there.id in [each.id for each in found]):
        return [there]
    return found


_WITHOUT_CASE: dict[str, Callable[[Chat], list[Reply] | None]] = {
    "mine": claim_mine.mine,
    "start": claim_begin.begun,
    "search_over": claim_begin.search_over,
    "continue": claim_mine.resumed,
    "new": claim_form.opened,
    "prepare": claim_ready.prepare,
    "chronology": claim_begin.chronology,
    "accident_papers": claim_begin.accident_papers,
    "erase": claim_undo.erase,
}
_WITH_CASE: dict[str, Callable[[Chat, Case, str], list[Reply] | None]] = {
    "mine": claim_mine.one,
    "tick": claim_list.tick,
    "papers": claim_list.papers,
    "pdf": claim_list.pdf,
    "letter": claim_list.letter,
    "more": claim_mine.more,
    "notes": claim_mine.notes,
    "redo": claim_mine.redo,
    "attach": claim_mine.attach,
    "link": claim_mine.link,
    "ready": claim_ready.about_heirs,
    "remind": claim_reminder.remind,
    "remind_in": claim_reminder.remind_in,
    "no_reminder": claim_reminder.no_reminder,
    "wrong": claim_undo.wrong,
    "wrong_yes": claim_undo.wrong_yes,
}
